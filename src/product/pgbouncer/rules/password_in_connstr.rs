//! A connection string has a password in clear text.
//!
//! Everybody who may read the file knows it. `auth_file` can hold passwords of servers, too, and belongs to PgBouncer alone.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11 user=app password=secret
//!                               ^^^^^^^^^^^^^^^ the password of `app` stands in the file in clear text
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11 user=app
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::text::printable;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB301",
    name: "password-in-connstr",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for entry in &ini.databases {
        for (_, param) in entry.own_params().filter(|(_, param)| param.key == "password") {
            // What a tool fills in is no secret yet.
            let template = param.value.starts_with(['$', '{', '<', '%']);
            if !template && !param.value.is_empty() {
                let message = format!("the password of `{}` stands in the file in clear text", printable(entry.name));
                report.find(param.at(), message).help("put it into `auth_file`, and let only PgBouncer read the files");
            }
        }
    }
}
