//! Nodes die, hosts and networks are cut, and come back.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::stack::{Machine, Stack, Writer, description, kill_postgresql, rows};

/// One stack at a time: two would only slow each other down.
static ONE: Mutex<()> = Mutex::new(());
/// So long after a fault writes have to work again. Far more than it takes: a busy machine is slow.
const LIMIT: Duration = Duration::from_secs(45);

/// So long a daemon needs to see that its upstream is there.
const SETTLED: Duration = Duration::from_secs(4);

/// A fault of the primary `old`, made by `fault` and mended by `mend`: the other takes over, nothing that was acknowledged is lost, and nobody
/// writes to the old one after that. Then it follows.
fn failover(stack: &Stack, what: &str, old: &Machine, new: &Machine, fault: impl Fn(), mend: impl Fn()) {
    // A daemon that starts while the primary is gone ends again: until all watch, a second fault would be one too many.
    stack.until("all daemons watch", || [&stack.n1, &stack.n2, &stack.wit].into_iter().all(is_watched));
    std::thread::sleep(SETTLED);
    stack.until("all daemons still watch", || [&stack.n1, &stack.n2, &stack.wit].into_iter().all(is_watched));
    let writer = stack.writer();
    stack.until("there are writes", || writer.acknowledged().len() > 10);
    let begun = Instant::now();
    fault();
    let back = first_by(stack, &writer, &new.host.name, begun);
    assert!(back < LIMIT, "{what}: {back:?}");
    mend();
    let mended = Instant::now();
    stack.until("the old primary follows", || stack.healthy(old) && stack.healthy(new) && stack.read_from() == old.host.name);
    let follows = mended.elapsed();
    let done = writer.finish();
    let first = done.iter().find(|write| write.by == new.host.name).unwrap().at;
    let late: Vec<_> = done.iter().filter(|write| write.by != new.host.name && write.at > first).collect();
    assert!(late.is_empty(), "{what}: the old primary took {late:?}");
    let found = rows(stack);
    let lost = done.iter().filter(|write| !found.contains(&write.number)).count();
    println!(
        "{what}: writes after {:.1} s, follows after {:.1} s, {lost} of {} acknowledged rows lost",
        back.as_secs_f64(),
        follows.as_secs_f64(),
        done.len()
    );
    assert_eq!(lost, 0, "{what}");
    assert_eq!(stack.write_to(), new.host.name);
}

/// Whether the repmgrd of `machine` runs.
fn is_watched(machine: &Machine) -> bool {
    let ask = ". /etc/pglb/node.env && \"$PG_BINDIR/psql\" -XAtq -h \"$SOCKET_DIR\" -p \"$PORT\" -U postgres -d repmgr -c 'select repmgr.repmgrd_is_running()'";
    machine.host.run("postgres", &["sh", "-c", ask]).out == "t"
}

/// Kills the PostgreSQL of `machine`, which its agent does not start again until [`back`]: it might be quicker than the others.
fn gone(machine: &Machine) {
    let said = machine.host.run("root", &["sh", "-c", ". /etc/pglb/node.env && touch \"$STATE_DIR/hold\""]);
    assert!(said.ok, "{}", said.err);
    kill_postgresql(machine);
}

/// Lets the agent of `machine` go on.
fn back(machine: &Machine) {
    let said = machine.host.run("root", &["sh", "-c", ". /etc/pglb/node.env && rm \"$STATE_DIR/hold\""]);
    assert!(said.ok, "{}", said.err);
}

/// How long after `begun` the first write was acknowledged by `name`.
fn first_by(stack: &Stack, writer: &Writer, name: &str, begun: Instant) -> Duration {
    let find = || writer.acknowledged().into_iter().find(|write| write.by == name && write.at > begun);
    stack.until("writes work again", || find().is_some());
    find().unwrap().at - begun
}

#[test]
fn hosts_survive_what_happens_to_one_of_them() {
    let Some(description) = description() else { return };
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let begun = Instant::now();
    let stack = Stack::on_hosts(&description);
    println!("from nothing to a running stack: {:.1} s", begun.elapsed().as_secs_f64());
    stack.write("create table rows (number bigint primary key)");
    let (n1, n2, wit) = (&stack.n1, &stack.n2, &stack.wit);

    guard_holds(&stack, n2);
    failover(&stack, "kill -9 of PostgreSQL", n1, n2, || gone(n1), || back(n1));
    failover(&stack, "host cut off", n2, n1, || stack.switch.connect(&n2.host, false), || stack.switch.connect(&n2.host, true));
    // HAProxy reaches everybody all the time.
    let between = |lost: bool| {
        for other in [n2, wit] {
            n1.host.lose(&other.host, lost);
            other.host.lose(&n1.host, lost);
        }
    };
    failover(&stack, "network between the nodes cut", n1, n2, || between(true), || between(false));
}

#[test]
fn containers_survive_a_killed_primary_and_end_in_order() {
    let Some(description) = description() else { return };
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let begun = Instant::now();
    let mut stack = Stack::in_containers(&description);
    println!("from nothing to running containers: {:.1} s", begun.elapsed().as_secs_f64());
    stack.write("create table rows (number bigint primary key)");
    let (n1, n2) = (&stack.n1, &stack.n2);
    failover(&stack, "kill -9 of PostgreSQL in a container", n1, n2, || gone(n1), || back(n1));
    assert!(stack.stop_containers(), "a container did not end in order");
}

/// A node that was primary does not start while another one is, even if somebody starts it by hand.
fn guard_holds(stack: &Stack, standby: &Machine) {
    let unit = format!("postgresql@{}-main.service", stack.version());
    let signal = format!("/var/lib/postgresql/{}/main/standby.signal", stack.version());
    standby.units.stop("pglb-agent.service");
    assert!(standby.units.stop(&unit));
    let away = standby.host.at(&format!("{signal}.away"));
    std::fs::rename(standby.host.at(&signal), &away).unwrap();
    assert!(!standby.units.start(&unit), "it started beside the primary");
    std::fs::rename(&away, standby.host.at(&signal)).unwrap();
    assert!(standby.units.start(&unit));
    assert!(standby.units.start("pglb-agent.service"));
    stack.until("it follows again", || stack.healthy(standby));
}
