//! `down`: stops a stack.

use super::Runtime;
use crate::cli::args::DownArgs;
use crate::cli::{CliError, Command, Host, Status};

/// Runs `down`.
pub(in crate::cli) fn run(args: &DownArgs, host: &mut dyn Host) -> Result<Status, CliError> {
    let runtime = Runtime::open(&args.stack, host)?;
    stop(&runtime, host)?;
    writeln!(host.stderr(), "stack {}: stopped; its data stays in {}", runtime.description.name, runtime.place.folder)?;
    if args.remove {
        remove(&runtime, host)?;
    }
    Ok(Status::Clean)
}

/// Stops all programs of `runtime`; nothing of it runs afterwards.
pub(super) fn stop(runtime: &Runtime, host: &dyn Host) -> Result<(), CliError> {
    let script = runtime.at("bin/down");
    if host.read(&script).is_err() {
        return Err(CliError::Usage(format!("there is no stack in {}", runtime.place.folder)));
    }
    let answer = host.ask(&Command::new::<&str>(script, []));
    if answer.ok { Ok(()) } else { Err(CliError::System(format!("the stack could not be stopped:\n{}", answer.err))) }
}

/// Removes the folder of a stack that is stopped.
fn remove(runtime: &Runtime, host: &mut dyn Host) -> Result<(), CliError> {
    let folder = &runtime.place.folder;
    if host.read(&runtime.at(crate::render::manifest::PATH)).is_err() {
        return Err(CliError::Usage(format!("{folder} was not rendered by pglb-lint, and stays as it is")));
    }
    host.remove_folder(folder).map_err(|error| CliError::System(format!("cannot remove {folder}: {error}")))?;
    writeln!(host.stderr(), "removed {folder} with all data")?;
    Ok(())
}
