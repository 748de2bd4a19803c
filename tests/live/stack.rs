//! A stack of real programs.

mod haproxy;

use std::collections::HashMap;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, OnceLock};

use tempfile::TempDir;

use crate::address::Network;
use crate::cluster::{APP_PASSWORD, Cluster, give, open_folder};
use crate::files::{BIN, Twin, write_for_programs};
use crate::program::{Program, Said, command, is_here, oracle, run, until};

/// The versions of the installed programs.
const INSTALLED: [(&str, &str); 4] = [("haproxy", "2.6"), ("pgbouncer", "1.18"), ("postgres", "15"), ("psql", "15")];

/// One stack: its network, its files and what runs of it. All ends when it is dropped.
pub(crate) struct Stack {
    // Dropped in this order: what asks before what answers.
    haproxy: Option<Program>,
    pgbouncers: HashMap<String, Program>,
    others: Vec<Program>,
    servers: HashMap<String, Program>,
    folder: TempDir,
    network: Network,
    cluster: Arc<Cluster>,
}

/// Whether the programs of a stack are here.
pub(crate) fn programs_are_here() -> bool {
    static HERE: OnceLock<bool> = OnceLock::new();
    *HERE.get_or_init(|| INSTALLED.iter().all(|(program, version)| is_here(program, version)))
}

/// Whether repmgr is here.
pub(crate) fn repmgr_is_here() -> bool {
    is_here("repmgr", "5.3")
}

impl Stack {
    /// The stack of a fault, with its files written and nothing started.
    pub(crate) fn of(fault: &str, twin: Twin) -> Self {
        let (folder, network, cluster) = (open_folder(), Network::free(), Cluster::shared());
        write_for_programs(fault, twin, folder.path(), &network);
        give(folder.path());
        Self { haproxy: None, pgbouncers: HashMap::new(), others: Vec::new(), servers: HashMap::new(), folder, network, cluster }
    }

    /// The port that stands for `@PORT@`.
    pub(crate) fn port(&self) -> u16 {
        self.network.port
    }

    /// The address of a host.
    pub(crate) fn address(&self, host: &str) -> String {
        self.network.address(host)
    }

    /// A path on a host.
    pub(crate) fn path(&self, host: &str, name: &str) -> PathBuf {
        self.folder.path().join(host).join(name)
    }

    fn log(&self, host: &str, program: &str) -> PathBuf {
        self.path(host, &format!("{program}.log"))
    }

