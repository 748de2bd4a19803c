//! The options behind a method.

use std::borrow::Cow;

use super::fields::Field;
use crate::product::Program;
use crate::product::hba::tables::{OptionRow, option, options};
use crate::product::hba::{Fault, FaultKind, Method, Opt, Word};
use crate::schema::Version;
use crate::text::{Location, nearest};

/// What the options have to fit.
pub(super) struct Wanted<'w> {
    pub(super) method: &'static Method,
    pub(super) kind: &'w str,
    /// Where the method stands.
    pub(super) at: Location,
    pub(super) version: Version,
}

/// The options in `fields`.
pub(super) fn read<'s>(fields: &[Field<'s>], wanted: &Wanted<'_>) -> Result<Vec<Opt<'s>>, Fault> {
    let words = fields.iter().flat_map(|field| &field.words);
    let found: Vec<Opt<'s>> = words.map(|word| wanted.option(word)).collect::<Result<_, _>>()?;
    wanted.together(&found)?;
    Ok(found)
}

fn fault(at: Location, message: impl Into<String>) -> Fault {
    Fault::new(FaultKind::Option, at, message)
}

impl Wanted<'_> {
    fn option<'s>(&self, word: &Word<'s>) -> Result<Opt<'s>, Fault> {
        let split = |text: &'s str| text.split_once('=').map(|(name, value)| (Cow::Borrowed(name), Cow::Borrowed(value)));
        let pair = match &word.text {
            Cow::Borrowed(text) => split(text),
            Cow::Owned(text) => text.split_once('=').map(|(name, value)| (Cow::Owned(name.to_owned()), Cow::Owned(value.to_owned()))),
        };
        let Some((name, value)) = pair else {
            // What stands there may be a part of a secret.
            return Err(fault(word.at, "an option is to be written as `name=value`"));
        };
        let Some(row) = option(Program::Postgresql, self.version, &name) else {
            let fault = fault(word.at, format!("no option is called `{name}`"));
            return Err(match nearest(&name, options(Program::Postgresql, self.version)) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault,
            });
        };
        self.check(row, &name, &value, word.at)?;
        Ok(Opt { name, value, at: word.at })
    }

    fn check(&self, row: &OptionRow, name: &str, value: &str, at: Location) -> Result<(), Fault> {
        if !row.known(self.version) {
            let message = format!("the option `{name}` is unknown to PostgreSQL {}", self.version);
            return Err(fault(at, message).help(format!("PostgreSQL {} brings it", row.since.major())));
        }
        if !row.types.is_empty() && !row.types.contains(&self.kind) {
            return Err(fault(at, format!("`{name}` is for `{}` rules only", row.types.join("` and `"))));
        }
        if !row.methods.is_empty() && !row.methods.contains(&self.method.name) {
            let message = format!("`{name}` is no option of `{}`", self.method.name);
            return Err(fault(at, message).help(format!("it goes with `{}`", row.methods.join("`, `"))));
        }
        let is_right = match row.values {
            [] => true,
            ["nonzero"] => starts_with_number(value),
            ["nonzero-list"] => value.split(',').all(|part| starts_with_number(part.trim())),
            values => values.contains(&value),
        };
        if is_right {
            return Ok(());
        }
        let wrong = fault(at, format!("`{name}` cannot be `{value}`"));
        Err(match row.values {
            ["nonzero" | "nonzero-list"] => wrong.help("it is the number of a port"),
            values => wrong.help(format!("it is one of `{}`", values.join("`, `"))),
        })
    }

    /// What holds of all options of a line together.
    fn together(&self, found: &[Opt<'_>]) -> Result<(), Fault> {
        let get = |name: &str| found.iter().rev().find(|option| option.name == name);
        let missing = |name: &str| fault(self.at, format!("`{}` needs the option `{name}`", self.method.name));
        match self.method.name {
            "cert" => match get("clientcert") {
                Some(option)
                    if option.value != "verify-full"
                        && (self.version >= super::CONTINUES || option.value == "no-verify" || option.value == "0") =>
                {
                    Err(fault(option.at, "`cert` verifies the whole certificate: `clientcert` can be `verify-full` only"))
                }
                _ => Ok(()),
            },
            "ldap" => self.ldap(found),
            "radius" => {
                let servers = get("radiusservers").ok_or_else(|| missing("radiusservers"))?;
                let count = |option: &Opt<'_>| option.value.split(',').count();
                let secrets = get("radiussecrets").ok_or_else(|| missing("radiussecrets"))?;
                for option in [Some(secrets), get("radiusports"), get("radiusidentifiers")].into_iter().flatten() {
                    let (own, others) = (count(option), count(servers));
                    if own != 1 && own != others {
                        return Err(fault(option.at, format!("`{}` has {own} elements for {others} servers", option.name)));
                    }
                }
                Ok(())
            }
            "oauth" => match (get("issuer"), get("scope"), get("map"), get("delegate_ident_mapping")) {
                (None, ..) => Err(missing("issuer")),
                (_, None, ..) => Err(missing("scope")),
                (.., Some(map), Some(delegate)) if delegate.value == "1" => {
                    Err(fault(map.at, "`map` and `delegate_ident_mapping` exclude each other"))
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn ldap(&self, found: &[Opt<'_>]) -> Result<(), Fault> {
        let get = |name: &str| found.iter().rev().find(|option| option.name == name);
        let mut base = get("ldapbasedn").is_some();
        let mut attribute = get("ldapsearchattribute").is_some();
        let mut filter = get("ldapsearchfilter").is_some();
        if let Some(url) = get("ldapurl") {
            let scheme = url.value.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
            if !scheme.is_some_and(|scheme| scheme == "ldap" || scheme == "ldaps") {
                return Err(fault(url.at, "`ldapurl` is to start with `ldap://` or `ldaps://`"));
            }
            let mut parts = url.value.split('?');
            base |= parts
                .next()
                .and_then(|start| start.split_once("://"))
                .is_some_and(|(_, rest)| rest.split_once('/').is_some_and(|(_, dn)| !dn.is_empty()));
            attribute |= parts.next().is_some_and(|part| !part.is_empty());
            filter |= parts.nth(1).is_some_and(|part| !part.is_empty());
        }
        let search = base || attribute || filter || get("ldapbinddn").is_some() || get("ldapbindpasswd").is_some();
        let simple = get("ldapprefix").or_else(|| get("ldapsuffix"));
        match simple {
            Some(simple) if search => Err(fault(simple.at, "`ldapprefix` and `ldapsuffix` bind at once and exclude what a search needs")),
            None if !base => Err(fault(self.at, "`ldap` needs the option `ldapbasedn`, `ldapprefix` or `ldapsuffix`")),
            _ if attribute && filter => {
                let at = get("ldapsearchfilter").or_else(|| get("ldapsearchattribute")).map_or(self.at, |option| option.at);
                Err(fault(at, "`ldapsearchattribute` and `ldapsearchfilter` exclude each other"))
            }
            _ => Ok(()),
        }
    }
}

/// Whether `atoi` makes a number other than 0 of `text`.
fn starts_with_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits: String = digits.chars().take_while(char::is_ascii_digit).collect();
    digits.contains(|digit| digit != '0')
}
