//! The warnings of HAProxy on the public files that it accepts, and the findings that claim to be its warnings.
//!
//! HAProxy's messages name a line, or a section, or neither; a finding fits a message if it stands in that line or section, or if one
//! speaks of a word of the other.

use std::collections::BTreeMap;
use std::fs;
use std::ops::RangeInclusive;

use pglb_lint::product::haproxy::environment::Environment;
use serde_json::Value;

use crate::inputs::shared;
use crate::ours::{Finding, lint_in};

/// Of HAProxy's warnings at least so many in a hundred are found.
const FOUND: usize = 90;
/// Of the findings that claim to be warnings of HAProxy at least so many in a hundred are.
const REAL: usize = 95;

/// Messages that the text of the file does not decide: the name of the host, and what other files hold.
const OF_THE_MACHINE: [&str; 3] = ["Removing incomplete section 'peers", "Ignored stats-file line", "DH parameter"];

/// How the warnings of one version compare.
#[derive(Debug, Default)]
pub(crate) struct Warnings {
    /// Warnings of HAProxy.
    pub(crate) theirs: usize,
    /// Those of them that are found.
    pub(crate) found: usize,
    /// Findings that claim to be warnings of HAProxy.
    pub(crate) ours: usize,
    /// Those of them that are.
    pub(crate) real: usize,
    /// What differs.
    pub(crate) differences: Vec<String>,
}

/// A message of HAProxy.
struct Message {
    line: Option<u32>,
    text: String,
}

/// A section by name, and its lines.
struct Section {
    name: String,
    lines: RangeInclusive<u32>,
}

fn messages(record: &Value, list: &str) -> Vec<Message> {
    let all = record[list].as_array().into_iter().flatten();
    let told = all.filter(|message| message["env"].is_null());
    let messages = told.map(|message| Message {
        line: message["line"].as_u64().map(|line| line as u32),
        text: message["msg"].as_str().unwrap_or_default().to_owned(),
    });
    messages.filter(|message| !OF_THE_MACHINE.iter().any(|part| message.text.contains(part))).collect()
}

fn sections(text: &str) -> Vec<Section> {
    let mut found: Vec<(String, u32)> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let words: Vec<&str> = line.split_whitespace().take(2).collect();
        let opens = ["global", "defaults", "frontend", "backend", "listen", "peers", "resolvers", "userlist", "mailers", "ring"];
        if words.first().is_some_and(|word| opens.contains(word)) {
            found.push((words.get(1).copied().unwrap_or_default().to_owned(), number as u32 + 1));
        }
    }
    let ends: Vec<u32> = found.iter().skip(1).map(|(_, start)| start - 1).chain([u32::MAX]).collect();
    found.into_iter().zip(ends).map(|((name, start), end)| Section { name, lines: start..=end }).collect()
}

/// The parts of `text` in quotes, such as names.
fn quoted(text: &str, quote: char) -> Vec<&str> {
    text.split(quote).skip(1).step_by(2).filter(|part| !part.is_empty()).collect()
}

/// Whether `finding` says what `message` says, as far as places and names tell.
fn fits(finding: &Finding, message: &Message, sections: &[Section]) -> bool {
    if let Some(line) = message.line {
        return finding.line == line;
    }
    let names = quoted(&message.text, '\'');
    let is_meant = |section: &Section| !section.name.is_empty() && names.iter().any(|name| name.rsplit(' ').next() == Some(&section.name));
    let inside = sections.iter().any(|section| is_meant(section) && section.lines.contains(&finding.line));
    inside || quoted(&finding.text, '`').iter().any(|word| names.contains(word))
}

/// The comparison by version.
pub(crate) fn compare() -> BTreeMap<String, Warnings> {
    let mut tallies: BTreeMap<String, Warnings> = BTreeMap::new();
    let Some(shared) = shared() else { return tallies };
    for line in fs::read_to_string(shared.join("corpus/verdicts/haproxy.jsonl")).unwrap().lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        let version = record["version"].as_str().unwrap();
        let accepted = matches!(record["class"].as_str(), Some("accept" | "accept-with-warnings" | "no-listener"));
        if record["mode"] != "neutral" || !accepted || version.starts_with("3.5") {
            continue;
        }
        let file = record["file"].as_str().unwrap();
        let mut text = fs::read(shared.join("corpus").join(file)).unwrap();
        if !text.ends_with(b"\n") {
            text.push(b'\n');
        }
        let opinion = lint_in(&text, version.parse().unwrap(), Environment::unknown());
        let sections = sections(&String::from_utf8_lossy(&text));
        let theirs = messages(&record, "warnings");
        // An alert that does not fail is as good as a warning.
        let alerts = messages(&record, "alerts");
        let tally = tallies.entry(version.to_owned()).or_default();
        for message in &theirs {
            let found = opinion.findings.iter().any(|finding| fits(finding, message, &sections));
            tally.theirs += 1;
            tally.found += usize::from(found);
            if !found {
                tally.differences.push(format!(
                    "MISSED {version} {file}: {:?} {}",
                    message.line,
                    message.text.lines().next().unwrap_or("")
                ));
            }
        }
        for finding in opinion.findings.iter().filter(|finding| !finding.refuses) {
            let real = theirs.iter().chain(&alerts).any(|message| fits(finding, message, &sections));
            tally.ours += 1;
            tally.real += usize::from(real);
            if !real {
                tally.differences.push(format!("EXTRA {version} {file}: {} {}", finding.line, finding.text));
            }
        }
    }
    tallies
}

#[test]
fn warnings_are_those_of_haproxy() {
    for (version, tally) in compare() {
        println!("{version}: {} of {} warnings found; {} of {} findings are warnings", tally.found, tally.theirs, tally.real, tally.ours);
        for difference in &tally.differences {
            println!("  {difference}");
        }
        assert!(tally.found * 100 >= tally.theirs * FOUND, "{version}: {} of {} warnings are found", tally.found, tally.theirs);
        assert!(tally.real * 100 >= tally.ours * REAL, "{version}: {} of {} findings are warnings", tally.real, tally.ours);
    }
}
