//! A proxy lacks a timeout that it needs.
//!
//! Without `timeout client`, `timeout connect` or `timeout server` a connection that goes silent is kept for ever. HAProxy warns.
//!
//! ```haproxy bad
//! frontend web
//!          ^^^ `timeout client` is missing
//!     mode http
//!     bind :8080
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//! ```

use super::{Check, Rule, wording};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{DirectiveRef, Mode, Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP025",
    name: "missing-timeouts",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if proxy.disabled || proxy.mode.is_special() {
        return;
    }
    let missing = missing(model, proxy);
    if missing.is_empty() {
        return;
    }
    let verb = if missing.len() == 1 { "is" } else { "are" };
    let finding = report.find(proxy.at, format!("{} {verb} missing", wording::list(&missing)));
    finding.section(model.section_of(proxy).label()).help("set them here or in the `defaults` section");
}

/// The timeouts that `proxy` lacks, as `check_config_validity()` of HAProxy's `src/cfgparse.c` counts them.
fn missing(model: &Model<'_>, proxy: &Proxy<'_>) -> Vec<&'static str> {
    let lacks = |name: &str| model.setting(proxy, "timeout", name).is_none_or(is_zero);
    let mut missing = Vec::new();
    if proxy.kind.listens() && lacks("client") {
        missing.push("timeout client");
    }
    if proxy.kind.connects() && !proxy.servers.is_empty() {
        if lacks("connect") {
            missing.push("timeout connect");
        }
        if lacks("server") && (proxy.mode == Mode::Http || lacks("tunnel")) {
            missing.push("timeout server");
        }
    }
    missing
}

/// A timeout of 0 counts as none.
fn is_zero(directive: DirectiveRef<'_, '_>) -> bool {
    let value = directive.word(2);
    let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    !directive.is_opaque(2) && !number.is_empty() && number.bytes().all(|byte| byte == b'0')
}
