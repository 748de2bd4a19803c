//! Connections that one program hands on and the next does not take.

use crate::files::Twin;
use crate::lint::holds;
use crate::program::until;
use crate::stack::{Stack, programs_are_here};

/// `budget-haproxy-pgbouncer`: HAProxy lets more sessions through than PgBouncer takes: `no more connections allowed (max_client_conn)`, and the
/// check is refused as well, so that the server goes DOWN. With a smaller `maxconn` sessions wait in HAProxy, and the server stays UP.
#[test]
fn pgbouncer_refuses_what_haproxy_lets_through() {
    if !programs_are_here() {
        return;
    }
    for twin in [Twin::Bad, Twin::Good] {
        let mut stack = Stack::of("budget-haproxy-pgbouncer", twin);
        stack.primary("db1");
        stack.pgbouncer("db1");
        stack.haproxy();
        let open = if twin == Twin::Bad { 25 } else { 16 };
        for _ in 0..open {
            stack.session("lb", 5000, "", "select pg_sleep(60)");
        }
        if twin == Twin::Bad {
            until("a session is refused", || stack.others_said("no more connections allowed (max_client_conn)").then_some(()));
            until("the check is refused", || {
                stack.session("lb", 5000, "", "select pg_sleep(60)");
                (stack.state("pg/db1").downs > 0).then_some(())
            });
        } else {
            until("the sessions are open", || (stack.state("pg/db1").sessions >= open).then_some(()));
            stack.session("lb", 5000, "", "select 'waited'");
            until("a session waits", || (stack.state("pg/BACKEND").queue == 1).then_some(()));
            stack.stays_up("pg/db1", 2);
            stack.sessions_stop(open as usize);
            until("its turn comes", || stack.others_said("waited").then_some(()));
        }
    }
    holds("budget-haproxy-pgbouncer");
}

/// `budget-pgbouncer-postgres`: the pool may open more connections than PostgreSQL takes: `remaining connection slots are reserved`. With a
/// smaller pool queries wait for one another.
#[test]
fn postgresql_refuses_what_the_pool_opens() {
    if !programs_are_here() {
        return;
    }
    for twin in [Twin::Bad, Twin::Good] {
        let mut stack = Stack::of("budget-pgbouncer-postgres", twin);
        stack.primary("db1");
        stack.pgbouncer("db1");
        for _ in 0..14 {
            stack.session("db1", 6432, "", "select pg_sleep(2)");
        }
        let refused = |stack: &Stack| stack.pgbouncer_log("db1").contains("remaining connection slots are reserved");
        if twin == Twin::Bad {
            until("PostgreSQL refuses a connection", || refused(&stack).then_some(()));
            stack.sessions_end();
        } else {
            stack.sessions_end();
            assert!(!refused(&stack));
        }
    }
    holds("budget-pgbouncer-postgres");
}
