//! Two programs of one host listen at the same address and port.
//!
//! The one that comes second does not start; PgBouncer before 1.19 only warns and runs without that address.
//!
//! Two files of one program may be two versions of one file. They count as two programs if each has its own of what a process cannot share:
//! `pidfile` or control socket (HAProxy), `pidfile` or `unix_socket_dir` (PgBouncer), `data_directory` (PostgreSQL).
//!
//! ```haproxy bad as=db1/haproxy.cfg
//! listen pg
//!     mode tcp
//!     bind :5432
//!          ^^^^^ HAProxy and PostgreSQL both listen at port 5432 of `db1`
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a db1:6432 check port 8008
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! port = 5432
//! ```
//! ```haproxy bad as=db1/read.cfg
//! global
//!     pidfile /run/read.pid
//!
//! listen pg_read
//!     mode tcp
//!     bind :5000
//!          ^^^^^ HAProxy and HAProxy both listen at port 5000 of `db1`
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /replica
//!     server a db1:6432 check port 8008
//! ```
//! ```haproxy and as=db1/write.cfg
//! global
//!     pidfile /run/write.pid
//!
//! listen pg_write
//!     mode tcp
//!     bind 10.0.0.100:5000
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a db1:6432 check port 8008
//! ```
//! ```haproxy good as=db1/haproxy.cfg
//! global
//!     pidfile /run/haproxy.pid
//!     hard-stop-after 1h
//!
//! listen pg
//!     mode tcp
//!     bind :5000
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a db1:6432 check port 8008
//! ```
//! ```haproxy and as=db1/haproxy-new.cfg
//! global
//!     pidfile /run/haproxy.pid
//!     hard-stop-after 1h
//!
//! listen pg
//!     mode tcp
//!     bind :5000
//!     timeout client 30m
//!     timeout connect 5s
//!     timeout server 30m
//!     option httpchk GET /primary
//!     server a db1:6432 check port 8008
//! ```
//! ```haproxy good as=db1/haproxy.cfg
//! listen pg
//!     mode tcp
//!     bind 10.0.0.100:5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a db1:6432 check port 8008
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = 'localhost'
//! port = 5432
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{DirectiveRef, Model};
use crate::product::pgbouncer::model::Ini;
use crate::text::Location;
use crate::topology::hosts::is_wildcard;
use crate::topology::{Evidence, HostId, Topology};

/// The rule.
pub static RULE: Rule =
    Rule { id: "TOP107", name: "port-clash", level: Level::Error, upstream: Upstream::Silent, since: "0.2.0", check: Check::Whole(check) };

/// `address` in the form that equal ones share.
fn canonical(address: &str) -> String {
    let address = crate::topology::hosts::canonical(address);
    if address == "localhost" { "127.0.0.1".to_owned() } else { address }
}

/// Paths that a process has for itself, and what they are.
type Own = Vec<(&'static str, String)>;

/// A place where a program listens.
struct Listener {
    program: &'static str,
    /// Which of the programs of that name.
    number: usize,
    /// What that process alone has, as far as its file tells.
    own: Own,
    address: String,
    at: Location,
}

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut listeners: FxHashMap<(HostId, u16), Vec<Listener>> = FxHashMap::default();
    collect(topology, &mut listeners);
    let mut crowded: Vec<_> = listeners.into_iter().filter(|(_, here)| here.len() > 1).collect();
    crowded.sort_by_key(|((_, port), here)| (here[0].at, *port));
    for ((host, port), here) in crowded {
        for (index, second) in here.iter().enumerate() {
            let meets = |first: &&Listener| {
                are_two(first, second) && (first.address == second.address || is_wildcard(&first.address) || is_wildcard(&second.address))
            };
            let Some(first) = here[..index].iter().find(meets) else { continue };
            let message =
                format!("{} and {} both listen at port {port} of `{}`", first.program, second.program, topology.hosts.get(host).name);
            let finding = report.find(first.at, message);
            finding.related(second.at, format!("{} listens here", second.program)).help("give one of them another port or address");
        }
    }
}

/// Whether the two are certainly of two programs that run at the same time.
fn are_two(first: &Listener, second: &Listener) -> bool {
    let told_by_both = || first.own.iter().any(|(what, _)| second.own.iter().any(|(other, _)| what == other));
    let apart = || told_by_both() && first.own.iter().all(|own| !second.own.contains(own));
    first.program != second.program || first.number != second.number && apart()
}

fn own_of_balancer(model: &Model<'_>) -> Own {
    let path = |line: DirectiveRef<'_, '_>| match (line.keyword(), line.sub()) {
        ("pidfile", _) => Some(("pidfile", line.word(1).to_owned())),
        ("stats", "socket") => Some(("socket", line.word(2).to_owned())),
        _ => None,
    };
    model.globals().filter_map(path).collect()
}

fn own_of_pooler(ini: &Ini<'_>) -> Own {
    let given = ["pidfile", "unix_socket_dir"].into_iter().filter(|name| ini.given(name).is_some());
    given.map(|name| (name, ini.text(name).to_owned())).collect()
}

fn collect(topology: &Topology<'_>, listeners: &mut FxHashMap<(HostId, u16), Vec<Listener>>) {
    let told = |host: HostId| topology.hosts.get(host).evidence == Evidence::Told;
    for (number, balancer) in topology.balancers.iter().enumerate().filter(|(_, balancer)| told(balancer.host)) {
        let model = balancer.model;
        let own = own_of_balancer(model);
        for proxy in model.proxies.iter().filter(|proxy| proxy.kind.listens() && !proxy.disabled) {
            for (_, endpoint, at) in &proxy.endpoints {
                // A port of a host is looked at; those of a range are so many that nobody means them for this.
                let Some(port) = endpoint.single_port() else { continue };
                let listener = Listener { program: "HAProxy", number, own: own.clone(), address: canonical(endpoint.host), at: *at };
                listeners.entry((balancer.host, port)).or_default().push(listener);
            }
        }
    }
    for (number, pooler) in topology.poolers.iter().enumerate().filter(|(_, pooler)| pooler.placed && told(pooler.host)) {
        let at = pooler.ini.place_of("listen_addr");
        // Several processes may share a port if they say so.
        let shares = pooler.ini.int("so_reuseport") != 0;
        for address in pooler.ini.list("listen_addr") {
            let number = if shares { 0 } else { number };
            let listener = Listener { program: "PgBouncer", number, own: own_of_pooler(pooler.ini), address: canonical(address), at };
            listeners.entry((pooler.host, pooler.port())).or_default().push(listener);
        }
    }
    for (number, node) in topology.nodes.iter().enumerate().filter(|(_, node)| node.own_conf && told(node.host)) {
        let Some(conf) = node.conf else { continue };
        let own: Own = conf.text("data_directory").map(|path| ("data_directory", path)).into_iter().collect();
        let port = conf.int("port").and_then(|port| u16::try_from(port).ok()).unwrap_or(node.port);
        let at = conf.entry("port").or_else(|| conf.entry("listen_addresses")).map(|entry| entry.value_at);
        let addresses = conf.text("listen_addresses").unwrap_or_default();
        for address in addresses.split(',').map(str::trim).filter(|address| !address.is_empty()) {
            let address = if address == "*" { String::new() } else { canonical(address) };
            let at = at.unwrap_or(Location::new(conf.file, crate::text::Span::empty(0)));
            listeners.entry((node.host, port)).or_default().push(Listener { program: "PostgreSQL", number, own: own.clone(), address, at });
        }
    }
    for here in listeners.values_mut() {
        here.sort_by_key(|listener| (listener.program, listener.at));
    }
}
