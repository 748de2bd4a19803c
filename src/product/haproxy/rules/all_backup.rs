//! Every server of a backend is a backup.
//!
//! Of backup servers only the first that is up is used, unless `option allbackups` is set: the load is not balanced.
//!
//! ```haproxy bad
//! listen app
//!        ^^^ every server is a backup: one at a time is used, and none stands for it
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:7000 check backup
//!     server b 10.0.0.2:7000 check backup
//! ```
//! ```haproxy good
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:7000 check
//!     server b 10.0.0.2:7000 check backup
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy};

/// The rule.
pub static RULE: Rule =
    Rule { id: "HAP117", name: "all-backup", level: Level::Info, upstream: Upstream::Silent, since: "0.1.0", check: Check::Each(check) };

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.connects() || proxy.servers.is_empty() {
        return;
    }
    let all = proxy.servers.iter().all(|server| model.has(proxy, server, "backup"));
    if !all || model.option_in_force(proxy, &["allbackups"]).is_some() {
        return;
    }
    let finding = report.find(proxy.at, "every server is a backup: one at a time is used, and none stands for it");
    finding.section(model.section_of(proxy).label()).help("take `backup` from the servers that are to be used first");
}
