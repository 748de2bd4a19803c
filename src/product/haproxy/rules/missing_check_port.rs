//! A server is checked, but no port is known to check it at.
//!
//! Without a port of its own a server gets the client's port, which a check does not have. HAProxy refuses the file.
//!
//! ```haproxy bad
//! backend app
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1 check
//!                       ^^^^^ no port is known to check server `a` at
//! ```
//! ```haproxy good
//! backend app
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:5432 check
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::check::{HealthCheck, StepKind};
use crate::product::haproxy::locate::{CheckPort, check_port, target_address};
use crate::product::haproxy::model::{DirectiveRef, Model, OptionRef, Proxy, Server};
use crate::product::haproxy::value::atoi;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP050",
    name: "missing-check-port",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    for server in &proxy.servers {
        agent(model, proxy, server, report);
    }
    if !proxy.is_live() {
        return;
    }
    let missing = |server: &&Server<'_>| {
        model.server_option(proxy, server, "healthcheck").is_none() && check_port(model, proxy, server) == CheckPort::Missing
    };
    let checked = proxy.servers.iter().filter(|server| model.server_option(proxy, server, "check").is_some());
    let mut without = checked.filter(missing).peekable();
    if without.peek().is_none() || steps_have_ports(model, &HealthCheck::of(model, proxy)) {
        return;
    }
    for server in without {
        let directive = model.directive(proxy, server.directive);
        let at = directive.option("check").map_or_else(|| directive.at(1), OptionRef::word_at);
        let finding = report.find(at, format!("no port is known to check server `{}` at", server.name));
        finding.section(directive.section().label());
        finding.help(format!(
            "write a port behind the address, such as `{}:PORT`, or `port` behind `check`",
            directive.word(usize::from(server.address))
        ));
    }
}

/// An agent is not asked at the port of the service: it needs one of its own. Told while reading, so in disabled sections too.
fn agent(model: &Model<'_>, proxy: &Proxy<'_>, server: &Server<'_>, report: &mut Report) {
    let Some(option) = model.server_option(proxy, server, "agent-check") else {
        return;
    };
    let named = |name| model.server_option(proxy, server, name).is_some_and(|port| port.is_opaque(0) || atoi(port.argument(0)) != 0);
    if named("agent-port") || named("port") {
        return;
    }
    let directive = model.directive(proxy, server.directive);
    if !directive.shape().sound {
        return;
    }
    let at = if option.directive.index == directive.index { option.word_at() } else { directive.at(1) };
    let finding = report.find(at, format!("no port is known to ask the agent of server `{}` at", server.name));
    finding.section(directive.section().label()).help("add `agent-port PORT`");
}

/// Whether the steps of `check` start with a connection and all their connections name a port.
fn steps_have_ports(model: &Model<'_>, check: &HealthCheck<'_, '_>) -> bool {
    // The request of `option httpchk` stands before the steps of its section, unless they have a request of their own.
    let own_request = check.steps.iter().any(|step| step.sub() == "send");
    if check.kind == "httpchk"
        && !own_request
        && check.option.map(|option| option.section().index) == check.steps.first().map(|step| step.section().index)
    {
        return false;
    }
    let kinds = check.steps.iter().filter_map(|step| StepKind::of(step.sub()));
    let starts = kinds.into_iter().find(|kind| *kind != StepKind::Other) == Some(StepKind::Connect);
    starts && check.steps.iter().filter(|step| step.sub() == "connect").all(|step| connect_has_port(model, *step))
}

fn connect_has_port(model: &Model<'_>, step: DirectiveRef<'_, '_>) -> bool {
    if !step.shape().sound || step.line().open_ended {
        return true;
    }
    let mut at = 2;
    while at + 1 < step.len() {
        let value = at + 1;
        match step.word(at) {
            "port" if step.is_opaque(value) || atoi(step.word(value)) > 0 => return true,
            "addr" if target_address(model, step, value).is_none_or(|address| address.fixed_port().is_some()) => {
                return true;
            }
            "port" | "addr" | "sni" | "alpn" | "proto" | "comment" => at += 2,
            _ => at += 1,
        }
    }
    false
}
