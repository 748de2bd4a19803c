//! The port of an address.

use crate::product::haproxy::value::{atoi, strtol};
use crate::schema::{AddrFlags, Version};

use super::Port;
use super::fault::{AddressFault, AddressFaultKind};

/// Reads the port `text`, which starts at byte `start` of the word; `None` if the word has no colon.
pub(super) fn read(text: Option<&str>, start: usize, flags: AddrFlags, version: Version) -> Result<Port, AddressFault> {
    let text = match text {
        Some(text) if !flags.has(AddrFlags::PORT_OK) => {
            let fault =
                AddressFault::new(AddressFaultKind::PortNotAllowed, start - 1, start + text.len(), "no port may stand behind this address");
            return Err(fault.help("remove the colon and what follows"));
        }
        None | Some("") if flags.has(AddrFlags::PORT_MAND) => {
            let fault = AddressFault::new(AddressFaultKind::MissingPort, start, start, "the address has no port");
            return Err(fault.help("write a colon and a port from 1 to 65535 behind it"));
        }
        None | Some("") => return Ok(Port::None),
        Some(text) => text,
    };
    let end = start + text.len();
    match text.as_bytes()[0] {
        b'0'..=b'9' => fixed_or_range(text, start, flags, version),
        b'+' | b'-' if !flags.has(AddrFlags::PORT_OFS) => {
            let fault = AddressFault::new(
                AddressFaultKind::OffsetNotAllowed,
                start,
                end,
                format!("no offset to a port such as `{text}` may stand here"),
            );
            Err(fault.help("write a port from 1 to 65535 without a sign"))
        }
        sign @ (b'+' | b'-') => {
            let offset = number(&text[1..], start + 1, version)?;
            Ok(Port::Offset(if sign == b'-' { offset.wrapping_neg() } else { offset }))
        }
        _ => Err(invalid(text, start, 0)),
    }
}

fn fixed_or_range(text: &str, start: usize, flags: AddrFlags, version: Version) -> Result<Port, AddressFault> {
    let end = start + text.len();
    let (first, last) = match text.split_once('-') {
        Some(_) if !flags.has(AddrFlags::PORT_RANGE) => {
            let fault = AddressFault::new(
                AddressFaultKind::RangeNotAllowed,
                start,
                end,
                format!("no range of ports such as `{text}` may stand here"),
            );
            return Err(fault.help("write one port"));
        }
        Some((first, last)) => (first, Some(last)),
        None => (text, None),
    };
    let low = number(first, start, version)?;
    let second = start + first.len() + 1;
    let high = last.map_or(Ok(low), |last| number(last, second, version))?;
    let lowest = i32::from(flags.has(AddrFlags::PORT_MAND));
    let checked = |port: i32, text: &str, at: usize| {
        u16::try_from(port).ok().filter(|_| port >= lowest).ok_or_else(|| {
            let message = match text {
                "" => "the range of ports has no end".to_owned(),
                _ => format!("`{text}` is not a port: ports go from {lowest} to 65535"),
            };
            AddressFault::new(AddressFaultKind::PortOutOfRange, at, at + text.len(), message)
        })
    };
    let low = checked(low, first, start)?;
    let Some(last) = last else { return Ok(Port::Fixed(low)) };
    let high = checked(high, last, second)?;
    if low > high {
        let message = format!("the range of ports `{text}` ends before it begins");
        return Err(AddressFault::new(AddressFaultKind::PortOrder, start, end, message).help(format!("write `{high}-{low}`")));
    }
    Ok(if low == high { Port::Fixed(low) } else { Port::Range(low, high) })
}

/// A number of a port: until 2.8 read as far as digits go, from 2.9 on the whole text.
fn number(text: &str, start: usize, version: Version) -> Result<i32, AddressFault> {
    if version < Version::new(2, 9) {
        return Ok(atoi(text));
    }
    let read = strtol(text, 10);
    if read.len < text.len() { Err(invalid(text, start, read.len)) } else { Ok(read.value as i32) }
}

fn invalid(text: &str, start: usize, at: usize) -> AddressFault {
    let found = text[at..].chars().next();
    let shown = found.map_or_else(String::new, |found| found.escape_debug().to_string());
    let len = found.map_or(0, char::len_utf8);
    let message = format!("`{shown}` may not stand in the port `{text}`");
    AddressFault::new(AddressFaultKind::InvalidPort, start + at, start + at + len, message).help("write a port in digits, from 1 to 65535")
}
