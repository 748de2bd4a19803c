//! A standby has a smaller setting than its primary that must not be smaller.
//!
//! A hot standby does not start with less room for sessions, workers, WAL senders, prepared transactions or locks than its primary had:
//! `recovery aborted because of insufficient parameter settings`. If the primary's setting is raised while it runs, replay stops. Of nodes that
//! take each other's place each is the standby some day.
//!
//! ```postgresql bad as=db2/postgresql.conf
//! listen_addresses = '10.0.0.12'
//! primary_conninfo = 'host=10.0.0.11 user=repmgr'
//! max_connections = 50
//!                   ^^ the standby PostgreSQL db2:5432 does not start: `max_connections` is 50, and 100 on its primary PostgreSQL db1:5432
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '10.0.0.11'
//! max_connections = 100
//! ```
//! ```postgresql good as=db2/postgresql.conf
//! listen_addresses = '10.0.0.12'
//! primary_conninfo = 'host=10.0.0.11 user=repmgr'
//! max_connections = 150
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '10.0.0.11'
//! max_connections = 100
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::text::{Location, Span};
use crate::topology::{NodeId, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP145",
    name: "budget-standby-smaller",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

/// Settings of which a hot standby needs no less than its primary: `CheckRequiredParameterValues` of `xlogrecovery.c`.
const NEEDED: [&str; 5] =
    ["max_connections", "max_worker_processes", "max_wal_senders", "max_prepared_transactions", "max_locks_per_transaction"];

fn check(topology: &Topology<'_>, report: &mut Report) {
    let one = topology.is_one_cluster();
    for (id, node) in topology.each_node() {
        if let Some(Target::Node(primary)) = node.upstream.filter(|_| node.repmgr.is_none() || !one) {
            compare(topology, id, primary, true, report);
        }
    }
    for name in NEEDED.into_iter().filter(|_| one) {
        check_cluster(topology, name, report);
    }
}

/// Compares each node that repmgr knows with the one that has the most: any of them may be the primary.
fn check_cluster(topology: &Topology<'_>, name: &str, report: &mut Report) {
    let held = topology.cluster().filter(|(_, node, file)| node.own_conf && !is_witness(file.node_name()));
    let held = held.filter_map(|(id, node, _)| Some((id, number(node.conf?, name)?)));
    let values: Vec<(NodeId, i64)> = held.collect();
    let Some((largest, most)) = values.iter().copied().max_by_key(|(id, value)| (*value, std::cmp::Reverse(*id))) else { return };
    for (id, value) in values.iter().filter(|(_, value)| *value < most) {
        let follows = topology.node(*id).upstream == Some(Target::Node(largest));
        tell(topology, (*id, *value), (largest, most), name, follows, report);
    }
}

fn compare(topology: &Topology<'_>, standby: NodeId, primary: NodeId, follows: bool, report: &mut Report) {
    if standby == primary || !topology.node(standby).own_conf || !topology.node(primary).own_conf {
        return;
    }
    let confs = (topology.node(standby).conf, topology.node(primary).conf);
    let (Some(own), Some(other)) = confs else { return };
    for name in NEEDED {
        if let (Some(value), Some(most)) = (number(own, name), number(other, name))
            && value < most
        {
            tell(topology, (standby, value), (primary, most), name, follows, report);
        }
    }
}

fn tell(
    topology: &Topology<'_>,
    (id, value): (NodeId, i64),
    (primary, most): (NodeId, i64),
    name: &str,
    follows: bool,
    report: &mut Report,
) {
    let (Some(conf), Some(other)) = (topology.node(id).conf, topology.node(primary).conf) else { return };
    if conf.bool("hot_standby") == Some(false) {
        return;
    }
    let (own, theirs) = (topology.title(Target::Node(id)), topology.title(Target::Node(primary)));
    let message = if follows {
        format!("the standby {own} does not start: `{name}` is {value}, and {most} on its primary {theirs}")
    } else {
        format!("{own} does not start as the standby of {theirs}: `{name}` is {value}, and there {most}")
    };
    let finding = report.find(place(conf, name), message);
    if !follows {
        // A witness that nobody can tell for one is none of them.
        finding.level(Level::Warning);
    }
    finding.path(format!("{own} → {theirs}"));
    finding.sum(format!("{own}: {name} {value}")).sum(format!("{theirs}: {name} {most}"));
    finding.related(place(other, name), format!("`{name}` of {theirs}"));
    finding.help(format!("set `{name}` to the same on all nodes; raise it on the standbys first"));
}

/// A witness is no standby: it has data of its own.
fn is_witness(name: Option<&str>) -> bool {
    name.is_some_and(|name| name.to_ascii_lowercase().contains("wit"))
}

fn number(conf: &Conf<'_>, name: &str) -> Option<i64> {
    conf.decides(&[name]).then(|| conf.int(name)).flatten()
}

fn place(conf: &Conf<'_>, name: &str) -> Location {
    conf.entry(name).map_or(Location::new(conf.file, Span::empty(0)), |entry| entry.value_at)
}
