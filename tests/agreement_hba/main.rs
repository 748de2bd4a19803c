//! Userlists, rules of host-based access and ident maps, held against PgBouncer and PostgreSQL: which lines they drop or refuse.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in what it calls too")]

mod inputs;
mod oracle;

use std::collections::BTreeSet;

use inputs::{Random, corpus, depends_on_machine, fixture, mutant, mutants};
use oracle::{Server, has_pgbouncer, missing, pgbouncer};
use pglb_lint::analysis::{Files, Instances, Targets, check};
use pglb_lint::lint::{Finding, Selection, Upstream};
use pglb_lint::product::{Language, Program};
use pglb_lint::schema::Version;
use pglb_lint::text::{Source, Sources};

/// The versions of PgBouncer that the project is held against.
const POOLERS: [Version; 3] = [Version::series(1, 18), Version::series(1, 24), Version::series(1, 26)];

/// The versions of PostgreSQL that the project is held against.
const SERVERS: [Version; 2] = [Version::whole(15), Version::whole(17)];

/// So many lines are judged at once.
const BATCH: usize = 400;

/// What is found in a file, with the line of each finding.
fn findings(language: Language, version: Version, text: &[u8]) -> Vec<(u32, Finding)> {
    let mut sources = Sources::new();
    let file = sources.add(Source::new("x", text.to_vec()).unwrap());
    let mut targets = Targets::stable();
    match language.program() {
        Program::Pgbouncer => targets.pgbouncer = version,
        _ => targets.postgresql = version,
    }
    let found = check(&Files::all_in(&sources, language), &targets, &Selection::default(), Instances::default()).outcome.findings;
    found.into_iter().map(|finding| (sources.get(file).position(finding.at.span.start).line, finding)).collect()
}

/// Which lines we expect the program to complain of, but for those of the rules in `but`.
fn complained(language: Language, version: Version, text: &str, but: &[&str]) -> BTreeSet<u32> {
    let found = findings(language, version, text.as_bytes());
    let own = found.into_iter().filter(|(_, finding)| finding.upstream != Upstream::Silent && !but.contains(&finding.name));
    own.map(|(line, _)| line).collect()
}

/// Counts of lines on which a program and we agree and do not.
#[derive(Default)]
struct Score {
    same: usize,
    bad: usize,
    falsely_bad: Vec<String>,
    missed: Vec<String>,
}

impl Score {
    fn add(&mut self, lines: &[String], theirs: &BTreeSet<u32>, ours: &BTreeSet<u32>) {
        for (line, number) in lines.iter().zip(1..) {
            self.bad += usize::from(theirs.contains(&number));
            match (theirs.contains(&number), ours.contains(&number)) {
                (false, true) => self.falsely_bad.push(line.clone()),
                (true, false) => self.missed.push(line.clone()),
                _ => self.same += 1,
            }
        }
    }

    /// Prints the counts; fails on a line that only we complain of, or when too many are missed.
    fn settle(&self, what: &str) {
        let all = self.same + self.falsely_bad.len() + self.missed.len();
        println!(
            "{what}: {} of {all} lines the same ({} bad ones), {} falsely bad, {} missed",
            self.same,
            self.bad,
            self.falsely_bad.len(),
            self.missed.len()
        );
        for line in self.missed.iter().take(20) {
            println!("  missed: {line}");
        }
        assert!(self.falsely_bad.is_empty(), "{what}, falsely bad:\n{}", self.falsely_bad.join("\n"));
        assert!(self.missed.len() * 100 <= all, "{what}: too many missed");
    }
}

/// Lines of rules: fixtures, the corpus, and mutants of them.
fn rules() -> (Vec<String>, Vec<String>) {
    let mut lines = fixture("lines.conf");
    for (_, text) in corpus("hba") {
        lines.extend(String::from_utf8_lossy(&text).lines().map(str::to_owned));
    }
    lines.retain(|line| !depends_on_machine(line));
    let seeds: Vec<&String> =
        lines.iter().filter(|line| line.split_whitespace().count() > 2 && !line.trim_start().starts_with('#')).collect();
    let mut random = Random::new();
    let mut made = Vec::new();
    while made.len() < mutants() {
        let line = mutant(&seeds[random.below(seeds.len())], &mut random);
        if !depends_on_machine(&line) {
            made.push(line);
        }
    }
    (lines, made)
}

