//! Reads tab-separated tables.

use std::collections::BTreeMap;
use std::path::Path;

/// A table: the names of its columns and its rows.
pub(crate) struct Table {
    /// The stem of its file.
    pub(crate) name: String,
    columns: BTreeMap<String, usize>,
    /// Rows with their line numbers.
    pub(crate) rows: Vec<(usize, Vec<String>)>,
}

impl Table {
    /// Reads the table at `path`; faults go to `faults`.
    pub(crate) fn read(path: &Path, faults: &mut Vec<String>) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let mut table = Self { name, columns: BTreeMap::new(), rows: Vec::new() };
        for (index, line) in text.lines().enumerate() {
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            let cells: Vec<String> = line.split('\t').map(str::to_owned).collect();
            if table.columns.is_empty() {
                table.columns = cells.into_iter().enumerate().map(|(at, cell)| (cell, at)).collect();
            } else if cells.len() == table.columns.len() {
                table.rows.push((index + 1, cells));
            } else {
                faults.push(format!("{}:{}: {} cells, {} columns", table.name, index + 1, cells.len(), table.columns.len()));
            }
        }
        if table.columns.is_empty() {
            faults.push(format!("{} has no columns", path.display()));
        }
        table
    }

    /// Whether there is such a column.
    pub(crate) fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    /// The cell of `row` in `column`; empty for `-` or if there is no such column.
    pub(crate) fn cell<'r>(&self, row: &'r [String], column: &str) -> &'r str {
        match self.columns.get(column).and_then(|&at| row.get(at)) {
            Some(cell) if cell != "-" => cell,
            _ => "",
        }
    }
}

/// A version as Rust code; `none` is what an empty cell stands for.
pub(crate) fn version(text: &str, none: &str, place: &str, faults: &mut Vec<String>) -> String {
    if text.is_empty() {
        return format!("Version::{none}");
    }
    let numbers: Option<Vec<u8>> = text.split('.').map(|number| number.parse().ok()).collect();
    match numbers.as_deref() {
        Some([major]) => format!("Version::new({major}, 0)"),
        Some([major, minor]) => format!("Version::new({major}, {minor})"),
        Some([major, minor, patch]) => format!("Version::release({major}, {minor}, {patch})"),
        _ => {
            faults.push(format!("{place}: `{text}` is not a version"));
            format!("Version::{none}")
        }
    }
}
