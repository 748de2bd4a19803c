//! The users of `auth_file` and their secrets.

use std::borrow::Cow;

use crate::schema::Version;
use crate::syntax::userlist::{self, value};
use crate::text::{FileId, Location, Source, Span};

/// What a secret is, as PgBouncer tells by its look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SecretKind {
    /// Nothing: no password logs in.
    Empty,
    /// The password itself.
    Clear,
    /// The MD5 hash of password and name.
    Md5,
    /// A SCRAM-SHA-256 secret.
    Scram,
}

/// A user.
#[derive(Debug)]
pub struct User<'s> {
    /// The name.
    pub name: Cow<'s, str>,
    /// Where it stands, quotes included.
    pub name_at: Location,
    secret: &'s str,
    /// Where the secret stands, quotes included.
    pub secret_at: Location,
    /// What the secret is.
    pub kind: SecretKind,
    /// What is left of the line, where there is more than blanks. The program drops it.
    pub rest: Option<Location>,
    /// Whether the secret stands on another line than the name.
    pub is_split: bool,
}

/// Why the program stops reading a file, or reads less of it than stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// A byte order mark stands before the first entry.
    Bom,
    /// A comment starts with `#`.
    Hash,
    /// A field is not in double quotes.
    Unquoted,
    /// The last name has no secret.
    NoSecret,
    /// A quote is not closed.
    OpenQuote,
    /// A name is too long; so many bytes are taken.
    LongName(u32),
    /// A secret is too long; so many bytes are taken.
    LongSecret(u32),
}

/// A file of users.
#[derive(Debug)]
pub struct Userlist<'s> {
    /// The file.
    pub id: FileId,
    /// The text of the file.
    pub text: &'s str,
    /// The users that the program takes, in order.
    pub users: Vec<User<'s>>,
    /// Why it does not read on, and at what.
    pub stop: Option<(Stop, Location)>,
    /// Text behind a byte 0, which the program does not see.
    pub behind_nul: Option<Location>,
}

impl<'s> User<'s> {
    /// The name for messages. Where a quote is missing, the program takes for a part of the name what may be a secret: that is left out.
    #[must_use]
    pub fn shown(&self) -> Cow<'_, str> {
        match self.name.find(['"', '\n', '\r']) {
            Some(end) => Cow::Owned(format!("{}…", &self.name[..end])),
            None => Cow::Borrowed(&self.name),
        }
    }

    /// The secret. Not to be shown.
    #[must_use]
    pub fn secret(&self) -> Cow<'s, str> {
        value(self.secret)
    }
}

/// So many bytes of names and of secrets each version takes, as they stand in the file.
const LIMITS: [(Version, u32, u32); 4] =
    [(Version::MIN, 63, 159), (Version::new(1, 16), 127, 995), (Version::new(1, 17), 127, 2047), (Version::new(1, 26), 127, 65_530)];

/// Reads the `auth_file` `id`.
#[must_use]
pub fn read(id: FileId, source: &Source, version: Version) -> Userlist<'_> {
    let text = source.text();
    let tree = userlist::parse(text);
    let at = |span: Span| Location::new(id, span);
    let (_, longest_name, longest_secret) = LIMITS.into_iter().rev().find(|(since, ..)| *since <= version).unwrap_or(LIMITS[0]);
    let mut list = Userlist { id, text, users: Vec::with_capacity(tree.entries.len()), stop: None, behind_nul: tree.behind_nul.map(at) };
    for entry in &tree.entries {
        let (name, secret) = (&text[entry.name.range()], &text[entry.secret.range()]);
        for (field, longest, stop) in
            [(entry.name, longest_name, Stop::LongName(longest_name)), (entry.secret, longest_secret, Stop::LongSecret(longest_secret))]
        {
            if field.len() - 2 > longest {
                list.stop = Some((stop, at(field)));
                return list;
            }
        }
        let rest = text[entry.rest.range()].trim();
        let start = entry.rest.end - text[entry.rest.range()].trim_start().len() as u32;
        list.users.push(User {
            name: value(name),
            name_at: at(entry.name),
            secret,
            secret_at: at(entry.secret),
            kind: kind(&value(secret)),
            rest: (!rest.is_empty()).then(|| at(Span::new(start, start + rest.len() as u32))),
            is_split: text[entry.name.end as usize..entry.secret.start as usize].contains('\n'),
        });
    }
    list.stop = tree.broken.map(|span| stop(id, text, span, longest_name));
    list
}

