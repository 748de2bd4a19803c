//! A setting that stands twice, of which HAProxy takes one.
//!
//! HAProxy warns (for some settings it refuses the file): the last timeout and the first of most global settings count, which is seldom
//! what both lines say.
//!
//! ```haproxy bad
//! global
//!     maxconn 1000
//!     maxconn 2000
//!     ^^^^^^^ `maxconn` is set above already
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//! ```
//! ```haproxy good
//! global
//!     maxconn 2000
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//! ```
//!
//! In `defaults` it also warns where one format of logs takes the place of another:
//!
//! ```haproxy bad
//! defaults
//!     mode http
//!     option httplog
//!     log-format "%ci %ST"
//!     ^^^^^^^^^^ this takes the place of another format
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::facts::place_of;
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy, ProxyKind, SectionRef};
use crate::product::haproxy::value::parse_time;
use crate::schema::{Flags, TimeUnit};
use crate::text::Location;

/// The format of lines about failed connections, which has no other name.
const ERROR_FORMAT: &str = "error-log-format";

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP045",
    name: "repeated-setting",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Both(check, in_proxy),
};

fn check(model: &Model<'_>, report: &mut Report) {
    let globals = model.sections().filter(|section| section.kind() == "global");
    let mut seen: FxHashMap<&str, DirectiveRef<'_, '_>> = FxHashMap::default();
    for directive in globals.flat_map(SectionRef::directives).filter(|directive| directive.shape().sound) {
        let Some(row) = directive.row() else { continue };
        let (refused, warned) = (row.flags.has(Flags::ONCE), row.flags.has(Flags::ONCE_ALERT) || row.flags.has(Flags::ONCE_WARN));
        if !refused && !warned {
            continue;
        }
        match seen.get(row.name) {
            // What is 0 counts as not set, and so does the user whose number is 0.
            None if matches!(directive.word(1), "0" | "root") || directive.is_opaque(1) => {}
            None => drop(seen.insert(row.name, directive)),
            Some(first) => {
                let upstream = if refused { Upstream::Refuses } else { Upstream::Warns };
                tell(directive, *first, 1, upstream, report);
            }
        }
    }
}

/// Formats of logs in `defaults`, where HAProxy tells of each that takes the place of another: of one above, or of an inherited one.
fn formats(model: &Model<'_>, defaults: &Proxy<'_>, report: &mut Report) {
    let parent = defaults.parent.map(|parent| &model.proxies[parent]);
    let mut format = parent.and_then(|parent| model.log_format(parent));
    let mut of_errors = parent.and_then(|parent| model.setting(parent, ERROR_FORMAT, ""));
    for directive in model.section_of(defaults).directives().filter(|directive| directive.shape().sound) {
        let last = match directive.keyword() {
            ERROR_FORMAT => &mut of_errors,
            _ if Model::is_log_format(directive) => &mut format,
            _ => continue,
        };
        if let Some(replaced) = last.replace(directive) {
            let finding = report.find(name_of(directive), "this takes the place of another format");
            finding.section(directive.section().label()).related(name_of(replaced), "the other one").help("keep one of the two lines");
        }
    }
}

/// Where the words of a log format stand that say which it is.
fn name_of(format: DirectiveRef<'_, '_>) -> Location {
    format.range(0, if format.keyword() == "option" { 2 } else { 1 })
}

/// The words of `directive` that say what is set, `count` of them, stand above in `first` too.
fn tell(directive: DirectiveRef<'_, '_>, first: DirectiveRef<'_, '_>, count: usize, upstream: Upstream, report: &mut Report) {
    let words: Vec<&str> = (0..count).map(|at| directive.word(at)).collect();
    let finding = report.find(directive.range(0, count), format!("`{}` is set above already", words.join(" ")));
    finding.upstream(upstream).section(directive.section().label());
    finding.related(first.range(0, count), "here").help("keep one of the two lines");
}

fn in_proxy(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if proxy.kind == ProxyKind::Defaults {
        formats(model, proxy, report);
    }
    let place = place_of(proxy.kind.as_str(), !proxy.name.is_empty());
    let mut seen: FxHashMap<(&str, &str), DirectiveRef<'_, '_>> = FxHashMap::default();
    for directive in model.section_of(proxy).directives().filter(|directive| directive.shape().sound && directive.len() > 2) {
        let key = (directive.keyword(), directive.sub());
        let key = match key {
            ("rate-limit", _) => (key.0, ""),
            ("timeout", sub) if !sub.is_empty() => key,
            (_, "inspect-delay") => key,
            _ => continue,
        };
        let rows = directive.row().into_iter().chain(directive.options().first().map(|option| option.row));
        if rows.into_iter().any(|row| row.name != "inspect-delay" && row.misplaced(place, model.target.version).is_some()) {
            continue;
        }
        let inherited = || proxy.parent.and_then(|parent| model.setting(&model.proxies[parent], key.0, key.1));
        let first = seen.get(&key).copied().or_else(|| inherited().filter(|_| key.1 == "inspect-delay"));
        let Some(first) = first else {
            seen.insert(key, directive);
            continue;
        };
        let told = match key.1 {
            "inspect-delay" => value(model, Some(first)) != 0,
            // Told where the value in force is not the inherited one, and never inside `defaults`.
            _ => proxy.kind != ProxyKind::Defaults && value(model, Some(first)) != value(model, inherited()),
        };
        if told {
            tell(directive, first, 2, Upstream::Warns, report);
        }
        if key.1 != "inspect-delay" {
            seen.insert(key, directive);
        }
    }
}

/// What `directive` sets: a time in milliseconds or a number; 0 without one.
fn value(model: &Model<'_>, directive: Option<DirectiveRef<'_, '_>>) -> i64 {
    let Some(text) = directive.map(|directive| directive.word(2)) else { return 0 };
    parse_time(text, TimeUnit::Ms, model.target.version).map_or(0, |time| i64::from(time.value))
}
