//! The command line: its words, and one file for each verb.
//!
//! Verbs do no input or output of their own. They are given a [`Host`], so that they can be tested, and the system stays in one place.

mod args;
mod check;
mod config;
mod env_file;
mod explain;
mod export;
mod fix;
mod fmt;
mod folder;
mod graph;
mod inputs;
mod installed;
mod lift;
mod program;
mod render;
mod rendered;
mod repair;
mod rules;
mod runtime;
mod targets;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use crate::product::haproxy::machine::Machine;
use crate::render::Secret;

pub use args::{Cli, Color};
pub use program::{Answer, Command};

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
    /// What is in the folder `path`; `None` if it is no folder.
    ///
    /// # Errors
    /// Those of the system.
    fn list(&self, path: &str) -> io::Result<Option<Listing>>;
    /// `path` from the root on, links left as they are.
    ///
    /// # Errors
    /// Those of the system.
    fn absolute(&self, path: &str) -> io::Result<String>;
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
    /// Makes a file at `path`, where there must be none.
    ///
    /// # Errors
    /// Those of the system.
    fn create(&self, path: &str, bytes: &[u8]) -> io::Result<()>;
    /// Puts `bytes` in the place of the file at `path`, which gets the bits `mode`: all of them, or none. Folders on the way are made.
    ///
    /// # Errors
    /// Those of the system.
    fn write_as(&self, path: &str, bytes: &[u8], mode: u32) -> io::Result<()>;
    /// Removes the file at `path`.
    ///
    /// # Errors
    /// Those of the system.
    fn remove(&self, path: &str) -> io::Result<()>;
    /// Removes the folder at `path` with all that is in it.
    ///
    /// # Errors
    /// Those of the system.
    fn remove_folder(&self, path: &str) -> io::Result<()>;
    /// A new password that nobody can guess, with what PostgreSQL stores of it.
    ///
    /// # Errors
    /// Those of the system.
    fn new_secret(&self) -> io::Result<Secret>;
    /// The name of the user of the system, as it is known without looking it up: `root` for the superuser.
    ///
    /// # Errors
    /// Those of the system.
    fn user(&self) -> io::Result<String>;
    /// Runs a program to its end, and gives what it has written. A program that is not there has not ended well.
    fn ask(&self, command: &Command) -> Answer;
    /// What the socket at `path` answers to `question`, until it closes.
    ///
    /// # Errors
    /// Those of the system.
    fn ask_socket(&self, path: &str, question: &str) -> io::Result<String>;
    /// Starts a program that goes on when this one has ended, and writes to the file `log`.
    ///
    /// # Errors
    /// Those of the system.
    fn start(&self, command: &Command, log: &str) -> io::Result<()>;
    /// Whether something listens at `address`.
    fn listens(&self, address: SocketAddr) -> bool;
    /// Waits so many milliseconds.
    fn sleep(&self, milliseconds: u64);
    /// Milliseconds since some moment before the program began.
    fn clock(&self) -> u64;
    /// Standard output.
    fn stdout(&mut self) -> &mut dyn io::Write;
    /// Standard error.
    fn stderr(&mut self) -> &mut dyn io::Write;
    /// Whether `stream` takes colours, given what the user asked for.
    fn color(&self, choice: Color, stream: Stream) -> bool;
    /// Whether somebody looks at `stream`.
    fn is_terminal(&self, stream: Stream) -> bool;
    /// Columns of the terminal.
    fn width(&self) -> usize;
}

/// What is in a folder: names without order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// Its files, and links to files.
    pub files: Vec<String>,
    /// Its folders; no links, so that going down comes to an end.
    pub folders: Vec<String>,
}

/// A stream that is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
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
    /// A `pglb-lint.toml` makes no sense: the whole report on it, and the number of problems.
    Config(String, usize),
    /// The system said no.
    System(String),
}

impl CliError {
    /// How the run ends.
    #[must_use]
    pub fn status(&self) -> Status {
        match self {
            Self::Usage(_) | Self::Config(..) => Status::Usage,
            Self::System(_) => Status::Unreadable,
        }
    }
}

impl std::fmt::Display for CliError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Usage(message) | Self::System(message) => f.write_str(message),
            Self::Config(report, count) => {
                let problems = crate::emit::counted(*count, "problem");
                write!(f, "nothing was done: {problems} in the settings\n\n{}", report.trim_end())
            }
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
        Some(args::Command::Check(args)) => check::run(args, host),
        Some(args::Command::Fmt(args)) => fmt::run(args, host),
        Some(args::Command::Export(args)) => export::run(args, host),
        Some(args::Command::Graph(args)) => graph::run(args, host),
        Some(args::Command::Render(args)) => render::run(args, host),
        Some(args::Command::Up(args)) => runtime::up::run(args, host),
        Some(args::Command::Down(args)) => runtime::down::run(args, host),
        Some(args::Command::Status(args)) => runtime::status::run(args, host),
        Some(args::Command::Lift(args)) => lift::run(args, host),
        Some(args::Command::Explain(args)) => explain::run(args, host),
        Some(args::Command::Rules(args)) => rules::run(args, host),
        Some(args::Command::Completions { shell }) => {
            clap_complete::generate(*shell, &mut Cli::definition(), "pglb-lint", host.stdout());
            Ok(Status::Clean)
        }
        Some(args::Command::Man) => {
            clap_mangen::Man::new(Cli::definition()).render(host.stdout())?;
            Ok(Status::Clean)
        }
    }
}
