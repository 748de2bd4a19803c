//! Differences that are known, with their reasons: `known.tsv`.

/// The rows of the file: text that a difference holds, and why it is there.
pub(crate) fn known() -> impl Iterator<Item = (&'static str, &'static str)> {
    include_str!("known.tsv").lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

/// Why a difference of this description is there, if that is known.
pub(crate) fn reason(description: &str) -> Option<&'static str> {
    known().find(|(part, _)| description.contains(part)).map(|(_, reason)| reason)
}
