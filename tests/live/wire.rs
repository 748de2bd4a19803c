//! What one program puts on the wire that the next does not read.

use crate::files::Twin;
use crate::lint::{holds, tells_apart};
use crate::program::{is_here, until};
use crate::stack::{Stack, programs_are_here};

/// `send-proxy-to-pgbouncer`: neither PgBouncer nor PostgreSQL reads the PROXY protocol. Every login ends in `server sent an error response during
/// SSL exchange` or `server closed the connection unexpectedly`. A check that speaks as the line says has the server DOWN; one of `tcp-check connect` has it UP, and every session fails.
#[test]
fn the_proxy_protocol_breaks_every_login() {
    if !programs_are_here() {
        return;
    }
    for twin in [Twin::Bad, Twin::Good] {
        let mut stack = Stack::of("send-proxy-to-pgbouncer", twin);
        stack.primary("db1");
        stack.pgbouncer("db1");
        stack.haproxy();
        if twin == Twin::Good {
            assert_eq!(stack.client("lb", 5000, "", "select 'works'").fine(), "works");
            assert_eq!(stack.client("lb", 5001, "", "select 'works'").fine(), "works");
            continue;
        }
        // `tcp-check connect` does not speak as the server's line says, unless it has `default`: it finds nothing wrong.
        assert_eq!(stack.state("pooled/db1").status, "UP");
        stack.until_state("direct/db1", "DOWN");
        stack.client("lb", 5000, "", "select 1").fails_with(&["server sent an error response during SSL exchange"]);
        stack.client("lb", 5000, "sslmode=disable", "select 1").fails_with(&["server closed the connection unexpectedly", "partial pkt"]);
        assert!(stack.server_log("db1").contains("invalid length of startup packet"));
    }
    holds("send-proxy-to-pgbouncer");
}

/// `tls-terminated-in-haproxy`: a client asks for TLS in PostgreSQL's own words first, which is no TLS; HAProxy closes the connection. What
/// HAProxy sends to PgBouncer as TLS is no message of PostgreSQL either: the server is DOWN. TLS that goes through works, and so does direct
/// TLS, which PostgreSQL 17 brought, at a listener with `alpn postgresql`.
#[test]
fn haproxy_cannot_end_the_tls_of_postgresql() {
    if !programs_are_here() {
        return;
    }
    for twin in [Twin::Bad, Twin::Good] {
        let mut stack = Stack::of("tls-terminated-in-haproxy", twin);
        stack.certificate("lb");
        if twin == Twin::Good {
            stack.certificate("db1");
        }
        stack.primary("db1");
        stack.pgbouncer("db1");
        stack.haproxy();
        if twin == Twin::Good {
            assert_eq!(stack.client("lb", 5000, "sslmode=require", "select 'works'").fine(), "works");
            if is_here("psql", "17") {
                let direct = "sslmode=require sslnegotiation=direct";
                assert_eq!(stack.new_client("lb", 5001, direct, "select 'works'").fine(), "works");
            }
            continue;
        }
        for mode in ["disable", "prefer", "require"] {
            let said = stack.client("lb", 5000, &format!("sslmode={mode}"), "select 1");
            said.fails_with(&["server closed the connection unexpectedly", "Connection reset by peer"]);
        }
        assert_eq!(stack.state("primary/db1").status, "UP");
        // The rules of the check make a connection of their own, without TLS: they find nothing wrong.
        assert_eq!(stack.state("encrypted/db1").status, "UP");
        stack.client("lb", 5001, "", "select 1").fails_with(&["server closed the connection unexpectedly"]);
    }
    holds("tls-terminated-in-haproxy");
}

/// `version-key-chain`: a key that PgBouncer 1.24 knows stops 1.18: `unknown parameter: pgbouncer/max_prepared_statements`, and nobody can log
/// in any more.
#[test]
fn a_newer_key_stops_an_older_pooler() {
    if !programs_are_here() || !is_here("pgbouncer", "1.24") {
        return;
    }
    let mut bad = Stack::of("version-key-chain", Twin::Bad);
    bad.primary("db1");
    let old = bad.pgbouncer_of("db1", "1.18");
    until("PgBouncer 1.18 ends", || old.has_ended().then_some(()));
    assert!(old.log().contains("unknown parameter: pgbouncer/max_prepared_statements"), "{}", old.log());
    assert!(!bad.listens("db1", 6432));
    bad.pgbouncer_of("db1", "1.24");
    until("PgBouncer 1.24 listens", || bad.listens("db1", 6432).then_some(()));
    assert_eq!(bad.client("db1", 6432, "", "select 'works'").fine(), "works");
    drop(bad);
    let mut good = Stack::of("version-key-chain", Twin::Good);
    good.primary("db1");
    good.pgbouncer("db1");
    assert_eq!(good.client("db1", 6432, "", "select 'works'").fine(), "works");
    // Of the installed version the linter says it of the file alone.
    tells_apart("version-key-chain", "version-key-chain");
    holds("version-key-chain");
}

/// `tls-server-vs-pg`: PgBouncer wants TLS of a PostgreSQL that has none: logins are not answered at all, and PgBouncer's log says `server
/// refused SSL`.
#[test]
fn postgresql_without_tls_refuses_a_pooler_that_wants_it() {
    if !programs_are_here() {
        return;
    }
    for twin in [Twin::Bad, Twin::Good] {
        let mut stack = Stack::of("tls-server-vs-pg", twin);
        stack.certificate("db1");
        stack.primary("db1");
        stack.pgbouncer("db1");
        let said = stack.client("db1", 6432, "connect_timeout=4", "select 'works'");
        if twin == Twin::Good {
            assert_eq!(said.fine(), "works");
        } else {
            said.fails_with(&["timeout expired"]);
            assert!(stack.pgbouncer_log("db1").contains("server refused SSL"));
        }
    }
    holds("tls-server-vs-pg");
}

/// `loopback-only-pgbouncer`: PgBouncer listens where only its own host reaches it: the server is DOWN (`L4CON`, connection refused).
#[test]
fn haproxy_on_another_host_does_not_reach_loopback() {
    if !programs_are_here() {
        return;
    }
    for twin in [Twin::Bad, Twin::Good] {
        let mut stack = Stack::of("loopback-only-pgbouncer", twin);
        stack.primary("db1");
        stack.pgbouncer("db1");
        stack.haproxy();
        let said = stack.client("lb", 5000, "", "select 'works'");
        if twin == Twin::Good {
            assert_eq!(said.fine(), "works");
        } else {
            assert!(!stack.listens("db1", stack.port()));
            stack.until_state("pg/db1", "DOWN");
            assert_eq!(stack.state("pg/db1").check, "L4CON");
            said.fails_with(&["server closed the connection unexpectedly"]);
        }
    }
    holds("loopback-only-pgbouncer");
}
