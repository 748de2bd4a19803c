//! Settings of threads that do not fit each other.
//!
//! A listener is bound to threads that `nbthread` does not start, there are more groups than threads, or the numbers are set below another
//! section. HAProxy refuses the file.
//!
//! ```haproxy bad
//! global
//!     nbthread 2
//! frontend web
//!     mode http
//!     bind :8080 thread 3
//!                ^^^^^^^^ `nbthread` starts 2 threads: none of these
//!     timeout client 1m
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080 thread 1
//!     timeout client 1m
//!     timeout http-request 10s
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{DirectiveRef, Model};
use crate::product::haproxy::value::{atoi, parse_int, parse_task_set};
use crate::schema::Version;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP060",
    name: "thread-range",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// The most threads that a group can have.
const GROUP: i64 = 64;

fn check(model: &Model<'_>, report: &mut Report) {
    order(model, report);
    let count = |keyword: &str| {
        model.global(keyword).map(|directive| if directive.is_opaque(1) { None } else { parse_int(directive.word(1)).ok() })
    };
    let (threads, groups) = (count("nbthread"), count("thread-groups"));
    let (Some(Some(threads)), groups) = (threads, groups.unwrap_or(Some(1))) else { return };
    let Some(groups) = groups.filter(|groups| *groups > 0 && threads > 0 && model.global("thread-group").is_none()) else { return };
    let version = model.target.version;
    if let Some(directive) = model.global("thread-groups").filter(|_| groups > threads) {
        let finding = report.find(directive.at(1), format!("{groups} groups cannot share {threads} threads"));
        finding.section("global").help("set fewer groups, or more threads by `nbthread`");
        return;
    }
    let crowded = (threads + groups - 1) / groups > GROUP && (Version::new(2, 7)..Version::new(3, 2)).contains(&version);
    if let Some(directive) = model.global("nbthread").filter(|_| crowded) {
        let finding =
            report.find(directive.at(1), format!("{threads} threads need more than {groups} group{}", if groups == 1 { "" } else { "s" }));
        finding
            .section("global")
            .help(format!("add `thread-groups {}`: a group has {GROUP} threads at most", (threads + GROUP - 1) / GROUP));
        return;
    }
    if groups == 1 && threads <= GROUP {
        for proxy in model.live() {
            for &index in &proxy.listeners {
                listener(model.directive(proxy, index), threads, report);
            }
        }
    }
}

/// From 2.7 on the numbers must be known before any section other than `global`.
fn order(model: &Model<'_>, report: &mut Report) {
    if model.target.version < Version::new(2, 7) {
        return;
    }
    let Some(first) = model.sections().find(|section| !matches!(section.kind(), "" | "global")) else { return };
    for directive in model.directives_of("global").filter(|directive| directive.section().index > first.index) {
        if matches!(directive.keyword(), "nbthread" | "thread-group" | "thread-groups") {
            let message = format!("`{}` must stand above all sections other than `global`", directive.keyword());
            let finding = report.find(directive.at(0), message);
            finding.section("global");
            if let Some(header) = first.header() {
                finding.related(header.at(0), "the first other section");
            }
        }
    }
}

/// Holds the `thread` words of a line against one group of `threads` threads.
fn listener(directive: DirectiveRef<'_, '_>, threads: i64, report: &mut Report) {
    if !directive.shape().sound {
        return;
    }
    let words: Vec<_> = directive.each_option().filter(|option| option.option.row.name == "thread").collect();
    let Some(last) = words.last() else { return };
    let started = u64::MAX >> (GROUP - threads);
    for set in words.iter().flat_map(|word| word.argument(0).split(',')) {
        let (group, set) = set.split_once('/').map_or((None, set), |(group, set)| (Some(group), set));
        if group.is_none_or(|group| atoi(group) == 1) {
            // What is no set of one group is for HAProxy's parser, or for the groups, to tell.
            match parse_task_set(set, GROUP as u32, false) {
                Ok(read) if read.members & started == 0 => {}
                Err(_) if !set.is_empty() && set.bytes().all(|byte| byte.is_ascii_digit()) && i64::from(atoi(set)) > threads => {}
                _ => return,
            }
        } else if !group.is_some_and(|group| group.bytes().all(|byte| byte.is_ascii_digit()) && atoi(group) > 1) {
            return;
        }
    }
    if words.iter().any(|word| word.is_opaque(0) || word.argument(0).is_empty()) {
        return;
    }
    let finding =
        report.find(last.at(), format!("`nbthread` starts {threads} thread{}: none of these", if threads == 1 { "" } else { "s" }));
    finding.section(directive.section().label()).help(format!("name threads from 1 to {threads}"));
}
