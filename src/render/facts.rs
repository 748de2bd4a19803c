//! The settings of a `stack.toml`: their names, meanings, ranges and defaults. The reader, the writer and the schema all know them from here.

use super::description::{Detection, Durability, PoolMode};
use super::names;
use crate::product::repmgr::names_role;

/// The least port: those below belong to the superuser.
pub const LEAST_PORT: u16 = 1024;
/// A stack has so many nodes at least: with one there is nobody to take over.
pub const LEAST_NODES: usize = 2;
/// Of so many nodes PostgreSQL and repmgr make no trouble; more are more likely a slip.
pub const MOST_NODES: usize = 16;
/// PostgreSQL cuts longer names.
pub const NAME_BYTES: usize = 63;
/// Names of hosts, nodes and places are no longer.
pub const WORD_BYTES: usize = 40;

/// The port for sessions that write.
pub const WRITE_PORT: u16 = 5000;
/// The port for sessions that only read.
pub const READ_PORT: u16 = 5001;
/// The port of PgBouncer.
pub const POOLER_PORT: u16 = 6432;
/// The port of PostgreSQL.
pub const SERVER_PORT: u16 = 5432;
/// Server connections for a database.
pub const POOL: u32 = 40;
/// Who takes over, if nobody says otherwise.
pub const PRIORITY: u32 = 100;
/// The name of the stack.
pub const NAME: &str = "pglb";
/// The name of the witness.
pub const WITNESS: &str = "witness";
/// What a commit waits for.
pub const DURABILITY: Durability = Durability::Async;
/// How soon a dead primary is noticed.
pub const DETECTION: Detection = Detection::Normal;

/// What a setting holds.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// An IP address that no other host has.
    Address,
    /// A port.
    Port(u16),
    /// A whole number.
    Number {
        /// The least.
        least: u32,
        /// The most.
        most: u32,
        /// What holds unless it is set; `None` if that is worked out.
        default: Option<u32>,
    },
    /// One of some words.
    Word(fn() -> Vec<&'static str>, Option<&'static str>),
    /// A part of paths and names of hosts.
    Name(Option<&'static str>),
    /// The name of a user of databases.
    User,
    /// Names of users of databases.
    Users,
    /// The absolute path of a file.
    Path,
}

/// A setting of a table of `stack.toml`.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it must be set where its table is.
    pub needed: bool,
}

const fn setting(name: &'static str, kind: Kind, meaning: &'static str) -> Setting {
    Setting { name, meaning, kind, needed: false }
}

const fn needed(name: &'static str, kind: Kind, meaning: &'static str) -> Setting {
    Setting { name, meaning, kind, needed: true }
}

fn durability() -> Vec<&'static str> {
    Durability::WORDS.map(|(word, _)| word).to_vec()
}

fn detection() -> Vec<&'static str> {
    Detection::WORDS.map(|(word, _)| word).to_vec()
}

fn mode() -> Vec<&'static str> {
    PoolMode::WORDS.map(|(word, _)| word).to_vec()
}

/// The settings above all tables.
pub const STACK: [Setting; 3] = [
    setting("name", Kind::Name(Some(NAME)), "what the stack is called: a part of paths and of repmgr's messages"),
    setting(
        "durability",
        Kind::Word(durability, Some("async")),
        "what a commit waits for: `async`, the disk of the primary, so that the last commits are lost with it; `sync`, the disk of one standby \
         too, so that nothing that was acknowledged is lost",
    ),
    setting(
        "detection",
        Kind::Word(detection, Some("normal")),
        "how soon a dead primary is noticed: `tight`, as soon as programs and network allow; `normal`, within about three seconds; `calm`, \
         after more than ten, for networks with hiccups",
    ),
];

/// The tables, in the order in which they are written.
pub const TABLES: [(&str, &str); 8] = [
    ("balancer", "HAProxy; an address alone will do"),
    (
        "nodes",
        "the nodes that hold data, by name: of the host, of repmgr's node and of the server in HAProxy. The first is the primary of a new \
               stack. An address alone will do",
    ),
    (
        "witness",
        "a server that holds no data of users and only has a say in who is primary; an address alone will do. `false`: two nodes live \
                 without one, and may both take writes when the network between them is cut",
    ),
    ("databases", "the databases, by name"),
    ("pooler", "what every PgBouncer has in common"),
    ("postgresql", "what every PostgreSQL has in common"),
    ("tls", "encryption between hosts. The files are at the same path on every host; each host has its own certificate and key"),
    ("versions", "the versions that the files are written for"),
];

