//! A condition looks at what is not there when it is asked.
//!
//! `path` is known when a request has been read, not when a connection comes in, and no longer when the response is there. Such a condition
//! never holds (or one line of its ACL never does), and HAProxy warns. A variable can keep what is needed later.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     http-response set-header Cache-Control no-store if { path_beg /private }
//!                                                          ^^^^^^^^^^^^^^^^^ `path_beg` is not known in a frontend's http-response rule
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     http-request set-var(txn.path) path
//!     http-response set-header Cache-Control no-store if { var(txn.path) -m beg /private }
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::expr::acl;
use crate::product::haproxy::expr::table::POINTS;
use crate::product::haproxy::facts::{AclNoteKind, TermUse};
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy};
use crate::text::Location;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP078",
    name: "unusable-condition",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Each(check),
};

/// A line of an ACL, or one in braces: the directive and word where it stands, and the points at which it can be asked.
struct Asked {
    directive: u32,
    at: u16,
    points: u32,
}

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    let notes = &model.section_of(proxy).facts().acls;
    let limited = notes.iter().filter_map(|note| match note.kind {
        AclNoteKind::Points(points) => Some(((note.directive, note.at), points)),
        _ => None,
    });
    let limited: FxHashMap<(u32, u16), u32> = limited.collect();
    let mut told = None;
    for used in model.terms(proxy) {
        let directive = model.directive(proxy, used.directive);
        let points = directive.shape().points;
        if points == 0 || told == Some(used.directive) || !directive.shape().sound {
            continue;
        }
        let asked = lines(model, proxy, used, &limited);
        if let Some(misfit) = asked.iter().find(|asked| asked.points & points == 0) {
            told = Some(used.directive);
            tell(model, proxy, directive, used, misfit, report);
        }
    }
}

/// The lines of the ACL that `used` stands for.
fn lines(model: &Model<'_>, proxy: &Proxy<'_>, used: &TermUse, limited: &FxHashMap<(u32, u16), u32>) -> Vec<Asked> {
    let line = |directive: u32, at: u16| {
        let points = limited.get(&(directive, at)).copied().unwrap_or(u32::MAX);
        Asked { directive, at, points }
    };
    if used.term.anonymous {
        return vec![line(used.directive, used.term.at)];
    }
    let Some(name) = model.directive(proxy, used.directive).word(usize::from(used.term.at)).get(usize::from(used.term.offset)..) else {
        return Vec::new();
    };
    let own = proxy.acls_called(name).filter(|acl| acl.directive < used.directive);
    let found: Vec<Asked> = own.map(|acl| line(acl.directive, 2)).collect();
    if !found.is_empty() {
        return found;
    }
    let predefined = acl::predefined(name, model.target.version).map(|acl| acl.expr.points);
    predefined.map(|points| Asked { directive: used.directive, at: used.term.at, points }).into_iter().collect()
}

fn tell(model: &Model<'_>, proxy: &Proxy<'_>, rule: DirectiveRef<'_, '_>, used: &TermUse, misfit: &Asked, report: &mut Report) {
    let at: Location = rule.range(usize::from(used.term.at), usize::from(used.term.end));
    let line = model.directive(proxy, misfit.directive);
    let place = POINTS.get(rule.shape().points.trailing_zeros() as usize).copied().unwrap_or("this place");
    let name = line.word(usize::from(misfit.at)).trim_start_matches('!');
    let finding = report.find(at, format!("`{name}` is not known in {place}"));
    finding.section(rule.section().label());
    if misfit.directive != rule.index {
        finding.related(line.all(), "the condition");
    }
    if let Some(there) = POINTS.get(misfit.points.trailing_zeros() as usize) {
        finding.help(format!("what it looks at is there in {there}: ask there, or keep it in a variable"));
    }
}
