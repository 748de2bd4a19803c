//! Users and groups of a userlist that do not fit together.
//!
//! HAProxy refuses a group that lists a user, or a user that lists a group, which the userlist does not have. It warns of a second user or
//! group of one name and ignores it.
//!
//! ```haproxy bad
//! userlist admins
//!     group dba users ann,bob
//!                         ^^^ this userlist has no user `bob`
//!     user ann password $5$salt$hash
//! ```
//! ```haproxy good
//! userlist admins
//!     group dba users ann,bob
//!     user ann password $5$salt$hash
//!     user bob password $5$salt$hash
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{DirectiveRef, Model, SectionRef};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP049",
    name: "userlist-mismatch",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// Users or groups by name.
type Members<'m, 's> = FxHashMap<&'m str, DirectiveRef<'m, 's>>;

fn check(model: &Model<'_>, report: &mut Report) {
    let lists: Vec<_> = model.sections().filter(|section| section.kind() == "userlist").collect();
    // Lines of a second list of one name go to the first: only lists of their own name are judged.
    let mut names: FxHashMap<&str, usize> = FxHashMap::default();
    for list in &lists {
        *names.entry(list.name().unwrap_or_default()).or_default() += 1;
    }
    for list in lists.into_iter().filter(|list| names[list.name().unwrap_or_default()] == 1) {
        let users = members(list, "user", report);
        let groups = members(list, "group", report);
        for directive in users.values().chain(groups.values()) {
            let (word, wanted, others) =
                if directive.keyword() == "user" { ("groups", "group", &groups) } else { ("users", "user", &users) };
            let mut last = (2..directive.len()).rev();
            let Some(at) = last.find(|&at| directive.word(at) == word && at + 1 < directive.len()).map(|at| at + 1) else { continue };
            if directive.is_opaque(at) {
                continue;
            }
            let mut start = 0;
            for name in directive.word(at).split(',') {
                let end = start + name.len() as u32;
                if !name.is_empty() && !others.contains_key(name) {
                    let message = format!("this userlist has no {wanted} `{name}`");
                    let finding = report.find(directive.within(at, Span::new(start, end)), message);
                    finding.section(list.label()).help(format!("add it with `{wanted} {name}`"));
                }
                start = end + 1;
            }
        }
    }
}

/// The users or groups of `list`, the first of each name.
fn members<'m, 's>(list: SectionRef<'m, 's>, keyword: &str, report: &mut Report) -> Members<'m, 's> {
    let mut members = Members::default();
    for directive in list.directives().filter(|directive| directive.keyword() == keyword && directive.len() > 1) {
        let name = directive.word(1);
        if let Some(first) = members.get(name) {
            let finding =
                report.find(directive.at(1), format!("another {keyword} of this userlist is called `{name}`: this one is ignored"));
            finding.upstream(Upstream::Warns).section(list.label()).related(first.at(1), "the first one");
            continue;
        }
        members.insert(name, directive);
    }
    members
}
