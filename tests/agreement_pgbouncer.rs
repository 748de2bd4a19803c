//! Holds the linter against the real PgBouncer of three versions: what it refuses, every error of a file, and the values that it then runs with.
//!
//! Versions that are not here are skipped with a printed line; with `PGLB_REQUIRE_ORACLES=1` they fail. `PGLB_MUTANTS` and `PGLB_BOOTS` set
//! how many changed files are compared, `PGLB_SEED` which; `PGLB_VERSIONS` limits the
//! versions.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "these tests read files, run programs and tell of it"
)]

#[path = "agreement_pgbouncer/generate.rs"]
mod generate;
#[path = "agreement_pgbouncer/oracle.rs"]
mod oracle;
#[path = "agreement_pgbouncer/ours.rs"]
mod ours;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use generate::Random;
use oracle::{Answer, Oracle};

/// The versions to compare with.
const VERSIONS: [&str; 3] = ["1.18", "1.24", "1.26"];

/// Files that others wrote, if they are here.
fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().skip(1).map(|folder| folder.join("shared")).find(|path| path.is_dir());
    folder.or_else(|| Some(PathBuf::from(std::env::var_os("PGLB_SHARED")?)))
}

fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(usual)
}

fn oracles() -> Vec<Oracle> {
    let wanted = std::env::var("PGLB_VERSIONS").unwrap_or_default();
    let is_wanted = |version: &&str| wanted.is_empty() || wanted.split(' ').any(|name| name == *version);
    VERSIONS.into_iter().filter(is_wanted).filter_map(Oracle::find).collect()
}

/// The pgbouncer.ini of the corpus.
fn corpus() -> Vec<(String, String)> {
    let mut files = Vec::new();
    let Some(root) = shared().map(|shared| shared.join("corpus/pgbouncer")) else { return files };
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                files.push((path.strip_prefix(&root).unwrap().display().to_string(), text));
            }
        }
    }
    files.sort();
    files
}

