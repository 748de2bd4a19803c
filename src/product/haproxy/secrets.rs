//! Which words are secrets.
//!
//! Rows say it where a keyword takes a secret. Besides, words that carry one by their look are masked: better one too many.

use super::model::{DirectiveRef, Model};
use super::sent;
use crate::schema::Flags;
use crate::syntax::haproxy::Line;
use crate::text::{FileId, Location};

/// Words behind which a secret follows, wherever they stand in a line that could not be read to its end.
const BEFORE_SECRETS: [&str; 9] =
    ["password", "insecure-password", "auth", "dynamic-cookie-key", "cluster-secret", "tcp-md5sig", "ca-sign-pass", "passwd", "passphrase"];

/// Names of HTTP headers whose value is a secret.
const HEADERS: [&str; 5] = ["authorization", "proxy-authorization", "x-api-key", "x-auth-token", "cookie"];

/// Fetches whose patterns are secrets.
const FETCHES: [&str; 4] = ["http_auth_pass", "http_auth_bearer", "hdr(authorization", "hdr(proxy-authorization"];

/// Converters that take a key.
const KEYED: [&str; 5] = ["hmac(", "aes_gcm_", "aes_cbc_", "jwt_decrypt", "jwt_verify("];

/// A set of word numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Numbers(u128);

impl Numbers {
    /// Whether `at` is in the set. A number beyond those that a line can have is in every set.
    #[must_use]
    pub fn has(self, at: usize) -> bool {
        at > 127 || self.0 >> at & 1 == 1
    }

    fn add(&mut self, at: usize) {
        if at < 128 {
            self.0 |= 1 << at;
        }
    }

    fn add_all(&mut self, range: std::ops::Range<usize>) {
        range.for_each(|at| self.add(at));
    }
}

/// Whether something called `name` is likely to be a secret.
#[must_use]
pub fn looks_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["pass", "pwd", "secret", "token", "credential", "apikey", "api_key", "private", "auth", "_key", "cookie_key"]
        .iter()
        .any(|part| name.contains(part))
}

/// Whether the comment `text` may hold a secret, as a line that is commented out does.
#[must_use]
pub fn may_hold_secret(text: &str) -> bool {
    let mut words = text.split(|c: char| c.is_whitespace() || "#\"'=:".contains(c)).filter(|word| !word.is_empty()).peekable();
    while let Some(word) = words.next() {
        let word = word.to_ascii_lowercase();
        let sends = word.starts_with("send") && words.peek().is_some_and(|text| text.starts_with("700000") || looks_secret(text));
        let names = BEFORE_SECRETS.contains(&word.as_str()) || HEADERS.contains(&word.as_str());
        let sets = matches!(word.as_str(), "setenv" | "presetenv") && words.peek().is_some_and(|name| looks_secret(name));
        if (names || sets) && words.peek().is_some()
            || sends
            || matches!(word.as_str(), "basic" | "bearer")
            || FETCHES.iter().any(|fetch| word.contains(fetch))
        {
            return true;
        }
    }
    false
}

/// The numbers of the words of `directive` that are secrets.
#[must_use]
pub fn secret_words(model: &Model<'_>, directive: DirectiveRef<'_, '_>) -> Numbers {
    let mut found = Numbers::default();
    by_row(directive, &mut found);
    by_look(model, directive, &mut found);
    if directive.keyword() == "tcp-check" && directive.sub().starts_with("send") && sends_secret(model, directive) {
        found.add(2);
    }
    found
}

/// The secrets of `model` that stand on one of `lines` (from 0, by file), words and comments.
#[must_use]
pub fn secrets_on(model: &Model<'_>, lines: &[(FileId, u32)]) -> Vec<Location> {
    let mut found = Vec::new();
    for &(file, number) in lines {
        let Some(parsed) = model.files.iter().find(|parsed| parsed.id == file) else { continue };
        let comment = parsed.tree.lines.get(number as usize).and_then(Line::comment);
        found.extend(comment.filter(|span| may_hold_secret(parsed.source.slice(*span))).map(|span| Location::new(file, span)));
        let directives = &model.document.directives;
        let start = directives.partition_point(|directive| (directive.file, directive.line) < (file, number));
        let here = directives[start..].iter().take_while(|directive| (directive.file, directive.line) == (file, number));
        for index in start..start + here.count() {
            let directive = model.any_directive(index as u32);
            let secret = secret_words(model, directive);
            found.extend((0..directive.len()).filter(|at| secret.has(*at)).map(|at| directive.at(at)));
        }
    }
    found
}

