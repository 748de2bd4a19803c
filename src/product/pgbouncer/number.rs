//! Numbers as the C library reads and prints them for PgBouncer.

/// White space as `isspace` knows it.
fn blanks(text: &str) -> &str {
    text.trim_start_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c'])
}

/// What `strtol` with base 0 makes of all of `text`; `None` if something is left over. What does not fit is the nearest `i64`.
#[must_use]
pub fn long(text: &str) -> Option<i64> {
    let (negative, magnitude) = magnitude(text)?;
    Some(match (i64::try_from(magnitude), negative) {
        (Ok(magnitude), true) => -magnitude,
        (Ok(magnitude), false) => magnitude,
        (Err(_), true) => i64::MIN,
        (Err(_), false) => i64::MAX,
    })
}

/// What `strtoul` with base 0 makes of all of `text`, cut to 32 bits as `max_packet_size` is.
#[must_use]
pub fn unsigned(text: &str) -> Option<u32> {
    let (negative, magnitude) = magnitude(text)?;
    let value = u64::try_from(magnitude).unwrap_or(u64::MAX);
    Some(if negative && magnitude <= u128::from(u64::MAX) { value.wrapping_neg() as u32 } else { value as u32 })
}

/// Whether there is a minus, and the number behind it.
fn magnitude(text: &str) -> Option<(bool, u128)> {
    let text = blanks(text);
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let prefixed = |small: &str, large: &str| digits.strip_prefix(small).or_else(|| digits.strip_prefix(large));
    let (radix, digits) = match (prefixed("0x", "0X"), prefixed("0b", "0B")) {
        (Some(digits), _) => (16, digits),
        // Only newer C libraries know this one.
        (_, Some(digits)) => (2, digits),
        _ if digits.len() > 1 && digits.starts_with('0') => (8, &digits[1..]),
        _ => (10, digits),
    };
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    Some((negative, u128::from_str_radix(digits, radix).unwrap_or(u128::MAX)))
}

/// What `atoi` makes of `text`: the number at its start, 0 if there is none.
#[must_use]
pub fn leading(text: &str) -> i32 {
    let text = blanks(text);
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let len = digits.bytes().take_while(u8::is_ascii_digit).count();
    let magnitude = if len == 0 { 0 } else { digits[..len].parse::<i64>().unwrap_or(i64::MAX) };
    (if negative && magnitude == i64::MAX {
        i64::MIN
    } else if negative {
        -magnitude
    } else {
        magnitude
    }) as i32
}

/// Whether `text` is a plain decimal number, so that [`leading`] drops nothing of it.
#[must_use]
pub fn is_whole(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.parse::<i32>().is_ok()
}

/// What `strtod` makes of all of `text`, as long as it is not negative; `None` if PgBouncer refuses it.
#[must_use]
pub fn seconds(text: &str) -> Option<f64> {
    let text = blanks(text);
    let (negative, number) = match text.strip_prefix('-') {
        Some(number) => (true, number),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = number.to_ascii_lowercase();
    let value = if lower == "inf" || lower == "infinity" {
        f64::INFINITY
    } else if is_nan(&lower) {
        f64::NAN
    } else if let Some(hex) = lower.strip_prefix("0x") {
        hexadecimal(hex)?
    } else {
        decimal(&lower)?
    };
    (!negative || value.is_nan() || value == 0.0).then_some(value)
}

fn is_nan(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("nan") else { return false };
    let inner = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    rest.is_empty() || inner.is_some_and(|inner| inner.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
}

fn decimal(text: &str) -> Option<f64> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let value: f64 = text.parse().ok()?;
    let zero = text.split('e').next().is_some_and(|digits| digits.bytes().all(|byte| matches!(byte, b'0' | b'.')));
    // Too large and too small numbers are errors.
    (value.is_finite() && (zero || value >= f64::MIN_POSITIVE)).then_some(value)
}

fn hexadecimal(text: &str) -> Option<f64> {
    let (digits, exponent) = text.split_once('p').unwrap_or((text, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = || whole.chars().chain(fraction.chars());
    all().next()?;
    let mantissa = all().try_fold(0.0, |sum: f64, digit| Some(sum * 16.0 + f64::from(digit.to_digit(16)?)))?;
    let shift: i32 = exponent.parse().ok()?;
    let value = mantissa * 2f64.powi(shift.saturating_sub(i32::try_from(4 * fraction.len()).ok()?));
    value.is_finite().then_some(value)
}

/// `seconds` as PgBouncer holds them, in microseconds: what fits 64 bits, and else what the processor makes of it.
#[must_use]
pub fn held_seconds(seconds: f64) -> f64 {
    const HALF: f64 = 9_223_372_036_854_775_808.0;
    let micro = seconds * 1e6;
    if micro.is_nan() {
        HALF / 1e6
    } else if micro < 2.0 * HALF {
        micro.trunc() / 1e6
    } else {
        0.0
    }
}

/// `value` as `printf("%g")` writes it.
#[must_use]
pub fn general(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{value:.5e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let trim = |text: &str| if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text.to_owned() };
    if (-4..6).contains(&exponent) {
        trim(&format!("{value:.*}", usize::try_from(5 - exponent).unwrap_or_default()))
    } else {
        let sign = if exponent < 0 { '-' } else { '+' };
        format!("{}e{sign}{:02}", trim(digits), exponent.abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_read_in_any_base() {
        let read: Vec<_> = ["100", "0x64", "0100", "+5", "-5", " 7", "0", "090", "1k", "", "-", "0x", "yes"].map(long).to_vec();
        let none = None;
        assert_eq!(read, [Some(100), Some(100), Some(64), Some(5), Some(-5), Some(7), Some(0), none, none, none, none, none, none]);
        assert_eq!(long("4294967297").map(|value| value as i32), Some(1));
        assert_eq!(long("99999999999999999999").map(|value| value as i32), Some(-1));
        assert_eq!(unsigned("-1"), Some(u32::MAX));
    }

    #[test]
    fn times_are_floating_point() {
        let good = ["1.5", ".5", "5.", "+5", "1e3", "0x10", "nan", "inf", "0", "-0"];
        assert!(good.iter().all(|text| seconds(text).is_some()));
        let bad = ["-1", "30s", "1,5", "", "1e400", "1e-310", ".", "e5", "1e", "infinite"];
        assert_eq!(bad.map(seconds), [None; 10]);
        assert_eq!(seconds("0x10"), Some(16.0));
    }

    #[test]
    fn words_are_zero_to_atoi() {
        assert_eq!(["5432x", "abc", "-1", "99999", "99999999999999999999"].map(leading), [5432, 0, -1, 99999, -1]);
    }

    #[test]
    fn times_are_shown_with_six_digits() {
        let shown = [1.5, 0.5, 100.0, 16.0, 3600.0, 1e6, 1_234_567.0, 0.0001, 0.000_01, 0.1].map(general);
        assert_eq!(shown, ["1.5", "0.5", "100", "16", "3600", "1e+06", "1.23457e+06", "0.0001", "1e-05", "0.1"]);
        assert_eq!(general(held_seconds(f64::NAN)), "9.22337e+12");
        assert_eq!(general(held_seconds(f64::INFINITY)), "0");
    }
}
