//! SARIF 2.1.0, the exchange format of static analysis. Columns count characters, as the format demands; byte offsets are given
//! beside them.
//!
//! What the format has no place for stands in `properties`: what the real program says of a rule, a finding or a file. Notes and
//! files that were not checked are notifications of the invocation.

use std::fmt::Write as _;
use std::io;

use rustc_hash::FxHashMap;
use serde_json::{Map, Value, json};

use super::fingerprint::Fingerprints;
use super::place::{Place, portable, within};
use super::{Options, Run};
use crate::lint::{Entry, Finding, Fix, Level};
use crate::text::{FileId, Location};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

pub(super) fn write(run: &Run<'_>, _: Options, out: &mut dyn io::Write) -> io::Result<()> {
    let mut rules = Rules::new(run.rules);
    let mut fingerprints = Fingerprints::default();
    let results: Vec<Value> = run.findings.iter().map(|finding| result(run, finding, &mut rules, &mut fingerprints)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": run.tool.name, "version": run.tool.version, "rules": rules.described } },
            "invocations": [invocation(run)],
            "artifacts": artifacts(run),
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

/// The rules in the order in which results refer to them.
struct Rules {
    described: Vec<Value>,
    index: FxHashMap<&'static str, usize>,
}

impl Rules {
    fn new(entries: &[Entry]) -> Self {
        let index = entries.iter().enumerate().map(|(index, entry)| (entry.id, index)).collect();
        Self { described: entries.iter().map(rule).collect(), index }
    }

    /// The index of the finding's rule, which is described by its name alone if it is not known.
    fn index_of(&mut self, finding: &Finding) -> usize {
        *self.index.entry(finding.rule).or_insert_with(|| {
            self.described.push(json!({ "id": finding.rule, "name": finding.name }));
            self.described.len() - 1
        })
    }
}

fn rule(entry: &Entry) -> Value {
    let summary = entry.summary();
    let why = entry.why();
    json!({
        "id": entry.id,
        "name": entry.name,
        "shortDescription": { "text": summary },
        "fullDescription": { "text": why.as_deref().unwrap_or(summary) },
        "help": { "text": entry.docs, "markdown": entry.docs },
        "defaultConfiguration": { "level": level(entry.level) },
        "properties": { "upstream": entry.upstream, "since": entry.since },
    })
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "note",
    }
}

fn invocation(run: &Run<'_>) -> Value {
    let note = |note: &String| json!({ "level": "note", "message": { "text": note } });
    let unchecked = |file: &super::Unchecked| {
        json!({
            "level": if file.unreadable { "error" } else { "note" },
            "message": { "text": format!("not checked: {}", file.reason) },
            "locations": [{ "physicalLocation": { "artifactLocation": { "uri": uri(&file.path) } } }],
        })
    };
    let notifications: Vec<Value> = run.notes.iter().map(note).chain(run.unchecked.iter().map(unchecked)).collect();
    json!({ "executionSuccessful": !run.unchecked.iter().any(|file| file.unreadable), "toolExecutionNotifications": notifications })
}

/// All files, at the index that is their id.
fn artifacts(run: &Run<'_>) -> Vec<Value> {
    let checked: FxHashMap<FileId, &super::CheckedFile> = run.files.iter().map(|file| (file.file, file)).collect();
    let artifact = |(id, source): (FileId, &crate::text::Source)| {
        let mut artifact = json!({ "location": { "uri": uri(source.name()), "index": id.0 }, "length": source.len() });
        if let Some(file) = checked.get(&id) {
            artifact["roles"] = json!(["analysisTarget"]);
            artifact["properties"] =
                json!({ "kind": file.kind.as_str(), "program": file.program, "target": file.target, "verdict": file.verdict });
        }
        artifact
    };
    run.sources.iter().map(artifact).collect()
}

fn result(run: &Run<'_>, finding: &Finding, rules: &mut Rules, fingerprints: &mut Fingerprints) -> Value {
    let mut text = finding.message.clone();
    if let Some(help) = &finding.help {
        text.push_str("\nhelp: ");
        text.push_str(help);
    }
    let mut location = json!({ "physicalLocation": physical(run, finding.at) });
    if let Some(section) = &finding.section {
        location["logicalLocations"] = json!([{ "fullyQualifiedName": section, "kind": "section" }]);
    }
    let mut result = json!({
        "ruleId": finding.rule,
        "ruleIndex": rules.index_of(finding),
        "level": level(finding.level),
        "message": { "text": text },
        "locations": [location],
    });
    if !finding.related.is_empty() {
        let related = finding.related.iter().enumerate().map(
            |(id, related)| json!({ "id": id, "physicalLocation": physical(run, related.at), "message": { "text": related.message } }),
        );
        result["relatedLocations"] = related.collect();
    }
    if let Some(described) = &finding.fix {
        result["fixes"] = json!([fix(run, finding, described)]);
    }
    result["partialFingerprints"] = json!({ "pglbLint/v1": fingerprints.next(run.sources, finding) });
    let mut properties = Map::new();
    properties.insert("upstream".to_owned(), json!(finding.upstream));
    if let Some(why) = &finding.why {
        properties.insert("why".to_owned(), json!(why));
    }
    result["properties"] = Value::Object(properties);
    result
}

fn fix(run: &Run<'_>, finding: &Finding, fix: &Fix) -> Value {
    let mut files: Vec<(FileId, Vec<Value>)> = Vec::new();
    for (file, edit) in &fix.edits {
        let replacement = json!({
            "deletedRegion": region(run, Location::new(*file, edit.span)),
            "insertedContent": { "text": edit.text },
        });
        match files.iter_mut().find(|(known, _)| known == file) {
            Some((_, replacements)) => replacements.push(replacement),
            None => files.push((*file, vec![replacement])),
        }
    }
    let changes =
        files.into_iter().map(|(file, replacements)| json!({ "artifactLocation": artifact(run, file), "replacements": replacements }));
    let description = finding.help.as_ref().unwrap_or(&finding.message);
    json!({
        "description": { "text": description },
        "artifactChanges": changes.collect::<Vec<_>>(),
        "properties": { "safety": fix.safety },
    })
}

fn physical(run: &Run<'_>, at: Location) -> Value {
    json!({ "artifactLocation": artifact(run, at.file), "region": region(run, at) })
}

fn artifact(run: &Run<'_>, file: FileId) -> Value {
    json!({ "uri": uri(run.sources.get(file).name()), "index": file.0 })
}

fn region(run: &Run<'_>, at: Location) -> Value {
    let span = within(run.sources.get(at.file), at.span);
    let place = Place::in_characters(run.sources, at);
    json!({
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
        "byteOffset": span.start,
        "byteLength": span.len(),
    })
}

/// `path` as a URI reference: relative if it is, percent-encoded where a path of a URI has no such byte.
fn uri(path: &str) -> String {
    let path = portable(path);
    let mut uri = String::with_capacity(path.len() + 8);
    if path.starts_with('/') {
        uri.push_str("file://");
    } else if path.as_bytes().get(1) == Some(&b':') && std::path::MAIN_SEPARATOR == '\\' {
        uri.push_str("file:///");
    }
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=@".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("./etc/a b#.cfg"), "etc/a%20b%23.cfg");
        assert_eq!(uri("/etc/h\u{e9}.cfg"), "file:///etc/h%C3%A9.cfg");
        assert_eq!(uri("<stdin>"), "%3Cstdin%3E");
    }
}
