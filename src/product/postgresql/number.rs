//! Numbers with units, as PostgreSQL reads them: like C's `strtol` and `strtod`, then a unit.

/// Why text is no number for a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadNumber {
    /// It is none.
    NotANumber,
    /// It has a unit, and the setting has none.
    UnitNotTaken,
    /// What follows the number is no unit of the setting.
    UnknownUnit,
    /// It does not fit 32 bits.
    TooLarge,
}

/// A number that C reads from the start of a text, and the bytes that it takes up.
struct Read {
    value: f64,
    len: usize,
    /// It is outside of what the type holds.
    range: bool,
}

/// Units by the unit of a bare number: from the largest to the smallest.
const UNITS: &[(&str, &[(&str, f64)])] = &[
    ("B", &[("TB", 1_099_511_627_776.0), ("GB", 1_073_741_824.0), ("MB", 1_048_576.0), ("kB", 1024.0), ("B", 1.0)]),
    ("kB", &[("TB", 1_073_741_824.0), ("GB", 1_048_576.0), ("MB", 1024.0), ("kB", 1.0), ("B", 1.0 / 1024.0)]),
    ("8kB", &[("TB", 134_217_728.0), ("GB", 131_072.0), ("MB", 128.0), ("kB", 0.125), ("B", 1.0 / 8192.0)]),
    ("MB", &[("TB", 1_048_576.0), ("GB", 1024.0), ("MB", 1.0), ("kB", 1.0 / 1024.0), ("B", 1.0 / 1_048_576.0)]),
    ("ms", &[("d", 86_400_000.0), ("h", 3_600_000.0), ("min", 60_000.0), ("s", 1000.0), ("ms", 1.0), ("us", 1.0 / 1000.0)]),
    ("s", &[("d", 86_400.0), ("h", 3600.0), ("min", 60.0), ("s", 1.0), ("ms", 1.0 / 1000.0), ("us", 1.0 / 1_000_000.0)]),
    ("min", &[("d", 1440.0), ("h", 60.0), ("min", 1.0), ("s", 1.0 / 60.0), ("ms", 1.0 / 60_000.0), ("us", 1.0 / 60_000_000.0)]),
];

/// The units that may follow a number of a setting whose bare numbers are in `base`.
#[must_use]
pub fn units(base: &str) -> &'static [(&'static str, f64)] {
    UNITS.iter().find(|(unit, _)| *unit == base).map_or(&[], |(_, units)| units)
}

/// `text` as a whole number in units of `base`.
///
/// # Errors
/// [`BadNumber`] if it is none.
pub fn integer(text: &str, base: &str) -> Result<i32, BadNumber> {
    let mut read = strtol(text);
    if read.range || matches!(text.as_bytes().get(read.len), Some(b'.' | b'e' | b'E')) {
        read = strtod(text);
    }
    let value = with_unit(text, &read, base)?.round_ties_even();
    if value > f64::from(i32::MAX) || value < f64::from(i32::MIN) {
        return Err(BadNumber::TooLarge);
    }
    Ok(value as i32)
}

/// `text` as a number in units of `base`.
///
/// # Errors
/// [`BadNumber`] if it is none.
pub fn real(text: &str, base: &str) -> Result<f64, BadNumber> {
    with_unit(text, &strtod(text), base)
}

/// Takes the unit behind `read` into account.
fn with_unit(text: &str, read: &Read, base: &str) -> Result<f64, BadNumber> {
    if read.len == 0 || read.range || read.value.is_nan() {
        return Err(BadNumber::NotANumber);
    }
    let rest = text[read.len..].trim_start_matches(is_space);
    if rest.is_empty() {
        return Ok(read.value);
    }
    let units = units(base);
    if units.is_empty() {
        return Err(BadNumber::UnitNotTaken);
    }
    let unit = rest.trim_end_matches(is_space);
    let at = units.iter().position(|(name, _)| *name == unit).ok_or(BadNumber::UnknownUnit)?;
    let value = read.value * units[at].1;
    // A fraction such as 30.1GB becomes a multiple of the next smaller unit.
    Ok(units.get(at + 1).map_or(value, |(_, smaller)| (value / smaller).round_ties_even() * smaller))
}

