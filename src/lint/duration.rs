//! Durations as they are written in settings of rules. `build.rs` reads the table of options with it too.

/// The milliseconds of `text`, a whole number with one of the units `ms`, `s`, `m`, `h` and `d`; `None` if it is anything else.
pub(crate) fn milliseconds(text: &str) -> Option<u64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let unit: u64 = match unit {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(unit)
}
