//! The lines of `auth_hba_file` as PgBouncer reads them: token by token, each line for itself. A line that it cannot read is dropped.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::token::{Token, Tokens};
use crate::product::Program;
use crate::product::hba::tables::{knows_type, method, methods, types};
use crate::product::hba::{Address, Fault, FaultKind, File, Method, Name, NameKind, Network, Opt, Rule, Word, network::number};
use crate::schema::Version;
use crate::syntax::hba;
use crate::text::{FileId, Location, Source, nearest};

/// The first version with replication, `all` as an address, and ident maps.
const NEWER: Version = Version::new(1, 23);

/// Types, methods and addresses that only PostgreSQL knows.
const FOREIGN_TYPES: [&str; 2] = ["hostgssenc", "hostnogssenc"];
/// Words that bring in files in PostgreSQL.
const INCLUDES: [&str; 3] = ["include", "include_if_exists", "include_dir"];

/// Reads the `auth_hba_file` `id`.
#[must_use]
pub fn read(id: FileId, source: &Source, version: Version) -> File<'_> {
    let tree = hba::parse(source.text(), false);
    let mut file =
        File { id, text: source.text(), rules: Vec::new(), faults: Vec::new(), open_quotes: Vec::new(), is_empty: true, is_partial: false };
    for line in &tree.lines {
        let Some(tokens) = Tokens::new(id, source.text(), tree.pieces_of(line)) else { continue };
        let at = tokens.location();
        file.is_empty = false;
        match (Reader { tokens, version }).rule(at) {
            Ok(rule) => file.rules.push(rule),
            Err(fault) => file.faults.push(fault.line(at)),
        }
    }
    file
}

struct Reader<'s> {
    tokens: Tokens<'s>,
    version: Version,
}

