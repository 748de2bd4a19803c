//! A word that this build of HAProxy does not know, because it is built without what the word needs.
//!
//! HAProxy refuses the file: the word is unknown to it. What it is built with is listed by `haproxy -vv`; without `--features` any build
//! is assumed, and nothing is found.
//!
//! ```haproxy bad lacks=LUA,OPENSSL
//! global
//!     lua-load /etc/haproxy/auth.lua
//!     ^^^^^^^^ `lua-load` is not known: this build of HAProxy has no LUA
//! frontend web
//!     mode http
//!     bind :8443 ssl crt /etc/haproxy/site.pem
//!                ^^^ `ssl` is not known: this build of HAProxy has no OPENSSL
//!     timeout client 1m
//! ```
//! ```haproxy good lacks=LUA,OPENSSL
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::facts::ProblemKind;
use crate::product::haproxy::model::Model;

/// The rule.
pub static RULE: Rule =
    Rule { id: "HAP080", name: "not-built", level: Level::Error, upstream: Upstream::Refuses, since: "0.1.0", check: Check::Whole(check) };

fn check(model: &Model<'_>, report: &mut Report) {
    for (directive, problem) in model.problems() {
        let ProblemKind::NotBuilt { at, feature } = problem.kind else { continue };
        let at = usize::from(at);
        let message = format!("`{}` is not known: this build of HAProxy has no {feature}", directive.word(at));
        let finding = report.find(directive.at(at), message);
        finding.section(directive.section().label()).help(format!("use a build with `+{feature}` in `haproxy -vv`, or do without"));
    }
}
