//! The check is answered by PgBouncer, whatever is behind it.
//!
//! PgBouncer accepts connections, and asks for a password, without a look at PostgreSQL. With PostgreSQL stopped, without the database, without
//! the user: the server stays up, sessions are sent to it, and no failover ever happens. Where PgBouncer trusts the user of
//! `option pgsql-check`, it keeps the greeting of an earlier login, and answers with that: the same. (A warning where several PgBouncers lead to one
//! PostgreSQL: there is no other one to fail over to.)
//!
//! ```haproxy bad
//! listen pg
//!     mode tcp
//!     bind :5000
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option pgsql-check user check
//!     ^^^^^^^^^^^^^^^^^^ PgBouncer answers this check, also while PostgreSQL is down
//!     server a 127.0.0.1:6432 check
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
//! listen pg
//!     mode tcp
//!     bind :5000
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a 127.0.0.1:6432 check port 8008
//! ```
//! ```pgbouncer and
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::backends::Place;
use crate::topology::{Asks, LinkId, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP108",
    name: "check-proves-nothing",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for place in topology.each_backend() {
        let blind: Vec<LinkId> = place.backend.links.iter().copied().filter(|id| is_blind(topology, *id)).collect();
        let Some(first) = blind.first() else { continue };
        let link = topology.link(*first);
        let message = match link.check.asks {
            Asks::Connect => "PgBouncer accepts the connection of this check, also while PostgreSQL is down",
            _ => "PgBouncer answers this check, also while PostgreSQL is down",
        };
        let finding = report.find(link.check.at, message);
        finding.section(place.balancer.model.section_of(place.backend.proxy).label());
        finding.covers_section(if link.check.asks == Asks::Connect { "option-tcp-check-without-rules" } else { "pgsql-check-role-blind" });
        if lead_to_one(topology, &place) {
            finding.level(Level::Warning);
        }
        for id in &blind {
            let link = topology.link(*id);
            finding.path(topology.path_through(*id)).related(link.at(topology), "server that is checked");
            if let Some(pooler) = topology.pooler_of(link) {
                let ini = topology.pooler(pooler).ini;
                let at = ini.place_of("listen_addr");
                finding.related(at, "PgBouncer that answers");
            }
        }
        finding.help(
            "ask PostgreSQL for its role: `option httpchk` with `check port` on a role endpoint of the node, or a `tcp-check` that logs in \
             through PgBouncer and sends `select pg_is_in_recovery()`",
        );
    }
}

/// Whether a PgBouncer alone answers the check of the server line.
fn is_blind(topology: &Topology<'_>, id: LinkId) -> bool {
    let check = &topology.link(id).check;
    matches!(check.answers, Target::Pooler(_)) && matches!(check.asks, Asks::Connect | Asks::Startup)
}

/// Whether several PgBouncers of a backend lead to one PostgreSQL: what can be chosen among is the PgBouncers, and of these the check does tell.
fn lead_to_one(topology: &Topology<'_>, place: &Place<'_, '_>) -> bool {
    let mut ends = topology.links_of(place.backend).map(|link| topology.ends_of(link.target));
    let first = ends.next().unwrap_or_default();
    place.backend.links.len() > 1 && matches!(first[..], [Target::Node(_) | Target::Unseen(..)]) && ends.all(|other| other == first)
}
