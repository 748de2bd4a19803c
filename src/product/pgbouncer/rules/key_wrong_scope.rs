//! A name is known to PgBouncer, but not in this place.
//!
//! The settings of `[pgbouncer]`, the parameters of connection strings and the keywords of libpq are three different lists: `default_pool_size`
//! is a setting, `pool_size` a parameter, and `sslmode` is neither. PgBouncer does not start.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11 sslmode=require
//!                      ^^^^^^^ `sslmode` is no parameter of `[databases]`
//! [pgbouncer]
//! pool_size = 40
//! ^^^^^^^^^ `pool_size` is no setting of `[pgbouncer]`
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! default_pool_size = 40
//! server_tls_sslmode = prefer
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::pgbouncer::ini::{Refusal, SectionKind};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::schema::Known;
use crate::schema::Version;
use crate::text::Edit;
use crate::text::Location;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB007",
    name: "key-wrong-scope",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

/// Names that belong elsewhere, with what to write.
const INSTEAD: [(&str, &str); 24] = [
    ("sslmode", "TLS to servers is set for all of them with `server_tls_sslmode` in `[pgbouncer]`"),
    ("sslcert", "the certificate for servers is `server_tls_cert_file` in `[pgbouncer]`"),
    ("sslkey", "the key for servers is `server_tls_key_file` in `[pgbouncer]`"),
    ("sslrootcert", "the CA of servers is `server_tls_ca_file` in `[pgbouncer]`"),
    ("connect_timeout", "the bound for all servers is `server_connect_timeout` in `[pgbouncer]`"),
    ("target_session_attrs", "PgBouncer does not ask a server for its role; `host` has to lead to the primary"),
    ("fallback_application_name", "leave it out; `application_name` is what PgBouncer sends"),
    ("hostaddr", "write the address as `host`"),
    ("options", "leave it out; `connect_query` can set what a session needs"),
    ("passfile", "passwords stand in `auth_file`, or as `password`"),
    ("service", "PgBouncer reads no service file; write `host` and `port`"),
    ("keepalives", "TCP keepalive is set for all servers with `tcp_keepalive` in `[pgbouncer]`"),
    ("keepalives_idle", "TCP keepalive is set for all servers with `tcp_keepidle` in `[pgbouncer]`"),
    ("keepalives_interval", "TCP keepalive is set for all servers with `tcp_keepintvl` in `[pgbouncer]`"),
    ("keepalives_count", "TCP keepalive is set for all servers with `tcp_keepcnt` in `[pgbouncer]`"),
    ("gssencmode", "PgBouncer does not speak GSSAPI to servers"),
    ("channel_binding", "PgBouncer does not bind channels"),
    ("replication", "leave it out; PgBouncer passes on what the client asks for"),
    ("pool_size", "the size of all pools is `default_pool_size`"),
    ("default_pool_size", "the size of one pool is `pool_size`"),
    ("reserve_pool", "the reserve of all pools is `reserve_pool_size`"),
    ("host", "the addresses to listen on are `listen_addr`"),
    ("port", "the port to listen on is `listen_port`"),
    ("sslcompression", "PgBouncer does not compress"),
];

/// Whether `name`, which is unknown in a section of `kind`, is known elsewhere.
pub(super) fn is_about(name: &str, kind: SectionKind) -> bool {
    let elsewhere = |other: SectionKind| other != kind && !matches!(other.settings().look_up(name, Version::MAX), Known::No);
    SectionKind::ALL.into_iter().any(elsewhere) || kind != SectionKind::Main && INSTEAD.iter().any(|(known, _)| *known == name)
}

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for setting in ini.settings.iter().filter(|setting| setting.sure && setting.held == Err(Refusal::UnknownName)) {
        misplaced(setting.name, setting.name_at, SectionKind::Main, report);
    }
    for entry in ini.entries().filter(|entry| entry.is_judged()) {
        for (_, param) in entry.own_params().filter(|(_, param)| param.refusal == Some(Refusal::UnknownName)) {
            misplaced(param.key, param.key_at, entry.kind, report);
        }
    }
}

fn misplaced(name: &str, at: Location, kind: SectionKind, report: &mut Report) {
    if !is_about(name, kind) {
        return;
    }
    let noun = if kind == SectionKind::Main { "setting" } else { "parameter" };
    let finding = report.find(at, format!("`{name}` is no {noun} of `[{}]`", kind.name()));
    match INSTEAD.iter().find(|(known, _)| *known == name) {
        Some((_, help)) => finding.help(*help),
        None => {
            let places = SectionKind::ALL.into_iter().filter(|other| !matches!(other.settings().look_up(name, Version::MAX), Known::No));
            let places: Vec<String> = places.map(|place| format!("`[{}]`", place.name())).collect();
            finding.help(format!("it belongs to {}", places.join(" and ")))
        }
    };
    let renamed = match (name, kind) {
        ("pool_size", SectionKind::Main) => "default_pool_size",
        ("default_pool_size", SectionKind::Databases) => "pool_size",
        _ => return,
    };
    finding.edit(Safety::Unsafe, Edit::replace(at.span, renamed));
}
