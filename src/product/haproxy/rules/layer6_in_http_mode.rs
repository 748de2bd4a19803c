//! A condition looks at raw data in a proxy that works on HTTP.
//!
//! In mode http the bytes have been read as HTTP before a condition is asked, and fetches such as `req.len` or `req.ssl_sni` find nothing:
//! the condition never holds. HAProxy warns.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     tcp-request inspect-delay 5s
//!     tcp-request content accept if { req.ssl_hello_type 1 }
//!                                     ^^^^^^^^^^^^^^^^^^^^ raw data is not there in mode http: this never holds
//! ```
//! ```haproxy good
//! frontend web
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     tcp-request inspect-delay 5s
//!     tcp-request content accept if { req.ssl_hello_type 1 }
//! ```

use rustc_hash::FxHashSet;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::expr::acl;
use crate::product::haproxy::facts::{AclNoteKind, TermUse, place_of};
use crate::product::haproxy::model::{DirectiveRef, Mode, Model, Proxy};
use crate::schema::Flags;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP071",
    name: "layer6-in-http-mode",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if proxy.mode != Mode::Http || !model.is_resolved(proxy) {
        return;
    }
    let notes = model.section_of(proxy).facts().acls.iter().filter(|note| note.kind == AclNoteKind::Layer6);
    let raw: FxHashSet<(u32, u16)> = notes.map(|note| (note.directive, note.at)).collect();
    let mut told = None;
    for used in model.terms(proxy) {
        if told == Some(used.directive) {
            continue;
        }
        let directive = model.directive(proxy, used.directive);
        if looks_at_layer6(model, proxy, used, &raw) && is_told(model, proxy, directive) {
            told = Some(used.directive);
            let at = directive.range(usize::from(used.term.at), usize::from(used.term.end));
            let finding = report.find(at, "raw data is not there in mode http: this never holds");
            finding.section(directive.section().label()).help("look at the request itself, or set `mode tcp`");
        }
    }
}

/// Whether the ACL of `used` looks at raw data, with one of its lines above the condition. `raw` holds the places of those that do: the
/// directive and the word with which the ACL begins.
fn looks_at_layer6(model: &Model<'_>, proxy: &Proxy<'_>, used: &TermUse, raw: &FxHashSet<(u32, u16)>) -> bool {
    if used.term.anonymous {
        return raw.contains(&(used.directive, used.term.at));
    }
    let word = model.directive(proxy, used.directive).word(usize::from(used.term.at));
    let Some(name) = word.get(usize::from(used.term.offset)..) else { return false };
    let mut lines = proxy.acls_called(name).filter(|acl| acl.directive < used.directive).peekable();
    if lines.peek().is_some() {
        return lines.any(|acl| raw.contains(&(acl.directive, 2)));
    }
    let predefined = acl::predefined(name, model.target.version);
    predefined.and_then(|acl| acl.expr.fetch).is_some_and(|fetch| fetch.layer6)
}

/// Whether HAProxy looks at the condition of `directive`: it does for rules and switches, but not where the name is found at run time.
fn is_told(model: &Model<'_>, proxy: &Proxy<'_>, directive: DirectiveRef<'_, '_>) -> bool {
    let rows = directive.row().into_iter().chain(directive.options().first().map(|option| option.row));
    let place = place_of(proxy.kind.as_str(), !proxy.name.is_empty());
    let told = rows.into_iter().any(|row| row.flags.has(Flags::TELLS_LAYER_6) && row.misplaced(place, model.target.version).is_none());
    let computed = directive.options().is_empty() && (directive.is_opaque(1) || directive.word(1).contains('%'));
    told && !computed && directive.shape().sound
}
