//! Every user of the machine may write to the administration socket.
//!
//! The last digit of `mode` lets all local users in. Through the socket they can take servers out and more, as `level` says.
//!
//! ```haproxy bad
//! global
//!     stats socket /run/haproxy.sock mode 777 level admin
//!                                    ^^^^^^^^ every local user gets the rights of `level admin` through this socket
//! ```
//! ```haproxy good
//! global
//!     stats socket /run/haproxy.sock mode 660 level admin
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::haproxy::model::Model;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP302",
    name: "stats-socket-mode-777",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for socket in model.globals().filter(|directive| directive.keyword() == "stats" && directive.sub() == "socket") {
        let Some(mode) = socket.option("mode") else { continue };
        let level = socket.option("level").map_or("operator", |level| level.argument(0));
        let open = mode.argument(0).ends_with(['2', '3', '6', '7']);
        if open && !socket.is_opaque(usize::from(mode.option.at) + 1) && level != "user" {
            let finding = report.find(mode.at(), format!("every local user gets the rights of `level {level}` through this socket"));
            finding.section("global").help("use `mode 660` or `mode 600`");
            let at = socket.at(usize::from(mode.option.at) + 1);
            finding.edit(Safety::Unsafe, Edit::replace(at.span, "660"));
        }
    }
}
