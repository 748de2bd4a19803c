//! Messages of PostgreSQL's protocol 3.0 in hexadecimal digits, as HAProxy's `tcp-check` sends and expects them.
//!
//! Source: PostgreSQL's documentation, "Frontend/Backend Protocol", "Message Formats".

use std::fmt::Write;

/// Ready for queries, in no transaction.
pub(super) const READY: &str = "5a0000000549";
/// The end of a session.
pub(super) const TERMINATE: &str = "5800000004";
/// Asks for the role: true of a standby.
pub(super) const ROLE_QUERY: &str = "select pg_is_in_recovery()";
/// A row of one value of one byte; the byte follows.
pub(super) const ROLE_ANSWER: &str = "440000000b000100000001";
/// The byte of a value that is false.
pub(super) const FALSE: &str = "66";
/// The byte of a value that is true.
pub(super) const TRUE: &str = "74";
/// Description of the column, row, end of the command, ready: so many bytes answer [`ROLE_QUERY`] at least. What is expected is looked for when
/// they are there.
pub(super) const ROLE_ANSWER_BYTES: u32 = 55;

/// The start of a session of `user` in `database`.
#[must_use]
pub(super) fn startup(user: &str, database: &str) -> String {
    let mut body = vec![0, 3, 0, 0];
    for word in ["user", user, "database", database] {
        body.extend(word.bytes());
        body.push(0);
    }
    body.push(0);
    message(&[], &body)
}

/// The query `sql`.
#[must_use]
pub(super) fn query(sql: &str) -> String {
    let mut body: Vec<u8> = sql.bytes().collect();
    body.push(0);
    message(b"Q", &body)
}

/// A message of the type `kind` with `body`: the length counts itself, and not the type.
fn message(kind: &[u8], body: &[u8]) -> String {
    let length = (body.len() as u32 + 4).to_be_bytes();
    let mut text = String::new();
    for byte in kind.iter().chain(&length).chain(body) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_count_themselves() {
        assert_eq!(query("x"), "51000000067800");
        assert_eq!(startup("u", "d"), "0000001b0003000075736572007500646174616261736500640000");
        assert_eq!(startup("u", "d").len() / 2, 0x1b);
    }
}
