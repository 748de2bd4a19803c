//! Health checks as what they prove: what is asked, where, who answers there, and how long it takes to find out.

use super::Target;
use crate::product::haproxy::check::HealthCheck;
use crate::product::haproxy::endpoint::Endpoint;
use crate::product::haproxy::model::{DirectiveRef, Model, OptionRef, Proxy, Server};
use crate::product::haproxy::postgres::{NodeRole, role_of_path};
use crate::product::haproxy::quantity::milliseconds;
use crate::product::haproxy::sent::{bytes_of, password_in};
use crate::text::Location;

/// What a check asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// Nothing: the server is not checked.
    Nothing,
    /// Whether its port accepts connections.
    Connect,
    /// Whether somebody answers the start of a session of PostgreSQL (`option pgsql-check`, or a script that sends no query).
    Startup,
    /// Which role it has, by a path of HTTP or a query; up is the one that is given.
    Role(NodeRole),
    /// Something of which the text does not tell what the answer depends on: another path, script, an agent, a program.
    Something,
}

/// What a check that succeeds proves of the PostgreSQL behind a server line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proves {
    /// It is not checked.
    Nothing,
    /// Somebody listens: PostgreSQL itself, or a PgBouncer in front of it that does so without PostgreSQL too.
    Listens,
    /// Somebody speaks the protocol: with a PgBouncer there, nothing of the PostgreSQL behind it.
    Speaks,
    /// Its role.
    Role,
    /// What the text does not tell; taken for a role.
    Something,
}

/// The check of a server line.
#[derive(Debug, Clone, Copy)]
pub struct ServerCheck {
    /// What is asked.
    pub asks: Asks,
    /// Who answers: the server itself, or what listens at the port and address that the check names.
    pub answers: Target,
    /// Whether that is another port or address than that of the server.
    pub elsewhere: bool,
    /// What an answer proves.
    pub proves: Proves,
    /// The line that chooses the check, or the word `check`; the server's name if there is none.
    pub at: Location,
    /// How long it takes to find out.
    pub timing: Timing,
}

/// The times of a check, in milliseconds, and its counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// From one check to the next, while nothing changes.
    pub inter: u64,
    /// From one check to the next, while the state is in doubt.
    pub fastinter: u64,
    /// From one check to the next, while the server is down.
    pub downinter: u64,
    /// So many failures in a row make it down.
    pub fall: u64,
    /// So many successes in a row make it up.
    pub rise: u64,
    /// How long an answer may take: `timeout check`, else the time between two checks.
    pub timeout: u64,
}

/// HAProxy's defaults: `DEF_CHKINTR`, `DEF_FALLTIME` and `DEF_RISETIME` of `include/haproxy/defaults.h`.
const DEFAULTS: (u64, u64, u64) = (2000, 3, 2);

impl Timing {
    /// The longest time from the death of a server that refuses connections to the mark that it is down.
    #[must_use]
    pub const fn until_down(&self) -> u64 {
        self.inter + self.fall.saturating_sub(1) * self.fastinter
    }

    /// As [`Timing::until_down`], of a server that does not answer at all.
    #[must_use]
    pub const fn until_down_silent(&self) -> u64 {
        self.until_down() + self.timeout
    }

    fn of<'s>(model: &Model<'s>, proxy: &Proxy<'s>, server: &Server<'s>) -> Self {
        let argument =
            |name| model.server_option(proxy, server, name).filter(|option| !option.is_opaque(0)).map(|option| option.argument(0));
        let time = |name| argument(name).and_then(milliseconds);
        let count = |name| argument(name).and_then(|text| text.parse().ok());
        let inter = time("inter").unwrap_or(DEFAULTS.0);
        let downinter = time("downinter").unwrap_or(inter);
        Self {
            inter,
            fastinter: time("fastinter").unwrap_or(inter),
            downinter,
            fall: count("fall").unwrap_or(DEFAULTS.1),
            rise: count("rise").unwrap_or(DEFAULTS.2),
            timeout: model.timeout(proxy, "check").map_or(inter, |(_, time)| time),
        }
    }
}

/// What a check asks of all servers of a section, so that it is read once.
pub(super) struct Question<'m, 's> {
    check: HealthCheck<'m, 's>,
    asks: Asks,
    /// Address and port that its `connect` steps name, if all of them name the same.
    place: Option<(Option<&'s str>, Option<u16>)>,
}

/// Where a check asks, if not at the server's own address.
pub(super) struct Place<'s> {
    /// The host, if it is another one.
    pub(super) host: Option<&'s str>,
    /// The port, if it is another one.
    pub(super) port: Option<u16>,
    /// Whether the text does not tell.
    pub(super) unknown: bool,
}

impl<'m, 's> Question<'m, 's> {
    pub(super) fn of(model: &'m Model<'s>, proxy: &'m Proxy<'s>) -> Self {
        let check = HealthCheck::of(model, proxy);
        let asks = match check.kind {
            "" => Asks::Connect,
            "pgsql-check" => Asks::Startup,
            "httpchk" => path_of(&check).and_then(role_of_path).map_or(Asks::Something, Asks::Role),
            "tcp-check" => asked_by_steps(&check),
            _ => Asks::Something,
        };
        let mut connects = check.steps.iter().filter(|step| step.sub() == "connect").map(|step| {
            let behind = |name: &str| (2..step.len()).find(|at| step.word(*at) == name).map(|at| step.word(at + 1));
            (behind("addr"), behind("port").and_then(|port| port.parse().ok()))
        });
        let first = connects.next();
        let place = match first {
            Some(first) if connects.all(|next| next == first) => Some(first),
            Some(_) => None,
            None => Some((None, None)),
        };
        Self { check, asks, place }
    }

