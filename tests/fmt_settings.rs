//! The normal form of pgbouncer.ini, repmgr.conf and postgresql.conf.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, clippy::print_stdout, reason = "a test may fail and reads files")]

use std::fs;
use std::path::{Path, PathBuf};

use pglb_lint::emit::settings::{FormatError, format};
use pglb_lint::product::Language;
use pglb_lint::text::Source;
use proptest::prelude::*;

fn formatted(text: &str, language: Language) -> String {
    let source = Source::new("x", text.as_bytes().to_vec()).unwrap();
    String::from_utf8(format(&source, language).unwrap()).unwrap()
}

#[test]
fn an_ini_file_keeps_what_it_says() {
    let text = "\n\n ;; pooler\n[databases]   ; all\n  app=host=10.0.0.1   port=5432  \n\n\n*  =\n[pgbouncer] listen_port=6432\r\n\
                %include   other.ini\nno setting here  \n";
    let expected = ";; pooler\n[databases]  ; all\napp = host=10.0.0.1   port=5432\n\n* =\n[pgbouncer]\nlisten_port = 6432\n\
                    %include other.ini\nno setting here\n";
    assert_eq!(formatted(text, Language::Pgbouncer), expected);
}

#[test]
fn comments_of_a_paragraph_line_up() {
    let text = "port=5432# the usual one\nshared_buffers  =  '1GB'     # a quarter\nfsync on\n\n\n\n# alone\nwork_mem = 4MB #more\n= broken  'line\n";
    let expected = "port = 5432              # the usual one\nshared_buffers = '1GB'   # a quarter\nfsync on\n\n# alone\n\
                    work_mem = 4MB  #more\n= broken  'line\n";
    let expected = expected.replace("5432              #", "5432             #").replace("'1GB'   #", "'1GB'  #");
    assert_eq!(formatted(text, Language::Postgresql), expected);
}

#[test]
fn files_without_a_normal_form_are_told() {
    let source = Source::new("userlist.txt", b"\"a\" \"b\"\n".to_vec()).unwrap();
    assert_eq!(format(&source, Language::Userlist), Err(FormatError::Language(Language::Userlist)));
}

/// Every file below `folder`.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = Vec::new();
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn real_files_keep_what_they_say() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let mut count = 0;
    for (folder, language) in [("pgbouncer", Language::Pgbouncer), ("repmgr", Language::Repmgr), ("stacks", Language::Postgresql)] {
        for path in files(&corpus.join(folder)) {
            let name = path.to_string_lossy().into_owned();
            if language == Language::Postgresql && Language::by_name(&name) != Some(language) {
                continue;
            }
            let source = Source::new(name.as_str(), fs::read(&path).unwrap()).unwrap();
            let once = format(&source, language).unwrap_or_else(|error| panic!("{name}: {error}"));
            let again = format(&Source::new(name.as_str(), once.clone()).unwrap(), language).unwrap();
            assert!(once == again, "{name} changes again");
            count += 1;
        }
    }
    println!("{count} files");
}

proptest! {
    #[test]
    fn any_text_keeps_what_it_says(text in "([a-z=#;'\\[\\] \t\r\n\u{0}\u{feff}é.%0-9]|%include |\\[a\\]|a = b\n|\n\n){0,60}") {
        for language in [Language::Pgbouncer, Language::Repmgr, Language::Postgresql] {
            let once = formatted(&text, language);
            prop_assert_eq!(&formatted(&once, language), &once);
        }
    }
}
