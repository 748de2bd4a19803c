//! What repmgr writes at a promotion, PgBouncer reads in the wrong section.
//!
//! `%include` puts the lines of the file where it stands, and a section that begins in that file goes on behind it. A file with
//! `[databases]` in it has to come last, or the settings that follow are taken for databases; one without has to stand in `[databases]`.
//! Otherwise PgBouncer refuses the whole at the next start or reload, which is when the primary has just died.
//!
//! ```repmgr bad as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! failover = automatic
//! promote_command = 'repmgr standby promote && printf "[databases]\napp = host=10.0.0.11\n" >/etc/pgbouncer/db.ini'
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [pgbouncer]
//! listen_port = 6432
//! %include /etc/pgbouncer/db.ini
//! auth_type = scram-sha-256
//! ^^^^^^^^^ this stands in `[databases]` once `promote_command` has written the file above
//! ```
//! ```repmgr good as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! failover = automatic
//! promote_command = 'repmgr standby promote && printf "[databases]\napp = host=10.0.0.11\n" >/etc/pgbouncer/db.ini'
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [pgbouncer]
//! listen_port = 6432
//! auth_type = scram-sha-256
//! %include /etc/pgbouncer/db.ini
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::ini::{Include, Ini, SectionKind};
use crate::product::repmgr::model::Command;
use crate::text::Location;
use crate::topology::Topology;
use crate::topology::hooks::commands;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP193",
    name: "promote-script-include",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut writers: FxHashMap<&str, Command<'_>> = FxHashMap::default();
    for file in &topology.stack.repmgr.files {
        for command in commands(file) {
            for path in written(command.text) {
                writers.entry(path).or_insert(command);
            }
        }
    }
    for ini in topology.stack.pgbouncer.files.iter().filter(|_| !writers.is_empty()) {
        // What a file that is there does to the lines behind it is the single file's affair.
        for include in ini.includes.iter().filter(|include| !include.found) {
            if let Some(command) = writers.get(include.path) {
                check_include(ini, include, *command, report);
            }
        }
    }
}

/// The files that `command` writes by a redirection, or with `tee`.
fn written(command: &str) -> impl Iterator<Item = &str> {
    let mut before = "";
    command.split_whitespace().filter_map(move |word| {
        let last = std::mem::replace(&mut before, word);
        let target = match word.trim_start_matches('>') {
            "" => None,
            rest if rest.len() < word.len() => Some(rest),
            _ if last.ends_with('>') || last.rsplit('/').next() == Some("tee") => Some(word),
            _ => None,
        };
        target.map(|path| path.trim_matches(['"', '\'', ';']))
    })
}

fn check_include(ini: &Ini<'_>, include: &Include<'_>, command: Command<'_>, report: &mut Report) {
    let before = include.before.and_then(|index| ini.sections[index].kind);
    let headed = command.text.contains("[databases]");
    let path = format!("{} → {} → %include in {}", command.setting, include.path, ini.source.name());
    if !headed && !command.text.contains('[') && before == Some(SectionKind::Main) {
        let message = format!("`{}` writes this file without a section, so that its lines are settings", command.setting);
        let finding = report.find(include.path_at, message);
        finding.path(path).related(command.at, "it is written here");
        finding.help("write `[databases]` first, or include it in that section");
    } else if headed
        && before != Some(SectionKind::Databases)
        && let Some((at, section)) = next_line(ini, include).filter(|(_, section)| *section == before)
    {
        let message = format!("this stands in `[databases]` once `{}` has written the file above", command.setting);
        let finding = report.find(at, message);
        if let Some(kind) = section {
            finding.section(format!("[{}]", kind.name()));
        }
        finding.path(path).related(include.at, "the section begins in this file").related(command.at, "it is written here");
        finding.help("move the `%include` to the end of the file");
    }
}

/// The first setting behind `include` in the same file, before any other header, with the section that it seems to stand in.
fn next_line(ini: &Ini<'_>, include: &Include<'_>) -> Option<(Location, Option<SectionKind>)> {
    let behind = |at: Location| at.file == include.at.file && at.span.start >= include.at.span.end;
    let header = ini.sections.iter().map(|section| section.at).filter(|at| behind(*at)).map(|at| at.span.start).min();
    let names = ini.settings.iter().map(|setting| setting.name_at).chain(ini.entries().map(|entry| entry.name_at));
    let first = names.filter(|at| behind(*at) && header.is_none_or(|header| at.span.start < header)).min_by_key(|at| at.span.start)?;
    Some((first, include.before.and_then(|index| ini.sections[index].kind)))
}