/// What the tables call secret.
fn by_row(directive: DirectiveRef<'_, '_>, found: &mut Numbers) {
    let len = directive.len();
    match directive.row() {
        // Of a user only the password is secret.
        Some(row) if row.flags.has(Flags::SECRET) && row.name == "user" => {}
        Some(row) if row.flags.has(Flags::SECRET) => found.add_all(1..len),
        _ => {}
    }
    for option in directive.options().iter().filter(|option| option.row.flags.has(Flags::SECRET)) {
        found.add_all(usize::from(option.at) + 1..usize::from(option.end).max(usize::from(option.at) + 2));
    }
    let names_secret = directive.keyword().ends_with("setenv") && directive.keyword() != "unsetenv" && looks_secret(directive.word(1));
    if names_secret || matches!(directive.word(0), "setenv" | "presetenv") && directive.is_opaque(1) {
        found.add_all(2..len);
    }
    let trusts_options = directive.row().is_some_and(|row| row.name != "user") && directive.shape().sound;
    for at in 0..len {
        if !trusts_options && BEFORE_SECRETS.contains(&directive.word(at)) {
            found.add(at + 1);
        }
    }
}

/// Whether what the step `directive` of a check sends is a secret: a password of PostgreSQL's protocol, a text that tells of one, or what a comment
/// calls so.
fn sends_secret(model: &Model<'_>, directive: DirectiveRef<'_, '_>) -> bool {
    let told = (2..directive.len()).any(|at| {
        let is_text = at > 2 || !directive.sub().contains("binary");
        is_text && (looks_secret(directive.word(at)) || directive.word(at).to_ascii_lowercase().contains("login "))
    });
    let is_header = |word: &str| word.len() > 10 && word.starts_with("700000");
    told || is_header(directive.word(2)) || sent::is_password(model, directive)
}

/// What looks like a secret.
fn by_look(model: &Model<'_>, directive: DirectiveRef<'_, '_>, found: &mut Numbers) {
    let source = model.source(directive.line().file);
    let len = directive.len();
    let mut pattern = false;
    for at in 0..len {
        let word = directive.word(at).to_ascii_lowercase();
        let written = source.slice(directive.at(at).span);
        match word.as_str() {
            "}" | "if" | "unless" => pattern = false,
            name if HEADERS.contains(&name) => found.add(at + 1),
            _ if pattern && !word.starts_with('-') => found.add(at),
            _ => {}
        }
        let starts = |prefix: &str| word.trim_start().starts_with(prefix);
        if starts("basic ")
            || starts("bearer ")
            || starts("auth ")
            || KEYED.iter().any(|name| word.contains(name))
            || names_secret_variable(written)
        {
            found.add(at);
        }
        if FETCHES.iter().any(|fetch| word.contains(fetch)) {
            // In an `acl` line and in braces patterns follow; where a sample is used they do not, and masking them does no harm.
            pattern = true;
        }
        if word.strip_prefix("set-var").is_some_and(looks_secret) {
            let condition = usize::from(directive.shape().condition);
            found.add_all(at + 1..if condition > 0 { condition } else { len });
        }
    }
}

/// Whether a variable stands in `written` whose name tells of a secret.
fn names_secret_variable(written: &str) -> bool {
    written.contains('"')
        && written.split('$').skip(1).any(|rest| {
            let rest = rest.strip_prefix('{').unwrap_or(rest);
            let len = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            looks_secret(&rest[..len])
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_of_secrets() {
        for name in ["PGPASSWORD", "API_TOKEN", "DB_SECRET", "STATS_PWD", "SSL_PRIVATE_KEY"] {
            assert!(looks_secret(name), "{name}");
        }
        for name in ["PGPORT", "HOSTNAME", "BIND_ADDR"] {
            assert!(!looks_secret(name), "{name}");
        }
    }

    #[test]
    fn comments_are_lines_that_may_come_back() {
        for text in [
            "# stats auth admin:secret",
            "#user x insecure-password y",
            "# setenv DB_PASS x",
            "# was: Bearer abc",
            "# tcp-check send-binary 700000000b73656372657400",
        ] {
            assert!(may_hold_secret(text), "{text}");
        }
        for text in ["# the primary", "# ask for the password", "# setenv PORT 1"] {
            assert!(!may_hold_secret(text), "{text}");
        }
    }
}
