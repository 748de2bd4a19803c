//! A rule or a server refers to a server that its backend does not have.
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

use super::Rule;
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::Model;
use crate::product::haproxy::tables::kind;
use crate::text::nearest;

/// The rule.
pub static RULE: Rule =
    Rule { id: "HAP022", name: "unknown-server", level: Level::Error, upstream: Upstream::Refuses, since: "0.1.0", check };

fn check(model: &Model<'_>, report: &mut Report) {
    for proxy in model.proxies.iter().filter(|proxy| proxy.kind.connects() && !proxy.disabled) {
        let uses = model.section_of(proxy).facts().references.iter().filter(|name| name.kind == kind::SERVER);
        for name in uses {
            let directive = model.directive(proxy, name.directive);
            let at = usize::from(name.at);
            let word = directive.word(at);
            if directive.is_opaque(at) || word.contains('%') || directive.keyword() != "use-server" {
                continue;
            }
            if proxy
                .servers
                .iter()
                .any(|server| server.name == word || model.directive(proxy, server.directive).keyword() == "server-template")
            {
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
