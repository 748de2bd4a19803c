//! A setting stands twice where one can stand.
//!
//! Depending on the word HAProxy refuses the file, or warns and keeps one of the two.
//!
//! ```haproxy bad
//! global
//!     maxconn 1000
//!     maxconn 2000
//!     ^^^^^^^ `maxconn` is set already
//! ```
//! ```haproxy good
//! global
//!     maxconn 2000
//!     user haproxy
//!     group haproxy
//!     chroot /var/lib/haproxy
//!     hard-stop-after 30m
//! ```

use rustc_hash::FxHashMap;

use super::Rule;
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::load::Prefix;
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy, ProxyKind};
use crate::product::haproxy::value::{atoi, parse_time};
use crate::schema::{Flags, TimeUnit, Version};

/// The rule.
pub static RULE: Rule =
    Rule { id: "HAP069", name: "repeated-setting", level: Level::Warning, upstream: Upstream::Warns, since: "0.1.0", check };

/// Words that are one setting.
const SAME: [(&str, &str); 2] = [("user", "uid"), ("group", "gid")];

fn check(model: &Model<'_>, report: &mut Report) {
    let mut globals: FxHashMap<&str, DirectiveRef<'_, '_>> = FxHashMap::default();
    for section in model.sections() {
        let mut own: FxHashMap<(&str, &str), DirectiveRef<'_, '_>> = FxHashMap::default();
        for directive in section.directives() {
            if !directive.shape().sound || directive.line().prefix != Prefix::None {
                continue;
            }
            let keyword = directive.keyword();
            if section.kind() == "global" {
                global(model, directive, &mut globals, report);
            } else if let Some(proxy) = model.proxy_of_section(section.index).filter(|proxy| proxy.kind != ProxyKind::Defaults) {
                let (word, sub) = (directive.word(0), directive.word(1));
                let once = matches!(keyword, "timeout" | "rate-limit")
                    || matches!(keyword, "tcp-request" | "tcp-response") && sub == "inspect-delay";
                if !once {
                    continue;
                }
                if let Some(first) = own.insert((word, sub), directive)
                    && differs(model, proxy, first)
                {
                    tell(report, directive, 2, first, Upstream::Warns);
                }
            }
        }
    }
}

/// Whether the value of `first` differs from the inherited one: HAProxy sees no other sign that it was set.
fn differs<'s>(model: &Model<'s>, proxy: &Proxy<'s>, first: DirectiveRef<'_, 's>) -> bool {
    let Some(parent) = proxy.parent.map(|parent| &model.proxies[parent]) else { return false };
    let inherited = model.setting_that(parent, |line| line.word(0) == first.word(0) && line.word(1) == first.word(1));
    let number = |line: DirectiveRef<'_, '_>| {
        let (text, version) = (line.word(2), model.target.version);
        parse_time(text, TimeUnit::Ms, version).map_or_else(|_| u64::from(atoi(text).unsigned_abs()), |read| read.micros)
    };
    let known = !first.is_opaque(2) && inherited.is_none_or(|line| !line.is_opaque(2));
    known && number(first) != inherited.map_or(0, number)
}

fn is_zero(directive: DirectiveRef<'_, '_>, at: usize) -> bool {
    atoi(directive.word(at)) == 0
}

fn global<'m, 's>(
    model: &Model<'s>,
    directive: DirectiveRef<'m, 's>,
    seen: &mut FxHashMap<&'s str, DirectiveRef<'m, 's>>,
    report: &mut Report,
) {
    let Some(row) = directive.row() else { return };
    let (once, alert, warn) = (row.flags.has(Flags::ONCE), row.flags.has(Flags::ONCE_ALERT), row.flags.has(Flags::ONCE_WARN));
    let word = directive.word(0);
    if !(once || alert || warn) || directive.is_opaque(1) {
        return;
    }
    let key = SAME.iter().find(|(_, other)| *other == word).map_or(word, |(name, _)| name);
    // What was 0 counts as not set.
    let account = SAME.iter().any(|(name, other)| word == *name || word == *other);
    let counts = match key {
        _ if account => model.target.version >= Version::new(3, 3) || directive.word(1) != "root" && !is_zero_number(directive),
        _ if once => true,
        "chroot" | "pidfile" | "cluster-secret" | "log-send-hostname" | "server-state-base" | "server-state-file" | "stats-file" => true,
        _ => !is_zero(directive, 1),
    };
    match seen.get(key) {
        Some(first) => {
            let upstream = if once { Upstream::Refuses } else { Upstream::Warns };
            tell(report, directive, 1, *first, upstream);
        }
        None if counts => {
            seen.insert(key, directive);
        }
        None => {}
    }
}

fn is_zero_number(directive: DirectiveRef<'_, '_>) -> bool {
    matches!(directive.word(0), "uid" | "gid") && is_zero(directive, 1)
}

fn tell(report: &mut Report, directive: DirectiveRef<'_, '_>, words: usize, first: DirectiveRef<'_, '_>, upstream: Upstream) {
    let place = directive.range(0, words);
    let name: Vec<&str> = (0..words).map(|at| directive.word(at)).collect();
    let finding = report.find(place, format!("`{}` is set already", name.join(" ")));
    finding.section(directive.section().label()).related(first.at(0), "the first one").help("keep one of the two").upstream(upstream);
}
