//! What can be set of rules: the table `grammar/rules/options.tsv`, and the values that somebody set.

use std::fmt;
use std::ops::RangeInclusive;

use rustc_hash::FxHashMap;

use super::duration::milliseconds;

/// Something that can be set of a rule.
#[derive(Debug, PartialEq, Eq)]
pub struct RuleOption {
    /// Id of the rule.
    pub rule: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What its values are.
    pub kind: OptionKind,
    /// Its usual value, as written.
    pub default: &'static str,
    /// Its usual value; milliseconds of a duration.
    pub value: u64,
    /// What its value means: a sentence without a full stop.
    pub meaning: &'static str,
}

/// What the values of an option are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionKind {
    /// A time: a text such as `90s`.
    Duration,
    /// A whole number.
    Integer {
        /// The least value.
        least: u64,
        /// The greatest value.
        most: u64,
        /// What is counted; empty for mere numbers.
        unit: &'static str,
    },
}

impl RuleOption {
    /// Its usual value as it is written in TOML.
    #[must_use]
    pub fn shown_default(&self) -> String {
        match self.kind {
            OptionKind::Duration => format!("\"{}\"", self.default),
            OptionKind::Integer { .. } => self.default.to_owned(),
        }
    }
}

impl OptionKind {
    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Duration => "duration",
            Self::Integer { .. } => "integer",
        }
    }

    /// The values that `text`, written as a text, stands for; `None` if it is none of them.
    #[must_use]
    pub fn parse(self, text: &str) -> Option<u64> {
        match self {
            Self::Duration => milliseconds(text),
            Self::Integer { least, most, .. } => text.parse().ok().filter(|value| (least..=most).contains(value)),
        }
    }

    /// The whole numbers that are its values; of a duration, which is written as a text, none.
    #[must_use]
    pub const fn integers(self) -> Option<RangeInclusive<u64>> {
        match self {
            Self::Duration => None,
            Self::Integer { least, most, .. } => Some(least..=most),
        }
    }
}

/// What to write.
impl fmt::Display for OptionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duration => f.write_str("a duration such as \"90s\" or \"5m\""),
            Self::Integer { least, most: u64::MAX, .. } => write!(f, "a whole number of at least {least}"),
            Self::Integer { least, most, .. } => write!(f, "a whole number from {least} to {most}"),
        }
    }
}

/// All options, by rule and name.
pub static OPTIONS: &[RuleOption] = include!(concat!(env!("OUT_DIR"), "/rule_options.rs"));

/// The options of the rule `id`.
pub fn options_of(id: &str) -> impl Iterator<Item = &'static RuleOption> {
    OPTIONS.iter().filter(move |option| option.rule == id)
}

/// Values that somebody set; all others have their usual ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OptionValues {
    set: FxHashMap<(&'static str, &'static str), u64>,
}

impl OptionValues {
    /// Sets `option`.
    pub fn set(&mut self, option: &RuleOption, value: u64) {
        self.set.insert((option.rule, option.name), value);
    }

    /// The value of the option `name` of the rule `id`. The build makes sure that there is one for every name that a rule asks for.
    #[must_use]
    pub fn get(&self, id: &str, name: &str) -> u64 {
        let Some(option) = options_of(id).find(|option| option.name == name) else {
            debug_assert!(false, "grammar/rules/options.tsv has no `{name}` of {id}");
            return 0;
        };
        self.set.get(&(option.rule, option.name)).copied().unwrap_or(option.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_unit() {
        for (text, value) in
            [("90s", Some(90_000)), ("5m", Some(300_000)), ("250ms", Some(250)), ("1h", Some(3_600_000)), ("2d", Some(172_800_000))]
        {
            assert_eq!(OptionKind::Duration.parse(text), value, "{text}");
        }
        for text in ["", "5", "m", "5 m", "-5m", "1.5h", "5min", "99999999999999999999s", "9999999999999999999d"] {
            assert_eq!(OptionKind::Duration.parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_value_is_the_usual_one_until_it_is_set() {
        let option = &OPTIONS[0];
        let mut values = OptionValues::default();
        assert_eq!(values.get(option.rule, option.name), option.value);
        values.set(option, 7);
        assert_eq!(values.get(option.rule, option.name), 7);
    }

    #[test]
    fn usual_values_are_values() {
        for option in OPTIONS {
            assert_eq!(option.kind.parse(option.default), Some(option.value), "{option:?}");
        }
    }
}
