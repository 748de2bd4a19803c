//! Other programs, as verbs ask for them.

/// A program with its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Command {
    /// Its path, or its name if it is to be looked for.
    pub program: String,
    /// Its words.
    pub words: Vec<String>,
    /// Variables of its environment, beside those of this one that do not start with `PG`.
    pub variables: Vec<(String, String)>,
}

/// How a program has ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// Whether it was there and ended well.
    pub ok: bool,
    /// Its standard output, without blanks at the end.
    pub out: String,
    /// Its standard error, without blanks at the end.
    pub err: String,
}

impl Command {
    /// `program` with `words`.
    #[must_use]
    pub fn new<W: Into<String>>(program: impl Into<String>, words: impl IntoIterator<Item = W>) -> Self {
        Self { program: program.into(), words: words.into_iter().map(Into::into).collect(), variables: Vec::new() }
    }

    /// With a variable of its environment.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }
}
