//! Runs the built program, and gives each test a folder of its own.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A backend that no section defines: one error, which HAProxy refuses the file for.
pub(crate) const UNKNOWN_BACKEND: &str = "frontend pg
    mode tcp
    bind :5432
    timeout client 1m
    default_backend primry

backend primary
    mode tcp
    timeout connect 5s
    timeout server 1m
    server pg1 192.0.2.11:5432 check
";

/// An ACL that no condition names: one info.
pub(crate) const UNUSED_ACL: &str = "frontend pg
    mode tcp
    bind :5432
    timeout client 1m
    acl spare src 192.0.2.0/24
    default_backend primary

backend primary
    mode tcp
    timeout connect 5s
    timeout server 1m
    server pg1 192.0.2.11:5432 check
";

/// Nothing to complain about.
pub(crate) const FRONTEND: &str = "frontend pg
    mode tcp
    bind :5432
    timeout client 1m
    default_backend primary
";

/// Nothing to complain about beside [`FRONTEND`].
pub(crate) const BACKEND: &str = "backend primary
    mode tcp
    timeout connect 5s
    timeout server 1m
    server pg1 192.0.2.11:5432 check
";

/// How a run went.
pub(crate) struct Ended {
    /// The exit status.
    pub(crate) status: i32,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

/// A run that is about to start, in the project's folder unless said otherwise.
pub(crate) struct Program {
    command: Command,
    input: Vec<u8>,
}

impl Program {
    /// `pglb-lint` with `args`, in an environment that says nothing about colours or the terminal.
    pub(crate) fn new<'a>(args: impl IntoIterator<Item = &'a str>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pglb-lint"));
        command.args(args).current_dir(env!("CARGO_MANIFEST_DIR"));
        for name in ["NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "COLUMNS", "LINES"] {
            command.env_remove(name);
        }
        Self { command, input: Vec::new() }
    }

    /// In `folder`.
    pub(crate) fn within(mut self, folder: &Folder) -> Self {
        self.command.current_dir(&folder.path);
        self
    }

    /// With `value` in the variable `name`.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// With `input` on standard input.
    pub(crate) fn input(mut self, input: impl Into<Vec<u8>>) -> Self {
        self.input = input.into();
        self
    }

    /// Runs it with a reader that closes standard output at once; the exit status and standard error.
    pub(crate) fn run_unread(mut self) -> (i32, String) {
        let mut child = self.command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        (output.status.code().expect("the program is not killed"), String::from_utf8(output.stderr).unwrap())
    }

    /// Runs it to its end.
    pub(crate) fn run(mut self) -> Ended {
        let mut child = self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A program that does not read its input closes it; that is its right.
        let _ = child.stdin.take().unwrap().write_all(&self.input);
        let output = child.wait_with_output().unwrap();
        Ended {
            status: output.status.code().expect("the program is not killed"),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Runs `pglb-lint` with `args` in `folder`.
pub(crate) fn run_in(folder: &Folder, args: &[&str]) -> Ended {
    Program::new(args.iter().copied()).within(folder).run()
}

/// An empty folder for one test.
pub(crate) struct Folder {
    path: PathBuf,
    /// What removes the folder at the end, if something does.
    _temporary: Option<TempDir>,
}

impl Folder {
    /// The folder `name`, which is the test's own.
    pub(crate) fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli").join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self { path, _temporary: None }
    }

    /// A folder near the root, whatever the path of the project: sockets that are rendered into it may have about a hundred bytes.
    pub(crate) fn shallow() -> Self {
        let temporary = tempfile::Builder::new().prefix("pglb").tempdir_in("/tmp").unwrap();
        Self { path: temporary.path().to_owned(), _temporary: Some(temporary) }
    }

    /// The folder with one file, `haproxy.cfg`.
    pub(crate) fn with(name: &str, text: &str) -> Self {
        let folder = Self::new(name);
        folder.write("haproxy.cfg", text);
        folder
    }

    /// Where `name` is.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Puts a file there.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// What a file holds.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The names in the folder, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(&self.path).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}
