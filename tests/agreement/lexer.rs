//! Words: what our tokenizer makes of generated lines, against what HAProxy prints of them (`-dC0,line`, known from 2.7 on).
//!
//! `PGLB_LINES` is the number of lines per version, `PGLB_SEED` picks others.

use std::collections::{BTreeMap, BTreeSet};
use std::env;

use bumpalo::Bump;
use pglb_lint::product::haproxy::decode::{DecodeContext, DecodedLine};
use pglb_lint::product::haproxy::environment::Environment;
use pglb_lint::schema::Version;
use pglb_lint::syntax::haproxy::parse;
use pglb_lint::text::Source;

use crate::oracle::{Oracle, oracles, parallel};
use crate::random::Random;

/// Variables that both see; all others are unset.
const VARIABLES: [(&str, &str); 4] = [("X", "1"), ("LIST", "a b  c"), ("EMPTY", ""), ("QUOTE", "a\"b 'c\\d#e")];
/// Pieces of words. Those that may be faults stand at the end.
const PIECES: &[&str] = &[
    "a",
    "bc",
    "1",
    ":80",
    "%[src]",
    "-",
    "\\ ",
    "\\\\",
    "\\\"",
    "\\'",
    "\\#",
    "\\t",
    "\\x41",
    "\\x20",
    "\\q",
    "\\$X",
    "\"d e\"",
    "\"\"",
    "''",
    "'f g'",
    "'h\"i'",
    "\"j'k\"",
    "\"#\"",
    "'#'",
    "'\\'",
    "\"\\\"\"",
    "\"\\x42\\t\"",
    "'\\x43'",
    "$X",
    "${X}",
    "'$X'",
    "\"$X\"",
    "\"${X}\"",
    "\"a${X}b\"",
    "\"${NONE}\"",
    "\"$NONE\"",
    "\"${NONE-d e}\"",
    "\"${X-d}\"",
    "\"${NONE-}\"",
    "\"${EMPTY}\"",
    "\"${EMPTY-d}\"",
    "\"${LIST}\"",
    "\"${LIST[*]}\"",
    "\"<${LIST[*]}>\"",
    "\"${NONE[*]}\"",
    "\"${NONE[*]-x y}\"",
    "\"${EMPTY[*]}\"",
    "\"${QUOTE}\"",
    "\"${QUOTE[*]}\"",
    "\"${.LINE}\"",
    "\"${.SECTION}\"",
    "\"$X$X\"",
    "\"${X}${NONE}\"",
    "\"\\$X\"",
    "\"${_A}\"",
    "\u{e9}",
    "\u{20ac}",
    "\u{0b}",
    "\u{0c}",
    "\t",
    "#",
    "\r",
    "\"${NONE-b\"c}\"",
    "{",
    "}",
    "[",
    "]",
    // Faults.
    "\\xZ",
    "\\x4",
    "\"$\"",
    "\"$1\"",
    "\"${X\"",
    "\"${X:-1}\"",
    "\"${1}\"",
    "\"${LIST[0]}\"",
    "\"${.NOPE}\"",
    "\"",
    "'",
];
/// Number of pieces at the end that are faults.
const FAULTS: usize = 11;
/// Lines in a file; HAProxy stops at 50 faults.
const LINES: usize = 100;

fn line(random: &mut Random) -> Vec<u8> {
    let mut line = b"k".to_vec();
    let words = if random.once_in(40) { 61 + random.below(5) } else { 1 + random.below(6) };
    let faulty = random.once_in(4);
    for _ in 0..words {
        line.extend_from_slice(if random.once_in(12) { b"  " } else { b" " });
        for _ in 0..=random.below(if words > 10 { 1 } else { 4 }) {
            let end = if faulty { PIECES.len() } else { PIECES.len() - FAULTS };
            let piece = PIECES[random.below(end)];
            // A carriage return or comment ends the line: seldom wanted.
            if matches!(piece, "#" | "\r") && !random.once_in(4) {
                continue;
            }
            // Behind a variable that leaves nothing, a carriage return counts as a blank: that depends on the environment, and the grammar
            // does not.
            if piece == "\r" && line.ends_with(b"\"") {
                line.push(b'a');
            }
            line.extend_from_slice(piece.as_bytes());
        }
    }
    if random.once_in(6) {
        line.push(b' ');
    }
    if random.once_in(30) {
        line.push(0xff);
    }
    line
}

