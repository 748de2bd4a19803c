//! Headers hide behind the version of an HTTP check.
//!
//! `option httpchk` once had no other way to send headers than a line break in its version. HAProxy 2.6 still takes them, with a warning;
//! from 2.7 on it refuses the file.
//!
//! ```haproxy bad
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     option httpchk GET / HTTP/1.1\r\nHost:\ app
//!                          ^^^^^^^^^^^^^^^^^^^^^^ headers cannot stand behind the version
//!     server a 10.0.0.1:80 check
//! ```
//! ```haproxy good
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     option httpchk
//!     http-check send meth GET uri / ver HTTP/1.1 hdr Host app
//!     server a 10.0.0.1:80 check
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::load::Prefix;
use crate::product::haproxy::model::{Model, Proxy};
use crate::schema::Version;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP068",
    name: "hidden-check-headers",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    for directive in model.section_of(proxy).directives() {
        let option = directive.keyword() == "option" && directive.sub() == "httpchk" && directive.line().prefix == Prefix::None;
        if !option || !directive.word(4).contains("\r\n") {
            continue;
        }
        let finding = report.find(directive.at(4), "headers cannot stand behind the version");
        finding.section(directive.section().label()).help("use `http-check send meth … uri … ver … hdr NAME VALUE`");
        if model.target.version < Version::new(2, 7) {
            finding.upstream(Upstream::Warns);
        }
    }
}
