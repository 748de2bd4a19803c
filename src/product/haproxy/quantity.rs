//! Numbers and times as HAProxy reads them, for rules that compare them.

/// The number that HAProxy's lenient readers (`atol()`) make of `text`, and what they leave unread: `10k` is 10 and `k`.
#[must_use]
pub fn leading_number(text: &str) -> (i64, &str) {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let sign = text.len() - digits.len();
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    match text[..sign + count].parse() {
        Ok(number) => (number, &text[sign + count..]),
        Err(_) => (0, if count == 0 { text } else { &text[sign + count..] }),
    }
}

/// `text` as a whole number; `None` if anything else stands in it.
#[must_use]
pub fn whole_number(text: &str) -> Option<i64> {
    text.parse().ok()
}

/// The milliseconds of a time such as `30s`; without a unit it is in milliseconds. `None` if it is no time.
#[must_use]
pub fn milliseconds(text: &str) -> Option<u64> {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    let number: u64 = text[..count].parse().ok()?;
    Some(match &text[count..] {
        "" | "ms" => number,
        "us" => number / 1000,
        "s" => number.checked_mul(1000)?,
        "m" => number.checked_mul(60_000)?,
        "h" => number.checked_mul(3_600_000)?,
        "d" => number.checked_mul(86_400_000)?,
        _ => return None,
    })
}

/// `milliseconds` in words that fit into a sentence: `90 s`, `5 min`, `2 h`.
#[must_use]
pub fn duration(milliseconds: u64) -> String {
    match milliseconds {
        0..1000 => format!("{milliseconds} ms"),
        1000..120_000 => format!("{} s", milliseconds / 1000),
        120_000..7_200_000 => format!("{} min", milliseconds / 60_000),
        _ => format!("{} h", milliseconds / 3_600_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_end_at_the_first_other_character() {
        assert_eq!(leading_number("10k"), (10, "k"));
        assert_eq!(leading_number("1,000"), (1, ",000"));
        assert_eq!(leading_number("ten"), (0, "ten"));
        assert_eq!(leading_number("-1"), (-1, ""));
        assert_eq!(leading_number(""), (0, ""));
    }

    #[test]
    fn times_have_units() {
        assert_eq!(milliseconds("30s"), Some(30_000));
        assert_eq!(milliseconds("250"), Some(250));
        assert_eq!(milliseconds("1d"), Some(86_400_000));
        assert_eq!(milliseconds("1w"), None);
        assert_eq!(milliseconds("s"), None);
        assert_eq!(milliseconds("99999999999999999999d"), None);
    }
}
