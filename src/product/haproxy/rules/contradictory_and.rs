//! A condition that can never hold.
//!
//! Tests side by side must all hold, and these two ask one value to be two things at once.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     acl shop hdr(host) shop.example.com
//!     acl blog hdr(host) blog.example.com
//!     http-request deny if shop blog
//!                               ^^^^ this condition never holds: `hdr(host)` cannot be both
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     acl shop hdr(host) shop.example.com
//!     acl blog hdr(host) blog.example.com
//!     http-request deny if shop or blog
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::facts::TermUse;
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy};
use crate::product::haproxy::query::Test;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP131",
    name: "contradictory-and",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

/// Fetches that give one value and compare it as a whole.
const SINGLE: [&str; 9] =
    ["dst_port", "src_port", "method", "path", "hdr(host)", "req.hdr(host)", "ssl_fc_sni", "req_ssl_sni", "req.ssl_sni"];

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if model.terms(proxy).is_empty() {
        return;
    }
    let acls = single_lines(model, proxy);
    let mut alternative: Vec<(&TermUse, Test<'_, '_>)> = Vec::new();
    let mut directive = None;
    for used in model.terms(proxy) {
        if used.term.starts || directive != Some(used.directive) {
            alternative.clear();
            directive = Some(used.directive);
        }
        if used.term.negated {
            continue;
        }
        let Some(test) = test_of(model, proxy, &acls, used) else { continue };
        if let Some((_, other)) = alternative.iter().find(|(_, other)| excludes(*other, test)) {
            contradiction(model.directive(proxy, used.directive), used, *other, test, report);
        }
        alternative.push((used, test));
    }
}

fn contradiction(rule: DirectiveRef<'_, '_>, used: &TermUse, other: Test<'_, '_>, test: Test<'_, '_>, report: &mut Report) {
    let at = rule.range(usize::from(used.term.at), usize::from(used.term.end));
    let finding = report.find(at, format!("this condition never holds: `{}` cannot be both", test.directive.word(test.at)));
    finding.section(rule.section().label()).related(other.location(), "one value").related(test.location(), "another");
    finding.help("write `or` between them, if either is enough");
}

/// The ACLs that a condition of `proxy` can name, each with its line if it has but one.
fn single_lines<'m, 's>(model: &'m Model<'s>, proxy: &'m Proxy<'s>) -> FxHashMap<&'s str, Option<DirectiveRef<'m, 's>>> {
    let mut lines = FxHashMap::default();
    for owner in model.chain(proxy) {
        for acl in &owner.acls {
            let line = model.directive(owner, acl.directive);
            lines.entry(acl.name).and_modify(|known| *known = None).or_insert(Some(line));
        }
    }
    lines
}

/// The one test that `used` stands for, if it compares a single value with fixed words.
fn test_of<'m, 's>(
    model: &'m Model<'s>,
    proxy: &'m Proxy<'s>,
    acls: &FxHashMap<&'s str, Option<DirectiveRef<'m, 's>>>,
    used: &TermUse,
) -> Option<Test<'m, 's>> {
    let directive = model.directive(proxy, used.directive);
    let at = usize::from(used.term.at);
    let test = if used.term.anonymous {
        Test { directive, at, end: usize::from(used.term.end) }
    } else {
        let name = directive.word(at).trim_start_matches('!');
        let line = (*acls.get(name)?)?;
        Test { directive: line, at: 2, end: line.len() }
    };
    let plain = (test.at + 1..test.patterns()).all(|at| test.directive.word(at) == "-i");
    let fixed = SINGLE.contains(&test.directive.word(test.at)) && test.patterns() < test.end && !test.is_opaque();
    (plain && fixed).then_some(test)
}

/// Whether no value satisfies both tests.
fn excludes(left: Test<'_, '_>, right: Test<'_, '_>) -> bool {
    if left.directive.word(left.at) != right.directive.word(right.at) {
        return false;
    }
    let patterns =
        |test: Test<'_, '_>| (test.patterns()..test.end).map(|at| test.directive.word(at).to_ascii_lowercase()).collect::<Vec<_>>();
    let (left_patterns, right_patterns) = (patterns(left), patterns(right));
    // Ranges and comparisons of numbers are left alone.
    let ports = left.directive.word(left.at).ends_with("_port");
    let readable = |word: &String| !ports || word.bytes().all(|c| c.is_ascii_digit());
    left_patterns.iter().chain(&right_patterns).all(readable) && !left_patterns.iter().any(|pattern| right_patterns.contains(pattern))
}
