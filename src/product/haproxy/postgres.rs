//! Tells which proxies carry PostgreSQL.
//!
//! Nothing in a configuration says so outright, so several signs are weighed: the ports that PostgreSQL, PgBouncer and the usual Patroni
//! set-ups use, checks that speak PostgreSQL or ask Patroni, and names. Rules about PostgreSQL speak up only where two signs agree.

use super::check::HealthCheck;
use super::model::{Mode, Model, OptionRef, Proxy, Server};
use crate::parallel;

/// Ports of PostgreSQL and PgBouncer.
const PORTS: [u16; 3] = [5432, 5433, 6432];
/// Ports that Patroni's documentation has HAProxy listen on, for writers and for readers.
const PATRONI_FRONT: [u16; 2] = [5000, 5001];
/// Paths of Patroni's interface that answer by role, and the role that answers that it is well (`patroni/api.py`, `do_GET`).
const PATRONI_PATHS: [(&str, NodeRole); 15] = [
    ("/primary", NodeRole::Primary),
    ("/master", NodeRole::Primary),
    ("/leader", NodeRole::Primary),
    ("/read-write", NodeRole::Primary),
    ("/standby-leader", NodeRole::Primary),
    ("/standby_leader", NodeRole::Primary),
    ("/replica", NodeRole::Standby),
    ("/sync", NodeRole::Standby),
    ("/synchronous", NodeRole::Standby),
    ("/async", NodeRole::Standby),
    ("/asynchronous", NodeRole::Standby),
    ("/quorum", NodeRole::Standby),
    ("/read-only", NodeRole::Either),
    ("/read-only-sync", NodeRole::Either),
    ("/read-only-quorum", NodeRole::Either),
];
/// Paths that it has too, and many other programs: they say nothing of the role.
const GENERAL_PATHS: [&str; 3] = ["/health", "/liveness", "/readiness"];

/// The role of a PostgreSQL server in its cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NodeRole {
    /// It takes writes.
    Primary,
    /// It follows another one.
    Standby,
    /// One of the two.
    Either,
}

/// The role of the nodes that answer that they are well when they are asked for `path`; `None` if the path is not a known one.
#[must_use]
pub fn role_of_path(path: &str) -> Option<NodeRole> {
    let path = path.split('?').next().unwrap_or_default();
    let role = PATRONI_PATHS.iter().find(|(known, _)| *known == path).map(|(_, role)| *role);
    role.or_else(|| GENERAL_PATHS.contains(&path).then_some(NodeRole::Either))
}

/// A `StartupMessage` of protocol 3.0 or an `SSLRequest`, as hexadecimal digits behind the length.
const PACKETS: [&str; 2] = ["00030000", "04d2162f"];

/// The proxies of `model`, in order, that carry PostgreSQL: two signs at least say so.
pub(super) fn fronts_postgres(model: &Model<'_>) -> Vec<bool> {
    let behind = parallel::map(&model.proxies, |proxy| Signs::of(model, proxy));
    parallel::map(&model.proxies, |proxy| signs(model, proxy, &behind) >= 2)
}

/// What the servers of a proxy and their checks tell.
#[derive(Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts")]
struct Signs {
    /// A server has a port of PostgreSQL.
    connects: bool,
    /// Its name or the name of a server is one.
    named: bool,
    /// Its check speaks PostgreSQL.
    speaks: bool,
    /// Its check asks Patroni.
    asks_patroni: bool,
}

impl Signs {
    fn of(model: &Model<'_>, proxy: &Proxy<'_>) -> Self {
        let check = HealthCheck::of(model, proxy);
        Self {
            connects: proxy.servers.iter().any(uses_postgres_port),
            named: is_postgres_name(proxy.name) || proxy.servers.iter().any(|server| is_postgres_name(server.name)),
            speaks: speaks(&check),
            asks_patroni: asks_for(&check, |_| true) || asks_root_of_patroni(model, proxy, &check),
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            connects: self.connects && other.connects,
            named: self.named && other.named,
            speaks: self.speaks && other.speaks,
            asks_patroni: self.asks_patroni && other.asks_patroni,
        }
    }
}

/// The number of signs that `proxy` carries PostgreSQL; `behind` holds those of the servers of all proxies.
fn signs(model: &Model<'_>, proxy: &Proxy<'_>, behind: &[Signs]) -> usize {
    let of = |proxy: &Proxy<'_>| model.id_of(proxy).map_or_else(Signs::default, |id| behind[id]);
    // A frontend that routes to several kinds of servers carries PostgreSQL only if all of them do.
    let found = model.targets(proxy).into_iter().map(of).reduce(Signs::and).unwrap_or_else(|| of(proxy));
    [listens(model, proxy), found.connects, is_postgres_name(proxy.name) || found.named, found.speaks, found.asks_patroni]
        .into_iter()
        .map(usize::from)
        .sum()
}

fn listens(model: &Model<'_>, proxy: &Proxy<'_>) -> bool {
    model.listeners(proxy).filter_map(|listener| listener.endpoint.ports()).any(|(first, last)| {
        let within = |port: &u16| (first..=last).contains(port) && last - first < 10;
        PORTS.iter().any(within) || proxy.mode == Mode::Tcp && PATRONI_FRONT.iter().any(within)
    })
}

