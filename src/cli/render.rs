//! `render`: writes the files of a stack from its description.

use super::args::RenderArgs;
use super::rendered::{Changes, Folder};
use super::{CliError, Color, Host, Status, Stream, installed, repair};
use crate::config::Problem;
use crate::emit::{Options, counted, write_problems};
use crate::render::check::Rendered;
use crate::render::description::Versions;
use crate::render::read::read_source;
use crate::render::{Description, Place, Plan, Target, placed, render};
use crate::text::Source;

/// Runs `render`.
pub(super) fn run(args: &RenderArgs, host: &mut dyn Host) -> Result<Status, CliError> {
    let target = Target::named(&args.target).ok_or_else(|| CliError::Usage(format!("there is no target `{}`", args.target)))?;
    match args.stack.as_slice() {
        [path] if is_description(path) => {
            if args.repair {
                return Err(CliError::Usage("--repair is for existing files; a description is rendered as it is".to_owned()));
            }
            let description = description(path, target, host)?;
            into_folder(&description, target, args, host)
        }
        _ => repair::run(args, target, host),
    }
}

/// Whether `path` is that of a description rather than of a configuration.
fn is_description(path: &str) -> bool {
    path == "-" || path.rsplit_once('.').is_some_and(|(_, ending)| ending == "toml")
}

/// Renders `description` into the folder that `args` names.
pub(super) fn into_folder(description: &Description, target: &Target, args: &RenderArgs, host: &mut dyn Host) -> Result<Status, CliError> {
    let Some(output) = &args.output else {
        return Err(CliError::Usage("name the folder that the files are written to with `-o DIR`".to_owned()));
    };
    let description = placed(description, target);
    if !target.takes_addresses(&description) {
        let message = "needs the addresses by which its hosts reach each other, not those of the loopback network";
        return Err(CliError::Usage(format!("the target `{}` {message}", target.name)));
    }
    let plan = Plan::new(&description);
    let mut folder = Folder::open(output, host)?;
    let secrets = folder.secrets(&plan)?;
    let place = Place { folder: folder.path.clone(), user: os_user(host)? };
    if let Some(message) = target.too_deep(&plan, &place) {
        return Err(CliError::Usage(message));
    }
    let files = render(&plan, target, &place, &secrets).map_err(|error| CliError::System(error.to_string()))?;
    let changes = folder.changes(&files)?;
    if let Some(report) = Rendered::new(&plan, &files).report() {
        return Err(CliError::Config(report, 1));
    }
    if args.check {
        let (status, text) = dry(&changes);
        host.stdout().write_all(text.as_bytes())?;
        return Ok(status);
    }
    if !changes.foreign.is_empty() && !args.force {
        let names: Vec<String> = changes.foreign.iter().map(|name| format!("  {}", folder.at(name))).collect();
        let message = "these files were not rendered here, or were changed since; nothing was written (--force overwrites them)";
        return Err(CliError::Usage(format!("{message}:\n{}", names.join("\n"))));
    }
    folder.write(&files, &secrets, &changes, target.name)?;
    let written = changes.written.len() + changes.foreign.len();
    let path = folder.path.clone();
    writeln!(
        host.stderr(),
        "{} in {path}: {written} written, {} unchanged, {} removed",
        counted(files.len(), "file"),
        changes.same,
        changes.removed.len()
    )?;
    Ok(Status::Clean)
}

/// The description at `path`. On one machine the programs are those that are installed here, if it does not say which.
pub(super) fn description(path: &str, target: &Target, host: &dyn Host) -> Result<Description, CliError> {
    let bytes = match path {
        "-" => host.read_stdin(),
        path => host.read(path),
    };
    let bytes = bytes.map_err(|error| CliError::System(format!("cannot read {path}: {error}")))?;
    let versions = if target.one_machine { installed::versions(host) } else { Versions::default() };
    let source = Source::new(path, bytes).map_err(|error| CliError::System(error.to_string()))?;
    read_source(&source, versions).map_err(|problems| faults(&source, &problems, host))
}

/// The report on what is wrong with a description.
fn faults(source: &Source, problems: &[Problem], host: &dyn Host) -> CliError {
    let options = Options { color: host.color(Color::Auto, Stream::Err), width: host.width(), ..Options::default() };
    let mut text = Vec::new();
    match write_problems(source, problems, options, &mut text) {
        Ok(()) => CliError::Config(String::from_utf8_lossy(&text).into_owned(), problems.len()),
        Err(error) => error.into(),
    }
}

/// Who PostgreSQL and PgBouncer run as: PostgreSQL refuses the superuser.
pub(super) fn os_user(host: &dyn Host) -> Result<String, CliError> {
    let user = host.user().map_err(|error| CliError::System(format!("cannot find out who runs this: {error}")))?;
    Ok(if user == "root" { "postgres".to_owned() } else { user })
}

/// What a run with `--check` says.
fn dry(changes: &Changes) -> (Status, String) {
    let line = |verb: &str, name: &String| format!("{verb} {name}\n");
    let mut text: String = changes.written.iter().map(|name| line("write", name)).collect();
    text.extend(changes.foreign.iter().map(|name| line("overwrite", name)));
    text.extend(changes.removed.iter().map(|name| line("remove", name)));
    (if text.is_empty() { Status::Clean } else { Status::Findings }, text)
}
