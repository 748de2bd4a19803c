//! From paths to sources: folders are listed, files read, and what is left out is said.

use std::sync::Arc;

use super::args::InputArgs;
use super::{CliError, Host, env_file};
use crate::analysis::{Files, Targets};
use crate::emit::Unchecked;
use crate::product::haproxy::environment::Environment;
use crate::product::haproxy::machine::AnyMachine;
use crate::product::haproxy::profile::Profile;
use crate::product::haproxy::{self, VERSIONS};
use crate::product::{Language, Program, in_include_dir, includes_of, pgbouncer, postgresql, repmgr, tidy};
use crate::schema::Version;
use crate::text::{FileId, Source, Sources};

/// Files of Patroni, which is no part of the stack that is checked.
const PATRONI: [&str; 2] = ["patroni.yml", "patroni.yaml"];

/// So many files are read at most on behalf of others: a loop of folders ends here.
const MAX_FILES: usize = 10_000;

/// The files of a run.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    /// What was read, in load order.
    pub(super) sources: Sources,
    /// The paths of what was read, by file id; `None` for standard input.
    pub(super) paths: Vec<Option<String>>,
    /// The language of each, by file id.
    pub(super) languages: Vec<Language>,
    /// What was given and not read.
    pub(super) unchecked: Vec<Unchecked>,
    /// Lines, by file and offset, whose file is not where it must be.
    missing: Vec<(FileId, u32)>,
    /// The languages that the user named.
    kinds: Kinds,
}

impl Inputs {
    /// Reads what `args` names.
    pub(super) fn read(args: &InputArgs, host: &dyn Host) -> Result<Self, CliError> {
        if args.paths.is_empty() {
            return Err(CliError::Usage("no file is given; name some, or `-` for standard input".to_owned()));
        }
        let mut inputs = Self { kinds: Kinds::parse(&args.kind)?, ..Self::default() };
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

    /// Reads what `args` names, and the files that these bring in.
    pub(super) fn read_with_included(args: &InputArgs, host: &dyn Host) -> Result<Self, CliError> {
        let mut inputs = Self::read(args, host)?;
        inputs.follow_includes(host);
        Ok(inputs)
    }

    /// The files with their languages.
    pub(super) fn files(&self) -> Files<'_> {
        let mut files = Files::new(&self.sources, self.languages.clone());
        files.includes.note_missing(&self.missing);
        files
    }

    /// Reads the files that others bring in, as far as they can be found. What is not there is no fault of ours: the programs may run
    /// elsewhere.
    fn follow_includes(&mut self, host: &dyn Host) {
        let mut next = 0;
        while next < self.sources.len() && self.sources.len() < MAX_FILES {
            let id = FileId(next as u32);
            let (language, name) = (self.languages[next], self.sources.get(id).name().to_owned());
            for include in includes_of(language, self.sources.get(id)) {
                let mut found = false;
                for path in include.candidates(&name) {
                    found = self.bring_in(&path, include.folder, language, host);
                    if found {
                        break;
                    }
                }
                // A relative path leads to one place only, whatever the machine.
                let elsewhere = include.from_working_directory || include.path.starts_with('/') || include.folder;
                if !found && !elsewhere && self.paths[next].is_some() {
                    self.missing.push((id, include.at));
                }
            }
            next += 1;
        }
    }

    /// Reads the file or the files in the folder at `path` that another one brings in. `false` if there is nothing.
    fn bring_in(&mut self, path: &str, folder: bool, language: Language, host: &dyn Host) -> bool {
        let mut paths = vec![path.to_owned()];
        if folder {
            let Ok(Some(mut names)) = host.list(path) else { return false };
            names.sort();
            names.retain(|name| in_include_dir(name));
            paths = names.into_iter().map(|name| tidy(&format!("{path}/{name}"))).collect();
        }
        let mut found = false;
        for path in paths {
            if self.sources.iter().any(|(_, source)| tidy(source.name()) == path) {
                found = true;
            } else if let Some(source) = host.read(&path).ok().and_then(|bytes| Source::new(path.as_str(), bytes).ok()) {
                self.push(source, Some(path), language);
                found = true;
            }
        }
        found
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
        if PATRONI.contains(&name) && self.kinds.of(path).is_none() {
            self.pass_over(path, "files of Patroni are not checked");
        } else {
            self.add(path, Some(path.to_owned()), host.read(path));
        }
    }

    /// The files of a folder that HAProxy would read (names that end in `.cfg` and have no other `.cfg` in them, no hidden ones), and those
    /// that are a file of another program by their names; in the order of their names.
    fn folder(&mut self, path: &str, mut names: Vec<String>, host: &dyn Host) {
        names.sort();
        let folder = path.trim_end_matches('/');
        let before = self.sources.len() + self.unchecked.len();
        for name in names {
            let full = format!("{folder}/{name}");
            let is_cfg = !name.starts_with('.') && name.find(".cfg").is_some_and(|at| at + 4 == name.len());
            let is_other = !name.starts_with('.') && Language::by_name(&full).is_some_and(|language| language != Language::Haproxy);
            if is_cfg || is_other || PATRONI.contains(&name.as_str()) {
                self.file(&full, host);
            }
        }
        if self.sources.len() + self.unchecked.len() == before {
            self.pass_over(path, "no file in this folder has the name of a configuration");
        }
    }