impl<'s> Reader<'s> {
    fn rule(&mut self, at: Location) -> Result<Rule<'s>, Fault> {
        let kind = self.kind()?;
        let databases = self.names("a database")?;
        let users = self.names("a user")?;
        let (address, address_at) = if kind.text == "local" { (Address::Local, kind.at) } else { self.address()? };
        let (method, method_at) = self.method()?;
        let options = if method.has("rest") { Vec::new() } else { self.map()? };
        // A network with bits for hosts is compared as it is, and so equals no address.
        let is_dead = matches!(&address, Address::Network(network) if network.has_host_bits());
        Ok(Rule { at, kind, databases, users, address, address_at, method, method_at, options, is_dead })
    }

    /// What is wrong with the next token where `what` is to stand.
    fn missing(&self, what: &str) -> Fault {
        let (kind, at) = (FaultKind::Line, self.tokens.here());
        match self.tokens.peek() {
            Token::End => Fault::new(kind, at, format!("the line ends where {what} is to follow")),
            Token::Comma => Fault::new(kind, at, format!("a comma stands where {what} is to stand")),
            Token::Open => Fault::new(kind, at, "this quote is not closed"),
            Token::Quoted(_) => Fault::new(kind, at, format!("{what} cannot be in quotes here")).help("write it without quotes"),
            Token::Word(word) if word.text.ends_with('\\') && self.tokens.is_last() => {
                let fault = Fault::new(FaultKind::Include, at, "PgBouncer does not join lines at a backslash");
                fault.help("write the rule on one line").foreign()
            }
            Token::Word(word) => Fault::new(kind, at, format!("`{}` stands where {what} is to stand", word.text)),
        }
    }

    fn kind(&mut self) -> Result<Word<'s>, Fault> {
        let Token::Word(word) = self.tokens.peek() else { return Err(self.missing("a type")) };
        let word = word.clone();
        if knows_type(Program::Pgbouncer, self.version, &word.text) {
            self.tokens.next();
            return Ok(word);
        }
        if INCLUDES.contains(&word.text.as_ref()) {
            let fault = Fault::new(FaultKind::Include, word.at, format!("PgBouncer brings in no files: `{}` is unknown to it", word.text));
            return Err(fault.help("write the rules here").foreign());
        }
        let fault = Fault::new(FaultKind::Line, word.at, format!("no type of rule is called `{}`", word.text));
        Err(if FOREIGN_TYPES.contains(&word.text.as_ref()) {
            fault.help("PostgreSQL alone knows it: PgBouncer has no GSSAPI").foreign()
        } else {
            match nearest(&word.text.to_ascii_lowercase(), types(Program::Pgbouncer, self.version)) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault.help("a line starts with `local`, `host`, `hostssl` or `hostnossl`"),
            }
        })
    }

    /// The databases, or the users: the program reads both alike.
    fn names(&mut self, what: &str) -> Result<Vec<Name<'s>>, Fault> {
        let mut names = Vec::new();
        loop {
            let (word, quoted) = match self.tokens.peek() {
                Token::Word(word) => (word.clone(), false),
                Token::Quoted(word) => (word.clone(), true),
                _ => return Err(self.missing(what)),
            };
            let fault = |message: &str| Err(Fault::new(FaultKind::Line, word.at, message).foreign());
            let kind = match word.text.as_ref() {
                _ if quoted => NameKind::Plain,
                "all" => NameKind::All,
                "sameuser" => NameKind::SameUser,
                "samerole" | "samegroup" => return fault("PgBouncer knows no roles: `samerole` is unknown to it"),
                "replication" if self.version < NEWER => {
                    let fault = Fault::new(FaultKind::Line, word.at, format!("PgBouncer {} takes no replication", self.version));
                    return Err(fault.help("PgBouncer 1.23 brings it; a database or user of this name is written in quotes").foreign());
                }
                "replication" => NameKind::Replication,
                text if text.starts_with('+') => return fault("PgBouncer knows no members of roles"),
                text if text.starts_with('@') => NameKind::File,
                _ => NameKind::Plain,
            };
            names.push(Name { kind, word });
            self.tokens.next();
            if !matches!(self.tokens.peek(), Token::Comma) {
                return Ok(names);
            }
            self.tokens.next();
        }
    }

    fn address(&mut self) -> Result<(Address<'s>, Location), Fault> {
        let Token::Word(word) = self.tokens.peek() else { return Err(self.missing("an address")) };
        let word = word.clone();
        let fault = |message: String| Fault::new(FaultKind::Address, word.at, message);
        if word.text == "all" {
            if self.version >= NEWER {
                self.tokens.next();
                return Ok((Address::All, word.at));
            }
            let fault = Fault::new(FaultKind::AllAddress, word.at, format!("the address `all` is unknown to PgBouncer {}", self.version));
            return Err(fault.help("write two rules, one for `0.0.0.0/0` and one for `::/0`"));
        }
        if word.text.ends_with('\\') && self.tokens.is_last() {
            return Err(self.missing("an address"));
        }
        let (host, bits) = word.text.split_once('/').map_or((word.text.as_ref(), None), |(host, bits)| (host, Some(bits)));
        let Ok(host) = host.parse() else {
            let fault = match host {
                "samenet" | "samehost" => {
                    fault(format!("PgBouncer does not know the networks of its host: `{host}` is unknown to it")).foreign()
                }
                host if host.contains(|char: char| !matches!(char, '0'..='9' | '.' | ':')) => {
                    fault(format!("`{host}` is no address, and PgBouncer takes no names of hosts")).foreign()
                }
                host => fault(format!("`{host}` is no address")),
            };
            return Err(fault.help("write an address with its mask, as `10.0.0.0/8`"));
        };
        self.tokens.next();
        let Some(bits) = bits else { return self.mask(host, word.at) };
        match c_unsigned(bits).and_then(|bits| Network::with_bits(host, bits)) {
            Some(network) => Ok((Address::Network(network), word.at)),
            None => Err(fault(format!("`{bits}` is no number of bits for the mask of an address like this"))),
        }
    }

    /// The mask in a word of its own.
    fn mask(&mut self, host: std::net::IpAddr, host_at: Location) -> Result<(Address<'s>, Location), Fault> {
        let Token::Word(word) = self.tokens.peek() else { return Err(self.missing("the mask of the address")) };
        let ((v6, address), word) = (number(host), word.clone());
        let mask = if v6 {
            word.text.parse::<Ipv6Addr>().map(u128::from)
        } else {
            word.text.parse::<Ipv4Addr>().map(|mask| u128::from(u32::from(mask)))
        };
        let Ok(mask) = mask else {
            let message = format!("`{}` stands where the mask of the address is to stand", word.text);
            let one = Network::with_bits(host, if v6 { 128 } else { 32 }).map_or_else(String::new, |network| network.to_string());
            return Err(Fault::new(FaultKind::Address, word.at, message).help(format!("write `{one}` for this one host")));
        };
        self.tokens.next();
        let at = Location::new(word.at.file, host_at.span.to(word.at.span));
        Ok((Address::Network(Network { v6, address, mask }), at))
    }

    fn method(&mut self) -> Result<(&'static Method, Location), Fault> {
        let Token::Word(word) = self.tokens.peek() else { return Err(self.missing("a method")) };
        let word = word.clone();
        let name = word.text.as_ref();
        let fault = |message: String| Fault::new(FaultKind::Method, word.at, message);
        match method(Program::Pgbouncer, name) {
            Some(method) if method.known(self.version) => {
                self.tokens.next();
                Ok((method, word.at))
            }
            Some(row) if row.since > self.version => {
                let fault = fault(format!("`{name}` is unknown to PgBouncer {}", self.version));
                Err(fault.help(format!("PgBouncer {} brings it", row.since)))
            }
            Some(_) => Err(fault(format!("`{name}` is no method of a rule in PgBouncer {}", self.version))),
            None if word.text.ends_with('\\') && self.tokens.is_last() => Err(self.missing("a method")),
            None if methods(Program::Postgresql).any(|row| row.name == name) => {
                Err(fault(format!("PostgreSQL alone knows the method `{name}`"))
                    .help("PgBouncer takes `scram-sha-256`, `md5`, `cert`, `peer`, `password`, `trust` and `reject`")
                    .foreign())
            }
            None => {
                let known = methods(Program::Pgbouncer).filter(|row| row.known(self.version)).map(|row| row.name);
                let fault = fault(format!("no method is called `{name}`"));
                Err(match nearest(&name.to_ascii_lowercase(), known) {
                    Some(near) => fault.help(format!("did you mean `{near}`?")),
                    None => fault,
                })
            }
        }
    }

    /// The ident map, and the end of the line.
    fn map(&mut self) -> Result<Vec<Opt<'s>>, Fault> {
        let mut options = Vec::new();
        if let Token::Word(word) = self.tokens.peek()
            && self.version >= NEWER
        {
            let word = word.clone();
            let Some(map) = word.text.strip_prefix("map=") else {
                let fault = Fault::new(FaultKind::Option, word.at, "PgBouncer knows no option but `map=NAME`");
                return Err(if word.text.contains('=') { fault.foreign() } else { fault });
            };
            if map.is_empty() {
                return Err(Fault::new(FaultKind::Option, word.at, "the name of the map is missing"));
            }
            options.push(Opt { name: "map".into(), value: map.to_owned().into(), at: word.at });
            self.tokens.next();
        }
        match self.tokens.peek() {
            Token::End => Ok(options),
            Token::Word(word) if options.is_empty() && self.version < NEWER => {
                let fault = Fault::new(FaultKind::Option, word.at, format!("PgBouncer {} takes nothing behind the method", self.version));
                Err(if word.text.contains('=') { fault.foreign() } else { fault })
            }
            _ => Err(Fault::new(FaultKind::Option, self.tokens.here(), "the line is to end here")),
        }
    }
}

/// A number as `strtoul` reads it, if it is the whole text; nothing is 0.
fn c_unsigned(text: &str) -> Option<u32> {
    if text.is_empty() {
        return Some(0);
    }
    let digits = text.strip_prefix('+').unwrap_or(text);
    let (digits, negative) = digits.strip_prefix('-').filter(|_| digits == text).map_or((digits, false), |digits| (digits, true));
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok().filter(|number| !negative || *number == 0)
}
