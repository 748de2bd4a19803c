//! An ACL that no condition names.
//!
//! It is a leftover, or the condition that should name it is missing.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     acl internal src 10.0.0.0/8
//!         ^^^^^^^^ no condition uses the ACL `internal`
//! ```
//! ```haproxy fixed
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     acl internal src 10.0.0.0/8
//!     http-request deny unless internal
//! ```

use rustc_hash::FxHashSet;

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::haproxy::expr::RefKind;
use crate::product::haproxy::model::{Model, Proxy, ProxyKind};
use crate::text::{Edit, Span};

/// The rule.
pub static RULE: Rule =
    Rule { id: "HAP101", name: "unused-acl", level: Level::Info, upstream: Upstream::Silent, since: "0.1.0", check: Check::Each(check) };

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if proxy.acls.is_empty() {
        return;
    }
    let mut used = FxHashSet::default();
    collect(model, proxy, &mut used);
    if proxy.kind == ProxyKind::Defaults {
        // An ACL of a `defaults` section can be used by every section that inherits from it.
        for heir in model.proxies.iter().filter(|heir| model.chain(heir).any(|above| std::ptr::eq(above, proxy))) {
            collect(model, heir, &mut used);
        }
    }
    for acl in proxy.acls.iter().filter(|acl| !used.contains(acl.name)) {
        let directive = model.directive(proxy, acl.directive);
        if directive.is_opaque(1) {
            continue;
        }
        let finding = report.find(directive.at(1), format!("no condition uses the ACL `{}`", acl.name));
        finding.section(directive.section().label()).help("take it out, or name it in a condition");
        let source = model.source(directive.line().file);
        let line = source.position(directive.at(0).span.start).line;
        let lines = source.lines();
        finding.edit(Safety::Safe, Edit::delete(Span::new(lines.start(line), lines.span(line, source.len()).end)));
    }
}

/// The names of all ACLs that conditions in `proxy` use, and those that the `acl()` fetch names.
fn collect<'m>(model: &'m Model<'_>, proxy: &'m Proxy<'_>, used: &mut FxHashSet<&'m str>) {
    for term in model.terms(proxy).iter().filter(|used| !used.term.anonymous) {
        let directive = model.directive(proxy, term.directive);
        let at = usize::from(term.term.at);
        let word = directive.word(at);
        used.insert(word.get(usize::from(term.term.offset)..).unwrap_or(word));
        if directive.is_opaque(at) {
            used.insert(word);
        }
    }
    let samples = &model.section_of(proxy).facts().samples;
    used.extend(samples.iter().filter(|sample| sample.kind == RefKind::Acl).map(|sample| sample.name.trim_start_matches('!')));
}
