//! Buffers that are too small for HTTP.
//!
//! A request whose headers do not fit into one buffer is refused. The default is 16384 bytes, which is also what frames of HTTP/2 need.
//!
//! ```haproxy bad
//! global
//!     tune.bufsize 1024
//!                  ^^^^ 1024 bytes are too few for HTTP/2, and for requests with long headers
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//! ```
//! ```haproxy good
//! global
//!     tune.bufsize 32768
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Mode, Model};
use crate::product::haproxy::quantity::whole_number;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP405",
    name: "tune-bufsize-small",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// The default, and the size of the largest frame that every peer of HTTP/2 may send.
const DEFAULT: i64 = 16_384;

fn check(model: &Model<'_>, report: &mut Report) {
    let Some(size) = model.global("tune.bufsize").filter(|size| !size.is_opaque(1)) else { return };
    let Some(bytes) = whole_number(size.word(1)).filter(|bytes| (1..DEFAULT).contains(bytes)) else { return };
    if model.live().any(|proxy| proxy.mode == Mode::Http) {
        let finding = report.find(size.at(1), format!("{bytes} bytes are too few for HTTP/2, and for requests with long headers"));
        finding.section("global").help("take the line out: the default is 16384");
    }
}
