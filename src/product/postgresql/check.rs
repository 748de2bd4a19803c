//! Values that are text: what the program demands of them, and what it makes of them.

use super::number::is_space;
use super::standbys;
use super::value::BadValue;
use crate::schema::{Setting, Version};

/// The longest identifier.
const NAME: usize = 63;

/// The text `text` as the setting `row` holds it.
///
/// # Errors
/// [`BadValue`] if the program refuses it.
pub(super) fn check(row: &'static Setting, text: &str, version: Version) -> Result<String, BadValue> {
    match row.kind {
        "words" => words(row, text, version)?,
        "encoding" => return encoding(row, text),
        "datestyle" => return date_style(text),
        "sync-names" => {
            standbys::parse(text).map_err(|_| other("is no list of standbys"))?;
        }
        "lsn" => lsn(text)?,
        "timezone" => time_zone(text)?,
        _ => {}
    }
    by_flags(row, text)?;
    Ok(held(row, text, version))
}

fn other(what: &str) -> BadValue {
    BadValue::Other(what.to_owned())
}

/// What the flags of `row` demand of `text`.
fn by_flags(row: &Setting, text: &str) -> Result<(), BadValue> {
    for flag in row.flags {
        let fault = match *flag {
            "names" if list(text, true).is_none() => "is no list of names",
            "slots" => match list(text, true) {
                None => "is no list of names",
                // Entries of a list are cut to the length of a name first.
                Some(names) if !names.iter().all(|name| is_slot(name.get(..NAME).unwrap_or(name))) => {
                    "holds what is no name of a replication slot"
                }
                Some(_) => continue,
            },
            "slot" if !text.is_empty() && !is_slot(text) => "is no name of a replication slot",
            "filled" if text.is_empty() => "is empty",
            "max63" if text.len() > NAME => "is longer than 63 bytes",
            "letters" if !text.bytes().all(|byte| byte.is_ascii_alphabetic()) => "does not consist of letters",
            "functions" if !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_, \n\t".contains(&byte)) => {
                "is no list of functions"
            }
            "reserved" if text != "none" || row.default(Version::MAX) != Some("none") => "cannot be set in a file",
            _ => continue,
        };
        return Err(other(fault));
    }
    Ok(())
}

/// What the program makes of a text that it takes.
fn held(row: &Setting, text: &str, version: Version) -> String {
    let cut = |text: &str| text.char_indices().take_while(|(at, c)| at + c.len_utf8() <= NAME).map(|(_, c)| c).collect::<String>();
    match () {
        () if row.has("ascii") => {
            let plain = |byte: u8| (b' '..=b'~').contains(&byte);
            let shown = |byte: u8| match (plain(byte), version < Version::new(16, 0)) {
                (true, _) => char::from(byte).to_string(),
                (false, true) => "?".to_owned(),
                (false, false) => format!("\\x{byte:02x}"),
            };
            cut(text).bytes().map(shown).collect()
        }
        () if row.has("short") => cut(text),
        () => text.to_owned(),
    }
}

/// The entries of a list that is split at commas; those without double quotes in lower case if `fold`. `None` if it is no such list.
#[must_use]
pub fn list(text: &str, fold: bool) -> Option<Vec<String>> {
    let mut rest = text.trim_start_matches(is_space);
    let mut entries = Vec::new();
    if rest.is_empty() {
        return Some(entries);
    }
    loop {
        let (entry, behind) = entry(rest, fold)?;
        entries.push(entry);
        rest = behind.trim_start_matches(is_space);
        match rest.strip_prefix(',') {
            Some(next) => rest = next.trim_start_matches(is_space),
            None => return rest.is_empty().then_some(entries),
        }
    }
}

/// The first entry of `text`, and what stands behind it.
fn entry(text: &str, fold: bool) -> Option<(String, &str)> {
    let Some(mut quoted) = text.strip_prefix('"') else {
        let end = text.find(|c| c == ',' || is_space(c)).unwrap_or(text.len());
        let entry = if fold { text[..end].to_ascii_lowercase() } else { text[..end].to_owned() };
        return (end > 0).then_some((entry, &text[end..]));
    };
    let mut entry = String::new();
    loop {
        let end = quoted.find('"')?;
        entry.push_str(&quoted[..end]);
        quoted = &quoted[end + 1..];
        match quoted.strip_prefix('"') {
            Some(more) => {
                entry.push('"');
                quoted = more;
            }
            None => return Some((entry, quoted)),
        }
    }
}

