//! Reads values of TOML, and notes what is wrong with them. The only file that names the crate `toml`.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use super::{PathPattern, Problem};
use crate::text::{Span, nearest};

/// A table of TOML.
pub(crate) type Table<'t> = toml::de::DeTable<'t>;

/// A key with its value.
pub(crate) struct Entry<'t> {
    /// The key.
    pub(crate) name: &'t str,
    /// Where the key stands.
    pub(crate) at: Span,
    value: &'t Spanned<DeValue<'t>>,
}

impl<'t> Entry<'t> {
    /// Where the value stands.
    pub(crate) fn value_at(&self) -> Span {
        span(&self.value.span())
    }

    /// The value, if it is a text.
    pub(crate) fn as_text(&self) -> Option<&'t str> {
        self.value.get_ref().as_str()
    }

    /// The value, if it is a whole number that is not negative.
    pub(crate) fn as_integer(&self) -> Option<u64> {
        let integer = self.value.get_ref().as_integer()?;
        u64::from_str_radix(&integer.as_str().replace('_', ""), integer.radix()).ok()
    }

    /// The value, if it is true or false.
    pub(crate) fn as_bool(&self) -> Option<bool> {
        self.value.get_ref().as_bool()
    }

    /// The value, if it is a table.
    pub(crate) fn as_table(&self) -> Option<&'t Table<'t>> {
        self.value.get_ref().as_table()
    }

    /// What the value is, in words.
    pub(crate) fn kind(&self) -> &'static str {
        kind(self.value.get_ref())
    }
}

/// What `value` is, in words.
fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

fn span(range: &Range<usize>) -> Span {
    Span::new(range.start as u32, range.end as u32)
}

/// The table that `text` is, and what is no TOML in it.
pub(crate) fn parse(text: &str) -> (Table<'_>, Vec<Problem>) {
    let (table, errors) = Table::parse_recoverable(text);
    let problem = |error: toml::de::Error| {
        let end = text.len();
        Problem::new(span(&error.span().unwrap_or(end..end)), format!("this is no TOML: {}", error.message()))
    };
    (table.into_inner(), errors.into_iter().map(problem).collect())
}

/// Collects what is wrong.
#[derive(Default)]
pub(crate) struct Reader {
    /// What is wrong so far.
    pub(crate) problems: Vec<Problem>,
}

impl Reader {
    /// Notes `problem`.
    pub(crate) fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// The entries of `table` by place, whatever they are called.
    pub(crate) fn all<'t>(table: &'t Table<'t>) -> Vec<Entry<'t>> {
        let entry = |(key, value): (&'t Spanned<toml::de::DeString<'t>>, &'t Spanned<DeValue<'t>>)| Entry {
            name: key.get_ref(),
            at: span(&key.span()),
            value,
        };
        let mut entries: Vec<Entry<'t>> = table.iter().map(entry).collect();
        entries.sort_by_key(|entry| entry.at.start);
        entries
    }

    /// The entries of `table` by place that are called as one of `known`; any other is a problem, being no `what`.
    pub(crate) fn entries<'t>(&mut self, table: &'t Table<'t>, known: &[&'static str], what: &str) -> Vec<Entry<'t>> {
        let mut entries = Self::all(table);
        entries.retain(|entry| {
            let is_known = known.contains(&entry.name);
            if !is_known {
                let help = match nearest(entry.name, known.iter().copied()) {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => format!("there are {}", listed(known)),
                };
                self.problem(Problem::new(entry.at, format!("`{}` is not {what}", entry.name)).help(help));
            }
            is_known
        });
        entries
    }

    /// The table that the value of `entry` must be.
    pub(crate) fn table<'t>(&mut self, entry: &Entry<'t>) -> Option<&'t Table<'t>> {
        let table = entry.as_table();
        if table.is_none() {
            self.wrong_kind(entry, "a table");
        }
        table
    }

    /// The text that the value of `entry` must be, and its place.
    pub(crate) fn text<'t>(&mut self, entry: &Entry<'t>) -> Option<(&'t str, Span)> {
        let text = entry.as_text();
        if text.is_none() {
            self.wrong_kind(entry, "a text in quotes");
        }
        text.map(|text| (text, entry.value_at()))
    }

    /// The texts that the value of `entry`, a list, must hold, with their places.
    pub(crate) fn texts<'t>(&mut self, entry: &Entry<'t>) -> Vec<(&'t str, Span)> {
        let Some(list) = entry.value.get_ref().as_array() else {
            self.wrong_kind(entry, "a list of texts, such as [\"a\", \"b\"]");
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in list {
            let at = span(&item.span());
            match item.get_ref().as_str() {
                Some(text) => texts.push((text, at)),
                None => {
                    self.problem(Problem::new(at, format!("`{}` is a list of texts, and this is {}", entry.name, kind(item.get_ref()))));
                }
            }
        }
        texts
    }

    /// The patterns that the value of `entry`, a list, must hold.
    pub(crate) fn patterns(&mut self, entry: &Entry<'_>) -> Vec<PathPattern> {
        let mut patterns = Vec::new();
        for (text, at) in self.texts(entry) {
            match PathPattern::new(text, at) {
                Ok(pattern) => patterns.push(pattern),
                Err(problem) => self.problem(problem),
            }
        }
        patterns
    }

    /// What the value of `entry`, one of `words`, stands for.
    pub(crate) fn word<T: Copy, const N: usize>(&mut self, entry: &Entry<'_>, words: [(&'static str, T); N]) -> Option<T> {
        let (text, at) = self.text(entry)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            self.problem(not_one_of(text, at, &words.map(|(word, _)| word)));
        }
        found
    }

    /// Notes that the value of `entry` should be `wanted`.
    pub(crate) fn wrong_kind(&mut self, entry: &Entry<'_>, wanted: &str) {
        self.problem(Problem::new(entry.value_at(), format!("`{}` must be {wanted}, and this is {}", entry.name, entry.kind())));
    }
}

/// `text` is none of `words`.
pub(crate) fn not_one_of(text: &str, at: Span, words: &[&'static str]) -> Problem {
    let problem = Problem::new(at, format!("`{text}` is not one of {}", listed(words)));
    match nearest(text, words.iter().copied()) {
        Some(nearest) => problem.help(format!("did you mean `{nearest}`?")),
        None => problem,
    }
}

/// `words` in backticks, with commas between them.
pub(crate) fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
