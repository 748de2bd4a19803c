//! `graph`, and the picture in the README.

use std::fs;
use std::path::Path;

use crate::program::{Folder, Program, UNKNOWN_BACKEND, run_in};

/// The seed with all that stands beside it: `pglb-lint graph --format svg -o docs/seed.svg` and these.
fn seed() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/seed");
    let mut folders: Vec<String> = vec!["examples/seed".to_owned()];
    for entry in fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            folders.push(format!("examples/seed/{}", entry.file_name().unwrap().to_string_lossy()));
        }
    }
    folders.sort();
    folders
}

/// `PGLB_BLESS=1 cargo test --test cli graph` draws it anew.
#[test]
fn the_picture_of_the_seed_is_up_to_date() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/seed.svg");
    let folders = seed();
    let ended = Program::new(["graph", "--format", "svg"].into_iter().chain(folders.iter().map(String::as_str))).run();
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    if std::env::var_os("PGLB_BLESS").is_some() {
        fs::write(file, ended.stdout).unwrap();
        return;
    }
    let shipped = fs::read_to_string(file).unwrap();
    assert!(shipped == ended.stdout, "docs/seed.svg is out of date; draw it anew with: PGLB_BLESS=1 cargo test --test cli graph");
}

#[test]
fn a_picture_goes_to_standard_output_or_to_a_file() {
    let folder = Folder::with("graph", UNKNOWN_BACKEND);
    let ended = run_in(&folder, &["graph", "haproxy.cfg"]);
    // Findings are drawn and make nobody fail.
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    assert!(ended.stdout.starts_with("flowchart TB\n") && ended.stdout.contains("primary"), "{}", ended.stdout);
    let ended = run_in(&folder, &["graph", "--format", "json", "-o", "stack.json", "haproxy.cfg"]);
    assert_eq!((ended.status, ended.stdout.as_str()), (0, ""));
    assert!(folder.read("stack.json").contains("unknown-backend"));
    let ended = run_in(&folder, &["graph", "--format", "json", "--no-findings", "haproxy.cfg"]);
    assert!(ended.stdout.contains("\"summary\": null") && !ended.stdout.contains("unknown-backend"), "{}", ended.stdout);
}

#[test]
fn what_cannot_be_read_is_said() {
    let folder = Folder::with("graph-missing", UNKNOWN_BACKEND);
    let ended = run_in(&folder, &["graph", "haproxy.cfg", "gone.cfg"]);
    assert_eq!(ended.status, 3);
    assert!(ended.stdout.contains("primary") && ended.stderr.contains("gone.cfg"), "{}{}", ended.stdout, ended.stderr);
    assert_eq!(run_in(&folder, &["graph"]).status, 2);
    assert_eq!(run_in(&folder, &["graph", "--select", "no-such-rule", "haproxy.cfg"]).status, 2);
}
