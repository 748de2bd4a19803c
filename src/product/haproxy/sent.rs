//! What `tcp-check` sends: bytes, and where a password of PostgreSQL's protocol is among them.
//!
//! Source: PostgreSQL's documentation, "Frontend/Backend Protocol", "Message Formats": `PasswordMessage` is the byte `p`, a length that counts itself and
//! what follows, and the password, which ends at a zero byte.

use std::ops::Range;

use super::model::{DirectiveRef, Model};

/// So many steps before and behind another one are looked at.
const STEPS: u32 = 64;
/// The longest message that is taken for a password.
const LONGEST: usize = 4096;
/// The type and the length.
const HEADER: usize = 5;

/// The bytes that `word` of a step stands for: hexadecimal digits, or text.
#[must_use]
pub fn bytes_of(word: &str) -> Vec<u8> {
    hex_of(word).unwrap_or_else(|| word.as_bytes().to_vec())
}

fn hex_of(word: &str) -> Option<Vec<u8>> {
    let is_hex = word.len().is_multiple_of(2) && !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| (0..word.len() / 2).filter_map(|at| u8::from_str_radix(&word[2 * at..2 * at + 2], 16).ok()).collect())
}

/// Where the first `PasswordMessage` stands in `sent`, with its type; up to the end of `sent` if that breaks off inside it.
#[must_use]
pub fn password_in(sent: &[u8]) -> Option<Range<usize>> {
    let mut from = 0;
    while let Some(found) = memchr::memchr(b'p', &sent[from..]) {
        let start = from + found;
        from = start + 1;
        let Some(&[a, b, c, d]) = sent.get(start + 1..start + HEADER) else { continue };
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        // The length and the zero byte are there at least.
        if (5..=LONGEST).contains(&length) {
            let end = start + 1 + length;
            if sent.get(end - 1).is_none_or(|last| *last == 0) {
                return Some(start..end.min(sent.len()));
            }
        }
    }
    None
}

/// Whether word 2 of the step `directive` is a password, or part of one. A message may be written in several steps, a field in each.
#[must_use]
pub fn is_password(model: &Model<'_>, directive: DirectiveRef<'_, '_>) -> bool {
    if !is_send(directive) {
        return false;
    }
    let own = directive.index;
    let section = directive.section().index;
    let near = |index: u32| {
        let step = model.any_directive(index);
        (step.section().index == section && is_send(step)).then_some(step)
    };
    let first = (own.saturating_sub(STEPS)..own).rev().take_while(|index| near(*index).is_some()).last().unwrap_or(own);
    let end = model.document.directives.len() as u32;
    let mut sent = Vec::new();
    let mut mine = 0..0;
    for step in (first..end.min(own + STEPS)).map_while(near) {
        let start = sent.len();
        sent.extend(bytes_of_step(step));
        if step.index == own {
            mine = start..sent.len();
        }
    }
    let mut from = 0;
    while let Some(found) = password_in(&sent[from..]) {
        let (start, end) = (from + found.start, from + found.end);
        // Its type and length alone tell nothing but how long it is.
        if mine.end > start + HEADER && mine.start < end {
            return true;
        }
        from = end;
    }
    false
}

fn is_send(step: DirectiveRef<'_, '_>) -> bool {
    step.keyword() == "tcp-check" && step.sub().starts_with("send") && step.len() > 2
}

fn bytes_of_step(step: DirectiveRef<'_, '_>) -> Vec<u8> {
    if step.sub().contains("binary") { bytes_of(step.word(2)) } else { step.word(2).as_bytes().to_vec() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_found_among_messages() {
        let message = |password: &str| {
            let length = password.len() as u32 + 5;
            [b"p", &length.to_be_bytes()[..], password.as_bytes(), b"\0"].concat()
        };
        let login = bytes_of("0000001f0003000075736572006170700064617461626173650061707000 00".replace(' ', "").as_str());
        assert_eq!(password_in(&login), None);
        let both = [&login[..], &message("secret")].concat();
        assert_eq!(password_in(&both), Some(login.len()..both.len()));
        assert_eq!(password_in(&both[..both.len() - 3]), Some(login.len()..both.len() - 3));
        assert_eq!(password_in(&bytes_of("51000000067000")), None);
        assert_eq!(password_in(&message("")), Some(0..6));
    }
}
