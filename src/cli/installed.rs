//! The programs of a stack that are on this machine.

use super::{Command, Host};
use crate::analysis::Targets;
use crate::product::Program;
use crate::render::description::Versions;

/// Where Debian's packages of PostgreSQL are, a folder a version.
const POSTGRESQL: &str = "/usr/lib/postgresql";

/// The programs and versions that are installed here; of a program that is not here, the version in the current stable Debian.
pub(super) fn versions(host: &dyn Host) -> Versions {
    let mut versions = Versions::default();
    for (program, text) in found(host) {
        if let Ok(version) = Targets::parse_version(program, &text) {
            versions.set(program, version);
        }
    }
    versions
}

/// What is installed: programs with the numbers of their versions, `2.6` or `15`.
pub(super) fn found(host: &dyn Host) -> Vec<(Program, String)> {
    let mut found = Vec::new();
    let mut note = |program, number: Option<String>| found.extend(number.map(|number| (program, number)));
    note(Program::Haproxy, number_of("/usr/sbin/haproxy", "-v", 2, host));
    note(Program::Pgbouncer, number_of("/usr/sbin/pgbouncer", "--version", 2, host));
    if let Some(postgresql) = postgresql(host) {
        note(Program::Repmgr, number_of(&format!("{POSTGRESQL}/{postgresql}/bin/repmgr"), "--version", 2, host));
        note(Program::Postgresql, Some(postgresql));
    }
    found
}

/// The newest PostgreSQL, of those that repmgr is built for if there is one.
fn postgresql(host: &dyn Host) -> Option<String> {
    let mut versions: Vec<u32> = host.list(POSTGRESQL).ok()??.folders.iter().filter_map(|name| name.parse().ok()).collect();
    versions.sort_unstable();
    let has = |version: &&u32, program: &str| {
        let programs = host.list(&format!("{POSTGRESQL}/{version}/bin"));
        programs.is_ok_and(|listing| listing.is_some_and(|listing| listing.files.iter().any(|file| file == program)))
    };
    let newest = |program| versions.iter().rev().find(|version| has(version, program));
    newest("repmgr").or_else(|| newest("postgres")).map(u32::to_string)
}

/// The first `parts` numbers of the version that `program` tells of itself.
fn number_of(program: &str, word: &str, parts: usize, host: &dyn Host) -> Option<String> {
    let answer = host.ask(&Command::new(program, [word]));
    let word = answer.out.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let numbers: Vec<&str> = word.split(|c: char| !c.is_ascii_digit()).take(parts).collect();
    answer.ok.then(|| numbers.join("."))
}
