//! The JSON export of haproxy.cfg.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, clippy::print_stdout, reason = "a test may fail and reads files")]

use std::fs;
use std::path::Path;

use pglb_lint::emit::export::{Options, export};
use pglb_lint::product::haproxy::Target;
use pglb_lint::product::haproxy::load::{Document, ParsedFile};
use pglb_lint::product::haproxy::model::Model;
use pglb_lint::syntax::haproxy::parse;
use pglb_lint::text::{FileId, Source};
use serde_json::Value;

fn exported(bytes: Vec<u8>, options: Options) -> String {
    let source = Source::new("haproxy.cfg", bytes).unwrap();
    let tree = parse(source.text());
    let target = Target::new("3.0".parse().unwrap());
    let files = vec![ParsedFile { id: FileId(0), source: &source, tree: &tree }];
    let mut arenas = Vec::new();
    let document = Document::load(&files, &target, &mut arenas);
    let model = Model::new(files, document, &target);
    let mut out = Vec::new();
    export(&model, options).write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/haproxy").join(name)).unwrap()
}

fn json(name: &str, options: Options) -> Value {
    serde_json::from_str(&exported(fixture(name), options)).unwrap()
}

#[test]
fn the_syntax_is_exported() {
    insta::assert_json_snapshot!("export_comments", json("comments.cfg", Options::default())["files"]);
}

#[test]
fn the_model_is_exported() {
    insta::assert_json_snapshot!("export_postgresql", json("postgresql.cfg", Options::default())["model"]);
}

#[test]
fn a_server_has_what_default_server_gives_it() {
    let export = json("secrets.cfg", Options::default());
    let servers = &export["model"]["proxies"][2]["servers"];
    let options = |server: &Value| {
        let option = |option: &Value| format!("{} {} {}", option["keyword"], option["arguments"], option["inherited"]);
        server["options"].as_array().unwrap().iter().map(option).collect::<Vec<_>>()
    };
    assert_eq!(options(&servers[0]), ["\"inter\" [\"2s\"] true", "\"fall\" [\"3\"] true", "\"check\" [] true"]);
    assert_eq!(options(&servers[1]), ["\"fall\" [\"3\"] true", "\"no-check\" [] false", "\"inter\" [\"1s\"] false", "\"backup\" [] false"]);
}

#[test]
fn references_go_both_ways() {
    let export = json("secrets.cfg", Options::default());
    let users = |proxy: usize| {
        let used_by = export["model"]["proxies"][proxy]["used_by"].as_array().unwrap();
        used_by
            .iter()
            .map(|used| format!("{} {}", used["section"].as_str().unwrap(), used["keyword"].as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(users(2), ["defaults tcp default_backend", "frontend pg default_backend", "listen admin default_backend"]);
    assert_eq!(users(3), ["frontend pg use_backend"]);
}

#[test]
fn secrets_are_masked() {
    let masked = exported(fixture("secrets.cfg"), Options::default());
    assert!(!masked.contains("hunter") && !masked.contains("aHVudGVy") && !masked.contains("topsecret") && !masked.contains("k3y"));
    assert!(!masked.contains("$5$hash") && !masked.contains("admin:old"));
    assert!(masked.contains("********") && masked.contains("db.example") && masked.contains("\"alice\""));
    let shown = exported(fixture("secrets.cfg"), Options { show_secrets: true });
    for secret in ["hunter2", "hunter3", "hunter4", "aHVudGVyNQ==", "hunter6", "hunter7", "topsecret", "k3y", "$5$hash", "admin:old"] {
        assert!(shown.contains(secret), "{secret}");
    }
}

#[test]
fn faulty_files_are_exported() {
    let export = json("faulty.cfg", Options::default());
    let kinds: Vec<&str> = export["files"][0]["faults"].as_array().unwrap().iter().map(|fault| fault["kind"].as_str().unwrap()).collect();
    for kind in ["open-quote", "nul", "text-after-carriage-return", "missing-line-feed", "bad-hex", "too-many-words", "bad-expansion"] {
        assert!(kinds.contains(&kind), "{kind} is not in {kinds:?}");
    }
}

#[test]
fn the_corpus_is_exported() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/haproxy")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let export: Value = serde_json::from_str(&exported(fs::read(entry.path()).unwrap(), Options::default())).unwrap();
            assert_eq!(export["version"], 1);
            files += 1;
        }
    }
    println!("{files} files exported");
}
