//! The user of repmgr can log in through the pool of the applications.
//!
//! It is a superuser as a rule, and no application needs it. Who comes by its password, or by an open line of the access rules, has the
//! whole cluster by the way that is open to applications. repmgr itself connects to PostgreSQL directly.
//!
//! ```repmgr bad as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! auth_type = scram-sha-256
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```userlist and as=db1/userlist.txt
//! "app" "md5b1b01b2b3b4b5b6b7b8b9babbbcbdbeb"
//! "repmgr" "md5a1b01b2b3b4b5b6b7b8b9babbbcbdbeb"
//! ^^^^^^^^ the user of repmgr can log in through the pool
//! ```
//! ```repmgr good as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! auth_type = md5
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```userlist and as=db1/userlist.txt
//! "app" "md5b1b01b2b3b4b5b6b7b8b9babbbcbdbeb"
//! ```

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::NameKind;
use crate::text::{FileId, Location, printable};
use crate::topology::cluster::Member;
use crate::topology::{Pooler, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP191",
    name: "repmgr-user-pooled",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut users: FxHashMap<&str, Location> = FxHashMap::default();
    let clusters = topology.clusters();
    for member in clusters.iter().flat_map(|cluster| &cluster.members) {
        let Some(conninfo) = member.file.conninfo.as_ref() else { continue };
        if let Some(user) = conninfo.get("user") {
            users.entry(user).or_insert_with(|| Member::conninfo_at(member, "user"));
        }
        if let Some(user) = member.file.text("replication_user") {
            users.entry(user).or_insert_with(|| member.at("replication_user"));
        }
    }
    let mut told: FxHashSet<FileId> = FxHashSet::default();
    let mut told_entries: FxHashSet<Location> = FxHashSet::default();
    for (id, pooler) in topology.each_pooler() {
        let title = topology.title(Target::Pooler(id));
        for list in pooler.userlist.iter().filter(|list| told.insert(list.id)) {
            for user in list.users.iter().filter(|user| may_log_in(pooler, &user.name)) {
                let Some(at) = users.get(user.name.as_ref()) else { continue };
                let finding = report.find(user.name_at, "the user of repmgr can log in through the pool");
                finding.path(format!("{title} → user {}", printable(&user.name)));
                finding.related(*at, "repmgr connects as this user");
                finding.related(pooler.ini.place_of("auth_file"), "the users of the pool");
                finding.help("take it out of the file, and let repmgr connect to PostgreSQL directly");
            }
        }
        for database in &pooler.databases {
            let Some((param, at)) = database.entry.param("user").and_then(|param| Some((param, users.get(param.value.as_ref())?))) else {
                continue;
            };
            // Somebody may well look after repmgr's own database by a pool.
            if database.entry.dbname().contains("repmgr") || !told_entries.insert(param.value_at) {
                continue;
            }
            let message = format!("everybody who connects to `{}` is the user of repmgr", printable(database.entry.name));
            let finding = report.find(param.value_at, message);
            finding.path(topology.database_path(id, database));
            finding.related(*at, "repmgr connects as this user");
            finding.help("give the applications a role of their own");
        }
    }
}

/// Whether `user` of the userlist is let in to a database: not if it is there for the console only, or if no access rule names it.
fn may_log_in(pooler: &Pooler<'_>, user: &str) -> bool {
    let ini = pooler.ini;
    if ["admin_users", "stats_users"].iter().any(|name| ini.list(name).any(|own| own == user)) || ini.text("auth_user") == user {
        return false;
    }
    if ini.text("auth_type") != "hba" {
        return true;
    }
    let Some(hba) = pooler.hba else { return false };
    let rules = hba.rules.iter().filter(|rule| rule.allows());
    let named = |kind: NameKind, text: &str| kind == NameKind::All || kind == NameKind::Plain && text == user;
    let mut named_in = rules.filter(|rule| rule.users.iter().any(|name| named(name.kind, &name.word.text)));
    named_in.any(|rule| rule.databases.iter().any(|name| name.kind == NameKind::All || name.word.text != "pgbouncer"))
}
