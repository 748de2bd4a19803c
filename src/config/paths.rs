//! Patterns of paths: which file is meant by `db1/`, `haproxy.cfg` or `*/pg_hba.conf`.

use glob::{MatchOptions, Pattern};
use rustc_hash::FxHashMap;

use super::Problem;
use crate::product::tidy;
use crate::text::Span;

/// A `*` ends at a slash, and everything else is as the shell has it.
const OPTIONS: MatchOptions = MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: false };

/// A path, or a pattern of paths: `*` and `?` within a name, `[…]` for one of some characters, `**` for any folders. What names a folder
/// means everything below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathPattern {
    /// As written.
    pub text: String,
    /// Where it is written.
    pub at: Span,
}

impl PathPattern {
    /// The pattern `text`, written at `at`.
    ///
    /// # Errors
    /// A [`Problem`] if it is none.
    pub(super) fn new(text: &str, at: Span) -> Result<Self, Problem> {
        if text.trim().is_empty() {
            return Err(Problem::new(at, "a path is missing: the text is empty"));
        }
        match Pattern::new(text) {
            Ok(_) => Ok(Self { text: text.to_owned(), at }),
            Err(error) => Err(Problem::new(at, format!("`{text}` is no pattern of paths: {}", error.msg))),
        }
    }

    fn is_glob(&self) -> bool {
        self.text.contains(['*', '?', '['])
    }

    /// Whether it is a mere name, without a folder.
    fn is_name(&self) -> bool {
        !self.text.trim_end_matches('/').contains('/')
    }
}

/// Patterns below one folder, each with what it stands for.
#[derive(Debug, Clone, Default)]
pub struct Paths {
    plain: FxHashMap<String, Vec<usize>>,
    globs: Vec<(Pattern, usize)>,
    names: Vec<Pattern>,
}

impl Paths {
    /// `patterns` below `folder`, which is an absolute path.
    #[must_use]
    pub fn new<'p>(folder: &str, patterns: impl IntoIterator<Item = &'p PathPattern>) -> Self {
        let mut paths = Self::default();
        for (index, pattern) in patterns.into_iter().enumerate() {
            paths.add(folder, pattern, index);
        }
        paths
    }

    /// As [`Paths::new`], but a mere name stands for what is called so in any folder.
    #[must_use]
    pub fn with_names<'p>(folder: &str, patterns: impl IntoIterator<Item = &'p PathPattern>) -> Self {
        let mut paths = Self::default();
        for (index, pattern) in patterns.into_iter().enumerate() {
            match Pattern::new(pattern.text.trim_end_matches('/')) {
                Ok(name) if pattern.is_name() => paths.names.push(name),
                _ => paths.add(folder, pattern, index),
            }
        }
        paths
    }

    fn add(&mut self, folder: &str, pattern: &PathPattern, index: usize) {
        let absolute = pattern.text.starts_with('/');
        if !pattern.is_glob() {
            let path = if absolute { tidy(&pattern.text) } else { tidy(&format!("{folder}/{}", pattern.text)) };
            self.plain.entry(path).or_default().push(index);
            return;
        }
        let folder = Pattern::escape(folder);
        let path = if absolute { tidy(&pattern.text) } else { tidy(&format!("{folder}/{}", pattern.text)) };
        // What is no pattern was told when it was read.
        self.globs.extend(Pattern::new(&path).ok().map(|pattern| (pattern, index)));
    }

    /// Whether `path`, which is absolute, is meant itself.
    #[must_use]
    pub fn names(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        self.plain.contains_key(path)
            || self.names.iter().any(|pattern| pattern.matches_with(name, OPTIONS))
            || self.globs.iter().any(|(pattern, _)| pattern.matches_with(path, OPTIONS))
    }

    /// The patterns that mean `path`, which is absolute, or a folder that it is in; by their places in the list, in order.
    #[must_use]
    pub fn meaning(&self, path: &str) -> Vec<usize> {
        let mut found = Vec::new();
        let ends = path.match_indices('/').map(|(at, _)| at).filter(|at| *at > 0).chain([path.len()]);
        for part in ends.map(|end| &path[..end]) {
            found.extend(self.plain.get(part).into_iter().flatten());
            found.extend(self.globs.iter().filter(|(pattern, _)| pattern.matches_with(part, OPTIONS)).map(|(_, index)| index));
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(texts: &[&str]) -> Vec<PathPattern> {
        texts.iter().map(|text| PathPattern::new(text, Span::new(0, 0)).unwrap()).collect()
    }

    #[test]
    fn a_folder_means_everything_below_it() {
        let patterns = patterns(&["db1/", "haproxy.cfg", "*/pg_hba.conf", "/srv/x", "./a/../db2", "lb/**/x.cfg"]);
        let paths = Paths::new("/etc/[stack]", &patterns);
        for (path, meant) in [
            ("/etc/[stack]/db1/a/b.conf", vec![0]),
            ("/etc/[stack]/db1", vec![0]),
            ("/etc/[stack]/db10/b.conf", vec![]),
            ("/etc/[stack]/haproxy.cfg", vec![1]),
            ("/etc/[stack]/lb/haproxy.cfg", vec![]),
            ("/etc/[stack]/db1/pg_hba.conf", vec![0, 2]),
            ("/etc/[stack]/db3/x/pg_hba.conf", vec![]),
            ("/srv/x/y", vec![3]),
            ("/etc/[stack]/db2/y", vec![4]),
            ("/etc/[stack]/lb/a/b/x.cfg", vec![5]),
            ("/etc/s/db1/y", vec![]),
        ] {
            assert_eq!(paths.meaning(path), meant, "{path}");
        }
    }

    #[test]
    fn a_name_may_stand_for_itself_in_any_folder() {
        let patterns = patterns(&["*.bak.cfg", "old/", "db1/x.conf"]);
        let paths = Paths::with_names("/s", &patterns);
        for (path, meant) in
            [("/s/a/b.bak.cfg", true), ("/s/a/old", true), ("/s/a/older", false), ("/s/db1/x.conf", true), ("/s/a/db1/x.conf", false)]
        {
            assert_eq!(paths.names(path), meant, "{path}");
        }
    }
}
