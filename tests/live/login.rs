//! Secrets and rules that do not fit each other.

use crate::files::Twin;
use crate::lint::holds;
use crate::stack::{Stack, programs_are_here};

/// `auth-scram-chain`: the userlist has an MD5 secret and PostgreSQL wants SCRAM: the client's login fails, and PgBouncer's log says `cannot do
/// SCRAM authentication: wrong password type`.
#[test]
fn an_md5_secret_cannot_log_in_where_scram_is_wanted() {
    if !programs_are_here() {
        return;
    }
    for twin in [Twin::Bad, Twin::Good] {
        let mut stack = Stack::of("auth-scram-chain", twin);
        stack.primary("db1");
        stack.pgbouncer("db1");
        let said = stack.client("db1", 6432, "", "select 'works'");
        if twin == Twin::Good {
            assert_eq!(said.fine(), "works");
        } else {
            said.fails_with(&["server login failed: wrong password type"]);
            assert!(
                stack.pgbouncer_log("db1").contains("cannot do SCRAM authentication: wrong password type"),
                "{}",
                stack.pgbouncer_log("db1")
            );
        }
    }
    holds("auth-scram-chain");
}

/// `hba-misses-proxy`: PgBouncer's rules name the application's address, but whom it sees is HAProxy: `login rejected`.
#[test]
fn rules_about_the_clients_address_never_match_behind_haproxy() {
    if !programs_are_here() {
        return;
    }
    for twin in [Twin::Bad, Twin::Good] {
        let mut stack = Stack::of("hba-misses-proxy", twin);
        stack.primary("db1");
        stack.pgbouncer("db1");
        stack.haproxy();
        assert_eq!(stack.state("pg/db1").status, "UP");
        let said = stack.client("lb", 5000, "", "select 'works'");
        if twin == Twin::Good {
            assert_eq!(said.fine(), "works");
        } else {
            said.fails_with(&["login rejected"]);
        }
    }
    holds("hba-misses-proxy");
}

/// `check-trust-open`: PgBouncer trusts the user of the check by the address of HAProxy, which sessions have too. A client is let in as that user with
/// any password, and when its sessions hold the pool of the check, the server goes DOWN. A check that sends its password leaves them out.
#[test]
fn who_reaches_haproxy_logs_in_as_its_check() {
    const AS_CHECK: &str = "user=hacheck dbname=hacheck password=guessed";
    if !programs_are_here() {
        return;
    }
    for twin in [Twin::Bad, Twin::Good] {
        let mut stack = Stack::of("check-trust-open", twin);
        stack.primary("db1");
        stack.pgbouncer("db1");
        stack.haproxy();
        stack.until_state("pg/db1", "UP");
        assert_eq!(stack.client("lb", 5000, "", "select 'works'").fine(), "works");
        let said = stack.client("lb", 5000, AS_CHECK, "select current_user");
        if twin == Twin::Good {
            said.fails_with(&["password authentication failed"]);
            continue;
        }
        assert_eq!(said.fine(), "hacheck");
        // The pool of the check has two connections.
        for _ in 0..2 {
            stack.session("lb", 5000, AS_CHECK, "select pg_sleep(50)");
        }
        stack.until_state("pg/db1", "DOWN");
    }
    holds("check-trust-open");
}