/// The files of this project.
fn fixtures() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pgbouncer");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|end| end == "ini"))
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), std::fs::read_to_string(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

fn json_lines(path: &Path) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Counts of one comparison.
#[derive(Default)]
struct Tally {
    same: usize,
    environment: usize,
    false_refusals: Vec<String>,
    missed: Vec<String>,
}

impl Tally {
    fn add(&mut self, name: &str, ours: bool, theirs: &Answer) {
        match theirs {
            Answer::Environment => self.environment += 1,
            Answer::Accepted if !ours => self.false_refusals.push(name.to_owned()),
            Answer::Refused(said) if ours => self.missed.push(format!("{name}: {said}")),
            _ => self.same += 1,
        }
    }

    fn tell(&self, what: &str, version: &str) {
        let compared = self.same + self.false_refusals.len() + self.missed.len();
        println!("{what}, PgBouncer {version}: {} of {compared} verdicts the same, {} depend on the machine", self.same, self.environment);
        assert!(self.false_refusals.is_empty(), "{what}: falsely refused for {version}:\n{}", self.false_refusals.join("\n"));
        // Of changed files one in a hundred may be missed; of all others none.
        let bound = if what == "changed files" { compared / 100 } else { 0 };
        assert!(self.missed.len() <= bound, "{what}: missed for {version}:\n{}", self.missed.join("\n"));
        if !self.missed.is_empty() {
            println!("missed:\n{}", self.missed.join("\n"));
        }
    }
}

#[test]
fn tricky_files_get_the_verdict_of_the_program() {
    let Some(shared) = shared() else { return println!("skipped: no files here") };
    let cases = json_lines(&shared.join("pg/tricky.jsonl"));
    let cases: Vec<_> = cases.iter().filter(|case| case["tool"] == "pgbouncer").collect();
    let mut wrong = Vec::new();
    for case in &cases {
        let (name, text) = (case["slug"].as_str().unwrap(), case["text"].as_str().unwrap());
        for (version, real) in [("1.18", &case["real"]["1.18.0"]), ("1.26", &case["real"]["master(1.25.2+)"])] {
            let found = ours::check(text, version);
            let accepted = real["accepted"].as_bool().unwrap();
            // What the included file holds is not part of the case.
            if found.accepted() != accepted && name != "include-then-key" {
                wrong.push(format!("{name} {version}: the program says {accepted}\n{text}"));
            }
            let expected = case["lint"].as_str().unwrap();
            let level = if accepted { found.worst() } else { expected };
            let fits = match expected {
                "ok" => level != "error",
                "warn" => level == "warning" || level == "error" || level == "warn",
                "error" => level == "error",
                rule => found.names().any(|name| name == rule),
            };
            if !fits {
                wrong.push(format!("{name} {version}: {expected} expected, {level} found\n{text}"));
            }
        }
    }
    println!("{} tricky files, {} wrong", cases.len(), wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_corpus_gets_the_verdict_of_the_program() {
    let files: Vec<_> = corpus().into_iter().chain(fixtures()).map(|(name, text)| (name, generate::neutral(&text))).collect();
    for oracle in oracles() {
        let mut tally = Tally::default();
        for (name, text) in &files {
            tally.add(name, ours::check(text, oracle.version).parses(), &oracle.parse(text));
        }
        tally.tell("corpus", oracle.version);
    }
}

#[test]
fn every_error_of_a_corpus_file_is_found() {
    let Some(shared) = shared() else { return println!("skipped: no files here") };
    let (mut errors, mut wrong) = (0, Vec::new());
    for record in json_lines(&shared.join("corpus/verdicts/pgbouncer.jsonl")) {
        if record["mode"] != "neutral-iterative" {
            continue;
        }
        let file = record["file"].as_str().unwrap();
        let text = std::fs::read_to_string(shared.join("corpus").join(file)).unwrap();
        let messages = record["messages"].as_array().unwrap();
        let said = |message: &serde_json::Value| message["msg"].as_str().unwrap().to_owned();
        let of_include = |message: &&serde_json::Value| !said(message).contains("include file");
        let theirs: BTreeSet<u64> = messages.iter().filter(of_include).filter_map(|message| message["line_of_setting"].as_u64()).collect();
        let no_main = messages.iter().any(|message| said(message).contains("main section missing"));
        let found = ours::check(&text, "1.18");
        let ours = found.refused_lines("PGB005");
        errors += theirs.len();
        if ours != theirs || found.names().any(|name| name == "missing-main-section") != no_main {
            wrong.push(format!("{file}: theirs {theirs:?}, ours {ours:?}"));
        }
    }
    println!("{errors} errors in the corpus, {} files with others", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn changed_files_get_the_verdict_of_the_program() {
    let seeds: Vec<String> = corpus().into_iter().chain(fixtures()).map(|(_, text)| generate::neutral(&text)).collect();
    let count = number("PGLB_MUTANTS", 200);
    for oracle in oracles() {
        let mut random = Random::new(number("PGLB_SEED", 1) as u64);
        let mut tally = Tally::default();
        for index in 0..count {
            let text = if index % 4 == 3 { generate::file(&mut random, oracle.version) } else { seeds[random.below(seeds.len())].clone() };
            let text = generate::mutant(&text, &mut random);
            let theirs = oracle.parse(&text);
            let ours = ours::check(&text, oracle.version);
            tally.add(&format!("mutant {index}:\n{text}\n{}", ours.told()), ours.parses(), &theirs);
        }
        tally.tell("changed files", oracle.version);
    }
}

#[test]
fn effective_values_are_those_that_it_shows() {
    let count = number("PGLB_BOOTS", 30);
    for oracle in oracles() {
        let mut random = Random::new(number("PGLB_SEED", 1) as u64);
        let generated = (0..count).map(|index| (format!("generated {index}"), generate::file(&mut random, oracle.version)));
        let files: Vec<_> = corpus().into_iter().chain(fixtures()).chain(generated).collect();
        let (mut booted, mut values, mut wrong) = (0, 0, Vec::new());
        for (name, text) in files {
            let text = generate::bootable(&text, &oracle.folder());
            if !ours::check(&text, oracle.version).parses() {
                continue;
            }
            let Some(shown) = oracle.show(&text) else { continue };
            let (settings, databases) = ours::effective(&text, oracle.version);
            booted += 1;
            values += shown.settings.len() + shown.databases.len();
            for (setting, value) in &shown.settings {
                let own = settings.get(setting);
                // Debian gave the query of 1.24.1 to its 1.18, too.
                let patched = setting == "auth_query" && oracle.version == "1.18" && value.contains("rolvaliduntil");
                if setting != "conffile" && own != Some(value) && !patched {
                    wrong.push(format!("{name}: {setting} is {value:?}, we say {own:?}"));
                }
            }
            wrong.extend(settings.keys().filter(|key| !shown.settings.contains_key(*key)).map(|key| format!("{name}: {key} is not shown")));
            if databases != shown.databases {
                wrong.push(format!("{name}: databases\n{:?}\nwe say\n{databases:?}", shown.databases));
            }
        }
        println!("effective values, PgBouncer {}: {booted} files, {values} values, {} wrong", oracle.version, wrong.len());
        assert!(wrong.is_empty(), "PgBouncer {}:\n{}", oracle.version, wrong.join("\n"));
    }
}
