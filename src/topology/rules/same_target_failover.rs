//! A fallback leads to the same servers as what it stands in for.
//!
//! When the servers of a backend are down, the servers of its fallback are down too: they are the same, and the checks ask them the same, so
//! that nothing can tell them apart. The failover is a fiction. (Two backends may well hold the same servers if their checks ask for
//! different roles: that is silent.)
//!
//! ```haproxy bad
//! frontend pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1m
//!     use_backend replica if { nbsrv(primary) eq 0 }
//!                 ^^^^^^^ `replica` stands in for `primary`, but ends at the same server with the same check
//!     default_backend primary
//!
//! backend primary
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 127.0.0.1:6432 check
//!
//! backend replica
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     server b 127.0.0.1:6432 check
//! ```
//! ```haproxy good
//! frontend pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1m
//!     use_backend replica if { nbsrv(primary) eq 0 }
//!     default_backend primary
//!
//! backend primary
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     option httpchk GET /primary
//!     http-check expect status 200
//!     server a 10.0.0.1:5432 check port 8008
//!
//! backend replica
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     option httpchk GET /replica
//!     http-check expect status 200
//!     server a 10.0.0.1:5432 check port 8008
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::check::{HealthCheck, Proof, comparable_address, target};
use crate::product::haproxy::expr::RefKind;
use crate::product::haproxy::facts::SampleReference;
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy, Server};
use crate::text::Location;
use crate::topology::Topology;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP001",
    name: "same-target-failover",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// Sample fetches that tell how much of a backend is left.
const CAPACITY: [&str; 6] = ["nbsrv(", "connslots(", "be_conn_free(", "srv_is_up(", "avg_queue(", "queue("];

fn check(topology: &Topology<'_>, report: &mut Report) {
    for model in &topology.stack.haproxy {
        check_model(model, report);
    }
}

fn check_model(model: &Model<'_>, report: &mut Report) {
    for proxy in model.proxies.iter().filter(|proxy| proxy.kind.listens() && !proxy.disabled) {
        for fallback in fallbacks(model, proxy) {
            compare(model, &fallback, report);
        }
    }
    for proxy in model.proxies.iter().filter(|proxy| proxy.kind.connects() && !proxy.disabled) {
        backups(model, proxy, report);
    }
}

/// A backend that is used when another one has no servers left.
struct Fallback<'m, 's> {
    /// What it stands in for.
    primary: &'m Proxy<'s>,
    /// What is used instead.
    substitute: &'m Proxy<'s>,
    /// Where the rule names it.
    at: Location,
    /// The section of the rule.
    section: String,
}

/// All fallbacks that the switching rules of `proxy` set up.
fn fallbacks<'m, 's>(model: &'m Model<'s>, proxy: &'m Proxy<'s>) -> Vec<Fallback<'m, 's>> {
    let asks = |sample: &SampleReference| matches!(sample.kind, RefKind::Backend | RefKind::Server);
    if !model.section_of(proxy).facts().samples.iter().any(asks) {
        return Vec::new();
    }
    let acls: FxHashMap<&str, Vec<u32>> = proxy.acls.iter().fold(FxHashMap::default(), |mut acls, acl| {
        acls.entry(acl.name).or_insert_with(Vec::new).push(acl.directive);
        acls
    });
    let mut found: Vec<Fallback<'m, 's>> = Vec::new();
    let mut guarded: Vec<&Proxy<'s>> = Vec::new();
    for switch in proxy.switches.iter().filter(|switch| !switch.dynamic) {
        let Some(target) = model.backend(switch.target) else { continue };
        let directive = model.directive(proxy, switch.directive);
        for primary in watched(model, proxy, directive, &acls) {
            if std::ptr::eq(primary, target) {
                guarded.push(target);
            } else {
                add(&mut found, primary, target, directive);
            }
        }
        if switch.condition == 0 {
            for primary in guarded.drain(..) {
                add(&mut found, primary, target, directive);
            }
        }
    }
    if let Some((index, name)) = proxy.default_backend
        && let Some(target) = model.backend(name)
    {
        for primary in guarded {
            add(&mut found, primary, target, model.any_directive(index));
        }
    }
    found
}

fn add<'m, 's>(found: &mut Vec<Fallback<'m, 's>>, primary: &'m Proxy<'s>, substitute: &'m Proxy<'s>, rule: DirectiveRef<'m, 's>) {
    let known = found.iter().any(|other| std::ptr::eq(other.primary, primary) && std::ptr::eq(other.substitute, substitute));
    if !std::ptr::eq(primary, substitute) && !known {
        found.push(Fallback { primary, substitute, at: rule.at(1), section: rule.section().label() });
    }
}

