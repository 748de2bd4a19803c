//! The connection string of a node leads to HAProxy.
//!
//! HAProxy chooses who answers, so that repmgr never knows which node it speaks to: each node seems to be the primary, or the same one
//! twice.
//!
//! ```haproxy bad as=lb/haproxy.cfg
//! listen pg_write
//!     mode tcp
//!     bind 10.0.0.10:5000
//!     option httpchk GET /primary
//!     server pg1 10.0.0.11:5432 check port 8008
//!     server pg2 10.0.0.12:5432 check port 8008
//! ```
//! ```repmgr and as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.10 port=5000 user=repmgr dbname=repmgr'
//!                  ^^^^^^^^^ HAProxy answers here, not this node
//! ```
//! ```haproxy good as=lb/haproxy.cfg
//! listen pg_write
//!     mode tcp
//!     bind 10.0.0.10:5000
//!     option httpchk GET /primary
//!     server pg1 10.0.0.11:5432 check port 8008
//!     server pg2 10.0.0.12:5432 check port 8008
//! ```
//! ```repmgr and as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::Proxy;
use crate::text::Location;
use crate::topology::hosts::{canonical, is_own};
use crate::topology::{BalancerId, HostId, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP178",
    name: "conninfo-via-haproxy",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

/// Where a HAProxy listens for PostgreSQL.
struct Listener<'t> {
    balancer: BalancerId,
    proxy: &'t Proxy<'t>,
    at: Location,
}

/// So many ports of a range are looked at.
const MAX_RANGE: u16 = 100;

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut by_address: FxHashMap<(String, u16), Listener<'_>> = FxHashMap::default();
    let mut by_host: FxHashMap<(HostId, u16), Listener<'_>> = FxHashMap::default();
    for (id, balancer) in topology.each_balancer() {
        for proxy in balancer.frontends.iter().map(|frontend| frontend.proxy) {
            for (directive, endpoint, _) in &proxy.endpoints {
                let Some((first, last)) = endpoint.ports() else { continue };
                let at = balancer.model.directive(proxy, *directive).at(1);
                for port in first..=last.min(first.saturating_add(MAX_RANGE)) {
                    let listener = Listener { balancer: id, proxy, at };
                    if endpoint.is_wildcard() {
                        by_host.entry((balancer.host, port)).or_insert(listener);
                    } else if !is_own(endpoint.host) {
                        by_address.entry((canonical(endpoint.host), port)).or_insert(listener);
                    }
                }
            }
        }
    }
    for cluster in topology.clusters() {
        for member in &cluster.members {
            let (Some(address), port) = (member.address(), member.port) else { continue };
            let host = topology.hosts.find(address);
            let found = by_address.get(&(canonical(address), port)).or_else(|| host.and_then(|host| by_host.get(&(host, port))));
            let Some(listener) = found else { continue };
            // On a host of both, one of them has the port: what PostgreSQL says of its own counts.
            let own = host == Some(member.host()) && member.node.conf.is_some_and(|conf| conf.int("port") == Some(i64::from(port)));
            let bare = host == Some(member.host()) && member.conf().is_none() && port == 5432;
            if own || bare {
                continue;
            }
            let finding = report.find(member.address_at(), "HAProxy answers here, not this node");
            let name = member.file.node_name().unwrap_or("the node");
            let title = topology.title(Target::Balancer(listener.balancer));
            finding.path(format!("repmgr.conf of {name} → {title} → {} {}", listener.proxy.kind.as_str(), listener.proxy.name));
            finding.related(listener.at, "it listens here");
            finding.help("write the address and the port of the node itself");
        }
    }
}
