//! An ACL that cannot do what it looks like.
//!
//! HAProxy refuses an ACL called `or`, which conditions cannot name. It warns of an ACL without patterns, which never matches, of a blank
//! before a parenthesis, and of a method in the name that gives way to `-m`.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     acl static path_beg
//!                ^^^^^^^^ there is no pattern: this never matches
//!     acl or src 10.0.0.0/8
//!         ^^ `or` joins conditions and cannot name an ACL
//!     http-request deny unless static
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     acl static path_beg /static/
//!     http-request deny unless static
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::facts::AclNoteKind;
use crate::product::haproxy::model::{Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP046",
    name: "doubtful-acl",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Both(check, names),
};

fn names(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    for acl in proxy.acls.iter().filter(|acl| acl.name.eq_ignore_ascii_case("or")) {
        let at = model.directive(proxy, acl.directive).at(1);
        let finding = report.find(at, format!("`{}` joins conditions and cannot name an ACL", acl.name));
        finding.upstream(Upstream::Refuses).section(model.section_of(proxy).label()).help("give the ACL another name");
    }
}

fn check(model: &Model<'_>, report: &mut Report) {
    for section in model.sections() {
        for note in &section.facts().acls {
            let directive = model.any_directive(note.directive);
            if !directive.shape().sound {
                continue;
            }
            let (message, help) = match note.kind {
                AclNoteKind::NoPattern => {
                    ("there is no pattern: this never matches", "add a pattern, or use `-m found` to ask whether there is a value")
                }
                AclNoteKind::Overridden => ("the method in this name gives way to `-m`", "take the fetch without a method in its name"),
                AclNoteKind::DetachedParenthesis => ("the parenthesis behind the blank is taken as a pattern", "remove the blank"),
                AclNoteKind::Id(..) | AclNoteKind::Layer6 | AclNoteKind::Points(_) => continue,
            };
            let finding = report.find(directive.at(usize::from(note.at)), message);
            finding.section(section.label()).help(help);
        }
    }
}
