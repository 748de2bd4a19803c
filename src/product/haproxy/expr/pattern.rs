//! The patterns of ACLs.

use alloc::borrow::Cow;
use core::net::{Ipv4Addr, Ipv6Addr};

use super::fault::{ExprFault, FaultKind};
use super::table::Method;
use super::{RefKind, Reference, Word, args, regex};

/// How a pattern is read: the `pat_parse_*` functions of HAProxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Not looked at, or any text.
    Text,
    /// A number or range, with operators.
    Int,
    /// A version with a dot, or a range of such, with operators.
    Dotted,
    /// A network or host.
    Ip,
    /// Hexadecimal digits.
    Hex,
    /// A regular expression.
    Regex,
}

impl Form {
    /// How `method` reads patterns, `word` being the ACL word if its own way counts.
    pub(super) fn of(method: Method, word: Option<&str>) -> Self {
        match method {
            Method::Int if word.is_some_and(|word| matches!(word, "req.ssl_ver" | "req_ssl_ver")) => Self::Dotted,
            Method::Int | Method::Len => Self::Int,
            Method::Ip => Self::Ip,
            Method::Bin => Self::Hex,
            Method::Reg | Method::Regm => Self::Regex,
            _ => Self::Text,
        }
    }
}

/// The operators before numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    Eq,
    Le,
    Lt,
    Ge,
    Gt,
}

impl Operator {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "eq" => Self::Eq,
            "le" => Self::Le,
            "lt" => Self::Lt,
            "ge" => Self::Ge,
            "gt" => Self::Gt,
            _ => return None,
        })
    }
}

/// Checks the patterns from word `at` up to word `end`; `lookup` says whether host names are looked up.
pub(super) fn check<'w>(
    form: Form,
    words: &[Word<'w>],
    at: usize,
    end: usize,
    lookup: bool,
    found: &mut Vec<Reference<'w>>,
) -> Result<(), ExprFault> {
    if form == Form::Text {
        return Ok(());
    }
    let mut operator = Operator::Eq;
    for (at, word) in words.iter().enumerate().take(end).skip(at) {
        let Some(text) = *word else {
            // It may be an operator, which changes how the numbers behind it are read.
            if matches!(form, Form::Int | Form::Dotted) {
                return Ok(());
            }
            continue;
        };
        let fault = |message: String| ExprFault::new(FaultKind::Pattern, at, 0..text.len(), message);
        match form {
            Form::Text => {}
            Form::Int | Form::Dotted => match Operator::of(text) {
                Some(next) => operator = next,
                None if is_number(form, operator, text) => {}
                None => return Err(fault(number_message(form, operator, text))),
            },
            Form::Ip => match network(text, lookup) {
                Network::Address => {}
                Network::Host(name) => {
                    found.push(Reference {
                        kind: RefKind::Host,
                        name: Cow::Borrowed(name),
                        implicit: false,
                        word: at,
                        range: 0..name.len(),
                    });
                }
                Network::Wrong => return Err(fault(format!("`{text}` is neither an IPv4 nor an IPv6 address with or without a mask"))),
            },
            Form::Hex => {
                if text.len() % 2 != 0 {
                    return Err(fault(format!("`{text}` has an odd number of hexadecimal digits")));
                }
                if let Some(wrong) = text.chars().find(|c| !c.is_ascii_hexdigit()) {
                    return Err(fault(format!("`{wrong}` in `{text}` is not a hexadecimal digit")));
                }
            }
            Form::Regex => {
                if let Some(wrong) = regex::check(text) {
                    return Err(ExprFault::new(FaultKind::Pattern, at, wrong.at..text.len(), wrong.message));
                }
            }
        }
    }
    Ok(())
}

fn number_message(form: Form, operator: Operator, text: &str) -> String {
    match (form, operator) {
        (Form::Dotted, _) => format!("`{text}` is not a version such as `3.1`, nor a range of versions"),
        (_, Operator::Eq) => format!("`{text}` is not a number, nor a range such as `1:10`"),
        _ => format!("`{text}` is not a number"),
    }
}

