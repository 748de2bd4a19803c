//! A check by an external program lacks what it needs.
//!
//! `option external-check` needs `external-check` in the `global` section and `external-check command` in the proxy; HAProxy refuses the
//! file without them. It warns when `insecure-fork-wanted` is missing: the program cannot be started then.
//!
//! ```haproxy bad
//! backend app
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     option external-check
//!            ^^^^^^^^^^^^^^ external checks must be allowed by `external-check` in the `global` section
//!            ^^^^^^^^^^^^^^ without `insecure-fork-wanted` in the `global` section the program cannot be started
//!     external-check command /usr/local/bin/check
//!     server a 10.0.0.1:80 check
//! ```
//! ```haproxy good
//! backend app
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     option tcp-check
//!     tcp-check connect
//!     tcp-check send PING\r\n
//!     server a 10.0.0.1:80 check
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::check::kind_in_force;
use crate::product::haproxy::load::Prefix;
use crate::product::haproxy::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP055",
    name: "external-check-setup",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    let mut options = model.named("option");
    if model.named("external-check").next().is_none() && !options.any(|option| option.sub() == "external-check") {
        return;
    }
    let allowed = model.global("external-check").is_some();
    let forks = model.global("insecure-fork-wanted").is_some_and(|directive| directive.line().prefix == Prefix::None);
    for proxy in model.live() {
        let label = model.section_of(proxy).label();
        let command = model.setting_that(proxy, |directive| directive.keyword() == "external-check" && directive.word(1) == "command");
        let path = model.setting_that(proxy, |directive| directive.keyword() == "external-check" && directive.word(1) == "path");
        let option = model.setting(proxy, "option", "external-check").filter(|_| kind_in_force(model, proxy) == Some("external-check"));
        if let Some(option) = option {
            if !allowed {
                let finding = report.find(option.at(1), "external checks must be allowed by `external-check` in the `global` section");
                finding.section(label.clone());
            }
            if command.is_none() {
                let finding = report.find(option.at(1), "no program is named for this check");
                finding.section(label.clone()).help("add `external-check command /path/to/program`");
            }
            if !forks {
                let message = "without `insecure-fork-wanted` in the `global` section the program cannot be started";
                report.find(option.at(1), message).section(label.clone()).upstream(Upstream::Warns);
            }
        } else {
            for setting in [command, path].into_iter().flatten() {
                let message = format!("`external-check {}` has no effect without `option external-check`", setting.word(1));
                report.find(setting.range(0, 2), message).section(label.clone()).upstream(Upstream::Warns);
            }
        }
        if let Some(command) = command.filter(|command| path.is_none() && !command.word(2).starts_with('/') && !command.is_opaque(2)) {
            let finding = report.find(command.at(2), format!("`{}` is no full path, and no `external-check path` is set", command.word(2)));
            finding.section(label).help("write a path that begins with `/`");
        }
    }
}
