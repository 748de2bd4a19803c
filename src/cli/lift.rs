//! `lift`: writes the description of the stack that existing files are.

use super::args::LiftArgs;
use super::config::Settings;
use super::inputs::Inputs;
use super::targets::targets;
use super::{CliError, Color, Host, Status};
use crate::analysis::{Targets, join};
use crate::emit::counted;
use crate::product::Program;
use crate::render::description::Versions;
use crate::render::lift::{Lifted, lift};

/// What was read of the paths that a stack is to be lifted from.
pub(super) struct Read {
    /// What the files tell.
    pub(super) lifted: Lifted,
    /// The programs whose version nobody says.
    pub(super) unsaid: Vec<Program>,
    /// The files.
    pub(super) inputs: Inputs,
    /// What they are for.
    pub(super) targets: Targets,
}

/// Reads what `input` names.
pub(super) fn read(input: &super::args::InputArgs, host: &dyn Host) -> Result<Read, CliError> {
    let settings = Settings::load(&input.config, &input.paths, Color::Auto, host)?;
    let targets = targets(input, &settings.config.targets, host)?;
    let inputs = Inputs::read_with_included(input, &settings, host)?;
    let mut versions = Versions::default();
    for program in Program::ALL {
        versions.set(program, targets.version(program));
    }
    let lifted = join(&inputs.files(), &targets, input.instances.into(), |topology| lift(topology, versions));
    let told = |program: Program| {
        let asked = input.target.iter().any(|target| target.split('=').next() == Some(program.as_str()));
        asked || settings.config.targets.iter().any(|(other, _)| *other == program)
    };
    let unsaid = Program::ALL.into_iter().filter(|program| !told(*program)).collect();
    Ok(Read { lifted, unsaid, inputs, targets })
}

/// Runs `lift`.
pub(super) fn run(args: &LiftArgs, host: &mut dyn Host) -> Result<Status, CliError> {
    let Read { lifted, unsaid, inputs, .. } = read(&args.input, host)?;
    let text = lifted.text(&unsaid);
    match &args.output {
        Some(path) => host.create(path, text.as_bytes()).map_err(|error| CliError::System(format!("cannot write {path}: {error}")))?,
        None => host.stdout().write_all(text.as_bytes())?,
    }
    for left in &lifted.left {
        writeln!(host.stderr(), "not lifted: {}", crate::text::printable(&left.to_string()))?;
    }
    if !lifted.is_whole() {
        writeln!(host.stderr(), "the files do not tell all of a stack: fill in what is commented out, or see `render --repair`")?;
    }
    inputs.tell_unchecked(host)?;
    writeln!(host.stderr(), "{} lifted, {} named that a description cannot say", counted(inputs.sources.len(), "file"), lifted.left.len())?;
    Ok(if inputs.failed() { Status::Unreadable } else { Status::Clean })
}
