//! A `listen` section has servers and a `default_backend`.
//!
//! HAProxy warns: traffic always goes to the `default_backend`, the section's own servers get none.
//!
//! ```haproxy bad
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     default_backend primary
//!     server pg1 10.0.0.1:5432 check
//!            ^^^ traffic goes to `primary`, never to the servers of this section
//! backend primary
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     server pg2 10.0.0.2:5432 check
//! ```
//! ```haproxy good
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server pg1 10.0.0.1:5432 check
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Mode, Model, Proxy, ProxyKind};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP039",
    name: "unused-servers",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if proxy.kind != ProxyKind::Listen || proxy.disabled {
        return;
    }
    let (Some((index, name)), Some(server)) = (proxy.default_backend, proxy.servers.first()) else { return };
    let Some(target) = model.backend(name).filter(|target| target.section != proxy.section) else { return };
    if target.mode != proxy.mode && !(proxy.mode == Mode::Tcp && target.mode == Mode::Http) {
        return;
    }
    let server = model.directive(proxy, server.directive);
    let finding = report.find(server.at(1), format!("traffic goes to `{name}`, never to the servers of this section"));
    finding.section(model.section_of(proxy).label()).related(model.any_directive(index).at(1), "because of this");
    finding.help("take out the servers or the `default_backend`");
}
