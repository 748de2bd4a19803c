//! `fmt`: writes files in their normal form.

use similar::TextDiff;

use super::args::{FmtArgs, InputArgs, InstancesArg};
use super::config::Settings;
use super::inputs::Inputs;
use super::{CliError, Color, Host, Status};
use crate::emit::cfg::{Options, format};
use crate::emit::settings;
use crate::product::Language;
use crate::syntax::haproxy::parse;
use crate::text::Source;

/// Runs `fmt`. A file that cannot be formatted is left as it is, and said.
pub(super) fn run(args: &FmtArgs, host: &mut dyn Host) -> Result<Status, CliError> {
    let input = InputArgs {
        paths: args.paths.clone(),
        kind: args.kind.clone(),
        target: Vec::new(),
        env: Vec::new(),
        features: None,
        root: None,
        stdin_name: args.stdin_name.clone(),
        instances: InstancesArg::Each,
        config: args.config.clone(),
    };
    let settings = Settings::load(&args.config, &args.paths, Color::Auto, host)?;
    let inputs = Inputs::read(&input, &settings, host)?;
    let mut status = if inputs.failed() { Status::Unreadable } else { Status::Clean };
    let (mut changed, mut same) = (0, 0);
    for (id, source) in inputs.sources.iter() {
        let language = inputs.languages[id.0 as usize];
        if !has_normal_form(language) {
            writeln!(host.stderr(), "{}: left as it is: files of this kind have no normal form", source.name())?;
            continue;
        }
        let formatted = match formatted(source, language, args) {
            Ok(formatted) => formatted,
            Err(error) => {
                writeln!(host.stderr(), "{}: {error}", source.name())?;
                status = Status::Unreadable;
                continue;
            }
        };
        let path = inputs.paths[id.0 as usize].as_deref();
        if path.is_none() && !args.check && !args.diff {
            host.stdout().write_all(&formatted)?;
            continue;
        }
        if formatted == source.bytes() {
            same += 1;
            continue;
        }
        changed += 1;
        if args.check || args.diff {
            status = status.max(Status::Findings);
        }
        if args.diff {
            show_diff(source, &formatted, host)?;
        } else if args.check {
            writeln!(host.stdout(), "{}", source.name())?;
        } else if let Some(path) = path {
            host.write(path, &formatted).map_err(|error| CliError::System(format!("cannot write {path}: {error}")))?;
        }
    }
    inputs.tell_unchecked(host)?;
    if !args.quiet && changed + same > 0 {
        let verb = if args.check || args.diff { "would be formatted" } else { "formatted" };
        writeln!(host.stderr(), "{changed} of {} files {verb}", changed + same)?;
    }
    Ok(status)
}

/// Whether files in `language` have a normal form. What a userlist or an hba file says depends on its blanks and lines more than `fmt` can
/// promise to keep.
fn has_normal_form(language: Language) -> bool {
    matches!(language, Language::Haproxy | Language::Pgbouncer | Language::Repmgr | Language::Postgresql)
}

/// The normal form of `source`, or why there is none.
fn formatted(source: &Source, language: Language, args: &FmtArgs) -> Result<Vec<u8>, String> {
    let options = Options { indent: args.indent, align_comments: !args.no_align };
    match language {
        Language::Haproxy => format(source, &parse(source.text()), options).map_err(|error| error.to_string()),
        language => settings::format(source, language).map_err(|error| error.to_string()),
    }
}

/// Shows how `formatted` differs from `source`, as a unified diff.
fn show_diff(source: &Source, formatted: &[u8], host: &mut dyn Host) -> Result<(), CliError> {
    let after = String::from_utf8_lossy(formatted);
    let before = String::from_utf8_lossy(source.bytes());
    let diff = TextDiff::from_lines(before.as_ref(), after.as_ref());
    write!(host.stdout(), "{}", diff.unified_diff().header(source.name(), source.name()))?;
    Ok(())
}
