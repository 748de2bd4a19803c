//! `pool_mode = statement` ends every transaction of more than one statement.
//!
//! A client that says `BEGIN` is disconnected. The mode is for PL/Proxy and the like; what most applications want is `transaction`.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! pool_mode = statement
//!             ^^^^^^^^^ with the mode `statement` a client that says `BEGIN` is disconnected
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! pool_mode = transaction
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB124",
    name: "pool-mode-statement",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for at in ini.pool_modes("statement") {
        let finding = report.find(at, "with the mode `statement` a client that says `BEGIN` is disconnected");
        finding.help("write `transaction`, unless clients have no transactions");
    }
}
