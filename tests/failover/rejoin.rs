//! A server that is being made a standby, and is interrupted.

use crate::faults::{FENCED, hold, release};
use crate::stack::{Stack, programs_are_here, until};
use crate::trial::Subject;

/// The primary of `stack` dies and stays down, brought to a clean shutdown. The other node has taken over when this ends.
fn loses_its_primary(stack: &Stack, old: &str, new: &str) {
    hold(stack, old);
    stack.kill_server(old);
    until("the standby takes over", || stack.status()["primary"] == new);
    stack.shell(old, &format!("'{}' 2>&1", stack.path("bin/recover").display()));
}

#[test]
fn a_rejoin_that_was_interrupted_goes_on() {
    if !programs_are_here() {
        return;
    }
    let stack = Stack::up(&FENCED);
    let (old, new) = ("db1", "db2");
    loses_its_primary(&stack, old, new);
    // What `rejoin` does, but for its end.
    stack.shell(
        old,
        "source=$(conninfo_of db2); there \"$source\" checkpoint && : >\"$REWINDING\" && \
         \"$PG_BINDIR/pg_rewind\" -D \"$DATA\" --source-server=\"$source\" 2>&1",
    );
    let recovers = format!("! '{}'", stack.path("bin/recover").display());
    let said = stack.shell(old, &recovers);
    assert!(said.contains("not recovering: its data is a copy"), "{said}");
    until("writes are back", || stack.writes().ask("select txid_current()").is_ok());
    stack.writes().query("insert into load values (-1, 1)");
    release(&stack, old);
    stack.heals();
    let count =
        || stack.shell(old, "timeout 5 \"$PG_BINDIR/psql\" -XAtq -h \"$SOCKET_DIR\" -p \"$PORT\" -U postgres -d app -c 'table load'");
    until("the standby has the row", || count() == "-1|1");
    until("it is forgotten", || !stack.path(&format!("{old}/state/rewinding")).exists());

    // Now the other one, and in the midst of pg_rewind: this data is nobody's, and no server is started with it.
    loses_its_primary(&stack, new, old);
    stack.shell(new, ": >\"$REWINDING\"; sleep 0.1; touch \"$DATA/base\"");
    release(&stack, new);
    let log = || std::fs::read_to_string(stack.path(&format!("log/agent-{new}.log"))).unwrap();
    until("the agent tells it", || log().contains("pg_rewind was interrupted, its data is half another: it has to be copied anew"));
    assert!(!stack.path(&format!("{new}/data/postmaster.pid")).exists());
    // Copied anew it is a standby like any other.
    stack.shell(new, "sed -i s/^RECLONE=.*/RECLONE=yes/ \"$PGLB_ENV\"");
    crate::faults::kill(stack.pid(&format!("agent-{new}"))); // it reads node.env when it starts
    stack.heals();
    assert!(stack.is_standby(new));
    stack.goes_down();
}
