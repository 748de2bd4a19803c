//! A `%include` names a file by a relative path, or by one that cannot be.
//!
//! The path starts at the working directory of the process, not at the folder of the file; a daemon started elsewhere does not find it. Quotes
//! and `*` are part of the name, and a folder cannot be included.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! %include conf.d/*.ini
//!          ^^^^^^^^^^^^ `*` is part of the file's name
//! ```
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! %include users.ini
//!          ^^^^^^^^^ the path starts at the working directory of the process
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! %include /etc/pgbouncer/users.ini
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB102",
    name: "include-relative",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for include in &ini.includes {
        let path = include.path;
        if path.is_empty() {
            report.find(include.at, "`%include` names no file").upstream(Upstream::Refuses);
        } else if path.starts_with(['"', '\'']) && !include.found {
            report
                .find(include.path_at, "the quotes are part of the file's name")
                .level(Level::Error)
                .help("write the path without quotes");
        } else if path.contains('*') && !include.found {
            report.find(include.path_at, "`*` is part of the file's name").level(Level::Error).help("include each file by its name");
        } else if !path.starts_with('/') && !include.found {
            let finding = report.find(include.path_at, "the path starts at the working directory of the process");
            finding.help("write the whole path");
        }
    }
}
