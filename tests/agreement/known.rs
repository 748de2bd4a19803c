//! Differences that are known, with their reasons: `known.tsv` has the false errors, `missed.tsv` what is missed.

/// The rows of the file: text that a difference holds, and why it is there.
pub(crate) fn known() -> impl Iterator<Item = (&'static str, &'static str)> {
    rows(include_str!("known.tsv"))
}

/// The rows of `missed.tsv`: text of an alert, and why it may be missed.
pub(crate) fn missed() -> impl Iterator<Item = (&'static str, &'static str)> {
    rows(include_str!("missed.tsv"))
}

fn rows(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

/// Why a difference of this description is there, if that is known.
pub(crate) fn reason(description: &str) -> Option<&'static str> {
    known().find(|(part, _)| description.contains(part)).map(|(_, reason)| reason)
}
