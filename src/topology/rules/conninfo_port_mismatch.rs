//! The connection string of a node names another port than its PostgreSQL listens on.
//!
//! Nobody answers there, or another server does: repmgr cannot register the node, and repmgrd takes it for dead.
//!
//! ```repmgr bad as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//!            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this leads to port 5432, and PostgreSQL listens on 5433
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! port = 5433
//! ```
//! ```repmgr good as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 port=5433 user=repmgr dbname=repmgr'
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! port = 5433
//! ```

use rustc_hash::FxHashSet;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::text::{Location, Span};
use crate::topology::path::endpoint;
use crate::topology::{Evidence, HostId, Pooler, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP179",
    name: "conninfo-port-mismatch",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    let others = places_of_others(topology);
    let pools: FxHashSet<u16> = topology.poolers.iter().map(Pooler::port).filter(|port| *port != 5432).collect();
    for cluster in topology.clusters() {
        for member in &cluster.members {
            let Some(conf) = member.conf().filter(|conf| conf.decides(&["port"])) else { continue };
            let Some(port) = conf.int("port").filter(|port| *port != i64::from(member.port)) else { continue };
            let service = member.file.conninfo.as_ref().is_some_and(|conninfo| conninfo.get("service").is_some());
            // Whose port it is, if it is another program's, is said elsewhere.
            let named = member.address().and_then(|address| topology.hosts.find(address)).unwrap_or(member.host());
            let elsewhere = pools.contains(&member.port) || others.contains(&(named, member.port));
            if service || elsewhere || member.port == 0 {
                continue;
            }
            let message = format!("this leads to port {}, and PostgreSQL listens on {port}", member.port);
            let finding = report.find(member.conninfo_at("port"), message);
            let name = member.file.node_name().unwrap_or("the node");
            let host = &topology.hosts.get(member.host()).name;
            finding.path(format!("repmgr.conf of {name} → {}", endpoint(host, member.port)));
            match conf.entry("port") {
                Some(entry) => {
                    finding.related(entry.value_at, format!("port {port} is set here"));
                    // A port may be another one seen from outside of a container.
                    if topology.hosts.get(member.host()).evidence != Evidence::Told {
                        finding.level(Level::Warning);
                    }
                }
                None => {
                    finding.related(Location::new(conf.file, Span::empty(0)), "no port is set here: 5432");
                    finding.level(Level::Warning);
                }
            }
            finding.help(format!("write `port={port}`"));
        }
    }
}

/// Where PgBouncer and HAProxy listen for PostgreSQL.
fn places_of_others(topology: &Topology<'_>) -> FxHashSet<(HostId, u16)> {
    let mut found: FxHashSet<(HostId, u16)> = topology.poolers.iter().map(|pooler| (pooler.host, pooler.port())).collect();
    for balancer in &topology.balancers {
        let endpoints = balancer.frontends.iter().flat_map(|frontend| &frontend.proxy.endpoints);
        for (_, endpoint, _) in endpoints {
            let Some((first, last)) = endpoint.ports().filter(|(first, last)| last - first <= MAX_RANGE) else { continue };
            let host = topology.hosts.find(endpoint.host).unwrap_or(balancer.host);
            found.extend((first..=last).map(|port| (host, port)));
        }
    }
    found
}

/// Longer ranges are not for PostgreSQL.
const MAX_RANGE: u16 = 100;
