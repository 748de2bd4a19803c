//! The JSON Schema of `pglb-lint.toml`, for editors: made of the same tables that the file is read with.

use serde_json::{Map, Value, json};

use super::rules::LEVELS;
use crate::analysis::{Targets, rules};
use crate::lint::{Entry, FailOn, OptionKind};
use crate::product::Program;

/// The schema.
pub(super) fn schema() -> Value {
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "urn:pglb-lint:config:1",
        "title": "pglb-lint.toml",
        "description": "Settings of pglb-lint.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "targets": {
                "description": "The versions that files are checked for.",
                "type": "object",
                "additionalProperties": false,
                "properties": Program::ALL.map(target).into_iter().collect::<Map<_, _>>(),
            },
            "hosts": {
                "description": "The hosts by name: which files stand on which machine, and by which addresses others reach it.",
                "type": "object",
                "additionalProperties": { "$ref": "#/definitions/host" },
            },
            "rules": {
                "description": "Levels and options of rules, by name, id or start of some ids; the most exact wins.",
                "type": "object",
                "additionalProperties": false,
                "properties": properties(&rules()),
                "patternProperties": { "^(HAP|PGB|RPM|PGC|TOP)[0-9]{0,2}$": { "$ref": "#/definitions/several" } },
            },
            "exclude": {
                "description": "Files and folders that are left out when a folder is read: paths from the folder of this file on, or names.",
                "allOf": [{ "$ref": "#/definitions/patterns" }],
            },
            "fail-on": {
                "description": "The level from which on findings make the exit status 1.",
                "enum": FailOn::ALL.map(FailOn::as_str),
                "default": FailOn::Warning.as_str(),
            },
        },
        "definitions": {
            "host": {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "addresses": {
                        "description": "IP addresses and names, without ports.",
                        "type": "array",
                        "items": { "type": "string", "minLength": 1 },
                    },
                    "files": {
                        "description": "Its files: paths from the folder of this file on; a folder means everything below it.",
                        "allOf": [{ "$ref": "#/definitions/patterns" }],
                    },
                },
            },
            "patterns": { "type": "array", "items": { "type": "string", "minLength": 1 } },
            "level": { "description": "`off`: not reported.", "enum": LEVELS.map(|(word, _)| word) },
            "several": {
                "anyOf": [
                    { "$ref": "#/definitions/level" },
                    { "type": "object", "additionalProperties": false, "properties": { "level": { "$ref": "#/definitions/level" } } },
                ],
            },
        },
    })
}

fn target(program: Program) -> (String, Value) {
    let range = format!("The version of {}.", Targets::range_in_words(program));
    let default = Targets::stable().version(program).to_string();
    (program.as_str().to_owned(), json!({ "description": range, "type": "string", "default": default }))
}

/// Every rule by its name, its id, and `ALL`.
fn properties(rules: &[Entry]) -> Map<String, Value> {
    let mut properties = Map::new();
    properties.insert("ALL".to_owned(), json!({ "description": "Every rule.", "allOf": [{ "$ref": "#/definitions/several" }] }));
    for rule in rules {
        let own: Map<String, Value> = rules.iter().filter(|other| other.name == rule.name).flat_map(options).collect();
        properties.insert(rule.name.to_owned(), setting(rule, own));
    }
    for rule in rules {
        properties.insert(rule.id.to_owned(), setting(rule, options(rule)));
    }
    properties
}

/// What may be said of `rule`, which has these options.
fn setting(rule: &Entry, options: Map<String, Value>) -> Value {
    if options.is_empty() {
        return json!({ "description": rule.summary(), "allOf": [{ "$ref": "#/definitions/several" }] });
    }
    let mut properties = options;
    properties.insert("level".to_owned(), json!({ "$ref": "#/definitions/level" }));
    let table = json!({ "type": "object", "additionalProperties": false, "properties": properties });
    json!({ "description": rule.summary(), "anyOf": [{ "$ref": "#/definitions/level" }, table] })
}

fn options(rule: &Entry) -> Map<String, Value> {
    let value = |kind: OptionKind, default: &str| match kind {
        OptionKind::Duration => json!({ "type": "string", "pattern": "^[0-9]+(ms|s|m|h|d)$", "default": default }),
        OptionKind::Integer { least, most, .. } => {
            let mut value = json!({ "type": "integer", "minimum": least, "default": default.parse::<u64>().unwrap() });
            if most != u64::MAX {
                value["maximum"] = most.into();
            }
            value
        }
    };
    rule.options()
        .map(|option| {
            let mut schema = value(option.kind, option.default);
            schema["description"] = format!("{}.", option.meaning).into();
            (option.name.to_owned(), schema)
        })
        .collect()
}
