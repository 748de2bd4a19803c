//! From paths to sources: folders are listed, files read, and what is left out is said.

use std::sync::Arc;

use super::args::InputArgs;
use super::{CliError, Host, env_file};
use crate::analysis::Targets;
use crate::emit::Unchecked;
use crate::product::haproxy::environment::Environment;
use crate::product::haproxy::machine::AnyMachine;
use crate::product::haproxy::profile::Profile;
use crate::product::haproxy::{self, VERSIONS};
use crate::schema::Version;
use crate::text::{Source, Sources};

/// The version that files are checked for if none is named: the one in the current stable Debian.
const DEFAULT_HAPROXY: Version = Version::series(3, 0);

/// Names of files that belong to other programs of the stack, and what they are.
const OTHERS: [(&str, &str); 9] = [
    ("pgbouncer.ini", "PgBouncer"),
    ("userlist.txt", "PgBouncer"),
    ("pg_hba.conf", "PostgreSQL"),
    ("pg_ident.conf", "PostgreSQL"),
    ("postgresql.conf", "PostgreSQL"),
    ("postgresql.auto.conf", "PostgreSQL"),
    ("repmgr.conf", "repmgr"),
    ("patroni.yml", "Patroni"),
    ("patroni.yaml", "Patroni"),
];

/// The files of a run.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    /// What was read, in load order.
    pub(super) sources: Sources,
    /// The paths of what was read, by file id; `None` for standard input.
    pub(super) paths: Vec<Option<String>>,
    /// What was given and not read.
    pub(super) unchecked: Vec<Unchecked>,
}

impl Inputs {
    /// Reads what `args` names.
    pub(super) fn read(args: &InputArgs, host: &dyn Host) -> Result<Self, CliError> {
        if args.paths.is_empty() {
            return Err(CliError::Usage("no file is given; name some, or `-` for standard input".to_owned()));
        }
        let mut inputs = Self::default();
        for path in &args.paths {
            if path == "-" {
                let bytes = host.read_stdin();
                inputs.add(&args.stdin_name, None, bytes);
                continue;
            }
            match host.list(path) {
                Ok(Some(names)) => inputs.folder(path, names, host),
                Ok(None) => inputs.file(path, host),
                Err(error) => inputs.unreadable(path, &error.to_string()),
            }
        }
        Ok(inputs)
    }

    /// Whether something that was given could not be read.
    pub(super) fn failed(&self) -> bool {
        self.unchecked.iter().any(|file| file.unreadable)
    }

    /// Says on standard error what was given and not read, for verbs whose output is no report.
    pub(super) fn tell_unchecked(&self, host: &mut dyn Host) -> std::io::Result<()> {
        for file in &self.unchecked {
            writeln!(host.stderr(), "{}: {}", file.path, file.reason)?;
        }
        Ok(())
    }

    fn file(&mut self, path: &str, host: &dyn Host) {
        let name = path.rsplit('/').next().unwrap_or(path);
        match OTHERS.iter().find(|(other, _)| *other == name) {
            Some((_, program)) => self.pass_over(path, &format!("files of {program} are not checked yet")),
            None => self.add(path, Some(path.to_owned()), host.read(path)),
        }
    }

    /// The files of a folder that HAProxy would read: names that end in `.cfg` and have no other `.cfg` in them, no hidden ones, by name.
    fn folder(&mut self, path: &str, mut names: Vec<String>, host: &dyn Host) {
        names.sort();
        let folder = path.trim_end_matches('/');
        let before = self.sources.len() + self.unchecked.len();
        for name in names {
            let full = format!("{folder}/{name}");
            let is_cfg = !name.starts_with('.') && name.find(".cfg").is_some_and(|at| at + 4 == name.len());
            if is_cfg || OTHERS.iter().any(|(other, _)| *other == name) {
                self.file(&full, host);
            }
        }
        if self.sources.len() + self.unchecked.len() == before {
            self.pass_over(path, "no file in this folder ends in `.cfg`");
        }
    }

