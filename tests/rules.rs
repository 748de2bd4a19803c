//! The documentation of every rule is its test.
//!
//! A block ```` ```haproxy bad ```` (or `pgbouncer`, `userlist`, `pgbouncer-hba`, `pgbouncer-ident`, `repmgr`, `postgresql`, `hba`, `ident`)
//! shows the fault: a line of carets marks each finding of the rule in the line above it, with its message.
//! A block `fixed` is what the fix makes of `bad`. `fixed` and `good` must be clean under every rule (those
//! of rules about whole stacks under all such rules, but one that `also=RULE` names). `target=3.4` picks a version (that
//! of the current stable Debian otherwise), `lacks=LUA,NS` a build without these features, `machine` the machine below.
//! A block `file=NAME` is a file that the others may bring in. A block `and` belongs to the one before it: both are files of one stack, and
//! `as=NAME` gives one a name of its own. Files in folders stand on a host each, called like the folder.

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
use pglb_lint::topology::hostmap::{HostEntry, HostMap};

/// A block of a rule's documentation.
struct Block {
    language: Language,
    name: String,
    role: String,
    target: String,
    lacks: String,
    machine: bool,
    also: String,
    text: String,
    expected: Vec<Mark>,
}

/// A finding as marked with carets.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    file: String,
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
                    name: value("as=").or_else(|| value("file=")).unwrap_or(name(language)).to_owned(),
                    role: words.first().copied().unwrap_or_default().to_owned(),
                    target: value("target=").unwrap_or_default().to_owned(),
                    lacks: value("lacks=").unwrap_or_default().to_owned(),
                    also: value("also=").unwrap_or_default().to_owned(),
                    machine: words.contains(&"machine"),
                    text: String::new(),
                    expected: Vec::new(),
                });
            }
        } else if open {
            let block = blocks.last_mut().unwrap();
            match mark(&block.name, line, block.text.lines().count() as u32) {
                Some(mark) => block.expected.push(mark),
                None => block.text = format!("{}{line}\n", block.text),
            }
        }
    }
    blocks
}

