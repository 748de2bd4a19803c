//! Two name servers of one `resolvers` section have one name.
//!
//! HAProxy refuses the file, because its statistics could not tell them apart.
//!
//! ```haproxy bad
//! resolvers dns
//!     nameserver ns1 10.0.0.1:53
//!     nameserver ns1 10.0.0.2:53
//!                ^^^ another name server of this section is called `ns1`
//! ```
//! ```haproxy good
//! resolvers dns
//!     nameserver ns1 10.0.0.1:53
//!     nameserver ns2 10.0.0.2:53
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP087",
    name: "duplicate-nameserver",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    let mut seen = FxHashMap::default();
    for server in model.named("nameserver").filter(|directive| directive.shape().sound && !directive.is_opaque(1)) {
        let Some(first) = seen.insert((server.section().index, server.word(1)), server) else { continue };
        let finding = report.find(server.at(1), format!("another name server of this section is called `{}`", server.word(1)));
        finding.section(server.section().label()).related(first.at(1), "the other one").help("give each name server a name of its own");
    }
}
