//! The administration socket is open to the network.
//!
//! Who reaches this socket controls HAProxy: it asks for no password. With `level admin` anybody can take servers out, change their
//! addresses and read certificates.
//!
//! ```haproxy bad
//! global
//!     stats socket ipv4@0.0.0.0:9999 level admin
//!                  ^^^^^^^^^^^^^^^^^ whoever reaches this address can administrate HAProxy without a password
//! ```
//! ```haproxy good
//! global
//!     stats socket ipv4@127.0.0.1:9999 level admin
//! ```
//! ```haproxy good
//! global
//!     stats socket /run/haproxy/admin.sock mode 660 level admin
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::endpoint::Endpoint;
use crate::product::haproxy::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP301",
    name: "stats-socket-tcp-admin",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for socket in model.globals().filter(|directive| directive.keyword() == "stats" && directive.sub() == "socket") {
        let admin = socket.option("level").is_some_and(|level| level.argument(0) == "admin");
        let guarded = socket.option("verify").is_some_and(|verify| verify.argument(0) == "required");
        let open = !socket.is_opaque(2)
            && Endpoint::parse(socket.word(2)).is_some_and(|endpoint| !endpoint.is_loopback() && endpoint.port.is_some());
        if admin && open && !guarded {
            let finding = report.find(socket.at(2), "whoever reaches this address can administrate HAProxy without a password");
            finding.section("global").help("use a UNIX socket with `mode 660`, or listen on `ipv4@127.0.0.1` only");
        }
    }
}
