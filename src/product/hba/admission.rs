//! Which rule decides about somebody who comes: the first one that matches. What the text does not decide stays open.

use std::net::IpAddr;

use super::{Address, File, Name, NameKind, Rule, network::number};

/// Where somebody comes from, as the server sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Peer {
    /// The Unix socket.
    Socket,
    /// This address.
    Address(IpAddr),
    /// Some address that is none of the server's loopback addresses; of IPv6, or of IPv4, if that is known.
    Remote(Option<bool>),
    /// The text does not tell.
    Unknown,
}

/// Somebody who wants to log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visitor<'v> {
    /// The database, if it is known.
    pub database: Option<&'v str>,
    /// The user, if it is known.
    pub user: Option<&'v str>,
    /// Where from.
    pub from: Peer,
    /// Whether by TLS, if that is known.
    pub tls: Option<bool>,
}

/// Whether a rule matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// It does not.
    No,
    /// The text does not decide it.
    Open,
    /// It does.
    Yes,
}

impl Match {
    fn of(known: Option<bool>) -> Self {
        match known {
            Some(true) => Self::Yes,
            Some(false) => Self::No,
            None => Self::Open,
        }
    }
}

/// What a file says to a visitor.
#[derive(Debug, Clone, Copy)]
pub enum Decision<'f, 's> {
    /// This rule decides.
    Rule(&'f Rule<'s>),
    /// No rule matches: the visitor is refused.
    Nobody,
    /// The text does not decide it.
    Open,
}

impl<'f, 's> Decision<'f, 's> {
    /// The rule that decides.
    #[must_use]
    pub fn rule(self) -> Option<&'f Rule<'s>> {
        match self {
            Self::Rule(rule) => Some(rule),
            _ => None,
        }
    }

    /// Whether the visitor is certainly refused.
    #[must_use]
    pub fn refuses(self) -> bool {
        match self {
            Self::Rule(rule) => !rule.allows(),
            Self::Nobody => true,
            Self::Open => false,
        }
    }
}

impl<'s> File<'s> {
    /// Whether it holds all its rules: it brings in nothing that is not known here, and no line of it is broken.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        !self.is_partial && self.faults.is_empty()
    }

    /// The first rule that matches `visitor`.
    #[must_use]
    pub fn decide(&self, visitor: &Visitor<'_>) -> Decision<'_, 's> {
        if !self.is_whole() {
            return Decision::Open;
        }
        let first = self.rules.iter().map(|rule| (rule, rule.matches(visitor))).find(|(_, found)| *found != Match::No);
        match first {
            Some((rule, Match::Yes)) => Decision::Rule(rule),
            Some(_) => Decision::Open,
            None => Decision::Nobody,
        }
    }

    /// What it says to a visitor who comes from one of `peers`: open if that makes a difference.
    #[must_use]
    pub fn decide_any(&self, visitor: &Visitor<'_>, peers: &[Peer]) -> Decision<'_, 's> {
        let mut decisions = peers.iter().map(|from| self.decide(&Visitor { from: *from, ..*visitor }));
        let Some(first) = decisions.next() else { return Decision::Open };
        let agree = decisions.all(|next| match (first, next) {
            (Decision::Rule(one), Decision::Rule(other)) => std::ptr::eq(one, other),
            (Decision::Nobody, Decision::Nobody) => true,
            _ => false,
        });
        if agree { first } else { Decision::Open }
    }
}

impl Rule<'_> {
    /// Whether it matches `visitor`.
    #[must_use]
    pub fn matches(&self, visitor: &Visitor<'_>) -> Match {
        if self.is_dead {
            return Match::No;
        }
        let fields = [
            kind_matches(&self.kind.text, visitor),
            self.address_matches(visitor.from),
            listed(&self.databases, visitor.database, visitor.user),
            listed(&self.users, visitor.user, visitor.database),
        ];
        fields.into_iter().min().unwrap_or(Match::Open)
    }

    /// Whether it may be for `user` and `database`, wherever from.
    #[must_use]
    pub fn may_be_for(&self, database: Option<&str>, user: &str) -> bool {
        let named = listed(&self.databases, database, Some(user)).min(listed(&self.users, Some(user), database));
        !self.is_dead && named != Match::No
    }

    /// Whether it is for those who come from `from`.
    #[must_use]
    pub fn address_matches(&self, from: Peer) -> Match {
        match (&self.address, from) {
            (_, Peer::Unknown) => Match::Open,
            (Address::Local, from) => Match::of(Some(from == Peer::Socket)),
            (_, Peer::Socket) => Match::No,
            (Address::All, _) => Match::Yes,
            (Address::SameHost | Address::SameNet, Peer::Address(address)) if address.is_loopback() => Match::Yes,
            (Address::Network(network), Peer::Address(address)) => {
                let (v6, address) = number(address);
                Match::of(Some(network.v6 == v6 && address & network.mask == network.address & network.mask))
            }
            (Address::Network(network), Peer::Remote(v6)) => match v6 {
                _ if network.is_loopback() => Match::No,
                Some(v6) if v6 != network.v6 => Match::No,
                Some(_) if network.is_everything() => Match::Yes,
                _ => Match::Open,
            },
            (Address::SameHost | Address::SameNet | Address::Name(_), _) => Match::Open,
        }
    }
}

/// Whether rules of type `kind` are for such connections.
fn kind_matches(kind: &str, visitor: &Visitor<'_>) -> Match {
    // The addresses decide between `local` and the others. Nobody here comes by GSSAPI.
    match kind {
        "hostgssenc" => Match::No,
        "hostssl" => Match::of(visitor.tls),
        "hostnossl" => Match::of(visitor.tls.map(|tls| !tls)),
        _ => Match::Yes,
    }
}

