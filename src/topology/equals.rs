//! Settings that a standby must have at least as high as its primary: PostgreSQL compares them when it starts to replay.

use rustc_hash::FxHashSet;

use super::cluster::{Cluster, Member};
use super::{NodeId, Target, Topology};
use crate::lint::{Level, Report};
use crate::product::postgresql::conf::Conf;
use crate::text::{Location, Span};

/// Tells of the nodes of each cluster whose value of `name` is lower than that of another one.
pub fn tell_lower(topology: &Topology<'_>, name: &'static str, report: &mut Report) {
    for cluster in topology.clusters() {
        compare(topology, &cluster, name, report);
    }
}

/// A node with its value.
type Valued<'c, 'm, 't> = (&'c Member<'m, 't>, &'t Conf<'t>, i64);

fn compare(topology: &Topology<'_>, cluster: &Cluster<'_, '_>, name: &'static str, report: &mut Report) {
    let valued: Vec<Valued<'_, '_, '_>> = cluster
        .data()
        .filter_map(|member| {
            let conf = member.conf().filter(|conf| conf.decides(&[name]))?;
            Some((member, conf, conf.int(name)?))
        })
        .collect();
    // One that is never promoted, and that nobody follows, is nobody's primary.
    let followed: FxHashSet<NodeId> =
        cluster.data().filter_map(|member| if let Some(Target::Node(id)) = member.node.upstream { Some(id) } else { None }).collect();
    let leads = |member: &Member<'_, '_>| member.file.priority() > 0 || followed.contains(&member.id);
    let leaders = valued.iter().copied().filter(|(member, ..)| leads(member));
    let Some((high, high_conf, most)) = leaders.max_by_key(|(member, _, value)| (*value, std::cmp::Reverse(member.number))) else { return };
    // A standby that nobody reads does not look at them.
    for (member, conf, value) in valued.into_iter().filter(|(_, conf, value)| *value < most && conf.bool("hot_standby") != Some(false)) {
        let written = conf.entry(name);
        let start = |conf: &Conf<'_>| Location::new(conf.file, Span::empty(0));
        let at = written.map_or_else(|| start(conf), |entry| entry.value_at);
        let title = topology.node_name(high.id);
        let finding = report.find(at, format!("`{name}` is {value} here and {most} on {title}: as its standby this node does not start"));
        finding.path(format!("PostgreSQL {title} → standby {}", topology.node_name(member.id)));
        finding.related(high_conf.entry(name).map_or_else(|| start(high_conf), |entry| entry.value_at), format!("{most} here"));
        if written.is_none() || high_conf.entry(name).is_none() || cluster.may_be_witness(member) {
            finding.level(Level::Warning);
        }
        finding.help(format!("set `{name}` to the same value on all nodes; to raise it, begin with the standbys"));
    }
}
