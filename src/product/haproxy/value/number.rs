//! Numbers, as the C library reads them.

use super::fault::{ValueFault, ValueFaultKind, char_at, char_end};

/// What `strtol()` finds at the start of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CNumber {
    /// The number; one that does not fit is the nearest that does.
    pub value: i64,
    /// How many bytes were read: blanks, sign, prefix and digits; 0 if there was no number.
    pub len: usize,
}

/// Reads a number as far as it goes, as the C function `strtol()` does: leading blanks, a sign, and digits of `base` (8, 10 or 16, or 0:
/// hexadecimal after `0x`, octal after `0`, else decimal). The binary `0b` of newer C libraries is not known here.
#[must_use]
pub fn strtol(text: &str, base: u32) -> CNumber {
    let bytes = text.as_bytes();
    let mut at = bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\t'..=b'\r')).count();
    let negative = bytes.get(at) == Some(&b'-');
    if matches!(bytes.get(at), Some(b'-' | b'+')) {
        at += 1;
    }
    let hexadecimal = bytes.get(at) == Some(&b'0')
        && matches!(bytes.get(at + 1), Some(b'x' | b'X'))
        && bytes.get(at + 2).is_some_and(u8::is_ascii_hexdigit);
    let base = match base {
        0 | 16 if hexadecimal => {
            at += 2;
            16
        }
        0 if bytes.get(at) == Some(&b'0') => 8,
        0 => 10,
        base => base,
    };
    let start = at;
    let mut value = 0i64;
    while let Some(digit) = bytes.get(at).and_then(|byte| char::from(*byte).to_digit(base)) {
        let digit = i64::from(digit);
        value = value.saturating_mul(i64::from(base));
        value = if negative { value.saturating_sub(digit) } else { value.saturating_add(digit) };
        at += 1;
    }
    CNumber { value, len: if at == start { 0 } else { at } }
}

/// Reads a number as the C function `atol()` does: as far as digits go, 0 if there are none.
#[must_use]
pub fn atol(text: &str) -> i64 {
    strtol(text, 10).value
}

/// Reads a number as the C function `atoi()` does: [`atol`] cut to 32 bits.
#[must_use]
pub fn atoi(text: &str) -> i32 {
    atol(text) as i32
}

/// Reads a word that is a decimal number and nothing else; leading blanks and a sign are taken.
///
/// # Errors
///
/// An empty word, or anything but digits.
pub fn parse_int(text: &str) -> Result<i64, ValueFault> {
    whole(text, 10, "write a whole number in digits, such as `100`")
}

/// Reads a word that is a number of C and nothing else: decimal, hexadecimal after `0x`, octal after `0`.
///
/// # Errors
///
/// An empty word, or anything that is no such number.
pub fn parse_num(text: &str) -> Result<i64, ValueFault> {
    whole(text, 0, "write a number in digits, or in hexadecimal after `0x`")
}

fn whole(text: &str, base: u32, help: &str) -> Result<i64, ValueFault> {
    if text.is_empty() {
        return Err(ValueFault::new(ValueFaultKind::Empty, 0, 0, "a number is missing").help(help));
    }
    let read = strtol(text, base);
    if read.len == text.len() {
        return Ok(read.value);
    }
    let message = match read.len {
        0 => format!("`{text}` is not a number"),
        len => format!("`{text}` is not a number: `{}` stands behind its digits", char_at(text, len)),
    };
    let end = if read.len == 0 { text.len() } else { char_end(text, read.len) };
    Err(ValueFault::new(ValueFaultKind::Character, read.len, end, message).help(help))
}

/// Reads bytes written as pairs of hexadecimal digits, as `parse_binary()` of `src/tools.c` does (`tcp-check send-binary`).
///
/// # Errors
///
/// An odd number of digits, or anything but digits.
pub fn parse_hex(text: &str) -> Result<Vec<u8>, ValueFault> {
    if !text.len().is_multiple_of(2) {
        let message = format!("`{text}` has an odd number of digits: two digits make a byte");
        return Err(ValueFault::new(ValueFaultKind::OddLength, 0, text.len(), message).help("write a 0 before a byte below 10"));
    }
    let digit = |at: usize| text.as_bytes().get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut out = Vec::with_capacity(text.len() / 2);
    for at in (0..text.len()).step_by(2) {
        match (digit(at), digit(at + 1)) {
            (Some(high), Some(low)) => out.push((high << 4 | low) as u8),
            (high, _) => {
                // The second byte of a pair may lie inside a character; then its first one was at fault.
                let at = if high.is_some() { at + 1 } else { at };
                let message = format!("`{}` is not a hexadecimal digit", char_at(text, at));
                return Err(ValueFault::new(ValueFaultKind::Character, at, char_end(text, at), message)
                    .help("write two digits 0 to 9 or a to f for each byte, without blanks"));
            }
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lenient_way_reads_as_far_as_digits_go() {
        assert_eq!(atoi("10k"), 10);
        assert_eq!(atoi("x"), 0);
        assert_eq!(atoi(" -7"), -7);
        assert_eq!(atoi("4294967297"), 1);
        assert_eq!(atoi("99999999999999999999"), -1);
        assert_eq!(atol("99999999999999999999"), i64::MAX);
    }

    #[test]
    fn the_strict_way_takes_the_whole_word() {
        assert_eq!(parse_int("+12"), Ok(12));
        assert_eq!(parse_int("12k").unwrap_err().span.range(), 2..3);
        assert_eq!(parse_int("-").unwrap_err().span.range(), 0..1);
        assert_eq!(parse_int("").unwrap_err().kind, ValueFaultKind::Empty);
        assert_eq!(parse_num("0x1F"), Ok(31));
        assert_eq!(parse_num("017"), Ok(15));
        assert!(parse_num("0x").is_err());
        assert!(parse_num("09").is_err());
    }

    #[test]
    fn hexadecimal_bytes_come_in_pairs() {
        assert_eq!(parse_hex("00fF"), Ok(vec![0, 255]));
        assert_eq!(parse_hex("0").unwrap_err().kind, ValueFaultKind::OddLength);
        assert_eq!(parse_hex("0g").unwrap_err().span.range(), 1..2);
    }
}
