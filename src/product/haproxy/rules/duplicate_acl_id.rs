//! Two ACLs have one number.
//!
//! HAProxy refuses the file: the number behind `-u` names the patterns of an ACL on the command-line socket.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     acl inside src -u 5 10.0.0.0/8
//!     acl office src -u 5 192.0.2.0/24
//!                       ^ the number 5 is taken by another ACL
//!     http-request deny unless inside or office
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     acl inside src -u 5 10.0.0.0/8
//!     acl office src -u 6 192.0.2.0/24
//!     http-request deny unless inside or office
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::facts::AclNoteKind;
use crate::product::haproxy::model::Model;
use crate::text::Location;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP047",
    name: "duplicate-acl-id",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    let mut acls: FxHashMap<i64, Location> = FxHashMap::default();
    for section in model.sections() {
        for note in &section.facts().acls {
            let AclNoteKind::Id(id, word) = note.kind else { continue };
            let directive = model.any_directive(note.directive);
            if directive.shape().sound {
                claim(&mut acls, id, directive.at(usize::from(word)), &section.label(), report);
            }
        }
    }
}

fn claim(taken: &mut FxHashMap<i64, Location>, id: i64, at: Location, section: &str, report: &mut Report) {
    let Some(first) = taken.get(&id) else {
        taken.insert(id, at);
        return;
    };
    let finding = report.find(at, format!("the number {id} is taken by another ACL"));
    finding.section(section).related(*first, "here").help("take another number");
}
