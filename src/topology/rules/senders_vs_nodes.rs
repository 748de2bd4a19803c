//! A node allows fewer WAL senders than the cluster needs.
//!
//! As the primary it sends to every standby, and while one of them is cloned, that takes two: one for the files, one for the write-ahead
//! log. With too few, a standby that has lost its way cannot be made anew.
//!
//! ```repmgr bad as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! max_wal_senders = 2
//!                   ^ the cluster needs 3 WAL senders, and this allows 2
//! ```
//! ```repmgr and as=db2/repmgr.conf
//! node_id = 2
//! node_name = pg2
//! conninfo = 'host=10.0.0.12 user=repmgr dbname=repmgr'
//! ```
//! ```repmgr and as=db3/repmgr.conf
//! node_id = 3
//! node_name = pg3
//! conninfo = 'host=10.0.0.13 user=repmgr dbname=repmgr'
//! ```
//! ```repmgr good as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! max_wal_senders = 2
//! ```
//! ```repmgr and as=db2/repmgr.conf
//! node_id = 2
//! node_name = pg2
//! conninfo = 'host=10.0.0.12 user=repmgr dbname=repmgr'
//! ```

use rustc_hash::FxHashSet;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::text::FileId;
use crate::topology::Topology;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP183",
    name: "senders-vs-nodes",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

/// What `pg_basebackup` takes while it copies: one connection for the files, one for the log.
const CLONE: i64 = 2;

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut told: FxHashSet<FileId> = FxHashSet::default();
    for cluster in topology.clusters() {
        let nodes = i64::try_from(cluster.data().count()).unwrap_or(i64::MAX);
        if nodes < 2 {
            continue;
        }
        // One of the standbys is being cloned, and does not follow meanwhile.
        let following = nodes - 2;
        let needed = following + CLONE;
        for member in cluster.data() {
            let Some((conf, _)) = member.any_conf() else { continue };
            let (Some(entry), Some(allowed)) = (conf.entry("max_wal_senders"), conf.int("max_wal_senders")) else { continue };
            if allowed >= needed || !told.insert(conf.file) {
                continue;
            }
            let finding = report.find(entry.value_at, format!("the cluster needs {needed} WAL senders, and this allows {allowed}"));
            for other in cluster.data().filter(|other| other.id != member.id).take(5) {
                finding.path(format!("PostgreSQL {} → PostgreSQL {}", topology.node_name(other.id), topology.node_name(member.id)));
                finding.related(other.at("node_id"), "a standby, when the other node is the primary");
            }
            finding.sum(format!("{following} that follow + {CLONE} for one that is cloned = {needed} > max_wal_senders {allowed}"));
            finding.covers("wal-senders");
            finding.help(format!("set `max_wal_senders` to {} or more: backups take some too", needed + CLONE));
        }
    }
}
