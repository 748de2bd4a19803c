//! A request to cancel a query reaches the wrong PgBouncer.
//!
//! Such a request is a connection of its own, and HAProxy balances it like any other: with several PgBouncers at once it mostly reaches one that does not know the
//! query, and is lost without a word. From 1.19 on PgBouncers pass such requests on to their `[peers]`.
//!
//! ```haproxy bad as=lb/haproxy.cfg
//! listen pg_read
//!        ^^^^^^^ a request to cancel a query reaches any of 3 PgBouncers, and they do not know each other
//!     mode tcp
//!     bind :5433
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /replica
//!     server a db1:6432 check port 8008
//!     server b db2:6432 check port 8008
//!     server c db3:6432 check port 8008
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=/run/postgresql
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```pgbouncer and as=db2/pgbouncer.ini
//! [databases]
//! app = host=/run/postgresql
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```pgbouncer and as=db3/pgbouncer.ini
//! [databases]
//! app = host=/run/postgresql
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```haproxy good as=lb/haproxy.cfg
//! listen pg_read
//!     mode tcp
//!     bind :5433
//!     balance source
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /replica
//!     server a db1:6432 check port 8008
//!     server b db2:6432 check port 8008
//!     server c db3:6432 check port 8008
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=/run/postgresql
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```pgbouncer and as=db2/pgbouncer.ini
//! [databases]
//! app = host=/run/postgresql
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```pgbouncer and as=db3/pgbouncer.ini
//! [databases]
//! app = host=/run/postgresql
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy};
use crate::product::haproxy::postgres::NodeRole;
use crate::schema::Version;
use crate::topology::{Asks, Backend, Pooler, PoolerId, Topology};
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP202",
    name: "cancel-behind-lb",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for place in topology.each_backend() {
        let (model, proxy) = (place.balancer.model, place.backend.proxy);
        let mut seen = FxHashSet::default();
        let active = topology.links_of(place.backend).filter(|link| link.active);
        let poolers: Vec<PoolerId> = active.filter_map(|link| topology.pooler_of(link)).filter(|id| seen.insert(*id)).collect();
        let unknown = poolers.iter().find(|id| topology.pooler(**id).ini.complete && !has_peers(topology.pooler(**id)));
        let Some(stranger) = unknown.filter(|_| at_once(topology, place.backend) > 1 && poolers.len() > 1) else { continue };
        if is_sticky(model, proxy) {
            continue;
        }
        let message = format!("a request to cancel a query reaches any of {} PgBouncers, and they do not know each other", poolers.len());
        let finding = report.find(proxy.at, message);
        finding.section(model.section_of(proxy).label());
        for link in place.backend.links.iter().take(2) {
            finding.path(topology.path_through(*link));
            finding.related(topology.link(*link).at(topology), "a server of the backend");
        }
        finding.related(topology.pooler(*stranger).ini.anchor(), "no `[peers]` here");
        let old = topology.pooler(*stranger).ini.version < Version::new(1, 19);
        finding.help(if old {
            "use `balance source`, or PgBouncer 1.19 or newer with `[peers]`"
        } else {
            "list all of them in `[peers]` of each, with a `peer_id`; or use `balance source`"
        });
    }
}

fn has_peers(pooler: &Pooler<'_>) -> bool {
    pooler.ini.int("peer_id") > 0 && pooler.ini.peers.len() > 1
}

/// How many servers of `backend` take sessions at once, as far as its checks tell.
fn at_once(topology: &Topology<'_>, backend: &Backend<'_>) -> usize {
    let active: Vec<_> = topology.links_of(backend).filter(|link| link.active).collect();
    let asks = |role| active.iter().all(|link| link.check.asks == Asks::Role(role));
    match active.len() {
        _ if asks(NodeRole::Primary) => 1,
        // One of all nodes is the primary.
        count if asks(NodeRole::Standby) => count.saturating_sub(1),
        // What the checks choose by is not known.
        _ if active.iter().any(|link| link.check.asks == Asks::Something) => 1,
        count => count,
    }
}

/// Whether all connections of a client reach the same server.
fn is_sticky(model: &Model<'_>, proxy: &Proxy<'_>) -> bool {
    let by_source = |word: &str| matches!(word, "source" | "first") || word.starts_with("hash");
    let balance = model.keyword(proxy, "balance").is_some_and(|line| by_source(line.word(1)));
    balance || model.keyword(proxy, "stick").is_some()
}
