//! The documentation of every rule is its test.
//!
//! A block ```` ```haproxy bad ```` (or `pgbouncer`, `userlist`, `pgbouncer-hba`, `pgbouncer-ident`, `repmgr`, `postgresql`, `hba`, `ident`)
//! shows the fault: a line of carets marks each finding of the rule in the line above it, with its message.
//! A block `fixed` is what the fix makes of `bad`. `fixed` and `good` must be clean under every rule. `target=3.4` picks a version (that
//! of the current stable Debian otherwise), `lacks=LUA,NS` a build without these features, `machine` the machine below.
//! A block `file=NAME` is a file that the others may bring in.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in what it calls too")]

use std::sync::Arc;

use pglb_lint::analysis::{Files, Instances, Targets, check, rules};
use pglb_lint::lint::{Entry as RuleEntry, Finding, Selection};
use pglb_lint::product::haproxy::Target;
use pglb_lint::product::haproxy::machine::{Entry, Machine};
use pglb_lint::product::haproxy::profile::Profile;
use pglb_lint::product::{Language, Program};
use pglb_lint::schema::Version;
use pglb_lint::text::{Edit, Source, Sources, apply};

/// A block of a rule's documentation.
struct Block {
    language: Language,
    role: String,
    target: String,
    lacks: String,
    machine: bool,
    text: String,
    expected: Vec<Mark>,
}

/// A finding as marked with carets.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    line: u32,
    column: u32,
    width: u32,
    message: String,
}

/// A machine with a few files.
#[derive(Debug)]
struct Small;

impl Small {
    const FILES: [(&'static str, &'static str); 5] = [
        ("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nhaproxy:x:99:99::/var/lib/haproxy:/bin/false\n"),
        ("/etc/group", "root:x:0:\nhaproxy:x:99:\n"),
        ("/etc/haproxy/known.lst", "192.0.2.1\n"),
        ("/etc/haproxy/public.pem", "-----BEGIN CERTIFICATE-----\n"),
        ("/etc/haproxy/site.pem", "-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n"),
    ];
}

impl Machine for Small {
    fn entry(&self, path: &str) -> Entry {
        let below = format!("{path}/");
        match Self::FILES.iter().find(|(file, _)| *file == path || file.starts_with(&below)) {
            Some((file, _)) if *file == path => Entry::File,
            Some(_) => Entry::Folder,
            None => Entry::Missing,
        }
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        Self::FILES.iter().find(|(file, _)| *file == path).map(|(_, text)| text.as_bytes().to_vec())
    }

    fn folder_of(&self, _source: &str) -> Option<String> {
        Some("/etc/haproxy".to_owned())
    }
}

fn blocks(docs: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for line in docs.lines() {
        if let Some(info) = line.strip_prefix("```") {
            let mut words = info.split(' ');
            let language = words.next().and_then(|name| Language::ALL.into_iter().find(|language| language.as_str() == name));
            open = !open && language.is_some();
            if let (true, Some(language)) = (open, language) {
                let words: Vec<&str> = words.collect();
                let value = |name: &str| words.iter().find_map(|word| word.strip_prefix(name));
                blocks.push(Block {
                    language,
                    role: words.first().copied().unwrap_or_default().to_owned(),
                    target: value("target=").unwrap_or_default().to_owned(),
                    lacks: value("lacks=").unwrap_or_default().to_owned(),
                    machine: words.contains(&"machine"),
                    text: String::new(),
                    expected: Vec::new(),
                });
            }
        } else if open {
            let block = blocks.last_mut().unwrap();
            match mark(line, block.text.lines().count() as u32) {
                Some(mark) => block.expected.push(mark),
                None => block.text = format!("{}{line}\n", block.text),
            }
        }
    }
    blocks
}

/// `line` as a line of carets under line `above`, if it is one.
fn mark(line: &str, above: u32) -> Option<Mark> {
    let trimmed = line.trim_start();
    let width = trimmed.bytes().take_while(|byte| *byte == b'^').count();
    let message = trimmed[width..].strip_prefix(' ').unwrap_or(&trimmed[width..]);
    (width > 0).then(|| Mark {
        line: above,
        column: (line.len() - trimmed.len()) as u32 + 1,
        width: width as u32,
        message: message.to_owned(),
    })
}

/// The name of a file in `language`.
fn name(language: Language) -> &'static str {
    match language {
        Language::Haproxy => "haproxy.cfg",
        Language::Pgbouncer => "pgbouncer.ini",
        Language::Userlist => "userlist.txt",
        Language::PgbouncerHba => "pgbouncer_hba.conf",
        Language::PgbouncerIdent => "pgbouncer_ident.conf",
        Language::Repmgr => "repmgr.conf",
        Language::Postgresql => "postgresql.conf",
        Language::Hba => "pg_hba.conf",
        Language::Ident => "pg_ident.conf",
    }
}

