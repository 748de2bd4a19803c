//! Stacks with a fault between their files.
//!
//! `fixtures/faults/_sound` is a whole stack, a folder a host, of which nothing is to be said. Every other folder is called like a rule: its
//! `*.bad` files are changes of that stack that bring the fault in, its `*.good` files are changes that look alike and are sound: nothing is said of them
//! but what a line `# also: RULE, RULE` names, because the change brings in another fault as well. A change
//! names a file (`== lb/haproxy.cfg`), and then lines that are taken out (`-`) and put in their place (`+`), in order; lines put in without
//! any taken out before them go to the end. `== FILE gone` takes the whole file away. What a `.bad` stack is told stands beside it in a snapshot.
//! `fixtures/faults/_one-machine` is another whole stack, whose hosts are addresses of one machine.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test reads files, and fails by panicking, in what it calls too")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use pglb_lint::analysis::{Files, Instances, Targets, check, rules};
use pglb_lint::lint::{Finding, Selection};
use pglb_lint::text::{Source, Sources};
use pglb_lint::topology::hostmap::{HostEntry, HostMap};

/// Addresses that no file tells.
const ADDRESSES: [(&str, &str); 1] = [("lb", "10.0.0.10")];

/// The files of a stack by their paths.
type Stack = BTreeMap<String, String>;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/faults")
}

fn read(root: &Path) -> Stack {
    let mut stack = Stack::new();
    for host in fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()) {
        for file in fs::read_dir(&host).unwrap().map(|entry| entry.unwrap().path()) {
            let name = file.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            stack.insert(name, fs::read_to_string(&file).unwrap());
        }
    }
    stack
}

/// `stack` with `change` made.
fn changed(stack: &Stack, change: &str, name: &str) -> Stack {
    let mut stack = stack.clone();
    let mut path = String::new();
    let mut lines = change.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(header) = line.strip_prefix("== ") {
            header.trim().clone_into(&mut path);
            if let Some(gone) = path.strip_suffix(" gone") {
                assert!(stack.remove(gone).is_some(), "{name}: no file {gone}");
            }
            continue;
        }
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let mut old = String::new();
        let mut new = String::new();
        let mut next = Some(line);
        while let Some(text) = next.and_then(|line| line.strip_prefix('-')) {
            writeln!(old, "{text}").unwrap();
            next = lines.next_if(|line| line.starts_with(['-', '+']));
        }
        while let Some(text) = next.and_then(|line| line.strip_prefix('+')) {
            writeln!(new, "{text}").unwrap();
            next = lines.next_if(|line| line.starts_with('+'));
        }
        assert!(!old.is_empty() || !new.is_empty(), "{name}: what is `{line}`?");
        let text = stack.entry(path.clone()).or_default();
        if old.is_empty() {
            text.push_str(&new);
        } else {
            assert_eq!(text.matches(&old).count(), 1, "{name}: {path} has not once\n{old}");
            *text = text.replacen(&old, &new, 1);
        }
    }
    stack
}

/// What is found in `stack`, whose files are read in the order that `order` gives them.
fn findings(stack: &Stack, reversed: bool) -> (Sources, Vec<Finding>) {
    findings_at(stack, reversed, &ADDRESSES)
}

/// What is found in `stack` if hosts are known to have `told` addresses.
fn findings_at(stack: &Stack, reversed: bool, told: &[(&str, &str)]) -> (Sources, Vec<Finding>) {
    let mut sources = Sources::new();
    let mut map = HostMap::default();
    let mut files: Vec<(&String, &String)> = stack.iter().collect();
    if reversed {
        files.reverse();
    }
    for (path, text) in files {
        let file = sources.add(Source::new(path.as_str(), text.as_bytes().to_vec()).unwrap());
        let host = path.split('/').next().unwrap();
        match map.hosts.iter_mut().find(|entry| entry.name == host) {
            Some(entry) => entry.files.push(file),
            None => {
                let addresses = told.iter().filter(|(name, _)| *name == host).map(|(_, address)| (*address).to_owned());
                map.hosts.push(HostEntry { name: host.to_owned(), addresses: addresses.collect(), files: vec![file] });
            }
        }
    }
    let mut files = Files::recognised(&sources);
    files.hosts = map;
    let found = check(&files, &Targets::stable(), &Selection::default(), Instances::Each).outcome.findings;
    (sources, found)
}

