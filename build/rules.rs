//! Collects the rules: every file of a folder of rules is one, its `//!` header is its documentation.

use std::fmt::Write;
use std::path::Path;

/// A Rust expression: a list of (rule, documentation) of all rule files in `folder`.
pub(crate) fn generate(folder: &Path, faults: &mut Vec<String>) -> String {
    let mut files: Vec<_> =
        std::fs::read_dir(folder).map(|entries| entries.flatten().map(|entry| entry.path()).collect()).unwrap_or_default();
    files.retain(|path| {
        path.extension().is_some_and(|extension| extension == "rs") && path.file_name().is_some_and(|name| name != "mod.rs")
    });
    files.sort();
    let mut out = String::from("&[\n");
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let docs: String = text.lines().map_while(|line| line.strip_prefix("//!")).fold(String::new(), |mut docs, line| {
            docs.push_str(line.strip_prefix(' ').unwrap_or(line));
            docs.push('\n');
            docs
        });
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        if !text.contains("pub static RULE: ") {
            continue;
        }
        if docs.trim().is_empty() {
            faults.push(format!("{} has no documentation", path.display()));
        }
        writeln!(out, "    (&{stem}::RULE, {docs:?}),").expect("a string can be written to");
    }
    out.push_str("]\n");
    out
}
