//! Where things are on a host. Each target has its own places; the files are the same otherwise.

use crate::product::haproxy::address::LONGEST_PATH;

/// The places of one host, absolute, and who runs there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// haproxy.cfg.
    pub haproxy_cfg: String,
    /// The socket over which HAProxy is told things.
    pub haproxy_socket: String,
    /// Where HAProxy writes its log, as the words behind `log`.
    pub haproxy_log: &'static str,
    /// The user and group that HAProxy becomes, and the folder that it locks itself into; none if it has no such rights.
    pub haproxy_jail: Option<(&'static str, &'static str)>,
    /// pgbouncer.ini.
    pub pgbouncer_ini: String,
    /// The secrets of PgBouncer's users.
    pub userlist: String,
    /// The access rules of PgBouncer.
    pub pgbouncer_hba: String,
    /// The folder of PgBouncer's socket and process id.
    pub pgbouncer_run: String,
    /// Where PgBouncer writes its log; standard output if none is said.
    pub pgbouncer_log: Option<String>,
    /// The folder of PostgreSQL's configuration.
    pub pg_conf: String,
    /// What is set of PostgreSQL.
    pub postgresql_conf: String,
    /// The access rules of PostgreSQL.
    pub pg_hba: String,
    /// The map of users of the system.
    pub pg_ident: String,
    /// The data.
    pub data: String,
    /// Whether postgresql.conf has to say where the data is, or something before it does.
    pub tells_data: bool,
    /// Whether memory that processes of PostgreSQL share is in files of the data folder: a killed server leaves nothing elsewhere then.
    pub shares_memory_in_data: bool,
    /// The folder of PostgreSQL's socket.
    pub socket: String,
    /// The programs of PostgreSQL.
    pub pg_bindir: String,
    /// repmgr.conf.
    pub repmgr_conf: String,
    /// The process id of repmgrd.
    pub repmgrd_pid: String,
    /// The passwords of repmgr, for libpq.
    pub pgpass: String,
    /// The folder of the scripts that repmgr calls.
    pub scripts: String,
    /// What the scripts know of this host.
    pub node_env: String,
    /// What the scripts keep in mind.
    pub state: String,
    /// What makes the roles and databases of a new server.
    pub setup_sql: String,
    /// The folder of the SQL that `setup_sql` shares with other hosts.
    pub sql: String,
    /// The user of the system that PostgreSQL and PgBouncer run as.
    pub os_user: String,
    /// How PostgreSQL is started and stopped.
    pub service: Service,
}

/// Commands about PostgreSQL as a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Starts it, and waits.
    pub start: String,
    /// Stops it in order, and waits.
    pub stop: String,
    /// Stops it at once.
    pub kill: String,
    /// Stops and starts it.
    pub restart: String,
    /// Has it read its files again.
    pub reload: String,
    /// Makes it primary.
    pub promote: String,
    /// Whether PostgreSQL ends with the agent: nothing else would stop it.
    pub ends_with_agent: bool,
}

/// The longest path of a socket that Linux takes (`sun_path` in unix(7)), without the zero at its end.
const LONGEST_SOCKET: usize = 107;

impl Layout {
    /// The sockets of programs that listen at `ports`, each with the bytes that its path may have.
    pub(super) fn sockets(&self, ports: Ports) -> [(String, usize); 3] {
        let of_postgres = |folder: &str, port: u16| (format!("{folder}/.s.PGSQL.{port}"), LONGEST_SOCKET);
        [
            (self.haproxy_socket.clone(), LONGEST_PATH),
            of_postgres(&self.pgbouncer_run, ports.pooler),
            of_postgres(&self.socket, ports.server),
        ]
    }
}

/// The ports by which sockets are called.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ports {
    /// That of PgBouncer.
    pub(super) pooler: u16,
    /// That of PostgreSQL.
    pub(super) server: u16,
}
