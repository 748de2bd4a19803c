//! Two name servers of a `resolvers` section, or two servers of a `ring`, have one name.
//!
//! HAProxy refuses the file, because its statistics could not tell them apart.
//!
//! ```haproxy bad
//! resolvers dns
//!     nameserver ns1 10.0.0.1:53
//!     nameserver ns1 10.0.0.2:53
//!                ^^^ another `nameserver` of this section is called `ns1`
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
    name: "duplicate-member",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// The kinds of sections that hold names, and the keyword before each.
const MEMBERS: [(&str, &str); 2] = [("resolvers", "nameserver"), ("ring", "server")];

fn check(model: &Model<'_>, report: &mut Report) {
    for section in model.sections() {
        let Some((_, keyword)) = MEMBERS.iter().find(|(kind, _)| *kind == section.kind()) else { continue };
        let mut seen = FxHashMap::default();
        let named = section.directives().filter(|line| line.keyword() == *keyword && line.shape().sound && !line.is_opaque(1));
        for line in named {
            let Some(first) = seen.insert(line.word(1), line) else { continue };
            let finding = report.find(line.at(1), format!("another `{keyword}` of this section is called `{}`", line.word(1)));
            finding.section(section.label()).related(first.at(1), "the other one").help("give each a name of its own");
        }
    }
}
