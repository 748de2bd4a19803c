//! HAProxy does not start: its `maxconn` needs more file descriptors than `fd-hard-limit` allows.
//!
//! A connection needs two, one of each side. `haproxy -c` does not look at that: the file is valid, and the process ends at its start with
//! `Cannot raise FD limit`. With `no strict-limits` it starts, and runs out of them.
//!
//! ```haproxy bad
//! global
//!     fd-hard-limit 1000
//!     maxconn 2000
//!     ^^^^^^^^^^^^ 2000 connections need 4010 file descriptors or more, `fd-hard-limit` allows 1000
//!
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     server db 10.0.0.1:5432 check
//! ```
//! ```haproxy good
//! global
//!     fd-hard-limit 5000
//!     maxconn 2000
//!
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     server db 10.0.0.1:5432 check
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::load::Prefix;
use crate::product::haproxy::model::{DirectiveRef, Model};
use crate::product::haproxy::quantity::leading_number;
use crate::topology::{BalancerId, Target, Topology};

/// The rule.
pub static RULE: Rule =
    Rule { id: "TOP147", name: "fd-haproxy", level: Level::Error, upstream: Upstream::Silent, since: "0.2.0", check: Check::Whole(check) };

/// What HAProxy keeps for itself, before listeners, checks and threads: `global.maxsock` of `haproxy.c`.
const OWN: u64 = 10;

fn check(topology: &Topology<'_>, report: &mut Report) {
    for (id, balancer) in topology.each_balancer() {
        check_model(topology, id, balancer.model, report);
    }
}

fn check_model(topology: &Topology<'_>, id: BalancerId, model: &Model<'_>, report: &mut Report) {
    let (Some(most), Some(hard)) = (model.global("maxconn"), model.global("fd-hard-limit")) else { return };
    let (Some(count), Some(limit)) = (number(most), number(hard)) else { return };
    let need = 2 * count + OWN;
    if need <= limit {
        return;
    }
    let message = format!("{count} connections need {need} file descriptors or more, `fd-hard-limit` allows {limit}");
    let finding = report.find(most.all(), message);
    let lax = model.globals().any(|line| line.keyword() == "strict-limits" && line.line().prefix == Prefix::No);
    if lax {
        finding.level(Level::Warning);
    }
    let title = topology.title(Target::Balancer(id));
    finding.section("global").sum(format!("{title}: 2 × maxconn {count} + {OWN} = {need}")).sum(format!("{title}: fd-hard-limit {limit}"));
    finding.related(hard.all(), "the limit");
    finding.help(format!("raise `fd-hard-limit`, or leave `maxconn` out: HAProxy then finds what {limit} are enough for"));
}

fn number(line: DirectiveRef<'_, '_>) -> Option<u64> {
    if line.is_opaque(1) { None } else { u64::try_from(leading_number(line.word(1)).0).ok().filter(|count| *count > 0) }
}
