//! `export`: what the files say, for other tools.

use super::args::{ExportArgs, ExportFormat};
use super::config::Settings;
use super::inputs::Inputs;
use super::targets::targets;
use super::{CliError, Color, Host, Status};
use crate::analysis::{group, trees, without_haproxy};
use crate::emit::export::{Options, export, export_settings};
use crate::product::Language;
use crate::product::haproxy::load::Document;
use crate::product::haproxy::model::Model;

/// Runs `export`. Several configurations of HAProxy are written one after the other, a JSON object each; behind them one for the files of the
/// other programs.
pub(super) fn run(args: &ExportArgs, host: &mut dyn Host) -> Result<Status, CliError> {
    let settings = Settings::load(&args.input.config, &args.input.paths, Color::Auto, host)?;
    let targets = targets(&args.input, &settings.config.targets, host)?;
    let inputs = Inputs::read_with_included(&args.input, &settings, host)?;
    let stack = inputs.files();
    let trees = trees(&stack);
    for files in group(&stack, &trees, args.input.instances.into()) {
        let mut arenas = Vec::new();
        let document = Document::load(&files, &targets.haproxy, &mut arenas);
        let model = Model::new(files, document, &targets.haproxy);
        match args.format {
            ExportFormat::Json => export(&model, Options { show_secrets: args.show_secrets }).write(host.stdout())?,
        }
    }
    if stack.languages.iter().any(|language| *language != Language::Haproxy) {
        let models = without_haproxy(&stack, &targets);
        export_settings(&models, stack.input(), Options { show_secrets: args.show_secrets }).write(host.stdout())?;
    }
    inputs.tell_unchecked(host)?;
    Ok(if inputs.failed() { Status::Unreadable } else { Status::Clean })
}