/// What is found in `block`, with the `others` that it may bring in.
fn findings(block: &Block, others: &[&Block]) -> (Sources, Vec<Finding>) {
    let mut sources = Sources::new();
    sources.add(Source::new(name(block.language), block.text.as_bytes().to_vec()).unwrap());
    let mut languages = vec![block.language];
    for other in others {
        let name = other.role.strip_prefix("file=").unwrap();
        sources.add(Source::new(name, other.text.as_bytes().to_vec()).unwrap());
        languages.push(other.language);
    }
    let mut targets = Targets::stable();
    if !block.target.is_empty() {
        let version: Version = block.target.parse().unwrap();
        match block.language.program() {
            Program::Haproxy => targets.haproxy = Target::new(version),
            Program::Pgbouncer => targets.pgbouncer = version,
            Program::Repmgr => targets.repmgr = version,
            Program::Postgresql => targets.postgresql = version,
        }
    }
    if !block.lacks.is_empty() {
        let lacks = block.lacks.replace(',', " -");
        let version = targets.haproxy.version;
        targets.haproxy.profile = Profile::parse(&format!("HAProxy version {version}.0\nFeature list : -{lacks}\n")).unwrap();
    }
    if block.machine {
        targets.haproxy.machine = Arc::new(Small);
    }
    let findings = check(&Files::new(&sources, languages), &targets, &Selection::default(), Instances::default()).outcome.findings;
    (sources, findings)
}

fn marks(sources: &Sources, findings: &[Finding], rule: &str) -> Vec<Mark> {
    let own = findings.iter().filter(|finding| finding.rule == rule);
    let mut marks: Vec<Mark> = own
        .map(|finding| {
            let at = sources.get(finding.at.file).position(finding.at.span.start);
            Mark { line: at.line, column: at.column, width: finding.at.span.len(), message: finding.message.clone() }
        })
        .collect();
    marks.sort();
    marks
}

/// `text` with the fixes of all of the rule's findings applied.
fn fix(text: &str, findings: &[Finding], rule: &str) -> String {
    let own = findings.iter().filter(|finding| finding.rule == rule);
    let edits: Vec<Edit> =
        own.filter_map(|finding| finding.fix.as_ref()).flat_map(|fix| fix.edits.iter().map(|(_, edit)| edit.clone())).collect();
    String::from_utf8(apply(text.as_bytes(), &edits).unwrap()).unwrap()
}

fn test(rule: &RuleEntry, failures: &mut Vec<String>) {
    let blocks = blocks(rule.docs);
    let mut fail = |what: String| failures.push(format!("{} {}: {what}", rule.id, rule.name));
    for role in ["bad", "good"] {
        let wanted = blocks.iter().any(|block| block.role == role || role == "good" && block.role == "fixed");
        if !wanted && rule.name != "missing-final-newline" {
            fail(format!("no `{role}` example"));
        }
    }
    let mut fixed: Option<String> = None;
    let (others, blocks): (Vec<&Block>, Vec<&Block>) = blocks.iter().partition(|block| block.role.starts_with("file="));
    for block in blocks {
        let (sources, found) = findings(block, &others);
        match block.role.as_str() {
            "bad" => {
                let (mut expected, found_marks) = (Vec::new(), marks(&sources, &found, rule.id));
                expected.extend(&block.expected);
                expected.sort();
                if expected.is_empty()
                    || expected.len() != found_marks.len()
                    || !expected.iter().zip(&found_marks).all(|(left, right)| **left == *right)
                {
                    fail(format!("expected {expected:#?}\nfound {found_marks:#?}\nin\n{}", block.text));
                }
                fixed = Some(fix(&block.text, &found, rule.id));
            }
            "fixed" if fixed.as_deref() != Some(block.text.as_str()) => {
                fail(format!("the fix gives\n{}\nnot\n{}", fixed.clone().unwrap_or_default(), block.text));
            }
            _ => {}
        }
        if block.role == "fixed" || block.role == "good" {
            for finding in &found {
                let at = sources.get(finding.at.file).position(finding.at.span.start);
                fail(format!(
                    "`{}` is not clean: {}:{} {} {} in\n{}",
                    block.role, at.line, at.column, finding.name, finding.message, block.text
                ));
            }
        }
    }
}

#[test]
fn examples_in_the_documentation_hold() {
    let mut failures = Vec::new();
    for rule in rules() {
        test(&rule, &mut failures);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn ids_are_unique_and_so_are_the_names_of_each_product() {
    let rules = rules();
    for (index, rule) in rules.iter().enumerate() {
        for other in &rules[index + 1..] {
            assert!(
                rule.id != other.id && (rule.name != other.name || rule.id[..3] != other.id[..3]),
                "{} {} and {} {}",
                rule.id,
                rule.name,
                other.id,
                other.name
            );
        }
        assert!(rule.id.len() == 6 && rule.id[3..].parse::<u16>().is_ok(), "{}", rule.id);
        assert!(!rule.summary().is_empty());
    }
}

#[test]
fn a_missing_line_feed_is_found_and_fixed() {
    let text = "frontend web\n    mode http\n    bind :8080\n    timeout client 1m";
    let (role, lacks, expected) = (String::new(), String::new(), Vec::new());
    let language = Language::Haproxy;
    let block = Block { language, role, target: "3.0".to_owned(), lacks, machine: false, text: text.to_owned(), expected };
    let (sources, found) = findings(&block, &[]);
    let marks = marks(&sources, &found, "HAP002");
    assert_eq!(marks, [Mark { line: 4, column: 22, width: 0, message: "the last line does not end in a line feed".to_owned() }]);
    assert_eq!(fix(text, &found, "HAP002"), format!("{text}\n"));
}
