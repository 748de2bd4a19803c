//! Connection strings of libpq, which several programs hold in their settings.
//!
//! Reads `key = value` strings and URIs as `PQconninfoParse` does. Knows no product.

mod read;

#[cfg(test)]
mod tests;

use crate::schema::{Choice, Setting, Settings, Version};
use crate::text::Span;

static TABLES: &[(&str, &[Setting])] = {
    use crate::schema::ByVersion;
    include!(concat!(env!("OUT_DIR"), "/libpq_settings.rs"))
};

/// The keywords that any version of libpq knows.
#[must_use]
pub fn keywords() -> Settings {
    Settings(TABLES[0].1)
}

/// A connection string.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conninfo {
    /// Whether it is a URI.
    pub uri: bool,
    /// Its options in order, those before the fault if there is one. Of several with one keyword the last one counts.
    pub options: Vec<Parameter>,
    /// Why libpq refuses it.
    pub fault: Option<Fault>,
}

/// An option of a connection string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// The keyword; that of a part of a URI is the one it stands for.
    pub keyword: &'static str,
    /// The value without quotes, escapes and percent-encoding.
    pub value: String,
    /// Where its keyword stands; its value if no keyword is written.
    pub name: Span,
    /// Where its value stands, quotes included.
    pub at: Span,
}

/// Why libpq refuses a connection string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Where.
    pub at: Span,
}

/// The ways in which a connection string can be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// A keyword without `=`.
    MissingEquals(String),
    /// A quote that is not closed.
    OpenQuote,
    /// A keyword that libpq does not know.
    Unknown(String),
    /// A keyword in the query of a URI that libpq does not know.
    UnknownInQuery(String),
    /// A bracket that is not closed.
    OpenBracket,
    /// Nothing between the brackets.
    EmptyBrackets,
    /// This character stands behind the brackets.
    BehindBrackets(char),
    /// A keyword of the query has two `=`.
    ExtraEquals(String),
    /// A keyword of the query has no `=`.
    MissingEqualsInQuery(String),
    /// `%` without two hexadecimal digits.
    BadPercent(String),
    /// `%00`.
    PercentNul(String),
    /// A blank within a part of a URI.
    Blank(String),
}

/// A place that a connection string leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Host<'c> {
    /// The name, address or folder of the socket; empty for the default.
    pub host: &'c str,
    /// The address that is connected to instead of looking the name up; empty if there is none.
    pub hostaddr: &'c str,
    /// The port; empty for the default.
    pub port: &'c str,
}

impl Conninfo {
    /// Reads `text` as libpq of `version` does, or as any version does. `place` tells where a part of `text` stands in the file.
    #[must_use]
    pub fn read(text: &str, version: Option<Version>, place: impl Fn(Span) -> Span) -> Self {
        read::read(text, version, &place)
    }

    /// The option that counts for `keyword`.
    #[must_use]
    pub fn option(&self, keyword: &str) -> Option<&Parameter> {
        self.options.iter().rev().find(|option| option.keyword == keyword)
    }

    /// The value for `keyword`; an empty one is as none.
    #[must_use]
    pub fn get(&self, keyword: &str) -> Option<&str> {
        self.option(keyword).map(|option| option.value.as_str()).filter(|value| !value.is_empty())
    }

    /// The places that it leads to, tried in this order; one with nothing in it if none is named.
    #[must_use]
    pub fn hosts(&self) -> Vec<Host<'_>> {
        let list = |keyword| self.get(keyword).map(|value| value.split(',').collect::<Vec<_>>()).unwrap_or_default();
        let (hosts, addresses, ports) = (list("host"), list("hostaddr"), list("port"));
        let single = ports.len() == 1;
        let count = if addresses.is_empty() { hosts.len().max(1) } else { addresses.len() };
        (0..count)
            .map(|index| Host {
                host: hosts.get(index).copied().unwrap_or_default(),
                hostaddr: addresses.get(index).copied().unwrap_or_default(),
                port: ports.get(if single { 0 } else { index }).copied().unwrap_or_default(),
            })
            .collect()
    }

    /// The options whose value is a secret.
    pub fn secrets(&self) -> impl Iterator<Item = &Parameter> {
        self.options.iter().filter(|option| option.is_secret())
    }
}

