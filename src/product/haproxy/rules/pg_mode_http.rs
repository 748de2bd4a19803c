//! PostgreSQL behind a proxy in http mode.
//!
//! PostgreSQL's protocol is not HTTP: the first message of every client is answered with `HTTP/1.1 400 Bad request`.
//!
//! ```haproxy bad
//! listen pg
//!        ^^ PostgreSQL cannot be reached through http mode
//!     mode http
//!     bind :5432
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:5432
//! ```
//! ```haproxy good
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 30m
//!     timeout connect 5s
//!     timeout server 30m
//!     server a 10.0.0.1:5432
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Mode, Model};
use crate::product::haproxy::postgres::uses_postgres_port;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP202",
    name: "pg-mode-http",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    let web = model.live().filter(|proxy| proxy.mode == Mode::Http);
    for proxy in web.filter(|proxy| proxy.fronts_postgres) {
        // A frontend that leads to something else than PostgreSQL is told apart by the ports of its servers.
        let mut targets = model.targets(proxy).into_iter();
        if !targets.any(|backend| backend.servers.iter().any(|server| uses_postgres_port(server))) && proxy.kind.listens() {
            continue;
        }
        let finding = report.find(proxy.at, "PostgreSQL cannot be reached through http mode");
        finding.section(model.section_of(proxy).label()).help("set `mode tcp`");
        if let Some(mode) = model.keyword(proxy, "mode") {
            finding.related(mode.all(), "the mode in force");
        }
    }
}
