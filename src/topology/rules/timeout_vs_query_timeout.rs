//! HAProxy ends a session before a time limit of PgBouncer or PostgreSQL behind it takes effect.
//!
//! While a client waits for a long query or for a free connection, nothing is sent. The shorter of `timeout client` and `timeout server` (or
//! `timeout tunnel`) then cuts the session: the client sees a connection that is closed, and no error that says why. The query may go on.
//!
//! ```haproxy bad
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 2m
//!     ^^^^^^^^^^^^^^^^^ HAProxy ends sessions that are silent for 2 min, before `query_timeout` 10 min of PgBouncer 10.0.0.1:6432
//!     timeout connect 5s
//!     timeout server 2m
//!     server db 10.0.0.1:6432 check
//! ```
//! ```pgbouncer and
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! query_timeout = 600
//! ```
//! ```haproxy good
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 15m
//!     timeout connect 5s
//!     timeout server 15m
//!     option httpchk GET /primary
//!     server db 10.0.0.1:6432 check port 8008
//! ```
//! ```pgbouncer and
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! query_timeout = 600
//! ```

use std::collections::BTreeMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::text::Location;
use crate::topology::timers::{Timer, of_node};
use crate::topology::{LinkId, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP148",
    name: "timeout-vs-query-timeout",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

/// What is cut: the timer of HAProxy, a way on which it is, and what it comes before, each with whose it is.
struct Cut {
    silence: Timer,
    link: LinkId,
    later: Vec<(Timer, String)>,
}

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut cuts: BTreeMap<Location, Cut> = BTreeMap::new();
    for (id, link) in topology.each_link() {
        let later = limits(topology, link.target);
        if later.is_empty() {
            continue;
        }
        let Some(silence) = topology.silence(id) else { continue };
        let later: Vec<_> = later.into_iter().filter(|(timer, _)| timer.ms > silence.ms).collect();
        if !later.is_empty() {
            let cut = cuts.entry(silence.at).or_insert(Cut { silence, link: id, later: Vec::new() });
            for one in later {
                if !cut.later.iter().any(|(timer, _)| timer.at == one.0.at) {
                    cut.later.push(one);
                }
            }
        }
    }
    for (at, cut) in cuts {
        let (first, whose) = &cut.later[0];
        let message = format!("HAProxy ends sessions that are silent for {}, before {} of {whose}", cut.silence.time(), first.shown());
        let finding = report.find(at, message);
        finding.path(topology.path_through(cut.link));
        finding.sum(format!("HAProxy: {}", cut.silence.shown()));
        for (timer, whose) in cut.later.iter().take(MOST_SHOWN) {
            finding.sum(format!("{whose}: {}", timer.shown())).related(timer.at, format!("{} of {whose}", timer.shown()));
        }
        finding.help("make `timeout client` and `timeout server` longer than what stands behind them");
    }
}

/// So many later limits are shown.
const MOST_SHOWN: usize = 6;

/// The limits that somebody set behind `target` on how long a client may wait for an answer.
fn limits(topology: &Topology<'_>, target: Target) -> Vec<(Timer, String)> {
    let of_conf = |target: Target| {
        let Target::Node(id) = target else { return None };
        let timer = topology.node(id).conf.and_then(|conf| of_node(conf, "statement_timeout"))?;
        Some((timer, topology.title(target)))
    };
    let mut found = Vec::new();
    if let Target::Pooler(id) = target {
        let own = ["query_timeout", "query_wait_timeout"].into_iter().filter_map(|name| topology.pooler_timer(id, name));
        found.extend(own.map(|timer| (timer, topology.title(target))));
        let ends = topology.pooler(id).databases.iter().flat_map(|database| &database.ends);
        found.extend(ends.filter_map(|end| of_conf(end.target)));
    } else {
        found.extend(of_conf(target));
    }
    // With a default nobody decided anything.
    found.retain(|(timer, _)| timer.given);
    found
}