/// Lines of ident maps and mutants of them.
fn maps() -> Vec<String> {
    let mut lines = fixture("ident.conf");
    let mut random = Random::new();
    let seeds: Vec<String> = lines.iter().filter(|line| !line.is_empty()).cloned().collect();
    while lines.len() < mutants() / 2 {
        let line = mutant(&seeds[random.below(seeds.len())], &mut random);
        if !depends_on_machine(&line) {
            lines.push(line);
        }
    }
    lines
}

fn text(lines: &[String]) -> String {
    lines.iter().fold(String::new(), |text, line| text + line + "\n")
}

#[test]
fn pgbouncer_drops_the_lines_that_we_say() {
    let (lines, made) = rules();
    let maps = maps();
    for version in POOLERS {
        if !has_pgbouncer(version) {
            missing(&format!("PgBouncer {version}"));
            continue;
        }
        for (what, lines) in [("rules", &lines), ("mutants of rules", &made)] {
            let (mut dropped, mut masks) = (Score::default(), Score::default());
            for batch in lines.chunks(BATCH) {
                let batch_text = text(batch);
                let said = pgbouncer(version, b"", &batch_text, "m a b\n");
                let found = findings(Language::PgbouncerHba, version, batch_text.as_bytes());
                let of =
                    |name: &str| found.iter().filter(|(_, finding)| finding.name == name).map(|(line, _)| *line).collect::<BTreeSet<u32>>();
                // Whether there is such a map, the ident file tells.
                let without_map: Vec<String> =
                    batch.iter().map(|line| if line.contains("map=") { String::new() } else { line.clone() }).collect();
                let empty: BTreeSet<u32> = (1..).zip(&without_map).filter(|(_, line)| line.is_empty()).map(|(number, _)| number).collect();
                let theirs = said.dropped.difference(&empty).copied().collect();
                let ours =
                    complained(Language::PgbouncerHba, version, &batch_text, &["hba-mask-host-bits"]).difference(&empty).copied().collect();
                dropped.add(&without_map, &theirs, &ours);
                let known = |lines: BTreeSet<u32>| lines.difference(&empty).copied().collect();
                masks.add(&without_map, &known(said.masks.difference(&said.dropped).copied().collect()), &known(of("hba-mask-host-bits")));
            }
            dropped.settle(&format!("PgBouncer {version}, {what}"));
            masks.settle(&format!("PgBouncer {version}, masks of {what}"));
        }
        if version >= Version::new(1, 23) {
            let mut score = Score::default();
            for batch in maps.chunks(BATCH) {
                let batch_text = text(batch);
                let said = pgbouncer(version, b"", "", &batch_text);
                score.add(batch, &said.ident, &complained(Language::PgbouncerIdent, version, &batch_text, &[]));
            }
            score.settle(&format!("PgBouncer {version}, ident maps"));
        }
    }
}

#[test]
fn postgresql_refuses_the_lines_that_we_say() {
    let (lines, made) = rules();
    let maps = maps();
    for version in SERVERS {
        let Some(server) = Server::start(version) else {
            missing(&format!("PostgreSQL {version}"));
            continue;
        };
        for (what, lines) in [("rules", &lines), ("mutants of rules", &made)] {
            let mut score = Score::default();
            for batch in lines.chunks(BATCH) {
                let batch_text = text(batch);
                score.add(batch, &server.refused(&batch_text), &complained(Language::Hba, version, &batch_text, &[]));
            }
            score.settle(&format!("PostgreSQL {version}, {what}"));
        }
        let mut score = Score::default();
        for batch in maps.chunks(BATCH) {
            let batch_text = text(batch);
            score.add(batch, &server.refused_maps(&batch_text), &complained(Language::Ident, version, &batch_text, &[]));
        }
        score.settle(&format!("PostgreSQL {version}, ident maps"));
        continued_lines(&server, version);
    }
}

