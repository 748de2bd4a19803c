//! A node allows fewer replication slots than repmgr makes.
//!
//! With `use_replication_slots` the primary holds one slot for each standby that follows it. Whichever node is promoted has to hold them
//! all: with too few, the last standby cannot follow; with none, repmgr refuses to clone.
//!
//! ```repmgr bad as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! use_replication_slots = yes
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! max_replication_slots = 0
//!                         ^ repmgr needs replication slots, and this allows none
//! ```
//! ```repmgr good as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! use_replication_slots = yes
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! max_replication_slots = 4
//! ```

use rustc_hash::FxHashSet;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::text::FileId;
use crate::topology::Topology;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP182",
    name: "slots-vs-max",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut told: FxHashSet<FileId> = FxHashSet::default();
    for cluster in topology.clusters() {
        let standbys = cluster.data().count() - usize::from(cluster.data().next().is_some());
        for member in cluster.data().filter(|member| member.file.is_on("use_replication_slots")) {
            let Some((conf, own)) = member.any_conf() else { continue };
            let (Some(entry), Some(allowed)) = (conf.entry("max_replication_slots"), conf.int("max_replication_slots")) else { continue };
            let short = usize::try_from(allowed).is_ok_and(|allowed| allowed < standbys);
            if allowed != 0 && !short || !told.insert(conf.file) {
                continue;
            }
            let message = match allowed {
                0 => "repmgr needs replication slots, and this allows none".to_owned(),
                _ => format!("as the primary this node needs {standbys} replication slots, and this allows {allowed}"),
            };
            let finding = report.find(entry.value_at, message);
            let followers = cluster.data().filter(|other| other.id != member.id);
            for other in followers.take(5) {
                finding.path(format!("PostgreSQL {} → slot → PostgreSQL {}", topology.node_name(other.id), topology.node_name(member.id)));
                finding.related(other.at("node_id"), "a standby, when the other node is the primary");
            }
            if standbys > 0 {
                finding.sum(format!("{} nodes - 1 primary = {standbys} slots > max_replication_slots {allowed}", standbys + 1));
            }
            finding.related(member.at("use_replication_slots"), "slots are used");
            if allowed != 0 || !own || cluster.may_be_witness(member) {
                // Some may follow another standby.
                finding.level(Level::Warning);
            }
            finding.help("raise `max_replication_slots`");
        }
    }
}
