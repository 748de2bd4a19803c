//! What can happen to a stack, and what must hold of it.

use std::process::Command;

use crate::record::{Row, count};
use crate::stack::{Profile, Stack, programs_are_here};
use crate::trial::{self, Trial, median, most};

/// Something that happens to a stack on one machine.
pub(crate) type Fault = trial::Fault<Stack>;

/// What most faults are: they mend themselves.
const USUAL: Fault = Fault { name: "", what: "", happens: |_, _| {}, returns: None, stops_writes: false, under_pgbench: false };

/// Two nodes and a witness: the example.
pub(crate) const FENCED: Profile = Profile { name: "fenced", nodes: 2, witness: true, durability: "async", detection: "normal" };
/// The same, with commits on two disks.
pub(crate) const SYNC: Profile = Profile { name: "synchronous", durability: "sync", ..FENCED };
/// The same as the first, with tight timers.
pub(crate) const TIGHT: Profile = Profile { name: "tight", detection: "tight", ..FENCED };
/// Three nodes that watch one another.
pub(crate) const THREE: Profile = Profile { name: "three nodes", nodes: 3, witness: false, ..FENCED };
/// Two nodes and nobody else.
pub(crate) const UNFENCED: Profile = Profile { name: "unfenced", witness: false, ..FENCED };

