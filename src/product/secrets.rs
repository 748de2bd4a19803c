//! Where passwords stand in the files of PgBouncer, repmgr and PostgreSQL, by the look of the text: in files that cannot be read and in lines
//! that are commented out as well.

use super::Language;
use crate::syntax::userlist;
use crate::text::Span;

/// Words whose value is a secret.
const NAMES: [&str; 9] =
    ["password", "passwd", "passphrase", "sslpassword", "ldapbindpasswd", "radiussecrets", "pgpassword", "secret", "repmgr_password"];

/// How the secrets begin that PostgreSQL stores, and the least number of characters that follow.
const STORED: [(&str, usize); 2] = [("SCRAM-SHA-256$", 20), ("md5", 32)];

/// The secrets in `text`, a file in `language`, in order.
#[must_use]
pub fn secrets_of(language: Language, text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    if language == Language::Userlist {
        let tree = userlist::parse(text);
        found.extend(tree.entries.iter().map(|entry| entry.secret));
        // What is broken or commented out holds secrets, too.
        found.extend([tree.broken, tree.behind_nul].into_iter().flatten());
        found.extend(tree.comments.iter().filter(|comment| text[comment.range()].contains('"')));
    }
    named(text, &mut found);
    in_uris(text, &mut found);
    stored(text, &mut found);
    found.sort_unstable();
    found.dedup();
    found
}

/// The values of names that say so: `password = x`, `password='a b'`, `ldapbindpasswd="x"`.
fn named(text: &str, found: &mut Vec<Span>) {
    let lower = text.to_ascii_lowercase();
    for name in NAMES {
        for at in memchr::memmem::find_iter(lower.as_bytes(), name.as_bytes()) {
            let rest = &text[at + name.len()..];
            let blanks = rest.trim_start_matches([' ', '\t']);
            let Some(value) = blanks.strip_prefix('=').map(|value| value.trim_start_matches([' ', '\t'])) else { continue };
            let start = text.len() - value.len();
            let len = value_len(value);
            if len > 0 {
                found.push(Span::new(start as u32, (start + len) as u32));
            }
        }
    }
}

/// The length of the value that `text` starts with: in quotes of some kind, or up to the next blank.
fn value_len(text: &str) -> usize {
    let line = text.split(['\n', '\r']).next().unwrap_or_default();
    for quote in ["\\'", "''", "'", "\""] {
        if let Some(inside) = line.strip_prefix(quote) {
            // Two quotes inside stand for one; an empty value stays empty.
            let mut end = 0;
            while let Some(at) = inside[end..].find(quote) {
                end += at + quote.len();
                if !(quote.len() == 1 && inside[end..].starts_with(quote)) {
                    return quote.len() + end;
                }
                end += quote.len();
            }
            return line.len();
        }
    }
    line.find([' ', '\t', '\'', '"', '&']).unwrap_or(line.len())
}

/// The passwords of URIs: `postgresql://user:password@host`.
fn in_uris(text: &str, found: &mut Vec<Span>) {
    for at in memchr::memmem::find_iter(text.as_bytes(), b"://") {
        let start = at + 3;
        let authority = text[start..].split(['/', ' ', '\t', '\n', '\'', '"', '?']).next().unwrap_or_default();
        if let Some((user, _)) = authority.rsplit_once('@')
            && let Some((name, password)) = user.split_once(':')
        {
            let from = start + name.len() + 1;
            found.push(Span::new(from as u32, (from + password.len()) as u32));
        }
    }
}

/// What PostgreSQL stores in the place of a password.
fn stored(text: &str, found: &mut Vec<Span>) {
    for (prefix, least) in STORED {
        for at in memchr::memmem::find_iter(text.as_bytes(), prefix.as_bytes()) {
            let rest = &text[at + prefix.len()..];
            let len = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"$:+/=".contains(c)).unwrap_or(rest.len());
            if len >= least {
                found.push(Span::new(at as u32, (at + prefix.len() + len) as u32));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(language: Language, text: &str) -> Vec<&str> {
        secrets_of(language, text).into_iter().map(|span| &text[span.range()]).collect()
    }

    #[test]
    fn passwords_are_found_by_their_names() {
        assert_eq!(hidden(Language::Pgbouncer, "a = host=b password=s3cret port=1\n;b = password='x ''y' port=1"), ["s3cret", "'x ''y'"]);
        assert_eq!(hidden(Language::Repmgr, "conninfo='host=a password=abc dbname=r'\n"), ["abc"]);
        assert_eq!(hidden(Language::Repmgr, "conninfo='host=a password=\\'a b\\' dbname=r'\n"), ["\\'a b\\'"]);
        assert_eq!(hidden(Language::Hba, "host all all all ldap ldapbindpasswd=\"x y\" ldapport=1\n"), ["\"x y\""]);
        assert!(hidden(Language::Postgresql, "password_encryption = md5 # a password here\n").is_empty());
    }

    #[test]
    fn uris_and_stored_secrets_are_found() {
        assert_eq!(hidden(Language::Repmgr, "conninfo='postgresql://u:p%40x@h:5432/d'"), ["p%40x"]);
        let md5 = format!("md5{}", "0".repeat(32));
        assert_eq!(hidden(Language::Pgbouncer, &format!("; {md5}")), [md5.as_str()]);
        assert_eq!(hidden(Language::Userlist, "\"a\" \"b\"\n;\"c\" \"d\"\n"), ["\"b\"", ";\"c\" \"d\""]);
    }
}
