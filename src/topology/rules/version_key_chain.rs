//! A setting stops the PgBouncer on the way: its version does not know it.
//!
//! PgBouncer does not start with a name that its version does not know. A file that was written for a newer one and given to all hosts stops every way through
//! the stack at the next restart; a reload takes half of it.
//!
//! ```haproxy bad target=1.18 as=lb/haproxy.cfg
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
//! ```pgbouncer and target=1.18 as=db1/pgbouncer.ini
//! [databases]
//! app = host=/run/postgresql
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! max_prepared_statements = 100
//! ^^^^^^^^^^^^^^^^^^^^^^^ PgBouncer 1.18 does not know `max_prepared_statements` and does not start: a server line leads nowhere
//! ```
//! ```userlist and as=db1/userlist.txt
//! "app" "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$uZ2Fv4R5YVmxTZ1uN2Zxb0d2a3J6b1pUcW5jY2V3b2M=:q3V5eG5rZ3ZwY2R3b2p2bXN1a3R6b2JxZWh1c3dpaGU="
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
//! ```
//! ```userlist and as=db1/userlist.txt
//! "app" "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$uZ2Fv4R5YVmxTZ1uN2Zxb0d2a3J6b1pUcW5jY2V3b2M=:q3V5eG5rZ3ZwY2R3b2p2bXN1a3R6b2JxZWh1c3dpaGU="
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::ini::Refusal;
use crate::text::{FileId, printable};
use crate::topology::{Database, End, LinkId, Pooler, PoolerId, Target, Topology};
use rustc_hash::FxHashMap;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP203",
    name: "version-key-chain",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut by_file: FxHashMap<FileId, Vec<PoolerId>> = FxHashMap::default();
    for (id, pooler) in topology.each_pooler().filter(|(_, pooler)| !pooler.links.is_empty() || seen(topology, pooler).is_some()) {
        by_file.entry(pooler.ini.file).or_default().push(id);
    }
    for poolers in by_file.values() {
        let Some(ini) = poolers.first().map(|id| topology.pooler(*id).ini) else { continue };
        let settings = ini.refused(Refusal::OtherVersion).map(|setting| (setting.name, setting.name_at, setting.row));
        let entries = ini.entries().filter(|entry| entry.sure && !entry.is_fallback());
        let params = entries.flat_map(|entry| &entry.params).filter(|param| param.refusal == Some(Refusal::OtherVersion));
        for (name, at, row) in settings.chain(params.map(|param| (param.key, param.key_at, param.row))) {
            let Some(row) = row.filter(|row| ini.version < row.since) else { continue };
            let links: Vec<LinkId> = poolers.iter().flat_map(|id| &topology.pooler(*id).links).copied().collect();
            let lost = match links.len() {
                0 => "nobody gets through it to PostgreSQL".to_owned(),
                1 => "a server line leads nowhere".to_owned(),
                count => format!("{count} server lines lead nowhere"),
            };
            let message = format!("PgBouncer {} does not know `{}` and does not start: {lost}", ini.version, printable(name));
            let finding = report.find(at, message);
            finding.upstream(Upstream::Refuses).covers("unknown-key");
            for link in links {
                finding.path(topology.path_through(link));
                finding.related(topology.link(link).at(topology), "leads to this PgBouncer");
            }
            for id in poolers.iter().filter(|id| topology.pooler(**id).links.is_empty()) {
                if let Some((database, end)) = seen(topology, topology.pooler(*id)) {
                    finding.path(topology.database_path(*id, database)).related(end.at, "where it would lead");
                }
            }
            finding.help(format!("take it out, or use PgBouncer {} or newer", row.since));
        }
    }
}

/// The first way of `pooler` to a node that there are files of.
fn seen<'m, 't>(topology: &Topology<'t>, pooler: &'m Pooler<'t>) -> Option<(&'m Database<'t>, &'m End)> {
    let ends = pooler.databases.iter().flat_map(|database| database.ends.iter().map(move |end| (database, end)));
    ends.into_iter().find(|(_, end)| matches!(end.target, Target::Node(_)) && topology.is_seen(end.target))
}
