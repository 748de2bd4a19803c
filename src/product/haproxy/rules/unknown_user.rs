//! A user or group that the machine does not have.
//!
//! HAProxy looks them up while it reads the configuration, and refuses it. Numbers are given with `uid` and `gid` instead. They are looked
//! for with `--root` alone, in `/etc/passwd` and `/etc/group`.
//!
//! ```haproxy bad machine
//! global
//!     user hapoxy
//!          ^^^^^^ the machine has no user `hapoxy`
//!     group haproxy
//! ```
//! ```haproxy good machine
//! global
//!     user haproxy
//!     group haproxy
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::facts::MachineName;
use crate::product::haproxy::model::Model;
use crate::text::nearest;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP083",
    name: "unknown-user",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for (kind, what, path) in [(MachineName::USER, "user", "/etc/passwd"), (MachineName::GROUP, "group", "/etc/group")] {
        let Some(bytes) = model.target.machine.read(path) else { continue };
        let text = String::from_utf8_lossy(&bytes);
        let known: Vec<&str> = text.lines().filter_map(|line| line.split_once(':')).map(|(name, _)| name).collect();
        for name in model.sections().flat_map(|section| section.facts().named.iter()).filter(|name| name.kind == kind) {
            let (directive, at) = (model.any_directive(name.directive), usize::from(name.at));
            let word = directive.word(at);
            if directive.is_opaque(at) || word.is_empty() || known.contains(&word) {
                continue;
            }
            let finding = report.find(directive.at(at), format!("the machine has no {what} `{word}`"));
            finding.section(directive.section().label());
            match nearest(word, known.iter().copied()) {
                Some(nearest) => finding.help(format!("did you mean `{nearest}`?")),
                None => finding.help(format!("`{path}` must list it")),
            };
        }
    }
}
