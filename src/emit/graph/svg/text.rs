//! Text in a drawing: how wide it is, where it breaks, how it is escaped.

use std::borrow::Cow;

use crate::text::printable;

/// Widths of the characters from blank to `~` in hundredths of the font size. Of the usual fonts without serifs the wide ones: a box that is
/// made for them holds the others too.
const WIDTHS: [u8; 95] = [
    30, 38, 44, 80, 60, 90, 74, 26, 37, 37, 48, 80, 30, 34, 30, 32, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 32, 32, 80, 80, 80, 56, 102,
    67, 67, 72, 73, 67, 61, 78, 72, 28, 50, 67, 56, 83, 72, 78, 67, 78, 72, 67, 61, 72, 67, 94, 67, 67, 65, 37, 32, 37, 80, 56, 48, 58, 60,
    52, 60, 58, 33, 60, 60, 26, 26, 55, 26, 93, 60, 58, 60, 60, 39, 50, 37, 60, 56, 78, 56, 56, 50, 60, 32, 60, 80,
];

/// `count` as a number to reckon with.
pub(super) fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// How wide `text` is in a font of `size`.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let hundredths: u32 = text.chars().map(|c| u32::from(of_char(c))).sum();
    f64::from(hundredths) / 100.0 * size
}

/// How wide `text` is in bold.
pub(super) fn bold_width(text: &str, size: f64) -> f64 {
    width(text, size) * 1.17
}

fn of_char(c: char) -> u8 {
    match u32::from(c) {
        code @ 32..=126 => WIDTHS[code as usize - 32],
        // Letters of other scripts that are about as wide as Latin ones; the rest may be twice as wide.
        0..=0x10ff => 65,
        0x2000..=0x206f => 60,
        _ => 102,
    }
}

/// `text` in lines that are at most `most` wide; the last of `lines` ends in `…` if there is more. Words that are longer are broken.
pub(super) fn wrap(text: &str, size: f64, most: f64, lines: usize) -> Vec<String> {
    let mut wrapped: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        for piece in pieces(word, size, most) {
            let last = wrapped.len() - 1;
            let line = &mut wrapped[last];
            if line.is_empty() {
                line.push_str(&piece);
            } else if width(line, size) + width(" ", size) + width(&piece, size) <= most {
                line.push(' ');
                line.push_str(&piece);
            } else {
                wrapped.push(piece);
            }
        }
    }
    if wrapped.len() > lines {
        wrapped.truncate(lines);
        if let Some(line) = wrapped.last_mut() {
            while width(line, size) + width("…", size) > most && line.pop().is_some() {}
            line.push('…');
        }
    }
    wrapped
}

/// `word` in pieces that fit into `most`.
fn pieces(word: &str, size: f64, most: f64) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for c in word.chars() {
        let last = pieces.len() - 1;
        if !pieces[last].is_empty() && width(&pieces[last], size) + width(c.encode_utf8(&mut [0; 4]), size) > most {
            pieces.push(c.to_string());
        } else {
            pieces[last].push(c);
        }
    }
    pieces
}

/// `text` for XML, between tags or in an attribute in double quotes. Characters that XML cannot hold are written as escapes.
pub(super) fn escaped(text: &str) -> String {
    let shown: Cow<'_, str> = printable(text);
    let mut escaped = String::with_capacity(shown.len());
    for c in shown.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push(char::REPLACEMENT_CHARACTER),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{escaped, width, wrap};

    #[test]
    fn text_is_broken_where_it_has_to_be() {
        assert_eq!(wrap("one two three", 10.0, width("one two", 10.0) + 0.1, 9), ["one two", "three"]);
        assert_eq!(wrap("one two three", 10.0, width("one two", 10.0), 1), ["one…"]);
        assert!(wrap(&"x".repeat(100), 10.0, 100.0, 99).iter().all(|line| width(line, 10.0) <= 100.0));
        assert_eq!(wrap("", 10.0, 100.0, 9), [""]);
    }

    #[test]
    fn nothing_in_a_text_means_anything() {
        assert_eq!(escaped("<a b=\"c\">&'\u{1b}\u{ffff}"), "&lt;a b=&quot;c&quot;&gt;&amp;&#39;\\u{1b}\u{fffd}");
    }
}
