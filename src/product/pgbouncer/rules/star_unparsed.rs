//! The connection string of `*` is wrong.
//!
//! PgBouncer keeps the line as it is and reads it when a client asks for a database that is not listed. Only then does it find the fault, and the client
//! is told that there is no such database.
//!
//! ```pgbouncer bad
//! [databases]
//! * = hots=10.0.0.11
//!     ^^^^ no parameter is called `hots`, which comes out with the first client only
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good
//! [databases]
//! * = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::ini::Refusal;
use crate::product::pgbouncer::model::{Ini, Model};
use crate::text::{nearest, printable};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB112",
    name: "star-unparsed",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for entry in ini.databases.iter().filter(|entry| entry.is_fallback() && !entry.is_uri()) {
        const LATE: &str = "which comes out with the first client only";
        for (_, param) in entry.own_params() {
            let key = printable(param.key);
            match param.refusal {
                None => {}
                Some(Refusal::UnknownName) => {
                    let finding = report.find(param.key_at, format!("no parameter is called `{key}`, {LATE}"));
                    let known = entry.kind.settings().known(ini.version).map(|row| row.name);
                    if let Some(near) = nearest(param.key, known) {
                        finding.help(format!("did you mean `{near}`?"));
                    }
                }
                Some(Refusal::OtherVersion) => {
                    report.find(param.key_at, format!("PgBouncer {} does not know `{key}`, {LATE}", ini.version));
                }
                Some(_) => {
                    report.find(param.value_at, format!("`{key}` cannot be `{}`, {LATE}", printable(&param.value)));
                }
            }
        }
        if let Some((_, at)) = entry.wrong.filter(|_| entry.remark().is_none()) {
            report.find(at, format!("this is no `key=value`, {LATE}"));
        }
    }
}
