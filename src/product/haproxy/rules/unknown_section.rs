//! A word refers to a section that no file defines: a userlist, resolvers, peers, cache, mailers, http-errors, fcgi-app or defaults section.
//!
//! HAProxy refuses the file.
//!
//! ```haproxy bad
//! frontend web from base
//!                   ^^^^ no `defaults` section above is called `base`
//!     mode http
//!     bind :8080
//!     timeout client 1m
//! ```
//! ```haproxy good
//! defaults base
//!     mode http
//!     timeout client 1m
//! frontend web from base
//!     bind :8080
//! ```
//! The servers of a ring or of peers take no resolvers, and their names are not looked up:
//!
//! ```haproxy good
//! ring events
//!     size 32768
//!     server collector 127.0.0.1:514 resolvers missing
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy, ProxyKind};
use crate::product::haproxy::tables::kind;
use crate::schema::Kind;
use crate::text::{Edit, Span, nearest};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP023",
    name: "unknown-section",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Both(check, in_proxy),
};

/// Kinds of names whose users HAProxy resolves before it accepts a file, with the section that defines them.
const KINDS: [(Kind, &str); 8] = [
    (kind::USERLIST, "userlist"),
    (kind::RESOLVERS, "resolvers"),
    (kind::PEERS, "peers"),
    (kind::CACHE, "cache"),
    (kind::MAILERS, "mailers"),
    (kind::HTTP_ERRORS, "http-errors"),
    (kind::FCGI_APP, "fcgi-app"),
    (kind::LOG_PROFILE, "log-profile"),
];

fn check(model: &Model<'_>, report: &mut Report) {
    for (kind, section) in KINDS {
        for (directive, name) in model.references(kind) {
            let at = usize::from(name.at);
            // `resolvers` of a server is looked up by name only; `default` always exists.
            let implicit = kind == kind::RESOLVERS && directive.word(at) == "default";
            let proxy = model.proxy_of_section(directive.section().index);
            let disabled = proxy.is_some_and(|proxy| proxy.disabled);
            // A `default-server` is not looked at unless a server takes it over, nor mailers of an e-mail alert that lacks something.
            // A `log` line may name a profile that is not there; only the action `do-log` may not. A server of a ring or of peers may too.
            let unused = matches!(directive.keyword(), "default-server" | "log" | "log-stderr")
                || directive.keyword() == "server" && proxy.is_none()
                || kind == kind::MAILERS && !sends_mail(model, directive);
            let in_defaults = proxy.is_some_and(|proxy| proxy.kind == ProxyKind::Defaults && !proxy.serves);
            let template = directive.section().kind() == "defaults" && (in_defaults || directive.keyword() != "errorfiles") || unused;
            if !directive.is_opaque(at) && !implicit && !disabled && !template && model.defined(kind, directive.word(at)).is_empty() {
                unknown(model, directive, at, section, kind, report);
            }
        }
    }
    for (directive, name) in model.references(kind::DEFAULTS) {
        let at = usize::from(name.at);
        let above = |location: &crate::text::Location| {
            let own = directive.at(0);
            (location.file, location.span) < (own.file, own.span)
        };
        if !directive.is_opaque(at) && !model.defined(kind::DEFAULTS, directive.word(at)).iter().any(above) {
            unknown(model, directive, at, "defaults", kind::DEFAULTS, report);
        }
    }
}

fn in_proxy(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if model.is_resolved(proxy) {
        model.section_of(proxy).directives().for_each(|directive| resolvers_of_action(model, directive, report));
    }
}

/// The resolvers in `do-resolve(variable,resolvers)`.
fn resolvers_of_action(model: &Model<'_>, directive: DirectiveRef<'_, '_>, report: &mut Report) {
    let Some(option) = directive.options().iter().find(|option| option.row.name == "do-resolve") else { return };
    let at = usize::from(option.at);
    let word = directive.word(at);
    let Some((before, rest)) = word.split_once(',').filter(|_| directive.shape().sound && !directive.is_opaque(at)) else { return };
    let name = rest.split([',', ')']).next().unwrap_or_default();
    if name.is_empty() || name == "default" || !model.defined(kind::RESOLVERS, name).is_empty() {
        return;
    }
    let start = before.len() as u32 + 1;
    let place = directive.within(at, Span::new(start, start + name.len() as u32));
    report.find(place, format!("no `resolvers` section is called `{name}`")).section(directive.section().label());
}

/// Whether the proxy of `directive` has all that an e-mail alert needs.
fn sends_mail(model: &Model<'_>, directive: DirectiveRef<'_, '_>) -> bool {
    let proxy = model.proxy_of_section(directive.section().index);
    proxy.is_some_and(|proxy| ["from", "to"].iter().all(|sub| model.setting(proxy, "email-alert", sub).is_some()))
}

fn unknown(model: &Model<'_>, directive: DirectiveRef<'_, '_>, at: usize, section: &str, kind: Kind, report: &mut Report) {
    let word = directive.word(at);
    let place = directive.at(at);
    let above = if section == "defaults" { " above" } else { "" };
    let finding = report.find(place, format!("no `{section}` section{above} is called `{word}`"));
    finding.section(directive.section().label());
    let mut names: Vec<&str> = model.names(kind).collect();
    names.sort_unstable();
    if let Some(nearest) = nearest(word, names) {
        finding.help(format!("did you mean `{nearest}`?")).edit(Safety::Unsafe, Edit::replace(place.span, nearest));
    }
}