/// Whether `wanted` is among `names`; `pair` is the user if they are databases, and the database if they are users.
fn listed(names: &[Name<'_>], wanted: Option<&str>, pair: Option<&str>) -> Match {
    names.iter().map(|name| is_named(name, wanted, pair)).max().unwrap_or(Match::No)
}

fn is_named(name: &Name<'_>, wanted: Option<&str>, pair: Option<&str>) -> Match {
    let same = wanted.zip(pair).map(|(wanted, pair)| wanted == pair);
    match name.kind {
        NameKind::All => Match::Yes,
        NameKind::Replication => Match::No,
        NameKind::Plain => Match::of(wanted.map(|wanted| name.word.text == wanted)),
        NameKind::SameUser => Match::of(same),
        // Everybody is a member of the own role.
        NameKind::SameRole => Match::of(same.filter(|same| *same)),
        NameKind::Members => {
            let own = wanted.is_some_and(|wanted| name.word.text.strip_prefix('+') == Some(wanted));
            if own { Match::Yes } else { Match::Open }
        }
        NameKind::Regex | NameKind::File => Match::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::product::pgbouncer;
    use crate::schema::Version;
    use crate::text::{FileId, Source};

    fn read(text: &str, check: impl FnOnce(&File<'_>)) {
        let source = Source::new("x", text.as_bytes().to_vec()).unwrap();
        check(&pgbouncer::hba::read(FileId(0), &source, Version::series(1, 26)));
    }

    /// The line that decides, counted from 0, read word by word from the text.
    fn recount(text: &str, database: &str, user: &str, address: Option<[u8; 4]>, tls: bool) -> Option<usize> {
        text.lines().position(|line| {
            let words: Vec<&str> = line.split(' ').collect();
            let comes = match (words[0], address) {
                ("local", None) => return names(words[1], database, user) && names(words[2], user, database),
                ("host", Some(address)) => Some(address),
                ("hostssl", Some(address)) if tls => Some(address),
                ("hostnossl", Some(address)) if !tls => Some(address),
                _ => None,
            };
            let Some(address) = comes else { return false };
            let within = words[3] == "all" || {
                let (base, bits) = words[3].split_once('/').unwrap();
                let base: Vec<u8> = base.split('.').map(|part| part.parse().unwrap()).collect();
                let bits: usize = bits.parse().unwrap();
                let bit = |bytes: &[u8], at: usize| bytes[at / 8] >> (7 - at % 8) & 1;
                (0..bits).all(|at| bit(&base, at) == bit(&address, at)) && (bits..32).all(|at| bit(&base, at) == 0)
            };
            within && names(words[1], database, user) && names(words[2], user, database)
        })
    }

    fn names(list: &str, name: &str, pair: &str) -> bool {
        list.split(',').any(|word| word == "all" || word == name || word == "sameuser" && name == pair)
    }

    proptest::proptest! {
        #[test]
        fn the_first_rule_that_matches_decides(
            text in "((local (all|a|b|a,b|sameuser) (all|a|b|a,b) md5|host(ssl|nossl)? (all|a|b|a,b|sameuser) (all|a|b|a,b) (all|10\\.0\\.0\\.0/(8|30|31|32)|10\\.0\\.0\\.1/(31|32)|0\\.0\\.0\\.0/0) (md5|reject))\n){1,8}",
            database in "a|b|c", user in "a|b|c", last in 0_u8..4, socket in proptest::bool::ANY, tls in proptest::bool::ANY,
        ) {
            read(&text, |file| {
                let address = [10, 0, 0, last];
                let from = if socket { Peer::Socket } else { Peer::Address(address.into()) };
                let visitor = Visitor { database: Some(&database), user: Some(&user), from, tls: Some(tls) };
                let at = file.decide(&visitor).rule().map(|rule| text[..rule.at.span.start as usize].matches('\n').count());
                assert_eq!(at, recount(&text, &database, &user, (!socket).then_some(address), tls), "{text}");
                assert!(!matches!(file.decide(&visitor), Decision::Open));
                // Whoever is less known finds the same, or it stays open.
                for vague in [
                    Visitor { database: None, ..visitor },
                    Visitor { user: None, ..visitor },
                    Visitor { tls: None, ..visitor },
                    Visitor { from: if socket { Peer::Unknown } else { Peer::Remote(Some(false)) }, ..visitor },
                ] {
                    let found = file.decide(&vague);
                    let same = found.rule().map(|rule| rule.at) == file.decide(&visitor).rule().map(|rule| rule.at);
                    assert!(same || matches!(found, Decision::Open), "{text} {vague:?}");
                }
            });
        }
    }

    #[test]
    fn what_the_text_does_not_tell_stays_open() {
        let visitor = Visitor { database: Some("app"), user: Some("app"), from: Peer::Remote(None), tls: None };
        for (text, open) in [
            ("host app app 10.0.0.0/8 md5\n", true),
            ("host app app 127.0.0.1/32 md5\n", false),
            ("host app @users 127.0.0.1/32 md5\nhost app @users all md5\n", true),
            ("hostssl app app all md5\n", true),
            ("nonsense\n", true),
            ("host other app all md5\n", false),
        ] {
            read(text, |file| assert_eq!(matches!(file.decide(&visitor), Decision::Open), open, "{text}"));
        }
        read("host app app all md5\n", |file| assert!(file.decide(&visitor).rule().is_some()));
    }
}
