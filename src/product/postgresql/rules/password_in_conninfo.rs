//! A password stands in a file that others may read.
//!
//! `primary_conninfo` can leave the password to the file `~/.pgpass` of the server's user, or do without one by a certificate. In postgresql.conf
//! it is shown to every superuser session, and copied with every backup.
//!
//! ```postgresql bad
//! primary_conninfo = 'host=node1 user=repl password=example'
//!                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `primary_conninfo` holds a password
//! ```
//! ```postgresql good
//! primary_conninfo = 'host=node1 user=repl passfile=/var/lib/postgresql/.pgpass'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC301",
    name: "password-in-conninfo",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    for entry in conf.in_force().filter(|entry| entry.is("primary_conninfo") && !entry.auto) {
        let text = &entry.text.text;
        let holds = text.split([' ', '\t', '&', '?']).any(|part| part.starts_with("password=") && part.len() > 9);
        if holds {
            report.find(entry.value_at, "`primary_conninfo` holds a password").help("write the password into a password file");
        }
    }
}
