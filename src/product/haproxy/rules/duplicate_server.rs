//! Two servers of one backend have one name.
//!
//! HAProxy refuses the file, because statistics, cookies and commands could not tell them apart. Until 3.0 servers with an explicit `id` were
//! exempt.
//!
//! ```haproxy bad
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80
//!     server a 10.0.0.2:80
//!            ^ another server of this backend is called `a`
//! ```
//! ```haproxy good
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80
//!     server b 10.0.0.2:80
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy};
use crate::schema::Version;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP021",
    name: "duplicate-server",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if proxy.servers.len() < 2 || proxy.disabled {
        return;
    }
    let mut seen = FxHashMap::default();
    for server in &proxy.servers {
        let directive = model.directive(proxy, server.directive);
        if directive.keyword() != "server" || directive.is_opaque(1) {
            continue;
        }
        let has_id = directive.option("id").is_some();
        let Some((first, first_has_id)) = seen.insert(server.name, (server.directive, has_id)) else { continue };
        let finding = report.find(directive.at(1), format!("another server of this backend is called `{}`", server.name));
        finding.section(directive.section().label()).related(model.directive(proxy, first).at(1), "the other one");
        finding.help("give each server a name of its own");
        if has_id || first_has_id {
            finding.upstream(match model.target.version {
                version if version < Version::new(3, 1) => Upstream::Silent,
                version if version < Version::new(3, 3) => Upstream::Warns,
                _ => Upstream::Refuses,
            });
            finding.level(if finding.upstream == Upstream::Refuses { Level::Error } else { Level::Warning });
        }
    }
}
