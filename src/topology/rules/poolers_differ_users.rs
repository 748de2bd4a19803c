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
use crate::topology::{Pooler, Topology};

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
    for pair in topology.pairs_of_poolers(is_decided) {
        for (has, lacks) in pair.both_ways() {
            let (own, their) = (topology.pooler(has), users(topology.pooler(lacks)));
            let console: FxHashSet<&str> = own.ini.list("admin_users").chain(own.ini.list("stats_users")).collect();
            for (name, user) in users(own).into_iter().filter(|(name, _)| !console.contains(name)) {
                let there = their.get(name);
                let what = match there {
                    None => format!("`{}` is a user of", user.shown()),
                    // The other way round it is the same difference.
                    Some(there) if there.secret() != user.secret() && has == pair.first => {
                        format!("`{}` has another secret at", user.shown())
                    }
                    Some(_) => continue,
                };
                if !told.insert((user.name_at, lacks)) {
                    continue;
                }
                let (title, other) = (topology.pooler_address(has), topology.pooler_address(lacks));
                let joint = if there.is_some() { " than at" } else { ", but not of" };
                let message = format!("{what} PgBouncer {title}{joint} PgBouncer {other} in the same backend");
                let finding = report.find(user.name_at, message);
                finding.related(pair.backend.proxy.at, "the backend that leads to both");
                match there {
                    Some(there) => finding.related(there.name_at, "the user there"),
                    None => finding.related(topology.pooler(lacks).ini.anchor(), "the user is missing here"),
                };
                finding.help("give all PgBouncers of a backend the same userlist");
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

fn users<'p>(pooler: &'p Pooler<'_>) -> FxHashMap<&'p str, &'p User<'p>> {
    pooler.userlist.into_iter().flat_map(|list| &list.users).map(|user| (user.name.as_ref(), user)).collect()
}
