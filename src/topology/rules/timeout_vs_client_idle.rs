//! PgBouncer's limit on idle clients never has an effect, because HAProxy ends idle sessions before.
//!
//! `client_idle_timeout` is longer than the time after which HAProxy ends a session that carries nothing. The other way round is fine.
//!
//! ```haproxy bad
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 10m
//!     timeout connect 5s
//!     timeout server 10m
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
//! client_idle_timeout = 3600
//!                       ^^^^ this never has an effect: HAProxy ends idle sessions after 10 min
//! ```
//! ```haproxy good
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 2h
//!     timeout connect 5s
//!     timeout server 2h
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
//! client_idle_timeout = 3600
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::timers::Timer;
use crate::topology::{Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP149",
    name: "timeout-vs-client-idle",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut told = Vec::new();
    for (id, pooler) in topology.each_pooler().filter(|(_, pooler)| !pooler.links.is_empty()) {
        let Some(idle) = topology.pooler_timer(id, "client_idle_timeout").filter(|timer| timer.given) else { continue };
        let silences: Option<Vec<Timer>> = pooler.links.iter().map(|link| topology.silence(*link)).collect();
        let longest = silences.and_then(|silences| silences.into_iter().max_by_key(|timer| timer.ms));
        let Some(silence) = longest.filter(|silence| silence.ms < idle.ms && !told.contains(&idle.at)) else { continue };
        told.push(idle.at);
        let finding = report.find(idle.at, format!("this never has an effect: HAProxy ends idle sessions after {}", silence.time()));
        finding.path(topology.path_through(pooler.links[0]));
        finding.sum(format!("HAProxy: {}", silence.shown()));
        finding.sum(format!("{}: {}", topology.title(Target::Pooler(id)), idle.shown()));
        finding.related(silence.at, format!("{} of HAProxy", silence.shown()));
        finding.help("leave it out, or make it shorter than the timeouts of HAProxy");
    }
}
