//! A server has a setting that needs HTTP, in a section that does not work on HTTP.
//!
//! HAProxy refuses reverse HTTP there; `cookie` and `observe layer7` it ignores, and says so.
//!
//! ```haproxy bad
//! backend pg
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:5432 check observe layer7
//!                                          ^^^^^^ `layer7` needs mode http on a line above
//! ```
//! ```haproxy good
//! backend pg
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:5432 check observe layer4
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::address::Family;
use crate::product::haproxy::locate::{is_special, server_address};
use crate::product::haproxy::model::{DirectiveRef, Mode, Model, OptionRef, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP062",
    name: "server-needs-http",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    // `observe` is judged while reading: by the mode of the lines above.
    let mut http = proxy.parent.is_some_and(|parent| model.proxies[parent].mode == Mode::Http);
    for directive in model.section_of(proxy).directives() {
        match directive.keyword() {
            "mode" => http = directive.word(1) == "http" || directive.is_opaque(1),
            "server" | "default-server" | "server-template" if !http => layer7(directive, report),
            _ => {}
        }
    }
    let mode_known = || model.setting(proxy, "mode", "").is_none_or(|mode| !mode.is_opaque(1));
    if !proxy.is_live() || proxy.mode == Mode::Http || !mode_known() {
        return;
    }
    for server in &proxy.servers {
        let directive = model.directive(proxy, server.directive);
        let own = |option: &OptionRef<'_, '_>| option.directive.index == directive.index;
        if let Some(cookie) = model.server_option(proxy, server, "cookie") {
            let at = Some(cookie).filter(own).map_or_else(|| directive.at(1), OptionRef::word_at);
            let finding = report.find(at, format!("the cookie of server `{}` has no effect outside mode http", server.name));
            finding.section(directive.section().label()).help("take it out, or set `mode http` if this is HTTP");
        }
        if is_special(model, proxy, server)
            && server_address(model, proxy, server).is_some_and(|address| address.family == Family::ReverseHttp)
        {
            let finding = report.find(directive.at(usize::from(server.address)), "reverse HTTP needs mode http");
            finding.section(directive.section().label()).upstream(Upstream::Refuses);
        }
    }
}

fn layer7(directive: DirectiveRef<'_, '_>, report: &mut Report) {
    for option in directive.each_option().filter(|option| option.option.row.name == "observe" && option.argument(0) == "layer7") {
        let finding = report.find(directive.at(usize::from(option.option.at) + 1), "`layer7` needs mode http on a line above");
        finding.section(directive.section().label()).help("use `layer4`, or set `mode http` if this is HTTP");
    }
}