/// What C's `isspace` takes for one.
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r')
}

/// The sign at the start of `bytes`, behind blanks: whether it is a minus, and where the number starts.
fn sign(bytes: &[u8]) -> (bool, usize) {
    let at = bytes.iter().position(|byte| !is_space(char::from(*byte))).unwrap_or(bytes.len());
    match bytes.get(at) {
        Some(b'-') => (true, at + 1),
        Some(b'+') => (false, at + 1),
        _ => (false, at),
    }
}

/// Reads as C's `strtol` does with base 0: hexadecimal behind `0x`, octal behind `0`.
fn strtol(text: &str) -> Read {
    let bytes = text.as_bytes();
    let (negative, start) = sign(bytes);
    let hexadecimal = matches!(bytes.get(start..start + 3), Some([b'0', b'x' | b'X', digit]) if digit.is_ascii_hexdigit());
    let (base, from) = match bytes.get(start) {
        _ if hexadecimal => (16, start + 2),
        Some(b'0') => (8, start),
        _ => (10, start),
    };
    let digits: Vec<u32> = bytes[from.min(bytes.len())..].iter().map_while(|byte| char::from(*byte).to_digit(base)).collect();
    if digits.is_empty() {
        return Read { value: 0.0, len: 0, range: false };
    }
    let value = digits.iter().fold(0.0_f64, |value, digit| value * f64::from(base) + f64::from(*digit));
    // 64 bits hold it if a float just below the bound does; nothing near that bound is taken anyway.
    let range = value >= 9_223_372_036_854_775_808.0;
    Read { value: if negative { -value } else { value }, len: from + digits.len(), range }
}

/// Reads as C's `strtod` does.
fn strtod(text: &str) -> Read {
    let bytes = text.as_bytes();
    let (negative, start) = sign(bytes);
    let (value, len, range) = magnitude(text, start);
    Read { value: if negative { -value } else { value }, len, range }
}

/// The number without sign at `start`: its value, where it ends (0 if there is none), and whether it is out of range.
fn magnitude(text: &str, start: usize) -> (f64, usize, bool) {
    let rest = text.get(start..).unwrap_or_default();
    let starts = |word: &str| rest.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    for (word, value) in [("infinity", f64::INFINITY), ("inf", f64::INFINITY), ("nan", f64::NAN)] {
        if starts(word) {
            return (value, start + word.len(), false);
        }
    }
    if starts("0x")
        && let Some((value, len)) = hexadecimal(&rest.as_bytes()[2..])
    {
        return (value, start + 2 + len, value.is_infinite());
    }
    let (mantissa, len) = mantissa(rest.as_bytes(), 10);
    if !mantissa {
        return (0.0, 0, false);
    }
    let len = len + exponent(&rest.as_bytes()[len..], b'e').map_or(0, |(_, len)| len);
    let value: f64 = rest[..len].parse().unwrap_or(0.0);
    let zero = !rest[..len].split(['e', 'E']).next().unwrap_or_default().bytes().any(|byte| matches!(byte, b'1'..=b'9'));
    (value, start + len, value.is_infinite() || !zero && value < f64::MIN_POSITIVE)
}

/// Whether there are digits with at most one dot at the start of `bytes`, and how many bytes they take up.
fn mantissa(bytes: &[u8], base: u32) -> (bool, usize) {
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| char::from(**byte).is_digit(base)).count();
    let whole = digits(0);
    if bytes.get(whole) != Some(&b'.') {
        return (whole > 0, whole);
    }
    let fraction = digits(whole + 1);
    (whole + fraction > 0, whole + 1 + fraction)
}

