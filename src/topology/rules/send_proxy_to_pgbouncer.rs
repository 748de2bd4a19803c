//! HAProxy begins its connections to PgBouncer or PostgreSQL with a header of the PROXY protocol.
//!
//! Neither of them reads it: they take it for the start of a session, and every login fails. The check may go on without the header, so that
//! the server looks well.
//!
//! ```haproxy bad as=lb/haproxy.cfg
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a db1:6432 check port 8008 send-proxy
//!                                       ^^^^^^^^^^ PgBouncer db1:6432 does not read the header of the PROXY protocol: every login fails
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
//! ```haproxy fixed as=lb/haproxy.cfg
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

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::haproxy::postgres::proxy_header;
use crate::text::{Edit, Span};
use crate::topology::Topology;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP116",
    name: "send-proxy-to-pgbouncer",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for (id, link) in topology.each_link().filter(|(_, link)| topology.is_seen(link.target)) {
        let model = topology.balancer(link.balancer).model;
        let Some(option) = proxy_header(model, link.proxy, link.server) else { continue };
        let title = topology.title(link.target);
        let message = format!("{title} does not read the header of the PROXY protocol: every login fails");
        let finding = report.find(option.at(), message);
        finding.section(option.directive.section().label()).path(topology.path_through(id)).covers("pg-send-proxy");
        finding.related(link.at(topology), "server that gets the header");
        finding.help("take it out; PgBouncer and PostgreSQL see the address of HAProxy in any case");
        let at = option.at();
        // With the blank before it.
        finding.edit_in(at.file, Safety::Safe, Edit::delete(Span::new(at.span.start.saturating_sub(1), at.span.end)));
    }
}
