//! A condition asks a userlist that no section defines.
//!
//! HAProxy refuses the file.
//!
//! ```haproxy bad
//! userlist admins
//!     user ann password $5$salt$hash
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     http-request auth unless { http_auth(admin) }
//!                                          ^^^^^ no userlist is called `admin`
//! ```
//! ```haproxy good
//! userlist admins
//!     user ann password $5$salt$hash
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     http-request auth unless { http_auth(admins) }
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::expr::RefKind;
use crate::product::haproxy::model::Model;
use crate::product::haproxy::tables::kind;
use crate::text::nearest;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP032",
    name: "unknown-userlist",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// The list that HAProxy makes of `stats auth` lines.
const INTERNAL: &str = ".internal-stats-userlist";

fn check(model: &Model<'_>, report: &mut Report) {
    for (_, directive, sample) in model.looked_up(RefKind::Userlist) {
        let name = &*sample.name;
        if name == INTERNAL || !model.defined(kind::USERLIST, name).is_empty() {
            continue;
        }
        let at = usize::from(sample.at);
        let (place, message) = match name {
            "" => (directive.at(at), "the name of a userlist is missing".to_owned()),
            name => (directive.within(at, sample.part), format!("no userlist is called `{name}`")),
        };
        let finding = report.find(place, message);
        finding.section(directive.section().label());
        let mut names: Vec<&str> = model.names(kind::USERLIST).collect();
        names.sort_unstable();
        if let Some(nearest) = nearest(name, names) {
            finding.help(format!("did you mean `{nearest}`?"));
        }
    }
}
