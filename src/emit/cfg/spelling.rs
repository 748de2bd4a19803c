//! How words are written.

use std::borrow::Cow;

/// `word` as it is written in normal form: without its quotes if they protect nothing, else as it stands. `leads` tells whether it is
/// the first word of its line.
///
/// A word with a variable, an escape or a byte beyond ASCII is never touched: what it means may depend on where it is read.
pub(super) fn spell(word: &[u8], leads: bool) -> Cow<'_, [u8]> {
    bare(word, leads).map_or(Cow::Borrowed(word), Cow::Owned)
}

fn bare(word: &[u8], leads: bool) -> Option<Vec<u8>> {
    let mut value = Vec::with_capacity(word.len());
    let mut quote = None;
    for &byte in word {
        match byte {
            b'"' | b'\'' if quote.is_none() => quote = Some(byte),
            _ if quote == Some(byte) => quote = None,
            _ => value.push(byte),
        }
    }
    let plain = |byte: &u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'\\' | b'#' | b'$');
    let starts_plainly = match value.first()? {
        b'[' | b'.' => !leads,
        _ => true,
    };
    (starts_plainly && value.iter().all(plain)).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(word: &str) -> String {
        String::from_utf8(spell(word.as_bytes(), false).into_owned()).unwrap()
    }

    #[test]
    fn quotes_that_protect_nothing_go() {
        assert_eq!(spelled("\"a\""), "a");
        assert_eq!(spelled("fr'ont'end"), "frontend");
        assert_eq!(spelled("key=\"a.b,c\""), "key=a.b,c");
        assert_eq!(spelled("\"[x]\""), "[x]");
    }

    #[test]
    fn all_other_quotes_stay() {
        for word in
            ["\"\"", "''", "\"a b\"", "'a#b'", "'$X'", "\"${X}\"", "\"it's\"", "'a\"b'", "\"a\\x41\"", "a\\ b", "\"\u{e9}\"", "'a\tb'"]
        {
            assert_eq!(spelled(word), word);
        }
        for word in ["\"[x]\"", "'.if'"] {
            assert_eq!(spell(word.as_bytes(), true), word.as_bytes());
        }
    }
}