/// Why the program stops at `span`, which runs to the end of the file.
fn stop(id: FileId, text: &str, span: Span, longest_name: u32) -> (Stop, Location) {
    let rest = &text[span.range()];
    let line_end = rest.find('\n').unwrap_or(rest.len());
    let line = Location::new(id, Span::new(span.start, span.start + rest[..line_end].trim_end().len() as u32));
    let bom = Location::new(id, Span::new(span.start, span.start + 3.min(rest.len() as u32)));
    match rest.chars().next() {
        Some('\u{feff}') => (Stop::Bom, bom),
        Some('#') => (Stop::Hash, line),
        Some('"') => {
            let open = |at: usize| rest.get(at + 1..).and_then(closing_quote).map(|end| at + end + 2);
            let name = open(0);
            if let Some(end) = name.map(|end| end as u32).filter(|end| end - 2 > longest_name) {
                return (Stop::LongName(longest_name), Location::new(id, Span::new(span.start, span.start + end)));
            }
            match name.map(|end| rest[end..].find('"').map(|start| end + start)) {
                Some(Some(secret)) => {
                    let start = span.start + secret as u32;
                    (Stop::OpenQuote, Location::new(id, Span::new(start, start + 1)))
                }
                Some(None) => (Stop::NoSecret, line),
                None => (Stop::OpenQuote, Location::new(id, Span::new(span.start, span.start + 1))),
            }
        }
        _ => (Stop::Unquoted, line),
    }
}

/// The offset of the quote that closes what `text` starts with.
fn closing_quote(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += text[at..].find('"')?;
        if !text[at + 1..].starts_with('"') {
            return Some(at);
        }
        at += 2;
    }
}

/// What `secret` is.
#[must_use]
pub fn kind(secret: &str) -> SecretKind {
    if secret.is_empty() {
        SecretKind::Empty
    } else if secret
        .strip_prefix("md5")
        .is_some_and(|hash| hash.len() == 32 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')))
    {
        SecretKind::Md5
    } else if secret.strip_prefix("SCRAM-SHA-256$").is_some_and(is_scram) {
        SecretKind::Scram
    } else {
        SecretKind::Clear
    }
}

/// Whether `text` is `iterations:salt$stored key:server key`.
fn is_scram(text: &str) -> bool {
    let parts = || {
        let (iterations, rest) = text.split_once(':')?;
        let (salt, rest) = rest.split_once('$')?;
        let (stored, server) = rest.split_once(':')?;
        let number = iterations.trim_start().strip_prefix(['+', '-']).unwrap_or(iterations.trim_start());
        let is_number = !number.is_empty() && number.parse::<u64>().is_ok();
        Some(
            is_number
                && base64_length(salt).is_some_and(|len| len > 0)
                && base64_length(stored) == Some(32)
                && base64_length(server) == Some(32),
        )
    };
    parts().unwrap_or(false)
}

/// The number of bytes that `text` stands for, if it is Base64.
fn base64_length(text: &str) -> Option<usize> {
    let padding = text.len() - text.trim_end_matches('=').len();
    let digits = &text[..text.len() - padding];
    let is_base64 = digits.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/');
    (is_base64 && padding < 3 && text.len().is_multiple_of(4)).then(|| digits.len() * 3 / 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_told_by_their_look() {
        let key = "A".repeat(43) + "=";
        for (secret, expected) in [
            ("", SecretKind::Empty),
            ("hunter2", SecretKind::Clear),
            ("md5", SecretKind::Clear),
            ("md50123456789abcdef0123456789abcdef", SecretKind::Md5),
            ("md50123456789ABCDEF0123456789abcdef", SecretKind::Clear),
            ("SCRAM-SHA-256$4096:c2FsdA==$x:y", SecretKind::Clear),
            (&format!("SCRAM-SHA-256$4096:c2FsdA==${key}:{key}"), SecretKind::Scram),
        ] {
            assert_eq!(kind(secret), expected, "{secret}");
        }
    }
}