    /// Adds lines to a file of `host`.
    pub(crate) fn append(&self, host: &str, name: &str, lines: &str) {
        let path = self.path(host, name);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text + lines).unwrap();
    }

    /// Starts PostgreSQL on `host`, as a primary.
    pub(crate) fn primary(&mut self, host: &str) {
        self.cluster.copy_to(&self.path(host, "data"));
        self.server(host);
    }

    /// Starts PostgreSQL on `host`, as a standby of whom its `primary_conninfo` names, and waits until it streams.
    pub(crate) fn standby(&mut self, host: &str) {
        self.cluster.copy_to(&self.path(host, "data"));
        std::fs::write(self.path(host, "data/standby.signal"), "").unwrap();
        give(&self.path(host, "data"));
        self.server(host);
        until("the standby streams", || {
            (self.superuser(host, "select count(*) from pg_stat_wal_receiver where status = 'streaming'").out == "1").then_some(())
        });
    }

    /// Starts PostgreSQL on `host` with the data that it has.
    pub(crate) fn server(&mut self, host: &str) {
        let path = |name: &str| self.path(host, name).display().to_string();
        let mut postgres = command(&[&format!("{BIN}/postgres"), "-D", &path("data")]);
        let files = [("config_file", path("postgresql.conf")), ("hba_file", path("pg_hba.conf")), ("unix_socket_directories", path("run"))];
        let cheap = [
            ("fsync", "off"),
            ("shared_buffers", "8MB"),
            ("autovacuum", "off"),
            ("dynamic_shared_memory_type", "mmap"),
            ("ident_file", "/dev/null"),
        ];
        let settings = files.into_iter().chain(cheap.map(|(name, value)| (name, value.to_owned())));
        postgres.args(settings.flat_map(|(name, value)| ["-c".to_owned(), format!("{name}={value}")]));
        let mut program = Program::start(postgres, self.log(host, "postgres"), "QUIT");
        program.until("PostgreSQL answers", |_| self.superuser(host, "select 1").ok.then_some(()));
        self.servers.insert(host.to_owned(), program);
    }

    /// Ends PostgreSQL on `host` as if it crashed.
    pub(crate) fn stop_server(&mut self, host: &str) {
        drop(self.servers.remove(host).unwrap());
    }

    /// What PostgreSQL on `host` says to the superuser, who comes by the local socket.
    pub(crate) fn superuser(&self, host: &str, query: &str) -> Said {
        psql(&format!("host={} user=postgres dbname=postgres", self.path(host, "run").display()), query)
    }

    /// What a client gets at `port` of `host`, as the user `app` unless `options` say otherwise.
    pub(crate) fn client(&self, host: &str, port: u16, options: &str, query: &str) -> Said {
        psql(&self.conninfo(host, port, options), query)
    }

    /// As [`Stack::client`], with the client of PostgreSQL 17, which knows more options.
    pub(crate) fn new_client(&self, host: &str, port: u16, options: &str, query: &str) -> Said {
        let mut psql = oracle("psql", "17");
        psql.args(["-XAtqw", "-c", query, &self.conninfo(host, port, options)]);
        run(psql)
    }

    /// How a client reaches `port` of `host`.
    pub(crate) fn conninfo(&self, host: &str, port: u16, options: &str) -> String {
        let usual = [("user", "app"), ("password", APP_PASSWORD), ("dbname", "app"), ("connect_timeout", "10")];
        let rest = usual.iter().filter(|(name, _)| !options.contains(&format!("{name}="))).map(|(name, value)| format!(" {name}={value}"));
        format!("host={} port={port} {options}{}", self.address(host), rest.collect::<String>())
    }

    /// Starts PgBouncer on `host` and waits until it listens.
    pub(crate) fn pgbouncer(&mut self, host: &str) {
        let program = self.pgbouncer_of(host, "1.18");
        program.until("PgBouncer runs", |program| program.log().contains("process up").then_some(()));
    }

    /// Starts the PgBouncer of `version` on `host`.
    pub(crate) fn pgbouncer_of(&mut self, host: &str, version: &str) -> &mut Program {
        let mut pgbouncer = oracle("pgbouncer", version);
        pgbouncer.arg(self.path(host, "pgbouncer.ini"));
        let program = Program::start(pgbouncer, self.log(host, "pgbouncer"), "KILL");
        self.pgbouncers.insert(host.to_owned(), program);
        self.pgbouncers.get_mut(host).unwrap()
    }

    /// Ends PgBouncer on `host`.
    pub(crate) fn stop_pgbouncer(&mut self, host: &str) {
        drop(self.pgbouncers.remove(host).unwrap());
    }

    /// What PgBouncer on `host` has written.
    pub(crate) fn pgbouncer_log(&self, host: &str) -> String {
        self.pgbouncers[host].log()
    }

    /// Runs repmgr on `host`.
    pub(crate) fn repmgr(&self, host: &str, words: &[&str]) -> Said {
        let mut repmgr = command(&[&format!("{BIN}/repmgr"), "-f", self.path(host, "repmgr.conf").to_str().unwrap()]);
        repmgr.args(words).env("PGPASSFILE", self.passwords(host));
        run(repmgr)
    }

    /// The passwords of whoever works on `host`: repmgr gives none to a replication connection.
    fn passwords(&self, host: &str) -> PathBuf {
        let path = self.path(host, "pgpass");
        std::fs::write(&path, "*:*:*:repmgr:repmgr-secret\n").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        give(&path);
        path
    }

    /// Runs repmgrd on `host`.
    pub(crate) fn repmgrd(&mut self, host: &str) {
        let mut repmgrd = command(&[&format!("{BIN}/repmgrd"), "-f", self.path(host, "repmgr.conf").to_str().unwrap()]);
        repmgrd.args(["--daemonize=false", "--no-pid-file"]);
        let program = Program::start(repmgrd, self.log(host, "repmgrd"), "TERM");
        self.others.push(program);
    }

    /// Whether something listens at `port` of `host`.
    pub(crate) fn listens(&self, host: &str, port: u16) -> bool {
        TcpStream::connect((self.address(host), port)).is_ok()
    }

    /// What PostgreSQL on `host` has written.
    pub(crate) fn server_log(&self, host: &str) -> String {
        self.servers[host].log()
    }

    /// Waits until all sessions have ended.
    pub(crate) fn sessions_end(&mut self) {
        until("the sessions end", || self.others.iter_mut().all(Program::has_ended).then_some(()));
    }

    /// Whether some session or daemon has said `words`.
    pub(crate) fn others_said(&self, words: &str) -> bool {
        self.others.iter().any(|program| program.log().contains(words))
    }

    /// Ends the first `count` sessions.
    pub(crate) fn sessions_stop(&mut self, count: usize) {
        self.others.drain(..count);
    }

    /// Makes a certificate for `host`, where its programs look for it.
    pub(crate) fn certificate(&self, host: &str) {
        let path = |name: &str| self.path(host, name).display().to_string();
        let mut openssl = command(&["openssl", "req", "-new", "-x509", "-days", "2", "-nodes", "-subj", "/CN=pg", "-newkey", "rsa:2048"]);
        openssl.args(["-out", &path("server.crt"), "-keyout", &path("server.key")]);
        run(openssl).fine();
        let both = [path("server.crt"), path("server.key")].map(|path| std::fs::read(path).unwrap()).concat();
        std::fs::write(path("server.pem"), both).unwrap();
        give(&self.path(host, ""));
    }

    /// Opens a session that runs `query`, in the background.
    pub(crate) fn session(&mut self, host: &str, port: u16, options: &str, query: &str) {
        let mut command = psql_command(&self.conninfo(host, port, options), query);
        command.env("PGAPPNAME", "session");
        let log = self.path("", &format!("session-{}.log", self.others.len()));
        self.others.push(Program::start(command, log, "TERM"));
    }
}

fn psql_command(conninfo: &str, query: &str) -> Command {
    command(&["timeout", "60", &format!("{BIN}/psql"), "-XAtqw", "-c", query, conninfo])
}

/// What `query` gives.
pub(crate) fn psql(conninfo: &str, query: &str) -> Said {
    run(psql_command(conninfo, query))
}
