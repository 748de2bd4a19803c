//! A service that keeps the rights of root.
//!
//! Started as root, as services are, HAProxy goes on as root unless `user` or `uid` says otherwise. A fault in it then opens the whole
//! machine.
//!
//! ```haproxy bad
//! global
//!     daemon
//!     ^^^^^^ HAProxy keeps the rights of root if it is started as root: `user` is missing
//! ```
//! ```haproxy good
//! global
//!     daemon
//!     user haproxy
//!     group haproxy
//!     chroot /var/lib/haproxy
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP315",
    name: "no-user-no-chroot",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    let Some(daemon) = model.global("daemon") else { return };
    if ["user", "uid"].iter().all(|keyword| model.global(keyword).is_none()) {
        let finding = report.find(daemon.at(0), "HAProxy keeps the rights of root if it is started as root: `user` is missing");
        finding.section("global").help("add `user haproxy`, `group haproxy` and `chroot /var/lib/haproxy`");
    }
}
