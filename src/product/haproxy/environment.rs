//! The environment that a configuration sees, as far as it is known.
//!
//! HAProxy takes variables from the process and lets the section `global` change them while it reads: `setenv`, `presetenv`, `unsetenv`
//! and `resetenv` take effect for the lines that follow. [`Environment`] holds what is known of each variable and applies these words in
//! the order in which they stand.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::schema::Version;

/// What is known of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup<'e> {
    /// It has this value.
    Known(&'e str),
    /// It is not set.
    Unset,
    /// It may be set or not, or it is set and its value is not known.
    Unknown,
}

/// A variable that is named in the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Variable {
    Set(String),
    /// Set, but to what is not known.
    Present,
    Unset,
    /// Set or not.
    Open,
}

/// Variables of the environment, and the pseudo variables of the place that is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    variables: FxHashMap<String, Variable>,
    complete: bool,
    place: Place,
}

/// What the pseudo variables say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Place {
    file: Option<String>,
    line: Option<String>,
    section: Option<String>,
}

impl Environment {
    /// An environment of which nothing is known.
    #[must_use]
    pub fn unknown() -> Self {
        Self::default()
    }

    /// An environment that has these variables and no others.
    pub fn complete<N: Into<String>, V: Into<String>>(variables: impl IntoIterator<Item = (N, V)>) -> Self {
        Self { complete: true, ..Self::partial(variables) }
    }

    /// An environment that has these variables and perhaps others.
    pub fn partial<N: Into<String>, V: Into<String>>(variables: impl IntoIterator<Item = (N, V)>) -> Self {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), Variable::Set(value.into()))).collect();
        Self { variables, ..Self::default() }
    }

    /// Adds what HAProxy itself sets before it reads the first line (`src/haproxy.c`): `HAPROXY_LOCALPEER`, and from 2.8 on
    /// `HAPROXY_BRANCH`, `HAPROXY_STARTUP_VERSION` and the default log formats, of which only the branch has a value that the version
    /// tells. What the process has under one of these names is lost.
    #[must_use]
    pub fn started(mut self, version: Version) -> Self {
        const PRESENT: [(&str, Version); 9] = [
            ("HAPROXY_LOCALPEER", Version::MIN),
            ("HAPROXY_STARTUP_VERSION", Version::new(2, 8)),
            ("HAPROXY_HTTP_LOG_FMT", Version::new(2, 8)),
            ("HAPROXY_HTTPS_LOG_FMT", Version::new(2, 8)),
            ("HAPROXY_TCP_LOG_FMT", Version::new(2, 8)),
            ("HAPROXY_HTTP_CLF_LOG_FMT", Version::new(3, 1)),
            ("HAPROXY_TCP_CLF_LOG_FMT", Version::new(3, 1)),
            ("HAPROXY_KEYLOG_FC_LOG_FMT", Version::new(3, 4)),
            ("HAPROXY_KEYLOG_BC_LOG_FMT", Version::new(3, 4)),
        ];
        for (name, _) in PRESENT.iter().filter(|(_, since)| *since <= version) {
            self.put(name, Variable::Present);
        }
        if version >= Version::new(2, 8) {
            self.setenv("HAPROXY_BRANCH", version.to_string());
        }
        self
    }

    /// Whether every variable is known, so that one that is not named is not set.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.complete
    }

    /// Tells the pseudo variables `.FILE`, `.LINE` and `.SECTION` what they stand for; `None` for what is not known.
    pub fn set_place(&mut self, file: Option<&str>, line: Option<u32>, section: Option<&str>) {
        self.place = Place { file: file.map(str::to_owned), line: line.map(|line| line.to_string()), section: section.map(str::to_owned) };
    }

    /// What an expansion such as `"${NAME}"` gives. A name that begins with a dot is a pseudo variable, and `None` tells that HAProxy
    /// knows no pseudo variable of that name and refuses the line.
    #[must_use]
    pub fn expansion(&self, name: &str) -> Option<Lookup<'_>> {
        let place = match name {
            ".FILE" => &self.place.file,
            ".LINE" => &self.place.line,
            ".SECTION" => &self.place.section,
            _ if name.starts_with('.') => return None,
            _ => return Some(self.lookup(name)),
        };
        Some(place.as_deref().map_or(Lookup::Unknown, Lookup::Known))
    }

    /// What the process has under this name; pseudo variables are not part of it.
    #[must_use]
    pub fn lookup(&self, name: &str) -> Lookup<'_> {
        match self.variables.get(name) {
            Some(Variable::Set(value)) => Lookup::Known(value),
            Some(Variable::Unset) => Lookup::Unset,
            None if self.complete || !is_name(name) => Lookup::Unset,
            Some(Variable::Present | Variable::Open) | None => Lookup::Unknown,
        }
    }

    /// Whether the variable is set, to whatever; `None` if that is not known.
    #[must_use]
    pub fn is_set(&self, name: &str) -> Option<bool> {
        match self.variables.get(name) {
            Some(Variable::Set(_) | Variable::Present) => Some(true),
            Some(Variable::Open) => None,
            _ => (self.lookup(name) == Lookup::Unset).then_some(false),
        }
    }

    /// `setenv NAME VALUE`. A name that no variable can have is ignored; HAProxy refuses it.
    pub fn setenv<'v>(&mut self, name: &str, value: impl Into<Cow<'v, str>>) {
        self.put(name, Variable::Set(value.into().into_owned()));
    }

    /// `setenv NAME VALUE` with a value that is not known, because it holds variables that are not.
    pub fn setenv_unknown(&mut self, name: &str) {
        self.put(name, Variable::Present);
    }

    /// `presetenv NAME VALUE`: sets the variable unless it is set.
    pub fn presetenv<'v>(&mut self, name: &str, value: impl Into<Cow<'v, str>>) {
        match self.is_set(name) {
            Some(true) => {}
            Some(false) => self.setenv(name, value),
            None => self.put(name, Variable::Present),
        }
    }

    /// `unsetenv NAME…`.
    pub fn unsetenv<'n>(&mut self, names: impl IntoIterator<Item = &'n str>) {
        for name in names {
            self.put(name, Variable::Unset);
        }
    }

    /// `resetenv NAME…`: unsets every variable but these, after which the environment is known.
    pub fn resetenv<'n>(&mut self, kept: impl IntoIterator<Item = &'n str>) {
        let mut variables = FxHashMap::default();
        for name in kept {
            match self.variables.remove(name) {
                Some(variable) => {
                    variables.insert(name.to_owned(), variable);
                }
                None if self.complete || !is_name(name) || variables.contains_key(name) => {}
                None => {
                    variables.insert(name.to_owned(), Variable::Open);
                }
            }
        }
        self.variables = variables;
        self.complete = true;
    }

    fn put(&mut self, name: &str, variable: Variable) {
        if is_name(name) {
            self.variables.insert(name.to_owned(), variable);
        }
    }
}

