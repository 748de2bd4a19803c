//! Passwords of a stack, and what programs store of them.
//!
//! They are made once, kept in a file beside what is rendered, and taken from there the next time: the same description gives the same files.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::names::{ADMIN, CHECK, REPMGR};
use super::plan::Plan;

/// Version of the file.
const VERSION: u32 = 1;

/// The secrets of all users of a stack.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secrets {
    version: u32,
    users: BTreeMap<String, Secret>,
}

/// The secret of a user.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secret {
    /// The password.
    pub password: String,
    /// What PostgreSQL and PgBouncer store of it: `SCRAM-SHA-256$…`.
    pub verifier: String,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secrets").field("users", &self.users.keys()).finish_non_exhaustive()
    }
}

impl Default for Secrets {
    fn default() -> Self {
        Self { version: VERSION, users: BTreeMap::new() }
    }
}

/// Everybody who logs in somewhere.
fn everybody<'p>(plan: &Plan<'p>) -> Vec<&'p str> {
    let mut users = plan.users();
    users.extend([ADMIN, CHECK, REPMGR]);
    users
}

impl Secrets {
    /// Those that `text`, a file written from [`Secrets::to_text`], holds.
    ///
    /// # Errors
    /// What is wrong with it, without what it says.
    pub fn parse(text: &str) -> Result<Self, String> {
        let secrets: Self = serde_json::from_str(text).map_err(|error| format!("line {}, column {}", error.line(), error.column()))?;
        if secrets.version == VERSION { Ok(secrets) } else { Err(format!("version {} is not known", secrets.version)) }
    }

    /// The text of a file that keeps them.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Adds what `plan` needs and these do not have yet; `make` makes a new one.
    ///
    /// # Errors
    /// Those of `make`.
    pub fn complete<E>(&mut self, plan: &Plan<'_>, mut make: impl FnMut() -> Result<Secret, E>) -> Result<(), E> {
        for user in everybody(plan) {
            if !self.users.contains_key(user) {
                self.users.insert(user.to_owned(), make()?);
            }
        }
        Ok(())
    }

    /// What programs store of the password of `user`; empty if there is no such user.
    pub(super) fn verifier(&self, user: &str) -> &str {
        self.users.get(user).map_or("", |secret| secret.verifier.as_str())
    }

    /// The password of `user`.
    #[must_use]
    pub fn password(&self, user: &str) -> Option<&str> {
        self.users.get(user).map(|secret| secret.password.as_str())
    }

    /// A file for libpq with the passwords of `users`, for any host.
    pub(super) fn pgpass(&self, users: &[&str]) -> String {
        let line = |user: &&str| Some(format!("*:*:*:{user}:{}\n", self.password(user)?));
        users.iter().filter_map(line).collect()
    }

    /// A file for libpq with all passwords, for any host.
    pub(super) fn pgpass_of_all(&self) -> String {
        self.pgpass(&self.users.keys().map(String::as_str).collect::<Vec<_>>())
    }

    /// Made-up ones for `plan`, always the same: for tests and for looking at what would be rendered.
    #[must_use]
    pub fn sample(plan: &Plan<'_>) -> Self {
        let mut secrets = Self::default();
        let verifier = concat!(
            "SCRAM-SHA-256$4096:AAECAwQFBgcICQoLDA0ODw==$fXt4G6P+RBaWScK4tF+yLdgUblcxIASvx+mtwZA7LTY=",
            ":i+tYlxNPlt4wWNjZC5feRNaPI6CR5YZOzqVF5f0jUIg="
        );
        let made = secrets.complete(plan, || Ok::<_, ()>(Secret { password: "sample".to_owned(), verifier: verifier.to_owned() }));
        debug_assert!(made.is_ok(), "nothing can fail here");
        secrets
    }
}
