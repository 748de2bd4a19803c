//! What holds for every input: any bytes parse, nothing is lost, nothing panics, and every place that is named exists.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test reads files, and fails by panicking, in what it calls too")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use pglb_lint::analysis::{Files, Instances, Targets, check};
use pglb_lint::lint::{Selection, Upstream, Verdict};
use pglb_lint::product::Language;
use pglb_lint::product::haproxy::Target;
use pglb_lint::schema::Version;
use pglb_lint::syntax::haproxy::{Tree, parse};
use pglb_lint::text::{Edit, Location, Source, Sources, apply};
use proptest::prelude::*;
use proptest::sample::select;

const VERSIONS: [&str; 5] = ["2.6", "2.8", "3.0", "3.2", "3.4"];

/// Words that the tables do not hold, and what makes lines hard to read.
const WORDS: &[&str] = &[
    "pg",
    "primary",
    "a",
    ":5432",
    "*:80",
    "127.0.0.1:6432",
    "[::1]:80",
    "unix@/run/x",
    "abns@x",
    "10.0.0.0/8",
    "1",
    "0",
    "-1",
    "10s",
    "5m",
    "1k",
    "99999999999",
    "if",
    "unless",
    "or",
    "||",
    "!",
    "{",
    "}",
    "(",
    ")",
    "!a",
    "no",
    "default",
    "from",
    "-m",
    "-f",
    "-i",
    "--",
    "beg",
    "%[src]",
    "%[src,lower]",
    "%ci:%cp",
    "%[",
    "\"",
    "'",
    "\\",
    "\"a b\"",
    "'a b'",
    "a\\ b",
    "\"${X}\"",
    "\"${X-b}\"",
    "\"${X[*]}\"",
    "\"$X",
    "\"\"",
    "#",
    "# pglb-lint: allow(ALL)",
    ".if",
    ".elif",
    ".else",
    ".endif",
    ".notice",
    ".diag",
    "defined(X)",
    "version_atleast(3.0)",
    "feature(OPENSSL)",
    "{ nbsrv(pg) gt 0 }",
    "{ src 10.0.0.1 }",
    "var(txn.a)",
    "str(a),lower",
    "str(",
    "^a.*$",
    "(?<n>a)",
    "\u{e9}",
    "\u{0}",
    "\u{b}",
    "\u{c}",
];

/// Every word that the tables know.
static KEYWORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar/haproxy");
    let mut words = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let rows = text.lines().skip(1).filter(|line| !line.starts_with('#'));
        words.extend(rows.filter_map(|row| row.split('\t').next()).map(|name| name.trim_end_matches('*').to_owned()));
    }
    words.into_iter().collect()
});

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => select(KEYWORDS.as_slice()),
        3 => select(WORDS).prop_map(str::to_owned),
        1 => "[ -~]{0,6}",
    ]
}

fn line() -> impl Strategy<Value = String> {
    let start = prop_oneof![
        2 => select(&["global", "defaults", "frontend pg", "backend pg", "listen a", "backend primary", "peers p", "resolvers r", "userlist u"][..]).prop_map(str::to_owned),
        6 => select(KEYWORDS.as_slice()).prop_map(|word| format!("    {word}")),
        1 => word(),
    ];
    let blank = select(&[" ", " ", " ", "  ", "\t", "\\ ", " \r", ""][..]);
    let end = select(&["\n", "\n", "\n", "\n", "\r\n", "\r", "\n\n", " # x\n"][..]);
    (start, prop::collection::vec((blank, word()), 0..7), end).prop_map(|(start, words, end)| {
        let words: String = words.into_iter().flat_map(|(blank, word)| [blank.to_owned(), word]).collect();
        format!("{start} {words}{end}")
    })
}

/// Text that looks like a haproxy.cfg from afar.
fn configuration() -> impl Strategy<Value = String> {
    prop::collection::vec(line(), 0..24).prop_map(|lines| lines.concat())
}

/// Fails unless the tokens of `tree` and the blanks between them are `text`.
fn is_lossless(text: &str, tree: &Tree) -> Result<(), TestCaseError> {
    let mut printed = String::new();
    for (index, line) in tree.lines.iter().enumerate() {
        prop_assert_eq!(line.start as usize, printed.len(), "lines follow each other without a gap");
        let next = tree.lines.get(index + 1).map_or(text.len(), |next| next.start as usize);
        for word in tree.words_of(line) {
            let gap = &text[printed.len()..word.span.start as usize];
            prop_assert!(is_blank(gap), "{gap:?} before a word");
            printed.push_str(gap);
            printed.push_str(&text[word.span.range()]);
            prop_assert!(!word.span.is_empty());
        }
        if let Some(comment) = line.comment() {
            let gap = &text[printed.len()..comment.start as usize];
            prop_assert!(is_blank(gap), "{gap:?} before a comment");
            printed.push_str(gap);
            printed.push_str(&text[comment.range()]);
        }
        let gap = &text[printed.len()..line.eol as usize];
        prop_assert!(is_blank(gap) || line.open_quote, "{gap:?} before the end of a line");
        printed.push_str(gap);
        printed.push_str(&text[line.eol as usize..next]);
    }
    prop_assert_eq!(printed.as_str(), text);
    Ok(())
}

fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| b" \t\x0b\x0c\r".contains(&byte))
}

/// Fails unless a check of `bytes` gives findings that stand in the file, in order, with fixes that can be applied, and a verdict that fits.
fn is_sound(bytes: &[u8], version: &str) -> Result<(), TestCaseError> {
    is_sound_for(bytes, Language::Haproxy, &Targets::with_haproxy(Target::new(version.parse().unwrap())))
}

/// As [`is_sound`], for bytes in any language.
fn is_sound_for(bytes: &[u8], language: Language, targets: &Targets) -> Result<(), TestCaseError> {
    let mut sources = Sources::new();
    sources.add(Source::new("file", bytes.to_vec()).unwrap());
    let analysis = check(&Files::all_in(&sources, language), targets, &Selection::default(), Instances::default());
    let stands = |at: Location| at.span.start <= at.span.end && at.span.end as usize <= bytes.len() && at.file.0 == 0;
    let findings = &analysis.outcome.findings;
    for finding in findings {
        prop_assert!(stands(finding.at), "{} at {:?}", finding.name, finding.at);
        prop_assert!(finding.related.iter().all(|related| stands(related.at)), "{} has a label that stands nowhere", finding.name);
        prop_assert!(!finding.message.is_empty() && !finding.message.ends_with('.'), "{}: {}", finding.name, finding.message);
        if let Some(fix) = &finding.fix {
            let edits: Vec<Edit> = fix.edits.iter().map(|(_, edit)| edit.clone()).collect();
            prop_assert!(apply(bytes, &edits).is_ok(), "{} has a fix that cannot be applied: {edits:?}", finding.name);
        }
    }
    prop_assert!(findings.is_sorted_by_key(|finding| finding.at), "findings stand in the order of the file");
    prop_assert!(analysis.assumptions.iter().all(|assumption| stands(assumption.at)));
    let worst = findings.iter().map(|finding| Verdict::of(finding.upstream)).max().unwrap_or(Verdict::of(Upstream::Silent));
    if analysis.outcome.suppressed == 0 {
        prop_assert_eq!(analysis.outcome.verdicts[0].1, worst);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn files_of_the_other_programs_are_checked(
        text in "([a-z_=#;,'\"\\\\@+*%/.:\\[\\] \t\r\n\u{0}\u{feff}é0-9]|%include |include |\\[databases\\]\n|\\[pgbouncer\\]\n|host=|password=|port = |all |host |local |md5|SCRAM-SHA-256\\$|conninfo='|\n){0,50}",
        old in any::<bool>(),
    ) {
        let mut targets = Targets::stable();
        if old {
            targets.pgbouncer = Version::series(1, 12);
            targets.repmgr = Version::series(5, 0);
            targets.postgresql = Version::whole(13);
        }
        for language in Language::ALL {
            is_sound_for(text.as_bytes(), language, &targets)?;
        }
    }

    #[test]
    fn any_bytes_are_checked_in_any_language(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for language in Language::ALL {
            is_sound_for(&bytes, language, &Targets::stable())?;
        }
    }

    #[test]
    fn any_text_is_parsed_without_loss(text in any::<String>()) {
        is_lossless(&text, &parse(&text))?;
    }

    #[test]
    fn any_configuration_is_parsed_without_loss(text in configuration()) {
        is_lossless(&text, &parse(&text))?;
    }

    #[test]
    fn any_bytes_are_checked(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for version in VERSIONS {
            is_sound(&bytes, version)?;
        }
    }

    #[test]
    fn any_configuration_is_checked(text in configuration()) {
        for version in VERSIONS {
            is_sound(text.as_bytes(), version)?;
        }
    }

    #[test]
    fn a_configuration_that_is_cut_off_is_checked(text in configuration(), part in 0.0..1.0f64) {
        #[expect(clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a part of a length is one")]
        let cut = (text.len() as f64 * part) as usize;
        is_sound(&text.as_bytes()[..cut], "3.2")?;
    }
}