/// Bytes that are no ASCII count as one mark each run: neither side says more of them.
fn ascii(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        if letter.is_ascii() && letter != '?' {
            out.push(letter);
        } else if !out.ends_with('?') {
            out.push('?');
        }
    }
    out
}

/// Our words of each line, joined as HAProxy joins them; `None` for a fault.
fn ours(bytes: &[u8], version: Version) -> BTreeMap<u32, Option<String>> {
    let source = Source::new("t.cfg", bytes.to_vec()).unwrap();
    let tree = parse(source.text());
    let environment = Environment::complete(VARIABLES);
    let mut found = BTreeMap::new();
    for (number, line) in tree.lines.iter().enumerate() {
        let raw = tree.words_of(line);
        let arena = Bump::new();
        let context = DecodeContext { version, environment: &environment, file: "t.cfg", line: number as u32 + 1, section: "" };
        let mut decoded = DecodedLine::default();
        let last = raw.last().map_or(line.eol, |word| word.span.end);
        let blank_behind = last < line.comment().map_or(line.eol, |comment| comment.start);
        let sound = !line.open_quote && decoded.read(raw, source.text(), blank_behind, &context, &arena).is_ok();
        let words = decoded.words.iter().fold(String::new(), |words, word| words + word.text + " ");
        found.insert(number as u32 + 1, sound.then(|| ascii(&words)));
    }
    found
}

/// HAProxy's words of each line, and the lines that it refuses.
fn theirs(oracle: &Oracle, bytes: &[u8]) -> (BTreeMap<u32, String>, BTreeSet<u32>) {
    let judgement = oracle.ask(bytes, &["-c", "-dC0,line"], &VARIABLES);
    let mut words: BTreeMap<u32, String> = BTreeMap::new();
    for line in String::from_utf8_lossy(&judgement.output).split('\n') {
        if let Some((number, text)) = line.split_once('\t')
            && let Ok(number) = number.parse()
        {
            words.insert(number, ascii(text.strip_prefix('\t').unwrap_or(text)));
        }
    }
    let faults = judgement.alerts().filter(|alert| !alert.text.contains("too many fatal")).filter_map(|alert| alert.line).collect();
    (words, faults)
}

fn differences(oracle: &Oracle, lines: &[Vec<u8>]) -> Vec<String> {
    let mut bytes = b"frontend s\n".to_vec();
    for line in lines {
        bytes.extend_from_slice(line);
        bytes.push(b'\n');
    }
    let (words, faults) = theirs(oracle, &bytes);
    let last = words.keys().chain(&faults).max().copied().unwrap_or_default();
    let mut found = Vec::new();
    for (number, ours) in ours(&bytes, oracle.version).range(2..=last) {
        let text = String::from_utf8_lossy(&lines[*number as usize - 2]).into_owned();
        let theirs = if faults.contains(number) { None } else { Some(words.get(number).map_or("", String::as_str)) };
        // Until 3.1 an empty word at the end is dropped; it means nothing.
        let trim = |words: Option<&str>| {
            words.map(|words| if oracle.version < Version::new(3, 2) { words.trim_end_matches(' ').to_owned() } else { words.to_owned() })
        };
        if trim(ours.as_deref()) != trim(theirs) {
            found.push(format!("{}: {text:?}\n    HAProxy {theirs:?}\n    ours    {ours:?}", oracle.version));
        }
    }
    found
}

#[test]
fn words_agree() {
    let number = |name: &str| env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let count = number("PGLB_LINES").unwrap_or(2000) as usize;
    let mut random = Random::new(number("PGLB_SEED").unwrap_or(1));
    let files: Vec<Vec<Vec<u8>>> = (0..count.div_ceil(LINES)).map(|_| (0..LINES).map(|_| line(&mut random)).collect()).collect();
    let mut all = Vec::new();
    for oracle in oracles().iter().filter(|oracle| oracle.version > Version::series(2, 6)) {
        let found: Vec<String> = parallel(&files, |lines| differences(oracle, lines)).into_iter().flatten().collect();
        println!("{}: {} lines, {} differ", oracle.version, files.len() * LINES, found.len());
        all.extend(found);
    }
    assert!(all.is_empty(), "{} lines differ:\n{}", all.len(), all[..all.len().min(200)].join("\n"));
}
