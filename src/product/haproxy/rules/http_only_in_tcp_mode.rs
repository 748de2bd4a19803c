//! A setting that works on HTTP is in force in a proxy that does not.
//!
//! HAProxy warns, or says nothing, and goes on without it. It looks at what a proxy inherits, too: `mode tcp` in one section does not undo
//! what `defaults` set up for HTTP.
//!
//! ```haproxy bad
//! frontend pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1m
//!     http-request deny if { src 192.0.2.0/24 }
//!     ^^^^^^^^^^^^ `http-request` has no effect in tcp mode
//! ```
//! ```haproxy good
//! frontend pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1m
//!     tcp-request connection reject if { src 192.0.2.0/24 }
//! ```
//! ```haproxy bad
//! global
//!     log 127.0.0.1:514 local0
//! defaults
//!     mode http
//!     log global
//!     option httplog
//!     ^^^^^^^^^^^^^^ frontend `pg` works in tcp mode: HAProxy logs it as with `option tcplog`
//!     option forwardfor
//!     timeout connect 5s
//!     timeout client 1m
//!     timeout server 1m
//! frontend pg
//!          ^^ `option forwardfor` has no effect in tcp mode
//!     mode tcp
//!     bind :5432
//! ```
//! ```haproxy good
//! global
//!     log 127.0.0.1:514 local0
//! defaults
//!     log global
//!     timeout connect 5s
//!     timeout client 1m
//!     timeout server 1m
//! frontend pg
//!     mode tcp
//!     option tcplog
//!     bind :5432
//! ```
//!
//! A TCP proxy that hands connections to HTTP, by a rule with `switch-mode http` or (from 3.0 on) to a backend in that mode, may well have
//! such settings:
//!
//! ```haproxy good
//! frontend any
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     tcp-request inspect-delay 5s
//!     tcp-request content switch-mode http if HTTP
//!     http-request deny if { path_beg /private }
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::facts::{place, place_of};
use crate::product::haproxy::load::Prefix;
use crate::product::haproxy::model::{DirectiveRef, Mode, Model, Proxy, ProxyKind};
use crate::schema::{Misplaced, Row, Version};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP026",
    name: "http-only-in-tcp-mode",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Each(check),
};

/// From this version on a backend in mode http is enough for a TCP frontend to be one that may turn to HTTP.
const IMPLICIT_UPGRADE: Version = Version::new(3, 0);

/// The keyword of which a second line takes the place of the first, whatever follows it.
const ALGORITHM: &str = "balance";

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if proxy.kind == ProxyKind::Defaults && proxy.mode == Mode::Tcp {
        refused_in_defaults(model, proxy, report);
    }
    let mode_is_read = || model.setting(proxy, "mode", "").is_none_or(|mode| mode.shape().sound);
    if !proxy.is_live() || !matches!(proxy.mode, Mode::Tcp | Mode::Log | Mode::Spop) || !mode_is_read() {
        return;
    }
    let mut told: Vec<*const Row> = Vec::new();
    let upgraded = may_become_http(model, proxy);
    for owner in model.chain(proxy) {
        for directive in model.section_of(owner).directives() {
            directive_in_tcp(model, proxy, directive, upgraded, &mut told, report);
        }
    }
}

/// What HAProxy refuses as soon as it reads it, it refuses in `defaults`, too.
fn refused_in_defaults(model: &Model<'_>, defaults: &Proxy<'_>, report: &mut Report) {
    let mode = model.own_setting(defaults, "mode", "").map_or(0, |mode| mode.index);
    let below = model.section_of(defaults).directives().filter(|directive| directive.shape().sound && directive.index > mode);
    for directive in below {
        let effects = directive.row().and_then(|row| row.mode).and_then(|(_, effects)| effects.at(model.target.version));
        if effects == Some(Misplaced::Fail) {
            tell(model, defaults, directive, 0, Misplaced::Fail, report);
        }
    }
}