/// Holds a list against the words of `row`. The word `*` stands for what other programs may bring.
fn words(row: &Setting, text: &str, version: Version) -> Result<(), BadValue> {
    if row.has("exact") {
        return if text.is_empty() || row.values.iter().any(|choice| choice.name == text) { Ok(()) } else { Err(BadValue::NotAWord) };
    }
    // The setting was a Boolean once, and its words still stand for all or nothing.
    if row.has("bool") && is_full_bool(text) {
        return Ok(());
    }
    let entries = list(text, true).ok_or_else(|| other("is no list of words"))?;
    let known = |entry: &String| {
        row.values.iter().any(|choice| choice.known(version) && (choice.name == "*" || choice.name.eq_ignore_ascii_case(entry)))
    };
    match entries.iter().find(|entry| !known(entry)) {
        Some(_) => Err(BadValue::NotAWord),
        None => Ok(()),
    }
}

/// Whether `text` is one of the words for on and off, in full.
fn is_full_bool(text: &str) -> bool {
    ["on", "off", "true", "false", "yes", "no", "1", "0"].iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// A character set: only its letters and digits count.
fn encoding(row: &'static Setting, text: &str) -> Result<String, BadValue> {
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let found = row.values.iter().find(|choice| choice.name.eq_ignore_ascii_case(&plain));
    found.map(|choice| choice.means.to_owned()).ok_or_else(|| other("is no character set"))
}

/// A style of dates and an order of day, month and year; each at most once.
fn date_style(text: &str) -> Result<String, BadValue> {
    let entries = list(text, true).ok_or_else(|| other("is no list of words"))?;
    let (mut style, mut order) = (None, None);
    for entry in &entries {
        let entry = entry.to_ascii_lowercase();
        let starts = |word: &str| entry.starts_with(word);
        let (slot, word) = match () {
            () if entry == "iso" => (&mut style, "ISO"),
            () if entry == "sql" => (&mut style, "SQL"),
            () if starts("postgres") => (&mut style, "Postgres"),
            () if entry == "german" => (&mut style, "German"),
            () if entry == "ymd" => (&mut order, "YMD"),
            () if entry == "dmy" || starts("euro") => (&mut order, "DMY"),
            () if entry == "mdy" || entry == "us" || starts("noneuro") => (&mut order, "MDY"),
            () if entry == "default" => continue,
            () => return Err(BadValue::NotAWord),
        };
        if slot.is_some_and(|old| old != word) {
            return Err(other("holds two words that exclude each other"));
        }
        *slot = Some(word);
    }
    let order = order.unwrap_or(if style == Some("German") { "DMY" } else { "MDY" });
    Ok(format!("{}, {order}", style.unwrap_or("ISO")))
}

/// A place in the write-ahead log, such as `0/3000060`.
fn lsn(text: &str) -> Result<(), BadValue> {
    let half = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let fits = text.is_empty() || text.split_once('/').is_some_and(|(left, right)| half(left) && half(right));
    if fits { Ok(()) } else { Err(other("is no place in the write-ahead log")) }
}

/// A time zone. Which names there are is the machine's: only what cannot be one is refused.
fn time_zone(text: &str) -> Result<(), BadValue> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "_+-/<>:.,".contains(c);
    let interval = text.get(..8).is_some_and(|head| head.eq_ignore_ascii_case("interval"));
    if interval || !text.is_empty() && text.chars().all(fits) { Ok(()) } else { Err(other("is no time zone")) }
}

/// Whether `text` can be the name of a replication slot.
#[must_use]
pub fn is_slot(text: &str) -> bool {
    (1..=NAME).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_split_at_commas() {
        let split = |text| list(text, true);
        assert_eq!(split("a, \"B\"\"c\" ,$User"), Some(vec!["a".to_owned(), "B\"c".to_owned(), "$user".to_owned()]));
        assert_eq!(split(" "), Some(Vec::new()));
        assert_eq!([split("a b"), split("a,"), split("a,,b"), split("\"a"), split("\"a\"b")], [const { None }; 5]);
    }

    #[test]
    fn styles_of_dates_are_completed() {
        assert_eq!(date_style("dmy, ISO"), Ok("ISO, DMY".to_owned()));
        assert_eq!(date_style("german"), Ok("German, DMY".to_owned()));
        assert!(date_style("iso, sql").is_err());
    }
}
