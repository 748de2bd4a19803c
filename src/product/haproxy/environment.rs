//! The environment variables that a configuration may refer to.

use std::collections::BTreeMap;

/// What is known of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variable<'e> {
    /// It has this value.
    Known(&'e str),
    /// It does not exist.
    Unset,
    /// It may or may not exist, with any value.
    Unknown,
}

/// Variables by name, in the state that the lines read so far have left.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    variables: BTreeMap<String, Option<String>>,
    complete: bool,
}

impl Environment {
    /// An environment of which nothing is known.
    #[must_use]
    pub fn unknown() -> Self {
        Self::default()
    }

    /// An environment that holds these variables and no others.
    pub fn complete<'a>(variables: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let variables = variables.into_iter().map(|(name, value)| (name.to_owned(), Some(value.to_owned()))).collect();
        Self { variables, complete: true }
    }

    /// What is known of `name`.
    #[must_use]
    pub fn lookup(&self, name: &str) -> Variable<'_> {
        match self.variables.get(name) {
            Some(Some(value)) => Variable::Known(value),
            Some(None) => Variable::Unset,
            None if self.complete => Variable::Unset,
            None => Variable::Unknown,
        }
    }

    /// Gives `name` a value.
    pub fn set(&mut self, name: &str, value: &str) {
        self.variables.insert(name.to_owned(), Some(value.to_owned()));
    }

    /// Takes `name` away.
    pub fn unset(&mut self, name: &str) {
        self.variables.insert(name.to_owned(), None);
    }
}
