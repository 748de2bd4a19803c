//! Stacks with a fault between their files.
//!
//! `fixtures/faults/_sound` is a whole stack, a folder a host, of which nothing is to be said. Every other folder is called like a rule: its
//! `*.bad` files are changes of that stack that bring the fault in, its `*.good` files are changes that look alike and are sound: nothing is said of them
//! but what a line `# also: RULE, RULE` names, because the change brings in another fault as well. A change
//! names a file (`== lb/haproxy.cfg`), and then lines that are taken out (`-`) and put in their place (`+`), in order; lines put in without
//! any taken out before them go to the end. `== FILE gone` takes the whole file away. What a `.bad` stack is told stands beside it in a snapshot.
//!
//! All of these stacks are also held against themselves with other names, and with lines and files in another order.
//! `fixtures/faults/_one-machine` is another whole stack, whose hosts are addresses of one machine.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test reads files, and fails by panicking, in what it calls too")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use pglb_lint::analysis::{Files, Instances, Targets, check, rules};
use pglb_lint::lint::{Finding, Selection};
use pglb_lint::text::{Source, Sources};
use pglb_lint::topology::hostmap::{HostEntry, HostMap};

/// Addresses that no file tells.
const ADDRESSES: [(&str, &str); 3] = [("lb", "10.0.0.10"), ("edge", "10.0.0.10"), ("zone", "10.0.0.10")];

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

/// A finding without its place: its level and rule, then the files and what is marked there, first its own and then what it is related to.
type Said = (String, Vec<(String, String)>);

fn said(stack: &Stack) -> Vec<Said> {
    let (sources, found) = findings(stack, false);
    let marked = |at: pglb_lint::text::Location| {
        let source = sources.get(at.file);
        (source.name().to_owned(), source.slice(at.span).to_owned())
    };
    let mut all: Vec<Said> = found
        .iter()
        .map(|finding| {
            let places = std::iter::once(finding.at).chain(finding.related.iter().map(|related| related.at));
            (format!("{} {}", finding.level.as_str(), finding.name), places.map(marked).collect())
        })
        .collect();
    all.sort();
    all
}

/// The stacks of all changes, and the sound one.
fn all_stacks() -> Vec<(String, Stack)> {
    let sound = read(&folder().join("_sound"));
    let changed = |(_, path, text): (String, PathBuf, String)| {
        let name = path.strip_prefix(folder()).unwrap().display().to_string();
        let stack = changed(&sound, &text, &name);
        (name, stack)
    };
    let mut stacks: Vec<_> = changes("bad").into_iter().chain(changes("good")).map(changed).collect();
    stacks.push(("_sound".to_owned(), sound));
    stacks
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % sides as u64).unwrap()
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.roll(last + 1));
        }
    }
}

/// `text` with the lines of each section that set something in another order. What says a thing twice, or brings in another file, stays as
/// it is: there the order counts.
fn settings_shuffled(text: &str, dice: &mut Dice) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let is_header = |line: &str| line.starts_with('[');
    let sets = |line: &str| !line.is_empty() && !line.starts_with([';', '#', '[', '%', ' ', '\t']);
    let key = |line: &str| line.split(['=', ' ']).next().unwrap_or_default().to_ascii_lowercase();
    for section in lines.split_mut(|line| is_header(line)) {
        let places: Vec<usize> = (0..section.len()).filter(|at| sets(section[*at])).collect();
        let keys: BTreeSet<String> = places.iter().map(|at| key(section[*at])).collect();
        if keys.len() < places.len() || text.contains("include") || text.contains("\\\n") {
            continue;
        }
        let mut moved: Vec<&str> = places.iter().map(|at| section[*at]).collect();
        dice.shuffle(&mut moved);
        for (at, line) in places.into_iter().zip(moved) {
            section[at] = line;
        }
    }
    lines.join("\n") + "\n"
}

/// `text` with the proxies behind its last `defaults` section in another order.
fn proxies_shuffled(text: &str, dice: &mut Dice) -> String {
    let mut sections: Vec<String> = vec![String::new()];
    for line in text.lines() {
        if line.starts_with(|first: char| first.is_ascii_alphabetic()) {
            sections.push(String::new());
        }
        writeln!(sections.last_mut().unwrap(), "{line}").unwrap();
    }
    let is_proxy = |section: &String| ["frontend", "backend", "listen"].iter().any(|word| section.starts_with(word));
    let start = sections.iter().rposition(|section| !is_proxy(section)).map_or(0, |last| last + 1);
    dice.shuffle(&mut sections[start..]);
    sections.concat()
}

