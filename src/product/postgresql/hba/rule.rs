//! A line of `pg_hba.conf` as a rule.

use super::fields::Field;
use super::options::{self, Wanted};
use super::{INCLUDES, check_regex, is_file};
use crate::product::Program;
use crate::product::hba::network::{Network, number, numeric_host};
use crate::product::hba::tables::{knows_type, method, methods, types};
use crate::product::hba::{Address, Fault, FaultKind, Method, Name, NameKind, Rule, Word};
use crate::schema::Version;
use crate::text::{Location, nearest};

/// The rule of a line; none if a file that nobody knows stands where more than names are told.
pub(super) fn read<'s>(line: &[Field<'s>], at: Location, version: Version) -> Result<Option<Rule<'s>>, Fault> {
    let unknown = |(index, field): (usize, &Field<'_>)| (index == 0 || index > 2) && field.words.iter().any(is_file);
    if line.iter().enumerate().any(unknown) {
        return Ok(None);
    }
    let mut fields = Fields { line, next: 0 };
    let kind = fields.one("a type")?.clone();
    check_type(&kind, version)?;
    let databases = fields.many("the databases")?.iter().map(|word| database(word, version)).collect::<Result<_, _>>()?;
    let users = fields.many("the users")?.iter().map(|word| user(word, version)).collect::<Result<_, _>>()?;
    let (address, address_at) = if kind.text == "local" { (Address::Local, kind.at) } else { address(&mut fields)? };
    let word = fields.one("a method")?;
    let method = find_method(word, &kind, version)?;
    let wanted = Wanted { method, kind: &kind.text, at: word.at, version };
    let options = options::read(&line[fields.next..], &wanted)?;
    Ok(Some(Rule { at, kind, databases, users, address, address_at, method, method_at: word.at, options, is_dead: false }))
}

/// The fields of a line, one by one.
struct Fields<'l, 's> {
    line: &'l [Field<'s>],
    next: usize,
}

impl<'l, 's> Fields<'l, 's> {
    /// The words of the next field, which holds `what`.
    fn many(&mut self, what: &str) -> Result<&'l [Word<'s>], Fault> {
        match self.line.get(self.next) {
            Some(field) => {
                self.next += 1;
                Ok(&field.words)
            }
            None => {
                let at = self.line[self.next - 1].at;
                let verb = if what.ends_with('s') && what.starts_with("the") { "are" } else { "is" };
                Err(Fault::new(FaultKind::Line, at, format!("the line ends where {what} {verb} to follow")))
            }
        }
    }

    /// The only word of the next field.
    fn one(&mut self, what: &str) -> Result<&'l Word<'s>, Fault> {
        match self.many(what)? {
            [word] => Ok(word),
            _ => Err(Fault::new(FaultKind::Line, self.line[self.next - 1].at, format!("a list stands where {what} is to stand"))),
        }
    }
}

fn check_type(kind: &Word<'_>, version: Version) -> Result<(), Fault> {
    if knows_type(Program::Postgresql, version, &kind.text) {
        return Ok(());
    }
    let fault = Fault::new(FaultKind::Line, kind.at, format!("no type of rule is called `{}`", kind.text));
    Err(match nearest(&kind.text.to_ascii_lowercase(), types(Program::Postgresql, version)) {
        Some(near) => fault.help(format!("did you mean `{near}`?")),
        None => fault.help("a line starts with `local`, `host`, `hostssl`, `hostnossl`, `hostgssenc` or `hostnogssenc`"),
    })
}

fn database<'s>(word: &Word<'s>, version: Version) -> Result<Name<'s>, Fault> {
    let kind = match word.text.as_ref() {
        _ if is_file(word) => NameKind::File,
        "all" if !word.quoted => NameKind::All,
        "sameuser" if !word.quoted => NameKind::SameUser,
        "samerole" | "samegroup" if !word.quoted => NameKind::SameRole,
        "replication" if !word.quoted => NameKind::Replication,
        _ => return plain(word, version),
    };
    Ok(Name { kind, word: word.clone() })
}

fn user<'s>(word: &Word<'s>, version: Version) -> Result<Name<'s>, Fault> {
    let kind = match word.text.as_ref() {
        _ if is_file(word) => NameKind::File,
        "all" if !word.quoted => NameKind::All,
        text if !word.quoted && text.starts_with('+') => NameKind::Members,
        _ => return plain(word, version),
    };
    Ok(Name { kind, word: word.clone() })
}

fn plain<'s>(word: &Word<'s>, version: Version) -> Result<Name<'s>, Fault> {
    let kind = match word.text.strip_prefix('/') {
        Some(regex) if version >= INCLUDES => {
            check_regex(regex, word.at)?;
            NameKind::Regex
        }
        _ => NameKind::Plain,
    };
    Ok(Name { kind, word: word.clone() })
}

