//! The words of a picture.

use std::fmt::Write as _;

use super::model::{Asked, Role};
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy, ProxyKind};
use crate::product::haproxy::postgres::{self, NodeRole};
use crate::product::haproxy::secrets::secret_words;
use crate::text::printable;
use crate::topology::{Asks, Evidence, Host, Link, Node, Pooler, Proves, Route, Target, Topology, path};

/// Longer texts of a file are cut.
const LONGEST: usize = 48;

/// `text` on one line, as a picture shows it: cut if it is long.
pub(super) fn short(text: &str) -> String {
    let shown = printable(text);
    if shown.chars().count() <= LONGEST {
        return shown.into_owned();
    }
    shown.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// What a section is for.
pub(super) fn role(role: postgres::Role) -> Option<Role> {
    match role {
        postgres::Role::Write => Some(Role::Write),
        postgres::Role::Read => Some(Role::Read),
        postgres::Role::Unknown => None,
    }
}

/// The addresses of a host beside its name, or how it is known.
pub(super) fn host(host: &Host) -> Vec<String> {
    let mut others: Vec<&str> =
        host.addresses.iter().map(String::as_str).filter(|address| !address.eq_ignore_ascii_case(&host.name)).collect();
    let rest = others.len().saturating_sub(3);
    others.truncate(3);
    let mut line = others.join(", ");
    if rest > 0 {
        let _ = write!(line, " and {rest} more");
    }
    match (line.is_empty(), host.evidence) {
        (true, Evidence::Assumed) => vec!["no file tells which host this is".to_owned()],
        (true, _) => Vec::new(),
        (false, _) => vec![short(&line)],
    }
}

/// Where a section listens.
pub(super) fn binds(model: &Model<'_>, proxy: &Proxy<'_>) -> Vec<String> {
    const MOST: usize = 3;
    let mut lines: Vec<String> = Vec::new();
    for index in proxy.listeners.iter().take(MOST) {
        let bind = model.directive(proxy, *index);
        let address = if bind.is_opaque(1) { "an address that the text does not tell" } else { bind.word(1) };
        let tls = if bind.option("ssl").is_some() { " with TLS" } else { "" };
        lines.push(format!("bind {}{tls}", short(address)));
    }
    if proxy.listeners.len() > MOST {
        lines.push(format!("and {} more", proxy.listeners.len() - MOST));
    }
    lines
}

/// What holds for the servers of a section.
pub(super) fn balance(model: &Model<'_>, proxy: &Proxy<'_>) -> Vec<String> {
    let several = proxy.servers.len() > 1;
    let balance = model.setting(proxy, "balance", "").or_else(|| model.keyword(proxy, "balance"));
    balance.filter(|_| several && proxy.kind.connects()).map(|line| format!("balance {}", short(line.word(1)))).into_iter().collect()
}

/// When a rule is taken: `if` with its condition and what that means, or `otherwise`.
pub(super) fn rule(model: &Model<'_>, proxy: &Proxy<'_>, route: &Route<'_>) -> Vec<String> {
    let Some(rule) = route.rule else { return Vec::new() };
    if !route.conditional {
        return vec!["otherwise".to_owned()];
    }
    let from = rule.words().iter().position(|word| matches!(word.text, "if" | "unless")).unwrap_or(rule.len());
    let condition = text_of(model, rule, from);
    let mut lines = vec![short(&condition)];
    // The condition may be a single name: then it says little, and its definition all.
    let names: Vec<&str> = rule.words().get(from + 1..).unwrap_or_default().iter().map(|word| word.text).collect();
    if let [name] = names.as_slice() {
        let mut acls = proxy.acls_called(name.trim_start_matches('!'));
        if let (Some(acl), None) = (acls.next(), acls.next()) {
            let not = if name.starts_with('!') { "not " } else { "" };
            lines.push(short(&format!("that is {not}{}", text_of(model, model.directive(proxy, acl.directive), 2))));
        }
    }
    lines
}

/// The words of `directive` from `from` on, without secrets.
fn text_of(model: &Model<'_>, directive: DirectiveRef<'_, '_>, from: usize) -> String {
    let secret = secret_words(model, directive);
    let words = directive.words().iter().enumerate().skip(from);
    let shown: Vec<&str> = words.map(|(at, word)| if secret.has(at) { crate::emit::export::MASK } else { word.text }).collect();
    shown.join(" ")
}

/// What is to be said of a server line besides its check.
pub(super) fn server(topology: &Topology<'_>, link: &Link<'_>) -> Vec<String> {
    let number = |name: &str| link.option(topology, name).filter(|option| !option.is_opaque(0)).map(|option| option.argument(0).to_owned());
    let mut parts: Vec<String> = Vec::new();
    if link.backup {
        parts.push("backup".to_owned());
    } else if !link.active {
        parts.push("disabled".to_owned());
    }
    parts.extend(number("maxconn").map(|count| format!("maxconn {}", short(&count))));
    parts.extend(["send-proxy-v2", "send-proxy"].iter().find(|name| link.option(topology, name).is_some()).map(|name| (*name).to_owned()));
    let mut lines = if parts.is_empty() { Vec::new() } else { vec![parts.join(" · ")] };
    lines.push(asks(topology, link));
    lines.extend(proves(link));
    lines
}

fn asks(topology: &Topology<'_>, link: &Link<'_>) -> String {
    let place = match (link.check.elsewhere, link.check.answers) {
        (false, _) => String::new(),
        (true, Target::Unseen(host, port) | Target::Nobody(host, port)) => {
            // The host is that of the server in most cases.
            let own = topology.host_of(link.target) == Some(host);
            format!(" at {}", if own { format!("port {port}") } else { path::endpoint(&topology.hosts.get(host).name, port) })
        }
        (true, Target::Unknown) => " elsewhere".to_owned(),
        (true, other) => format!(" at {}", topology.title(other)),
    };
    let question = match link.check.asks {
        Asks::Nothing => return "not checked".to_owned(),
        Asks::Connect => "does it accept TCP?",
        Asks::Startup => "does it start a session?",
        Asks::Role(NodeRole::Primary) => "is it the primary?",
        Asks::Role(NodeRole::Standby) => "is it a standby?",
        Asks::Role(NodeRole::Either) => "is PostgreSQL up?",
        Asks::Something => "its own script or agent",
    };
    short(&format!("check{place}: {question}"))
}

fn proves(link: &Link<'_>) -> Option<String> {
    let pooled = matches!(link.target, Target::Pooler(_));
    let text = match link.check.proves {
        Proves::Nothing | Proves::Something => return None,
        Proves::Listens if pooled => "proves: PgBouncer listens, no more",
        Proves::Listens => "proves: somebody listens, no more",
        Proves::Speaks if pooled => "proves: PgBouncer answers, no more",
        Proves::Speaks => "proves: PostgreSQL answers, in any role",
        Proves::Role => "proves: its role",
    };
    Some(text.to_owned())
}

/// The check of a server line as data.
pub(super) fn asked(link: &Link<'_>) -> Asked {
    let asks = match link.check.asks {
        Asks::Nothing => "nothing",
        Asks::Connect => "connect",
        Asks::Startup => "startup",
        Asks::Role(NodeRole::Primary) => "primary",
        Asks::Role(NodeRole::Standby) => "standby",
        Asks::Role(NodeRole::Either) => "either",
        Asks::Something => "something",
    };
    let proves = match link.check.proves {
        Proves::Nothing => "nothing",
        Proves::Listens => "listens",
        Proves::Speaks => "speaks",
        Proves::Role => "role",
        Proves::Something => "something",
    };
    Asked { asks, proves, elsewhere: link.check.elsewhere, down_after_ms: link.check.timing.until_down() }
}

/// How a `PgBouncer` pools.
pub(super) fn pooler(pooler: &Pooler<'_>) -> Vec<String> {
    let mode = pooler.ini.text("pool_mode");
    let mut lines = vec![
        format!("pool_mode {}", short(mode)),
        format!("{} clients, {} a pool", pooler.ini.int("max_client_conn"), pooler.ini.int("default_pool_size")),
    ];
    if !pooler.placed {
        lines.push("its place is inferred".to_owned());
    }
    lines
}

/// What the files say of a `PostgreSQL`.
pub(super) fn node(node: &Node<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(file) = node.repmgr {
        let id = file.node_id().map_or_else(String::new, |id| format!(" {id}"));
        lines.push(format!("repmgr node{id}, priority {}", file.priority()));
        lines.push(if file.is_automatic() { "failover automatic" } else { "failover manual" }.to_owned());
    }
    if let Some(connections) = node.conf.filter(|_| node.own_conf).and_then(|conf| conf.int("max_connections")) {
        lines.push(format!("max_connections {connections}"));
    }
    if node.repmgr.is_none() && node.conf.is_none() && node.hba.is_none() {
        lines.push("no file of it is here".to_owned());
    }
    lines
}

/// Whether a section is drawn as one box that both listens and connects.
pub(super) fn is_listen(proxy: &Proxy<'_>) -> bool {
    proxy.kind == ProxyKind::Listen
}
