//! TLS versions that are broken are allowed.
//!
//! SSL 3.0, TLS 1.0 and TLS 1.1 have known weaknesses, and clients of today do not need them.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8443 ssl crt /etc/haproxy/site.pem ssl-min-ver TLSv1.0
//!                                              ^^^^^^^^^^^^^^^^^^^ this allows TLS versions with known weaknesses
//!     timeout client 1m
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8443 ssl crt /etc/haproxy/site.pem ssl-min-ver TLSv1.2
//!     timeout client 1m
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy};
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP305",
    name: "weak-tls",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Both(outside, in_proxy),
};

/// Versions that nobody should speak any more.
const WEAK: [&str; 3] = ["SSLv3", "TLSv1.0", "TLSv1.1"];
/// Words that force one of them.
const FORCED: [&str; 3] = ["force-sslv3", "force-tlsv10", "force-tlsv11"];

/// The lines on which TLS is set up.
const LINES: [&str; 6] = ["bind", "server", "default-server", "server-template", "ssl-default-bind-options", "ssl-default-server-options"];

/// Looks at what stands in no proxy: the global options, and the servers and listeners of the small sections.
fn outside(model: &Model<'_>, report: &mut Report) {
    for section in model.sections().filter(|section| model.proxy_of_section(section.index).is_none()) {
        section.directives().filter(|directive| LINES.contains(&directive.keyword())).for_each(|directive| versions(directive, report));
    }
}

fn in_proxy(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    let lines = [&proxy.listeners, &proxy.default_servers].into_iter().flatten().copied();
    for index in lines.chain(proxy.servers.iter().map(|server| server.directive)) {
        versions(model.directive(proxy, index), report);
    }
}

/// Looks for TLS versions among the words of `directive`.
fn versions(directive: DirectiveRef<'_, '_>, report: &mut Report) {
    for at in 1..directive.len() {
        let word = directive.word(at);
        let weak =
            if matches!(word, "ssl-min-ver" | "ssl-max-ver") { WEAK.contains(&directive.word(at + 1)) } else { FORCED.contains(&word) };
        if weak {
            let forced = FORCED.contains(&word);
            let place = if forced { directive.at(at) } else { directive.range(at, at + 2) };
            let finding = report.find(place, "this allows TLS versions with known weaknesses");
            finding.section(directive.section().label()).help("write `ssl-min-ver TLSv1.2`");
            if word == "ssl-min-ver" {
                finding.edit(Safety::Unsafe, Edit::replace(directive.at(at + 1).span, "TLSv1.2"));
            }
        }
    }
}
