//! An option that all nodes must have alike differs between them.
//!
//! Which node decides in a failover is not known before. `primary_visibility_consensus` only counts if it is set on all nodes, a standby
//! that does not disconnect while the others do goes on to receive from the old primary, and a check before the promotion that one node
//! skips is none.
//!
//! ```repmgr bad as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! failover = automatic
//! primary_visibility_consensus = true
//! ```
//! ```repmgr and as=db2/repmgr.conf
//! node_id = 2
//!           ^ `primary_visibility_consensus` is false here and true on `pg1`
//! node_name = pg2
//! conninfo = 'host=10.0.0.12 user=repmgr dbname=repmgr'
//! failover = automatic
//! ```
//! ```repmgr good as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! failover = automatic
//! primary_visibility_consensus = true
//! failover_validation_command = '/srv/one/validate'
//! ```
//! ```repmgr and as=db2/repmgr.conf
//! node_id = 2
//! node_name = pg2
//! conninfo = 'host=10.0.0.12 user=repmgr dbname=repmgr'
//! failover = automatic
//! primary_visibility_consensus = on
//! failover_validation_command = '/srv/two/validate'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::Topology;
use crate::topology::cluster::Member;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP185",
    name: "repmgr-options-differ",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

/// The options, and whether the value counts or only whether there is one: a script may have another path on each node.
const OPTIONS: [(&str, bool); 3] =
    [("primary_visibility_consensus", true), ("standby_disconnect_on_failover", true), ("failover_validation_command", false)];

/// So many nodes are shown.
const MAX_SHOWN: usize = 8;

fn check(topology: &Topology<'_>, report: &mut Report) {
    for cluster in topology.clusters() {
        // A witness promotes nothing, and a node that is never promoted validates nothing.
        let takes_part = |member: &&Member<'_, '_>| member.file.complete && member.file.is_automatic();
        let members: Vec<&Member<'_, '_>> = cluster.data().filter(takes_part).collect();
        for (option, exact) in OPTIONS {
            let counted: Vec<&Member<'_, '_>> = members.iter().copied().filter(|member| exact || member.file.priority() > 0).collect();
            compare(topology, &counted, option, exact, report);
        }
    }
}

fn compare(topology: &Topology<'_>, members: &[&Member<'_, '_>], option: &str, exact: bool, report: &mut Report) {
    let value = |member: &Member<'_, '_>| match (exact, member.file.command(option)) {
        (true, _) => member.file.value(option),
        (false, Some(_)) => "set".to_owned(),
        (false, None) => "not set".to_owned(),
    };
    // One that says something is the measure for those that do not.
    let Some(first) = members.iter().find(|member| member.file.assignment(option).is_some()) else { return };
    let wanted = value(first);
    let mut others = members.iter().filter(|member| value(member) != wanted);
    let Some(member) = others.next() else { return };
    let name = first.file.node_name().unwrap_or("another node");
    let message = format!("`{option}` is {} here and {wanted} on `{name}`", value(member));
    let finding = report.find(member.at(option), message);
    for node in [first, member] {
        finding.path(format!("repmgrd of {} → {option} {}", topology.node_name(node.id), value(node)));
    }
    finding.related(first.at(option), format!("{wanted} here"));
    for other in others.take(MAX_SHOWN) {
        finding.related(other.at(option), format!("{} here too", value(other)));
    }
    finding.help(format!("set `{option}` alike on all nodes"));
}
