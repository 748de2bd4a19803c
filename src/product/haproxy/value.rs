//! Plain values (placeholder until the exact readers land).

use crate::schema::{AddrFlags, TimeUnit, Version};

/// A fault in a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueFault {
    /// Range in the value.
    pub part: (u32, u32),
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

fn fault(text: &str, message: String) -> ValueFault {
    ValueFault { part: (0, text.len() as u32), message, help: None }
}

/// A name.
///
/// # Errors
/// A character that names may not hold.
pub fn name(text: &str) -> Result<(), ValueFault> {
    match text.find(|c: char| !(c.is_ascii_alphanumeric() || "_:.-".contains(c))) {
        Some(at) => Err(fault(text, format!("`{}` may not stand in a name", text[at..].chars().next().unwrap_or_default()))),
        None => Ok(()),
    }
}

/// A checked integer.
///
/// # Errors
/// Not an integer, or not in the range.
pub fn integer(text: &str, min: i64, max: i64) -> Result<(), ValueFault> {
    match text.parse::<i64>() {
        Ok(number) if (min..=max).contains(&number) => Ok(()),
        Ok(_) => Err(fault(text, format!("`{text}` is out of range"))),
        Err(_) => Err(fault(text, format!("`{text}` is not an integer"))),
    }
}

/// A number in base 8, 10 or 16, as C's `strtol` with base 0 reads it.
///
/// # Errors
/// Not a number.
pub fn number(text: &str) -> Result<i64, ValueFault> {
    let (digits, negative) = match text.strip_prefix('-') {
        Some(digits) => (digits, true),
        None => (text.strip_prefix('+').unwrap_or(text), false),
    };
    let parsed = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        Some(hex) => i64::from_str_radix(hex, 16),
        None if digits.len() > 1 && digits.starts_with('0') => i64::from_str_radix(&digits[1..], 8),
        None => digits.parse(),
    };
    parsed.map(|number| if negative { -number } else { number }).map_err(|_| fault(text, format!("`{text}` is not a number")))
}

/// An integer read as far as it goes.
///
/// # Errors
/// Not in the range.
pub fn lenient_integer(_text: &str, _min: i64, _max: i64) -> Result<(), ValueFault> {
    Ok(())
}

/// A time.
///
/// # Errors
/// Not a time.
pub fn time(_text: &str, _unit: TimeUnit, _min: i64, _max: i64, _version: Version) -> Result<(), ValueFault> {
    Ok(())
}

/// A size.
///
/// # Errors
/// Not a size.
pub fn size(_text: &str, _min: i64, _max: i64, _version: Version) -> Result<(), ValueFault> {
    Ok(())
}

/// A type of its own.
///
/// # Errors
/// Not of the type.
pub fn special(_kind: &str, _text: &str, _version: Version) -> Result<(), ValueFault> {
    Ok(())
}

/// An address.
///
/// # Errors
/// Not an address.
pub fn address(_text: &str, _flags: AddrFlags, _several: bool, _version: Version) -> Result<(), ValueFault> {
    Ok(())
}
