//! What the checks of HAProxy prove.

use crate::files::Twin;
use crate::lint::holds;
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