/// `line` as a line of carets under line `above`, if it is one.
fn mark(file: &str, line: &str, above: u32) -> Option<Mark> {
    let trimmed = line.trim_start();
    let width = trimmed.bytes().take_while(|byte| *byte == b'^').count();
    let message = trimmed[width..].strip_prefix(' ').unwrap_or(&trimmed[width..]);
    (width > 0).then(|| Mark {
        file: file.to_owned(),
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

/// What is found in the files of `stack`, with the `others` that they may bring in.
fn findings(stack: &[&Block], others: &[&Block]) -> (Sources, Vec<Finding>) {
    let mut sources = Sources::new();
    let mut languages = Vec::new();
    let mut hosts = HostMap::default();
    for block in stack.iter().chain(others) {
        let file = sources.add(Source::new(block.name.as_str(), block.text.as_bytes().to_vec()).unwrap());
        languages.push(block.language);
        if let Some((folder, _)) = block.name.split_once('/').filter(|_| stack.len() > 1) {
            match hosts.hosts.iter_mut().find(|host| host.name == folder) {
                Some(host) => host.files.push(file),
                None => hosts.hosts.push(HostEntry { name: folder.to_owned(), addresses: Vec::new(), files: vec![file] }),
            }
        }
    }
    let mut targets = Targets::stable();
    for block in stack.iter().filter(|block| !block.target.is_empty()) {
        let version: Version = block.target.parse().unwrap();
        match block.language.program() {
            Program::Haproxy => targets.haproxy = Target::new(version),
            Program::Pgbouncer => targets.pgbouncer = version,
            Program::Repmgr => targets.repmgr = version,
            Program::Postgresql => targets.postgresql = version,
        }
    }
    let block = stack[0];
    if !block.lacks.is_empty() {
        let lacks = block.lacks.replace(',', " -");
        let version = targets.haproxy.version;
        targets.haproxy.profile = Profile::parse(&format!("HAProxy version {version}.0\nFeature list : -{lacks}\n")).unwrap();
    }
    if block.machine {
        targets.haproxy.machine = Arc::new(Small);
    }
    let mut files = Files::new(&sources, languages);
    files.hosts = hosts;
    let findings = check(&files, &targets, &Selection::default(), Instances::default()).outcome.findings;
    (sources, findings)
}

fn marks(sources: &Sources, findings: &[Finding], rule: &str) -> Vec<Mark> {
    let own = findings.iter().filter(|finding| finding.rule == rule);
    let mut marks: Vec<Mark> = own
        .map(|finding| {
            let source = sources.get(finding.at.file);
            let at = source.position(finding.at.span.start);
            Mark {
                file: source.name().to_owned(),
                line: at.line,
                column: at.column,
                width: finding.at.span.len(),
                message: finding.message.clone(),
            }
        })
        .collect();
    marks.sort();
    marks
}

/// The files of a stack with the fixes of all of the rule's findings applied.
fn fix(stack: &[&Block], findings: &[Finding], rule: &str) -> Vec<String> {
    let own = findings.iter().filter(|finding| finding.rule == rule);
    let edits: Vec<_> = own.filter_map(|finding| finding.fix.as_ref()).flat_map(|fix| fix.edits.iter().cloned()).collect();
    let fixed = stack.iter().enumerate().map(|(index, block)| {
        let own: Vec<Edit> = edits.iter().filter(|(file, _)| file.0 as usize == index).map(|(_, edit)| edit.clone()).collect();
        String::from_utf8(apply(block.text.as_bytes(), &own).unwrap()).unwrap()
    });
    fixed.collect()
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
    let mut fixed: Vec<String> = Vec::new();
    let (others, blocks): (Vec<&Block>, Vec<&Block>) = blocks.iter().partition(|block| block.role.starts_with("file="));
    for stack in stacks(&blocks) {
        let kind = stack[0].role.as_str();
        let text = stack.iter().map(|block| format!("--- {}\n{}", block.name, block.text)).collect::<Vec<_>>().concat();
        let (sources, found) = findings(&stack, &others);
        match kind {
            "bad" => {
                let mut expected: Vec<&Mark> = stack.iter().flat_map(|block| &block.expected).collect();
                let found_marks = marks(&sources, &found, rule.id);
                expected.sort();
                if expected.is_empty() || !expected.iter().copied().eq(&found_marks) {
                    fail(format!("expected {expected:#?}\nfound {found_marks:#?}\nin\n{text}"));
                }
                fixed = fix(&stack, &found, rule.id);
            }
            "fixed" if !stack.iter().map(|block| &block.text).eq(&fixed) => fail(format!("the fix gives\n{}\nnot\n{text}", fixed.concat())),
            _ => {}
        }
        if kind == "fixed" || kind == "good" {
            // What lies between files is shown by excerpts, of which other rules would have more to say.
            for finding in found
                .iter()
                .filter(|finding| !rule.id.starts_with("TOP") || finding.rule.starts_with("TOP") && finding.name != stack[0].also)
            {
                let source = sources.get(finding.at.file);
                let at = source.position(finding.at.span.start);
                fail(format!(
                    "`{kind}` is not clean: {}:{}:{} {} {} in\n{text}",
                    source.name(),
                    at.line,
                    at.column,
                    finding.name,
                    finding.message,
                ));
            }
        }
    }
}

/// The blocks that belong together.
fn stacks<'b>(blocks: &[&'b Block]) -> Vec<Vec<&'b Block>> {
    let mut stacks: Vec<Vec<&Block>> = Vec::new();
    for block in blocks {
        match stacks.last_mut() {
            Some(stack) if block.role == "and" => stack.push(block),
            _ => stacks.push(vec![block]),
        }
    }
    stacks
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
    let block = Block {
        language,
        name: "haproxy.cfg".to_owned(),
        role,
        target: "3.0".to_owned(),
        lacks,
        machine: false,
        also: String::new(),
        text: text.to_owned(),
        expected,
    };
    let (sources, found) = findings(&[&block], &[]);
    let marks = marks(&sources, &found, "HAP002");
    assert_eq!(
        marks,
        [Mark {
            file: "haproxy.cfg".to_owned(),
            line: 4,
            column: 22,
            width: 0,
            message: "the last line does not end in a line feed".to_owned()
        }]
    );
    assert_eq!(fix(&[&block], &found, "HAP002"), [format!("{text}\n")]);
}
