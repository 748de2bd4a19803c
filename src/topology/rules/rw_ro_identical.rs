//! The backend for writes and the backend for reads hold the same servers and check them the same way.
//!
//! Whichever port a client chooses, it gets the same choice of servers: writes land on a standby, or reads on the primary, as the turn falls.
//! (With checks that ask for different roles the same servers are right in both: that is silent.)
//!
//! ```haproxy bad
//! listen pg_write
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     server a 10.0.0.1:5432 check
//!     server b 10.0.0.2:5432 check
//!
//! listen pg_read
//!        ^^^^^^^ `pg_read` holds the same servers as `pg_write`, with the same check
//!     mode tcp
//!     bind :5433
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     server b 10.0.0.2:5432 check
//!     server a 10.0.0.1:5432 check
//! ```
//! ```haproxy good also=backup-is-no-promotion
//! listen pg_write
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     server a 10.0.0.1:5432 check
//!     server b 10.0.0.2:5432 check backup
//!
//! listen pg_read
//!     mode tcp
//!     bind :5433
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     server b 10.0.0.2:5432 check
//!     server a 10.0.0.1:5432 check backup
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::check::HealthCheck;
use crate::product::haproxy::postgres::Role;
use crate::topology::backends::Place;
use crate::topology::{Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP122",
    name: "rw-ro-identical",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

/// A server as far as a client can tell: where it leads, whether it is a backup, and where it is checked.
type Server = (Target, bool, bool, Target);

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut writers: FxHashMap<(*const (), Vec<Server>, String), Place<'_, '_>> = FxHashMap::default();
    for place in topology.each_backend().filter(|place| place.backend.role == Role::Write) {
        if let Some(key) = key(topology, &place) {
            writers.entry(key).or_insert(place);
        }
    }
    for place in topology.each_backend().filter(|place| place.backend.role == Role::Read) {
        let Some(writer) = key(topology, &place).and_then(|key| writers.get(&key)) else { continue };
        let (reader, writer) = (place.backend, writer.backend);
        let message = format!("`{}` holds the same servers as `{}`, with the same check", reader.proxy.name, writer.proxy.name);
        let finding = report.find(reader.proxy.at, message);
        finding.section(place.balancer.model.section_of(reader.proxy).label());
        for id in writer.links.iter().chain(&reader.links) {
            let link = topology.link(*id);
            finding.path(topology.path_to(*id)).related(link.at(topology), format!("server of `{}`", link.proxy.name));
        }
        finding.help("let the checks ask for different roles, such as `/primary` and `/replica`");
    }
}

/// What makes two backends of one HAProxy the same; none if it is not known, or if there is one server only.
fn key(topology: &Topology<'_>, place: &Place<'_, '_>) -> Option<(*const (), Vec<Server>, String)> {
    let links = topology.links_of(place.backend);
    let mut servers: Vec<Server> = links.map(|link| (link.target, link.active, link.backup, link.check.answers)).collect();
    servers.sort_unstable();
    let known = servers.iter().all(|(target, .., asked)| *target != Target::Unknown && *asked != Target::Unknown);
    // One pooler for both may lead to different databases.
    if servers.len() < 2 || !known || topology.links_of(place.backend).any(|link| link.check.proves == crate::topology::Proves::Something) {
        return None;
    }
    let script = HealthCheck::of(place.balancer.model, place.backend.proxy).script();
    Some((std::ptr::from_ref(place.balancer).cast(), servers, script))
}
