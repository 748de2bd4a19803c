//! `data_directory` of repmgr is not the one that PostgreSQL uses.
//!
//! repmgr compares the two as text: `repmgr node check` is critical if they differ. And a rejoin or a clone works on the other folder: it
//! writes to, or throws away, what is not this node's data.
//!
//! ```repmgr bad as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! data_directory = '/var/lib/postgresql/17/main'
//!                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ PostgreSQL uses `/srv/postgresql/main`
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! data_directory = '/srv/postgresql/main'
//! ```
//! ```repmgr good as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! data_directory = '/srv/postgresql/main'
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! data_directory = '/srv/postgresql/main'
//! ```
//! ```repmgr good as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! data_directory = '/srv/postgresql/main'
//! service_start_command = '/usr/lib/postgresql/17/bin/pg_ctl -D /srv/configuration -w start'
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! data_directory = '/srv/postgresql/main'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::tidy;
use crate::text::printable;
use crate::topology::Topology;
use crate::topology::cluster::Member;
use crate::topology::hooks::commands;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP180",
    name: "data-directory-mismatch",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for cluster in topology.clusters() {
        for member in &cluster.members {
            check_conf(topology, member, report);
            check_commands(member, report);
        }
    }
}

fn check_conf(topology: &Topology<'_>, member: &Member<'_, '_>, report: &mut Report) {
    let (Some(own), Some(conf)) = (member.file.data_directory(), member.conf()) else { return };
    let Some(entry) = conf.entry("data_directory").filter(|entry| entry.text.text.starts_with('/')) else { return };
    if !own.starts_with('/') || tidy(own) == tidy(&entry.text.text) {
        return;
    }
    let used = printable(&entry.text.text);
    let finding = report.find(member.at("data_directory"), format!("PostgreSQL uses `{used}`"));
    finding.path(format!("repmgr.conf of {} → {}", member.file.node_name().unwrap_or("the node"), printable(own)));
    finding.path(format!("PostgreSQL {} → {used}", topology.node_name(member.id)));
    finding.related(entry.value_at, "`data_directory` of PostgreSQL");
    finding.help("write the same folder in both files");
}

/// The folders that the service commands name.
fn check_commands(member: &Member<'_, '_>, report: &mut Report) {
    let Some(own) = member.file.data_directory().filter(|own| own.starts_with('/')) else { return };
    // `-D` may name the folder of a postgresql.conf that says where the data is.
    let told = member.conf().and_then(|conf| conf.entry("data_directory"));
    if told.is_some_and(|entry| tidy(&entry.text.text) == tidy(own)) {
        return;
    }
    for command in commands(member.file).filter(|command| command.setting.starts_with("service_")) {
        let words: Vec<&str> = command.text.split_whitespace().map(|word| word.trim_matches(['"', '\''])).collect();
        let is_control = |word: &&str| word.rsplit('/').next() == Some("pg_ctl");
        let folder = words.iter().position(|word| *word == "-D").and_then(|at| words.get(at + 1));
        // A folder with the configuration in it may stand there too.
        let Some(folder) = folder.filter(|folder| folder.starts_with('/') && !folder.starts_with("/etc/") && !folder.contains('$')) else {
            continue;
        };
        if words.iter().any(is_control) && tidy(folder) != tidy(own) {
            let finding = report.find(command.at, format!("this is about `{}`, and `data_directory` is another one", printable(folder)));
            finding.path(format!("{} → {}", command.setting, printable(folder)));
            finding.related(member.at("data_directory"), "`data_directory` of repmgr");
            finding.level(Level::Warning);
            finding.help("name the same folder in both");
        }
    }
}
