//! `fmt`: writes files in their normal form.

use similar::TextDiff;

use super::args::{FmtArgs, InputArgs, InstancesArg};
use super::inputs::Inputs;
use super::{CliError, Host, Status};
use crate::emit::cfg::{Options, format};
use crate::syntax::haproxy::parse;
use crate::text::Source;

/// Runs `fmt`. A file that cannot be formatted is left as it is, and said.
pub(super) fn run(args: &FmtArgs, host: &mut dyn Host) -> Result<Status, CliError> {
    let input = InputArgs {
        paths: args.paths.clone(),
        kind: Vec::new(),
        target: Vec::new(),
        env: Vec::new(),
        features: None,
        root: None,
        stdin_name: args.stdin_name.clone(),
        instances: InstancesArg::Each,
    };
    let inputs = Inputs::read(&input, host)?;
    let mut status = if inputs.failed() { Status::Unreadable } else { Status::Clean };
    let (mut changed, mut same) = (0, 0);
    for (id, source) in inputs.sources.iter() {
        let options = Options { indent: args.indent, align_comments: !args.no_align };
        let formatted = match format(source, &parse(source.text()), options) {
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

/// Shows how `formatted` differs from `source`, as a unified diff.
fn show_diff(source: &Source, formatted: &[u8], host: &mut dyn Host) -> Result<(), CliError> {
    let after = String::from_utf8_lossy(formatted);
    let before = String::from_utf8_lossy(source.bytes());
    let diff = TextDiff::from_lines(before.as_ref(), after.as_ref());
    write!(host.stdout(), "{}", diff.unified_diff().header(source.name(), source.name()))?;
    Ok(())
}
