//! The cluster that all tests copy: made once, while any test needs it.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, OnceLock, Weak};

use tempfile::TempDir;

use crate::files::BIN;
use crate::program::{command, is_root, run};

/// A data directory that nobody runs.
pub(crate) struct Cluster(TempDir);

/// Bytes that are more than the clusters of the tests that run at a time need.
const ROOM: u64 = 2 << 30;

/// The password of the role `app`.
pub(crate) const APP_PASSWORD: &str = "app-secret";

/// Roles and databases, and none that no test needs: a cluster is copied for each server. `app` has the secret that the userlists of
/// the tests have, so that a SCRAM secret in them can be the same.
const ROLES: &str = "\
create role repmgr superuser login replication password 'repmgr-secret';
create role app login password 'SCRAM-SHA-256$4096:AAECAwQFBgcICQoLDA0ODw==$fXt4G6P+RBaWScK4tF+yLdgUblcxIASvx+mtwZA7LTY=:i+tYlxNPlt4wWNjZC5feRNaPI6CR5YZOzqVF5f0jUIg=';
create role hacheck login password 'check-secret';
create database app owner app;
create database repmgr owner repmgr;
update pg_database set datistemplate = false;
drop database template0;
drop database template1;
";

/// Tables.
const TABLES: &str = "set role app;\ncreate table t (id int);\n";

impl Cluster {
    /// The cluster, made now unless another test has it.
    pub(crate) fn shared() -> Arc<Self> {
        static SHARED: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let cluster = Arc::new(Self::make());
            *shared = Arc::downgrade(&cluster);
            cluster
        })
    }

    fn make() -> Self {
        let cluster = Self(open_folder());
        let data = cluster.data();
        let mut initdb = command(&[&format!("{BIN}/initdb"), "-D", data.to_str().unwrap()]);
        initdb.args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync", "--no-instructions", "--wal-segsize=1"]);
        run(initdb).fine();
        // A standby does not start with fewer connections than its primary had: none of the tests has so few.
        let mut settings = OpenOptions::new().append(true).open(data.join("postgresql.conf")).unwrap();
        settings.write_all(b"max_connections = 6\nmax_wal_senders = 2\nmax_worker_processes = 4\nmax_prepared_transactions = 0\nmax_locks_per_transaction = 10\n").unwrap();
        cluster.single_user("postgres", ROLES);
        cluster.single_user("app", TABLES);
        cluster
    }

    fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    /// Runs statements without a server, a line each.
    fn single_user(&self, database: &str, statements: &str) {
        let mut postgres = command(&[&format!("{BIN}/postgres"), "--single", "-F", "-D", self.data().to_str().unwrap(), database]);
        let mut child = postgres.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(statements.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && !said.contains("ERROR"), "{said}");
    }

    /// Copies it to `data`.
    pub(crate) fn copy_to(&self, data: &Path) {
        let status = Command::new("cp").args(["-a", "--reflink=auto"]).arg(self.data()).arg(data).status().unwrap();
        assert!(status.success());
    }
}

/// A new folder that belongs to whom the programs run as. It is in memory if there is room: many small files come and go.
pub(crate) fn open_folder() -> TempDir {
    static MEMORY: OnceLock<bool> = OnceLock::new();
    let in_memory = *MEMORY.get_or_init(|| {
        let room = Command::new("df").args(["--output=avail", "-B1", "/dev/shm"]).output();
        let room = room.ok().and_then(|output| String::from_utf8_lossy(&output.stdout).lines().nth(1)?.trim().parse().ok());
        room.unwrap_or(0_u64) > ROOM
    });
    let mut builder = tempfile::Builder::new();
    builder.prefix("pglb");
    let folder = if in_memory { builder.tempdir_in("/dev/shm") } else { builder.tempdir() }.unwrap();
    give(folder.path());
    folder
}

/// Gives `path` and all below to whom the programs run as.
pub(crate) fn give(path: &Path) {
    if is_root() {
        let status = Command::new("chown").args(["-R", "nobody:nogroup"]).arg(path).status().unwrap();
        assert!(status.success());
    }
}
