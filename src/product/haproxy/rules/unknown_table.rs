//! A rule or an expression uses a stick table that no section defines.
//!
//! HAProxy refuses the file: a table is called by the name of the proxy that holds its `stick-table` line, and where no name is written the
//! section's own table is meant.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     http-request track-sc0 src table visitor
//!                                      ^^^^^^^ no stick table is called `visitor`
//!     http-request track-sc1 src
//!                  ^^^^^^^^^ this section has no stick table
//!     http-request deny if { src_http_req_rate(web) gt 100 }
//!                                              ^^^ no stick table is called `web`
//! backend visitors
//!     mode http
//!     stick-table type ip size 100k expire 10m store http_req_rate(10s)
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     http-request track-sc0 src table visitors
//!     http-request deny if { src_http_req_rate(visitors) gt 100 }
//! backend visitors
//!     mode http
//!     stick-table type ip size 100k expire 10m store http_req_rate(10s)
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::expr::RefKind;
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy};
use crate::product::haproxy::tables::kind;
use crate::text::{Location, nearest};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP031",
    name: "unknown-table",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for (proxy, directive, sample) in model.looked_up(RefKind::Table) {
        let at = usize::from(sample.at);
        if sample.name.is_empty() {
            own(model, proxy, directive, directive.at(at), report);
        } else {
            named(model, directive, &sample.name, directive.within(at, sample.part), report);
        }
    }
    for proxy in model.resolved_proxies() {
        let section = model.section_of(proxy);
        for name in section.facts().references.iter().filter(|name| name.kind == kind::TABLE) {
            let directive = model.directive(proxy, name.directive);
            let at = usize::from(name.at);
            if !directive.is_opaque(at) && is_rule(proxy, directive) {
                named(model, directive, directive.word(at), directive.at(at), report);
            }
        }
        let rules = section.directives().filter(|directive| is_rule(proxy, *directive));
        for (directive, at) in rules.filter_map(|directive| Some((directive, uses_own(directive)?))) {
            own(model, proxy, directive, directive.at(at), report);
        }
    }
}

/// Whether `directive` is read without a fault and counts in `proxy`: sticking needs servers.
fn is_rule(proxy: &Proxy<'_>, directive: DirectiveRef<'_, '_>) -> bool {
    directive.shape().sound && (directive.keyword() != "stick" || proxy.kind.connects())
}

/// The word of `directive` that wants a table, if it names none.
fn uses_own(directive: DirectiveRef<'_, '_>) -> Option<usize> {
    let wants = |name: &str| name == "track-sc" || directive.keyword() == "stick";
    let option = directive.options().iter().find(|option| wants(option.row.name))?;
    let named = (usize::from(option.at)..directive.len()).any(|at| directive.is_opaque(at)) || names_table(directive);
    (!named).then_some(usize::from(option.at))
}

fn names_table(directive: DirectiveRef<'_, '_>) -> bool {
    let references = &directive.section().facts().references;
    let start = references.partition_point(|name| name.directive < directive.index);
    references[start..].iter().take_while(|name| name.directive == directive.index).any(|name| name.kind == kind::TABLE)
}

fn own(model: &Model<'_>, proxy: &Proxy<'_>, directive: DirectiveRef<'_, '_>, at: Location, report: &mut Report) {
    if !model.has_own_table(proxy) {
        let finding = report.find(at, "this section has no stick table");
        finding.section(directive.section().label()).help("give it a `stick-table` line, or name the table of another section");
    }
}

fn named(model: &Model<'_>, directive: DirectiveRef<'_, '_>, name: &str, at: Location, report: &mut Report) {
    if model.table(name).is_some() {
        return;
    }
    let finding = report.find(at, format!("no stick table is called `{name}`"));
    finding.section(directive.section().label());
    if let Some(nearest) = nearest(name, model.tables.iter().map(|table| &*table.name)) {
        finding.help(format!("did you mean `{nearest}`?"));
    } else if let Some(proxy) = model.backend(name).or_else(|| model.frontend(name)) {
        finding.related(proxy.at, "this section has no `stick-table` line").help("add one there");
    }
}