/// Whether a variable can have this name: the C library wants one that is not empty and has no `=`.
#[must_use]
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains('=')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complete_environment_has_no_other_variables() {
        let known = Environment::complete([("HOST", "pg1")]);
        assert_eq!((known.lookup("HOST"), known.lookup("PORT")), (Lookup::Known("pg1"), Lookup::Unset));
        let partial = Environment::partial([("HOST", "pg1")]);
        assert_eq!((partial.lookup("PORT"), partial.is_set("PORT")), (Lookup::Unknown, None));
        assert_eq!(partial.lookup(""), Lookup::Unset);
    }

    #[test]
    fn words_take_effect_in_order() {
        let mut environment = Environment::unknown();
        environment.setenv("PORT", "5432");
        environment.presetenv("PORT", "6432");
        assert_eq!(environment.lookup("PORT"), Lookup::Known("5432"));
        environment.unsetenv(["PORT"]);
        assert_eq!(environment.lookup("PORT"), Lookup::Unset);
        environment.presetenv("PORT", "6432");
        assert_eq!(environment.lookup("PORT"), Lookup::Known("6432"));
    }

    #[test]
    fn a_preset_variable_is_set_but_perhaps_to_something_else() {
        let mut environment = Environment::unknown();
        environment.presetenv("PORT", "5432");
        assert_eq!((environment.lookup("PORT"), environment.is_set("PORT")), (Lookup::Unknown, Some(true)));
    }

    #[test]
    fn a_reset_leaves_only_what_is_kept() {
        let mut environment = Environment::partial([("A", "1"), ("B", "2")]);
        environment.resetenv(["A", "C", "C"]);
        assert!(environment.is_complete());
        assert_eq!((environment.lookup("A"), environment.lookup("B")), (Lookup::Known("1"), Lookup::Unset));
        assert_eq!((environment.lookup("C"), environment.is_set("C")), (Lookup::Unknown, None));
        assert_eq!(environment.lookup("D"), Lookup::Unset);
    }

    #[test]
    fn the_place_has_pseudo_variables() {
        let mut environment = Environment::unknown();
        environment.set_place(Some("/etc/haproxy/haproxy.cfg"), Some(12), None);
        assert_eq!(environment.expansion(".LINE"), Some(Lookup::Known("12")));
        assert_eq!(environment.expansion(".SECTION"), Some(Lookup::Unknown));
        assert_eq!(environment.expansion(".LINES"), None);
        assert_eq!(environment.expansion("HOST"), Some(Lookup::Unknown));
    }

    #[test]
    fn haproxy_sets_variables_of_its_own() {
        let started = Environment::complete::<String, String>([]).started(Version::new(3, 0));
        assert_eq!(started.lookup("HAPROXY_BRANCH"), Lookup::Known("3.0"));
        assert_eq!(started.is_set("HAPROXY_LOCALPEER"), Some(true));
        assert_eq!(started.is_set("HAPROXY_TCP_CLF_LOG_FMT"), Some(false));
    }
}