/// Whether `text` is a number or range that can follow `operator`.
fn is_number(form: Form, operator: Operator, text: &str) -> bool {
    if operator == Operator::Eq || text.contains([':', '-']) {
        return is_range(form, text);
    }
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let Some(whole) = number(whole) else { return false };
    if form == Form::Int {
        // What stands behind a dot is dropped; one more than the greatest number is none.
        return operator != Operator::Gt || whole < i64::MAX;
    }
    let fraction = match fraction.map(number) {
        None => 0,
        Some(Some(fraction)) => fraction,
        Some(None) => return false,
    };
    whole < 65536 && fraction < 65536 && !(operator == Operator::Gt && whole == 65535 && fraction == 65535)
}

/// `N`, `N:M`, `N:` or `:M`, also with `-` for the colon.
fn is_range(form: Form, text: &str) -> bool {
    let value = |text: &str| if form == Form::Int { number(text) } else { dotted(text) };
    let Some(separator) = text.find([':', '-']) else { return value(text).is_some() };
    let (low, high) = (&text[..separator], &text[separator + 1..]);
    match (low.is_empty(), high.is_empty()) {
        (true, false) => value(high).is_some(),
        (_, true) => value(low).is_some(),
        _ => value(low).zip(value(high)).is_some_and(|(low, high)| low <= high),
    }
}

/// A number as `strl2llrc()` reads it: `-` and digits, at least one byte, within 64 bits.
fn number(text: &str) -> Option<i64> {
    match text.strip_prefix('-') {
        Some("") => Some(0),
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
        None if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
        _ => None,
    }
}

/// A version as `strl2llrc_dotted()` reads it.
fn dotted(text: &str) -> Option<i64> {
    let (major, minor) = match text.split_once('.') {
        Some((major, minor)) => (number(major)?, number(minor)?),
        None => (number(text)?, 0),
    };
    (major < 65536 && minor < 65536).then_some((major << 16) | (minor & 0xffff))
}

enum Network<'t> {
    Address,
    Host(&'t str),
    Wrong,
}

/// What `pat_parse_ip()` makes of `text`.
fn network(text: &str, lookup: bool) -> Network<'_> {
    let (host, mask) = text.rsplit_once('/').map_or((text, None), |(host, mask)| (host, Some(mask)));
    let mask4 = mask.is_none_or(args::is_mask4);
    if mask4 && host.parse::<Ipv4Addr>().is_ok() {
        return Network::Address;
    }
    if host.parse::<Ipv6Addr>().is_ok() && mask.is_none_or(|mask| args::strtol(mask).is_some_and(|bits| bits as u32 <= 128)) {
        return Network::Address;
    }
    if !mask4 || !lookup || host.is_empty() {
        return Network::Wrong;
    }
    if host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && host.starts_with(|c: char| c.is_ascii_digit())
        && !host.ends_with('.')
    {
        return if is_old_ipv4(host) { Network::Address } else { Network::Wrong };
    }
    if host.contains(':') && host.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'.' || byte == b':') {
        return Network::Wrong;
    }
    // The lookup of names gives nothing for one that holds such a byte.
    if host.bytes().any(|byte| byte.is_ascii_punctuation() && !matches!(byte, b'.' | b'-' | b'_' | b':')) {
        return Network::Wrong;
    }
    Network::Host(host)
}

/// An IPv4 address with less than four parts or octal numbers, which the lookup of names still understands.
fn is_old_ipv4(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    if parts.len() > 4 {
        return false;
    }
    parts.iter().enumerate().all(|(at, part)| {
        let radix = if part.len() > 1 && part.starts_with('0') { 8 } else { 10 };
        let limit = if at + 1 == parts.len() { u64::from(u32::MAX) >> (8 * at) } else { 255 };
        u64::from_str_radix(part, radix).is_ok_and(|value| value <= limit)
    })
}
