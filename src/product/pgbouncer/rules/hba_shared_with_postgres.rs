//! `auth_hba_file` looks like the `pg_hba.conf` of PostgreSQL.
//!
//! PgBouncer reads a part of what PostgreSQL knows and drops the other lines: its rules then are not those of the server. The rule speaks where two lines or
//! more are of PostgreSQL alone.
//!
//! ```pgbouncer-hba bad
//! local all all peer
//! host all all samenet scram-sha-256
//!              ^^^^^^^ 2 lines of this file are for PostgreSQL alone, this is the first
//! host all +staff 10.0.0.0/8 scram-sha-256
//! ```
//! ```pgbouncer-hba good
//! local all all peer
//! host app app 10.0.0.0/8 scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB164",
    name: "hba-shared-with-postgres",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for file in &model.hbas {
        let foreign: Vec<_> = file.faults.iter().filter(|fault| fault.foreign).collect();
        if let [first, _, ..] = foreign.as_slice() {
            let message = format!("{} lines of this file are for PostgreSQL alone, this is the first", foreign.len());
            report.find(first.at, message).help("give PgBouncer a file of its own");
        }
    }
}