/// The settings of `[balancer]`.
pub const BALANCER: [Setting; 4] = [
    needed("address", Kind::Address, "the address that clients connect to, and that the poolers see"),
    setting("write-port", Kind::Port(WRITE_PORT), "the port for sessions that write"),
    setting("read-port", Kind::Port(READ_PORT), "the port for sessions that only read"),
    setting(
        "max-clients",
        Kind::Number { least: 1, most: 100_000, default: None },
        "so many sessions at each of the two ports; worked out from the pools unless it is set",
    ),
];

/// The settings of a node.
pub const NODE: [Setting; 3] = [
    needed("address", Kind::Address, "its address"),
    setting(
        "priority",
        Kind::Number { least: 0, most: 10_000, default: Some(PRIORITY) },
        "who of several standbys takes over: the highest. 0: never",
    ),
    setting("location", Kind::Name(None), "where it stands: standbys of another place than the primary's do not take over alone"),
];

/// The settings of `[witness]`.
pub const WITNESS_SETTINGS: [Setting; 2] =
    [setting("name", Kind::Name(Some(WITNESS)), "its name"), needed("address", Kind::Address, "its address")];

/// The settings of a database.
pub const DATABASE: [Setting; 3] = [
    setting("owner", Kind::User, "the user that owns it; called like the database unless it is set"),
    setting("users", Kind::Users, "users that may read and write what the owner lets them"),
    setting(
        "pool",
        Kind::Number { least: 1, most: 5_000, default: Some(POOL) },
        "so many server connections each PgBouncer holds for it at most",
    ),
];

/// The settings of `[pooler]`.
pub const POOLER: [Setting; 2] = [
    setting("port", Kind::Port(POOLER_PORT), "its port"),
    setting(
        "mode",
        Kind::Word(mode, None),
        "when a server connection is given to another client: when its client goes, or when the transaction ends. `transaction` unless it is \
         set since PgBouncer 1.21, which keeps prepared statements apart; `session` before",
    ),
];

/// The settings of `[postgresql]`.
pub const SERVER: [Setting; 2] = [
    setting("port", Kind::Port(SERVER_PORT), "its port"),
    setting(
        "max-connections",
        Kind::Number { least: 20, most: 10_000, default: None },
        "so many connections; worked out from the pools unless it is set",
    ),
];

/// The settings of `[tls]`.
pub const TLS: [Setting; 3] = [
    needed("certificate", Kind::Path, "the certificate of the host, with those that lead to the authority"),
    needed("key", Kind::Path, "its key"),
    needed("ca", Kind::Path, "the certificate of the authority"),
];

/// The names of `settings`.
#[must_use]
pub fn names_of<const N: usize>(settings: &[Setting; N]) -> [&'static str; N] {
    settings.map(|setting| setting.name)
}

/// The names of the settings and tables of a stack.
#[must_use]
pub fn sections() -> Vec<&'static str> {
    STACK.iter().map(|setting| setting.name).chain(TABLES.iter().map(|(name, _)| *name)).collect()
}

/// Whether `text` can be a part of paths, names of hosts and words of every configuration: [`WORD`].
#[must_use]
pub fn is_word(text: &str) -> bool {
    let first = text.as_bytes().first().is_some_and(u8::is_ascii_lowercase);
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    first && text.len() <= WORD_BYTES && !text.ends_with('-') && text.bytes().all(known)
}

/// What [`is_word`] asks.
pub const WORD: &str = "lower case letters, digits and `-`, a letter first, at most 40";

/// Whether PostgreSQL takes `name` without quotes, and PgBouncer everywhere: [`SQL_NAME`].
#[must_use]
pub fn is_sql_name(name: &str) -> bool {
    let first = name.as_bytes().first().is_some_and(|byte| byte.is_ascii_lowercase() || *byte == b'_');
    first && name.len() <= NAME_BYTES && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// What [`is_sql_name`] asks.
pub const SQL_NAME: &str = "lower case letters, digits and `_`, a letter first, at most 63: what needs no quotes in any of the files";

/// Whether the stack, or a program of it, means something else by `name` than a database or user of somebody. `reserved` are such names.
#[must_use]
pub fn is_reserved(name: &str, reserved: &[&str]) -> bool {
    reserved.contains(&name) || name.starts_with("pg_")
}

/// Whether `name` can be that of a host.
#[must_use]
pub fn is_host_name(name: &str) -> bool {
    is_word(name) && name != names::BALANCER && !names_role(name)
}

/// Whether `path` can be written into every file: absolute, without blanks and quotes.
#[must_use]
pub fn is_path(path: &str) -> bool {
    path.starts_with('/') && !path.contains(|c: char| c.is_whitespace() || c.is_control() || "'\"\\".contains(c))
}
