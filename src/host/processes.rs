//! Other programs: run to their end, started for good, and asked over sockets.

use std::fs::OpenOptions;
use std::io::{self, Read, Write};
use std::process::{self, Stdio};
use std::time::Duration;

use crate::cli::{Answer, Command};

/// How long a socket may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// `command` in an environment without variables of PostgreSQL: what somebody set for his own servers is not meant here.
fn prepared(command: &Command) -> process::Command {
    let mut prepared = process::Command::new(&command.program);
    prepared.args(&command.words).stdin(Stdio::null());
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b"PG")) {
        prepared.env_remove(name);
    }
    prepared.env("LC_ALL", "C").envs(command.variables.iter().map(|(name, value)| (name, value)));
    prepared
}

pub(super) fn ask(command: &Command) -> Answer {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
    match prepared(command).output() {
        Ok(output) => Answer { ok: output.status.success(), out: text(&output.stdout), err: text(&output.stderr) },
        Err(error) => Answer { ok: false, out: String::new(), err: format!("{}: {error}", command.program) },
    }
}

pub(super) fn start(command: &Command, log: &str) -> io::Result<()> {
    let log = OpenOptions::new().create(true).append(true).open(log)?;
    let mut prepared = prepared(command);
    prepared.stdout(log.try_clone()?).stderr(log);
    // A group of its own: keys that end this program do not end that one.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut prepared, 0);
    prepared.spawn().map(drop)
}

#[cfg(unix)]
pub(super) fn ask_socket(path: &str, question: &str) -> io::Result<String> {
    let mut socket = std::os::unix::net::UnixStream::connect(path)?;
    socket.set_read_timeout(Some(PATIENCE))?;
    socket.set_write_timeout(Some(PATIENCE))?;
    socket.write_all(question.as_bytes())?;
    let mut answer = String::new();
    socket.read_to_string(&mut answer)?;
    Ok(answer)
}

#[cfg(not(unix))]
pub(super) fn ask_socket(_path: &str, _question: &str) -> io::Result<String> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}
