//! Who comes from where: the addresses that a PgBouncer and a PostgreSQL server see, whether TLS is on the way, and what the access rules of a
//! PgBouncer say to somebody.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::hosts::{canonical, is_own};
use super::{Backend, BalancerId, Database, End, HostId, Link, LinkId, NodeId, Pooler, PoolerId, Target, Topology};
use crate::product::haproxy::check::HealthCheck;
use crate::product::haproxy::endpoint::Endpoint;
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy};
use crate::product::haproxy::sent::{bytes_of, password_in};
use crate::product::hba::admission::{Decision, Peer, Visitor};
use crate::product::hba::{NameKind, Rule};
use crate::text::Location;

/// Where the connections of somebody come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// What the server sees: one of these.
    pub peers: Vec<Peer>,
    /// Whether the files or the map of hosts say so.
    pub told: bool,
    /// Where it is written, if it is.
    pub at: Option<Location>,
}

impl Origin {
    fn of(peer: Peer) -> Self {
        Self { peers: vec![peer], told: true, at: None }
    }

    /// What it is called in messages.
    #[must_use]
    pub fn title(&self) -> String {
        let named = |peer: &Peer| match peer {
            Peer::Socket => "the Unix socket".to_owned(),
            Peer::Address(address) => address.to_string(),
            Peer::Remote(_) => "another host".to_owned(),
            Peer::Unknown => "an address that the text does not tell".to_owned(),
        };
        self.peers.iter().map(named).collect::<Vec<_>>().join(" or ")
    }

    /// Whether `rule` can match who comes from here.
    #[must_use]
    pub fn may_match(&self, rule: &Rule<'_>) -> bool {
        self.peers.iter().any(|peer| rule.address_matches(*peer) != crate::product::hba::admission::Match::No)
    }
}

/// How a PgBouncer lets somebody in.
#[derive(Debug, Clone, Copy)]
pub enum Entrance<'t> {
    /// By this method, which is written here if it is written; `None` without access rules.
    Method(&'t str, Location, Option<&'t Rule<'t>>),
    /// Not at all: no rule matches, or this one rejects.
    Refused(Option<&'t Rule<'t>>),
    /// The text does not tell.
    Open,
}

/// Whom a check logs in as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckLogin {
    /// The user.
    pub user: String,
    /// The database.
    pub database: String,
    /// Whether it sends a password, as it is: it can answer who asks for one in clear text.
    pub sends_password: bool,
    /// Where the check is written.
    pub at: Location,
}

impl<'t> Topology<'t> {
    /// Where the connections of the server line `link` come from, as its server sees it.
    #[must_use]
    pub fn origin_of_link(&self, link: &Link<'t>) -> Origin {
        let balancer = self.balancer(link.balancer);
        let dialed = link.server.endpoint.map_or("", |endpoint| endpoint.host);
        match source_of(balancer.model, link) {
            Source::At(address, at) => Origin { peers: vec![Peer::Address(address)], told: true, at: Some(at) },
            Source::Unknown => Origin { peers: vec![Peer::Unknown], told: false, at: None },
            Source::Default => self.origin(balancer.host, self.host_of(link.target), dialed),
        }
    }

    /// Where the connections come from that a PgBouncer makes for `end`, one of the ends of its `database`.
    #[must_use]
    pub fn origin_of_end(&self, pooler: &Pooler<'t>, database: &Database<'t>, end: &End) -> Origin {
        let dialed = database.dialed(end);
        if dialed.is_empty() || dialed.starts_with(['/', '@']) {
            return Origin::of(Peer::Socket);
        }
        self.origin(pooler.host, Some(end.host), dialed)
    }

