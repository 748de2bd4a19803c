//! `graph`: draws the stack with the findings on it.

use super::args::GraphArgs;
use super::config::Settings;
use super::inputs::Inputs;
use super::targets::targets;
use super::{CliError, Color, Host, Status};
use crate::analysis::{check_and, rules};
use crate::emit::graph::{picture, write};
use crate::lint::Selection;

/// Runs `graph`. Findings are shown and do not decide how it ends: `check` does that.
pub(super) fn run(args: &GraphArgs, host: &mut dyn Host) -> Result<Status, CliError> {
    let settings = Settings::load(&args.input.config, &args.input.paths, Color::Auto, host)?;
    let targets = targets(&args.input, &settings.config.targets, host)?;
    let selection =
        Selection::new(args.select.clone(), args.ignore.clone(), &rules()).map_err(|error| CliError::Usage(error.to_string()))?;
    let selection = selection.with_levels(settings.config.levels.clone()).with_options(settings.config.options.clone());
    let inputs = Inputs::read_with_included(&args.input, &settings, host)?;
    let (_, picture) = check_and(&inputs.files(), &targets, &selection, args.input.instances.into(), |topology, outcome| {
        picture(topology, (!args.no_findings).then_some(outcome.findings.as_slice()))
    });
    let mut text = Vec::new();
    write(args.format.into(), picture, args.fold_above, &mut text)?;
    match &args.output {
        Some(path) => host.write(path, &text).map_err(|error| CliError::System(format!("cannot write {path}: {error}")))?,
        None => host.stdout().write_all(&text)?,
    }
    inputs.tell_unchecked(host)?;
    Ok(if inputs.failed() { Status::Unreadable } else { Status::Clean })
}
