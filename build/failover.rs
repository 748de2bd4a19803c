//! Reads the table of rules whose fault keeps a stack from failing over.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use crate::table::Table;

/// A Rust expression: the list of pairs of a rule's id and what a rendered stack has instead. Each must be a rule below `src`.
pub(crate) fn generate(folder: &Path, src: &Path, faults: &mut Vec<String>) -> String {
    let table = Table::read(&folder.join("failover.tsv"), faults);
    let known = ids(src);
    let mut out = String::from("&[\n");
    let mut seen = BTreeSet::new();
    for (line, row) in &table.rows {
        let (rule, repaired) = (table.cell(row, "rule"), table.cell(row, "repaired"));
        if !known.contains(rule) || repaired.is_empty() || !seen.insert(rule.to_owned()) {
            faults.push(format!("{}:{line}: `{rule}` is no rule, stands here twice, or nothing is said of it", table.name));
        }
        writeln!(out, "    ({rule:?}, {repaired:?}),").expect("a string can be written to");
    }
    out.push_str("]\n");
    out
}

/// The ids of the rules below `src`.
fn ids(src: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![src.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let rule = text.split("pub static RULE: ").nth(1).and_then(|rest| rest.split("id: \"").nth(1)?.split('"').next());
            found.extend(rule.map(str::to_owned));
        }
    }
    found
}
