//! HAProxy speaks TLS itself, to clients or to the server, where the PostgreSQL protocol is spoken.
//!
//! A client of PostgreSQL asks for TLS with a message of its own before it starts it. HAProxy waits for the start of TLS, or sends it to a
//! server that waits for that message: either way no session comes about. Only direct TLS starts at once. Clients that do so
//! (`sslnegotiation=direct`, from PostgreSQL 17 on) name the protocol: the listener needs `alpn postgresql`. As a server, PostgreSQL takes it from 17 on,
//! with `alpn postgresql` and nothing less; PgBouncer from 1.25 on, unless `client_tls_sslmode` is `disable`, and without `alpn` too. That is
//! silent.
//!
//! ```haproxy bad as=lb/haproxy.cfg
//! listen pg
//!     mode tcp
//!     bind :5432 ssl crt /etc/haproxy/pg.pem
//!                ^^^ clients of PgBouncer db1:6432 ask for TLS in the PostgreSQL protocol first, and HAProxy does not answer that
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a db1:6432 check port 8008
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```haproxy bad target=1.25 as=lb/haproxy.cfg
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a db1:6432 check port 8008 ssl verify required ca-file /etc/ssl/ca.pem verifyhost db1
//!                                       ^^^ PgBouncer db1:6432 has `client_tls_sslmode` `disable`, and HAProxy starts with TLS
//! ```
//! ```pgbouncer and target=1.25 as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```haproxy good as=lb/haproxy.cfg
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a db1:6432 check port 8008
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```haproxy good target=1.25 as=lb/haproxy.cfg
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a db1:6432 check port 8008 ssl verify required ca-file /etc/ssl/ca.pem verifyhost db1
//! ```
//! ```pgbouncer and target=1.25 as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! client_tls_sslmode = require
//! client_tls_key_file = /etc/pgbouncer/key.pem
//! client_tls_cert_file = /etc/pgbouncer/cert.pem
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::schema::Version;
use crate::topology::{Balancer, Frontend, Link, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP117",
    name: "tls-terminated-in-haproxy",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for balancer in &topology.balancers {
        for frontend in &balancer.frontends {
            listeners(topology, balancer, frontend, report);
        }
    }
    for (id, link) in topology.each_link().filter(|(_, link)| topology.is_seen(link.target)) {
        let Some(option) = link.option(topology, "ssl") else { continue };
        let Some(message) = obstacle(topology, link) else { continue };
        let finding = report.find(option.at(), message);
        finding.section(option.directive.section().label()).path(topology.path_through(id)).covers("pg-server-ssl");
        finding.related(link.at(topology), "server that gets it");
        finding.help("take `ssl` out: clients that want TLS agree on it with PgBouncer or PostgreSQL through HAProxy");
    }
}

/// Why what answers at `link` does not take TLS from the start; `None` if it does, or the text does not tell.
fn obstacle(topology: &Topology<'_>, link: &Link<'_>) -> Option<String> {
    let title = topology.title(link.target);
    let waits = || format!("{title} waits for a message of the PostgreSQL protocol, and HAProxy starts with TLS");
    let alpn = link.option(topology, "alpn");
    let named = alpn.map(|alpn| alpn.is_opaque(0) || alpn.argument(0).split(',').any(|name| name.trim() == "postgresql"));
    match link.target {
        Target::Pooler(id) if topology.pooler(id).ini.version < DIRECT_POOLER => Some(waits()),
        Target::Pooler(id) if topology.tls_of_clients(topology.pooler(id)) == Some(false) => {
            Some(format!("{title} has `client_tls_sslmode` `disable`, and HAProxy starts with TLS"))
        }
        Target::Pooler(_) => (named == Some(false)).then(|| format!("{title} refuses TLS that names other protocols than `postgresql`")),
        Target::Node(_) if topology.stack.postgresql.version < DIRECT_NODE => Some(waits()),
        Target::Node(_) => {
            (named != Some(true)).then(|| format!("{title} takes TLS from the start only if that names the protocol: `alpn postgresql`"))
        }
        _ => None,
    }
}

/// The first PgBouncer that takes TLS from the start, and the first PostgreSQL.
const DIRECT_POOLER: Version = Version::new(1, 25);
const DIRECT_NODE: Version = Version::new(17, 0);

/// Looks at the listeners of a frontend that leads to what speaks PostgreSQL.
fn listeners(topology: &Topology<'_>, balancer: &Balancer<'_>, frontend: &Frontend<'_>, report: &mut Report) {
    let links = frontend.routes.iter().flat_map(|route| &balancer.backends[route.backend].links);
    let Some(link) = links.copied().find(|id| topology.is_seen(topology.link(*id).target)) else { return };
    for bind in frontend.proxy.listeners.iter().map(|&index| balancer.model.directive(frontend.proxy, index)) {
        let Some(tls) = bind.option("ssl") else { continue };
        if bind.option("alpn").is_some_and(|alpn| alpn.argument(0).contains("postgresql")) {
            continue;
        }
        let title = topology.title(topology.link(link).target);
        let message = format!("clients of {title} ask for TLS in the PostgreSQL protocol first, and HAProxy does not answer that");
        let finding = report.find(tls.at(), message);
        finding.section(bind.section().label()).path(topology.path_through(link)).covers("pg-bind-ssl");
        finding.related(topology.link(link).at(topology), "where it leads");
        finding.help("take `ssl` out and let PgBouncer or PostgreSQL do TLS; for direct TLS add `alpn postgresql`");
    }
}
