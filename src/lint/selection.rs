//! Which rules are reported, at which level, and what is set of them.

use std::fmt;

use super::{Entry, Level, OptionValues};

/// Which rules are reported and how: rules are named by id (`HAP012`), start of an id (`HAP0`), name, or `ALL`.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    select: Vec<String>,
    ignore: Vec<String>,
    levels: Vec<(String, Option<Level>)>,
    options: OptionValues,
}

/// A selector that fits no rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectionError {
    /// The selector.
    pub selector: String,
    /// The rule that may have been meant.
    pub nearest: Option<&'static str>,
}

impl SelectionError {
    /// What to do.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        self.nearest.map(|nearest| format!("did you mean `{nearest}`?"))
    }

    /// What is wrong, without a hint.
    #[must_use]
    pub fn fault(&self) -> String {
        format!("no rule is called `{}`", self.selector)
    }
}

impl fmt::Display for SelectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.fault())?;
        match self.hint() {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for SelectionError {}

impl Selection {
    /// Reports what `select` names (everything if it is empty) but not what `ignore` names. The longer selector wins; of equals, `ignore`.
    ///
    /// # Errors
    /// [`SelectionError`] if a selector fits none of `rules`.
    pub fn new(select: Vec<String>, ignore: Vec<String>, rules: &[Entry]) -> Result<Self, SelectionError> {
        for selector in select.iter().chain(&ignore) {
            names_a_rule(selector, rules)?;
        }
        Ok(Self { select, ignore, ..Self::default() })
    }

    /// Gives the findings of some rules another level, or does not report them (`None`), unless they are selected as exactly as that.
    /// The longer selector wins; of equals, the last. Selectors that fit no rule do nothing.
    #[must_use]
    pub fn with_levels(self, levels: Vec<(String, Option<Level>)>) -> Self {
        Self { levels, ..self }
    }

    /// Rules run with these values.
    #[must_use]
    pub fn with_options(self, options: OptionValues) -> Self {
        Self { options, ..self }
    }

    /// What is set of the rules.
    #[must_use]
    pub fn options(&self) -> &OptionValues {
        &self.options
    }

    /// Whether findings of this rule are reported.
    #[must_use]
    pub fn reports(&self, id: &str, name: &str) -> bool {
        let best = |selectors: &[String]| selectors.iter().filter_map(|selector| fits(selector, id, name)).max();
        let selected = if self.select.is_empty() { Some(0) } else { best(&self.select) };
        let is_off = match self.setting(id, name) {
            Some((off, None)) => self.select.is_empty() || selected.is_none_or(|selected| selected < off),
            _ => false,
        };
        match (selected, best(&self.ignore)) {
            (None, _) => false,
            (Some(selected), Some(ignored)) if selected <= ignored => false,
            (Some(_), _) => !is_off,
        }
    }

    /// The level that findings of this rule are given; `None` if they keep their own.
    #[must_use]
    pub fn level(&self, id: &str, name: &str) -> Option<Level> {
        self.setting(id, name)?.1
    }

    /// How exactly the level of this rule is set, and to what.
    fn setting(&self, id: &str, name: &str) -> Option<(usize, Option<Level>)> {
        self.levels.iter().filter_map(|(selector, level)| Some((fits(selector, id, name)?, *level))).max_by_key(|(exact, _)| *exact)
    }
}

/// Makes sure that `selector` fits one of `rules`.
///
/// # Errors
/// [`SelectionError`] if it does not.
pub fn names_a_rule(selector: &str, rules: &[Entry]) -> Result<(), SelectionError> {
    if rules.iter().any(|rule| fits(selector, rule.id, rule.name).is_some()) {
        return Ok(());
    }
    let nearest = crate::text::nearest(selector, rules.iter().flat_map(|rule| [rule.name, rule.id]));
    Err(SelectionError { selector: selector.to_owned(), nearest })
}

/// How exactly `selector` names the rule, `None` if it does not.
fn fits(selector: &str, id: &str, name: &str) -> Option<usize> {
    if selector == name || selector == id {
        Some(usize::MAX)
    } else if selector == "ALL" {
        Some(0)
    } else if selector.len() >= 3 && id.starts_with(selector) {
        Some(selector.len())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(selectors: &[&str]) -> Vec<String> {
        selectors.iter().map(|selector| (*selector).to_owned()).collect()
    }

    fn selection(select: &[&str], ignore: &[&str], levels: &[(&str, Option<Level>)]) -> Selection {
        let levels = levels.iter().map(|(selector, level)| ((*selector).to_owned(), *level)).collect();
        Selection { select: owned(select), ignore: owned(ignore), ..Selection::default() }.with_levels(levels)
    }

    fn reports(select: &[&str], ignore: &[&str], levels: &[(&str, Option<Level>)]) -> bool {
        selection(select, ignore, levels).reports("HAP401", "slow-thing")
    }

    #[test]
    fn the_longer_selector_wins() {
        assert!(reports(&[], &[], &[]) && reports(&["HAP4"], &["HAP"], &[]) && reports(&["slow-thing"], &["HAP4"], &[]));
        assert!(!reports(&[], &["ALL"], &[]) && !reports(&["HAP4"], &["HAP4"], &[]) && !reports(&["PGB"], &[], &[]));
    }

    #[test]
    fn what_is_off_is_reported_if_it_is_selected_as_exactly() {
        let off = [("HAP4", None)];
        assert!(!reports(&[], &[], &off) && !reports(&["ALL"], &[], &off) && !reports(&["HAP"], &[], &off));
        assert!(reports(&["HAP4"], &[], &off) && reports(&["HAP401"], &[], &off) && reports(&["slow-thing"], &[], &[("HAP401", None)]));
        assert!(!reports(&["HAP4"], &["HAP401"], &off), "what is ignored stays so");
        assert!(reports(&[], &[], &[("HAP4", None), ("HAP401", Some(Level::Info))]), "one rule of those that are off");
    }

    #[test]
    fn the_most_exact_level_is_taken() {
        let levels = [("ALL", Some(Level::Info)), ("slow-thing", Some(Level::Error)), ("HAP4", Some(Level::Warning))];
        let selection = selection(&[], &[], &levels);
        assert_eq!(selection.level("HAP401", "slow-thing"), Some(Level::Error));
        assert_eq!(selection.level("HAP402", "other"), Some(Level::Warning));
        assert_eq!(selection.level("PGB402", "other"), Some(Level::Info));
    }
}
