//! Times.

use crate::schema::{TimeUnit, Version};
use crate::text::Span;

use super::fault::{ValueFault, ValueFaultKind, char_at, char_end};

const UNITS: &str = "us, ms, s, m, h or d";

/// A time that HAProxy takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeRead {
    /// The time in the default unit of its place, rounded up.
    pub value: u32,
    /// The same in microseconds.
    pub micros: u64,
    /// What stands behind the unit. HAProxy ignores it and warns, in every version so far.
    pub trailing: Option<Span>,
    /// The word is a number from 1 to 99 without a unit, which 3.1 and later warn about where the default unit is the millisecond:
    /// `timeout`, `inter`, `fastinter`, `downinter`, `agent-inter`, `hold` and the timeouts of `resolvers`. A number that wraps to one of
    /// them is not meant.
    pub small_without_unit: bool,
}

/// Reads a time whose default unit is `unit`, as `parse_time_err()` of `src/tools.c` does in all versions.
///
/// A value that does not fit 64 bits wraps as it does in HAProxy: `18446744073709551617` is read as 1.
///
/// # Errors
///
/// A word that does not begin with a digit, an unknown unit, or 2^31 and more in the default unit.
pub fn parse_time(text: &str, unit: TimeUnit, version: Version) -> Result<TimeRead, ValueFault> {
    let bytes = text.as_bytes();
    if !bytes.first().is_some_and(u8::is_ascii_digit) {
        return Err(no_number(text));
    }
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let written = bytes[..digits].iter().fold(0u64, |value, digit| value.wrapping_mul(10).wrapping_add(u64::from(digit - b'0')));
    let (scale, end) = match (bytes.get(digits), bytes.get(digits + 1)) {
        (None, _) => (None, digits),
        (Some(b'u'), Some(b's')) => (Some(TimeUnit::Us), digits + 2),
        (Some(b'm'), Some(b's')) => (Some(TimeUnit::Ms), digits + 2),
        (Some(b's'), _) => (Some(TimeUnit::S), digits + 1),
        (Some(b'm'), _) => (Some(TimeUnit::M), digits + 1),
        (Some(b'h'), _) => (Some(TimeUnit::H), digits + 1),
        (Some(b'd'), _) => (Some(TimeUnit::D), digits + 1),
        (Some(_), _) => return Err(unknown_unit(text, digits)),
    };
    let value = scale.map_or(written, |scale| convert(written, scale, unit));
    if value >= 1 << 31 {
        return Err(too_long(text, end, unit));
    }
    let value = value as u32;
    Ok(TimeRead {
        value,
        micros: u64::from(value) * unit.micros(),
        trailing: (end < text.len()).then(|| Span::new(end as u32, text.len() as u32)),
        small_without_unit: scale.is_none()
            && version >= Version::new(3, 1)
            && text.parse().is_ok_and(|number: u64| number > 0 && number < 100),
    })
}

/// `value` units of `from` in units of `to`, rounded up; products wrap at 64 bits. One of the two units always divides the other.
const fn convert(value: u64, from: TimeUnit, to: TimeUnit) -> u64 {
    let (from, to) = (from.micros(), to.micros());
    if from >= to { value.wrapping_mul(from / to) } else { value.wrapping_add(to / from - 1) / (to / from) }
}

fn no_number(text: &str) -> ValueFault {
    if text.is_empty() {
        return ValueFault::new(ValueFaultKind::Empty, 0, 0, "a time is missing")
            .help(format!("write a number and a unit ({UNITS}), such as `10s`"));
    }
    let fault =
        ValueFault::new(ValueFaultKind::Character, 0, char_end(text, 0), format!("`{text}` is not a time: it does not begin with a digit"));
    fault.help(format!("write a whole number without a sign and a unit ({UNITS}), such as `10s`"))
}

