//! A setting that works on HTTP stands in a proxy that does not.
//!
//! HAProxy warns, or says nothing, and goes on without it.
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

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::load::Prefix;
use crate::product::haproxy::model::{DirectiveRef, Mode, Model, Proxy};
use crate::schema::{Misplaced, Row};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP026",
    name: "http-only-in-tcp-mode",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || proxy.mode != Mode::Tcp {
        return;
    }
    let mut told: Vec<*const Row> = Vec::new();
    for directive in model.section_of(proxy).directives() {
        directive_in_tcp(model, proxy, directive, &mut told, report);
    }
}

fn directive_in_tcp(
    model: &Model<'_>,
    proxy: &Proxy<'_>,
    directive: DirectiveRef<'_, '_>,
    told: &mut Vec<*const Row>,
    report: &mut Report,
) {
    // What `default-server` sets counts only on the servers that take it over.
    if directive.line().prefix != Prefix::None || !directive.shape().sound || directive.keyword() == "default-server" {
        return;
    }
    let own = directive.row().into_iter().map(|row| (0, row));
    let words = directive.options().iter().take(1).map(|option| (usize::from(option.at), option.row));
    for (at, row) in own.chain(words) {
        let Some(("http", effects)) = row.mode else { continue };
        let place = super::super::facts::place_of(proxy.kind.as_str(), false);
        let misplaced = row.misplaced(place, model.target.version).is_some() && row.places.0 & super::super::facts::place::PROXIES != 0;
        let Some(effect) = effects.at(model.target.version) else { continue };
        if misplaced || told.contains(&std::ptr::from_ref(row)) {
            continue;
        }
        told.push(std::ptr::from_ref(row));
        let words: Vec<&str> = (0..=at).map(|at| directive.word(at)).collect();
        let finding = report.find(directive.at(at), format!("`{}` has no effect in tcp mode", words.join(" ")));
        finding.section(directive.section().label());
        finding.upstream(match effect {
            Misplaced::Fail => Upstream::Refuses,
            Misplaced::Warn => Upstream::Warns,
            Misplaced::Silent => Upstream::Silent,
        });
        finding.help("take it out, or set `mode http` if this is HTTP");
    }
}