    /// Where the check of `server` asks.
    pub(super) fn place(&self, model: &Model<'s>, proxy: &Proxy<'s>, server: &Server<'s>) -> Place<'s> {
        let Some((host, port)) = self.place else { return Place { host: None, port: None, unknown: true } };
        let addr = model.server_option(proxy, server, "addr");
        let own = addr.and_then(|option| Endpoint::parse(option.argument(0)));
        let opaque = |option: Option<OptionRef<'_, '_>>| option.is_some_and(|option| option.is_opaque(0));
        let port_option = model.server_option(proxy, server, "port");
        Place {
            host: host.or_else(|| own.map(|endpoint| endpoint.host)),
            port: port
                .or_else(|| port_option.and_then(|option| option.argument(0).parse().ok()))
                .or_else(|| own.and_then(|endpoint| endpoint.single_port())),
            unknown: opaque(addr) || opaque(port_option) || addr.is_some() && own.is_none(),
        }
    }

    /// The check of `server`, which `answers` answers.
    pub(super) fn check(&self, model: &Model<'s>, proxy: &Proxy<'s>, server: &Server<'s>, answers: Target, elsewhere: bool) -> ServerCheck {
        let has = |name: &str| model.server_option(proxy, server, name);
        let word = has("check").map(OptionRef::word_at);
        let asks = if has("agent-check").is_some() || has("track").is_some() {
            Asks::Something
        } else if word.is_none() {
            Asks::Nothing
        } else {
            self.asks
        };
        let proves = match asks {
            Asks::Nothing => Proves::Nothing,
            // Whoever listens elsewhere is somebody who was put there to tell.
            Asks::Connect | Asks::Startup if elsewhere && !matches!(answers, Target::Pooler(_) | Target::Node(_)) => Proves::Something,
            Asks::Connect => Proves::Listens,
            Asks::Startup => Proves::Speaks,
            Asks::Role(_) => Proves::Role,
            Asks::Something => Proves::Something,
        };
        let name = model.directive(proxy, server.directive).at(1);
        let at = self.check.option.map(|option| option.range(0, 2)).filter(|_| asks != Asks::Nothing).or(word).unwrap_or(name);
        ServerCheck { asks, answers, elsewhere, proves, at, timing: Timing::of(model, proxy, server) }
    }
}

/// The path that `option httpchk` or the last `http-check send` asks for.
fn path_of<'s>(check: &HealthCheck<'_, 's>) -> Option<&'s str> {
    let is_path = |word: &str| word.starts_with('/');
    let sent = check.steps.iter().rev().filter(|step| step.sub() == "send");
    let mut directives = sent.copied().chain(check.option);
    directives.find_map(|directive: DirectiveRef<'_, 's>| directive.words().iter().map(|word| word.text).find(|word| is_path(word)))
}

/// What the steps of `option tcp-check` ask.
fn asked_by_steps(check: &HealthCheck<'_, '_>) -> Asks {
    let steps = |kind: &'static str| check.steps.iter().filter(move |step| step.sub().starts_with(kind));
    if steps("send").next().is_none() && steps("expect").next().is_none() {
        return Asks::Connect;
    }
    let sent: Vec<u8> = steps("send").filter(|step| step.len() > 2).flat_map(|step| bytes_of(step.word(2))).collect();
    let asks_role = ROLE_QUERIES.iter().any(|query| memchr::memmem::find(&sent.to_ascii_lowercase(), query).is_some());
    if asks_role {
        let expected: Vec<Vec<u8>> = steps("expect").filter_map(|step| expected_by(*step)).map(bytes_of).collect();
        let ends = |ending: &[u8]| expected.iter().any(|bytes| bytes.ends_with(ending));
        // A data row of one column of one byte: `f` or `t`.
        return match (ends(b"f"), ends(b"t")) {
            (true, false) => Asks::Role(NodeRole::Primary),
            (false, true) => Asks::Role(NodeRole::Standby),
            _ => Asks::Something,
        };
    }
    let is_session = STARTS.iter().any(|start| memchr::memmem::find(&sent, start).is_some());
    // `Q` begins a query, if it is not a letter of the password.
    let password = password_in(&sent).unwrap_or(0..0);
    let asks = sent[..password.start].contains(&b'Q') || sent[password.end..].contains(&b'Q');
    if is_session && !asks { Asks::Startup } else { Asks::Something }
}

/// The pattern that `tcp-check expect` looks for, behind its options.
fn expected_by<'s>(step: DirectiveRef<'_, 's>) -> Option<&'s str> {
    let mut at = 2;
    while at < step.len() {
        match step.word(at) {
            "!" => at += 1,
            word if MATCHES.contains(&word) => return (at + 1 < step.len()).then(|| step.word(at + 1)),
            _ => at += 2,
        }
    }
    None
}

/// The ways to look for a pattern; the other words in front of them are options with a value each.
const MATCHES: [&str; 6] = ["string", "rstring", "string-lf", "binary", "rbinary", "binary-lf"];
/// Queries that tell the role of a node.
const ROLE_QUERIES: [&[u8]; 3] = [b"pg_is_in_recovery", b"transaction_read_only", b"in_hot_standby"];
/// The protocol version of a `StartupMessage`, and the code of an `SSLRequest`.
const STARTS: [&[u8]; 2] = [&[0, 3, 0, 0], &[0x04, 0xd2, 0x16, 0x2f]];
