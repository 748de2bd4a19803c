//! SARIF 2.1.0, the exchange format of static analysis. Columns count characters, as the format demands; byte offsets are given
//! beside them.
//!
//! What the format has no place for stands in `properties`: what the real program says of a rule, a finding or a file. Notes and
//! files that were not checked are notifications of the invocation.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;

use rustc_hash::FxHashMap;
use serde::Serialize;
use serde_json::{Value, json};

use super::fingerprint::Fingerprints;
use super::place::{Place, portable, within};
use super::{Options, Run};
use crate::lint::{Entry, Finding, Fix, Level, Safety, Upstream};
use crate::text::{self, FileId};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

pub(super) fn write(run: &Run<'_>, _: Options, out: &mut dyn io::Write) -> io::Result<()> {
    let mut rules = Rules::new(run.rules);
    let mut fingerprints = Fingerprints::default();
    let results =
        run.findings.iter().map(|finding| Outcome::new(run, finding, rules.index_of(finding), fingerprints.next(run.sources, finding)));
    let results: Vec<Outcome<'_>> = results.collect();
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Record {
            tool: json!({ "driver": { "name": run.tool.name, "version": run.tool.version, "rules": rules.described } }),
            invocations: [invocation(run)],
            artifacts: artifacts(run),
            column_kind: "unicodeCodePoints",
            results,
        }],
    };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Log<'r> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Record<'r>; 1],
}

/// What the format calls a run.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'r> {
    tool: Value,
    invocations: [Value; 1],
    artifacts: Vec<Value>,
    column_kind: &'static str,
    results: Vec<Outcome<'r>>,
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
    let artifact = |(id, source): (FileId, &text::Source)| {
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

/// What the format calls a result.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'r> {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message<'r>,
    locations: [Location<'r>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<RelatedLocation<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Repair<'r>>,
    partial_fingerprints: PartialFingerprints,
    properties: Properties<'r>,
}

#[derive(Serialize)]
struct Message<'r> {
    text: Cow<'r, str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'r> {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation<'r> {
    fully_qualified_name: &'r str,
    kind: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RelatedLocation<'r> {
    id: usize,
    physical_location: PhysicalLocation,
    message: Message<'r>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
    index: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
    byte_offset: u32,
    byte_length: u32,
}

/// What the format calls a fix.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Repair<'r> {
    description: Message<'r>,
    artifact_changes: Vec<ArtifactChange<'r>>,
    properties: RepairProperties,
}

#[derive(Serialize)]
struct RepairProperties {
    safety: Safety,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange<'r> {
    artifact_location: ArtifactLocation,
    replacements: Vec<Replacement<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'r> {
    deleted_region: Region,
    inserted_content: Message<'r>,
}

#[derive(Serialize)]
struct PartialFingerprints {
    #[serde(rename = "pglbLint/v1")]
    first: String,
}

#[derive(Serialize)]
struct Properties<'r> {
    upstream: Upstream,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'r str>,
}

impl<'r> Outcome<'r> {
    fn new(run: &Run<'_>, finding: &'r Finding, rule_index: usize, fingerprint: String) -> Self {
        let parts: String = finding.parts().map(|(name, part)| format!("\n{name}: {part}")).collect();
        let text = if parts.is_empty() { finding.message.as_str().into() } else { format!("{}{parts}", finding.message).into() };
        let section = finding.section.iter().map(|section| LogicalLocation { fully_qualified_name: section, kind: "section" });
        let related = finding.related.iter().enumerate().map(|(id, related)| RelatedLocation {
            id,
            physical_location: PhysicalLocation::new(run, related.at),
            message: Message { text: related.message.as_str().into() },
        });
        Self {
            rule_id: finding.rule,
            rule_index,
            level: level(finding.level),
            message: Message { text },
            locations: [Location { physical_location: PhysicalLocation::new(run, finding.at), logical_locations: section.collect() }],
            related_locations: related.collect(),
            fixes: finding.fix.iter().filter(|fix| run.may_show(fix)).map(|fix| Repair::new(run, finding, fix)).collect(),
            partial_fingerprints: PartialFingerprints { first: fingerprint },
            properties: Properties { upstream: finding.upstream, why: finding.why.as_deref() },
        }
    }
}

impl PhysicalLocation {
    fn new(run: &Run<'_>, at: text::Location) -> Self {
        Self { artifact_location: ArtifactLocation::new(run, at.file), region: Region::new(run, at) }
    }
}

impl ArtifactLocation {
    fn new(run: &Run<'_>, file: FileId) -> Self {
        Self { uri: uri(run.sources.get(file).name()), index: file.0 }
    }
}

impl Region {
    fn new(run: &Run<'_>, at: text::Location) -> Self {
        let span = within(run.sources.get(at.file), at.span);
        let place = Place::in_characters(run.sources, at);
        Self {
            start_line: place.line,
            start_column: place.column,
            end_line: place.end_line,
            end_column: place.end_column,
            byte_offset: span.start,
            byte_length: span.len(),
        }
    }
}

impl<'r> Repair<'r> {
    fn new(run: &Run<'_>, finding: &'r Finding, fix: &'r Fix) -> Self {
        let mut files: Vec<(FileId, Vec<Replacement<'r>>)> = Vec::new();
        for (file, edit) in &fix.edits {
            let deleted_region = Region::new(run, text::Location::new(*file, edit.span));
            let replacement = Replacement { deleted_region, inserted_content: Message { text: edit.text.as_str().into() } };
            match files.iter_mut().find(|(known, _)| known == file) {
                Some((_, replacements)) => replacements.push(replacement),
                None => files.push((*file, vec![replacement])),
            }
        }
        let change = |(file, replacements)| ArtifactChange { artifact_location: ArtifactLocation::new(run, file), replacements };
        let description = finding.help.as_ref().unwrap_or(&finding.message);
        Self {
            description: Message { text: description.as_str().into() },
            artifact_changes: files.into_iter().map(change).collect(),
            properties: RepairProperties { safety: fix.safety },
        }
    }
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
