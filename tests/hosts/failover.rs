//! Nodes die, hosts and networks are cut, and come back: under the load of the clients that `tests/failover` has, who are in the network of the
//! hosts.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::description::Durability;
use super::faults::{FAULTS, HOST_CUT, NODES_CUT, NODES_CUT_REJECTED, PRIMARY_GONE, can_reject};
use super::record::{Row, count, is_wanted, write};
use super::stack::{Machine, Stack, versions};
use super::trial::{Subject, Trial};

/// One stack at a time: two would only slow each other down.
fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The profile of tables that `durability` is.
fn profile(durability: Durability) -> &'static str {
    match durability {
        Durability::Async => "fenced",
        Durability::Sync => "synchronous",
    }
}

#[test]
fn hosts_survive_what_happens_to_one_of_them() {
    let Some(versions) = versions() else { return };
    let _alone = alone();
    let begun = Instant::now();
    let stack = Stack::on_hosts(&versions, Durability::Sync);
    println!("from nothing to a running stack: {:.1} s", begun.elapsed().as_secs_f64());
    stack.makes_table();
    guard_holds(&stack, &stack.n2);
    for fault in [&PRIMARY_GONE, &HOST_CUT, &NODES_CUT] {
        survives(&stack, Durability::Sync, fault);
    }
}

#[test]
fn hosts_with_one_disk_survive_a_network_that_refuses() {
    let Some(versions) = versions() else { return };
    if !can_reject() {
        return;
    }
    let _alone = alone();
    let stack = Stack::on_hosts(&versions, Durability::Async);
    stack.makes_table();
    survives(&stack, Durability::Async, &NODES_CUT_REJECTED);
}

/// `fault`: another node takes over, and nobody writes to the old one after that.
fn survives(stack: &Stack, durability: Durability, fault: &super::faults::Fault) {
    let before = stack.primary();
    // What may not be wrong or lost is asserted of every row.
    let row = Row::of("hosts", profile(durability), durability.as_str(), stack, fault, 1);
    let trial: &Trial = &row.trials()[0];
    assert_ne!(trial.primary, before, "{}: {trial:#?}", fault.name);
    assert!(trial.writes_back < 60.0, "{}: {trial:#?}", fault.name);
}

#[test]
fn the_page_is_written_when_it_is_asked_for() {
    if !is_wanted() {
        return;
    }
    let versions = versions().expect("the hosts of the page need root and the programs");
    assert!(can_reject(), "the page needs nft");
    let _alone = alone();
    let mut rows = Vec::new();
    for durability in [Durability::Async, Durability::Sync] {
        let stack = Stack::on_hosts(&versions, durability);
        stack.makes_table();
        for fault in FAULTS {
            rows.push(Row::of("hosts", profile(durability), durability.as_str(), &stack, fault, count()));
            write("hosts", rows.clone());
        }
    }
}

#[test]
fn containers_survive_a_killed_primary_and_end_in_order() {
    let Some(versions) = versions() else { return };
    let _alone = alone();
    let begun = Instant::now();
    let mut stack = Stack::in_containers(&versions, Durability::Sync);
    println!("from nothing to running containers: {:.1} s", begun.elapsed().as_secs_f64());
    stack.makes_table();
    survives(&stack, Durability::Sync, &PRIMARY_GONE);
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
