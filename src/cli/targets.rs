//! What the files are checked for: versions, the build, the environment and the machine.

use std::sync::Arc;

use super::args::InputArgs;
use super::{CliError, Host, env_file};
use crate::analysis::Targets;
use crate::product::Program;
use crate::product::haproxy::environment::Environment;
use crate::product::haproxy::machine::AnyMachine;
use crate::product::haproxy::profile::Profile;
use crate::product::haproxy::{self, VERSIONS};
use crate::schema::Version;

/// The targets that `args` names; where it names none, those of `configured`, and else the versions in the current stable Debian.
pub(super) fn targets(args: &InputArgs, configured: &[(Program, Version)], host: &dyn Host) -> Result<Targets, CliError> {
    let asked = versions(&args.target)?;
    let mut targets = Targets::stable();
    for (program, version) in configured.iter().chain(&asked) {
        targets.set(*program, *version);
    }
    let haproxy_asked = asked.iter().rev().find(|(program, _)| *program == Program::Haproxy).map(|(_, version)| *version);
    let profile = profile(args.features.as_deref(), haproxy_asked, host)?;
    let version = profile.version().or(haproxy_asked).unwrap_or(targets.haproxy.version);
    let environment = Environment::partial(variables(&args.env, host)?);
    let machine = match args.root.as_deref() {
        Some(root) => host.machine(root).map_err(|error| CliError::Usage(format!("`--root {root}`: {error}")))?,
        None => Arc::new(AnyMachine),
    };
    targets.haproxy = haproxy::Target { version, environment, profile, machine };
    Ok(targets)
}

/// The versions that `--target` names, in order: a later one wins.
fn versions(given: &[String]) -> Result<Vec<(Program, Version)>, CliError> {
    let one = |target: &String| {
        let usage = |message: String| CliError::Usage(format!("`--target {target}`: {message}"));
        let (name, number) = target.split_once('=').ok_or_else(|| usage("write PROGRAM=VERSION, such as haproxy=3.0".to_owned()))?;
        let program = Program::ALL.into_iter().find(|program| program.as_str() == name).ok_or_else(|| {
            let names = Program::ALL.map(|program| format!("`{}`", program.as_str()));
            usage(format!("`{name}` is not a program that can be checked; {} are", names.join(", ")))
        })?;
        Ok((program, Targets::parse_version(program, number).map_err(usage)?))
    };
    given.iter().map(one).collect()
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
