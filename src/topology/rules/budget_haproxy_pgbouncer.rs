//! HAProxy may open more connections to a PgBouncer than that one takes.
//!
//! What is above `max_client_conn` is refused with an error, and so are the checks of HAProxy: the server goes down although it is well.
//! With a `maxconn` on the server lines clients wait in HAProxy instead. The checks count, too, and all HAProxys together; two backends whose
//! checks ask for opposite roles never have the same server at once.
//!
//! ```haproxy bad
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     server db 10.0.0.1:6432 check maxconn 300
//!                                   ^^^^^^^^^^^ HAProxy may open 301 connections to PgBouncer 10.0.0.1:6432, which takes 200
//! ```
//! ```pgbouncer and
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! max_client_conn = 200
//! ```
//! ```haproxy good
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server db 10.0.0.1:6432 check port 8008 maxconn 180
//! ```
//! ```pgbouncer and
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! max_client_conn = 200
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Finding, Level, Report, Upstream};
use crate::text::Location;
use crate::topology::budget::balancer::Opening;
use crate::topology::budget::{Most, Sum};
use crate::topology::{Pooler, PoolerId, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP140",
    name: "budget-haproxy-pgbouncer",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    // What is the same of several PgBouncers is told once.
    let mut told: FxHashMap<(Location, Option<u64>, u64), Vec<Asked>> = FxHashMap::default();
    for (id, pooler) in topology.each_pooler().filter(|(_, pooler)| pooler.ini.complete) {
        let Some(limit) = u64::try_from(pooler.ini.int("max_client_conn")).ok().filter(|limit| *limit > 0) else { continue };
        let openings = topology.openings(&pooler.links);
        let sums: Vec<Sum> = openings.iter().map(|opening| opening.total(topology)).collect();
        let total: Most = sums.iter().map(|sum| sum.most).sum();
        // Where neither side has a bound, nobody has thought of one; what the system allows HAProxy is not written.
        let meant = total.number().is_some() || pooler.ini.given("max_client_conn").is_some();
        if !total.exceeds(limit) || !meant {
            continue;
        }
        let at = sums.iter().find_map(Sum::at).filter(|_| total.number().is_some());
        let at = at.unwrap_or_else(|| topology.link(openings[0].links[0]).at(topology));
        told.entry((at, total.number(), limit)).or_default().push(Asked { id, openings, sums });
    }
    let mut told: Vec<_> = told.into_iter().collect();
    told.sort_by_key(|(_, asked)| asked[0].id);
    for ((at, total, limit), asked) in told {
        tell(topology, at, total, limit, &asked, report);
    }
}

/// A PgBouncer that may be asked for too much.
struct Asked {
    id: PoolerId,
    openings: Vec<Opening>,
    sums: Vec<Sum>,
}

fn tell(topology: &Topology<'_>, at: Location, total: Option<u64>, limit: u64, asked: &[Asked], report: &mut Report) {
    let first = topology.title(Target::Pooler(asked[0].id));
    let (title, takes) = match asked.len() {
        1 => (first, "which takes"),
        2 => (format!("{first} and to {}", topology.title(Target::Pooler(asked[1].id))), "each of which takes"),
        count => (format!("each of {count} PgBouncers"), "which take"),
    };
    let message = match total {
        Some(total) => format!("HAProxy may open {total} connections to {title}, {takes} {limit}"),
        None => format!("nothing bounds the connections that HAProxy opens to {title}, {takes} {limit}"),
    };
    let finding = report.find(at, message);
    // One of several HAProxys may be there only to take the place of another.
    if total.is_none() || !asked.iter().flat_map(|asked| &asked.sums).any(|sum| sum.most.exceeds(limit)) {
        finding.level(Level::Info);
    }
    for asked in asked.iter().take(MOST_SHOWN) {
        show(topology, asked, finding);
        finding.sum(format!("{}: max_client_conn {limit}", topology.title(Target::Pooler(asked.id))));
        let place = place(topology.pooler(asked.id));
        finding.related(place, format!("it takes {limit} clients (`max_client_conn`)"));
    }
    let checks: usize = asked[0].openings.iter().map(|opening| opening.checks.len()).sum();
    let room = limit.saturating_sub(checks as u64);
    finding.help(format!("give the server lines a `maxconn`, at most {room} together for each PgBouncer, or raise `max_client_conn`"));
}

/// So many PgBouncers are shown.
const MOST_SHOWN: usize = 4;

/// Shows the ways and the sums.
fn show(topology: &Topology<'_>, asked: &Asked, finding: &mut Finding) {
    for (opening, sum) in asked.openings.iter().zip(&asked.sums) {
        for link in &opening.links {
            finding.path(topology.path_through(*link));
        }
        let balancer = topology.title(Target::Balancer(opening.balancer));
        finding.sum(sum.shown(&format!("{balancer} to {}", topology.title(Target::Pooler(asked.id)))));
        for term in &sum.terms {
            finding.related(term.at, term.text.clone());
        }
        if sum.terms.is_empty() {
            finding.related(topology.link(opening.links[0]).at(topology), "a server without `maxconn`");
        }
    }
}

/// Where `max_client_conn` is set, or would be.
fn place(pooler: &Pooler<'_>) -> Location {
    pooler.ini.place_of("max_client_conn")
}
