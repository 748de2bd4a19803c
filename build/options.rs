//! Reads the table of what can be set of rules, and holds it against what the rule files ask for.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use crate::duration::milliseconds;
use crate::table::Table;

/// A Rust expression: the list of all options in `grammar/rules/options.tsv`. `asked` holds the pairs of a rule and a name that rules read.
pub(crate) fn generate(folder: &Path, asked: &BTreeSet<(String, String)>, faults: &mut Vec<String>) -> String {
    let table = Table::read(&folder.join("options.tsv"), faults);
    let mut out = String::from("&[\n");
    let mut known = BTreeSet::new();
    for (line, row) in &table.rows {
        let cell = |column: &str| table.cell(row, column).to_owned();
        let (rule, name, default, meaning) = (cell("rule"), cell("option"), cell("default"), cell("meaning"));
        let place = format!("{}:{line}", table.name);
        let key = (rule.clone(), name.clone());
        if !asked.contains(&key) {
            faults.push(format!("{place}: no file of rule {rule} says `report.option(\"{name}\")`"));
        }
        if !known.insert(key) || meaning.is_empty() {
            faults.push(format!("{place}: `{name}` of {rule} stands here twice, or has no meaning"));
        }
        let (kind, value) = match cell("kind").split_once(' ').unwrap_or((&cell("kind"), "")) {
            ("duration", "") => ("OptionKind::Duration".to_owned(), milliseconds(&default)),
            ("integer", bounds) => {
                let (least, most) = bounds.split_once("..").unwrap_or_default();
                let (least, most) = (least.parse().unwrap_or(0), most.parse().unwrap_or(u64::MAX));
                let value = default.parse().ok().filter(|value| (least..=most).contains(value));
                (format!("OptionKind::Integer {{ least: {least}, most: {most}, unit: {:?} }}", cell("unit")), value)
            }
            _ => (String::new(), None),
        };
        let Some(value) = value else {
            faults.push(format!("{place}: `{default}` is no value of kind `{}`", cell("kind")));
            continue;
        };
        writeln!(
            out,
            "    RuleOption {{ rule: {rule:?}, name: {name:?}, kind: {kind}, default: {default:?}, value: {value}, meaning: {meaning:?} }},"
        )
        .expect("a string can be written to");
    }
    for (rule, name) in asked.iter().filter(|key| !known.contains(*key)) {
        faults.push(format!("{}: {rule} asks for the option `{name}`, which has no row", table.name));
    }
    out.push_str("]\n");
    out
}

/// What the rule files below `src` ask for: pairs of a rule's id and the name of an option.
pub(crate) fn asked(src: &Path) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let mut folders = vec![src.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let between = |text: &str, before: &str| text.split(before).nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned);
            let rule = text.split("pub static RULE: ").nth(1).and_then(|rest| between(rest, "id: \""));
            let names = text.split("report.option(\"").skip(1).filter_map(|rest| rest.split('"').next());
            found.extend(rule.iter().flat_map(|rule| names.clone().map(|name| (rule.clone(), name.to_owned()))));
        }
    }
    found
}