/// Whether `server` has the port that is PostgreSQL's own: what listens on others, such as a pooler, may know more than PostgreSQL does.
#[must_use]
pub fn uses_own_port(server: &Server<'_>) -> bool {
    server.endpoint.and_then(|endpoint| endpoint.single_port()) == Some(5432)
}

/// The option of `server` that sends a header of the PROXY protocol.
#[must_use]
pub fn proxy_header<'m, 's>(model: &'m Model<'s>, proxy: &'m Proxy<'s>, server: &'m Server<'s>) -> Option<OptionRef<'m, 's>> {
    let names = ["send-proxy", "send-proxy-v2", "send-proxy-v2-ssl", "send-proxy-v2-ssl-cn"];
    names.into_iter().find_map(|name| model.server_option(proxy, server, name))
}

/// Whether `server` has a port of PostgreSQL or PgBouncer.
#[must_use]
pub fn uses_postgres_port(server: &Server<'_>) -> bool {
    let port = server.endpoint.and_then(|endpoint| endpoint.single_port());
    port.is_some_and(|port| PORTS.contains(&port))
}

fn speaks(check: &HealthCheck<'_, '_>) -> bool {
    check.kind == "pgsql-check"
        || check.steps.iter().filter(|step| step.sub() == "send-binary").any(|step| {
            let sent = step.word(2).to_ascii_lowercase();
            PACKETS.iter().any(|packet| sent.contains(packet))
        })
}

/// Whether the check of `proxy` lets through the primary only, so that one server is up at a time.
#[must_use]
pub fn asks_for_primary(model: &Model<'_>, proxy: &Proxy<'_>) -> bool {
    let check = HealthCheck::of(model, proxy);
    asks_for(&check, |role| role == NodeRole::Primary) || asks_root_of_patroni(model, proxy, &check)
}

/// Whether `check`, that of `proxy`, asks for `/` on Patroni's usual port: that is `/primary` by another name.
fn asks_root_of_patroni(model: &Model<'_>, proxy: &Proxy<'_>, check: &HealthCheck<'_, '_>) -> bool {
    let plain = check.option.is_some_and(|option| option.len() == 2 || option.words().iter().any(|word| word.text == "/"));
    let sends = || check.steps.iter().any(|step| step.sub() == "send");
    let on_port = |server: &Server<'_>| model.server_option(proxy, server, "port").is_some_and(|port| port.argument(0) == "8008");
    check.kind == "httpchk" && plain && !sends() && proxy.servers.iter().any(on_port)
}

/// Whether `check` asks for a path of Patroni whose role is a `wanted` one.
fn asks_for(check: &HealthCheck<'_, '_>, wanted: impl Fn(NodeRole) -> bool) -> bool {
    let option = check.option.into_iter().filter(|_| check.kind == "httpchk");
    let words = option.chain(check.steps.iter().copied()).flat_map(|directive| directive.words().iter());
    let mut asked = words.filter(|word| word.text.starts_with('/')).map(|word| word.text.split('?').next().unwrap_or_default());
    asked.any(|path| PATRONI_PATHS.iter().any(|(known, role)| *known == path && wanted(*role)))
}

/// Whether `name` has a part that stands for PostgreSQL or something that only goes with it.
#[must_use]
pub fn is_postgres_name(name: &str) -> bool {
    // A `p` stands in all of them.
    let may = memchr::memchr2(b'p', b'P', name.as_bytes()).is_some();
    may && parts(name).any(|part| {
        let word = part.trim_end_matches(|c: char| c.is_ascii_digit());
        matches!(word, "pg" | "pgsql" | "psql" | "pgpool" | "pgcat")
            || ["postgres", "patroni", "pgbouncer"].iter().any(|known| part.contains(known))
    })
}

/// What the servers of a proxy are for, as its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// To write: there must be one at a time.
    Write,
    /// To read: any may serve.
    Read,
    /// The name does not tell.
    Unknown,
}

/// The role that `name` tells.
#[must_use]
pub fn role_of(name: &str) -> Role {
    let is = |words: &[&str]| parts(name).any(|part| words.iter().any(|word| part.trim_end_matches(|c: char| c.is_ascii_digit()) == *word));
    if is(&[
        "ro",
        "read",
        "reads",
        "reader",
        "readers",
        "readonly",
        "replica",
        "replicas",
        "standby",
        "standbys",
        "slave",
        "slaves",
        "secondary",
    ]) {
        Role::Read
    } else if is(&["rw", "write", "writes", "writer", "primary", "master", "leader", "readwrite"]) {
        Role::Write
    } else {
        Role::Unknown
    }
}

/// The parts of `name` between other characters than letters and digits, in lower case.
fn parts(name: &str) -> impl Iterator<Item = String> {
    name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).map(str::to_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell() {
        assert!(["pg", "pg1", "my-pgsql", "postgresql_rw", "patroni", "pgbouncer-2"].iter().all(|name| is_postgres_name(name)));
        assert!(!["jpg", "upgrade", "pgadmin", "web", "page"].iter().any(|name| is_postgres_name(name)));
        assert_eq!(role_of("readonly.pgsql"), Role::Read);
        assert_eq!(role_of("pg_rw"), Role::Write);
        assert_eq!(role_of("pgsql"), Role::Unknown);
    }
}