/// A backslash at the end of a line, in words, comments and quotes: compared by the first line of each rule.
fn continued_lines(server: &Server, version: Version) {
    for (text, refused) in [
        ("local all \\\nall trust\n", None),
        ("local all all tru\\\r\nst\n", None),
        ("# comment \\\nlocal all all bogus\nlocal all all trust\n", None),
        ("local all \"a \\\nb\" trust\n", None),
        ("local all all trust \\\n\nlocal all all trust\n", None),
        ("local all all trust \\", None),
        ("local all \\\n all bogus\n", Some(1)),
        ("local all all trust \\ \n", Some(1)),
        ("\n\\\n\\\nlocal all\n", Some(2)),
    ] {
        assert_eq!(server.refused(text).first().copied(), refused, "{text:?}");
        let ours = complained(Language::Hba, version, text, &[]);
        assert_eq!(!ours.is_empty(), refused.is_some(), "{text:?} {ours:?}");
    }
}

/// Userlists: corpus, hand-made ones, and mutants of both.
fn userlists() -> Vec<Vec<u8>> {
    let mut lists: Vec<Vec<u8>> = corpus("userlist").into_iter().map(|(_, text)| text).collect();
    let long = |count: usize, secret: usize| format!("\"{}\" \"{}\"\n", "u".repeat(count), "x".repeat(secret)).into_bytes();
    lists.extend([(63, 1), (64, 1), (127, 2047), (128, 1), (1, 2048), (1, 65_530), (1, 65_531)].map(|(name, secret)| long(name, secret)));
    for text in [
        "",
        "\"a\" \"b\"",
        "#c\n\"a\" \"b\"\n",
        ";c\n\"a\" \"b\"",
        "'a' 'b'\n",
        "a b\n",
        "\"a\"\n",
        "\"a\" b\n\"c\" \"d\"\n",
        "\"a\" \"b\n",
        "\"a\"\"b\"\n",
        "\"a\" \"b\" ; \"x\n",
        "\u{feff}\"a\" \"b\"\n",
        "\"a\" \"b\"\0\nfoo",
        "\"a\" \"b\"\"\" \"c\"\n",
        "\r\n\t\u{b}\u{c}\"a\"\r\n\"b\"\r\n",
        "\"a\" \"b\"\r\r",
    ] {
        lists.push(text.as_bytes().to_vec());
    }
    let mut random = Random::new();
    let seeds: Vec<Vec<u8>> = lists.iter().filter(|text| (1..3000).contains(&text.len())).cloned().collect();
    for _ in 0..mutants() / 3 {
        let mut text = random.of(&seeds).clone();
        for _ in 0..=random.below(3) {
            let at = random.below(text.len() + 1).min(text.len().saturating_sub(1));
            match random.below(3) {
                0 if !text.is_empty() => drop(text.remove(at)),
                1 => text.insert(at, *random.of(b"\"\"\"'#; \n\rax")),
                _ => {
                    if let Some(quote) = text.iter().skip(at).position(|byte| matches!(byte, b'"' | b'\n')) {
                        text.remove(at + quote);
                    }
                }
            }
        }
        lists.push(text);
    }
    lists
}

#[test]
fn pgbouncer_stops_in_the_userlists_that_we_say() {
    let lists = userlists();
    for version in POOLERS {
        if !has_pgbouncer(version) {
            missing(&format!("PgBouncer {version}"));
            continue;
        }
        for text in &lists {
            let theirs = pgbouncer(version, text, "", "m a b\n").users;
            let found = findings(Language::Userlist, version, text);
            let ours: Vec<&str> =
                found.iter().filter(|(_, finding)| finding.upstream != Upstream::Silent).map(|(_, finding)| finding.name).collect();
            let expected = match theirs.as_deref() {
                None => ours.is_empty(),
                Some("broken auth file") => ours.len() == 1 && ours[0] != "userlist-too-long",
                Some(_) => ours == ["userlist-too-long"],
            };
            assert!(expected, "{version}: {theirs:?}, but {ours:?} in\n{}", String::from_utf8_lossy(text));
        }
        println!("PgBouncer {version}: the same of all {} userlists", lists.len());
    }
}