pub(crate) fn kill(pid: u32) {
    assert!(Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
}

/// A standby, found without asking anybody: the clock runs.
pub(crate) fn other(stack: &Stack, primary: &str) -> String {
    let nodes = ["db1", "db2", "db3"].into_iter();
    let standby = nodes.filter(|node| *node != primary).find(|node| stack.is_standby(node));
    standby.expect("there is a standby").to_owned()
}

pub(crate) fn hold(stack: &Stack, node: &str) {
    std::fs::write(stack.path(&format!("{node}/state/hold")), "").unwrap();
}

pub(crate) fn release(stack: &Stack, node: &str) {
    std::fs::remove_file(stack.path(&format!("{node}/state/hold"))).unwrap();
}

/// The primary is gone for good, and comes back when the standby has taken over.
pub(crate) const PRIMARY_GONE: Fault = Fault {
    name: "primary-gone",
    what: "SIGKILL of the primary's PostgreSQL, which stays down; later it comes back",
    happens: |stack, primary| {
        hold(stack, primary);
        stack.kill_server(primary);
    },
    returns: Some(release),
    ..USUAL
};

/// Somebody starts the old primary by hand, beside the one that has taken over.
pub(crate) const STALE_PRIMARY: Fault = Fault {
    name: "stale-primary",
    what: "SIGKILL of the primary's PostgreSQL; when the standby has taken over, the old one is started by hand, as primary, and its agent may \
           act only 4 s later",
    happens: PRIMARY_GONE.happens,
    returns: Some(|stack, primary| {
        stack.shell(primary, "eval \"$START\" >/dev/null");
        assert_eq!(stack.shell(primary, "here \"$role_and_timeline\" | cut -d\" \" -f1"), "primary", "it is one once more");
        std::thread::sleep(std::time::Duration::from_secs(4));
        release(stack, primary);
    }),
    ..USUAL
};

/// The primary crashes, and its agent starts it again.
pub(crate) const PRIMARY_CRASHES: Fault = Fault {
    name: "primary-crashes",
    what: "SIGKILL of the primary's PostgreSQL, whose agent may start it again",
    happens: |stack, primary| stack.kill_server(primary),
    ..USUAL
};

/// The standby crashes.
pub(crate) const STANDBY_CRASHES: Fault = Fault {
    name: "standby-crashes",
    what: "SIGKILL of the standby's PostgreSQL",
    happens: |stack, primary| stack.kill_server(&other(stack, primary)),
    ..USUAL
};

/// The PgBouncer of the primary crashes.
pub(crate) const POOLER_CRASHES: Fault = Fault {
    name: "pooler-crashes",
    what: "SIGKILL of the primary's PgBouncer",
    happens: |stack, primary| kill(stack.pid(&format!("pgbouncer-{primary}"))),
    ..USUAL
};

/// The PgBouncer of the standby crashes.
pub(crate) const STANDBY_POOLER_CRASHES: Fault = Fault {
    name: "standby-pooler-crashes",
    what: "SIGKILL of the standby's PgBouncer",
    happens: |stack, primary| kill(stack.pid(&format!("pgbouncer-{}", other(stack, primary)))),
    ..USUAL
};

/// HAProxy crashes.
pub(crate) const BALANCER_CRASHES: Fault =
    Fault { name: "balancer-crashes", what: "SIGKILL of HAProxy", happens: |stack, _| kill(stack.pid("haproxy-lb")), ..USUAL };

/// The daemon of the standby crashes.
pub(crate) const DAEMON_CRASHES: Fault = Fault {
    name: "daemon-crashes",
    what: "SIGKILL of the standby's repmgrd",
    happens: |stack, primary| kill(stack.pid(&format!("repmgrd-{}", other(stack, primary)))),
    ..USUAL
};

/// Somebody wants another primary.
pub(crate) const SWITCHOVER: Fault = Fault {
    name: "switchover",
    what: "a planned change of the primary",
    happens: |stack, primary| stack.script("switchover", &[&other(stack, primary)]),
    ..USUAL
};

/// All of them.
pub(crate) const FAULTS: [&Fault; 9] = [
    &PRIMARY_GONE,
    &STALE_PRIMARY,
    &PRIMARY_CRASHES,
    &STANDBY_CRASHES,
    &POOLER_CRASHES,
    &STANDBY_POOLER_CRASHES,
    &BALANCER_CRASHES,
    &DAEMON_CRASHES,
    &SWITCHOVER,
];

/// The same beside pgbench.
pub(crate) const PRIMARY_GONE_UNDER_PGBENCH: Fault = Fault {
    name: "primary-gone-under-pgbench",
    what: "the same as `primary-gone`, while pgbench runs its transactions with eight clients more",
    under_pgbench: true,
    ..PRIMARY_GONE
};

/// The same beside pgbench.
pub(crate) const SWITCHOVER_UNDER_PGBENCH: Fault = Fault {
    name: "switchover-under-pgbench",
    what: "the same as `switchover`, while pgbench runs its transactions with eight clients more",
    under_pgbench: true,
    ..SWITCHOVER
};

/// `count` trials of `fault` on one stack of `profile`, which heals in between.
pub(crate) fn row(profile: &Profile, fault: &Fault, count: usize) -> Row {
    let stack = Stack::up(profile);
    let row = Row::of("local", profile.name, profile.durability, &stack, fault, count);
    stack.goes_down();
    row
}

fn show(profile: &Profile, fault: &Fault) -> Option<Vec<Trial>> {
    programs_are_here().then(|| row(profile, fault, count()).trials().to_vec())
}

#[test]
fn a_dead_primary_is_replaced_and_comes_back() {
    let Some(trials) = show(&FENCED, &PRIMARY_GONE) else { return };
    assert!(median(&trials, |trial| trial.writes_back) < 30.0);
    assert!(most(&trials, |trial| trial.read_gap) < 15.0);
}

#[test]
fn nothing_that_two_disks_hold_is_lost() {
    // Of each trial it is asserted.
    let Some(trials) = show(&SYNC, &PRIMARY_GONE_UNDER_PGBENCH) else { return };
    assert!(trials.iter().all(|trial| trial.pgbench > Some(0)), "pgbench was at work");
}

#[test]
fn three_nodes_watch_one_another() {
    let Some(trials) = show(&THREE, &PRIMARY_GONE) else { return };
    assert!(median(&trials, |trial| trial.writes_back) < 30.0);
}

#[test]
fn a_stale_primary_gets_no_write() {
    for profile in [&FENCED, &UNFENCED] {
        let Some(trials) = show(profile, &STALE_PRIMARY) else { return };
        assert_ne!(trials[0].primary, "db1", "it has stepped down");
    }
}

#[test]
fn whatever_crashes_comes_back() {
    if !programs_are_here() {
        return;
    }
    let stack = Stack::up(&FENCED);
    for fault in
        [&PRIMARY_CRASHES, &STANDBY_CRASHES, &POOLER_CRASHES, &STANDBY_POOLER_CRASHES, &BALANCER_CRASHES, &DAEMON_CRASHES, &SWITCHOVER]
    {
        let trial = Trial::run(&stack, fault);
        println!("{}: {trial:#?}", fault.name);
        assert_eq!(trial.wrong, 0, "{}", fault.name);
        assert!(trial.writes_back < 60.0, "{}", fault.name);
    }
    stack.goes_down();
}