/// The backends whose capacity the condition of `rule` looks at, directly or through ACLs.
fn watched<'m, 's>(
    model: &'m Model<'s>,
    proxy: &'m Proxy<'s>,
    rule: DirectiveRef<'m, 's>,
    acls: &FxHashMap<&str, Vec<u32>>,
) -> Vec<&'m Proxy<'s>> {
    let mut found = Vec::new();
    for used in model.terms_of(proxy, rule.index) {
        let term = used.term;
        if term.anonymous {
            for at in usize::from(term.at)..usize::from(term.end) {
                found.extend(capacity_of(model, rule.word(at)));
            }
        } else {
            let name = rule.word(usize::from(term.at)).trim_start_matches('!');
            for &acl in acls.get(name).into_iter().flatten() {
                found.extend(model.directive(proxy, acl).words()[2..].iter().filter_map(|word| capacity_of(model, word.text)));
            }
        }
    }
    found
}

/// The backend that `word` asks the capacity of, if it does.
fn capacity_of<'m, 's>(model: &'m Model<'s>, word: &str) -> Option<&'m Proxy<'s>> {
    let inside = CAPACITY.iter().find_map(|fetch| word.strip_prefix(fetch))?;
    let name = inside.split([')', ',', '/']).next()?;
    model.backend(name)
}

fn compare(model: &Model<'_>, fallback: &Fallback<'_, '_>, report: &mut Report) {
    let (primary, substitute) = (fallback.primary, fallback.substitute);
    let checks = (HealthCheck::of(model, primary), HealthCheck::of(model, substitute));
    if substitute.servers.is_empty() || checks.0.script() != checks.1.script() {
        return;
    }
    let by_identity: FxHashMap<_, _> =
        primary.servers.iter().filter_map(|server| Some((identity(model, &checks.0, primary, server)?, server))).collect();
    let mut pairs = Vec::new();
    for server in &substitute.servers {
        match identity(model, &checks.1, substitute, server).and_then(|identity| by_identity.get(&identity)) {
            Some(other) => pairs.push((*other, server)),
            None => return,
        }
    }
    let servers = if pairs.len() == 1 { "server" } else { "servers" };
    let message = format!("`{}` stands in for `{}`, but ends at the same {servers} with the same check", substitute.name, primary.name);
    let finding = report.find(fallback.at, message);
    finding.section(fallback.section.clone());
    for (other, server) in pairs {
        let at = usize::from(other.address);
        finding.related(model.directive(primary, other.directive).at(at), format!("server of `{}`", primary.name));
        finding.related(
            model.directive(substitute, server.directive).at(usize::from(server.address)),
            format!("server of `{}`", substitute.name),
        );
    }
    finding.help(help(checks.1.proof()));
}

/// What would make the fallback real, given how blind the check is.
fn help(proof: Proof) -> &'static str {
    match proof {
        Proof::Answers => "point the fallback at servers of its own, or give it a check that asks for another role",
        _ => {
            "point the fallback at servers of its own, and check the role of each server (`option httpchk` on a role endpoint, or a \
             `tcp-check` script): a TCP connect only proves that something listens"
        }
    }
}

/// What makes two servers one to a check: their address, and where and how they are checked.
fn identity<'s>(model: &Model<'s>, check: &HealthCheck<'_, 's>, proxy: &Proxy<'s>, server: &Server<'s>) -> Option<(String, String)> {
    // The state of a server that tracks another one is that one's.
    let asked = match model.server_option(proxy, server, "track") {
        Some(track) => format!("track {}", track.argument(0)),
        None => target(model, check, proxy, server).1,
    };
    Some((comparable_address(model, proxy, server)?, asked))
}

/// Backup servers that are the active ones under another name.
fn backups(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    let is_backup = |server: &Server<'_>| model.server_option(proxy, server, "backup").is_some();
    if !proxy.servers.iter().any(is_backup) {
        return;
    }
    let word = |server: &Server<'_>| model.directive(proxy, server.directive).word(usize::from(server.address));
    let active: FxHashMap<&str, &Server<'_>> =
        proxy.servers.iter().filter(|server| !is_backup(server)).map(|server| (word(server), server)).collect();
    let check = HealthCheck::of(model, proxy);
    for server in proxy.servers.iter().filter(|server| is_backup(server)) {
        let Some(other) = active.get(word(server)) else { continue };
        let known = identity(model, &check, proxy, server);
        if known.is_none() || known != identity(model, &check, proxy, other) {
            continue;
        }
        let directive = model.directive(proxy, server.directive);
        let message = format!("`{}` stands in for `{}`, but is the same address with the same check", server.name, other.name);
        let finding = report.find(directive.at(usize::from(server.address)), message);
        finding.section(directive.section().label());
        finding.related(model.directive(proxy, other.directive).at(usize::from(other.address)), format!("server `{}`", other.name));
        finding.help("point the backup at another server");
    }
}