fn directive_in_tcp(
    model: &Model<'_>,
    proxy: &Proxy<'_>,
    directive: DirectiveRef<'_, '_>,
    upgraded: bool,
    told: &mut Vec<*const Row>,
    report: &mut Report,
) {
    // What `default-server` sets counts only on the servers that take it over.
    if directive.line().prefix != Prefix::None || !directive.shape().sound || directive.keyword() == "default-server" {
        return;
    }
    let inherited = directive.section().index != proxy.section;
    let own = directive.row().into_iter().map(|row| (0, row));
    let words = directive.options().iter().take(1).map(|option| (usize::from(option.at), option.row));
    for (at, row) in own.chain(words) {
        let Some((mode, effects)) = row.mode else { continue };
        let Some(effect) = effects.at(model.target.version) else { continue };
        let passes = mode == "http" && upgraded || inherited && (effect != Misplaced::Warn || !is_inherited(directive, row));
        if passes
            || told.contains(&std::ptr::from_ref(row))
            || !belongs(model, proxy, directive, row)
            || is_replaced(model, proxy, directive)
        {
            continue;
        }
        told.push(std::ptr::from_ref(row));
        tell(model, proxy, directive, at, effect, report);
    }
}

fn tell(model: &Model<'_>, proxy: &Proxy<'_>, directive: DirectiveRef<'_, '_>, at: usize, effect: Misplaced, report: &mut Report) {
    let words: Vec<&str> = (0..=at).map(|at| directive.word(at)).collect();
    let message = format!("`{}` has no effect in {} mode", words.join(" "), proxy.mode.as_str());
    let is_format = model.log_format(proxy).is_some_and(|format| format.index == directive.index);
    let finding = if is_format {
        let message = format!("{} `{}` works in tcp mode: HAProxy logs it as with `option tcplog`", proxy.kind.as_str(), proxy.name);
        let finding = report.find(directive.range(0, at + 1), message);
        finding.section(directive.section().label()).related(proxy.at, "the proxy in tcp mode").help("give that proxy `option tcplog`")
    } else if directive.section().index == proxy.section {
        let finding = report.find(directive.at(at), message);
        finding.section(directive.section().label()).help("take it out, or set `mode http` if this is HTTP")
    } else {
        let finding = report.find(proxy.at, message);
        finding.section(model.section_of(proxy).label()).related(directive.range(0, at + 1), "inherited from here");
        finding.help("let HTTP proxies and TCP proxies inherit from `defaults` of their own")
    };
    finding.upstream(match effect {
        Misplaced::Fail => Upstream::Refuses,
        Misplaced::Warn => Upstream::Warns,
        Misplaced::Silent => Upstream::Silent,
    });
}

/// Whether connections of `proxy` may turn into HTTP, so that its HTTP settings count for those.
fn may_become_http(model: &Model<'_>, proxy: &Proxy<'_>) -> bool {
    let by_rule = || model.named_in(proxy.section, "tcp-request").any(|rule| rule.option("switch-mode").is_some());
    let is_http = |name: &str| model.backend(name).is_some_and(|backend| backend.mode == Mode::Http);
    let by_backend = || {
        proxy.switches.iter().any(|switch| switch.dynamic || is_http(switch.target))
            || proxy.default_backend.is_some_and(|(_, name)| is_http(name))
    };
    proxy.kind.listens() && (by_rule() || model.target.version >= IMPLICIT_UPGRADE && by_backend())
}

/// Whether the proxies below take over `directive` of a `defaults` section: not rules, which run there for themselves.
fn is_inherited(directive: DirectiveRef<'_, '_>, row: &Row) -> bool {
    let limited = |row: &Row| row.places.0 & place::PROXIES != 0;
    let fits = |row: &Row| !limited(row) || row.places.overlaps(place::DEFAULTS);
    fits(row) && directive.row().is_some_and(|own| limited(own) && fits(own))
}

/// Whether `directive` with its word `row` has a meaning in a section like `proxy`.
fn belongs(model: &Model<'_>, proxy: &Proxy<'_>, directive: DirectiveRef<'_, '_>, row: &Row) -> bool {
    let place = place_of(proxy.kind.as_str(), false);
    let fits = |row: &Row| row.places.0 & place::PROXIES == 0 || row.misplaced(place, model.target.version).is_none();
    fits(row) && directive.row().is_none_or(fits)
}

/// Whether another line takes the place of `directive` in `proxy`.
fn is_replaced(model: &Model<'_>, proxy: &Proxy<'_>, directive: DirectiveRef<'_, '_>) -> bool {
    let last = match directive.keyword() {
        ALGORITHM => model.keyword(proxy, ALGORITHM),
        "option" if Model::is_log_format(directive) => model.log_format(proxy),
        "option" => model.setting(proxy, "option", directive.sub()),
        _ => None,
    };
    last.is_some_and(|last| last.index != directive.index)
}
