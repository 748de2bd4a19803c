//! Real files with the real program's verdicts, where they are present beside the project.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test reads files, and fails by panicking, in what it calls too")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use pglb_lint::analysis::{Analysis, Instances, Targets, check};
use pglb_lint::lint::{Selection, Upstream, Verdict};
use pglb_lint::product::haproxy::Target;
use pglb_lint::text::{Source, Sources};

/// The folder of shared files, if it is there.
fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    folder.join("corpus/verdicts/haproxy.jsonl").exists().then_some(folder)
}

fn lint(bytes: Vec<u8>, version: &str) -> (Sources, Analysis) {
    let mut sources = Sources::new();
    sources.add(Source::new("haproxy.cfg", bytes).unwrap());
    let targets = Targets { haproxy: Target::new(version.parse().unwrap()) };
    let analysis = check(&sources, &targets, &Selection::default(), Instances::default());
    (sources, analysis)
}

fn refusals(sources: &Sources, analysis: &Analysis) -> Vec<String> {
    let refusing = analysis.outcome.findings.iter().filter(|finding| finding.upstream == Upstream::Refuses);
    refusing
        .map(|finding| {
            let source = sources.get(finding.at.file);
            let line = source.position(finding.at.span.start).line;
            format!("{line}: {} {} | {}", finding.name, finding.message, source.line_text(line).trim())
        })
        .collect()
}

#[derive(Default)]
struct Tally {
    accepted: usize,
    falsely_refused: Vec<String>,
    refused: usize,
    missed: Vec<String>,
}

#[test]
fn accepted_files_are_not_refused() {
    let Some(shared) = shared() else { return };
    let verdicts = fs::read_to_string(shared.join("corpus/verdicts/haproxy.jsonl")).unwrap();
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for line in verdicts.lines() {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        let version = record["version"].as_str().unwrap();
        if record["mode"] != "neutral" || !["2.6.12", "2.8.0", "3.0.0", "3.2.0", "3.4.0"].contains(&version) {
            continue;
        }
        let file = record["file"].as_str().unwrap();
        let mut bytes = fs::read(shared.join("corpus").join(file)).unwrap();
        if !bytes.ends_with(b"\n") {
            bytes.push(b'\n');
        }
        let (sources, analysis) = lint(bytes, version);
        let refused = analysis.outcome.verdicts[0].1 == Verdict::Refused;
        let tally = tallies.entry(version.to_owned()).or_default();
        let class = record["class"].as_str().unwrap();
        if class == "reject" || class == "crash" {
            if record["cause_refined"] == "environment" || class == "crash" {
                continue;
            }
            tally.refused += 1;
            if !refused {
                let alerts: Vec<String> =
                    record["alerts"].as_array().unwrap().iter().map(|alert| format!("{}: {}", alert["line"], alert["msg"])).collect();
                tally.missed.push(format!("{file}\n      {}", alerts.join("\n      ")));
            }
        } else {
            tally.accepted += 1;
            if refused {
                tally.falsely_refused.push(format!("{file}\n      {}", refusals(&sources, &analysis).join("\n      ")));
            }
        }
    }
    let mut falsely_refused = 0;
    for (version, tally) in &tallies {
        println!(
            "{version}: {} accepted, {} of them falsely refused; {} refused, {} of them missed",
            tally.accepted,
            tally.falsely_refused.len(),
            tally.refused,
            tally.missed.len()
        );
        falsely_refused += tally.falsely_refused.len();
        for file in &tally.falsely_refused {
            println!("  FALSE {file}");
        }
        for file in &tally.missed {
            println!("  MISSED {file}");
        }
    }
    assert_eq!(falsely_refused, 0);
}

#[test]
fn cases_are_judged_as_recorded() {
    let Some(shared) = shared() else { return };
    let mut false_errors = 0;
    for name in ["tricky-valid", "tricky-invalid", "families"] {
        let cases = fs::read_to_string(shared.join(format!("haproxy/cases/{name}.jsonl"))).unwrap();
        for version in ["2.6", "2.8", "3.0", "3.2", "3.4"] {
            let (mut agreed, mut missed, mut falsely, mut all) = (0, 0, 0, 0);
            for line in cases.lines() {
                let case: serde_json::Value = serde_json::from_str(line).unwrap();
                let Some(rc) = case["rc"][version].as_i64() else { continue };
                let text = case["cfg"].as_str().unwrap();
                if text.contains("files/") {
                    continue;
                }
                let (sources, analysis) = lint(text.as_bytes().to_vec(), version);
                let ours = analysis.outcome.verdicts[0].1 == Verdict::Refused;
                let theirs = !(rc == 0 || rc == 2);
                all += 1;
                match (theirs, ours) {
                    (true, false) => {
                        missed += 1;
                        println!("  {version} MISSED {} {} {}", case["id"], case["case"], case["messages"][version]);
                    }
                    (false, true) => {
                        falsely += 1;
                        println!("  {version} FALSE {} {} {:?}", case["id"], case["case"], refusals(&sources, &analysis));
                    }
                    _ => agreed += 1,
                }
            }
            println!("{name} {version}: {agreed} of {all} agreed, {missed} missed, {falsely} falsely refused");
            false_errors += falsely;
        }
    }
    assert_eq!(false_errors, 0);
}
