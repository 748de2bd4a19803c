//! A filter lacks what it works with.
//!
//! `spoe` reads its agents from a file that `config` names. `bwlim-in` and `bwlim-out` limit each stream (`default-limit` and
//! `default-period`) or all streams of a key (`limit` and `key`): they need both words of one way and none of the other.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     timeout http-request 5s
//!     filter bwlim-out slow default-limit 1m
//!                      ^^^^ `default-period` is missing
//!     default_backend app
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80 check
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     timeout http-request 5s
//!     filter bwlim-out slow default-limit 1m default-period 1s
//!     default_backend app
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80 check
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{DirectiveRef, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP090",
    name: "incomplete-filter",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// The words of a limit for all streams of a key, and of one for each stream; the second and third are needed.
const WAYS: [[&str; 3]; 2] = [["table", "limit", "key"], ["", "default-limit", "default-period"]];

fn check(model: &Model<'_>, report: &mut Report) {
    for filter in model.named("filter").filter(|filter| filter.shape().sound && !filter.line().open_ended) {
        match filter.sub() {
            "spoe" | "opentracing" => config(filter, report),
            "bwlim-in" | "bwlim-out" => limit(filter, report),
            _ => {}
        }
    }
}

/// The number of the word `name` among the parameters of `filter` from word `from` on; their values stand behind them.
fn parameter(filter: DirectiveRef<'_, '_>, from: usize, name: &str) -> Option<usize> {
    (from..filter.len()).find(|at| filter.word(*at) == name || filter.is_opaque(*at))
}

fn config(filter: DirectiveRef<'_, '_>, report: &mut Report) {
    if parameter(filter, 2, "config").is_none() {
        let finding = report.find(filter.at(1), "`config` is missing");
        finding.section(filter.section().label()).help("name the file: `config FILE`");
    }
}

fn limit(filter: DirectiveRef<'_, '_>, report: &mut Report) {
    let has = |name: &&&str| parameter(filter, 3, name).is_some();
    let [shared, own] = WAYS.map(|words| words.iter().filter(has).count() > 0);
    if shared && own {
        let finding = report.find(filter.at(2), "a limit is for each stream or for all of a key, not both");
        finding.section(filter.section().label()).help("write `limit` and `key`, or `default-limit` and `default-period`");
        return;
    }
    for name in WAYS[usize::from(!shared)][1..].iter().filter(|name| !has(name)) {
        report.find(filter.at(2), format!("`{name}` is missing")).section(filter.section().label());
    }
}
