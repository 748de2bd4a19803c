//! The JSON Schema of `stack.toml`, for editors: made of the same facts that the file is read with.

use serde_json::{Map, Value, json};

use super::facts::{self, Kind, Setting};
use super::names::{RESERVED_DATABASES, RESERVED_USERS};
use crate::analysis::Targets;
use crate::product::Program;

/// The schema.
pub(super) fn schema() -> Value {
    let mut properties = settings(&facts::STACK);
    for (name, meaning) in facts::TABLES {
        let mut table = table(name);
        table["description"] = sentence(meaning).into();
        properties.insert(name.to_owned(), table);
    }
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "urn:pglb-lint:stack:1",
        "title": "stack.toml",
        "description": "A stack of HAProxy, PgBouncer, repmgr and PostgreSQL, for `pglb-lint render`.",
        "type": "object",
        "additionalProperties": false,
        "required": ["balancer", "nodes", "databases"],
        "properties": properties,
        "definitions": {
            "address": {
                "description": "An IP address.",
                "type": "string",
                "anyOf": [{ "format": "ipv4" }, { "format": "ipv6" }],
            },
            "word": { "description": sentence(facts::WORD), "type": "string", "pattern": word(), "maxLength": facts::WORD_BYTES },
            "user": sql_name("user", &RESERVED_USERS),
            "database": sql_name("database", &RESERVED_DATABASES),
        },
    })
}

/// What stands behind the name of a table.
fn table(name: &str) -> Value {
    let address = json!({ "$ref": "#/definitions/address" });
    match name {
        "balancer" => json!({ "anyOf": [address, object(&facts::BALANCER)] }),
        "nodes" => json!({
            "type": "object",
            "minProperties": facts::LEAST_NODES,
            "maxProperties": facts::MOST_NODES,
            "propertyNames": { "$ref": "#/definitions/word" },
            "additionalProperties": { "anyOf": [address, object(&facts::NODE)] },
        }),
        "witness" => json!({ "anyOf": [{ "const": false }, address, object(&facts::WITNESS_SETTINGS)] }),
        "databases" => json!({
            "type": "object",
            "minProperties": 1,
            "propertyNames": { "$ref": "#/definitions/database" },
            "additionalProperties": object(&facts::DATABASE),
        }),
        "pooler" => object(&facts::POOLER),
        "postgresql" => object(&facts::SERVER),
        "tls" => object(&facts::TLS),
        _ => json!({
            "type": "object",
            "additionalProperties": false,
            "properties": Program::ALL.map(version).into_iter().collect::<Map<_, _>>(),
        }),
    }
}

fn version(program: Program) -> (String, Value) {
    let range = format!(
        "The version of {}; of those that are installed here unless it is set, for a stack on one machine.",
        Targets::range_in_words(program)
    );
    (
        program.as_str().to_owned(),
        json!({ "description": range, "type": "string", "default": Targets::stable().version(program).to_string() }),
    )
}

fn object(rows: &[Setting]) -> Value {
    let needed: Vec<&str> = rows.iter().filter(|row| row.needed).map(|row| row.name).collect();
    let mut object = json!({ "type": "object", "additionalProperties": false, "properties": settings(rows) });
    if !needed.is_empty() {
        object["required"] = needed.into();
    }
    object
}

fn settings(rows: &[Setting]) -> Map<String, Value> {
    rows.iter().map(|row| (row.name.to_owned(), described(row))).collect()
}

fn described(row: &Setting) -> Value {
    let reference = |name: &str| json!({ "allOf": [{ "$ref": format!("#/definitions/{name}") }] });
    let mut value = match row.kind {
        Kind::Address => reference("address"),
        Kind::Port(default) => json!({ "type": "integer", "minimum": facts::LEAST_PORT, "maximum": u16::MAX, "default": default }),
        Kind::Number { least, most, default } => {
            let mut value = json!({ "type": "integer", "minimum": least, "maximum": most });
            if let Some(default) = default {
                value["default"] = default.into();
            }
            value
        }
        Kind::Word(words, default) => {
            let mut value = json!({ "enum": words() });
            if let Some(default) = default {
                value["default"] = default.into();
            }
            value
        }
        Kind::Name(default) => {
            let mut value = reference("word");
            if let Some(default) = default {
                value["default"] = default.into();
            }
            value
        }
        Kind::User => reference("user"),
        Kind::Users => json!({ "type": "array", "items": { "$ref": "#/definitions/user" }, "uniqueItems": true, "default": [] }),
        Kind::Path => json!({ "type": "string", "pattern": "^/[^\\s'\"\\\\]*$" }),
    };
    value["description"] = sentence(row.meaning).into();
    value
}

fn word() -> String {
    "^[a-z]([a-z0-9-]*[a-z0-9])?$".to_owned()
}

fn sql_name(what: &str, reserved: &[&str]) -> Value {
    json!({
        "description": format!("A {what}: {}.", facts::SQL_NAME),
        "type": "string",
        "pattern": "^[a-z_][a-z0-9_]*$",
        "maxLength": facts::NAME_BYTES,
        "not": { "anyOf": [{ "enum": reserved }, { "pattern": "^pg_" }] },
    })
}

/// `text` with a capital letter and a full stop.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}
