//! repmgrd is to fail over, and PostgreSQL does not load its library.
//!
//! repmgrd keeps what it knows in memory that the library sets up. Without `repmgr` in `shared_preload_libraries` it says `unable to write
//! to shared memory` and ends: nobody watches the cluster.
//!
//! ```repmgr bad as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! failover = automatic
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! shared_preload_libraries = 'pg_stat_statements'
//!                            ^^^^^^^^^^^^^^^^^^^^ `repmgr` is missing here, and repmgrd ends without it
//! ```
//! ```repmgr good as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! failover = automatic
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! shared_preload_libraries = 'pg_stat_statements, repmgr'
//! ```

use rustc_hash::FxHashSet;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::check::list;
use crate::text::{FileId, Location, Span};
use crate::topology::Topology;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP184",
    name: "preload-vs-repmgrd",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut told: FxHashSet<FileId> = FxHashSet::default();
    for cluster in topology.clusters() {
        for member in cluster.members.iter().filter(|member| member.file.is_automatic()) {
            let Some((conf, own)) = member.any_conf().filter(|(conf, _)| conf.decides(&["shared_preload_libraries"])) else { continue };
            let libraries = conf.text("shared_preload_libraries").unwrap_or_default();
            let Some(loaded) = list(&libraries, false) else { continue };
            if loaded.iter().any(|library| library.rsplit('/').next().is_some_and(|name| name.trim_end_matches(".so") == "repmgr")) {
                continue;
            }
            if !told.insert(conf.file) {
                continue;
            }
            let entry = conf.entry("shared_preload_libraries");
            let finding = match entry {
                Some(entry) => report.find(entry.value_at, "`repmgr` is missing here, and repmgrd ends without it"),
                None => report.find(
                    Location::new(conf.file, Span::empty(0)),
                    "`shared_preload_libraries` does not load `repmgr`, and repmgrd ends without it",
                ),
            };
            // What is not written here may stand on the command line, or in what `ALTER SYSTEM` wrote.
            if entry.is_none() || !own {
                finding.level(Level::Warning);
            }
            finding.path(format!("repmgrd of {} → PostgreSQL without its library", topology.node_name(member.id)));
            finding.related(member.at("failover"), "repmgrd is to fail over");
            finding.help("add `repmgr` to `shared_preload_libraries` and restart PostgreSQL");
        }
    }
}
