//! A line starts with a word that its section does not know.
//!
//! HAProxy refuses the file. The word may be misspelt, belong into another section, or to another version of HAProxy.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     default-backend app
//!     ^^^^^^^^^^^^^^^ `default-backend` is not known in a `frontend` section
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80
//! ```
//! ```haproxy fixed
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     default_backend app
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80
//! ```

use super::{Check, Rule, wording};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::haproxy::facts::ProblemKind;
use crate::product::haproxy::load::section_names;
use crate::product::haproxy::model::{DirectiveRef, Model};
use crate::product::haproxy::tables::SECTION_SCOPES;
use crate::schema::Lookup;
use crate::text::{Edit, nearest};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP006",
    name: "unknown-keyword",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for (directive, problem) in model.problems() {
        match problem.kind {
            ProblemKind::OutOfSection => out_of_section(model, directive, report),
            ProblemKind::UnknownKeyword(lookup @ (Lookup::NotYet(_) | Lookup::Unknown)) => unknown(model, directive, lookup, report),
            _ => {}
        }
    }
}

fn out_of_section(model: &Model<'_>, directive: DirectiveRef<'_, '_>, report: &mut Report) {
    let word = directive.word(0);
    let finding = report.find(directive.at(0), format!("`{word}` stands before any section"));
    match nearest(word, section_names(model.target.version)) {
        Some(nearest) => finding.help(format!("did you mean `{nearest}`?")),
        None => finding.help("each file starts with a section of its own: a section of another file is not continued"),
    };
}

fn unknown(model: &Model<'_>, directive: DirectiveRef<'_, '_>, lookup: Lookup, report: &mut Report) {
    let version = model.target.version;
    let (word, kind) = (directive.word(0), directive.section().kind());
    let finding = report.find(directive.at(0), format!("`{word}` is not known in a `{kind}` section"));
    finding.section(directive.section().label());
    if let Some(other) = wording::other_version(lookup, version) {
        finding.message = format!("`{word}` is not known in this version: {other}");
        finding.help(format!("check for the version you run: `--target haproxy={}`", row_since(lookup).unwrap_or(version)));
        return;
    }
    let own = SECTION_SCOPES.iter().find(|(section, _)| *section == kind).map(|(_, scope)| *scope);
    let known = own.into_iter().flat_map(|scope| scope.names(version)).chain(section_names(version));
    if let Some(nearest) = nearest(word, known) {
        finding.help(format!("did you mean `{nearest}`?")).edit(Safety::Unsafe, Edit::replace(directive.at(0).span, nearest));
        return;
    }
    let mut elsewhere = SECTION_SCOPES.iter().filter(|(_, scope)| matches!(scope.lookup(word, version), Lookup::Row(_)));
    if let Some((section, _)) = elsewhere.next() {
        finding.help(format!("`{word}` belongs into a `{section}` section"));
    }
}

fn row_since(lookup: Lookup) -> Option<crate::schema::Version> {
    match lookup {
        Lookup::NotYet(row) => Some(row.since),
        _ => None,
    }
}
