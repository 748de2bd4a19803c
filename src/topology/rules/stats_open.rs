//! Whoever reaches PgBouncer by the network is its administrator.
//!
//! The console, a database called `pgbouncer`, lets in the users of `admin_users` and `stats_users`. Where they are not asked for a password, anybody who comes
//! by HAProxy can call themselves so, stop PgBouncer, cut off clients and read all settings.
//!
//! ```haproxy bad as=lb/haproxy.cfg
//! listen pg_primary
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     source 10.0.0.10
//!     option httpchk GET /primary
//!     server a db1:6432 check port 8008
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=/run/postgresql
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = trust
//! auth_file = userlist.txt
//! admin_users = dba
//!               ^^^ who comes by HAProxy is `dba` without a password: an administrator of PgBouncer
//! ```
//! ```userlist and as=db1/userlist.txt
//! "app" "kept-in-a-vault"
//! "dba" "kept-in-a-vault"
//! ```
//! ```haproxy good as=lb/haproxy.cfg
//! listen pg_primary
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     source 10.0.0.10
//!     option httpchk GET /primary
//!     server a db1:6432 check port 8008
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=/run/postgresql
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! admin_users = dba
//! ```
//! ```userlist and as=db1/userlist.txt
//! "app" "kept-in-a-vault"
//! "dba" "kept-in-a-vault"
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::text::printable;
use crate::topology::Topology;
use crate::topology::access::Entrance;
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule =
    Rule { id: "TOP315", name: "stats-open", level: Level::Error, upstream: Upstream::Silent, since: "0.2.0", check: Check::Whole(check) };

fn check(topology: &Topology<'_>, report: &mut Report) {
    // One file may be used on several hosts.
    let mut told = FxHashSet::default();
    for (id, pooler) in topology.each_pooler() {
        let admins = ["admin_users", "stats_users"].into_iter().filter_map(|name| Some((name, pooler.ini.given(name)?)));
        'settings: for (name, setting) in admins {
            for user in pooler.ini.list(name) {
                for link in &pooler.links {
                    let origin = topology.origin_of_link(topology.link(*link));
                    let Entrance::Method("trust" | "any", at, _) = topology.entrance(pooler, Some("pgbouncer"), Some(user), &origin) else {
                        continue;
                    };
                    if topology.public_frontend(topology.link(*link)).is_none() || !told.insert(setting.value_at) {
                        continue;
                    }
                    let what =
                        if name == "admin_users" { "an administrator of PgBouncer" } else { "who may read all of PgBouncer's statistics" };
                    let message = format!("who comes by HAProxy is `{}` without a password: {what}", printable(user));
                    let finding = report.find(setting.value_at, message);
                    if name != "admin_users" || !pooler.placed {
                        finding.level(Level::Warning);
                    }
                    finding.path(format!("{} → database pgbouncer", topology.pooler_path(id, *link)));
                    finding.related(topology.link(*link).at(topology), "leads to this PgBouncer").related(at, "no password is asked for");
                    finding.help("let administrators in by the Unix socket only, with `auth_type = hba` and a `local` rule");
                    continue 'settings;
                }
            }
        }
    }
}
