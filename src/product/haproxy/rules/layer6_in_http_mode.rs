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
    let mut told = None;
    for used in model.terms(proxy) {
        if told == Some(used.directive) {
            continue;
        }
        let directive = model.directive(proxy, used.directive);
        if looks_at_layer6(model, proxy, used) && is_told(model, proxy, directive) {
            told = Some(used.directive);
            let at = directive.range(usize::from(used.term.at), usize::from(used.term.end));
            let finding = report.find(at, "raw data is not there in mode http: this never holds");
            finding.section(directive.section().label()).help("look at the request itself, or set `mode tcp`");
        }
    }
}

/// Whether the ACL of `used` looks at raw data, with one of its lines above the condition.
fn looks_at_layer6(model: &Model<'_>, proxy: &Proxy<'_>, used: &TermUse) -> bool {
    let notes = &model.section_of(proxy).facts().acls;
    let layer6 = || notes.iter().filter(|note| note.kind == AclNoteKind::Layer6);
    if used.term.anonymous {
        return layer6().any(|note| note.directive == used.directive && note.at == used.term.at);
    }
    let name = model.directive(proxy, used.directive).word(usize::from(used.term.at)).get(usize::from(used.term.offset)..);
    if proxy.acls.iter().any(|acl| Some(acl.name) == name && acl.directive < used.directive) {
        return layer6().any(|note| {
            note.directive < used.directive && proxy.acls.iter().any(|acl| acl.directive == note.directive && Some(acl.name) == name)
        });
    }
    let predefined = name.and_then(|name| acl::predefined(name, model.target.version));
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
