//! A condition names an ACL that is not declared above it.
//!
//! HAProxy refuses the file: ACLs are known from their declaration on, in their own section and in sections that inherit from it by name.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     acl internal src 10.0.0.0/8
//!     http-request deny unless intern
//!                              ^^^^^^ no ACL is called `intern` here
//! ```
//! ```haproxy fixed
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     acl internal src 10.0.0.0/8
//!     http-request deny unless internal
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::haproxy::expr::RefKind;
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy, ProxyKind};
use crate::product::haproxy::resolve::is_late_format;
use crate::product::haproxy::tables::PREDEFINED_ACL;
use crate::text::{Edit, Location, Span, nearest};

/// The rule.
pub static RULE: Rule =
    Rule { id: "HAP013", name: "unknown-acl", level: Level::Error, upstream: Upstream::Refuses, since: "0.1.0", check: Check::Each(check) };

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    in_expressions(model, proxy, report);
    let terms = model.terms(proxy);
    if terms.is_empty() {
        return;
    }
    let declared = declared(model, proxy);
    for term in terms.iter().filter(|used| !used.term.anonymous) {
        let directive = model.directive(proxy, term.directive);
        let at = usize::from(term.term.at);
        let word = directive.word(at);
        let name = &word[usize::from(term.term.offset).min(word.len())..];
        match declared.get(name) {
            Some(first) if *first < term.directive => {}
            _ if directive.is_opaque(at) || PREDEFINED_ACL.iter().any(|acl| acl.name == name && acl.known(model.target.version)) => {}
            later => {
                let word = directive.at(at);
                let start = word.span.end - (name.len() as u32).min(word.span.len());
                let place = Location::new(word.file, Span::new(start, word.span.end));
                unknown(directive, place, name, later.copied().map(|index| model.any_directive(index)), &declared, report);
            }
        }
    }
}

/// ACLs that expressions name, such as `acl(local)`: only those of the section itself can be, and no condition is asked for.
fn in_expressions(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    let mut samples = model.section_of(proxy).facts().samples.iter().filter(|sample| sample.kind == RefKind::Acl).peekable();
    if samples.peek().is_none() {
        return;
    }
    let mut own = FxHashMap::default();
    for acl in &proxy.acls {
        own.entry(acl.name).or_insert(acl.directive);
    }
    for sample in samples {
        let directive = model.directive(proxy, sample.directive);
        let late = is_late_format(directive.keyword());
        if !directive.shape().sound || late && (proxy.kind == ProxyKind::Defaults || !model.is_resolved(proxy)) {
            continue;
        }
        let name = &*sample.name;
        let later = own.get(name).copied();
        let known = later.is_some_and(|first| late || first < sample.directive);
        if known || PREDEFINED_ACL.iter().any(|acl| acl.name == name && acl.known(model.target.version)) {
            continue;
        }
        let place = directive.within(usize::from(sample.at), sample.part);
        unknown(directive, place, name, later.map(|index| model.any_directive(index)), &own, report);
    }
}

/// The ACLs that can be used in `proxy` with the first directive that declares each; those that it inherits by name among them.
fn declared<'m>(model: &'m Model<'_>, proxy: &'m Proxy<'_>) -> FxHashMap<&'m str, u32> {
    let mut declared = FxHashMap::default();
    let chain: Vec<&Proxy<'_>> = model.chain(proxy).collect();
    for proxy in chain.into_iter().rev() {
        for acl in &proxy.acls {
            declared.entry(acl.name).or_insert(acl.directive);
        }
    }
    declared
}

fn unknown(
    directive: DirectiveRef<'_, '_>,
    place: Location,
    name: &str,
    later: Option<DirectiveRef<'_, '_>>,
    declared: &FxHashMap<&str, u32>,
    report: &mut Report,
) {
    let finding = report.find(place, format!("no ACL is called `{name}` here"));
    finding.section(directive.section().label());
    if let Some(later) = later {
        finding.message = format!("the ACL `{name}` is declared only below");
        finding.related(later.at(1), "declared here").help("move the `acl` line above its first use");
        return;
    }
    let mut names: Vec<&str> = declared.keys().copied().collect();
    names.sort_unstable();
    if let Some(nearest) = nearest(name, names) {
        finding.help(format!("did you mean `{nearest}`?")).edit(Safety::Unsafe, Edit::replace(place.span, nearest));
    } else {
        finding.help("declare it above with `acl`, or write the test in braces: `{ src 10.0.0.0/8 }`");
    }
}