/// The hosts, and where they and their mask stand.
fn address<'s>(fields: &mut Fields<'_, 's>) -> Result<(Address<'s>, Location), Fault> {
    let word = fields.one("an address")?;
    for (name, address) in [("all", Address::All), ("samehost", Address::SameHost), ("samenet", Address::SameNet)] {
        if word.is(name) {
            return Ok((address, word.at));
        }
    }
    let fault = |at: Location, message: String| Err(Fault::new(FaultKind::Address, at, message));
    let (host, bits) = word.text.split_once('/').map_or((word.text.as_ref(), None), |(host, bits)| (host, Some(bits)));
    match (numeric_host(host), bits) {
        (Some(host), Some(bits)) => match c_integer(bits).and_then(|bits| Network::with_bits(host, bits)) {
            Some(network) => Ok((Address::Network(network), word.at)),
            None => fault(word.at, format!("`{bits}` is no number of bits for the mask of an address like this")),
        },
        // The scope of an address of IPv6 is the name of an interface, which this machine need not have.
        (None, Some(_)) if host.contains(':') && host.contains('%') => Ok((Address::Name(word.text.clone()), word.at)),
        (None, Some(_)) => fault(word.at, format!("`{host}` is no address, and a name takes no mask")),
        (None, None) => Ok((Address::Name(word.text.clone()), word.at)),
        (Some(host), None) => {
            let mask = fields.one("the mask of the address")?;
            let at = Location::new(word.at.file, word.at.span.to(mask.at.span));
            let Some(number_of_mask) = numeric_host(&mask.text) else {
                let fault =
                    Fault::new(FaultKind::Address, mask.at, format!("`{}` stands where the mask of the address is to stand", mask.text));
                return Err(fault.help(format!(
                    "write `{}` for this one host",
                    Network::with_bits(host, 128).or(Network::with_bits(host, 32)).map_or_else(String::new, |network| network.to_string())
                )));
            };
            let ((v6, address), (mask_v6, mask_number)) = (number(host), number(number_of_mask));
            if v6 != mask_v6 {
                return fault(at, "the address and the mask are not of the same kind".to_owned());
            }
            Ok((Address::Network(Network { v6, address, mask: mask_number }), at))
        }
    }
}

/// A number as `strtol` reads it, if it is the whole text.
fn c_integer(text: &str) -> Option<u32> {
    let digits = text.trim_start_matches([' ', '\t', '\u{b}', '\u{c}', '\r', '\n']);
    let digits = digits.strip_prefix('+').unwrap_or(digits.strip_prefix("-0").map_or(digits, |_| &digits[1..]));
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

fn find_method(word: &Word<'_>, kind: &Word<'_>, version: Version) -> Result<&'static Method, Fault> {
    let name = word.text.as_ref();
    // On a Unix socket, ident is another word for peer.
    let real = if kind.text == "local" && name == "ident" { "peer" } else { name };
    let Some(method) = method(Program::Postgresql, real) else {
        let fault = Fault::new(FaultKind::Method, word.at, format!("no method is called `{name}`"));
        let known = methods(Program::Postgresql).filter(|row| row.known(version)).map(|row| row.name);
        return Err(match (nearest(&name.to_ascii_lowercase(), known), name) {
            (_, "krb5") => fault.help("PostgreSQL 9.4 has dropped it: use `gss`"),
            (_, "crypt") => fault.help("PostgreSQL 8.4 has dropped it: use `scram-sha-256`"),
            (Some(near), _) => fault.help(format!("did you mean `{near}`?")),
            (None, _) => fault,
        });
    };
    if !method.known(version) {
        let message = format!("`{name}` is unknown to PostgreSQL {version}");
        return Err(Fault::new(FaultKind::Method, word.at, message).help(format!("PostgreSQL {} brings it", method.since.major())));
    }
    for (flag, system) in [("windows", "Windows"), ("openbsd", "OpenBSD")] {
        if method.has(flag) {
            return Err(Fault::new(FaultKind::Method, word.at, format!("`{name}` is a method of {system} alone")));
        }
    }
    if !method.goes_with(&kind.text) {
        let message = match name {
            "peer" => "`peer` asks the Unix socket who is there, and this rule is for TCP".to_owned(),
            "cert" => format!("`cert` needs a certificate of the client, and `{}` is not for TLS alone", kind.text),
            name => format!("`{name}` does not work over the Unix socket"),
        };
        let fault = Fault::new(FaultKind::Place, word.at, message);
        return Err(match name {
            "cert" => fault.help("make it `hostssl`"),
            "peer" => fault.help("use `scram-sha-256`, or make it a `local` rule"),
            _ => fault,
        });
    }
    Ok(method)
}