fn unknown_unit(text: &str, digits: usize) -> ValueFault {
    let (number, rest) = text.split_at(digits);
    if rest.starts_with('.') || rest.starts_with(',') {
        return ValueFault::new(
            ValueFaultKind::Character,
            digits,
            char_end(text, digits),
            format!("`{text}` is not a time: HAProxy reads whole numbers only"),
        )
        .help("use a smaller unit, such as `1500ms` for one and a half seconds");
    }
    let lower = rest.to_ascii_lowercase();
    let message = format!("`{}` is not a unit of time", char_at(text, digits));
    let fault = ValueFault::new(ValueFaultKind::Character, digits, text.len(), message);
    let meant = match lower.as_str() {
        "sec" | "secs" | "second" | "seconds" => "s",
        "min" | "mins" | "minute" | "minutes" => "m",
        "hr" | "hour" | "hours" => "h",
        "day" | "days" => "d",
        unit @ ("us" | "ms" | "s" | "m" | "h" | "d") => unit,
        _ => return fault.help(format!("the units are {UNITS}")),
    };
    fault.help(format!("write `{number}{meant}`; the units are {UNITS}"))
}

fn too_long(text: &str, end: usize, unit: TimeUnit) -> ValueFault {
    let longest_in = |other: TimeUnit| u128::from(u32::MAX >> 1) * u128::from(unit.micros()) / u128::from(other.micros());
    let longest = match longest_in(TimeUnit::D) {
        0 => format!("{} minutes", longest_in(TimeUnit::M)),
        days => format!("{days} days"),
    };
    let message =
        format!("`{}` is too long: a time of this place ends at {}{}, about {longest}", &text[..end], u32::MAX >> 1, unit.suffix());
    ValueFault::new(ValueFaultKind::Overflow, 0, end, message).help("write a shorter time")
}

#[cfg(test)]
mod tests {
    use super::*;

    const V30: Version = Version::new(3, 0);
    const V31: Version = Version::new(3, 1);

    #[test]
    fn a_number_alone_has_the_unit_of_its_place() {
        let read = parse_time("1500", TimeUnit::Ms, V30).unwrap();
        assert_eq!((read.value, read.micros), (1500, 1_500_000));
        assert_eq!(parse_time("2m", TimeUnit::S, V30).unwrap().value, 120);
        assert_eq!(parse_time("36h", TimeUnit::D, V30).unwrap().value, 2);
    }

    #[test]
    fn what_is_smaller_than_the_unit_is_rounded_up() {
        assert_eq!(parse_time("1us", TimeUnit::Ms, V30).unwrap().value, 1);
        assert_eq!(parse_time("1001us", TimeUnit::Ms, V30).unwrap().value, 2);
        assert_eq!(parse_time("0us", TimeUnit::Ms, V30).unwrap().value, 0);
    }

    #[test]
    fn text_behind_the_unit_is_ignored_with_a_warning() {
        let read = parse_time("10sec", TimeUnit::Ms, V30).unwrap();
        assert_eq!((read.value, read.trailing), (10_000, Some(Span::new(3, 5))));
    }

    #[test]
    fn a_small_number_without_a_unit_is_told_from_3_1_on() {
        assert!(!parse_time("5", TimeUnit::Ms, V30).unwrap().small_without_unit);
        assert!(parse_time("5", TimeUnit::Ms, V31).unwrap().small_without_unit);
        assert!(!parse_time("0", TimeUnit::Ms, V31).unwrap().small_without_unit);
        assert!(!parse_time("5ms", TimeUnit::Ms, V31).unwrap().small_without_unit);
        assert!(!parse_time("100", TimeUnit::Ms, V31).unwrap().small_without_unit);
    }

    #[test]
    fn faults_point_at_what_is_wrong() {
        let fault = |text| parse_time(text, TimeUnit::Ms, V30).unwrap_err();
        assert_eq!(fault("").kind, ValueFaultKind::Empty);
        assert_eq!(fault("-5s").span, Span::new(0, 1));
        assert_eq!(fault("1.5s").span, Span::new(1, 2));
        assert_eq!(fault("5S").help.unwrap(), "write `5s`; the units are us, ms, s, m, h or d");
        assert_eq!(fault("25d").kind, ValueFaultKind::Overflow);
        assert_eq!(fault("25d").message, "`25d` is too long: a time of this place ends at 2147483647ms, about 24 days");
        assert!(parse_time("2147483647", TimeUnit::Ms, V30).is_ok());
        assert!(parse_time("2147483648", TimeUnit::Ms, V30).is_err());
    }

    #[test]
    fn numbers_beyond_64_bits_wrap_as_in_c() {
        assert_eq!(parse_time("18446744073709551617", TimeUnit::Ms, V30).unwrap().value, 1);
        assert_eq!(parse_time("2147483648", TimeUnit::D, V30).unwrap_err().kind, ValueFaultKind::Overflow);
    }
}
