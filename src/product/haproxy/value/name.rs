//! Names: of sections and servers, of variables, of hosts.

use crate::schema::Version;

use super::fault::{ValueFault, ValueFaultKind, char_at, char_end};

/// The characters that a name may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameAlphabet {
    /// Letters, digits and `_ : . -`: names of proxies, servers, tables and most others.
    Full,
    /// Letters, digits and `_ . -`: prefixes of `server-template`, domains.
    Plain,
}

/// The offset of the first character that may not stand in a name, as `invalid_char()` of `src/tools.c` finds it; 0 for an empty name.
#[must_use]
pub fn invalid_char(text: &str, alphabet: NameAlphabet) -> Option<usize> {
    if text.is_empty() {
        return Some(0);
    }
    text.bytes()
        .position(|byte| !(byte.is_ascii_alphanumeric() || b"._-".contains(&byte) || (byte == b':' && alphabet == NameAlphabet::Full)))
}

/// Checks a name of `alphabet`.
///
/// # Errors
///
/// An empty name, or the first character that may not stand in it.
pub fn check_name(text: &str, alphabet: NameAlphabet) -> Result<(), ValueFault> {
    let Some(at) = invalid_char(text, alphabet) else { return Ok(()) };
    let listed = if alphabet == NameAlphabet::Full { "`_`, `:`, `.` and `-`" } else { "`_`, `.` and `-`" };
    let fault = match text {
        "" => ValueFault::new(ValueFaultKind::Empty, 0, 0, "a name is missing"),
        _ => ValueFault::new(
            ValueFaultKind::Character,
            at,
            char_end(text, at),
            format!("`{}` may not stand in the name `{text}`", char_at(text, at)),
        ),
    };
    Err(fault.help(format!("use letters without accents, digits, {listed}")))
}

/// Checks that a name can be asked of the resolver of the C library, as `resolv_hostname_validation()` of `src/resolvers.c` does:
/// letters, digits, `-` and `_`, labels of at most 63 and names of at most 255 bytes. Empty labels pass.
///
/// # Errors
///
/// A character of another kind, or too many of them.
pub fn check_resolvable_name(text: &str) -> Result<(), ValueFault> {
    if text.len() > 255 {
        let message = format!("a host name of {} bytes is too long: 255 are allowed", text.len());
        return Err(ValueFault::new(ValueFaultKind::TooLong, 0, text.len(), message));
    }
    let mut label = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte == b'.' {
            label = at + 1;
        } else if at - label >= 63 {
            let end = text[label..].find('.').map_or(text.len(), |len| label + len);
            return Err(ValueFault::new(ValueFaultKind::TooLong, label, end, "a part of the host name is longer than 63 bytes"));
        } else if !(byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_') {
            let message = format!("`{}` may not stand in the host name `{text}`", char_at(text, at));
            return Err(ValueFault::new(ValueFaultKind::Character, at, char_end(text, at), message)
                .help("write an IPv4 or IPv6 address, or a name of letters, digits, `-`, `_` and dots"));
        }
    }
    Ok(())
}

/// Checks that a name can be asked of HAProxy's own resolvers, as `resolv_str_to_dn_label()` of `src/resolvers.c` does: no part between
/// dots may be empty, a last dot is taken.
///
/// # Errors
///
/// A dot at the start, or two in a row.
pub fn check_domain_name(text: &str) -> Result<(), ValueFault> {
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte == b'.' {
            if at == start {
                let message = format!("the host name `{text}` has an empty part before a dot");
                return Err(ValueFault::new(ValueFaultKind::Empty, at, at + 1, message).help("remove the dot"));
            }
            start = at + 1;
        }
    }
    Ok(())
}

/// Where a variable lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// As long as the process.
    Process,
    /// As long as the session.
    Session,
    /// Request and response.
    Transaction,
    /// The request.
    Request,
    /// The response.
    Response,
    /// A health check.
    Check,
}

/// The name of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Variable<'t> {
    /// Its scope.
    pub scope: Scope,
    /// Whether the scope is that of the parent stream (`psess`, `ptxn`, `preq`, `pres`).
    pub parent: bool,
    /// The name behind the scope.
    pub name: &'t str,
}

