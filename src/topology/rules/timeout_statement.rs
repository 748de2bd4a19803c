//! PgBouncer drops the connection of a slow query before PostgreSQL ends the query.
//!
//! `statement_timeout` of the server ends a statement with an error, and the connection lives on. `query_timeout` of PgBouncer drops both
//! connections: it is there for a server that does not answer, and belongs slightly above the other.
//!
//! ```pgbouncer bad as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! query_timeout = 30
//!                 ^^ PgBouncer drops the connections of a query after 30 s, PostgreSQL db1:5432 would end it after 60 s
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! statement_timeout = 60s
//! ```
//! ```pgbouncer good as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! query_timeout = 65
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! statement_timeout = 60s
//! ```

use super::timeout_idle_tx::pairs;
use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::{Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP152",
    name: "timeout-statement",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for pair in pairs(topology, "query_timeout", "statement_timeout") {
        if pair.own.ms > pair.node_timer.ms {
            continue;
        }
        let node = topology.title(Target::Node(pair.node));
        let message = format!(
            "PgBouncer drops the connections of a query after {}, {node} would end it after {}",
            pair.own.time(),
            pair.node_timer.time()
        );
        let finding = report.find(pair.own.at, message);
        pair.show(topology, finding);
        finding.help("make `query_timeout` slightly longer than `statement_timeout`");
    }
}
