//! The real program.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// A user that no system has: PgBouncer reads the whole file before it looks for it, and nothing behind that.
const NOBODY: &str = "no-such-user-here";

/// A PgBouncer.
pub(crate) struct Oracle {
    /// Its series.
    pub(crate) version: &'static str,
    folder: tempfile::TempDir,
}

/// What it says of a file.
pub(crate) enum Answer {
    /// It reads it.
    Accepted,
    /// It does not, with its first words about that.
    Refused(String),
    /// It does not because of the machine.
    Environment,
}

/// What it shows of its configuration.
pub(crate) struct Shown {
    /// `SHOW CONFIG`.
    pub(crate) settings: BTreeMap<String, String>,
    /// `SHOW DATABASES`.
    pub(crate) databases: BTreeSet<Vec<String>>,
}

/// A command of the stack, run without privileges.
fn command(words: &[&str]) -> Command {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/oracle");
    let root = fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    let mut command = if root {
        let mut command = Command::new("setpriv");
        command.args(["--reuid", "nobody", "--regid", "nogroup", "--clear-groups"]).arg(script);
        command
    } else {
        Command::new(script)
    };
    command.args(words).stdin(Stdio::null());
    command
}

impl Oracle {
    /// The PgBouncer of `version`, if it is here.
    pub(crate) fn find(version: &'static str) -> Option<Self> {
        let here = command(&["pgbouncer", version, "-V"]).output().is_ok_and(|output| output.status.success());
        if !here {
            assert!(std::env::var_os("PGLB_REQUIRE_ORACLES").is_none(), "no PgBouncer {version} here");
            println!("skipped: no PgBouncer {version} here");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
        Some(Self { version, folder })
    }

    /// Where its files are.
    pub(crate) fn folder(&self) -> String {
        self.folder.path().display().to_string()
    }

    fn write(&self, text: &str) -> PathBuf {
        let path = self.folder.path().join("pgbouncer.ini");
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        path
    }

    /// Lets it read `text`.
    pub(crate) fn parse(&self, text: &str) -> Answer {
        let path = self.write(text);
        let mut command = command(&["pgbouncer", self.version, "-u", NOBODY, path.to_str().unwrap()]);
        let output = command.current_dir(self.folder.path()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        let machine = ["Cannot open logfile", "could not load file", "_file: ", "TLS setup failed: ", "_ciphers: "];
        if said.contains(NOBODY) {
            Answer::Accepted
        } else if machine.iter().any(|words| said.contains(words)) {
            Answer::Environment
        } else {
            Answer::Refused(said)
        }
    }

    /// Starts it with `text` and asks it what it holds; `None` if it does not come up.
    pub(crate) fn show(&self, text: &str) -> Option<Shown> {
        let path = self.write(text);
        let mut command = command(&["pgbouncer", self.version, path.to_str().unwrap()]);
        let mut child = command.current_dir(self.folder.path()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
        let socket = self.folder.path().join(".s.PGSQL.16432");
        for _ in 0..60 {
            if socket.exists() || child.try_wait().ok()?.is_some() {
                break;
            }
            sleep(Duration::from_millis(25));
        }
        let config = self.ask("SHOW CONFIG");
        let databases = self.ask("SHOW DATABASES");
        stop(&mut child);
        let _ = fs::remove_file(socket);
        let (_, config) = config?;
        let (names, databases) = databases?;
        let columns: Vec<usize> = [
            &["name"][..],
            &["host"],
            &["port"],
            &["database"],
            &["force_user"],
            &["pool_size"],
            &["min_pool_size"],
            &["reserve_pool_size", "reserve_pool"],
            &["pool_mode"],
            &["max_connections"],
        ]
        .iter()
        .filter_map(|wanted| names.iter().position(|name| wanted.contains(&name.as_str())))
        .collect();
        let settings = config.into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
        let databases = databases.into_iter().filter(|row| row[0] != "pgbouncer");
        Some(Shown { settings, databases: databases.map(|row| columns.iter().map(|&column| row[column].clone()).collect()).collect() })
    }

    /// The names and rows that `query` gives.
    fn ask(&self, query: &str) -> Option<(Vec<String>, Vec<Vec<String>>)> {
        let folder = self.folder();
        let words = ["psql", "15", "-X", "-h", &folder, "-p", "16432", "-U", "pgbouncer", "-AF", "\x01", "-R", "\x02", "-P", "footer=off"];
        let output = command(&words).args(["-c", query, "pgbouncer"]).env("PGCONNECT_TIMEOUT", "3").current_dir("/").output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut rows = text
            .trim_end_matches('\n')
            .split('\x02')
            .map(|row| row.split('\x01').map(str::to_owned).collect::<Vec<_>>())
            .filter(|row| row.len() > 1);
        let names = rows.next()?;
        Some((names, rows.collect()))
    }
}

fn stop(child: &mut Child) {
    let _ = Command::new("kill").args(["-QUIT", &child.id().to_string()]).status();
    for _ in 0..40 {
        if child.try_wait().is_ok_and(|status| status.is_some()) {
            return;
        }
        sleep(Duration::from_millis(25));
    }
    let _ = child.kill();
    let _ = child.wait();
}
