//! Text that is safe to show: what a file holds cannot move the cursor, change colours or turn the direction of writing.

use std::borrow::Cow;

/// `text` for a message on one line: characters that would disturb a terminal are written as escapes such as `\n` and `\u{1b}`.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    // Nearly all text is plain ASCII.
    let plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if plain || !text.chars().any(disturbs) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if disturbs(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// `text` with every character that would disturb a terminal replaced by one of the same length in bytes, so that offsets stay
/// true. Tabs and line ends (LF, CR LF) are kept.
#[must_use]
pub fn masked(text: &str) -> Cow<'_, str> {
    let kept = |c: char, at: usize| !disturbs(c) || c == '\n' || c == '\t' || (c == '\r' && text.as_bytes().get(at + 1) == Some(&b'\n'));
    if text.char_indices().all(|(at, c)| kept(c, at)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        shown.push(match c.len_utf8() {
            _ if kept(c, at) => c,
            1 => '?',
            2 => '\u{b7}',
            3 => char::REPLACEMENT_CHARACTER,
            _ => '\u{1fbc4}',
        });
    }
    Cow::Owned(shown)
}

/// Whether `c` acts on a terminal instead of being shown: control characters, line separators, marks that turn the direction of
/// writing, with which text can be made to read other than it is, and tags, which are invisible.
fn disturbs(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_shows_escapes() {
        assert_eq!(printable("a\x1b[31mb\n\u{202e}"), "a\\u{1b}[31mb\\n\\u{202e}");
        assert!(matches!(printable("plain \u{e9}"), Cow::Borrowed(_)));
    }

    #[test]
    fn masking_keeps_every_offset() {
        let text = "a\x1b[1m\u{85}\u{202e}\tb\r\nc\rd\n";
        let shown = masked(text);
        assert_eq!(shown, "a?[1m\u{b7}\u{fffd}\tb\r\nc?d\n");
        assert_eq!(shown.len(), text.len());
        assert!(matches!(masked("\ta\r\nb\n"), Cow::Borrowed(_)));
    }
}
