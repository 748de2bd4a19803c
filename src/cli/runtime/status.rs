//! `status`: says how a stack does.

use super::state::look;
use super::{Runtime, view};
use crate::cli::args::StatusArgs;
use crate::cli::{CliError, Host, Status, Stream};

/// Runs `status`: status 1 if something is not as it should be.
pub(in crate::cli) fn run(args: &StatusArgs, host: &mut dyn Host) -> Result<Status, CliError> {
    let runtime = Runtime::open(&args.stack, host)?;
    if args.watch {
        return watch(&runtime, host);
    }
    let state = look(&runtime, host);
    let text = if args.json {
        serde_json::to_string_pretty(&state).map_err(|error| CliError::System(error.to_string()))? + "\n"
    } else {
        view::text(&state)
    };
    host.stdout().write_all(text.as_bytes())?;
    Ok(if state.healthy { Status::Clean } else { Status::Findings })
}

/// Shows the state again and again, until somebody ends the program.
pub(super) fn watch(runtime: &Runtime, host: &mut dyn Host) -> Result<Status, CliError> {
    loop {
        let text = view::text(&look(runtime, host)) + "\nCtrl-C leaves this view; the stack runs until `pglb-lint down`\n";
        // Home, every line cleared behind its text, and all below.
        let screen = format!("\x1b[H{}\x1b[J", text.replace('\n', "\x1b[K\n"));
        host.stdout().write_all(screen.as_bytes())?;
        host.stdout().flush()?;
        if !host.is_terminal(Stream::Out) {
            return Ok(Status::Clean);
        }
        host.sleep(1_000);
    }
}
