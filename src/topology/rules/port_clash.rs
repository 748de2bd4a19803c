//! Two programs of one host listen at the same address and port.
//!
//! The one that comes second does not start; PgBouncer before 1.19 only warns and runs without that address.
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

/// A place where a program listens.
struct Listener {
    program: &'static str,
    /// Which of the programs of that name.
    number: usize,
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
                (first.program, first.number) != (second.program, second.number)
                    && (first.address == second.address || is_wildcard(&first.address) || is_wildcard(&second.address))
            };
            let Some(first) = here[..index].iter().find(meets) else { continue };
            let message =
                format!("{} and {} both listen at port {port} of `{}`", first.program, second.program, topology.hosts.get(host).name);
            let finding = report.find(first.at, message);
            finding.related(second.at, format!("{} listens here", second.program)).help("give one of them another port or address");
        }
    }
}

fn collect(topology: &Topology<'_>, listeners: &mut FxHashMap<(HostId, u16), Vec<Listener>>) {
    let told = |host: HostId| topology.hosts.get(host).evidence == Evidence::Told;
    for (number, balancer) in topology.balancers.iter().enumerate().filter(|(_, balancer)| told(balancer.host)) {
        let model = balancer.model;
        for proxy in model.proxies.iter().filter(|proxy| proxy.kind.listens() && !proxy.disabled) {
            for (_, endpoint, at) in &proxy.endpoints {
                // A port of a host is looked at; those of a range are so many that nobody means them for this.
                let Some(port) = endpoint.single_port() else { continue };
                let listener = Listener { program: "HAProxy", number, address: canonical(endpoint.host), at: *at };
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
            let listener = Listener { program: "PgBouncer", number, address: canonical(address), at };
            listeners.entry((pooler.host, pooler.port())).or_default().push(listener);
        }
    }
    for (number, node) in topology.nodes.iter().enumerate().filter(|(_, node)| node.own_conf && told(node.host)) {
        let Some(conf) = node.conf else { continue };
        let port = conf.int("port").and_then(|port| u16::try_from(port).ok()).unwrap_or(node.port);
        let at = conf.entry("port").or_else(|| conf.entry("listen_addresses")).map(|entry| entry.value_at);
        let addresses = conf.text("listen_addresses").unwrap_or_default();
        for address in addresses.split(',').map(str::trim).filter(|address| !address.is_empty()) {
            let address = if address == "*" { String::new() } else { canonical(address) };
            let at = at.unwrap_or(Location::new(conf.file, crate::text::Span::empty(0)));
            listeners.entry((node.host, port)).or_default().push(Listener { program: "PostgreSQL", number, address, at });
        }
    }
    for here in listeners.values_mut() {
        here.sort_by_key(|listener| (listener.program, listener.at));
    }
}
