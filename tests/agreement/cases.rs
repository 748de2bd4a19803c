//! Cases and files of the shared folder, where it is present, with the verdicts that were recorded of the real programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use pglb_lint::product::haproxy::environment::Environment;
use pglb_lint::schema::Version;
use serde_json::Value;

use crate::inputs::shared;
use crate::known::reason;
use crate::oracle::{depends_on_machine, oracles};
use crate::ours::{Opinion, lint_in};

/// Of the public files that are refused, so many in a hundred must be found: a fifth lacks files, or needs other builds.
const FLOOR_OF_FILES: usize = 78;
/// The same of those that are refused for their text alone.
const FLOOR_BY_TEXT: usize = 98;
/// Of these so many in a hundred are refused on the line of HAProxy's first error.
const FLOOR_IN_PLACE: usize = 95;
/// The same as of the files, of the cases.
const FLOOR_OF_CASES: usize = 97;

/// What came of the files of one version.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Files that HAProxy accepts.
    pub(crate) accepted: usize,
    /// Files that it refuses for what is written in them.
    pub(crate) refused: usize,
    /// Accepted ones that the linter refuses.
    pub(crate) falsely: Vec<String>,
    /// Refused ones in which the linter finds nothing.
    pub(crate) missed: Vec<String>,
    /// Files that are refused for their text alone.
    pub(crate) by_text: usize,
    /// Those of them in which the linter finds nothing.
    pub(crate) by_text_missed: usize,
    /// Those in which HAProxy's first error has a line and the linter refuses something.
    pub(crate) placed: usize,
    /// Those of them in which the linter refuses something on that line.
    pub(crate) in_place: usize,
}

impl Tally {
    fn add(&mut self, name: &str, refused: bool, opinion: &Opinion, messages: impl Fn() -> String) {
        *(if refused { &mut self.refused } else { &mut self.accepted }) += 1;
        if refused && !opinion.refuses() {
            self.missed.push(format!("{name}: {}", messages()));
        } else if !refused && opinion.refuses() {
            let refusals: Vec<String> = opinion.refusals().map(|finding| format!("{}: {}", finding.line, finding.text)).collect();
            self.falsely.push(format!("{name}: {}", refusals.join("; ")));
        }
    }

    /// Notes a file that is refused for its text: whether it is found, and where.
    fn by_text(&mut self, record: &Value, opinion: &Opinion) {
        self.by_text += 1;
        if !opinion.refuses() {
            self.by_text_missed += 1;
            return;
        }
        let alerts = record["alerts"].as_array().into_iter().flatten();
        let first = alerts.filter(|alert| alert["env"].is_null()).find_map(|alert| alert["line"].as_u64());
        if let Some(line) = first {
            self.placed += 1;
            self.in_place += usize::from(opinion.refusals().any(|finding| u64::from(finding.line) == line));
        }
    }

    /// How many verdicts agree.
    pub(crate) fn agreed(&self) -> usize {
        self.accepted + self.refused - self.falsely.len() - self.missed.len()
    }
}

/// The linter over the recorded files, by version.
pub(crate) fn corpus() -> BTreeMap<String, Tally> {
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let Some(shared) = shared() else { return tallies };
    for line in fs::read_to_string(shared.join("corpus/verdicts/haproxy.jsonl")).unwrap().lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        let version = record["version"].as_str().unwrap();
        let class = record["class"].as_str().unwrap_or_default();
        let refused = class == "reject";
        if record["mode"] != "neutral"
            || class == "crash"
            || version.starts_with("3.5")
            || refused && record["cause_refined"] == "environment"
        {
            continue;
        }
        let file = record["file"].as_str().unwrap();
        let mut text = fs::read(shared.join("corpus").join(file)).unwrap();
        if !text.ends_with(b"\n") {
            text.push(b'\n');
        }
        let opinion = lint_in(&text, version.parse().unwrap(), Environment::unknown());
        let alerts = || {
            record["alerts"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|alert| format!("{} {}", alert["line"], alert["msg"]))
                .collect::<Vec<_>>()
                .join("; ")
        };
        let name = format!("{version} {file}");
        let tally = tallies.entry(version.to_owned()).or_default();
        if refused && record["cause"] == "config" && !of_the_machine(&alerts()) {
            tally.by_text(&record, &opinion);
        }
        tally.add(&name, refused, &opinion, alerts);
    }
    tallies
}

