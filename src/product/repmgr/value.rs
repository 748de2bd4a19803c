//! How repmgr reads values.

use crate::product::tidy;
use crate::schema::Setting;

/// What `strtol` in base 10 makes of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    /// The number; of one out of range the nearest.
    pub(super) value: i64,
    /// How many bytes were read, blanks and sign included; 0 if there is no number.
    pub(super) read: usize,
    /// Whether the number does not fit.
    pub(super) overflow: bool,
}

/// Reads the number at the start of `text`.
pub(super) fn number(text: &str) -> Number {
    let bytes = text.as_bytes();
    let blanks = bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\t'..=b'\r')).count();
    let sign = bytes.get(blanks).filter(|byte| matches!(byte, b'+' | b'-'));
    let start = blanks + usize::from(sign.is_some());
    let digits = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 {
        return Number { value: 0, read: 0, overflow: false };
    }
    let negative = sign == Some(&b'-');
    let value = bytes[start..start + digits].iter().try_fold(0i64, |value, digit| {
        let digit = i64::from(digit - b'0');
        value.checked_mul(10)?.checked_add(if negative { -digit } else { digit })
    });
    let limit = if negative { i64::MIN } else { i64::MAX };
    Number { value: value.unwrap_or(limit), read: start + digits, overflow: value.is_none() }
}

/// Why a number is refused, in repmgr's words, and whether it is only too small.
pub(super) fn int_fault(row: &Setting, text: &str) -> Option<(String, bool)> {
    let name = row.name;
    let read = number(text);
    // What does not fit 32 bits is cut before it is compared.
    #[expect(clippy::cast_possible_truncation, reason = "as repmgr does it")]
    let cut = read.value as i32;
    let least = row.min.unwrap_or(f64::MIN);
    if text.is_empty() {
        None
    } else if read.read == 0 || read.overflow {
        Some((format!("\"{name}\": invalid value (provided: \"{text}\")"), false))
    } else if i64::from(cut) < read.value {
        let message = format!("\"{name}\": must be a positive signed 32 bit integer, i.e. 2147483647 or less (provided: \"{text}\")");
        Some((message, false))
    } else if f64::from(cut) < least {
        Some((format!("\"{name}\": must be {least} or greater (provided: \"{text}\")"), true))
    } else {
        None
    }
}

/// The number that repmgr holds for `text`, also if it complains.
pub(super) fn int(text: &str) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "as repmgr does it")]
    let cut = number(text).value as i32;
    cut
}

/// The truth value that `text` stands for.
pub(super) fn boolean(text: &str) -> Option<bool> {
    let is = |words: [&str; 4]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is(["true", "on", "yes", "1"]) {
        Some(true)
    } else if is(["false", "off", "no", "0"]) {
        Some(false)
    } else {
        None
    }
}

/// Why a delay is refused, in repmgr's words.
pub(super) fn delay_fault(name: &str, text: &str) -> Option<String> {
    if int(text) < 0 {
        return Some(format!("invalid value \"{text}\" provided for \"{name}\""));
    }
    let unit = &text[number(text).read..];
    let known = ["", "ms", "s", "min", "h", "d"].contains(&unit);
    (!known).then(|| format!("value for \"{name}\" must be one of ms/s/min/h/d (provided: \"{text}\")"))
}

/// The folders of a `tablespace_mapping`, or why it is refused in repmgr's words.
pub(super) fn mapping(text: &str) -> Result<(String, String), String> {
    let (mut old, mut new) = (String::new(), String::new());
    let mut behind = false;
    let characters: Vec<char> = text.chars().collect();
    for (index, character) in characters.iter().enumerate() {
        match character {
            '\\' if characters.get(index + 1) == Some(&'=') => {}
            '=' if index == 0 || characters[index - 1] != '\\' => {
                if !new.is_empty() {
                    return Err("multiple \"=\" signs in tablespace mapping".to_owned());
                }
                behind = true;
            }
            other => if behind { &mut new } else { &mut old }.push(*other),
        }
    }
    if old.is_empty() || new.is_empty() {
        return Err(format!("invalid tablespace mapping format \"{text}\", must be \"OLDDIR=NEWDIR\""));
    }
    Ok((canonical(&old), canonical(&new)))
}

/// The names in a list of event notifications, blanks left out.
pub(super) fn events(text: &str) -> Vec<String> {
    let names = text.split(',').map(|name| name.chars().filter(|character| !matches!(character, ' ' | '\t')).collect::<String>());
    names.filter(|name| !name.is_empty()).collect()
}

/// A path as PostgreSQL makes it canonical: no double slashes, no `.`, and no `..` behind a name.
pub(super) fn canonical(path: &str) -> String {
    if path.is_empty() { String::new() } else { tidy(path) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stop_at_the_first_other_character() {
        assert_eq!(number(" -12min"), Number { value: -12, read: 4, overflow: false });
        assert_eq!(number("0x10").value, 0);
        assert_eq!(number("x").read, 0);
        assert!(number("99999999999999999999").overflow);
        assert_eq!(int(""), 0);
    }

    #[test]
    fn paths_are_made_canonical() {
        for (path, expected) in [
            ("", ""),
            ("/", "/"),
            ("//a//b/", "/a/b"),
            ("/a/./b/../c", "/a/c"),
            ("/..", "/"),
            ("a/..", "."),
            ("../a", "../a"),
            ("./data", "data"),
        ] {
            assert_eq!(canonical(path), expected, "{path}");
        }
    }

    #[test]
    fn mappings_have_one_equals_sign() {
        assert_eq!(mapping("/a=/b/"), Ok(("/a".to_owned(), "/b".to_owned())));
        assert_eq!(mapping("/a\\=x=/b"), Ok(("/a=x".to_owned(), "/b".to_owned())));
        assert!(mapping("/a=/b=/c").is_err() && mapping("/a").is_err());
    }
}
