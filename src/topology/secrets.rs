//! Which secret logs in where: what PgBouncer can do with the kind of secret that it has of a user, towards the client and towards the server.
//!
//! The rows were run on PgBouncer 1.18 and 1.25 against PostgreSQL 15 and read in `src/client.c` and `src/proto.c` of PgBouncer.

use crate::product::pgbouncer::userlist::SecretKind;

/// What PgBouncer has to log in to a server with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Held {
    /// Nothing.
    Nothing,
    /// The password.
    Clear,
    /// The MD5 hash.
    Md5,
    /// A SCRAM secret, and the keys of a client that logged in by SCRAM as the same user.
    ScramWithKeys,
    /// A SCRAM secret without such keys.
    Scram,
}

/// What comes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It logs in, if the secret is the right one.
    Works,
    /// It logs in only if the server keeps a secret of another kind than it makes by default.
    Depends,
    /// It never logs in; PgBouncer logs this.
    Fails(&'static str),
}

use Outcome::{Depends, Fails, Works};

/// What PgBouncer logs.
const WRONG_SCRAM: &str = "cannot do SCRAM authentication: wrong password type";
const NO_KEYS: &str = "cannot do SCRAM authentication: password is SCRAM secret but client authentication did not provide SCRAM keys";
const WRONG_MD5: &str = "cannot do MD5 authentication: wrong password type";
const REFUSED: &str = "password authentication failed";

/// A row for the server's side: the method of the access rule, what is held, and what comes of it. The server's `md5` asks by SCRAM where it keeps a
/// SCRAM secret of the user, which `password_encryption` decides.
const SERVER: [(&str, Held, Outcome); 15] = [
    ("scram-sha-256", Held::Nothing, Fails(REFUSED)),
    ("scram-sha-256", Held::Clear, Works),
    ("scram-sha-256", Held::Md5, Fails(WRONG_SCRAM)),
    ("scram-sha-256", Held::ScramWithKeys, Works),
    ("scram-sha-256", Held::Scram, Fails(NO_KEYS)),
    ("md5", Held::Nothing, Fails(REFUSED)),
    ("md5", Held::Clear, Works),
    ("md5", Held::Md5, Depends),
    ("md5", Held::ScramWithKeys, Depends),
    ("md5", Held::Scram, Fails(WRONG_MD5)),
    ("password", Held::Nothing, Fails(REFUSED)),
    ("password", Held::Clear, Works),
    ("password", Held::Md5, Fails(REFUSED)),
    ("password", Held::ScramWithKeys, Fails(REFUSED)),
    ("password", Held::Scram, Fails(REFUSED)),
];

/// A row for the client's side: the method, the kind of the secret, and what comes of it.
const CLIENT: [(&str, SecretKind, Outcome); 9] = [
    ("md5", SecretKind::Clear, Works),
    ("md5", SecretKind::Md5, Works),
    ("md5", SecretKind::Scram, Works),
    ("scram-sha-256", SecretKind::Clear, Works),
    ("scram-sha-256", SecretKind::Md5, Fails("user has MD5 secret")),
    ("scram-sha-256", SecretKind::Scram, Works),
    ("plain", SecretKind::Clear, Works),
    ("plain", SecretKind::Md5, Works),
    ("plain", SecretKind::Scram, Works),
];

/// What comes of `held` where the access rule of the server says `method`; nothing is needed where that asks for no password.
#[must_use]
pub fn towards_server(method: &str, held: Held) -> Outcome {
    SERVER.iter().find(|row| row.0 == method && row.1 == held).map_or(Works, |row| row.2)
}

/// What comes of a client that logs in by `method` where the userlist has a secret of `kind`.
#[must_use]
pub fn towards_client(method: &str, kind: SecretKind) -> Outcome {
    CLIENT.iter().find(|row| row.0 == method && row.1 == kind).map_or(Works, |row| row.2)
}

/// What PgBouncer has for the server when the client logged in by `method` as the same user, and the userlist has a secret of `kind`.
#[must_use]
pub fn held_for_server(method: &str, kind: SecretKind) -> Held {
    match (method, kind) {
        (_, SecretKind::Empty) => Held::Nothing,
        (_, SecretKind::Clear) => Held::Clear,
        (_, SecretKind::Md5) => Held::Md5,
        // With a SCRAM secret `md5` is SCRAM.
        ("md5" | "scram-sha-256", SecretKind::Scram) => Held::ScramWithKeys,
        (_, SecretKind::Scram) => Held::Scram,
    }
}

/// What PgBouncer has for the server where it logs in as a user of its own choice: nobody gives it keys.
#[must_use]
pub fn held_alone(kind: SecretKind) -> Held {
    held_for_server("", kind)
}

/// What a kind of secret is called in messages.
#[must_use]
pub const fn noun(kind: SecretKind) -> &'static str {
    match kind {
        SecretKind::Empty => "empty secret",
        SecretKind::Clear => "password in clear text",
        SecretKind::Md5 => "MD5 secret",
        SecretKind::Scram => "SCRAM secret",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use SecretKind::{Clear, Md5, Scram};

    #[test]
    fn every_method_has_a_row_for_all_that_may_be_held() {
        for method in ["scram-sha-256", "md5", "password"] {
            for held in [Held::Nothing, Held::Clear, Held::Md5, Held::ScramWithKeys, Held::Scram] {
                assert_eq!(SERVER.iter().filter(|row| row.0 == method && row.1 == held).count(), 1, "{method} {held:?}");
            }
        }
        for method in ["md5", "scram-sha-256", "plain"] {
            for kind in [SecretKind::Clear, SecretKind::Md5, SecretKind::Scram] {
                assert_eq!(CLIENT.iter().filter(|row| row.0 == method && row.1 == kind).count(), 1, "{method} {kind:?}");
            }
        }
    }

    #[test]
    fn the_matrix_that_the_programs_showed() {
        let chain = |client, kind, server| match towards_client(client, kind) {
            Works => towards_server(server, held_for_server(client, kind)),
            other => other,
        };
        assert_eq!(chain("md5", Clear, "scram-sha-256"), Works);
        assert_eq!(chain("md5", Md5, "scram-sha-256"), Fails(WRONG_SCRAM));
        assert_eq!(chain("md5", Scram, "scram-sha-256"), Works);
        assert!(matches!(chain("scram-sha-256", Md5, "scram-sha-256"), Fails(_)));
        assert_eq!(chain("plain", Scram, "scram-sha-256"), Fails(NO_KEYS));
        assert_eq!(chain("trust", Scram, "md5"), Fails(WRONG_MD5));
        assert_eq!(chain("trust", Md5, "scram-sha-256"), Fails(WRONG_SCRAM));
        assert_eq!(chain("trust", Scram, "trust"), Works);
        assert_eq!(towards_server("scram-sha-256", held_alone(Clear)), Works);
        assert_eq!(towards_server("scram-sha-256", held_alone(Scram)), Fails(NO_KEYS));
    }
}
