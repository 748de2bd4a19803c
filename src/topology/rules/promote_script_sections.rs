//! The connection string of repmgr is written into PgBouncer's file as it is.
//!
//! repmgr's connection strings are libpq's. PgBouncer knows few of their keywords, and takes no others: it does not start with such a file,
//! and a reload takes in a half of it. And `dbname` in them is repmgr's own database, not that of the applications. Here a command of
//! repmgr.conf copies them.
//!
//! ```repmgr bad
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr connect_timeout=2'
//! failover = automatic
//! promote_command = 'repmgr standby promote && psql -d repmgr -Atc "SELECT ''app='' || conninfo FROM repmgr.nodes WHERE active" >/etc/pgbouncer/db.ini'
//!                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ PgBouncer does not know `connect_timeout`, which this writes into its file
//! ```
//! ```repmgr good
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr connect_timeout=2'
//! failover = automatic
//! promote_command = 'repmgr standby promote && echo "app = host=10.0.0.11 port=5432" >/etc/pgbouncer/db.ini'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::ini::SectionKind;
use crate::schema::Known;
use crate::topology::Topology;
use crate::topology::cluster::Cluster;
use crate::topology::hooks::commands;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP192",
    name: "promote-script-sections",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

/// What changes the strings on their way.
const EDITORS: [&str; 7] = ["sed", "awk", "perl", "python", "replace(", "substring(", "split_part("];

fn check(topology: &Topology<'_>, report: &mut Report) {
    for cluster in topology.clusters() {
        let refused = refused(topology, &cluster);
        for member in &cluster.members {
            for command in commands(member.file) {
                let has = |text: &str| command.text.contains(text);
                let copies = has("conninfo") && has("nodes") && has("bouncer") && has("psql");
                if !copies || EDITORS.iter().any(|editor| has(editor)) {
                    continue;
                }
                let message = match refused.first() {
                    Some(keyword) => format!("PgBouncer does not know `{keyword}`, which this writes into its file"),
                    None if !has("dbname") => "this leads the pool to the database of repmgr".to_owned(),
                    None => continue,
                };
                let finding = report.find(command.at, message);
                let name = member.file.node_name().unwrap_or("the node");
                finding.path(format!("{} of {name} → repmgr.nodes → conninfo → [databases] of PgBouncer", command.setting));
                let keyword = refused.first().copied().unwrap_or("dbname");
                let holder =
                    cluster.members.iter().find(|other| other.file.conninfo.as_ref().is_some_and(|own| own.get(keyword).is_some()));
                if let Some(holder) = holder {
                    finding.related(holder.conninfo_at(keyword), "it stands here");
                }
                finding.help("write `host`, `port` and the name of the applications' database only");
            }
        }
    }
}

/// The keywords of the connection strings of `cluster` that PgBouncer refuses.
fn refused(topology: &Topology<'_>, cluster: &Cluster<'_, '_>) -> Vec<&'static str> {
    let version = topology.stack.pgbouncer.version;
    let databases = SectionKind::Databases.settings();
    let options = cluster.members.iter().filter_map(|member| member.file.conninfo.as_ref()).flat_map(|conninfo| &conninfo.options);
    let mut found: Vec<&'static str> =
        options.map(|option| option.keyword).filter(|keyword| !matches!(databases.look_up(keyword, version), Known::Yes(_))).collect();
    found.sort_unstable();
    found.dedup();
    found
}
