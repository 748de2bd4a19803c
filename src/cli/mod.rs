//! The command line: its words, and one file for each verb.
//!
//! Verbs do no input or output of their own. They are given a [`Host`], so that they can be tested, and the system stays in one place.

mod args;
mod check;
mod env_file;
mod explain;
mod export;
mod fix;
mod fmt;
mod graph;
mod inputs;
mod rules;

use std::io;
use std::sync::Arc;

use crate::product::haproxy::machine::Machine;

pub use args::{Cli, Color, Command};

/// What a verb needs of the system.
pub trait Host {
    /// The bytes of the file at `path`.
    ///
    /// # Errors
    /// Those of the system.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;
    /// The bytes of standard input.
    ///
    /// # Errors
    /// Those of the system.
    fn read_stdin(&self) -> io::Result<Vec<u8>>;
    /// The files in the folder `path`, by name; `None` if it is no folder.
    ///
    /// # Errors
    /// Those of the system.
    fn list(&self, path: &str) -> io::Result<Option<Vec<String>>>;
    /// The machine whose root is the folder `root`.
    ///
    /// # Errors
    /// Those of the system.
    fn machine(&self, root: &str) -> io::Result<Arc<dyn Machine>>;
    /// Puts `bytes` in the place of the file at `path`: all of them, or none.
    ///
    /// # Errors
    /// Those of the system.
    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()>;
    /// Standard output.
    fn stdout(&mut self) -> &mut dyn io::Write;
    /// Standard error.
    fn stderr(&mut self) -> &mut dyn io::Write;
    /// Whether standard output takes colours, given what the user asked for.
    fn color(&self, choice: Color) -> bool;
    /// Columns of the terminal.
    fn width(&self) -> usize;
}

/// How a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Nothing to complain about.
    Clean = 0,
    /// Findings at or above the level that fails, or files that would be formatted.
    Findings = 1,
    /// The command line or a configuration file makes no sense.
    Usage = 2,
    /// An input could not be read or an output not be written.
    Unreadable = 3,
}

/// Why a verb gave up.
#[derive(Debug)]
pub enum CliError {
    /// The command line makes no sense.
    Usage(String),
    /// The system said no.
    System(String),
}

impl CliError {
    /// How the run ends.
    #[must_use]
    pub fn status(&self) -> Status {
        match self {
            Self::Usage(_) => Status::Usage,
            Self::System(_) => Status::Unreadable,
        }
    }
}

impl std::fmt::Display for CliError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Usage(message) | Self::System(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for CliError {}

impl From<io::Error> for CliError {
    fn from(error: io::Error) -> Self {
        Self::System(format!("cannot write: {error}"))
    }
}

/// Runs what `cli` asks for.
///
/// # Errors
/// [`CliError`] if it cannot be done.
pub fn run(cli: &Cli, host: &mut dyn Host) -> Result<Status, CliError> {
    match &cli.command {
        None => check::run(&cli.check, host),
        Some(Command::Check(args)) => check::run(args, host),
        Some(Command::Fmt(args)) => fmt::run(args, host),
        Some(Command::Export(args)) => export::run(args, host),
        Some(Command::Graph(args)) => graph::run(args, host),
        Some(Command::Explain(args)) => explain::run(args, host),
        Some(Command::Rules(args)) => rules::run(args, host),
        Some(Command::Completions { shell }) => {
            clap_complete::generate(*shell, &mut Cli::definition(), "pglb-lint", host.stdout());
            Ok(Status::Clean)
        }
        Some(Command::Man) => {
            clap_mangen::Man::new(Cli::definition()).render(host.stdout())?;
            Ok(Status::Clean)
        }
    }
}
