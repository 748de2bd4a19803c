//! `*` lets clients open pools without a bound, and it is known how few fit into PostgreSQL.
//!
//! Each database that a client asks for gets a pool of its own for each user. Neither `max_db_connections` nor `max_user_connections` bounds
//! them together.
//!
//! ```pgbouncer bad as=db1/pgbouncer.ini
//! [databases]
//! * = host=127.0.0.1
//! ^ `*` opens a pool of 40 for every database and user, PostgreSQL db1:5432 has room for 2 of them
//! [pgbouncer]
//! listen_addr = *
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! default_pool_size = 40
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! max_connections = 100
//! ```
//! ```pgbouncer good as=db1/pgbouncer.ini
//! [databases]
//! * = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! default_pool_size = 40
//! max_db_connections = 45
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! max_connections = 100
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::ini::Ini;
use crate::topology::budget::Most;
use crate::topology::budget::node::Capacities;
use crate::topology::budget::pools::Counted;
use crate::topology::{PoolerId, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP144",
    name: "budget-wildcard",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

/// Room for so many pools is enough not to speak of it as a fault.
const ROOM: u64 = 5;

fn check(topology: &Topology<'_>, report: &mut Report) {
    let capacities = topology.capacities();
    for (id, pooler) in topology.each_pooler().filter(|(_, pooler)| !is_bounded(pooler.ini)) {
        for (index, database) in pooler.databases.iter().enumerate().filter(|(_, database)| database.entry.is_fallback()) {
            let own = database.entry.param("max_db_connections").is_some_and(|param| param.number() > 0);
            // A user and a database that are given are one pool; of one database under many names there is one for each name.
            if !own && database.entry.wrong.is_none() {
                check_fallback(&capacities, id, index, report);
            }
        }
    }
}

fn is_bounded(ini: &Ini<'_>) -> bool {
    !ini.complete || ["max_db_connections", "max_user_connections"].iter().any(|name| ini.int(name) > 0)
}

fn check_fallback(capacities: &Capacities<'_, '_>, id: PoolerId, index: usize, report: &mut Report) {
    let topology = capacities.topology;
    let pooler = topology.pooler(id);
    let database = &pooler.databases[index];
    let nodes = database.ends.iter().filter_map(|end| if let Target::Node(node) = end.target { Some(node) } else { None });
    let Some((node, capacity)) = nodes.filter_map(|node| Some((node, capacities.of(node)?))).min_by_key(|(_, own)| own.usable) else {
        return;
    };
    let pool = topology.pools(id, &[index], Counted::OneUser);
    let (Most::Number(size), to) = (pool.most, topology.title(Target::Node(node))) else { return };
    // One that does not fit by itself is told of by another rule, if there is no other database.
    if size == 0 || size > capacity.usable && pooler.databases.len() == 1 {
        return;
    }
    let each = if database.entry.get("user").is_some() { "every database" } else { "every database and user" };
    let room = capacity.usable / size;
    let message = format!("`*` opens a pool of {size} for {each}, {to} has room for {room} of them");
    let finding = report.find(database.entry.name_at, message);
    if room >= ROOM {
        finding.level(Level::Info);
    }
    finding.path(topology.database_path(id, database));
    super::budget_pgbouncer_postgres::show(finding, &pool, &topology.title(Target::Pooler(id)));
    finding.sum(capacity.shown(&to)).related(capacity.at, format!("{to} takes {}", capacity.most));
    finding.help("name the databases, or set `max_db_connections`").covers("star-fallback-open");
}