    /// Where connections come from that `from` makes to the address `dialed` of `to`.
    fn origin(&self, from: HostId, to: Option<HostId>, dialed: &str) -> Origin {
        let literal: Option<IpAddr> = canonical(dialed).parse().ok();
        if let Some(address) = literal.filter(IpAddr::is_loopback) {
            // The system gives connections to any address of 127.0.0.0/8 the first one.
            let own = if address.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() };
            return Origin::of(Peer::Address(own));
        }
        if is_own(dialed) {
            let both = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
            return Origin { peers: both.map(Peer::Address).to_vec(), told: true, at: None };
        }
        if to == Some(from) {
            // A host reaches its own address from that address.
            return literal
                .map_or_else(|| Origin { peers: vec![Peer::Unknown], told: false, at: None }, |own| Origin::of(Peer::Address(own)));
        }
        let family = literal.map(|address| address.is_ipv6());
        let fits = |address: &IpAddr| !address.is_loopback() && family.is_none_or(|v6| v6 == address.is_ipv6());
        let known: Vec<Peer> = self.hosts.get(from).told.iter().filter(|address| fits(address)).copied().map(Peer::Address).collect();
        let is_told = !known.is_empty();
        Origin { peers: if is_told { known } else { vec![Peer::Remote(family)] }, told: is_told, at: None }
    }

    /// Whether clients reach the PgBouncer by TLS, as it demands or refuses it.
    #[must_use]
    pub fn tls_of_clients(&self, pooler: &Pooler<'t>) -> Option<bool> {
        if !pooler.ini.decides("client_tls_sslmode") {
            return None;
        }
        match pooler.ini.text("client_tls_sslmode") {
            "disable" => Some(false),
            "allow" | "prefer" | "" => None,
            _ => Some(true),
        }
    }

    /// Whether the PgBouncer reaches the node by TLS.
    #[must_use]
    pub fn tls_to_node(&self, pooler: &Pooler<'t>, origin: &Origin, node: NodeId) -> Option<bool> {
        if origin.peers == [Peer::Socket] {
            return Some(false);
        }
        if !pooler.ini.decides("server_tls_sslmode") {
            return None;
        }
        match pooler.ini.text("server_tls_sslmode") {
            "disable" => Some(false),
            // PgBouncer asks for TLS first in both modes.
            "allow" | "prefer" => self.node_ssl(node),
            "" => None,
            _ => Some(true),
        }
    }

    /// Whether the node has TLS, as its own file says.
    #[must_use]
    pub fn node_ssl(&self, node: NodeId) -> Option<bool> {
        let node = self.node(node);
        let conf = node.conf.filter(|conf| node.own_conf && conf.decides(&["ssl"]))?;
        conf.bool("ssl")
    }

    /// How `pooler` lets in who comes from `origin` as `user` to `database`.
    #[must_use]
    pub fn entrance(&self, pooler: &Pooler<'t>, database: Option<&str>, user: Option<&str>, origin: &Origin) -> Entrance<'t> {
        if !pooler.ini.decides("auth_type") {
            return Entrance::Open;
        }
        let at = pooler.ini.place_of("auth_type");
        match pooler.ini.text("auth_type") {
            "" => Entrance::Open,
            "hba" => {
                let Some(file) = pooler.hba else { return Entrance::Open };
                let visitor = Visitor { database, user, from: Peer::Unknown, tls: self.tls_of_clients(pooler) };
                match file.decide_any(&visitor, &origin.peers) {
                    Decision::Rule(rule) if rule.allows() => Entrance::Method(rule.method.name, rule.method_at, Some(rule)),
                    Decision::Rule(rule) => Entrance::Refused(Some(rule)),
                    Decision::Nobody => Entrance::Refused(None),
                    Decision::Open => Entrance::Open,
                }
            }
            method => Entrance::Method(method, at, None),
        }
    }

    /// The way to `database` of the PgBouncer `id` and on to the node, from a frontend if one leads there.
    #[must_use]
    pub fn access_path(&self, id: PoolerId, database: &Database<'_>) -> String {
        let rest = self.database_path(id, database);
        self.pooler(id).links.first().map_or(rest.clone(), |link| format!("{} → {rest}", self.path_to(*link)))
    }

    /// The way from a frontend to the PgBouncer `id`.
    #[must_use]
    pub fn pooler_path(&self, id: PoolerId, link: LinkId) -> String {
        format!("{} → {}", self.path_to(link), self.title(Target::Pooler(id)))
    }

    /// Whom the check of `backend` of `balancer` logs in as, if it starts a session.
    #[must_use]
    pub fn check_login(&self, balancer: BalancerId, backend: &Backend<'t>) -> Option<CheckLogin> {
        check_login(self.balancer(balancer).model, backend.proxy)
    }

    /// The users that the checks of `pooler` log in as.
    #[must_use]
    pub fn check_users(&self, pooler: &Pooler<'t>) -> Vec<String> {
        let mut seen: Vec<(BalancerId, usize)> =
            pooler.links.iter().map(|id| self.link(*id)).map(|link| (link.balancer, link.backend)).collect();
        seen.dedup();
        let logins =
            seen.into_iter().filter_map(|(balancer, backend)| self.check_login(balancer, &self.balancer(balancer).backends[backend]));
        logins.map(|login| login.user).collect()
    }

    /// Whether `link` carries no sessions: nothing leads to its backend but servers that `track` the state of its servers.
    #[must_use]
    pub fn only_checks(&self, link: &Link<'t>) -> bool {
        let balancer = self.balancer(link.balancer);
        let model = balancer.model;
        if balancer.dynamic || balancer.frontends_of(link.backend).next().is_some() {
            return false;
        }
        let tracks = |proxy, server| {
            let track = model.server_option(proxy, server, "track");
            track.is_some_and(|option| option.argument(0).split('/').next() == Some(link.proxy.name))
        };
        model.proxies.iter().any(|proxy| proxy.servers.iter().any(|server| tracks(proxy, server)))
    }

    /// The proxies that listen and lead to `link`: those that take connections from other hosts and from any address.
    #[must_use]
    pub fn public_frontend(&self, link: &Link<'t>) -> Option<&Proxy<'_>> {
        let balancer = self.balancer(link.balancer);
        let mut frontends = balancer.frontends_of(link.backend).map(|(_, frontend)| frontend.proxy);
        frontends.find(move |proxy| is_public(balancer.model, proxy) && !filters_sources(balancer.model, proxy))
    }
}

impl Pooler<'_> {
    /// Whether it demands TLS of servers.
    #[must_use]
    pub fn demands_server_tls(&self) -> bool {
        matches!(self.ini.text("server_tls_sslmode"), "require" | "verify-ca" | "verify-full")
    }
}

