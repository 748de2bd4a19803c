//! A backend that no rule sends traffic to.
//!
//! It is a leftover, or the rule that should use it is missing.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     default_backend app
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80
//! backend old
//!         ^^^ no rule sends traffic to the backend `old`
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.2:80
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     default_backend app
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80
//! ```

use rustc_hash::FxHashSet;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy, ProxyKind};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP102",
    name: "unused-backend",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    // A fragment without frontends says nothing about what is used.
    if !model.proxies.iter().any(|proxy| proxy.kind.listens()) {
        return;
    }
    let mut used: FxHashSet<&str> = FxHashSet::default();
    for proxy in &model.proxies {
        used.extend(proxy.default_backend.map(|(_, name)| name));
        for switch in &proxy.switches {
            // A name that is computed may be any.
            if switch.dynamic {
                return;
            }
            used.insert(switch.target);
        }
    }
    let unnamed = |proxy: &&Proxy<'_>| proxy.kind == ProxyKind::Backend && !proxy.name.is_empty() && !used.contains(proxy.name);
    let candidates: Vec<&Proxy<'_>> = model.proxies.iter().filter(unnamed).collect();
    if candidates.is_empty() {
        return;
    }
    // Tables, log targets, tracked servers and expressions refer to backends without sending them traffic.
    for section in model.sections() {
        let facts = section.facts();
        for sample in &facts.samples {
            match sample.name.split_once('/') {
                Some(_) => used.extend(sample.name.split('/')),
                None => _ = used.insert(&sample.name),
            }
        }
        for name in &facts.references {
            used.insert(model.any_directive(name.directive).word(usize::from(name.at)));
        }
    }
    // What names a backend within a word: `track b/s`, `log backend@b`, `bind rhttp@b/s`, `attach-srv b/s`.
    for directive in ["default-server", "log", "bind", "tcp-request", "http-request"].into_iter().flat_map(|keyword| model.named(keyword)) {
        for word in directive.words().iter().filter(|word| memchr::memchr2(b'@', b'/', word.text.as_bytes()).is_some()) {
            used.extend(word.text.split(['@', '/', ',']));
        }
    }
    for proxy in &model.proxies {
        let tracked = proxy.servers.iter().filter_map(|server| model.server_option(proxy, server, "track"));
        used.extend(tracked.flat_map(|track| track.argument(0).split('/')));
    }
    for proxy in candidates.into_iter().filter(|proxy| !used.contains(proxy.name)) {
        let finding = report.find(proxy.at, format!("no rule sends traffic to the backend `{}`", proxy.name));
        finding.help("take it out, or send traffic to it with `use_backend` or `default_backend`");
    }
}
