//! A log format asks for something of an HTTP request where there is none.
//!
//! Until 2.9, and in `log-format` and its kin in 3.0.0, HAProxy refuses such aliases outside mode http. The format of a rule counts by the `mode` lines above it; `log-format` and its
//! kin are read at the end, by the mode that the proxy has then.
//!
//! ```haproxy bad target=2.8
//! frontend pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1m
//!     log 127.0.0.1 local0
//!     log-format %ci-%HM
//!                     ^^ `%HM` is about HTTP, which a proxy in tcp mode does not read
//!     default_backend db
//! backend db
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:5432 check
//! ```
//! ```haproxy bad target=2.6
//! frontend web
//!     bind :8080
//!     timeout client 1m
//!     timeout http-request 5s
//!     http-request set-header X-Method %HM
//!                                       ^^ `%HM` is about HTTP, and `mode http` does not stand above this line
//!     mode http
//!     default_backend app
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80 check
//! ```
//! ```haproxy good target=2.8
//! frontend pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1m
//!     log 127.0.0.1 local0
//!     log-format %ci-%Tw
//!     default_backend db
//! backend db
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:5432 check
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::facts::HttpAlias;
use crate::product::haproxy::model::{DirectiveRef, Mode, Model, Proxy, SectionRef};
use crate::product::haproxy::resolve::{FORMAT_OPTIONS, LATE_FORMATS, is_late_format};
use crate::schema::Version;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP086",
    name: "http-alias-in-tcp-mode",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// The version that takes them in any rule.
const TAKEN: Version = Version::new(3, 0);
/// The release that takes them in `log-format` and its kin.
const TAKEN_LATE: Version = Version::release(3, 0, 1);

fn check(model: &Model<'_>, report: &mut Report) {
    if model.target.version >= TAKEN_LATE || model.facts.iter().all(|facts| facts.http_aliases.is_empty()) {
        return;
    }
    // The formats of other sections are read where a proxy uses them.
    let here = |section: &SectionRef<'_, '_>| section.kind() == "global" || model.proxy_of_section(section.index).is_some();
    for section in model.sections().filter(here) {
        for alias in &section.facts().http_aliases {
            let directive = model.any_directive(alias.directive);
            let read_here = model.target.version < TAKEN && !is_late_format(directive.keyword());
            if read_here && !follows_http(model, section, alias.directive) {
                let above =
                    if section.kind() == "global" { "and `global` has no mode" } else { "and `mode http` does not stand above this line" };
                tell(directive, alias, above, report);
            }
        }
    }
    for proxy in model.live().filter(|proxy| proxy.kind.listens() && proxy.mode != Mode::Http) {
        if model.setting(proxy, "mode", "").is_some_and(|mode| mode.is_opaque(1)) {
            continue;
        }
        for format in LATE_FORMATS.iter().filter_map(|keyword| in_force(model, proxy, keyword)) {
            let aliases = &format.section().facts().http_aliases;
            for alias in aliases.iter().filter(|alias| alias.directive == format.index) {
                tell(format, alias, "which a proxy in tcp mode does not read", report);
            }
        }
    }
}

fn tell(directive: DirectiveRef<'_, '_>, alias: &HttpAlias, what: &str, report: &mut Report) {
    let (at, part) = (usize::from(alias.at), alias.part);
    let name = &directive.word(at)[part.start as usize..part.end as usize];
    let finding = report.find(directive.within(at, part), format!("`%{name}` is about HTTP, {what}"));
    finding.section(directive.section().label());
}

/// The line of `keyword` that is in force in `proxy`.
fn in_force<'m, 's>(model: &'m Model<'s>, proxy: &'m Proxy<'s>, keyword: &str) -> Option<DirectiveRef<'m, 's>> {
    let replaces =
        |line: DirectiveRef<'_, '_>| keyword == "log-format" && line.keyword() == "option" && FORMAT_OPTIONS.contains(&line.sub());
    model.setting_that(proxy, |line| line.keyword() == keyword || replaces(line)).filter(|line| line.keyword() == keyword)
}

/// Whether the proxy of `section` is in mode http where directive `index` stands, as far as is known.
fn follows_http(model: &Model<'_>, section: SectionRef<'_, '_>, index: u32) -> bool {
    let Some(proxy) = model.proxy_of_section(section.index) else { return false };
    let own = model.named_in(section.index, "mode").filter(|mode| mode.index < index).last();
    match own {
        Some(mode) => mode.is_opaque(1) || mode.word(1) == "http",
        None => proxy.parent.is_some_and(|parent| model.proxies[parent].mode == Mode::Http),
    }
}
