//! A rule stands below one that runs after it.
//!
//! HAProxy runs rules by family, whatever their order in the file, and warns: the order one reads is not the order that counts.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     use_backend app if { path_beg /app }
//!     http-request deny if { src 192.0.2.0/24 }
//!     ^^^^^^^^^^^^ this rule runs before the `use_backend` rule above it
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     http-request deny if { src 192.0.2.0/24 }
//!     use_backend app if { path_beg /app }
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy, ProxyKind};
use crate::product::haproxy::tables::RULE_ORDER;
use crate::schema::Version;

/// The rule.
pub static RULE: Rule =
    Rule { id: "HAP029", name: "rule-order", level: Level::Warning, upstream: Upstream::Warns, since: "0.1.0", check: Check::Each(check) };

/// The letters with which the families in `rule-order.tsv` start.
const FIRST_LETTERS: [u8; 6] = *b"qtmhru";
/// Families that others are held against but that are never warned about themselves.
const NEVER_WARN: [&str; 3] = ["use_backend", "use-server", "http-response"];

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if proxy.kind == ProxyKind::Defaults {
        return;
    }
    // The nearest family above, by chain: the lowest rank among those higher than the rule's own.
    let mut seen: Vec<(u32, &'static str, DirectiveRef<'_, '_>)> = Vec::new();
    for directive in model.section_of(proxy).directives() {
        let Some((rank, family)) = family(directive, model.target.version) else { continue };
        let chain = rank / 100;
        let above = seen.iter().filter(|(other, _, _)| other / 100 == chain && *other > rank).min_by_key(|(other, _, _)| *other);
        if let (Some((_, name, first)), false) = (above, NEVER_WARN.contains(&family)) {
            let finding = report.find(directive.at(0), format!("this rule runs before the `{name}` rule above it"));
            finding.section(directive.section().label()).related(first.at(0), format!("the first `{name}` rule"));
            finding.help("move it up, so that the file reads as it runs");
        }
        if !seen.iter().any(|(other, _, _)| *other == rank) {
            seen.push((rank, family, directive));
        }
    }
}

/// Rank and name of the family of rules that `directive` belongs to.
fn family(directive: DirectiveRef<'_, '_>, version: Version) -> Option<(u32, &'static str)> {
    let keyword = directive.keyword();
    if keyword.is_empty() || !directive.shape().sound {
        return None;
    }
    // Most directives are no rules: their keywords start no family.
    if !FIRST_LETTERS.contains(&keyword.as_bytes()[0]) {
        return None;
    }
    let row = RULE_ORDER.iter().find(|row| {
        row.known(version)
            && match row.name.split_once(' ') {
                Some((first, second)) => keyword == first && directive.word(1) == second,
                None => keyword == row.name,
            }
    })?;
    Some((row.first.parse().ok()?, row.name))
}