const SCOPES: [(&str, Scope, bool); 10] = [
    ("psess.", Scope::Session, true),
    ("ptxn.", Scope::Transaction, true),
    ("preq.", Scope::Request, true),
    ("pres.", Scope::Response, true),
    ("proc.", Scope::Process, false),
    ("sess.", Scope::Session, false),
    ("txn.", Scope::Transaction, false),
    ("req.", Scope::Request, false),
    ("res.", Scope::Response, false),
    ("check.", Scope::Check, false),
];

/// Reads the name of a variable, `txn.x`, as `src/vars.c` does. 3.1 brought the scopes of the parent stream.
///
/// # Errors
///
/// No scope, a scope that is not known (yet), nothing behind it, or a character that may not stand in a name.
pub fn parse_variable(text: &str, version: Version) -> Result<Variable<'_>, ValueFault> {
    const LISTED: &str = "write `proc.`, `sess.`, `txn.`, `req.`, `res.` or `check.` before the name";
    if text.is_empty() {
        return Err(ValueFault::new(ValueFaultKind::Empty, 0, 0, "the name of a variable is missing").help(LISTED));
    }
    let Some((prefix, scope, parent)) = SCOPES.into_iter().find(|(prefix, ..)| text.starts_with(prefix)) else {
        let end = text.find('.').unwrap_or(text.len());
        let message = if end == text.len() {
            format!("the variable `{text}` has no scope")
        } else {
            format!("`{}` is not a scope of variables", &text[..end])
        };
        return Err(ValueFault::new(ValueFaultKind::Unknown, 0, end, message).help(LISTED));
    };
    if parent && version < Version::new(3, 1) {
        let scope = prefix.trim_end_matches('.');
        return Err(ValueFault::new(
            ValueFaultKind::NotYet,
            0,
            scope.len(),
            format!("HAProxy {version} does not know the scope `{scope}`, 3.1 brought it"),
        )
        .help(format!("use `{}`, or a later version", &scope[1..])));
    }
    let name = &text[prefix.len()..];
    if name.is_empty() {
        return Err(ValueFault::new(ValueFaultKind::Empty, text.len(), text.len(), format!("no name stands behind the scope `{text}`")));
    }
    match name.bytes().position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.')) {
        None => Ok(Variable { scope, parent, name }),
        Some(at) => {
            let at = prefix.len() + at;
            let message = format!("`{}` may not stand in the variable `{text}`", char_at(text, at));
            Err(ValueFault::new(ValueFaultKind::Character, at, char_end(text, at), message)
                .help("use letters without accents, digits, `_` and `.`"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_an_alphabet() {
        assert!(check_name("pg-1.example_a:5432", NameAlphabet::Full).is_ok());
        assert!(check_name("pg:1", NameAlphabet::Plain).is_err());
        let fault = check_name("pgä1", NameAlphabet::Full).unwrap_err();
        assert_eq!((fault.span.range(), fault.message.as_str()), (2..4, "`ä` may not stand in the name `pgä1`"));
        assert_eq!(invalid_char("", NameAlphabet::Full), Some(0));
    }

    #[test]
    fn host_names_have_labels() {
        assert!(check_resolvable_name("pg_1.example.com.").is_ok());
        assert!(check_resolvable_name("a..b").is_ok());
        assert!(check_domain_name("a..b").is_err());
        assert!(check_domain_name("a.b.").is_ok());
        assert_eq!(check_resolvable_name("pg 1").unwrap_err().span.range(), 2..3);
        assert!(check_resolvable_name(&"a".repeat(63)).is_ok());
        assert_eq!(check_resolvable_name(&"a".repeat(64)).unwrap_err().kind, ValueFaultKind::TooLong);
    }

    #[test]
    fn variables_name_their_scope_first() {
        let read = |text| parse_variable(text, Version::new(3, 0));
        assert_eq!(read("txn.pg.state"), Ok(Variable { scope: Scope::Transaction, parent: false, name: "pg.state" }));
        assert_eq!(read("state").unwrap_err().message, "the variable `state` has no scope");
        assert_eq!(read("tnx.state").unwrap_err().span.range(), 0..3);
        assert_eq!(read("txn.").unwrap_err().kind, ValueFaultKind::Empty);
        assert_eq!(read("txn.a-b").unwrap_err().span.range(), 5..6);
        assert_eq!(read("psess.a").unwrap_err().kind, ValueFaultKind::NotYet);
        assert!(parse_variable("psess.a", Version::new(3, 1)).is_ok());
    }
}
