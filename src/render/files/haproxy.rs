//! haproxy.cfg: a port for writes and one for reads over the same servers, told apart by a check that asks for the role.

use std::fmt::Write;
use std::net::IpAddr;

use super::super::layout::Layout;
use super::super::names::{BACKEND_ANY, BACKEND_PRIMARY, BACKEND_STANDBY, CHECK, FRONTEND_READ, FRONTEND_WRITE};
use super::super::plan::Plan;
use super::super::secrets::Secrets;
use super::super::wire;
use super::{duration, endpoint};

/// What the servers of a backend have to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Primary,
    Standby,
    Any,
}

pub(in crate::render) fn text(plan: &Plan<'_>, layout: &Layout, secrets: &Secrets) -> String {
    let mut text = String::new();
    global(plan, layout, &mut text);
    defaults(plan, &mut text);
    frontends(plan, &mut text);
    backend(plan, BACKEND_PRIMARY, Wanted::Primary, secrets, &mut text);
    backend(plan, BACKEND_STANDBY, Wanted::Standby, secrets, &mut text);
    backend(plan, BACKEND_ANY, Wanted::Any, secrets, &mut text);
    text
}

fn global(plan: &Plan<'_>, layout: &Layout, text: &mut String) {
    let budget = plan.budget;
    let _ = write!(
        text,
        "# Clients come in at {}: writes at port {}, reads at port {}. Every server is a PgBouncer in front of its own PostgreSQL.\n\
         global\n\
         log {}\n\
         maxconn {} # {} sessions at each of two ports, and 100 for checks and the socket\n",
        plan.description.balancer.address,
        plan.description.balancer.write_port,
        plan.description.balancer.read_port,
        layout.haproxy_log,
        budget.balancer,
        budget.clients,
    );
    if let Some((user, folder)) = layout.haproxy_jail {
        let _ = writeln!(text, "user {user}\ngroup {user}\nchroot {folder}");
    }
    let _ = write!(
        text,
        "stats socket {} mode 660 level admin\n\
         stats timeout 30s\n\
         hard-stop-after 5m # after a reload: idle sessions do not keep the old process alive for ever\n\n",
        layout.haproxy_socket,
    );
}

fn defaults(plan: &Plan<'_>, text: &mut String) {
    let timers = plan.timers;
    let down = 2 * timers.check_fast + timers.check_timeout;
    let _ = write!(
        text,
        "defaults\n\
         log global\n\
         mode tcp\n\
         option tcplog\n\
         option dontlognull\n\
         option log-health-checks\n\
         option clitcpka # clients and servers that are gone without a word are noticed\n\
         option srvtcpka\n\
         option redispatch\n\
         retries 3\n\
         timeout connect {}\n\
         timeout queue 5s\n\
         timeout check {}\n\
         timeout client 1h\n\
         timeout server 1h\n\
         source {} # what PgBouncer's access rules know\n\
         # A server is down after two failed checks, about {} after its last good one; its sessions are ended then.\n\
         default-server check inter {} fastinter {} downinter {} fall 2 rise 1 on-marked-down shutdown-sessions maxconn {}\n\n",
        duration(timers.connect),
        duration(timers.check_timeout),
        source(plan.description.balancer.address),
        duration(timers.check_interval + down),
        duration(timers.check_interval),
        duration(timers.check_fast),
        duration(timers.check_fast),
        plan.budget.clients,
    );
}

/// `address` as the word behind `source`: a colon in it would begin a port.
fn source(address: IpAddr) -> String {
    if address.is_ipv6() { format!("[{address}]") } else { address.to_string() }
}

fn frontends(plan: &Plan<'_>, text: &mut String) {
    let balancer = &plan.description.balancer;
    let clients = plan.budget.clients;
    let _ = write!(
        text,
        "# Two servers that both say to be primary are worse than none: nobody gets in until one of them has stepped down.\n\
         frontend {FRONTEND_WRITE}\n\
         bind {}\n\
         maxconn {clients}\n\
         tcp-request connection reject if {{ nbsrv({BACKEND_PRIMARY}) gt 1 }}\n\
         default_backend {BACKEND_PRIMARY}\n\n\
         # Reads go to standbys; while there is none, to whoever answers.\n\
         frontend {FRONTEND_READ}\n\
         bind {}\n\
         maxconn {clients}\n\
         use_backend {BACKEND_ANY} if {{ nbsrv({BACKEND_STANDBY}) eq 0 }}\n\
         default_backend {BACKEND_STANDBY}\n\n",
        endpoint(balancer.address, balancer.write_port),
        endpoint(balancer.address, balancer.read_port),
    );
}

fn backend(plan: &Plan<'_>, name: &str, wanted: Wanted, secrets: &Secrets, text: &mut String) {
    let _ = writeln!(text, "backend {name}");
    if wanted != Wanted::Primary {
        text.push_str(if super::pgbouncer::has_peers(plan) {
            "balance leastconn\n"
        } else {
            "balance source # a request to cancel a query must reach the same PgBouncer as the query did\nhash-type consistent\n"
        });
    }
    check(wanted, secrets, text);
    for node in plan.nodes() {
        let _ = writeln!(text, "server {} {}", node.name, endpoint(node.address, plan.description.pooler.port));
    }
    text.push('\n');
}

/// A session of PostgreSQL through PgBouncer: log in, ask for the role, and go. Only an answer from PostgreSQL itself, of the wanted role, is up.
fn check(wanted: Wanted, secrets: &Secrets, text: &mut String) {
    let least = wire::ROLE_ANSWER_BYTES;
    let _ = write!(
        text,
        "option tcp-check\n\
         tcp-check connect linger # no sockets pile up in TIME_WAIT\n\
         tcp-check send-binary {} comment login\n\
         tcp-check expect binary {} comment password\n\
         tcp-check send-binary {} comment password\n\
         tcp-check expect binary {} comment ready\n\
         tcp-check send-binary {} comment query # {}\n\
         tcp-check expect min-recv {least} binary {} comment answer\n",
        wire::startup(CHECK, CHECK),
        wire::ASKS_PASSWORD,
        wire::password(secrets.password(CHECK).unwrap_or_default()),
        wire::READY,
        wire::query(wire::ROLE_QUERY),
        wire::ROLE_QUERY,
        wire::ROLE_ANSWER,
    );
    match wanted {
        Wanted::Primary => {
            let _ = writeln!(text, "tcp-check expect min-recv {least} binary {}{} comment primary", wire::ROLE_ANSWER, wire::FALSE);
        }
        Wanted::Standby => {
            // A primary is no failure here: it only has the other role.
            let (answer, yes) = (wire::ROLE_ANSWER, wire::TRUE);
            let _ = writeln!(text, "tcp-check expect min-recv {least} error-status L7OKC binary {answer}{yes} comment standby");
        }
        Wanted::Any => {}
    }
    let _ = writeln!(text, "tcp-check send-binary {} comment goodbye", wire::TERMINATE);
}
