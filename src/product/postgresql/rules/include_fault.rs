//! A line brings in nothing, or a file that is being read already.
//!
//! PostgreSQL does not start with an empty path, with a file that brings itself in, or with more than ten levels of files.
//!
//! ```postgresql bad
//! include ''
//!         ^^ the path is empty
//! include 'postgresql.conf'
//!         ^^^^^^^^^^^^^^^^^ the file brings itself in
//! ```
//! ```postgresql good
//! include_dir 'conf.d'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::{Conf, Included};
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC008",
    name: "include-fault",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    for include in &conf.includes {
        let message = match include.outcome {
            Included::EmptyPath => "the path is empty",
            Included::Recursion => "the file brings itself in",
            Included::TooDeep => "more than ten levels of files bring in each other",
            Included::Here | Included::Elsewhere => continue,
        };
        report.find(include.at, message);
    }
}
