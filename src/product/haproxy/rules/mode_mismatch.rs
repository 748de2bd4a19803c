//! An HTTP frontend sends traffic to a backend that does not work on HTTP, or a frontend has a mode that only backends have.
//!
//! HAProxy refuses the file. The other way round is allowed: a TCP frontend may use an HTTP backend. Logs and offload engines are for
//! sections with servers.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     default_backend pg
//!                     ^^ an http frontend cannot use the tcp backend `pg`
//! backend pg
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:5432 check
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     default_backend app
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:8080 check
//! ```
//! ```haproxy bad
//! frontend logs
//!     mode log
//!          ^^^ a frontend cannot work on `log`
//!     bind :8080
//!     timeout client 1m
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{DirectiveRef, Mode, Model, Proxy, ProxyKind};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP024",
    name: "mode-mismatch",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if proxy.kind == ProxyKind::Frontend && matches!(proxy.mode, Mode::Log | Mode::Spop) {
        own_mode(model, proxy, report);
    }
    if !proxy.kind.listens() || proxy.disabled {
        return;
    }
    for switch in proxy.switches.iter().filter(|switch| !switch.dynamic) {
        target(model, proxy, model.directive(proxy, switch.directive), switch.target, report);
    }
    if let Some((index, name)) = proxy.default_backend {
        target(model, proxy, model.any_directive(index), name, report);
    }
}

/// Tells of the line that gives `proxy`, a frontend, its mode; one that it inherits is looked at later, and by other rules.
fn own_mode(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    let Some(mode) = model.own_setting(proxy, "mode", "").filter(|mode| mode.shape().sound) else { return };
    let finding = report.find(mode.at(1), format!("a frontend cannot work on `{}`", proxy.mode.as_str()));
    finding.section(model.section_of(proxy).label()).help("take `listen` or `backend` for it, or `log-forward` to receive logs");
}

fn target(model: &Model<'_>, proxy: &Proxy<'_>, directive: DirectiveRef<'_, '_>, name: &str, report: &mut Report) {
    let Some(backend) = model.backend(name) else { return };
    let fits = proxy.mode == backend.mode || proxy.mode == Mode::Tcp && backend.mode == Mode::Http;
    if fits || proxy.mode.is_special() || backend.mode.is_special() {
        return;
    }
    let message = format!("an {} frontend cannot use the {} backend `{name}`", proxy.mode.as_str(), backend.mode.as_str());
    let finding = report.find(directive.at(1), message);
    finding.section(model.section_of(proxy).label()).related(backend.at, format!("its mode is {}", backend.mode.as_str()));
    match model.setting(backend, "mode", "") {
        Some(mode) => finding.related(mode.at(1), "set here"),
        None => finding.help("without `mode` a section works on tcp: give both the same mode"),
    };
}
