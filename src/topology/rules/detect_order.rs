//! HAProxy finds out later than repmgr that the primary is gone.
//!
//! repmgrd promotes another node after `reconnect_attempts` × `reconnect_interval`. If the checks of HAProxy take longer to mark the dead node
//! down, clients are still sent there while the new primary is ready. (The other way round is fine as long as the check asks for the role.)
//!
//! ```repmgr bad as=db1/repmgr.conf
//! node_id=1
//! node_name='pg1'
//! conninfo='host=10.0.0.1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=automatic
//! promote_command='/usr/bin/repmgr standby promote -f /etc/repmgr.conf'
//! follow_command='/usr/bin/repmgr standby follow -f /etc/repmgr.conf --upstream-node-id=%n'
//! reconnect_attempts=3
//! reconnect_interval=5
//! ```
//! ```haproxy and as=lb/haproxy.cfg
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server db1 10.0.0.1:5432 check inter 10s fall 3 port 8008
//!            ^^^ HAProxy takes 30 s to find that db1 is gone, repmgr promotes another node after 15 s
//! ```
//! ```repmgr good as=db1/repmgr.conf
//! node_id=1
//! node_name='pg1'
//! conninfo='host=10.0.0.1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=automatic
//! promote_command='/usr/bin/repmgr standby promote -f /etc/repmgr.conf'
//! follow_command='/usr/bin/repmgr standby follow -f /etc/repmgr.conf --upstream-node-id=%n'
//! reconnect_attempts=3
//! reconnect_interval=5
//! ```
//! ```haproxy and as=lb/haproxy.cfg
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server db1 10.0.0.1:5432 check inter 2s fall 3 port 8008
//!     server db2 10.0.0.2:5432 check inter 2s fall 3 port 8008
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::postgres::NodeRole;
use crate::topology::timers::{Timer, until_promotion};
use crate::topology::{Asks, Link, NodeId, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP154",
    name: "detect-order",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    // What asks for a standby sends nobody to the primary.
    let others = [Asks::Nothing, Asks::Something, Asks::Role(NodeRole::Standby)];
    for (id, link) in topology.each_link().filter(|(_, link)| link.active && !others.contains(&link.check.asks)) {
        let Some(node) = node_behind(topology, link) else { continue };
        let Some(file) = topology.node(node).repmgr.filter(|file| file.is_automatic() && !file.is_refused()) else { continue };
        let promotion = until_promotion(file);
        let down = Timer { ms: link.check.timing.until_down(), name: "inter, fall", at: link.check.at, given: true };
        if promotion.ms == 0 || down.ms <= promotion.ms {
            continue;
        }
        let line = link.line(topology);
        let message = format!(
            "HAProxy takes {} to find that {} is gone, repmgr promotes another node after {}",
            down.time(),
            link.server.name,
            promotion.time()
        );
        let finding = report.find(line.at(1), message);
        finding.section(line.section().label()).path(topology.path_through(id));
        let timing = &link.check.timing;
        finding.sum(format!(
            "HAProxy: inter {} ms + {} × fastinter {} ms = {}",
            timing.inter,
            timing.fall.saturating_sub(1),
            timing.fastinter,
            down.time()
        ));
        let (attempts, interval) = (file.number("reconnect_attempts"), file.number("reconnect_interval"));
        finding.sum(format!("repmgr: reconnect_attempts {attempts} × reconnect_interval {interval} s = {}", promotion.time()));
        finding.related(promotion.at, format!("repmgr promotes after {}", promotion.time()));
        finding.help("check more often: `inter 2s fall 3`, or `fastinter 1s`");
    }
}

/// The one node that `link` leads to, through its PgBouncer if there is one.
fn node_behind(topology: &Topology<'_>, link: &Link<'_>) -> Option<NodeId> {
    match topology.ends_of(link.target).as_slice() {
        [Target::Node(node)] => Some(*node),
        _ => None,
    }
}
