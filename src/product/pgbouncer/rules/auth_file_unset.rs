//! Passwords are asked for, and PgBouncer knows no user.
//!
//! The method needs a list of users: `auth_file`, or `auth_user`, who looks them up. Without both every login fails. Databases for which a `user` is
//! forced are no exception.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! ^^^^^^^^^^^ the method `md5` needs users, and neither `auth_file` nor `auth_user` is set
//! listen_addr = 127.0.0.1
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB116",
    name: "auth-file-unset",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let method = ini.text("auth_type");
    let needs = matches!(method, "md5" | "scram-sha-256" | "plain" | "trust" | "cert");
    let has = ["auth_file", "auth_user"].iter().any(|name| !ini.text(name).is_empty());
    let own = ini.live_databases().any(|entry| entry.param("auth_user").is_some());
    // A file with next to nothing in it is a piece of one, or one for tests.
    let serves = ini.list("listen_addr").next().is_some() && ini.live_databases().next().is_some();
    if ini.complete && needs && serves && !has && !own {
        let at = ini.given("auth_type").map_or_else(|| ini.anchor(), |setting| setting.value_at);
        let finding = report.find(at, format!("the method `{method}` needs users, and neither `auth_file` nor `auth_user` is set"));
        finding.help("name the list of users in `auth_file`");
    }
}
