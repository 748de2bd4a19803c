//! Tells which proxies carry PostgreSQL.
//!
//! Nothing in a configuration says so outright, so several signs are weighed: the ports that PostgreSQL, PgBouncer and the usual Patroni
//! set-ups use, checks that speak PostgreSQL or ask Patroni, and names. Rules about PostgreSQL speak up only where two signs agree.

use super::check::HealthCheck;
use super::model::{Mode, Model, Proxy, Server};

/// Ports of PostgreSQL and PgBouncer.
const PORTS: [u16; 3] = [5432, 5433, 6432];
/// Ports that Patroni's documentation has HAProxy listen on, for writers and for readers.
const PATRONI_FRONT: [u16; 2] = [5000, 5001];
/// Paths of Patroni's interface that answer by role.
const PATRONI_PATHS: [&str; 13] = [
    "/primary",
    "/master",
    "/leader",
    "/replica",
    "/read-write",
    "/read-only",
    "/read-only-sync",
    "/standby-leader",
    "/standby_leader",
    "/sync",
    "/synchronous",
    "/async",
    "/asynchronous",
];
/// A `StartupMessage` of protocol 3.0 or an `SSLRequest`, as hexadecimal digits behind the length.
const PACKETS: [&str; 2] = ["00030000", "04d2162f"];

/// Whether `proxy` carries PostgreSQL: two signs at least say so.
#[must_use]
pub fn fronts_postgres(model: &Model<'_>, proxy: &Proxy<'_>) -> bool {
    signs(model, proxy) >= 2
}

/// The number of signs that `proxy` carries PostgreSQL.
fn signs(model: &Model<'_>, proxy: &Proxy<'_>) -> usize {
    let targets = model.targets(proxy);
    let backends = if targets.is_empty() { vec![proxy] } else { targets };
    // A frontend that routes to several kinds of servers carries PostgreSQL only if all of them do.
    let every = |sign: &dyn Fn(&Proxy<'_>) -> bool| !backends.is_empty() && backends.iter().all(|backend| sign(backend));
    usize::from(listens(model, proxy))
        + usize::from(every(&|backend| connects(model, backend)))
        + usize::from(is_postgres_name(proxy.name) || every(&|backend| named(backend)))
        + usize::from(every(&|backend| speaks(model, backend)))
        + usize::from(every(&|backend| asks_patroni(model, backend)))
}

fn listens(model: &Model<'_>, proxy: &Proxy<'_>) -> bool {
    model.listeners(proxy).iter().filter_map(|listener| listener.endpoint.ports()).any(|(first, last)| {
        let within = |port: &u16| (first..=last).contains(port) && last - first < 10;
        PORTS.iter().any(within) || proxy.mode == Mode::Tcp && PATRONI_FRONT.iter().any(within)
    })
}

fn connects(model: &Model<'_>, proxy: &Proxy<'_>) -> bool {
    proxy.servers.iter().any(|server| uses_postgres_port(model, proxy, server))
}

/// Whether `server` has a port of PostgreSQL or PgBouncer.
#[must_use]
pub fn uses_postgres_port<'s>(model: &Model<'s>, proxy: &Proxy<'s>, server: &Server<'s>) -> bool {
    let port = model.endpoint(proxy, server).and_then(|endpoint| endpoint.single_port());
    port.is_some_and(|port| PORTS.contains(&port))
}

fn named(proxy: &Proxy<'_>) -> bool {
    is_postgres_name(proxy.name) || proxy.servers.iter().any(|server| is_postgres_name(server.name))
}

fn speaks(model: &Model<'_>, proxy: &Proxy<'_>) -> bool {
    let check = HealthCheck::of(model, proxy);
    check.kind == "pgsql-check"
        || check.steps.iter().any(|step| {
            let sent = step.word(2).to_ascii_lowercase();
            matches!(step.sub(), "send-binary") && PACKETS.iter().any(|packet| sent.contains(packet))
        })
}

fn asks_patroni(model: &Model<'_>, proxy: &Proxy<'_>) -> bool {
    asks_for(model, proxy, &PATRONI_PATHS) || asks_root_of_patroni(model, proxy)
}

/// Whether the check of `proxy` lets through the primary only, so that one server is up at a time.
#[must_use]
pub fn asks_for_primary(model: &Model<'_>, proxy: &Proxy<'_>) -> bool {
    asks_for(model, proxy, &["/primary", "/master", "/leader", "/read-write", "/standby-leader", "/standby_leader"])
        || asks_root_of_patroni(model, proxy)
}

/// Whether the check asks for `/` on Patroni's usual port: that is `/primary` by another name.
fn asks_root_of_patroni(model: &Model<'_>, proxy: &Proxy<'_>) -> bool {
    let check = HealthCheck::of(model, proxy);
    let plain = check.option.is_some_and(|option| option.len() == 2 || option.words().iter().any(|word| word.text == "/"));
    let sends = check.steps.iter().any(|step| step.sub() == "send");
    let on_port = |server: &Server<'_>| model.server_option(proxy, server, "port").is_some_and(|port| port.argument(0) == "8008");
    check.kind == "httpchk" && plain && !sends && proxy.servers.iter().any(on_port)
}

fn asks_for(model: &Model<'_>, proxy: &Proxy<'_>, paths: &[&str]) -> bool {
    let check = HealthCheck::of(model, proxy);
    let option = check.option.into_iter().filter(|_| check.kind == "httpchk");
    let mut words = option.chain(check.steps.iter().copied()).flat_map(|directive| directive.words().iter());
    words.any(|word| paths.contains(&word.text.split('?').next().unwrap_or_default()))
}

/// Whether `name` has a part that stands for PostgreSQL or something that only goes with it.
#[must_use]
pub fn is_postgres_name(name: &str) -> bool {
    parts(name).any(|part| {
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
