//! The location of one node is that of the others but for a slip.
//!
//! Locations are compared as text. A node alone in a place that there is not is not promoted when it should be, nor seen by the others.
//!
//! ```repmgr bad as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! location = 'frankfurt'
//! ```
//! ```repmgr and as=db2/repmgr.conf
//! node_id = 2
//! node_name = pg2
//! conninfo = 'host=10.0.0.12 user=repmgr dbname=repmgr'
//! location = 'frankfurt'
//! ```
//! ```repmgr and as=db3/repmgr.conf
//! node_id = 3
//! node_name = pg3
//! conninfo = 'host=10.0.0.13 user=repmgr dbname=repmgr'
//! location = 'franfkurt'
//!            ^^^^^^^^^^^ 2 nodes have the location `frankfurt`
//! ```
//! ```repmgr good as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! location = 'dc1'
//! ```
//! ```repmgr and as=db2/repmgr.conf
//! node_id = 2
//! node_name = pg2
//! conninfo = 'host=10.0.0.12 user=repmgr dbname=repmgr'
//! location = 'dc1'
//! ```
//! ```repmgr and as=db3/repmgr.conf
//! node_id = 3
//! node_name = pg3
//! conninfo = 'host=10.0.0.13 user=repmgr dbname=repmgr'
//! location = 'dc2'
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::text::printable;
use crate::topology::Topology;
use crate::topology::cluster::Member;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP176",
    name: "location-typo",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

/// More locations than these are no slips.
const MAX_LOCATIONS: usize = 50;

fn check(topology: &Topology<'_>, report: &mut Report) {
    for cluster in topology.clusters() {
        let mut by_location: FxHashMap<&str, Vec<&Member<'_, '_>>> = FxHashMap::default();
        for member in &cluster.members {
            by_location.entry(member.file.location()).or_default().push(member);
        }
        let mut shared: Vec<&str> = by_location.iter().filter(|(_, members)| members.len() > 1).map(|(location, _)| *location).collect();
        shared.sort_unstable();
        if by_location.len() > MAX_LOCATIONS {
            continue;
        }
        for (location, members) in by_location.iter().filter(|(_, members)| members.len() == 1) {
            let member = members[0];
            let Some(meant) = shared.iter().copied().find(|other| is_slip(location, other)) else { continue };
            let count = by_location[meant].len();
            let message = format!("{count} nodes have the location `{}`", printable(meant));
            let finding = report.find(member.at("location"), message);
            finding.path(format!("repmgrd of {} → location {}", topology.node_name(member.id), printable(location)));
            for other in by_location[meant].iter().take(3) {
                finding.path(format!("repmgrd of {} → location {}", topology.node_name(other.id), printable(meant)));
                finding.related(other.at("location"), format!("`{}` is here", printable(meant)));
            }
            finding.help(format!("write `{}`, if that is meant", printable(meant)));
        }
    }
}

/// Whether one is the other with its letters in another order or case, or other signs between them. Another digit makes another place.
fn is_slip(one: &str, other: &str) -> bool {
    let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let (left, right) = (letters(one), letters(other));
    // Letters at the end tell zones apart.
    let same_end = left.chars().next_back() == right.chars().next_back();
    let close = left.len() > 5 && same_end && strsim::damerau_levenshtein(&left, &right) == 1;
    digits(one) == digits(other) && (left == right || close)
}