impl Database<'_> {
    /// The address that leads to `end`, as written; empty if none is.
    #[must_use]
    pub fn dialed(&self, end: &End) -> &str {
        let at = self.ends.iter().position(|own| own == end).unwrap_or(0);
        self.entry.get("host").and_then(|hosts| hosts.split(',').nth(at)).unwrap_or("").trim()
    }
}

/// Whether `rule` is for `users` and nobody else.
#[must_use]
pub fn is_only_for(rule: &Rule<'_>, users: &[String]) -> bool {
    rule.users.iter().all(|name| name.kind == NameKind::Plain && users.iter().any(|user| name.word.text == user.as_str()))
}

/// What is said of the address that connections come from.
enum Source {
    Default,
    At(IpAddr, Location),
    Unknown,
}

fn source_of(model: &Model<'_>, link: &Link<'_>) -> Source {
    if let Some(option) = model.server_option(link.proxy, link.server, "source") {
        return read_source(option.argument(0), option.at(), option.is_opaque(0), option.directive);
    }
    match model.keyword(link.proxy, "source") {
        Some(said) => read_source(said.word(1), said.at(1), said.is_opaque(1), said),
        None => Source::Default,
    }
}

/// Reads an address behind `source` on `line`.
fn read_source(text: &str, at: Location, is_opaque: bool, line: DirectiveRef<'_, '_>) -> Source {
    let transparent = line.words().iter().any(|word| matches!(word.text, "usesrc" | "interface"));
    match Endpoint::parse(text) {
        _ if transparent || is_opaque => Source::Unknown,
        Some(endpoint) if endpoint.is_wildcard() => Source::Default,
        Some(endpoint) => canonical(endpoint.host).parse().map_or(Source::Unknown, |address| Source::At(address, at)),
        None => Source::Unknown,
    }
}

/// Whether `proxy` takes connections from other hosts.
fn is_public(model: &Model<'_>, proxy: &Proxy<'_>) -> bool {
    model.listeners(proxy).any(|listener| !listener.endpoint.is_loopback())
}

/// Whether rules of `proxy` look at where connections come from.
fn filters_sources(model: &Model<'_>, proxy: &Proxy<'_>) -> bool {
    model.chain(proxy).any(|proxy| {
        let mut lines = model.section_of(proxy).directives().filter(|line| matches!(line.keyword(), "tcp-request" | "acl" | "use_backend"));
        lines.any(|line| line.words().iter().any(|word| word.text.trim_start_matches('!').starts_with("src")))
    })
}

/// Whom the check of `proxy` logs in as.
fn check_login<'s>(model: &Model<'s>, proxy: &Proxy<'s>) -> Option<CheckLogin> {
    let check = HealthCheck::of(model, proxy);
    let option = check.option?;
    if check.kind == "pgsql-check" {
        let at = option.words().iter().position(|word| word.text == "user")?;
        let user = option.words().get(at + 1).filter(|_| !option.is_opaque(at + 1))?.text.to_owned();
        return Some(CheckLogin { database: user.clone(), user, sends_password: false, at: option.at(at + 1) });
    }
    let sends = check.steps.iter().filter(|step| step.sub().starts_with("send"));
    let words = sends.clone().flat_map(|step| step.words()[2..].iter());
    let sent: Vec<u8> = words.flat_map(|word| bytes_of(word.text)).collect();
    let field = |name: &[u8]| {
        let start = memchr::memmem::find(&sent, name)? + name.len();
        let end = start + memchr::memchr(0, &sent[start..])?;
        std::str::from_utf8(&sent[start..end]).ok().map(str::to_owned)
    };
    let user = field(b"user\0")?;
    let database = field(b"database\0").unwrap_or_else(|| user.clone());
    let first = sends.clone().find(|step| step.len() > 2)?;
    Some(CheckLogin { user, database, sends_password: password_in(&sent).is_some(), at: first.at(2) })
}
