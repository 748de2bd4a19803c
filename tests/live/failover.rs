//! What stands still when repmgr promotes a standby.

use crate::files::Twin;
use crate::lint::holds;
use crate::program::until;
use crate::stack::{Stack, programs_are_here, repmgr_is_here};

const INSERT: &str = "insert into t values (1) returning 'written'";

/// Primary and standby.
fn pair(fault: &str, twin: Twin) -> Stack {
    let mut stack = Stack::of(fault, twin);
    stack.primary("db1");
    stack.standby("db2");
    stack
}

/// Makes the nodes known to repmgr, and starts repmgrd on the standby.
fn watch(stack: &mut Stack) {
    stack.repmgr("db1", &["primary", "register"]).fine();
    stack.repmgr("db2", &["standby", "register", "--wait-sync=20"]).fine();
    stack.repmgrd("db2");
    until("repmgrd watches", || stack.others_said("monitoring connection to upstream node").then_some(()));
}

fn is_primary(stack: &Stack, host: &str) -> bool {
    stack.superuser(host, "select pg_is_in_recovery()").out == "f"
}

/// `fixed-primary-host`: repmgrd promotes the standby, and PgBouncer goes on to ask the dead node: `server login has been failing` or
/// `query_wait_timeout`. With a PgBouncer on each node, and HAProxy that asks for the role, writes go on.
#[test]
fn a_pooler_of_one_node_does_not_follow_a_promotion() {
    if !programs_are_here() || !repmgr_is_here() {
        return;
    }
    let (mut bad, mut good) = (pair("fixed-primary-host", Twin::Bad), pair("fixed-primary-host", Twin::Good));
    bad.pgbouncer("lb");
    good.pgbouncer("db1");
    good.pgbouncer("db2");
    good.haproxy();
    watch(&mut bad);
    watch(&mut good);
    assert_eq!(bad.client("lb", 6432, "", INSERT).fine(), "written");
    assert_eq!(good.client("lb", 5000, "", INSERT).fine(), "written");
    bad.stop_server("db1");
    good.stop_server("db1");
    until("repmgrd promotes", || (is_primary(&bad, "db2") && is_primary(&good, "db2")).then_some(()));
    good.until_state("write/db2", "UP");
    assert_eq!(good.client("lb", 5000, "", INSERT).fine(), "written");
    bad.client("lb", 6432, "", INSERT).fails_with(&["server login has been failing", "query_wait_timeout"]);
    holds("fixed-primary-host");
}

/// `conninfo-via-pgbouncer`: PgBouncer 1.18 takes neither repmgr's connections (`unsupported startup parameter: options`) nor replication
/// (`unsupported startup parameter: replication`). If it is told to ignore the former, it answers repmgrd's ping in PostgreSQL's place: the
/// primary is gone, and no standby is promoted.
#[test]
fn repmgrd_that_asks_a_pooler_sees_no_failure() {
    if !programs_are_here() || !repmgr_is_here() {
        return;
    }
    let (mut bad, mut good) = (pair("conninfo-via-pgbouncer", Twin::Bad), pair("conninfo-via-pgbouncer", Twin::Good));
    bad.pgbouncer("db1");
    bad.repmgr("db1", &["primary", "register"]).fails_with(&["unsupported startup parameter: options"]);
    let replication = "user=repmgr password=repmgr-secret dbname=repmgr replication=1";
    bad.client("db1", 6432, replication, "IDENTIFY_SYSTEM").fails_with(&["unsupported startup parameter: replication"]);
    good.client("db1", 5432, replication, "IDENTIFY_SYSTEM").fine();

    bad.stop_pgbouncer("db1");
    for host in ["db1", "db2"] {
        bad.append(host, "pgbouncer.ini", "ignore_startup_parameters = options\n");
        bad.pgbouncer(host);
    }
    watch(&mut bad);
    watch(&mut good);
    bad.stop_server("db1");
    good.stop_server("db1");
    until("repmgrd promotes", || is_primary(&good, "db2").then_some(()));
    assert!(!is_primary(&bad, "db2"));
    assert!(!bad.others_said("unable to ping"));
    holds("conninfo-via-pgbouncer");
}

/// `slots-vs-max`: repmgr is to use replication slots and PostgreSQL has none to give: no standby can be cloned.
#[test]
fn no_standby_is_cloned_without_slots() {
    if !programs_are_here() || !repmgr_is_here() {
        return;
    }
    for twin in [Twin::Bad, Twin::Good] {
        let mut stack = Stack::of("slots-vs-max", twin);
        stack.primary("db1");
        stack.repmgr("db1", &["primary", "register"]).fine();
        let primary = stack.conninfo("db1", 5432, "user=repmgr dbname=repmgr password=repmgr-secret");
        let said = stack.repmgr("db2", &["-d", &primary, "standby", "clone", "--dry-run"]);
        if twin == Twin::Good {
            said.fine();
        } else {
            said.fails_with(&["parameter \"max_replication_slots\" must be set to at least 1"]);
        }
    }
    holds("slots-vs-max");
}
