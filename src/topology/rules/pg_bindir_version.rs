//! The programs are of another major version of PostgreSQL than the data.
//!
//! A server starts with data of its own major version only, and a standby replicates from such a primary only. After an upgrade of the
//! cluster one of the paths has been left behind.
//!
//! ```repmgr bad as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! data_directory = '/var/lib/postgresql/17/main'
//! pg_bindir = '/usr/lib/postgresql/15/bin'
//!             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ these are programs of PostgreSQL 15, and the data is of 17
//! ```
//! ```repmgr good as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! data_directory = '/var/lib/postgresql/17/main'
//! pg_bindir = '/usr/lib/postgresql/17/bin'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::Topology;
use crate::topology::cluster::{Cluster, Member};
use crate::topology::hooks::commands;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP181",
    name: "pg-bindir-version",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for cluster in topology.clusters() {
        for member in &cluster.members {
            check_member(member, report);
        }
        compare(topology, &cluster, report);
    }
}

fn check_member(member: &Member<'_, '_>, report: &mut Report) {
    let Some(data) = member.file.data_directory().and_then(version_of_data) else { return };
    let name = member.file.node_name().unwrap_or("the node");
    if let Some(programs) = member.file.text("pg_bindir").and_then(version_of_programs).filter(|programs| *programs != data) {
        let message = format!("these are programs of PostgreSQL {programs}, and the data is of {data}");
        let finding = report.find(member.at("pg_bindir"), message);
        finding.path(format!("repmgr.conf of {name} → PostgreSQL {programs} → data of {data}"));
        finding.related(member.at("data_directory"), "the data");
        finding.help("write the paths of one version");
    }
    for command in commands(member.file).filter(|command| command.setting.starts_with("service_")) {
        if let Some(programs) = version_of_service(command.text).filter(|programs| *programs != data) {
            let message = format!("this is about PostgreSQL {programs}, and the data is of {data}");
            let finding = report.find(command.at, message);
            finding.path(format!("repmgr.conf of {name} → {} → PostgreSQL {programs}", command.setting));
            finding.related(member.at("data_directory"), "the data");
            finding.help("name the service of that version");
        }
    }
}

/// Data of one cluster is of one version; a witness has data of its own.
fn compare(topology: &Topology<'_>, cluster: &Cluster<'_, '_>, report: &mut Report) {
    let versions = || cluster.data().filter_map(|member| Some((member, version_of_data(member.file.data_directory()?)?)));
    let Some((first, data)) = versions().next() else { return };
    for (member, other) in versions().filter(|(_, other)| *other != data) {
        let name = first.file.node_name().unwrap_or("another node");
        let message = format!("this is data of PostgreSQL {other}, and that of `{name}` is of {data}");
        let finding = report.find(member.at("data_directory"), message);
        finding.path(format!("{} → data of {data}", topology.node_name(first.id)));
        finding.path(format!("{} → data of {other}", topology.node_name(member.id)));
        finding.related(first.at("data_directory"), "the other one");
        if cluster.may_be_witness(member) {
            finding.level(Level::Warning);
        }
        finding.help("replication goes from a version to the same version only: upgrade all nodes");
    }
}

/// The major version in the path of a data directory, as Debian (`/var/lib/postgresql/17/main`) and the PGDG's RPMs (`/var/lib/pgsql/17/data`)
/// lay them out.
fn version_of_data(path: &str) -> Option<&str> {
    let rest = ["/var/lib/postgresql/", "/var/lib/pgsql/"].iter().find_map(|folder| path.strip_prefix(folder))?;
    let (version, below) = rest.split_once('/')?;
    (is_version(version) && !below.trim_matches('/').is_empty()).then_some(version)
}

/// The major version in the path of programs: `/usr/lib/postgresql/17/bin` or `/usr/pgsql-17/bin`.
fn version_of_programs(path: &str) -> Option<&str> {
    let rest = ["/usr/lib/postgresql/", "/usr/pgsql-"].iter().find_map(|folder| path.strip_prefix(folder))?;
    let version = rest.split('/').next()?;
    is_version(version).then_some(version)
}

/// The major version of the service that a command is about.
fn version_of_service(command: &str) -> Option<&str> {
    let words: Vec<&str> = command.split_whitespace().map(|word| word.trim_matches(['"', '\''])).collect();
    let cluster = words.iter().position(|word| word.ends_with("pg_ctlcluster")).and_then(|at| words.get(at + 1).copied());
    let unit = words.iter().find_map(|word| {
        let debian = word.strip_prefix("postgresql@").and_then(|rest| rest.split('-').next());
        debian.or_else(|| word.strip_prefix("postgresql-").map(|rest| rest.trim_end_matches(".service")))
    });
    let program = words.first().and_then(|word| version_of_programs(word));
    cluster.or(unit).or(program).filter(|version| is_version(version))
}

/// Whether `text` is a major version: `17`, or `9.6`.
fn is_version(text: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.len() < 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('.') {
        Some((major, minor)) => major == "9" && number(minor),
        None => number(text),
    }
}