    fn add(&mut self, name: &str, path: Option<String>, bytes: std::io::Result<Vec<u8>>) {
        match bytes.map(|bytes| Source::new(name, bytes)) {
            Ok(Ok(source)) => {
                let language = self.kinds.of(name).unwrap_or_else(|| Language::of(name, source.text()));
                self.push(source, path, language);
            }
            Ok(Err(error)) => self.unreadable(name, &error.to_string()),
            Err(error) => self.unreadable(name, &error.to_string()),
        }
    }

    fn push(&mut self, source: Source, path: Option<String>, language: Language) {
        self.sources.add(source);
        self.paths.push(path);
        self.languages.push(language);
    }

    fn unreadable(&mut self, path: &str, reason: &str) {
        self.unchecked.push(Unchecked { path: path.to_owned(), reason: reason.to_owned(), unreadable: true });
    }

    fn pass_over(&mut self, path: &str, reason: &str) {
        self.unchecked.push(Unchecked { path: path.to_owned(), reason: reason.to_owned(), unreadable: false });
    }
}

/// The languages that `--kind` names: of all files, or of one.
#[derive(Debug, Default)]
struct Kinds {
    all: Option<Language>,
    by_path: Vec<(String, Language)>,
}

impl Kinds {
    fn parse(given: &[String]) -> Result<Self, CliError> {
        let mut kinds = Self::default();
        for text in given {
            let (name, path) = text.split_once('=').map_or((text.as_str(), None), |(name, path)| (name, Some(path)));
            let language = Language::ALL.into_iter().find(|language| language.as_str() == name).ok_or_else(|| {
                let names = Language::ALL.map(Language::as_str).join(", ");
                CliError::Usage(format!("`--kind {text}`: `{name}` is not one of {names}"))
            })?;
            match path {
                Some(path) => kinds.by_path.push((path.to_owned(), language)),
                None => kinds.all = Some(language),
            }
        }
        Ok(kinds)
    }

    fn of(&self, path: &str) -> Option<Language> {
        self.by_path.iter().rev().find(|(named, _)| named == path).map(|(_, language)| *language).or(self.all)
    }
}

/// The targets that `args` names.
pub(super) fn targets(args: &InputArgs, host: &dyn Host) -> Result<Targets, CliError> {
    let mut targets = versions(&args.target)?;
    let profile = profile(args.features.as_deref(), targets.haproxy_asked, host)?;
    let version = profile.version().or(targets.haproxy_asked).unwrap_or(targets.all.haproxy.version);
    let environment = Environment::partial(variables(&args.env, host)?);
    let machine = match args.root.as_deref() {
        Some(root) => host.machine(root).map_err(|error| CliError::Usage(format!("`--root {root}`: {error}")))?,
        None => Arc::new(AnyMachine),
    };
    targets.all.haproxy = haproxy::Target { version, environment, profile, machine };
    Ok(targets.all)
}

/// What `--target` asks for.
struct Asked {
    all: Targets,
    haproxy_asked: Option<Version>,
}

/// The versions that `--target` names; those in the current stable Debian where it names none.
fn versions(given: &[String]) -> Result<Asked, CliError> {
    let mut asked = Asked { all: Targets::stable(), haproxy_asked: None };
    for target in given {
        let usage = |message: String| CliError::Usage(format!("`--target {target}`: {message}"));
        let (name, number) = target.split_once('=').ok_or_else(|| usage("write PROGRAM=VERSION, such as haproxy=3.0".to_owned()))?;
        let program = Program::ALL.into_iter().find(|program| program.as_str() == name).ok_or_else(|| {
            let names = Program::ALL.map(|program| format!("`{}`", program.as_str()));
            usage(format!("`{name}` is not a program that can be checked; {} are", names.join(", ")))
        })?;
        let version: Version = number.parse().map_err(|error| usage(format!("{error}")))?;
        let (oldest, newest) = range(program);
        if !(oldest..=newest).contains(&version) {
            // The releases of PostgreSQL are told by their first number.
            let oldest = if newest == Version::whole(newest.major()) { Version::whole(oldest.major()) } else { oldest };
            return Err(usage(format!("{} {oldest} to {newest} can be checked", program.title())));
        }
        match program {
            Program::Haproxy => asked.haproxy_asked = Some(version),
            Program::Pgbouncer => asked.all.pgbouncer = version,
            Program::Repmgr => asked.all.repmgr = version,
            Program::Postgresql => asked.all.postgresql = version,
        }
    }
    Ok(asked)
}

/// The oldest and the newest version of `program` that the tables describe.
fn range(program: Program) -> (Version, Version) {
    match program {
        Program::Haproxy => VERSIONS,
        Program::Pgbouncer => pgbouncer::VERSIONS,
        Program::Repmgr => repmgr::VERSIONS,
        Program::Postgresql => postgresql::VERSIONS,
    }
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
