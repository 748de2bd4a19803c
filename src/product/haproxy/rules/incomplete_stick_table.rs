//! A stick-table has no size or type, or two of them have one name.
//!
//! HAProxy refuses the file. A table has the name of its section, so a section can have one only.
//!
//! ```haproxy bad
//! backend app
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     stick-table type ip
//!     ^^^^^^^^^^^ this table has no `size`
//!     server a 10.0.0.1:80 check
//! ```
//! ```haproxy good
//! backend app
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     stick-table type ip size 100k expire 30m
//!     server a 10.0.0.1:80 check
//! ```

use rustc_hash::FxHashMap;

use super::Rule;
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{DirectiveRef, Model};

/// The rule.
pub static RULE: Rule =
    Rule { id: "HAP066", name: "incomplete-stick-table", level: Level::Error, upstream: Upstream::Refuses, since: "0.1.0", check };

fn check(model: &Model<'_>, report: &mut Report) {
    let mut seen: FxHashMap<String, DirectiveRef<'_, '_>> = FxHashMap::default();
    for section in model.sections() {
        for directive in section.directives() {
            let table = match directive.keyword() {
                "stick-table" => section.name().map(str::to_owned),
                "table" if section.kind() == "peers" && !directive.is_opaque(1) => {
                    section.name().map(|name| format!("{name}/{}", directive.word(1)))
                }
                _ => continue,
            };
            if !directive.shape().sound || directive.line().open_ended {
                continue;
            }
            if let Some(word) = ["size", "type"].into_iter().find(|word| directive.option(word).is_none()) {
                let finding = report.find(directive.at(0), format!("this table has no `{word}`"));
                finding.section(section.label());
                finding.help(if word == "size" {
                    "add the number of entries, such as `size 100k`"
                } else {
                    "add the type of the key, such as `type ip`"
                });
            }
            if let Some(peers) = directive.option("peers").filter(|_| directive.keyword() == "table") {
                let finding = report.find(peers.at(), "a table of peers belongs to its section: `peers` cannot stand here");
                finding.section(section.label()).help("remove it");
            }
            let Some(name) = table else { continue };
            if let Some(first) = seen.get(&name) {
                let finding = report.find(directive.at(0), format!("another table is called `{name}`"));
                finding.section(section.label()).related(first.at(0), "the other one");
                finding.help("put one of the tables into a `backend` of its own and name it with `table`");
            } else {
                seen.insert(name, directive);
            }
        }
    }
}
