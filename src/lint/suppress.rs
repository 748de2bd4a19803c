//! Comments that allow a finding: `# pglb-lint: allow(unknown-backend)`.

use super::Finding;
use crate::text::{FileId, Span};

/// One comment that allows findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// Its file.
    pub file: FileId,
    /// The comment.
    pub span: Span,
    /// Names or ids of the rules it allows.
    pub rules: Vec<String>,
    /// The line (from 1) it speaks of; `None` for the whole file.
    pub line: Option<u32>,
}

impl Suppression {
    /// Whether it allows `finding`, which starts on `line`.
    #[must_use]
    pub fn covers(&self, finding: &Finding, line: u32) -> bool {
        self.file == finding.at.file
            && self.line.is_none_or(|own| own == line)
            && self.rules.iter().any(|rule| rule == finding.name || rule == finding.rule)
    }
}

/// The rules that a comment allows, and whether for the whole file: `# pglb-lint: allow(a, b)`, `# pglb-lint: allow-file(a)`.
/// Anything may follow, so that a reason can be given.
#[must_use]
pub fn suppressions_in(comment: &str) -> Option<(Vec<String>, bool)> {
    let text = comment.trim_start_matches(['#', ';']).trim_start().strip_prefix("pglb-lint:")?.trim_start();
    let (list, file) = match text.strip_prefix("allow-file(") {
        Some(list) => (list, true),
        None => (text.strip_prefix("allow(")?, false),
    };
    let (list, _) = list.split_once(')')?;
    Some((list.split(',').map(|rule| rule.trim().to_owned()).filter(|rule| !rule.is_empty()).collect(), file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_name_rules_and_may_give_a_reason() {
        assert_eq!(suppressions_in("# pglb-lint: allow(a, HAP012) because"), Some((vec!["a".to_owned(), "HAP012".to_owned()], false)));
        assert_eq!(suppressions_in("#pglb-lint: allow-file(a)"), Some((vec!["a".to_owned()], true)));
        assert_eq!(suppressions_in("# pglb-lint is good"), None);
    }
}
