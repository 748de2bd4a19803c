//! Sizes in bytes.

use crate::schema::Version;

use super::fault::{ValueFault, ValueFaultKind, char_at, char_end};

/// Reads a size of 32 bits with `k`, `m` or `g` (1024, 1024² and 1024³) behind it, as `parse_size_err()` of `src/tools.c` does.
///
/// The way of reading is the same in 2.6 to 3.4; `version` is there for the day when it is not.
///
/// # Errors
///
/// A word that does not begin with a digit, an unknown unit, text behind the unit, or 4 GiB and more.
pub fn parse_size(text: &str, _version: Version) -> Result<u32, ValueFault> {
    read(text, 32, "kmg", "k, m or g").map(|size| size as u32)
}

/// Reads a size of 64 bits, which from 3.1 on also knows `t` and `p`, for the few words that hold one.
///
/// # Errors
///
/// As [`parse_size`], but only what does not fit 64 bits is too large.
pub fn parse_wide_size(text: &str, version: Version) -> Result<u64, ValueFault> {
    if version < Version::new(3, 1) {
        return parse_size(text, version).map(u64::from);
    }
    read(text, 64, "kmgtp", "k, m, g, t or p")
}

fn read(text: &str, bits: u32, units: &str, listed: &str) -> Result<u64, ValueFault> {
    let most = u64::MAX >> (64 - bits);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        return Err(no_number(text, listed));
    }
    let too_large = || {
        let fault = ValueFault::new(
            ValueFaultKind::Overflow,
            0,
            text.len(),
            format!("`{text}` is too large: a size of this place has {bits} bits"),
        );
        fault.help("write a smaller size")
    };
    let mut size = 0u64;
    for digit in text.bytes().take(digits) {
        size = size
            .checked_mul(10)
            .and_then(|size| size.checked_add(u64::from(digit - b'0')))
            .filter(|size| *size <= most)
            .ok_or_else(too_large)?;
    }
    let Some(unit) = text.as_bytes().get(digits) else { return Ok(size) };
    let Some(power) = units.bytes().position(|known| known == unit.to_ascii_lowercase()) else {
        let fault =
            ValueFault::new(ValueFaultKind::Character, digits, text.len(), format!("`{}` is not a unit of size", char_at(text, digits)));
        return Err(fault.help(format!("the units are {listed}; a plain number counts bytes")));
    };
    let shift = 10 * (power as u32 + 1);
    if size > most >> shift {
        return Err(too_large());
    }
    let end = digits + 1;
    if end < text.len() {
        let message = format!("`{}` cannot stand behind the unit of a size", char_at(text, end));
        return Err(ValueFault::new(ValueFaultKind::Character, end, text.len(), message).help(format!("write `{}`", &text[..end])));
    }
    Ok(size << shift)
}

fn no_number(text: &str, listed: &str) -> ValueFault {
    if text.is_empty() {
        return ValueFault::new(ValueFaultKind::Empty, 0, 0, "a size is missing")
            .help(format!("write a number, with {listed} behind it if wanted"));
    }
    let fault =
        ValueFault::new(ValueFaultKind::Character, 0, char_end(text, 0), format!("`{text}` is not a size: it does not begin with a digit"));
    fault.help(format!("write a whole number without a sign, with {listed} behind it if wanted"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const V30: Version = Version::new(3, 0);

    #[test]
    fn units_are_powers_of_1024_in_either_case() {
        assert_eq!(parse_size("16384", V30), Ok(16384));
        assert_eq!(parse_size("16k", V30), Ok(16384));
        assert_eq!(parse_size("2M", V30), Ok(2 << 20));
        assert_eq!(parse_size("3g", V30), Ok(3 << 30));
    }

    #[test]
    fn a_size_of_32_bits_ends_below_4_gib() {
        assert_eq!(parse_size("4294967295", V30), Ok(u32::MAX));
        assert_eq!(parse_size("4294967296", V30).unwrap_err().kind, ValueFaultKind::Overflow);
        assert_eq!(parse_size("4g", V30).unwrap_err().kind, ValueFaultKind::Overflow);
        assert_eq!(parse_wide_size("4g", Version::new(3, 2)), Ok(4 << 30));
        assert!(parse_wide_size("4g", V30).is_err());
    }

    #[test]
    fn nothing_may_follow_the_unit() {
        let fault = parse_size("10kB", V30).unwrap_err();
        assert_eq!((fault.span.range(), fault.help.as_deref()), (3..4, Some("write `10k`")));
        assert_eq!(parse_size("10x", V30).unwrap_err().span.range(), 2..3);
        assert!(parse_size("-1", V30).is_err());
        assert!(parse_size("", V30).is_err());
    }
}