impl Parameter {
    /// The row of its keyword.
    #[must_use]
    pub fn row(&self) -> Option<&'static Setting> {
        keywords().0.iter().find(|row| row.name == self.keyword)
    }

    /// Whether its value is a secret.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.row().is_some_and(|row| row.has("secret"))
    }

    /// What is wrong with its value, which libpq finds when it connects.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        let row = self.row()?;
        let known = |choice: &Choice, value: &str| match row.kind {
            "enum-any-case" => choice.name.eq_ignore_ascii_case(value),
            _ => choice.name == value,
        };
        match row.kind {
            _ if self.value.is_empty() => None,
            "enum" | "enum-any-case" => {
                let fits = row.values.iter().any(|choice| known(choice, &self.value));
                (!fits).then(|| format!("`{}` is not a value of `{}`", self.value, self.keyword))
            }
            "int" => {
                // Blanks around a number are skipped.
                let number = self.value.trim_matches([' ', '\t', '\n', '\u{b}', '\u{c}', '\r']).parse::<i32>();
                number.is_err().then(|| format!("`{}` is not a whole number", self.value))
            }
            "port" => self.value.split(',').find_map(|port| {
                let number = port.trim_matches([' ', '\t', '\n', '\u{b}', '\u{c}', '\r']).parse::<i64>();
                let fits = port.is_empty() || number.is_ok_and(|number| (1..=65535).contains(&number));
                (!fits).then(|| format!("`{port}` is not a port"))
            }),
            _ => None,
        }
    }
}

impl Fault {
    /// What is wrong, in our words; names no value.
    #[must_use]
    pub fn message(&self) -> String {
        match &self.kind {
            // The word may be the rest of a password.
            FaultKind::MissingEquals(_) => "no `=` behind this word".to_owned(),
            FaultKind::OpenQuote => "the quote is not closed".to_owned(),
            FaultKind::Unknown(name) | FaultKind::UnknownInQuery(name) => format!("libpq has no option `{name}`"),
            FaultKind::OpenBracket => "the bracket is not closed".to_owned(),
            FaultKind::EmptyBrackets => "no address stands between the brackets".to_owned(),
            FaultKind::BehindBrackets(character) => format!("`{character}` behind the bracket, where `:` or `/` belongs"),
            FaultKind::ExtraEquals(name) => format!("a second `=` behind `{name}`"),
            FaultKind::MissingEqualsInQuery(name) => format!("no `=` behind `{name}` in the query"),
            FaultKind::BadPercent(_) => "`%` without two hexadecimal digits".to_owned(),
            FaultKind::PercentNul(_) => "`%00` cannot stand in a connection string".to_owned(),
            FaultKind::Blank(_) => "a blank within a URI".to_owned(),
        }
    }

    /// What libpq says of it, for the string `text`.
    #[must_use]
    pub fn upstream(&self, text: &str) -> String {
        match &self.kind {
            FaultKind::MissingEquals(name) => format!("missing \"=\" after \"{name}\" in connection info string"),
            FaultKind::OpenQuote => "unterminated quoted string in connection info string".to_owned(),
            FaultKind::Unknown(name) => format!("invalid connection option \"{name}\""),
            FaultKind::UnknownInQuery(name) => format!("invalid URI query parameter: \"{name}\""),
            FaultKind::OpenBracket => {
                format!("end of string reached when looking for matching \"]\" in IPv6 host address in URI: \"{text}\"")
            }
            FaultKind::EmptyBrackets => format!("IPv6 host address may not be empty in URI: \"{text}\""),
            FaultKind::BehindBrackets(character) => {
                let position = text.find(&format!("]{character}")).map_or(0, |at| at + 2);
                format!("unexpected character \"{character}\" at position {position} in URI (expected \":\" or \"/\"): \"{text}\"")
            }
            FaultKind::ExtraEquals(name) => format!("extra key/value separator \"=\" in URI query parameter: \"{name}\""),
            FaultKind::MissingEqualsInQuery(name) => format!("missing key/value separator \"=\" in URI query parameter: \"{name}\""),
            FaultKind::BadPercent(token) => format!("invalid percent-encoded token: \"{token}\""),
            FaultKind::Blank(token) => format!("unexpected spaces found in \"{token}\", use percent-encoded spaces (%20) instead"),
            FaultKind::PercentNul(token) => format!("forbidden value %00 in percent-encoded value: \"{token}\""),
        }
    }
}
