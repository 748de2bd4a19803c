//! A filter stands where HAProxy cannot use it.
//!
//! HAProxy refuses the file: the cache must come before the compression, must be declared by `filter` when other filters are, and each of
//! the two can stand in a section once.
//!
//! ```haproxy bad
//! cache static
//!     total-max-size 16
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     filter compression
//!            ^^^^^^^^^^^ the compression stands before the cache `static`
//!     filter cache static
//!     http-request cache-use static
//!     http-response cache-store static
//! ```
//! ```haproxy good
//! cache static
//!     total-max-size 16
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     filter cache static
//!     filter compression
//!     http-request cache-use static
//!     http-response cache-store static
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy, ProxyKind};
use crate::product::haproxy::tables::kind;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP044",
    name: "filter-order",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

/// The filters that compress; from 3.4 on `compression` stands for the other two.
const COMPRESSION: [&str; 3] = ["compression", "comp-req", "comp-res"];

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if proxy.kind == ProxyKind::Defaults {
        return;
    }
    let filters: Vec<_> = model.section_of(proxy).directives().filter(|directive| directive.keyword() == "filter").collect();
    if filters.is_empty() || filters.iter().any(|filter| filter.is_opaque(1)) {
        return;
    }
    repeated(&filters, report);
    if !proxy.disabled {
        caches(model, proxy, &filters, report);
    }
}

fn repeated(filters: &[DirectiveRef<'_, '_>], report: &mut Report) {
    let same = |one: &DirectiveRef<'_, '_>, other: &DirectiveRef<'_, '_>| match (one.sub(), other.sub()) {
        ("cache", "cache") => one.word(2) == other.word(2) && !one.is_opaque(2),
        ("compression", sub) | (sub, "compression") => COMPRESSION.contains(&sub),
        ("comp-req", "comp-req") | ("comp-res", "comp-res") => true,
        _ => false,
    };
    let limited: Vec<_> = filters.iter().filter(|filter| filter.sub() == "cache" || COMPRESSION.contains(&filter.sub())).collect();
    for (at, filter) in limited.iter().enumerate() {
        if let Some(first) = limited[..at].iter().find(|first| same(first, filter)) {
            let finding = report.find(filter.at(1), format!("a second `{}` filter", filter.text_from(1)));
            finding.section(filter.section().label()).related(first.at(1), "the first one").help("take one of them out");
        }
    }
}

fn caches(model: &Model<'_>, proxy: &Proxy<'_>, filters: &[DirectiveRef<'_, '_>], report: &mut Report) {
    let compression = filters.iter().find(|filter| COMPRESSION.contains(&filter.sub()));
    let mut told = Vec::new();
    for name in model.section_of(proxy).facts().references.iter().filter(|name| name.kind == kind::CACHE) {
        let directive = model.directive(proxy, name.directive);
        let cache = directive.word(usize::from(name.at));
        if directive.is_opaque(usize::from(name.at)) || told.contains(&cache) {
            continue;
        }
        told.push(cache);
        let own = filters.iter().find(|filter| filter.sub() == "cache" && filter.word(2) == cache);
        if let Some(first) = compression.filter(|first| own.is_none_or(|own| first.index < own.index)) {
            let finding = report.find(first.at(1), format!("the compression stands before the cache `{cache}`"));
            finding.section(first.section().label()).help(format!("write `filter cache {cache}` above `filter {}`", first.sub()));
            continue;
        }
        let other =
            filters.iter().find(|filter| !matches!(filter.sub(), "cache" | "fcgi-app" | "") && !COMPRESSION.contains(&filter.sub()));
        if let (None, Some(other)) = (own, other) {
            let finding =
                report.find(directive.at(usize::from(name.at)), format!("the cache `{cache}` needs a `filter cache {cache}` line here"));
            finding.section(directive.section().label()).related(other.at(1), "because of this filter");
        }
    }
}