/// Whether messages of a file that is refused for its text speak of what it does not hold: a list of certificates, what a script
/// registers, and host names that no resolver can know.
fn of_the_machine(messages: &str) -> bool {
    ["no SSL certificate specified for bind", "unknown service name", "'tcp-request content' expects", "could not resolve address"]
        .iter()
        .any(|part| messages.contains(part))
}

/// The release of series `version` whose answers are recorded.
fn recorded(version: &str) -> Version {
    let patch = if version == "2.6" { "12" } else { "0" };
    format!("{version}.{patch}").parse().unwrap()
}

/// The linter over the recorded cases, by file of cases and version.
pub(crate) fn cases() -> BTreeMap<String, Tally> {
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let Some(shared) = shared() else { return tallies };
    for name in ["tricky-valid", "tricky-invalid", "families", "lint-triggers"] {
        let Ok(cases) = fs::read_to_string(shared.join(format!("haproxy/cases/{name}.jsonl"))) else { continue };
        for line in cases.lines() {
            let case: Value = serde_json::from_str(line).unwrap();
            let text = case["cfg"].as_str().unwrap();
            for version in ["2.6", "2.8", "3.0", "3.2", "3.4"] {
                // Without a recorded answer, the real program is asked where it is there.
                let answer = match &case["rc"][version] {
                    Value::Null => match oracles().iter().find(|oracle| oracle.version.to_string() == version) {
                        Some(oracle) => i64::from(oracle.check(text.as_bytes()).refuses()),
                        None => continue,
                    },
                    code => code.as_i64().unwrap(),
                };
                // What the machine decides is told by the messages of any version.
                if text.contains("files/") || depends_on_machine(&case["messages"].to_string()) {
                    continue;
                }
                let opinion = lint_in(text.as_bytes(), recorded(version), Environment::unknown());
                let id = format!("{version} {}", case["id"].as_str().unwrap());
                let said = || format!("{} {}", case["case"], case["messages"][version]);
                tallies.entry(format!("{version} {name}")).or_default().add(&id, answer != 0 && answer != 2, &opinion, said);
            }
        }
    }
    tallies
}

/// `tallies` in words, the names of what differs included.
pub(crate) fn report(tallies: &BTreeMap<String, Tally>) -> String {
    let mut text = String::new();
    for (name, tally) in tallies {
        let (falsely, missed) = (tally.falsely.len(), tally.missed.len());
        let _ = writeln!(
            text,
            "{name}: {} accepted, {} refused; {} agreed, {falsely} false errors, {missed} missed",
            tally.accepted,
            tally.refused,
            tally.agreed()
        );
        for what in &tally.falsely {
            let _ = writeln!(text, "  FALSE {what}");
        }
        for what in &tally.missed {
            let _ = writeln!(text, "  MISSED {what}{}", reason(what).map_or_else(String::new, |reason| format!(" ({reason})")));
        }
    }
    text
}

fn hold(tallies: &BTreeMap<String, Tally>, floor: usize) {
    print!("{}", report(tallies));
    let falsely: usize = tallies.values().map(|tally| tally.falsely.len()).sum();
    let (refused, missed) =
        tallies.values().fold((0, 0), |(refused, missed), tally| (refused + tally.refused, missed + tally.missed.len()));
    assert_eq!(falsely, 0, "files that HAProxy accepts are refused");
    assert!((refused - missed) * 100 >= refused * floor, "{missed} of {refused} refused files are not found");
}

#[test]
fn files_are_judged_as_recorded() {
    let tallies = corpus();
    hold(&tallies, FLOOR_OF_FILES);
    for (version, tally) in &tallies {
        let (all, missed) = (tally.by_text, tally.by_text_missed);
        println!(
            "{version}: {missed} of {all} refused for their text are missed; {} of {} on HAProxy's line",
            tally.in_place, tally.placed
        );
        assert!((all - missed) * 100 >= all * FLOOR_BY_TEXT, "{version}: {missed} of {all} files refused for their text are not found");
        assert!(tally.in_place * 100 >= tally.placed * FLOOR_IN_PLACE, "{version}: {} of {}", tally.in_place, tally.placed);
    }
}

#[test]
fn cases_are_judged_as_recorded() {
    hold(&cases(), FLOOR_OF_CASES);
}