/// The exponent behind `letter` at the start of `bytes`, and how many bytes it takes up.
fn exponent(bytes: &[u8], letter: u8) -> Option<(i32, usize)> {
    if !bytes.first()?.eq_ignore_ascii_case(&letter) {
        return None;
    }
    let from = if matches!(bytes.get(1), Some(b'+' | b'-')) { 2 } else { 1 };
    let len = bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let value = bytes[from..from + len].iter().fold(0_i32, |value, digit| value.saturating_mul(10).saturating_add(i32::from(digit - b'0')));
    (len > 0).then_some((if bytes[1] == b'-' { -value } else { value }, from + len))
}

/// A hexadecimal number such as `1.8p3` at the start of `bytes`.
fn hexadecimal(bytes: &[u8]) -> Option<(f64, usize)> {
    let (any, len) = mantissa(bytes, 16);
    if !any {
        return None;
    }
    let mut value = 0.0;
    let mut scale = 0;
    let mut fraction = false;
    for byte in &bytes[..len] {
        match char::from(*byte).to_digit(16) {
            Some(digit) => {
                value = value * 16.0 + f64::from(digit);
                scale -= if fraction { 4 } else { 0 };
            }
            None => fraction = true,
        }
    }
    let (power, more) = exponent(&bytes[len..], b'p').unwrap_or((0, 0));
    Some((value * 2.0_f64.powi(power.saturating_add(scale)), len + more))
}

/// `value` as C's `%g` writes it.
#[must_use]
pub fn shortest(value: f64) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    if value == 0.0 {
        return if value.is_sign_negative() { "-0" } else { "0" }.to_owned();
    }
    let scientific = format!("{value:.5e}");
    let (digits, power) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let power: i32 = power.parse().unwrap_or(0);
    let trimmed = |text: &str| {
        let short = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
        short.to_owned()
    };
    if (-4..6).contains(&power) {
        return trimmed(&format!("{value:.*}", usize::try_from(5 - power).unwrap_or(0)));
    }
    let sign = if power < 0 { '-' } else { '+' };
    format!("{}e{sign}{:02}", trimmed(digits), power.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_read_as_c_does() {
        for (text, base, expected) in [
            ("010", "", Ok(8)),
            ("0x1F", "", Ok(31)),
            ("10.6", "", Ok(11)),
            ("0.5", "", Ok(0)),
            ("1e3", "", Ok(1000)),
            ("  7 ", "", Ok(7)),
            ("08", "", Err(BadNumber::UnitNotTaken)),
            (".5", "", Ok(0)),
            ("", "", Err(BadNumber::NotANumber)),
            ("3000000000", "", Err(BadNumber::TooLarge)),
            ("1GB", "8kB", Ok(131_072)),
            ("1 GB ", "8kB", Ok(131_072)),
            ("1.5min", "ms", Ok(90_000)),
            ("1KB", "kB", Err(BadNumber::UnknownUnit)),
            ("30s", "min", Ok(0)),
            ("1kB", "", Err(BadNumber::UnitNotTaken)),
        ] {
            assert_eq!(integer(text, base), expected, "{text} {base}");
        }
    }

    #[test]
    fn fractions_are_read_as_c_does() {
        assert_eq!(real("0x1.8p3", ""), Ok(12.0));
        assert_eq!(real("-.5", ""), Ok(-0.5));
        assert_eq!(real("1us", "ms"), Ok(0.001));
        assert_eq!(real("nan", ""), Err(BadNumber::NotANumber));
        assert_eq!(real("1e999", ""), Err(BadNumber::NotANumber));
    }

    #[test]
    fn numbers_are_written_as_c_does() {
        for (value, text) in [(0.9, "0.9"), (1_000_000.0, "1e+06"), (100_000.0, "100000"), (0.000_01, "1e-05"), (1.0 / 3.0, "0.333333")] {
            assert_eq!(shortest(value), text);
        }
    }
}
