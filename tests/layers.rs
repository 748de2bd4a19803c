//! The architecture as a test: data flows one way, and each thing that is kept in one place is named nowhere else.
//!
//! `text, parallel ← syntax ← schema ← lint ← product ← topology ← analysis ← config ← emit ← render ← cli ← host`: a layer may use what stands before it.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test reads files, and fails by panicking, in what it calls too")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The layers in order; those of one row do not know each other.
const LAYERS: &[&[&str]] = &[
    &["text", "parallel"],
    &["syntax"],
    &["schema"],
    &["lint"],
    &["product"],
    &["topology"],
    &["analysis"],
    &["config"],
    &["emit"],
    &["render"],
    &["cli"],
    &["host"],
];

/// Words that only some files may hold, and the reason. A place ends in `/` if it is a folder.
const KEPT: &[(&str, &[&str], &str)] = &[
    ("std::fs", &["host/"], "only `host` touches the disk"),
    ("fs::", &["host/"], "only `host` touches the disk"),
    ("std::env", &["host/", "main.rs"], "only `host` reads the environment"),
    ("env::", &["host/", "main.rs"], "only `host` reads the environment"),
    ("std::process", &["host/", "main.rs"], "only `host` knows of processes"),
    ("std::time", &["host/"], "only `host` reads the clock"),
    ("SystemTime", &["host/"], "only `host` reads the clock"),
    ("io::stdin", &["host/"], "only `host` reads standard input"),
    ("io::stdout", &["host/"], "only `host` writes to standard output"),
    ("io::stderr", &["host/"], "only `host` writes to standard error"),
    ("print!", &["host/"], "only `host` prints"),
    ("println!", &["host/"], "only `host` prints"),
    ("eprint!", &["host/"], "only `host` prints"),
    ("eprintln!", &["host/"], "only `host` prints"),
    ("pest", &["syntax/"], "no pair of pest leaves `syntax`"),
    ("pest_derive", &["syntax/"], "no pair of pest leaves `syntax`"),
    ("miette", &["emit/full.rs"], "miette draws one output and is no part of the others"),
    ("toml::", &["config/reader.rs"], "what is read of TOML are tables with places, in one file"),
    ("glob::", &["config/paths.rs"], "patterns of paths are known in one file"),
    ("clap", &["cli/", "host/"], "only the command line knows of options"),
];

/// The folders of products.
const PRODUCTS: &[&str] = &["haproxy", "pgbouncer", "repmgr", "postgresql"];

/// A file under `src/`: its path there, and its code without comments and without its tests.
struct File {
    path: String,
    code: String,
}

/// A name that is used although it must not be known.
type Fault = String;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files() -> Vec<File> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
                if !name.ends_with("/tests.rs") {
                    found.push(File { path: name, code: code(&fs::read_to_string(&path).unwrap()) });
                }
            }
        }
    }
    found.sort_by(|left, right| left.path.cmp(&right.path));
    found
}

/// `text` without comments and without what stands below `#[cfg(test)]` to the end of the file.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| [line.split(" // ").next().unwrap_or_default(), "\n"]).collect()
}

/// The layer that `path` is part of, `None` for `lib.rs` and `main.rs`.
fn layer(path: &str) -> Option<&str> {
    let first = path.split('/').next().unwrap_or(path);
    (!matches!(path, "lib.rs" | "main.rs")).then(|| first.trim_end_matches(".rs"))
}

fn rank(layer: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&layer))
}

/// The paths below `crate::` that `code` names, each up to its second name: `product::haproxy`.
fn paths(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        for tree in branches(rest) {
            let names: Vec<&str> = tree.split("::").map(str::trim).take(2).collect();
            found.insert(names.join("::"));
        }
    }
    found
}

/// What `rest`, the text behind `crate::`, names: one path, or one for each branch of a list in braces.
fn branches(rest: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || "_: ".contains(*c)).collect::<String>();
    let Some(list) = rest.strip_prefix('{') else { return vec![word(rest)] };
    let mut depth = 0;
    let mut found = vec![String::new()];
    for c in list.chars() {
        match c {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => found.push(String::new()),
            _ if depth == 0 => found.last_mut().unwrap().push(c),
            _ => {}
        }
    }
    found.iter().map(|path| path.trim().to_owned()).filter(|path| !path.is_empty()).collect()
}

/// Whether `code` holds `word` as a word of its own, not as a part of a longer one.
fn names(code: &str, word: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        !(before.is_some_and(inside) || word.ends_with(inside) && after.is_some_and(inside))
    })
}

#[test]
fn every_layer_has_its_place() {
    let faults: Vec<Fault> = files()
        .iter()
        .filter_map(|file| {
            layer(&file.path)
                .filter(|layer| rank(layer).is_none())
                .map(|layer| format!("src/{}: give `{layer}` a place in LAYERS", file.path))
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn arrows_run_one_way() {
    let mut faults: Vec<Fault> = Vec::new();
    for file in files() {
        let Some(own) = layer(&file.path) else { continue };
        for path in paths(&file.code) {
            let used = path.split("::").next().unwrap_or_default();
            let (Some(from), Some(to)) = (rank(own), rank(used)) else {
                faults.push(format!("src/{}: `crate::{path}` is no layer", file.path));
                continue;
            };
            if used != own && to >= from {
                faults.push(format!("src/{}: `{own}` must not know `{used}` (crate::{path})", file.path));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn products_do_not_know_each_other() {
    let mut faults: Vec<Fault> = Vec::new();
    for file in files() {
        let Some(own) = file.path.strip_prefix("product/").and_then(|rest| rest.split_once('/')) else { continue };
        for path in paths(&file.code) {
            // What all products share stands beside them: languages, includes, the strings of libpq.
            if path.strip_prefix("product::").is_some_and(|other| other != own.0 && PRODUCTS.contains(&other)) {
                faults.push(format!("src/{}: product `{}` must not know `crate::{path}`", file.path, own.0));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Outputs over findings are the same for every product. What a configuration is written as (`cfg`, `export`) is the product's own matter.
#[test]
fn reports_know_no_product() {
    let is_report = |path: &str| {
        path.starts_with("emit/")
            && !["emit/cfg", "emit/export", "emit/graph/build", "emit/graph/labels", "emit/graph/marks"]
                .iter()
                .any(|own| path.starts_with(own))
    };
    let faults: Vec<Fault> = files()
        .iter()
        .filter(|file| is_report(&file.path))
        .flat_map(|file| {
            let named = |path: &String| path.strip_prefix("product::").is_some_and(|other| PRODUCTS.contains(&other));
            paths(&file.code).into_iter().filter(named).map(|path| format!("src/{}: crate::{path}", file.path))
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_is_kept_in_one_place_is_named_nowhere_else() {
    let mut faults: Vec<Fault> = Vec::new();
    for file in files() {
        for (word, places, reason) in KEPT {
            let allowed = places.iter().any(|place| file.path == *place || place.ends_with('/') && file.path.starts_with(place));
            if !allowed && names(&file.code, word) {
                faults.push(format!("src/{} names `{word}`: {reason}", file.path));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn paths_are_found_in_lists_too() {
    let code =
        "use crate::text::{Edit, Span};\nuse crate::{lint, product::haproxy::{self, model::Model}};\nfn f() { crate::emit::write() }\n";
    let found: Vec<String> = paths(code).into_iter().collect();
    assert_eq!(found, ["emit::write", "lint", "product::haproxy", "text::"]);
}
