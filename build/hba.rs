//! Turns the tables of `grammar/hba` into Rust.

use std::fmt::Write;
use std::path::Path;

use crate::table::{Table, version};

/// Rust items: the static slices `TYPES`, `METHODS` and `OPTIONS`.
pub(crate) fn generate(folder: &Path, faults: &mut Vec<String>) -> String {
    let mut out = String::new();
    for (file, item, row) in [("type", "TYPES", "TypeRow"), ("method", "METHODS", "Method"), ("option", "OPTIONS", "OptionRow")] {
        let table = Table::read(&folder.join(format!("{file}.tsv")), faults);
        writeln!(out, "/// The rows of `{file}.tsv`.\npub static {item}: &[{row}] = &[").expect("a string can be written to");
        for (line, cells) in &table.rows {
            let place = format!("{file}.tsv:{line}");
            let cell = |column: &str| table.cell(cells, column);
            let program = match cell("program") {
                "pgbouncer" => "Pgbouncer",
                "postgresql" => "Postgresql",
                other => {
                    faults.push(format!("{place}: `{other}` is no program with such a file"));
                    continue;
                }
            };
            let since = version(cell("since"), "MIN", &place, faults);
            let until = version(cell("until"), "MAX", &place, faults);
            write!(out, "{row} {{ program: Program::{program}, name: {:?}, since: {since}, until: {until}, ", cell("name"))
                .expect("a string can be written to");
            for column in ["methods", "types", "values", "flags"] {
                if table.has(column) {
                    let words: Vec<&str> = cell(column).split(',').filter(|word| !word.is_empty()).collect();
                    write!(out, "{column}: &{words:?}, ").expect("a string can be written to");
                }
            }
            out.push_str("},\n");
        }
        out.push_str("];\n");
    }
    out
}
