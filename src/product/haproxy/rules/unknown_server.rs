//! A rule or an expression refers to a server that its backend does not have.
//!
//! HAProxy refuses the file.
//!
//! ```haproxy bad
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     use-server blue if { path_beg /blue }
//!                ^^^^ this backend has no server called `blue`
//!     server green 10.0.0.1:80
//! ```
//! ```haproxy good
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     use-server blue if { path_beg /blue }
//!     server blue 10.0.0.1:80
//!     server green 10.0.0.1:81
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::expr::RefKind;
use crate::product::haproxy::facts::SampleReference;
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy, ProxyKind};
use crate::product::haproxy::tables::kind;
use crate::text::nearest;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP022",
    name: "unknown-server",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    rules(model, report);
    for (proxy, directive, sample) in model.looked_up(RefKind::Server) {
        in_expression(model, proxy, directive, sample, report);
    }
}

/// Whether `proxy` has a server `name`, or may have: a template names servers by a prefix.
fn has(model: &Model<'_>, proxy: &Proxy<'_>, name: &str) -> bool {
    proxy.servers.iter().any(|server| {
        let directive = model.directive(proxy, server.directive);
        server.name == name || directive.is_opaque(1) || directive.keyword() == "server-template"
    })
}

/// `srv_is_up(backend/server)`, or the name alone for a server of the proxy itself.
fn in_expression(model: &Model<'_>, proxy: &Proxy<'_>, directive: DirectiveRef<'_, '_>, sample: &SampleReference, report: &mut Report) {
    let name = &*sample.name;
    let at = directive.within(usize::from(sample.at), sample.part);
    if name.is_empty() {
        let finding = report.find(directive.at(usize::from(sample.at)), "the name of a server is missing");
        finding.section(directive.section().label()).help("write `backend/server` in parentheses");
        return;
    }
    let (backend, server) = match name.rsplit_once('/') {
        Some((backend, server)) => (model.backend(backend), server),
        None if proxy.kind == ProxyKind::Defaults => (None, name),
        None => (Some(proxy), name),
    };
    let message = match (backend, name.rsplit_once('/')) {
        (Some(backend), _) if has(model, backend, server) => return,
        (Some(backend), _) => format!("`{}` has no server called `{server}`", backend.name),
        (None, Some((backend, _))) => format!("no backend is called `{backend}`"),
        (None, None) => {
            format!("in a `defaults` section the backend of `{server}` must be named too")
        }
    };
    let finding = report.find(at, message);
    finding.section(directive.section().label());
    let names = backend.into_iter().flat_map(|backend| &backend.servers).map(|server| server.name);
    if let Some(nearest) = nearest(server, names) {
        finding.help(format!("did you mean `{nearest}`?"));
    }
}

fn rules(model: &Model<'_>, report: &mut Report) {
    for proxy in model.proxies.iter().filter(|proxy| proxy.kind.connects() && !proxy.disabled) {
        let uses = model.section_of(proxy).facts().references.iter().filter(|name| name.kind == kind::SERVER);
        for name in uses {
            let directive = model.directive(proxy, name.directive);
            let at = usize::from(name.at);
            let word = directive.word(at);
            if directive.is_opaque(at) || word.contains('%') || directive.keyword() != "use-server" {
                continue;
            }
            if has(model, proxy, word) {
                continue;
            }
            let finding = report.find(directive.at(at), format!("this backend has no server called `{word}`"));
            finding.section(directive.section().label());
            if let Some(nearest) = nearest(word, proxy.servers.iter().map(|server| server.name)) {
                finding.help(format!("did you mean `{nearest}`?"));
            }
        }
    }
}
