//! Regular expressions: only what is wrong beyond doubt.

use super::fault::ArgFault;

/// What is wrong in a regular expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegexFault {
    /// The byte where it is wrong.
    pub at: usize,
    /// What is wrong.
    pub message: &'static str,
}

impl From<RegexFault> for ArgFault {
    fn from(fault: RegexFault) -> Self {
        Self::new(fault.at..fault.at + 1, fault.message)
    }
}

/// A fault in `text` that every build of HAProxy with PCRE refuses, if there is one: parentheses and brackets that do not pair, a
/// backslash at the end, a quantifier with nothing before it. Expressions that use literal text (`\Q`), comments or verbs are not
/// judged.
#[must_use]
pub fn check(text: &str) -> Option<RegexFault> {
    if text.contains("\\Q") || text.contains("(*") || text.contains("(?#") || has_extended_mode(text) {
        return None;
    }
    let bytes = text.as_bytes();
    let mut open = Vec::new();
    let mut at = 0;
    let mut before = Before::Nothing;
    while let Some(&byte) = bytes.get(at) {
        before = match byte {
            b'\\' => {
                if at + 1 == bytes.len() {
                    return Some(RegexFault { at, message: "the regular expression ends with a backslash" });
                }
                at += if bytes[at + 1] == b'c' { 2 } else { 1 };
                Before::Item
            }
            b'[' => {
                let Some(end) = class_end(bytes, at) else {
                    return Some(RegexFault { at, message: "the `[` of the regular expression is not closed" });
                };
                at = end;
                Before::Item
            }
            b'(' => {
                open.push(at);
                if bytes.get(at + 1) == Some(&b'?') {
                    at += 1;
                    Before::Item
                } else {
                    Before::Nothing
                }
            }
            b')' => {
                if open.pop().is_none() {
                    return Some(RegexFault { at, message: "the `)` of the regular expression has no `(`" });
                }
                Before::Item
            }
            b'|' => Before::Nothing,
            b'*' | b'+' | b'?' => match before {
                Before::Item => Before::Quantifier,
                Before::Quantifier if byte != b'*' => Before::Nothing,
                _ => return Some(RegexFault { at, message: "nothing stands before the quantifier of the regular expression" }),
            },
            _ => Before::Item,
        };
        at += 1;
    }
    open.pop().map(|at| RegexFault { at, message: "the `(` of the regular expression is not closed" })
}

/// What a quantifier would stand behind.
#[derive(Clone, Copy)]
enum Before {
    /// Nothing that could be repeated.
    Nothing,
    /// Something that can be repeated.
    Item,
    /// A quantifier, which `?` or `+` can change.
    Quantifier,
}

/// Whether a group turns on the mode in which blanks and comments do not count.
fn has_extended_mode(text: &str) -> bool {
    text.match_indices("(?").any(|(at, _)| {
        let letters = text[at + 2..].trim_start_matches('^');
        letters.bytes().take_while(|byte| byte.is_ascii_alphabetic() || *byte == b'-').any(|byte| byte == b'x')
    })
}

/// The `]` that closes the class that begins at `start`.
fn class_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    if bytes.get(at) == Some(&b'^') {
        at += 1;
    }
    if bytes.get(at) == Some(&b']') {
        at += 1;
    }
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b']' => return Some(at),
            b'\\' => at += 1,
            b'[' if matches!(bytes.get(at + 1), Some(b':' | b'.' | b'=')) => {
                if let Some(end) = named_class_end(bytes, at) {
                    at = end;
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The `]` of `[:alpha:]`, if it is such a thing.
fn named_class_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mark = bytes[start + 1];
    let mut at = start + 2;
    while let Some(&byte) = bytes.get(at) {
        if byte == mark && bytes.get(at + 1) == Some(&b']') {
            return Some(at + 1);
        }
        match byte {
            b'\\' if matches!(bytes.get(at + 1), Some(b']' | b'\\')) => at += 1,
            b']' => return None,
            b'[' if bytes.get(at + 1) == Some(&mark) => return None,
            _ => {}
        }
        at += 1;
    }
    None
}