    fn add(&mut self, name: &str, path: Option<String>, bytes: std::io::Result<Vec<u8>>) {
        match bytes.map(|bytes| Source::new(name, bytes)) {
            Ok(Ok(source)) => {
                self.sources.add(source);
                self.paths.push(path);
            }
            Ok(Err(error)) => self.unreadable(name, &error.to_string()),
            Err(error) => self.unreadable(name, &error.to_string()),
        }
    }

    fn unreadable(&mut self, path: &str, reason: &str) {
        self.unchecked.push(Unchecked { path: path.to_owned(), reason: reason.to_owned(), unreadable: true });
    }

    fn pass_over(&mut self, path: &str, reason: &str) {
        self.unchecked.push(Unchecked { path: path.to_owned(), reason: reason.to_owned(), unreadable: false });
    }
}

/// The targets that `args` names.
pub(super) fn targets(args: &InputArgs, host: &dyn Host) -> Result<Targets, CliError> {
    let asked = version(&args.target)?;
    let profile = profile(args.features.as_deref(), asked, host)?;
    let version = profile.version().or(asked).unwrap_or(DEFAULT_HAPROXY);
    let environment = Environment::partial(variables(&args.env, host)?);
    let machine = match args.root.as_deref() {
        Some(root) => host.machine(root).map_err(|error| CliError::Usage(format!("`--root {root}`: {error}")))?,
        None => Arc::new(AnyMachine),
    };
    Ok(Targets { haproxy: haproxy::Target { version, environment, profile, machine } })
}

/// The version of HAProxy that `--target` names.
fn version(given: &[String]) -> Result<Option<Version>, CliError> {
    let mut version = None;
    for target in given {
        let usage = |message: String| CliError::Usage(message);
        let (program, number) =
            target.split_once('=').ok_or_else(|| usage(format!("`--target {target}`: write PROGRAM=VERSION, such as haproxy=3.0")))?;
        if program != "haproxy" {
            return Err(usage(format!("`--target {target}`: `{program}` is not a program that can be checked; `haproxy` is")));
        }
        let number = number.parse().map_err(|error| usage(format!("`--target {target}`: {error}")))?;
        if !can_be_checked(number) {
            return Err(usage(format!("`--target {target}`: HAProxy {} to {} can be checked", VERSIONS.0, VERSIONS.1)));
        }
        version = Some(number);
    }
    Ok(version)
}

fn can_be_checked(version: Version) -> bool {
    (VERSIONS.0..=VERSIONS.1).contains(&version)
}

/// The program that `--features` describes, which must be of the version `asked` for.
fn profile(path: Option<&str>, asked: Option<Version>, host: &dyn Host) -> Result<Profile, CliError> {
    let Some(path) = path else { return Ok(Profile::default()) };
    let usage = |message: String| CliError::Usage(format!("`--features {path}`: {message}"));
    let bytes = host.read(path).map_err(|error| usage(format!("write a file with what `haproxy -vv` prints: {error}")))?;
    let profile = Profile::parse(&String::from_utf8_lossy(&bytes)).map_err(|error| usage(error.to_string()))?;
    let release = profile.release.as_deref().unwrap_or_default();
    match (profile.version(), asked) {
        (Some(own), Some(asked)) if !asked.covers(own) => Err(usage(format!("this is HAProxy {release}, but the target is {asked}"))),
        (Some(own), _) if can_be_checked(own) => Ok(profile),
        _ => Err(usage(format!("this is HAProxy {release}; {} to {} can be checked", VERSIONS.0, VERSIONS.1))),
    }
}

/// The variables that `--env` names, itself or in files. Of those that it does not name nothing is known.
fn variables(given: &[String], host: &dyn Host) -> Result<env_file::Variables, CliError> {
    let mut variables = Vec::new();
    for argument in given {
        if let Some((name, value)) = argument.split_once('=') {
            variables.push((name.to_owned(), value.to_owned()));
            continue;
        }
        let usage = |message: String| CliError::Usage(format!("`--env {argument}`: {message}"));
        let bytes = host.read(argument).map_err(|error| usage(format!("write NAME=VALUE, or a file of such lines: {error}")))?;
        let read = env_file::parse(&bytes).map_err(|(line, fault)| usage(format!("line {line}: {fault}")))?;
        variables.extend(read);
    }
    Ok(variables)
}