#[test]
fn the_order_of_lines_that_have_none_changes_nothing() {
    let mut failures = String::new();
    let mut moved = 0;
    for (seed, (name, stack)) in (0..).zip(all_stacks()) {
        // Which of several ways that are alike is shown as an example goes by their order.
        let own = |stack: &Stack| -> Vec<Said> {
            let mut all = said(stack);
            for (_, places) in &mut all {
                places.truncate(1);
            }
            all.sort();
            all
        };
        let before = own(&stack);
        let mut dice = Dice(seed);
        let other: Stack = stack
            .iter()
            .map(|(path, text)| {
                let text = match path.rsplit('/').next().unwrap() {
                    "haproxy.cfg" => proxies_shuffled(text, &mut dice),
                    "pgbouncer.ini" | "repmgr.conf" | "postgresql.conf" => settings_shuffled(text, &mut dice),
                    _ => text.clone(),
                };
                (path.clone(), text)
            })
            .collect();
        moved += usize::from(other != stack);
        let after = own(&other);
        if before != after {
            writeln!(failures, "{name}, {seed}: {before:#?}\nis {after:#?}").unwrap();
        }
    }
    assert!(failures.is_empty(), "{failures}");
    assert!(moved > 150, "{moved}");
}

/// Names that mean nothing to the rules. What a role is read from (`primary`, `write`, `witness`) and what tells that somebody is PostgreSQL (`pg`)
/// is kept as a part of them.
type Names = [(&'static str, &'static str)];

/// In the same order as the names before.
const SAME_ORDER: &Names = &[
    ("lb", "edge"),
    ("db1", "host_1"),
    ("db2", "host_2"),
    ("wit", "wit7"),
    ("pg1", "pg_a"),
    ("pg2", "pg_b"),
    ("witness", "witness7"),
    ("pg_write", "pg_write_kiosk"),
    ("pg_read", "pg_read_kiosk"),
    ("pg_primary", "pg_primary_kiosk"),
    ("pg_standby", "pg_standby_kiosk"),
    ("app", "kiosk"),
    ("pgbouncer_admin", "operator"),
    ("pgbouncer_stats", "watcher"),
];
/// In the opposite order.
const OTHER_ORDER: &Names = &[
    ("lb", "zone"),
    ("db1", "rack9"),
    ("db2", "rack2"),
    ("wit", "arbiter"),
    ("pg1", "pg9"),
    ("pg2", "pg7"),
    ("pg_write", "z_pg_write"),
    ("pg_read", "a_pg_read"),
    ("pg_primary", "z_pg_primary"),
    ("pg_standby", "a_pg_standby"),
    ("app", "zoo"),
    ("pgbouncer_admin", "alice"),
    ("pgbouncer_stats", "bob"),
];

/// `text` with each word that is one of `names` replaced.
fn renamed(text: &str, names: &Names) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut new = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| is_part(c) != is_part(first)).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(end);
        new.push_str(names.iter().find(|(old, _)| *old == word).map_or(word, |(_, new)| new));
        rest = behind;
    }
    new
}

#[test]
fn names_without_a_meaning_change_nothing() {
    let mut failures = String::new();
    for (name, stack) in all_stacks() {
        // Names may stand there as hexadecimal digits.
        if stack.values().any(|text| text.contains("binary")) {
            continue;
        }
        let before = said(&stack);
        for names in [SAME_ORDER, OTHER_ORDER] {
            let other: Stack = stack.iter().map(|(path, text)| (renamed(path, names), renamed(text, names))).collect();
            // Which of two places that are alike is told of, and which one is related, goes by their names.
            let sorted = |all: Vec<Said>, names: &Names| {
                let place = |(path, mark): (String, String)| (renamed(&path, names), renamed(&mark, names));
                let unordered = |(rule, places): Said| (rule, places.into_iter().map(place).collect::<BTreeSet<_>>());
                let mut all: Vec<_> = all.into_iter().map(unordered).collect();
                all.sort();
                all
            };
            let (expected, after) = (sorted(before.clone(), names), sorted(said(&other), &[]));
            if expected != after {
                writeln!(failures, "{name}, {}: {expected:#?}\nis {after:#?}", names[0].1).unwrap();
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn every_rule_between_files_has_a_stack() {
    let stacks = changes("bad");
    for rule in rules().iter().filter(|rule| rule.id.starts_with("TOP")) {
        assert!(stacks.iter().any(|(name, ..)| name == rule.name), "no stack for {}", rule.name);
    }
}
