//! The system: the only place that touches disk, environment and terminal.
#![expect(clippy::disallowed_methods, reason = "this is the place for them")]

mod processes;
mod root;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Parser;

use crate::cli::{Answer, Cli, Color, Command, Host, Listing, Status, Stream, run};
use crate::product::haproxy::machine::Machine;
use crate::render::Secret;

/// Columns where the terminal does not tell.
const WIDTH: usize = 100;

/// Runs the program with `args`, the program's name first.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are errors to clap; they go to standard output and end well.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { Status::Usage as u8 } else { Status::Clean as u8 });
        }
    };
    let mut system = System { stdout: io::BufWriter::new(Output(io::stdout())), stderr: io::stderr(), began: Instant::now() };
    let status = run(&cli, &mut system).unwrap_or_else(|error| {
        let _ = writeln!(system.stderr, "error: {error}");
        error.status()
    });
    match system.stdout.flush() {
        Err(_) => ExitCode::from(Status::Unreadable as u8),
        Ok(()) => ExitCode::from(status as u8),
    }
}

/// Standard output. A reader that has seen enough (`| head`) is no failure: what it does not take is dropped.
struct Output(io::Stdout);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        unless_closed(self.0.write(bytes), bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        unless_closed(self.0.flush(), ())
    }
}

/// `result`, or `instead` if nobody reads any more.
fn unless_closed<T>(result: io::Result<T>, instead: T) -> io::Result<T> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(instead),
        result => result,
    }
}

/// The machine the program runs on.
struct System {
    stdout: io::BufWriter<Output>,
    stderr: io::Stderr,
    began: Instant,
}

impl Host for System {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }

    fn read_stdin(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn list(&self, path: &str) -> io::Result<Option<Listing>> {
        if !std::fs::metadata(path)?.is_dir() {
            return Ok(None);
        }
        let mut found = Listing::default();
        for entry in std::fs::read_dir(path)? {
            let entry = entry?;
            let name = || entry.file_name().to_string_lossy().into_owned();
            if entry.file_type()?.is_dir() {
                found.folders.push(name());
            } else if std::fs::metadata(entry.path()).is_ok_and(|data| data.is_file()) {
                found.files.push(name());
            }
        }
        Ok(Some(found))
    }

    fn absolute(&self, path: &str) -> io::Result<String> {
        Ok(std::path::absolute(path)?.to_string_lossy().into_owned())
    }

    fn machine(&self, root: &str) -> io::Result<Arc<dyn Machine>> {
        Ok(Arc::new(root::Root::new(root)?))
    }

    /// Writes a file beside the old one and puts it in its place, with the old one's permissions.
    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let path = std::fs::canonicalize(path).unwrap_or_else(|_| Path::new(path).to_path_buf());
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        match std::fs::metadata(&path) {
            Ok(data) => file.as_file().set_permissions(data.permissions())?,
            Err(_) => share(file.as_file())?,
        }
        file.persist(&path)?;
        Ok(())
    }

    fn create(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        std::fs::File::create_new(path)?.write_all(bytes)
    }

    fn write_as(&self, path: &str, bytes: &[u8], mode: u32) -> io::Result<()> {
        let folder = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
        std::fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        set_mode(file.as_file(), mode)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        std::fs::remove_file(path)
    }

    fn remove_folder(&self, path: &str) -> io::Result<()> {
        std::fs::remove_dir_all(path)
    }

    fn new_secret(&self) -> io::Result<Secret> {
        let mut bytes = [0_u8; 24];
        getrandom::fill(&mut bytes).map_err(io::Error::other)?;
        // 64 letters of which none means anything to a shell, libpq or a password file: six bits each.
        let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let password: String = bytes.iter().map(|byte| char::from(letters[usize::from(byte % 64)])).collect();
        let verifier = postgres_protocol::password::scram_sha_256(password.as_bytes());
        Ok(Secret { password, verifier })
    }

    fn user(&self) -> io::Result<String> {
        let answer = self.ask(&Command::new("id", ["-un"]));
        if answer.ok { Ok(answer.out) } else { Err(io::Error::other(answer.err)) }
    }

    fn ask(&self, command: &Command) -> Answer {
        processes::ask(command)
    }

    fn ask_socket(&self, path: &str, question: &str) -> io::Result<String> {
        processes::ask_socket(path, question)
    }

    fn start(&self, command: &Command, log: &str) -> io::Result<()> {
        processes::start(command, log)
    }

    fn listens(&self, address: SocketAddr) -> bool {
        TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_ok()
    }

    fn sleep(&self, milliseconds: u64) {
        std::thread::sleep(Duration::from_millis(milliseconds));
    }

    fn clock(&self) -> u64 {
        self.began.elapsed().as_millis() as u64
    }

    fn stdout(&mut self) -> &mut dyn Write {
        &mut self.stdout
    }

    fn stderr(&mut self) -> &mut dyn Write {
        &mut self.stderr
    }

    fn color(&self, choice: Color, stream: Stream) -> bool {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        match choice {
            Color::Always => true,
            Color::Never => false,
            Color::Auto if set("NO_COLOR") => false,
            Color::Auto if set("CLICOLOR_FORCE") => true,
            Color::Auto => self.is_terminal(stream),
        }
    }

    fn is_terminal(&self, stream: Stream) -> bool {
        match stream {
            Stream::Out => io::stdout().is_terminal(),
            Stream::Err => io::stderr().is_terminal(),
        }
    }

    fn width(&self) -> usize {
        terminal_size::terminal_size().map_or(WIDTH, |(terminal_size::Width(width), _)| usize::from(width))
    }
}

#[cfg(unix)]
fn set_mode(file: &std::fs::File, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_file: &std::fs::File, _mode: u32) -> io::Result<()> {
    Ok(())
}

/// Temporary files are for their owner alone; a new report is as readable as any new file.
#[cfg(unix)]
fn share(file: &std::fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn share(_file: &std::fs::File) -> io::Result<()> {
    Ok(())
}
