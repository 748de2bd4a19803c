//! What somebody wants of a stack: the content of a `stack.toml`, complete and without faults.

use std::net::IpAddr;

use crate::analysis::Targets;
use crate::product::Program;
use crate::schema::Version;

/// A stack as it is wanted. Whatever a `stack.toml` does not say has its default here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// What the stack is called: a part of paths and of repmgr's messages.
    pub name: String,
    /// What a commit waits for.
    pub durability: Durability,
    /// How soon a dead primary is noticed.
    pub detection: Detection,
    /// The versions that the files are written for.
    pub versions: Versions,
    /// HAProxy.
    pub balancer: Balancer,
    /// What every PgBouncer has in common.
    pub pooler: Pooler,
    /// What every PostgreSQL has in common.
    pub server: Server,
    /// The nodes that hold data, in the order of their ids: the first is the primary of a new stack. At least two.
    pub nodes: Vec<Node>,
    /// A server that holds no data of users and only has a say in who is primary.
    pub witness: Option<Witness>,
    /// The databases. At least one.
    pub databases: Vec<Database>,
    /// Encryption between hosts, if it is wanted.
    pub tls: Option<Tls>,
}

/// What a commit waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// For the disk of the primary: the last commits are lost with it.
    Async,
    /// For the disk of one standby too: what was acknowledged survives the primary.
    Sync,
}

impl Durability {
    /// All of them, as written.
    pub const WORDS: [(&'static str, Self); 2] = [("async", Self::Async), ("sync", Self::Sync)];

    /// As written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        word(&Self::WORDS, self)
    }
}

/// How soon a dead primary is noticed, against how much trouble of the network is sat out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detection {
    /// As soon as programs and network allow: for hosts in one rack.
    Tight,
    /// Within about three seconds.
    Normal,
    /// After more than ten seconds: for networks with hiccups.
    Calm,
}

impl Detection {
    /// All of them, as written.
    pub const WORDS: [(&'static str, Self); 3] = [("tight", Self::Tight), ("normal", Self::Normal), ("calm", Self::Calm)];

    /// As written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        word(&Self::WORDS, self)
    }
}

/// When PgBouncer gives a server connection to somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PoolMode {
    /// When the client goes.
    Session,
    /// When the transaction ends.
    Transaction,
}

impl PoolMode {
    /// All of them, as written.
    pub const WORDS: [(&'static str, Self); 2] = [("session", Self::Session), ("transaction", Self::Transaction)];

    /// As written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        word(&Self::WORDS, self)
    }

    /// What holds unless something is said: since PgBouncer 1.21 prepared statements survive in transactions.
    #[must_use]
    pub fn default_of(pgbouncer: Version) -> Self {
        if pgbouncer >= Version::new(1, 21) { Self::Transaction } else { Self::Session }
    }
}

fn word<T: Copy + PartialEq>(words: &[(&'static str, T)], value: T) -> &'static str {
    words.iter().find(|(_, other)| *other == value).map_or("", |(word, _)| word)
}

/// The versions that files are written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Versions {
    /// Of HAProxy.
    pub haproxy: Version,
    /// Of PgBouncer.
    pub pgbouncer: Version,
    /// Of repmgr.
    pub repmgr: Version,
    /// Of PostgreSQL.
    pub postgresql: Version,
}

impl Default for Versions {
    /// The versions in the current stable Debian.
    fn default() -> Self {
        let stable = Targets::stable();
        let of = |program| stable.version(program);
        Self {
            haproxy: of(Program::Haproxy),
            pgbouncer: of(Program::Pgbouncer),
            repmgr: of(Program::Repmgr),
            postgresql: of(Program::Postgresql),
        }
    }
}

impl Versions {
    /// The version of `program`.
    #[must_use]
    pub fn of(&self, program: Program) -> Version {
        match program {
            Program::Haproxy => self.haproxy,
            Program::Pgbouncer => self.pgbouncer,
            Program::Repmgr => self.repmgr,
            Program::Postgresql => self.postgresql,
        }
    }

    /// Takes `version` for `program`.
    pub fn set(&mut self, program: Program, version: Version) {
        match program {
            Program::Haproxy => self.haproxy = version,
            Program::Pgbouncer => self.pgbouncer = version,
            Program::Repmgr => self.repmgr = version,
            Program::Postgresql => self.postgresql = version,
        }
    }
}

/// HAProxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balancer {
    /// The address that clients connect to, and that the poolers see.
    pub address: IpAddr,
    /// The port for sessions that write.
    pub write_port: u16,
    /// The port for sessions that only read.
    pub read_port: u16,
    /// So many sessions at each of the two ports; worked out from the pools unless it is said.
    pub max_clients: Option<u32>,
}

/// What every PgBouncer has in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pooler {
    /// Its port.
    pub port: u16,
    /// When a server connection is given to somebody else.
    pub mode: PoolMode,
}

/// What every PostgreSQL has in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Server {
    /// Its port.
    pub port: u16,
    /// So many connections; worked out from the pools unless it is said.
    pub max_connections: Option<u32>,
}

/// A node that holds data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its name: of the host, of repmgr's node and of the servers in HAProxy.
    pub name: String,
    /// Its address.
    pub address: IpAddr,
    /// Who of several standbys takes over: the highest. 0: never.
    pub priority: u32,
    /// Where it stands: standbys of another place than the primary's do not take over alone.
    pub location: Option<String>,
}

/// A server that has a say in who is primary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: IpAddr,
}

/// A database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Database {
    /// Its name.
    pub name: String,
    /// The user that owns it.
    pub owner: String,
    /// Users that may read and write what the owner lets them.
    pub users: Vec<String>,
    /// So many server connections each PgBouncer holds for it at most.
    pub pool: u32,
}

impl Database {
    /// Everybody who logs in to it: the owner first.
    pub fn logins(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.owner.as_str()).chain(self.users.iter().map(String::as_str))
    }
}

/// Encryption between hosts. The files are the same on every host; each has its own content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    /// The certificate of the host, with those that lead to the authority.
    pub certificate: String,
    /// Its key.
    pub key: String,
    /// The certificate of the authority.
    pub ca: String,
}

impl Description {
    /// Name and address of everybody who has a say in who is primary: nodes, then the witness.
    pub fn voters(&self) -> impl Iterator<Item = (&str, IpAddr)> {
        let nodes = self.nodes.iter().map(|node| (node.name.as_str(), node.address));
        nodes.chain(self.witness.iter().map(|witness| (witness.name.as_str(), witness.address)))
    }

    /// Whether a primary that is cut off can be told from one that is dead: at least three have a say.
    #[must_use]
    pub fn is_fenced(&self) -> bool {
        self.voters().count() >= 3
    }
}
