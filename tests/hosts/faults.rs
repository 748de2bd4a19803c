//! What can happen to hosts, and to the network between them.

use std::thread::sleep;
use std::time::Duration;

use super::host::{Host, run};
use super::stack::{Machine, Stack, kill_postgresql};
use super::trial;

/// So long something is away whose absence makes nobody take over: longer than that takes elsewhere.
const AWAY: Duration = Duration::from_secs(11);

/// Something that happens to a stack of hosts.
pub(crate) type Fault = trial::Fault<Stack>;

const USUAL: Fault = Fault { name: "", what: "", happens: |_, _| {}, returns: None, stops_writes: false, under_pgbench: false };

/// The primary is gone for good, and comes back when the standby has taken over. Its agent is on hold: it might be quicker than the others.
pub(crate) const PRIMARY_GONE: Fault = Fault {
    name: "primary-gone",
    what: "SIGKILL of the primary's PostgreSQL, which stays down; later it comes back",
    happens: |stack, primary| {
        let machine = stack.machine(primary);
        on(machine, "touch \"$STATE_DIR/hold\"");
        kill_postgresql(machine);
    },
    returns: Some(|stack, primary| on(stack.machine(primary), "rm \"$STATE_DIR/hold\"")),
    ..USUAL
};

/// The host of the primary is cut off from everybody.
pub(crate) const HOST_CUT: Fault = Fault {
    name: "host-cut",
    what: "the primary's host is cut off from all others, as if its cable was out",
    happens: |stack, primary| stack.switch.connect(&stack.machine(primary).host, false),
    returns: Some(|stack, primary| stack.switch.connect(&stack.machine(primary).host, true)),
    ..USUAL
};

/// The same, and whoever asks is told at once.
const HOST_CUT_REJECTED: Fault = Fault {
    name: "host-cut-rejected",
    what: "the primary's host is cut off from all others by a firewall that answers with a reset",
    happens: |stack, primary| reject(&stack.machine(primary).host, &stack.others(primary, true)),
    returns: Some(|stack, primary| accept(&stack.machine(primary).host)),
    ..USUAL
};

/// The other nodes do not reach the primary, but HAProxy reaches everybody.
pub(crate) const NODES_CUT: Fault = Fault {
    name: "nodes-cut",
    what: "every packet between the primary and the other nodes and the witness is lost, while HAProxy reaches all of them",
    happens: |stack, primary| lose(stack, primary, &stack.others(primary, false), true),
    returns: Some(|stack, primary| lose(stack, primary, &stack.others(primary, false), false)),
    ..USUAL
};

/// The same, and whoever asks is told at once.
pub(crate) const NODES_CUT_REJECTED: Fault = Fault {
    name: "nodes-cut-rejected",
    what: "a firewall answers everything between the primary and the other nodes and the witness with a reset, while HAProxy reaches all of them",
    happens: |stack, primary| reject(&stack.machine(primary).host, &stack.others(primary, false)),
    returns: Some(|stack, primary| accept(&stack.machine(primary).host)),
    ..USUAL
};

/// The host of the standby is cut off.
const STANDBY_CUT: Fault = Fault {
    name: "standby-cut",
    what: "the standby's host is cut off from all others for a quarter of a minute, as if its cable was out",
    happens: |stack, primary| {
        stack.switch.connect(&stack.standby(primary).host, false);
        sleep(AWAY);
    },
    returns: Some(|stack, primary| stack.switch.connect(&stack.standby(primary).host, true)),
    // With commits on two disks nobody can write while one is away.
    stops_writes: true,
    ..USUAL
};

/// HAProxy does not reach the primary, and the nodes reach each other: nobody takes over.
const BALANCER_CUT: Fault = Fault {
    name: "balancer-cut",
    what: "every packet between HAProxy and the primary is lost for a quarter of a minute, while the nodes reach each other: nobody takes over",
    happens: |stack, primary| {
        lose(stack, primary, &[&stack.lb.host], true);
        sleep(AWAY);
    },
    returns: Some(|stack, primary| lose(stack, primary, &[&stack.lb.host], false)),
    stops_writes: true,
    ..USUAL
};

/// All of them.
pub(crate) const FAULTS: [&Fault; 7] =
    [&PRIMARY_GONE, &HOST_CUT, &HOST_CUT_REJECTED, &NODES_CUT, &NODES_CUT_REJECTED, &STANDBY_CUT, &BALANCER_CUT];

/// Whether a firewall can be had here; what it needs is told otherwise.
pub(crate) fn can_reject() -> bool {
    let can = run(std::process::Command::new("unshare").args(["--net", "nft", "add table inet cut"])).ok;
    if !can {
        assert!(std::env::var_os("PGLB_REQUIRE_ORACLES").is_none_or(|value| value != "1"), "no nft here, or it cannot be used");
        println!("skipped: no nft here, or it cannot be used");
    }
    can
}

/// Runs a line of shell on `machine`, with what its scripts know.
fn on(machine: &Machine, line: &str) {
    let said = machine.host.run("root", &["sh", "-c", &format!(". /etc/pglb/node.env && {line}")]);
    assert!(said.ok, "{}", said.err);
}

fn lose(stack: &Stack, primary: &str, others: &[&Host], lost: bool) {
    let own = &stack.machine(primary).host;
    for other in others {
        own.lose(other, lost);
        other.lose(own, lost);
    }
}

/// A firewall on `host` that answers all packets from and to `others` with a reset.
fn reject(host: &Host, others: &[&Host]) {
    let addresses: Vec<&str> = others.iter().map(|other| other.address.as_str()).collect();
    let set = addresses.join(", ");
    // The answers themselves have to pass.
    let chain = |hook: &str, side: &str| {
        format!(
            "chain {hook} {{\ntype filter hook {hook} priority 0\ntcp flags & rst == 0 ip {side} {{ {set} }} reject with tcp reset\n}}\n"
        )
    };
    let rules = format!("table inet cut {{\n{}{}}}\n", chain("input", "saddr"), chain("output", "daddr"));
    let said = host.run("root", &["nft", &rules]);
    assert!(said.ok, "{}", said.err);
}

fn accept(host: &Host) {
    let said = host.run("root", &["nft", "delete table inet cut"]);
    assert!(said.ok, "{}", said.err);
}
