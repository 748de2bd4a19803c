//! The normal form of haproxy.cfg: what it looks like, and that it says the same.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, clippy::print_stdout, reason = "a test may fail and reads files")]

use std::fs;
use std::path::{Path, PathBuf};

use bumpalo::Bump;
use pglb_lint::emit::cfg::{Options, format};
use pglb_lint::product::haproxy::decode::{DecodeContext, DecodedLine};
use pglb_lint::product::haproxy::environment::Environment;
use pglb_lint::schema::Version;
use pglb_lint::syntax::haproxy::parse;
use pglb_lint::text::Source;
use proptest::prelude::*;

fn formatted(bytes: &[u8], options: Options) -> Vec<u8> {
    let source = Source::new("haproxy.cfg", bytes.to_vec()).unwrap();
    format(&source, &parse(source.text()), options).unwrap()
}

/// The words of every line that has some, as `version` reads them; faults as text.
fn words(bytes: &[u8], version: Version, environment: &Environment) -> Vec<String> {
    let source = Source::new("haproxy.cfg", bytes.to_vec()).unwrap();
    let tree = parse(source.text());
    let arena = Bump::new();
    let context = DecodeContext { version, environment, file: "f", line: 1, section: "s" };
    let lines = tree.lines.iter().filter(|line| line.words < line.words_end);
    lines
        .map(|line| {
            let raw = tree.words_of(line);
            let behind = raw.last().is_some_and(|last| last.span.end < line.eol);
            let mut decoded = DecodedLine::default();
            match decoded.read(raw, source.text(), behind, &context, &arena) {
                Ok(()) => format!("{:?}", decoded.words.iter().map(|word| (word.text, word.opaque)).collect::<Vec<_>>()),
                Err(fault) => format!("{:?}", fault.kind),
            }
        })
        .collect()
}

/// Formats `bytes` and checks what must hold of every result.
fn check(bytes: &[u8]) -> Vec<u8> {
    for options in [Options { indent: 0, align_comments: false }, Options { indent: 2, align_comments: true }] {
        stable(bytes, options);
    }
    let result = stable(bytes, Options::default());
    for version in [Version::series(2, 6), Version::series(3, 0), Version::series(3, 2), Version::series(3, 4)] {
        for environment in
            [Environment::unknown(), Environment::complete::<&str, &str>([]), Environment::complete([("X", "1 2"), ("Y", "")])]
        {
            assert_eq!(words(bytes, version, &environment), words(&result, version, &environment), "{version}");
        }
    }
    result
}

/// Formats `bytes` twice.
fn stable(bytes: &[u8], options: Options) -> Vec<u8> {
    let result = formatted(bytes, options);
    let again = formatted(&result, options);
    assert!(again == result, "not stable:\n{}\nthen\n{}", String::from_utf8_lossy(&result), String::from_utf8_lossy(&again));
    assert!(result.is_empty() || result.ends_with(b"\n") && !result.ends_with(b"\n\n"));
    result
}

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/haproxy").join(name);
    String::from_utf8_lossy(&check(&fs::read(path).unwrap())).replace('\r', "<CR>").replace('\0', "<NUL>")
}

#[test]
fn trailing_comments_of_a_paragraph_line_up() {
    insta::assert_snapshot!("fmt_postgresql", fixture("postgresql.cfg"));
}

#[test]
fn only_quotes_that_protect_something_stay() {
    insta::assert_snapshot!("fmt_quotes", fixture("quotes.cfg"));
}

#[test]
fn comments_stay_on_their_lines() {
    insta::assert_snapshot!("fmt_comments", fixture("comments.cfg"));
}

#[test]
fn conditional_blocks_stand_at_the_margin() {
    insta::assert_snapshot!("fmt_blocks", fixture("blocks.cfg"));
}

#[test]
fn faulty_lines_are_left_alone() {
    insta::assert_snapshot!("fmt_faulty", fixture("faulty.cfg"));
}

#[test]
fn nothing_stays_nothing() {
    assert_eq!(check(b""), b"");
    assert_eq!(check(b"\n\n \t\r\n"), b"");
    assert_eq!(check(b"global"), b"global\n");
}

#[test]
fn a_file_that_asks_for_line_numbers_keeps_its_lines() {
    let text = b"\nglobal\n\n\n  setenv LINE \"${.LINE}\"\n";
    assert_eq!(check(text), b"\nglobal\n\n\n    setenv LINE \"${.LINE}\"\n");
}

#[test]
fn the_indent_and_the_alignment_are_options() {
    let text = b"global\nmaxconn 1 # a\nnbthread 10 # b\n";
    let options = Options { indent: 2, align_comments: false };
    assert_eq!(formatted(text, options), b"global\n  maxconn 1  # a\n  nbthread 10  # b\n");
    assert_eq!(formatted(text, Options::default()), b"global\n    maxconn 1    # a\n    nbthread 10  # b\n");
}

#[test]
fn the_corpus_is_formatted() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/haproxy");
    let mut folders = vec![folder];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    let mut changed = 0;
    for path in &files {
        let bytes = fs::read(path).unwrap();
        changed += usize::from(check(&bytes) != bytes);
    }
    println!("{} files formatted, {changed} of them changed", files.len());
}

/// A line made of what makes lines difficult.
fn line() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "\"",
        "'",
        "\\",
        "\\ ",
        "\\x41",
        "\\x0",
        "#",
        " ",
        "\t",
        "\r",
        "\u{b}",
        "$",
        "${X}",
        "${X[*]}",
        "${X-a b}",
        "$Y",
        "\"$X\"",
        "\"a\"",
        "'b'",
        "[",
        "]",
        "]x",
        ".",
        ".if",
        ".LINE",
        "\"${.LINE}\"",
        "global",
        "frontend",
        "f",
        "\u{e9}",
        "\0",
        "word",
        "\"\"",
        "''",
        "  ",
        "# c",
        "  # c",
        "\n",
    ]);
    prop::collection::vec(pieces, 0..14).prop_map(|pieces| pieces.concat())
}

/// A file of lines that can be read, with comments here and there.
fn plain() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "global\n",
        "frontend a # x\n",
        "maxconn 1 # x\n",
        "  log \"a\"  # y\n",
        "# z\n",
        "   # z\n",
        "         # z\n",
        "\t# z\n",
        "\t\t# z\n",
        "\n",
        ".if 1 # x\n",
        "\t'a\tb' # x\n",
        "a-very-long-word-that-leaves-no-room-for-its-comment-and-a-second-one-that-goes-on-and-on-to-the-end-of-it # x\n",
        "w # x\n",
        "'open\n",
    ]);
    prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_can_be_formatted(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        check(&bytes);
    }

    #[test]
    fn any_quoting_can_be_formatted(lines in prop::collection::vec(line(), 0..5)) {
        check(lines.join("\n").as_bytes());
    }

    #[test]
    fn any_layout_can_be_formatted(text in plain()) {
        check(text.as_bytes());
    }
}
