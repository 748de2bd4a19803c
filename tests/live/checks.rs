//! What the checks of HAProxy prove.

use crate::files::Twin;
use crate::lint::{holds, tells_apart};
use crate::stack::{Stack, programs_are_here};

/// `check-proves-nothing`: PostgreSQL has crashed, no query works (`query_wait_timeout`), and the server stays UP, be the check a connect or
/// `option pgsql-check` of a user whom nobody knows. With a check that asks PostgreSQL through PgBouncer it goes DOWN.
#[test]
fn a_check_of_pgbouncer_says_nothing_of_postgresql() {
    if !programs_are_here() {
        return;
    }
    let start = |twin| {
        let mut stack = Stack::of("check-proves-nothing", twin);
        stack.primary("db1");
        stack.pgbouncer("db1");
        stack.haproxy();
        assert_eq!(stack.client("lb", 5000, "", "select 'works'").fine(), "works");
        stack.stop_server("db1");
        stack
    };
    let (bad, good) = (start(Twin::Bad), start(Twin::Good));
    good.until_state("primary/db1", "DOWN");
    bad.client("lb", 5000, "", "select 1").fails_with(&["query_wait_timeout", "server login has been failing"]);
    bad.stays_up("primary/db1", 2);
    bad.stays_up("protocol/db1", 1);
    assert_eq!(bad.state("protocol/db1").check, "L7OK");
    holds("check-proves-nothing");
}

/// `check-proves-nothing` where PgBouncer trusts the user of `option pgsql-check`: it answers from what PostgreSQL said when it was there last,
/// and the server stays UP.
#[test]
fn a_trusted_check_says_no_more() {
    if !programs_are_here() {
        return;
    }
    let start = |twin| {
        let mut stack = Stack::of("check-proves-nothing-with-trust", twin);
        stack.primary("db1");
        stack.pgbouncer("db1");
        stack.haproxy();
        assert_eq!(stack.client("lb", 5000, "", "select 'works'").fine(), "works");
        stack.stop_server("db1");
        stack
    };
    let (bad, good) = (start(Twin::Bad), start(Twin::Good));
    good.until_state("write/db1", "DOWN");
    bad.client("lb", 5000, "", "select 1").fails_with(&["query_wait_timeout", "server login has been failing"]);
    bad.stays_up("write/db1", 2);
    assert_eq!(bad.state("write/db1").check, "L7OK");
    tells_apart("check-proves-nothing-with-trust", "check-proves-nothing");
}

/// Two nodes, each with its PgBouncer, behind HAProxy.
fn pair(fault: &str, twin: Twin) -> Stack {
    let mut stack = Stack::of(fault, twin);
    stack.primary("db1");
    stack.standby("db2");
    stack.pgbouncer("db1");
    stack.pgbouncer("db2");
    stack.haproxy();
    stack
}

const INSERT: &str = "insert into t values (1) returning 'written'";
const READ_ONLY: &str = "cannot execute INSERT in a read-only transaction";

/// `check-role-blind`: `option pgsql-check` takes a standby for as good as a primary. When the primary is gone, writes go to the standby:
/// `cannot execute INSERT in a read-only transaction`. A check that asks for the role has the standby DOWN all the time.
#[test]
fn a_check_that_is_blind_to_roles_lets_a_standby_take_writes() {
    if !programs_are_here() {
        return;
    }
    let (mut bad, good) = (pair("check-role-blind", Twin::Bad), pair("check-role-blind", Twin::Good));
    good.until_state("write/db2", "DOWN");
    assert_eq!(good.state("write/db1").status, "UP");
    assert_eq!(good.client("lb", 5000, "", INSERT).fine(), "written");
    assert_eq!(bad.state("write/db2").status, "UP");
    assert_eq!(bad.client("lb", 5000, "", INSERT).fine(), "written");
    bad.stop_pgbouncer("db1");
    bad.until_state("write/db1", "DOWN");
    bad.client("lb", 5000, "", INSERT).fails_with(&[READ_ONLY]);
    holds("check-role-blind");
}

/// `both-primaries-balanced`: a write backend over primary and standby, and a check that knows no roles. Every second session ends at the
/// standby: `cannot execute INSERT in a read-only transaction`.
#[test]
fn writes_are_balanced_over_a_standby() {
    if !programs_are_here() {
        return;
    }
    let (bad, good) = (pair("both-primaries-balanced", Twin::Bad), pair("both-primaries-balanced", Twin::Good));
    good.until_state("write/db2", "DOWN");
    for stack in [&bad, &good] {
        let answers: Vec<_> = (0..4).map(|_| stack.client("lb", 5000, "", INSERT)).collect();
        let (fine, failed): (Vec<_>, Vec<_>) = answers.into_iter().partition(|said| said.ok);
        let failures = if std::ptr::eq(stack, &raw const bad) { 2 } else { 0 };
        assert_eq!((fine.len(), failed.len()), (4 - failures, failures));
        for said in &failed {
            said.fails_with(&[READ_ONLY]);
        }
    }
    holds("both-primaries-balanced");
}

/// `check-trust-mismatch`: where PgBouncer trusts, the user of `option pgsql-check` needs a database of its name, or the server is DOWN although
/// everybody else can log in: `"trust" authentication failed`.
#[test]
fn a_check_needs_a_database_where_pgbouncer_trusts() {
    if !programs_are_here() {
        return;
    }
    for twin in [Twin::Bad, Twin::Good] {
        let mut stack = Stack::of("check-trust-mismatch", twin);
        stack.primary("db1");
        stack.pgbouncer("db1");
        stack.haproxy();
        assert_eq!(stack.client("db1", 6432, "", "select 'works'").fine(), "works");
        if twin == Twin::Good {
            stack.until_state("pg/db1", "UP");
            assert_eq!(stack.client("lb", 5000, "", "select 'works'").fine(), "works");
        } else {
            stack.until_state("pg/db1", "DOWN");
            assert_eq!(stack.state("pg/db1").check, "L7RSP");
            stack.client("lb", 5000, "", "select 1").fails_with(&["server closed the connection unexpectedly"]);
            assert!(stack.pgbouncer_log("db1").contains("\"trust\" authentication failed"));
        }
    }
    holds("check-trust-mismatch");
}
