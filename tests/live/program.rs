//! Starting and ending the real programs, without privileges and without leaving any behind.

use std::env;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long a program may take for what it has to do. A busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(30);

/// So many lines of a log are shown if a test fails.
const LAST: usize = 30;

/// Waits until `done` gives something.
pub(crate) fn until<T>(what: &str, mut done: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(value) = done() {
            return value;
        }
        assert!(start.elapsed() < PATIENCE, "waited in vain: {what}");
        sleep(Duration::from_millis(25));
    }
}

/// The script that runs a program of the wanted version.
fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/oracle")
}

/// Whether the tests are run by root.
pub(crate) fn is_root() -> bool {
    static ROOT: OnceLock<bool> = OnceLock::new();
    *ROOT.get_or_init(|| fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0))
}

/// A command that runs without privileges, and ends with the thread that started it.
pub(crate) fn command(words: &[&str]) -> Command {
    let mut command = Command::new("setpriv");
    if is_root() {
        command.args(["--reuid", "nobody", "--regid", "nogroup", "--clear-groups"]);
    }
    command.args(["--pdeathsig", "KILL", "--"]).args(words).stdin(Stdio::null()).current_dir("/");
    // What somebody set for his own servers is not meant for these.
    for (name, _) in
        env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b"PG") && !name.as_encoded_bytes().starts_with(b"PGLB"))
    {
        command.env_remove(name);
    }
    command.env("HOME", "/nonexistent").env("LC_ALL", "C");
    command
}

/// A command of the stack, of the given version.
pub(crate) fn oracle(program: &str, version: &str) -> Command {
    command(&[script().to_str().unwrap(), program, version])
}

/// Whether `program` of `version` is here; fails where it has to be.
pub(crate) fn is_here(program: &str, version: &str) -> bool {
    let found = oracle(program, version).arg(if program == "haproxy" { "-v" } else { "--version" }).output();
    let here = found.is_ok_and(|output| output.status.success());
    assert!(here || env::var_os("PGLB_REQUIRE_ORACLES").is_none_or(|value| value != "1"), "no {program} {version} here");
    if !here {
        println!("skipped: no {program} {version} here");
    }
    here
}

/// What a command said.
pub(crate) struct Said {
    /// Whether it ended well.
    pub(crate) ok: bool,
    /// Its standard output, without the last line feed.
    pub(crate) out: String,
    /// Its standard error.
    pub(crate) err: String,
}

impl Said {
    /// Fails unless it went well.
    #[track_caller]
    pub(crate) fn fine(self) -> String {
        assert!(self.ok, "{}", self.err);
        self.out
    }

    /// Fails unless it failed with some of `words` in its complaint.
    #[track_caller]
    pub(crate) fn fails_with(&self, words: &[&str]) {
        assert!(!self.ok, "did not fail, and said {:?}", self.out);
        let fits = words.iter().any(|words| self.err.contains(words));
        assert!(fits, "did not say {words:?} but {:?}", self.err);
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end_matches('\n').to_owned();
        Self { ok: output.status.success(), out: text(&output.stdout), err: text(&output.stderr) }
    }
}

/// Runs `command` to its end.
pub(crate) fn run(mut command: Command) -> Said {
    command.output().unwrap().into()
}

/// A program that runs until this is dropped.
pub(crate) struct Program {
    child: Child,
    log: PathBuf,
    stop: &'static str,
}

impl Program {
    /// Starts `command`, which writes to `log` and ends on the signal `stop`.
    pub(crate) fn start(mut command: Command, log: PathBuf, stop: &'static str) -> Self {
        let output = fs::File::create(&log).unwrap();
        command.stdout(output.try_clone().unwrap()).stderr(output).process_group(0);
        Self { child: command.spawn().unwrap(), log, stop }
    }

    /// What it has written.
    pub(crate) fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.log).unwrap_or_default()).into_owned()
    }

    /// Whether it has ended.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|status| status.is_some())
    }

    /// Waits until `done` gives something, unless it ends before.
    pub(crate) fn until<T>(&mut self, what: &str, mut done: impl FnMut(&Self) -> Option<T>) -> T {
        until(what, || {
            let value = done(self);
            assert!(value.is_some() || !self.has_ended(), "ended before {what}");
            value
        })
    }

    /// Sends it a signal.
    fn signal(&self, signal: &str) {
        let _ = Command::new("kill").args(["-s", signal, "--", &format!("-{}", self.child.id())]).stderr(Stdio::null()).status();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if !self.has_ended() {
            self.signal(self.stop);
        }
        let start = Instant::now();
        while !self.has_ended() && start.elapsed() < Duration::from_secs(5) {
            sleep(Duration::from_millis(10));
        }
        if !self.has_ended() {
            self.signal("KILL");
            let _ = self.child.wait();
        }
        if std::thread::panicking() {
            let log = self.log();
            let lines: Vec<&str> = log.lines().collect();
            println!("---- {}\n{}", self.log.display(), lines[lines.len().saturating_sub(LAST)..].join("\n"));
        }
    }
}
