//! The way for reads ends at the same PostgreSQL as the way for writes.
//!
//! Two backends, one to write and one to read, lead to the same PgBouncers and through them to the same nodes, and their checks cannot tell the
//! nodes apart. What is called a replica is the primary, or a standby gets the writes; nothing is spread, and nothing stands in for anything.
//! (One PgBouncer on each node is right in both backends if the checks ask for different roles: that is silent.)
//!
//! ```haproxy bad
//! listen pg_write
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     server db 127.0.0.1:6432 check
//!
//! listen pg_read
//!        ^^^^^^^ `pg_read` is to read and `pg_write` to write, but both end at PostgreSQL 10.0.0.1:5432
//!     mode tcp
//!     bind :5433
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     server db 127.0.0.1:6432 check
//! ```
//! ```pgbouncer and
//! [databases]
//! app = host=10.0.0.1
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```haproxy good
//! listen pg_write
//!     mode tcp
//!     bind :5432
//!     option httpchk GET /primary
//!     server a 10.0.0.1:6432 check port 8008
//!     server b 10.0.0.2:6432 check port 8008
//!
//! listen pg_read
//!     mode tcp
//!     bind :5433
//!     option httpchk GET /replica
//!     server a 10.0.0.1:6432 check port 8008
//!     server b 10.0.0.2:6432 check port 8008
//! ```
//! ```pgbouncer and
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::postgres::Role;
use crate::topology::{Asks, Backend, Balancer, Proves, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP101",
    name: "fake-readonly-backend",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for balancer in &topology.balancers {
        let mut writers: FxHashMap<Vec<Target>, Vec<&Backend<'_>>> = FxHashMap::default();
        for backend in balancer.backends.iter().filter(|backend| backend.role != Role::Read) {
            writers.entry(ends(topology, backend)).or_default().push(backend);
        }
        for reader in balancer.backends.iter().filter(|backend| backend.role == Role::Read && !backend.links.is_empty()) {
            let ends = ends(topology, reader);
            let twins = writers.get(&ends).into_iter().flatten();
            let twin = twins.into_iter().find(|writer| !tells_apart(topology, writer, reader));
            if let Some(writer) = twin.filter(|_| is_known(topology, &ends)) {
                tell(topology, balancer, writer, reader, &ends, report);
            }
        }
    }
}

fn tell(
    topology: &Topology<'_>,
    balancer: &Balancer<'_>,
    writer: &Backend<'_>,
    reader: &Backend<'_>,
    ends: &[Target],
    report: &mut Report,
) {
    let names: Vec<String> = ends.iter().map(|end| topology.title(*end)).collect();
    let (read, write) = (reader.proxy.name, writer.proxy.name);
    let message = match writer.role {
        Role::Write => format!("`{read}` is to read and `{write}` to write, but both end at {}", names.join(" and ")),
        _ => format!("`{read}` is to read, but ends where `{write}` does: at {}", names.join(" and ")),
    };
    let finding = report.find(reader.proxy.at, message);
    finding.section(balancer.model.section_of(reader.proxy).label());
    finding.related(writer.proxy.at, format!("`{}` leads to the same", writer.proxy.name));
    for link in writer.links.iter().take(1).chain(&reader.links) {
        finding.path(topology.path_through(*link));
        finding.related(topology.link(*link).at(topology), format!("server of `{}`", topology.link(*link).proxy.name));
        if let Target::Pooler(pooler) = topology.link(*link).target {
            for database in topology.pooler(pooler).databases.iter().take(1) {
                for end in database.ends.iter().take(1) {
                    finding.related(end.at, "where its PgBouncer leads");
                }
            }
        }
    }
    finding.help("give each node a PgBouncer of its own, and the two backends checks that ask for the role of the node");
}

/// What `backend` leads to in the end.
fn ends(topology: &Topology<'_>, backend: &Backend<'_>) -> Vec<Target> {
    let mut ends: Vec<Target> = backend.links.iter().flat_map(|link| topology.ends_of(topology.link(*link).target)).collect();
    ends.sort_unstable();
    ends.dedup();
    ends
}

/// Whether it is known that two ways to `ends` lead to one place.
fn is_known(topology: &Topology<'_>, ends: &[Target]) -> bool {
    let by_pooler = topology
        .poolers
        .iter()
        .any(|pooler| pooler.databases.iter().flat_map(|database| &database.ends).any(|end| ends.contains(&end.target)));
    !ends.is_empty() && !ends.contains(&Target::Unknown) && by_pooler
}

/// Whether the checks of the two choose different servers.
fn tells_apart(topology: &Topology<'_>, writer: &Backend<'_>, reader: &Backend<'_>) -> bool {
    let asks = |backend: &Backend<'_>| -> Vec<Asks> { backend.links.iter().map(|link| topology.link(*link).check.asks).collect() };
    let blind = |backend: &Backend<'_>| backend.links.iter().all(|link| topology.link(*link).check.proves <= Proves::Speaks);
    // A role can be told even behind one address if what answers follows the role.
    let (write, read) = (asks(writer), asks(reader));
    let differ = write.iter().any(|asked| !read.contains(asked)) || write.contains(&Asks::Something);
    differ && !(blind(writer) && blind(reader))
}
