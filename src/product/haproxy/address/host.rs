//! The host of an address: literals, the old spellings of IPv4, and names.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::product::haproxy::value::{ValueFault, check_domain_name, check_resolvable_name};
use crate::schema::AddrFlags;

use super::Host;
use super::fault::{AddressFault, AddressFaultKind};

/// A version of the Internet protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IpFamily {
    /// Version 4.
    V4,
    /// Version 6.
    V6,
}

/// The longest text in brackets, with them, that can be an address.
const LONGEST_BRACKETED: usize = 47;

/// Reads an address that needs no resolver, as `str2ip2()` of `src/tools.c` does: `*` or nothing for any address, IPv6 with or without
/// brackets, or IPv4 in four numbers. `family` is the one that a prefix asks for.
#[must_use]
pub fn literal(text: &str, family: Option<IpFamily>) -> Option<Host<'static>> {
    let text = unbracketed(text)?;
    match text {
        "" | "*" => return Some(Host::Any(family.unwrap_or(IpFamily::V4))),
        "::" => return (family != Some(IpFamily::V4)).then_some(Host::V6(Ipv6Addr::UNSPECIFIED)),
        _ => {}
    }
    // A colon stands in every IPv6 address and in no IPv4 address.
    if text.contains(':') {
        return text.parse().ok().filter(|_| family != Some(IpFamily::V4)).map(Host::V6);
    }
    text.parse().ok().filter(|_| family != Some(IpFamily::V6)).map(Host::V4)
}

/// What stands in the brackets, or the text if there are none. `None` if the brackets are wrong.
fn unbracketed(text: &str) -> Option<&str> {
    let Some(rest) = text.strip_prefix('[') else { return Some(text) };
    if !(4..=LONGEST_BRACKETED).contains(&text.len()) {
        return None;
    }
    rest.strip_suffix(']')
}

/// Reads an IPv4 address in one of the old spellings that the C library takes wherever it resolves names: one to four numbers with dots
/// between, each decimal, octal (`0…`) or hexadecimal (`0x…`), the last filling the bytes that are left.
fn old_spelling(text: &str) -> Option<Ipv4Addr> {
    let mut parts = Vec::new();
    for part in text.split('.') {
        let (digits, radix) = match part.strip_prefix("0x").or_else(|| part.strip_prefix("0X")) {
            Some(digits) => (digits, 16),
            None if part.len() > 1 && part.starts_with('0') => (&part[1..], 8),
            None => (part, 10),
        };
        if parts.len() == 4 || !digits.starts_with(|first: char| first.is_digit(radix)) {
            return None;
        }
        parts.push(u32::from_str_radix(digits, radix).ok()?);
    }
    let (last, bytes) = parts.split_last()?;
    let room = 32 - 8 * bytes.len() as u32;
    if bytes.iter().any(|byte| *byte > 255) || (room < 32 && *last >> room != 0) {
        return None;
    }
    let high = bytes.iter().enumerate().fold(0, |high, (at, byte)| high | byte << (24 - 8 * at as u32));
    Some(Ipv4Addr::from(high | last))
}

/// Reads the host `text`, which starts at byte `start` of the word.
pub(super) fn read(text: &str, start: usize, family: Option<IpFamily>, flags: AddrFlags) -> Result<Host<'_>, AddressFault> {
    if let Some(host) = literal(text, family) {
        return Ok(host);
    }
    let at = |fault: ValueFault| AddressFault {
        kind: AddressFaultKind::InvalidHost,
        span: fault.clone().shifted(start).span,
        message: fault.message,
        help: fault.help,
    };
    // The address of a server (the only one with offsets) may be any text: it is resolved later, by one of the ways of `init-addr`.
    if flags.has(AddrFlags::PORT_OFS) {
        return check_domain_name(text).map(|()| Host::Name(text)).map_err(at);
    }
    let end = start + text.len();
    if !flags.has(AddrFlags::RESOLVE) {
        let message = format!("`{text}` is not an address, and host names are not resolved here");
        return Err(AddressFault::new(AddressFaultKind::NameNotAllowed, start, end, message).help("write an IPv4 or IPv6 address"));
    }
    let Some(name) = unbracketed(text) else {
        let message = format!("`{text}` is not an IPv6 address in brackets");
        return Err(AddressFault::new(AddressFaultKind::InvalidHost, start, end, message).help("write it as `[2001:db8::1]`"));
    };
    let wrong = |found: &str, wanted: &str| {
        let message = format!("`{name}` is an {found} address, but the prefix asks for {wanted}");
        AddressFault::new(AddressFaultKind::WrongFamily, start, end, message).help("change the prefix or the address")
    };
    if name.parse::<Ipv6Addr>().is_ok() {
        return Err(wrong("IPv6", "IPv4"));
    }
    check_resolvable_name(name).map_err(|fault| at(fault.shifted(text.len().min(usize::from(text.starts_with('['))))))?;
    match old_spelling(name) {
        Some(_) if family == Some(IpFamily::V6) => Err(wrong("IPv4", "IPv6")),
        Some(ip) => Ok(Host::V4(ip)),
        None => Ok(Host::Name(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_need_no_resolver() {
        assert_eq!(literal("", None), Some(Host::Any(IpFamily::V4)));
        assert_eq!(literal("*", Some(IpFamily::V6)), Some(Host::Any(IpFamily::V6)));
        assert_eq!(literal("[::1]", None), Some(Host::V6(Ipv6Addr::LOCALHOST)));
        assert_eq!(literal("::", Some(IpFamily::V4)), None);
        assert_eq!(literal("[10.0.0.1]", None), Some(Host::V4(Ipv4Addr::new(10, 0, 0, 1))));
        assert_eq!(literal("10.0.0.01", None), None);
        assert_eq!(literal("[1]", None), None);
    }

    #[test]
    fn the_c_library_takes_old_spellings_of_ipv4() {
        assert_eq!(old_spelling("127.1"), Some(Ipv4Addr::LOCALHOST));
        assert_eq!(old_spelling("0x7f.0.0.1"), Some(Ipv4Addr::LOCALHOST));
        assert_eq!(old_spelling("2130706433"), Some(Ipv4Addr::LOCALHOST));
        assert_eq!(old_spelling("0"), Some(Ipv4Addr::UNSPECIFIED));
        assert_eq!(old_spelling("10.0.0.256"), None);
        assert_eq!(old_spelling("1.2.3.4.5"), None);
        assert_eq!(old_spelling("1..2"), None);
        assert_eq!(old_spelling("08.1"), None);
    }
}
