//! The frontends for PostgreSQL may together have more connections than the process.
//!
//! Each has a `maxconn` of its own, so somebody shared out what there is; but the global `maxconn` bounds all of them together. One
//! frontend that is full leaves less to the other than its share: readers keep writers out.
//!
//! ```haproxy bad
//! global
//!     maxconn 500
//!     ^^^^^^^^^^^ the frontends for PostgreSQL may have 800 connections together, the process has 500
//!
//! listen pg_write
//!     mode tcp
//!     bind :5432
//!     maxconn 400
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     server a 10.0.0.1:5432 check
//!
//! listen pg_read
//!     mode tcp
//!     bind :5433
//!     maxconn 400
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     server b 10.0.0.2:5432 check
//! ```
//! ```haproxy good
//! global
//!     maxconn 1000
//!
//! listen pg_write
//!     mode tcp
//!     bind :5432
//!     maxconn 400
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     server a 10.0.0.1:5432 check
//!
//! listen pg_read
//!     mode tcp
//!     bind :5433
//!     maxconn 400
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     server b 10.0.0.2:5432 check
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::DirectiveRef;
use crate::product::haproxy::quantity::leading_number;
use crate::topology::budget::{Most, Sum, Term};
use crate::topology::{Balancer, BalancerId, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP141",
    name: "budget-global-frontend",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for (id, balancer) in topology.each_balancer() {
        let Some(global) = balancer.model.global("maxconn") else { continue };
        let Some(limit) = number(global) else { continue };
        let terms = terms(balancer);
        // A single one above the limit is told by the rule about that.
        if terms.len() < 2 || terms.iter().any(|term| term.count > limit) {
            continue;
        }
        let total: u64 = terms.iter().map(|term| term.count).sum();
        if total > limit {
            tell(topology, id, global, &Sum { most: Most::Number(total), terms }, limit, report);
        }
    }
}

fn tell(topology: &Topology<'_>, id: BalancerId, global: DirectiveRef<'_, '_>, sum: &Sum, limit: u64, report: &mut Report) {
    let total = sum.most.number().unwrap_or_default();
    let message = format!("the frontends for PostgreSQL may have {total} connections together, the process has {limit}");
    let finding = report.find(global.all(), message);
    let title = topology.title(Target::Balancer(id));
    finding.section("global").sum(sum.shown(&title)).sum(format!("{title}: global maxconn {limit}"));
    for term in &sum.terms {
        finding.related(term.at, term.text.clone());
    }
    finding.help(format!("raise the global `maxconn` to {total} or more, or lower those of the frontends"));
}

/// The frontends for PostgreSQL whose section sets a bound of its own. An inherited one is no share, only a default.
fn terms(balancer: &Balancer<'_>) -> Vec<Term> {
    let own = balancer.frontends.iter().filter_map(|frontend| {
        let line = balancer.model.own_setting_by_keyword(frontend.proxy, "maxconn")?;
        let count = number(line)?;
        let text = format!("{} {} maxconn {count}", frontend.proxy.kind.as_str(), frontend.proxy.name);
        Some(Term { at: line.all(), text, count })
    });
    own.collect()
}

fn number(line: DirectiveRef<'_, '_>) -> Option<u64> {
    if line.is_opaque(1) { None } else { u64::try_from(leading_number(line.word(1)).0).ok().filter(|count| *count > 0) }
}
