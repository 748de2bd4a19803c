//! A PgBouncer needs more file descriptors than a service gets if its unit says nothing.
//!
//! Each client and each server connection needs one. PgBouncer does not raise the limit; it logs the numbers at its start (`max expected fd
//! use`), and when there are none left it accepts nobody: `too many open files`. A service of systemd has 1024 unless `LimitNOFILE` gives it more.
//!
//! ```haproxy bad
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     server db 10.0.0.1:6432 check maxconn 4000
//! ```
//! ```pgbouncer and
//! [databases]
//! app = host=127.0.0.1 user=app
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_file = userlist.txt
//! pool_mode = transaction
//! max_client_conn = 5000
//!                   ^^^^ PgBouncer 10.0.0.1:6432 may need 4031 file descriptors; a service has 1024 unless `LimitNOFILE` gives it more
//! ```
//! ```haproxy good
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server db 10.0.0.1:6432 check port 8008 maxconn 800
//! ```
//! ```pgbouncer and
//! [databases]
//! app = host=127.0.0.1 user=app
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_file = userlist.txt
//! pool_mode = transaction
//! max_client_conn = 5000
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::budget::Most;
use crate::topology::budget::pools::Counted;
use crate::topology::{Target, Topology};

/// The rule.
pub static RULE: Rule =
    Rule { id: "TOP146", name: "fd-pgbouncer", level: Level::Info, upstream: Upstream::Silent, since: "0.2.0", check: Check::Whole(check) };

/// What a service has if nothing is said: `DefaultLimitNOFILE` of systemd.
const USUAL: u64 = 1024;
/// What PgBouncer adds for itself: `check_limits` of `main.c`.
const OWN: u64 = 10;

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut told = Vec::new();
    // It is HAProxy that brings so many clients; without it nobody may ever use up the setting.
    for (id, pooler) in topology.each_pooler().filter(|(_, pooler)| !pooler.links.is_empty()) {
        let Some(setting) = pooler.ini.given("max_client_conn").filter(|setting| !told.contains(&setting.value_at)) else { continue };
        let taken = u64::try_from(pooler.ini.int("max_client_conn")).unwrap_or(0);
        let opened: Most = topology.openings(&pooler.links).iter().map(|opening| opening.total(topology).most).sum();
        let clients = opened.number().map_or(taken, |opened| opened.min(taken));
        let databases: Vec<usize> = (0..pooler.databases.len()).collect();
        let all = topology.pools(id, &databases, Counted::AllUsers);
        // Of each database somebody has a pool, whoever the users are.
        let pools = if all.most.number().is_some() { all } else { topology.pools(id, &databases, Counted::OneUser) };
        let processes = topology.processes(id);
        let need = clients + OWN + pools.most.number().unwrap_or(0) / processes.max(1);
        if need <= USUAL {
            continue;
        }
        told.push(setting.value_at);
        let title = topology.title(Target::Pooler(id));
        let message = format!("{title} may need {need} file descriptors; a service has {USUAL} unless `LimitNOFILE` gives it more");
        let finding = report.find(setting.value_at, message);
        finding.path(topology.path_through(pooler.links[0]));
        finding.sum(format!("{title}: {clients} clients + {} servers + {OWN} = {need}", need - clients - OWN));
        finding.related(topology.link(pooler.links[0]).at(topology), "HAProxy sends clients here");
        super::budget_pgbouncer_postgres::show(finding, &pools, "pools");
        finding.help(format!("see to it that its unit has `LimitNOFILE={}` or more", need.next_multiple_of(1024)));
    }
}
