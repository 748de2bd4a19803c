//! A log socket that lies outside the `chroot`.
//!
//! HAProxy opens the socket for each message, when it already sees the `chroot` only. Unless the log daemon has a socket in there, too,
//! nothing is logged.
//!
//! ```haproxy bad
//! global
//!     chroot /var/empty
//!     log /dev/log local0
//!         ^^^^^^^^ inside the `chroot` this is `/var/empty/dev/log`
//! ```
//! ```haproxy good
//! global
//!     chroot /var/empty
//!     log 127.0.0.1 local0
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP128",
    name: "devlog-in-chroot",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// The folder in which the packages of Debian and Ubuntu let rsyslog make a socket for HAProxy.
const PREPARED: &str = "/var/lib/haproxy";

fn check(model: &Model<'_>, report: &mut Report) {
    let Some(chroot) = model.global("chroot").filter(|chroot| !chroot.is_opaque(1)) else { return };
    let folder = chroot.word(1).trim_end_matches('/');
    if folder.is_empty() || folder == PREPARED {
        return;
    }
    for directive in model.named("log").filter(|directive| directive.word(1).starts_with('/')) {
        let path = directive.word(1);
        let finding = report.find(directive.at(1), format!("inside the `chroot` this is `{folder}{path}`"));
        finding.section(directive.section().label()).related(chroot.all(), "the `chroot`");
        finding.help("let the log daemon open a socket there, or log over UDP: `log 127.0.0.1 local0`");
    }
}
