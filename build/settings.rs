//! Turns tables of settings (`name = value`) into Rust: every `*.tsv` in a folder becomes a scope of its own.

use std::fmt::Write;
use std::path::Path;

use crate::table::{Table, version};

/// A Rust expression: a list of (scope, settings by name) of all tables in `folder`.
pub(crate) fn generate(folder: &Path, faults: &mut Vec<String>) -> String {
    let mut files: Vec<_> =
        std::fs::read_dir(folder).map(|entries| entries.flatten().map(|entry| entry.path()).collect()).unwrap_or_default();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "tsv"));
    files.sort();
    let mut out = String::from("&[\n");
    for path in files {
        let table = Table::read(&path, faults);
        let mut rows: Vec<(String, String)> = table.rows.iter().map(|(line, row)| setting(&table, *line, row, faults)).collect();
        // A name may have several rows: those of older versions come first.
        rows.sort_by_key(|(name, _)| name.to_ascii_lowercase());
        let rows: String = rows.into_iter().map(|(_, row)| row).collect();
        writeln!(out, "({:?}, &[\n{rows}]),", table.name).expect("a string can be written to");
    }
    out.push_str("]\n");
    out
}

/// The name of the setting in `row`, and the row as Rust code.
fn setting(table: &Table, line: usize, row: &[String], faults: &mut Vec<String>) -> (String, String) {
    let place = format!("{}.tsv:{line}", table.name);
    let cell = |column: &str| table.cell(row, column);
    let name = cell("name").to_owned();
    let number = |text: &str, faults: &mut Vec<String>| match text {
        "" => "None".to_owned(),
        text => match text.parse::<f64>() {
            Ok(number) => format!("Some({number:?}f64)"),
            Err(_) => {
                faults.push(format!("{place}: `{text}` is not a number"));
                "None".to_owned()
            }
        },
    };
    let (min, max) = (number(cell("min"), faults), number(cell("max"), faults));
    let since = version(cell("since"), "MIN", &place, faults);
    let until = version(cell("until"), "MAX", &place, faults);
    let mut values = String::new();
    for value in cell("values").split(',').filter(|value| !value.is_empty()) {
        let (value, until) = value.split_once('<').unwrap_or((value, ""));
        let (value, since) = value.split_once('@').unwrap_or((value, ""));
        let (since, until) = (version(since, "MIN", &place, faults), version(until, "MAX", &place, faults));
        // `true=on`: another spelling of `on`. `''` stands for no text at all.
        let (value, means) = value.split_once('=').unwrap_or((value, value));
        let [value, means] = [value, means].map(|word| if word == "''" { "" } else { word });
        write!(values, "Choice {{ name: {value:?}, means: {means:?}, since: {since}, until: {until} }}, ")
            .expect("a string can be written to");
    }
    let mut defaults = String::new();
    // `0|1.24=200`: 0 at first, 200 from 1.24 on. `\\p` stands for `|`.
    for (index, part) in cell("default").split('|').enumerate() {
        let (since, value) = match part.split_once('=') {
            Some((since, value)) if index > 0 => (since, value),
            _ => ("", part),
        };
        let since = version(since, "MIN", &place, faults);
        let value = match value {
            "" if cell("default").is_empty() => continue,
            "''" => String::new(),
            value => value.replace("\\p", "|"),
        };
        write!(defaults, "({since}, {value:?}), ").expect("a string can be written to");
    }
    let flags: Vec<&str> = cell("flags").split(',').filter(|flag| !flag.is_empty()).collect();
    let text = format!(
        "Setting {{ name: {name:?}, kind: {:?}, unit: {:?}, min: {min}, max: {max}, values: &[{values}], \
         defaults: ByVersion(&[{defaults}]), since: {since}, until: {until}, flags: &{flags:?}, instead: {:?} }},\n",
        cell("kind"),
        cell("unit"),
        cell("instead"),
    );
    (name, text)
}
