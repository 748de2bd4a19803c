//! PgBouncers that serve one backend do not know the same users, or not by the same secret.
//!
//! Which of them a session gets is up to HAProxy: after a failover, or at the next turn, the same client is refused.
//!
//! ```haproxy bad as=lb/haproxy.cfg
//! listen pg_primary
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a db1:6432 check port 8008
//!     server b db2:6432 check port 8008
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = md5
//! auth_file = userlist.txt
//! ```
//! ```userlist and as=db1/userlist.txt
//! "app" "one"
//! "shop" "two"
//! ^^^^^^ `shop` is a user of PgBouncer db1:6432, but not of PgBouncer db2:6432 in the same backend
//! ```
//! ```pgbouncer and as=db2/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = md5
//! auth_file = userlist.txt
//! ```
//! ```userlist and as=db2/userlist.txt
//! "app" "one"
//! ```
//! ```haproxy good as=lb/haproxy.cfg
//! listen pg_primary
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a db1:6432 check port 8008
//!     server b db2:6432 check port 8008
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = md5
//! auth_file = userlist.txt
//! ```
//! ```userlist and as=db1/userlist.txt
//! "app" "one"
//! "shop" "two"
//! ```
//! ```pgbouncer and as=db2/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = md5
//! auth_file = userlist.txt
//! ```
//! ```userlist and as=db2/userlist.txt
//! "shop" "two"
//! "app" "one"
//! ```

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::userlist::User;
use crate::topology::{Pooler, PoolerId, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP131",
    name: "poolers-differ-users",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut told = FxHashSet::default();
    for place in topology.each_backend() {
        let poolers: Vec<PoolerId> =
            topology.distinct_poolers(place.backend).into_iter().filter(|id| is_decided(topology.pooler(*id))).collect();
        let Some((first, rest)) = poolers.split_first() else { continue };
        for other in rest {
            for (has, lacks) in [(*first, *other), (*other, *first)] {
                let their = users(topology.pooler(lacks));
                for (name, user) in users(topology.pooler(has)) {
                    if topology
                        .pooler(has)
                        .ini
                        .list("admin_users")
                        .chain(topology.pooler(has).ini.list("stats_users"))
                        .any(|own| own == name)
                    {
                        continue;
                    }
                    let what = match their.get(name.as_str()) {
                        None => format!("`{}` is a user of", user.shown()),
                        // The other way round it is the same difference.
                        Some(their) if their.secret() != user.secret() && has == *first => {
                            format!("`{}` has another secret at", user.shown())
                        }
                        Some(_) => continue,
                    };
                    if !told.insert((user.name_at, lacks)) {
                        continue;
                    }
                    let (own, other) = (topology.pooler_address(has), topology.pooler_address(lacks));
                    let joint = if their.contains_key(name.as_str()) { "than at" } else { ", but not of" };
                    let message = format!("{what} PgBouncer {own} {joint} PgBouncer {other} in the same backend").replace(" ,", ",");
                    let finding = report.find(user.name_at, message);
                    finding.related(place.backend.proxy.at, "the backend that leads to both");
                    match their.get(name.as_str()) {
                        Some(their) => finding.related(their.name_at, "the user there"),
                        None => finding.related(topology.pooler(lacks).ini.anchor(), "the user is missing here"),
                    };
                    finding.help("give all PgBouncers of a backend the same userlist");
                }
            }
        }
    }
}

/// Whether the text decides who may log in: by the userlist alone.
fn is_decided(pooler: &Pooler<'_>) -> bool {
    let queried = !pooler.ini.auth_queries().is_empty()
        && (!pooler.ini.text("auth_user").is_empty() || pooler.ini.live_databases().any(|entry| entry.get("auth_user").is_some()));
    pooler.userlist.is_some_and(|list| list.stop.is_none()) && pooler.ini.complete && !queried
}

fn users<'p>(pooler: &'p Pooler<'_>) -> FxHashMap<String, &'p User<'p>> {
    pooler.userlist.into_iter().flat_map(|list| &list.users).map(|user| (user.name.to_string(), user)).collect()
}
