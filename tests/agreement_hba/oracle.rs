//! The real programs as judges of lines: PgBouncer by what it prints before it fails to become a user that does not exist, PostgreSQL by the
//! views of a scratch server.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::Duration;

use pglb_lint::schema::Version;

/// The user `nobody`, who runs the programs if the tests are run by root.
const NOBODY: u32 = 65534;

/// Where the project is.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Says that a program is not there; fails where it has to be.
pub(crate) fn missing(what: &str) {
    assert!(env::var_os("PGLB_REQUIRE_ORACLES").is_none_or(|value| value != "1"), "{what} is not here");
    eprintln!("skipped: {what} is not here");
}

/// A folder that goes away with it.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    /// A new folder that everybody may write to.
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let path = env::temp_dir().join(format!("pglb-hba-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed)));
        fs::create_dir_all(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o777)).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// `command`, not as root.
fn unprivileged(mut command: Command) -> Command {
    let is_root = fs::metadata("/proc/self").is_ok_and(|meta| std::os::unix::fs::MetadataExt::uid(&meta) == 0);
    if is_root {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

fn oracle(program: &str, version: Version) -> Command {
    let mut command = Command::new(root().join("scripts/oracle"));
    command.arg(program).arg(version.to_string());
    command
}

/// What PgBouncer says of the files that belong to its configuration.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// The lines of `auth_hba_file` that it drops.
    pub(crate) dropped: BTreeSet<u32>,
    /// The lines of `auth_hba_file` with an address that does not fit its mask.
    pub(crate) masks: BTreeSet<u32>,
    /// The lines of `auth_ident_file` that it drops.
    pub(crate) ident: BTreeSet<u32>,
    /// Its complaint of `auth_file`.
    pub(crate) users: Option<String>,
}

/// Whether there is such a PgBouncer.
pub(crate) fn has_pgbouncer(version: Version) -> bool {
    oracle("pgbouncer", version).arg("-V").output().is_ok_and(|output| output.status.success())
}

/// Asks PgBouncer about files: users, rules and maps.
pub(crate) fn pgbouncer(version: Version, users: &[u8], rules: &str, maps: &str) -> Said {
    let folder = Folder::new();
    let path = |name: &str| folder.0.join(name).display().to_string();
    fs::write(path("users"), users).unwrap();
    fs::write(path("hba"), rules).unwrap();
    fs::write(path("ident"), maps).unwrap();
    let ident = if version >= Version::new(1, 23) { format!("auth_ident_file = {}\n", path("ident")) } else { String::new() };
    let folder_name = folder.0.display();
    let ini = format!(
        "[pgbouncer]\nauth_type = hba\nauth_file = {}\nauth_hba_file = {}\n{ident}unix_socket_dir = {folder_name}\n",
        path("users"),
        path("hba")
    );
    fs::write(path("pgbouncer.ini"), ini).unwrap();
    let mut command = oracle("pgbouncer", version);
    command.args(["-u", "no-such-user-here"]).arg(path("pgbouncer.ini"));
    let output = unprivileged(command).output().unwrap();
    let mut said = Said::default();
    for line in String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).lines() {
        let number = |text: &str| line.split_once(text).and_then(|(_, rest)| rest.split([':', ' ']).next()?.trim().parse::<u32>().ok());
        said.dropped.extend(number("could not parse hba config line "));
        said.ident.extend(number("could not parse ident config line "));
        if line.contains("address does not match mask") {
            said.masks.extend(number("line #"));
        }
        if let Some((_, complaint)) = line.split_once("ERROR ") {
            said.users = Some(complaint.to_owned());
        }
    }
    said
}

/// A scratch server of PostgreSQL.
pub(crate) struct Server {
    child: Child,
    folder: Folder,
}

impl Server {
    /// Starts a server of `version`, if the program is there.
    pub(crate) fn start(version: Version) -> Option<Self> {
        oracle("postgres", version).arg("--version").output().ok().filter(|output| output.status.success())?;
        let folder = Folder::new();
        let mut command = Command::new(root().join("tests/agreement_hba/server.sh"));
        command.arg(version.to_string()).arg(&folder.0).stdin(Stdio::piped()).stdout(Stdio::null());
        let child = unprivileged(command).spawn().ok()?;
        let server = Self { child, folder };
        for _ in 0..300 {
            if server.query("select 1").is_some() {
                return Some(server);
            }
            sleep(Duration::from_millis(100));
        }
        None
    }

    fn query(&self, query: &str) -> Option<String> {
        let output = Command::new("psql").arg("-h").arg(&self.folder.0).args(["-X", "-U", "postgres", "-At", "-c", query]).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// The numbers of the lines of `rules` that the server refuses.
    pub(crate) fn refused(&self, rules: &str) -> BTreeSet<u32> {
        fs::write(self.folder.0.join("hba.conf"), rules).unwrap();
        self.numbers("select line_number from pg_hba_file_rules where type is null")
    }

    /// The numbers of the lines of `maps` that the server refuses.
    pub(crate) fn refused_maps(&self, maps: &str) -> BTreeSet<u32> {
        fs::write(self.folder.0.join("ident.conf"), maps).unwrap();
        self.numbers("select line_number from pg_ident_file_mappings where error is not null")
    }

    fn numbers(&self, query: &str) -> BTreeSet<u32> {
        self.query(query).unwrap().lines().filter_map(|line| line.parse().ok()).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The script ends the server when its input ends.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
