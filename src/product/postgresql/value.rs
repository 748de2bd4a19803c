//! Values of settings, as the program reads and shows them.

use super::check::check;
use super::number::{BadNumber, integer, is_space, real, shortest, units};
use crate::schema::{Setting, Version};

/// A value that the program takes.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// On or off.
    Bool(bool),
    /// A whole number, in the unit of the setting.
    Int(i32),
    /// A number, in the unit of the setting.
    Real(f64),
    /// One of the words of the setting.
    Word(&'static str),
    /// Any text.
    Text(String),
}

impl Value {
    /// As the program itself shows it.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Bool(on) => if *on { "on" } else { "off" }.to_owned(),
            Self::Int(number) => number.to_string(),
            Self::Real(number) => shortest(*number),
            Self::Word(word) => (*word).to_owned(),
            Self::Text(text) => text.clone(),
        }
    }
}

/// Why the program refuses a value.
#[derive(Debug, Clone, PartialEq)]
pub enum BadValue {
    /// It is neither on nor off.
    NotBool,
    /// It is none of the words.
    NotAWord,
    /// It is no number.
    NotANumber,
    /// It has a unit, and the setting has none.
    UnitNotTaken,
    /// What follows the number is no unit of the setting.
    UnknownUnit,
    /// It is too small or too large.
    OutOfRange,
    /// It breaks a rule of its own.
    Other(String),
}

/// The value `text` of the setting `row`.
///
/// # Errors
/// [`BadValue`] if the program refuses it.
pub fn read(row: &'static Setting, text: &str, version: Version) -> Result<Value, BadValue> {
    match row.kind {
        "bool" => bool(text).filter(|on| !(row.has("never") && *on)).map(Value::Bool).ok_or(BadValue::NotBool),
        "int" => {
            let number = integer(text, row.unit).map_err(bad_number)?;
            in_range(row, f64::from(number))?;
            check_number(row, number)?;
            Ok(Value::Int(held(row, number, version)))
        }
        "real" => {
            let number = real(text, row.unit).map_err(bad_number)?;
            in_range(row, number)?;
            Ok(Value::Real(number))
        }
        "enum" => {
            let word = row.values.iter().find(|choice| choice.known(version) && choice.name.eq_ignore_ascii_case(text));
            word.map(|choice| Value::Word(choice.means)).ok_or(BadValue::NotAWord)
        }
        _ => check(row, text, version).map(Value::Text),
    }
}

fn bad_number(bad: BadNumber) -> BadValue {
    match bad {
        BadNumber::NotANumber => BadValue::NotANumber,
        BadNumber::UnitNotTaken => BadValue::UnitNotTaken,
        BadNumber::UnknownUnit => BadValue::UnknownUnit,
        BadNumber::TooLarge => BadValue::OutOfRange,
    }
}

fn in_range(row: &Setting, number: f64) -> Result<(), BadValue> {
    let fits = row.min.is_none_or(|min| number >= min) && row.max.is_none_or(|max| number <= max);
    if fits { Ok(()) } else { Err(BadValue::OutOfRange) }
}

/// What the program makes of a number that it takes: some that are too small are raised without a word.
fn held(row: &Setting, number: i32, version: Version) -> i32 {
    let least = match () {
        () if number == -1 => number,
        () if row.has("least-4") => 4,
        () if row.has("least-1024") => {
            if version < Version::new(17, 0) {
                1024
            } else {
                64
            }
        }
        () => number,
    };
    number.max(least)
}

/// What some numbers have to be besides in range.
fn check_number(row: &Setting, number: i32) -> Result<(), BadValue> {
    if row.has("sixteens") && number % 16 != 0 {
        return Err(BadValue::Other("is no multiple of 16".to_owned()));
    }
    if row.has("nonzero") && number == 0 {
        return Err(BadValue::Other("is 0".to_owned()));
    }
    if row.has("zero-or-128") && (1..128).contains(&number) {
        return Err(BadValue::Other("is neither 0 nor at least 128 kB".to_owned()));
    }
    Ok(())
}

/// `text` as a Boolean value: a word or the start of one that no other word has.
#[must_use]
pub fn bool(text: &str) -> Option<bool> {
    if matches!(text, "1" | "0") {
        return Some(text == "1");
    }
    let starts =
        |word: &str, least: usize| text.len() >= least && word.get(..text.len()).is_some_and(|head| head.eq_ignore_ascii_case(text));
    match () {
        () if starts("true", 1) || starts("yes", 1) || starts("on", 2) => Some(true),
        () if starts("false", 1) || starts("no", 1) || starts("off", 2) => Some(false),
        () => None,
    }
}

/// The words and units that `row` takes, for messages.
#[must_use]
pub fn expected(row: &Setting, version: Version) -> String {
    let listed = |words: Vec<&str>| words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    match row.kind {
        "bool" => "`on` or `off`".to_owned(),
        "enum" | "words" => {
            let own = row.values.iter().filter(|choice| choice.known(version) && choice.name == choice.means && !choice.name.is_empty());
            format!("one of {}", listed(own.map(|choice| choice.name).collect()))
        }
        _ if row.unit.is_empty() => "a number".to_owned(),
        _ => {
            let names: Vec<&str> = units(row.unit).iter().rev().map(|(name, _)| *name).collect();
            format!("a number with one of the units {}", listed(names))
        }
    }
}

/// The unit in `text` behind its number.
#[must_use]
pub fn unit_of(text: &str) -> &str {
    let text = text.trim_matches(is_space);
    let start = text.rfind(|c: char| !c.is_ascii_alphabetic()).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    &text[start..]
}

/// `number` of a setting in `unit` as somebody would write it: with the largest unit that goes into it.
#[must_use]
pub fn with_unit(number: i32, unit: &str) -> String {
    let fits = |factor: f64| (f64::from(number) / factor).fract() == 0.0;
    match units(unit).iter().find(|(_, factor)| number != 0 && fits(*factor)) {
        Some((name, factor)) => format!("{}{name}", f64::from(number) / factor),
        None => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_that_is_unique_is_enough() {
        assert_eq!(["t", "yE", "on", "1"].map(bool), [Some(true); 4]);
        assert_eq!(["f", "n", "of", "0"].map(bool), [Some(false); 4]);
        assert_eq!(["o", "", "2", "onn", "yess", " on"].map(bool), [None; 6]);
    }

    #[test]
    fn numbers_show_their_unit() {
        assert_eq!(with_unit(131_072, "8kB"), "1GB");
        assert_eq!(with_unit(30, "ms"), "30ms");
        assert_eq!(with_unit(3, "8kB"), "24kB");
    }
}