/// `findings` as text: a line each, with what belongs to it below.
fn shown(sources: &Sources, findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings {
        let place = |at: pglb_lint::text::Location| {
            let source = sources.get(at.file);
            let position = source.position(at.span.start);
            format!("{}:{}:{}", source.name(), position.line, position.column)
        };
        writeln!(text, "{}: {} {}: {}", place(finding.at), finding.level.as_str(), finding.name, finding.message).unwrap();
        for (name, part) in finding.parts() {
            writeln!(text, "    {name}: {part}").unwrap();
        }
        for related in &finding.related {
            writeln!(text, "    {}: {}", place(related.at), related.message).unwrap();
        }
    }
    text
}

/// The changes that stand in the folder of each rule: the rule, the path, the text.
fn changes(extension: &str) -> Vec<(String, PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    for folder in folders.iter().filter(|path| path.is_dir()) {
        let rule = folder.file_name().unwrap().to_string_lossy().into_owned();
        let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for file in files.into_iter().filter(|file| file.extension().is_some_and(|own| own == extension)) {
            let text = fs::read_to_string(&file).unwrap();
            found.push((rule.clone(), file, text));
        }
    }
    found
}

#[test]
fn nothing_is_said_of_the_sound_stack() {
    let (sources, found) = findings(&read(&folder().join("_sound")), false);
    assert!(found.is_empty(), "{}", shown(&sources, &found));
}

/// `stack` on one machine: each host is an address of the loopback network, and HAProxy connects from its own.
fn on_one_machine(stack: &Stack) -> Stack {
    let moved = |(path, text): (&String, &String)| {
        let text = text.replace("    retries 2\n", "    retries 2\n    source 10.0.0.10\n").replace("10.0.0.", "127.0.0.");
        (path.clone(), text)
    };
    stack.iter().map(moved).collect()
}

#[test]
fn nothing_is_said_of_a_sound_stack_on_one_machine() {
    let told = [("lb", "127.0.0.10"), ("n1", "127.0.0.11"), ("n2", "127.0.0.12"), ("wit", "127.0.0.13")];
    for told in [&told[..], &told[..1], &[]] {
        let (sources, found) = findings_at(&read(&folder().join("_one-machine")), false, told);
        assert!(found.is_empty(), "{told:?}: {}", shown(&sources, &found));
    }
    let (sources, found) = findings_at(&on_one_machine(&read(&folder().join("_sound"))), false, &[("lb", "127.0.0.10")]);
    assert!(found.is_empty(), "{}", shown(&sources, &found));
}

#[test]
fn a_fault_is_found_on_one_machine_too() {
    let sound = read(&folder().join("_sound"));
    for (rule, path, text) in changes("bad") {
        let stack = on_one_machine(&changed(&sound, &text, &path.display().to_string()));
        let (sources, found) = findings_at(&stack, false, &[("lb", "127.0.0.10")]);
        assert!(found.iter().any(|finding| finding.name == rule), "{}: {}", path.display(), shown(&sources, &found));
    }
}

#[test]
fn a_fault_is_found_and_what_looks_alike_is_not_one() {
    let sound = read(&folder().join("_sound"));
    for (rule, path, text) in changes("bad") {
        let (sources, found) = findings(&changed(&sound, &text, &path.display().to_string()), false);
        assert!(found.iter().any(|finding| finding.name == rule), "{}: {}", path.display(), shown(&sources, &found));
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(path.parent().unwrap());
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name, shown(&sources, &found)));
    }
    let mut failures = String::new();
    for (_, path, text) in changes("good") {
        let also: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("# also: ")).flat_map(|names| names.split(", ")).collect();
        let (sources, found) = findings(&changed(&sound, &text, &path.display().to_string()), false);
        let (other, own): (Vec<Finding>, Vec<Finding>) =
            found.into_iter().filter(|finding| finding.rule.starts_with("TOP")).partition(|finding| also.contains(&finding.name));
        if !own.is_empty() {
            writeln!(failures, "{}: {}", path.display(), shown(&sources, &own)).unwrap();
        }
        for name in also {
            assert!(other.iter().any(|finding| finding.name == name), "{}: nothing is said of {name}", path.display());
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn the_order_of_the_files_changes_nothing() {
    let sound = read(&folder().join("_sound"));
    for (_, path, text) in changes("bad") {
        let stack = changed(&sound, &text, &path.display().to_string());
        let names = |reversed| {
            let (sources, found) = findings(&stack, reversed);
            let mut lines: Vec<String> = found.iter().map(|finding| shown(&sources, std::slice::from_ref(finding))).collect();
            lines.sort();
            lines
        };
        assert_eq!(names(false), names(true), "{}", path.display());
    }
}

#[test]
fn every_rule_between_files_has_a_stack() {
    let stacks = changes("bad");
    for rule in rules().iter().filter(|rule| rule.id.starts_with("TOP")) {
        assert!(stacks.iter().any(|(name, ..)| name == rule.name), "no stack for {}", rule.name);
    }
}
