//! What can happen to a stack as a whole: all of it is killed, it is interrupted while it is made, it is stopped and started in any state.

use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::faults::{FENCED, PRIMARY_GONE, SYNC, hold, kill, other, release};
use crate::load::{Load, Work};
use crate::stack::{Profile, Stack, programs_are_here};
use crate::trial::{Subject, Trial, lost};

/// Three nodes that watch one another, with commits on two disks.
const THREE_SYNC: Profile = Profile { name: "three nodes, synchronous", nodes: 3, witness: false, ..SYNC };

/// Whether there is time for what takes long.
fn is_thorough() -> bool {
    std::env::var_os("PGLB_TRIALS").is_some()
}

/// What starts again whatever ends.
fn supervises(command: &str) -> bool {
    command.starts_with("runsv") || command.contains("/bin/supervise")
}

/// PostgreSQL, or a process of it.
fn serves(command: &str) -> bool {
    command.starts_with("postgres:") || command.contains("/bin/postgres ")
}

/// Waits until `what` holds.
#[track_caller]
fn wait_for(stack: &Stack, seconds: u64, what: impl Fn() -> bool) -> Duration {
    let began = Instant::now();
    while !what() {
        assert!(began.elapsed() < Duration::from_secs(seconds), "{}", stack.logs());
        sleep(Duration::from_millis(50));
    }
    began.elapsed()
}

fn rows(stack: &Stack) -> Vec<String> {
    stack.writes().query("select client || ' ' || number from load")
}

fn write(stack: &Stack, number: u32) {
    stack.writes().query(&format!("insert into load values (-1, {number})"));
}

/// Kills everything under load; all that two disks hold is there when it is back, below the same primary.
fn everything_is_killed(stack: &Stack, supervisor_too: bool) {
    let primary = stack.primary();
    let load = Load::start(&stack.writes(), Work::Write, 4);
    sleep(Duration::from_secs(1));
    let began = Instant::now();
    stack.kill_all(|command| supervisor_too || !supervises(command));
    if supervisor_too {
        wait_for(stack, 20, || stack.processes().is_empty());
        stack.verb("up", &["--detach"]);
    }
    stack.heals();
    println!("everything killed, supervisor too: {supervisor_too}: healthy after {:?}", began.elapsed());
    assert_eq!(stack.primary(), primary, "nobody had to take over");
    sleep(Duration::from_secs(1));
    let attempts = load.end();
    assert_eq!(lost(&attempts, &rows(stack)), 0);
}

#[test]
fn what_is_killed_at_once_comes_back_as_it_was() {
    if !programs_are_here() {
        return;
    }
    let stack = Stack::up(&SYNC);
    everything_is_killed(&stack, false);
    everything_is_killed(&stack, true);
    // Without a supervisor PostgreSQL goes on, and the next supervisor takes it over as it is.
    let primary = stack.primary();
    let postmaster = || stack.shell(&primary, "head -n 1 \"$DATA/postmaster.pid\"");
    let before = postmaster();
    stack.kill_all(supervises);
    wait_for(&stack, 20, || stack.processes().iter().all(|(_, command)| serves(command)));
    stack.verb("up", &["--detach"]);
    assert_eq!(postmaster(), before, "PostgreSQL was not stopped");
    stack.heals();
    stack.goes_down();
}

#[test]
fn up_and_down_are_at_home_in_every_state() {
    if !programs_are_here() {
        return;
    }
    let stack = Stack::described(&FENCED, "runit");
    // Killed while the standby is copied: once with all servers, once without.
    for servers_too in [true, false] {
        let mut up = stack.begins("up", &["--detach"]);
        wait_for(&stack, 60, || stack.path("db2/state/initialising").exists() && stack.path("db2/data").exists());
        stack.kill_all(|command| servers_too || !serves(command));
        assert!(!up.wait().unwrap().success(), "it was interrupted");
    }
    stack.verb("up", &["--detach"]);
    stack.makes_table();
    write(&stack, 1);

    let pids = || stack.status()["services"].clone();
    let before = pids();
    let said = stack.verb("up", &["--detach"]);
    assert!(said.contains("runs already"), "{said}");
    assert_eq!(pids(), before, "nothing was started anew");

    // A node is on hold, and its server is down.
    hold(&stack, "db2");
    stack.kill_server("db2");
    assert!(stack.status()["troubles"].to_string().contains("db2 is on hold"), "{}", stack.status());
    stack.goes_down();
    stack.goes_down();
    release(&stack, "db2");
    stack.verb("up", &["--detach"]);
    assert_eq!(rows(&stack), ["-1 1"]);
    stack.goes_down();
}

#[test]
fn another_supervisor_does_as_well() {
    if !programs_are_here() {
        return;
    }
    let stack = Stack::described(&FENCED, "own");
    stack.verb("up", &["--detach"]);
    stack.makes_table();
    let primary = stack.primary();
    let supervisors: Vec<_> = stack.processes().into_iter().filter(|(_, command)| supervises(command)).collect();
    assert!(supervisors.iter().all(|(_, command)| command.contains("/bin/supervise")), "{supervisors:?}");
    for service in ["haproxy-lb".to_owned(), format!("pgbouncer-{primary}"), "repmgrd-db2".to_owned(), format!("agent-{primary}")] {
        let pid = stack.pid(&service);
        kill(pid);
        let status = wait_for(&stack, 20, || {
            let status = stack.status();
            let services = status["services"].as_array().unwrap().clone();
            services.iter().any(|other| other["name"] == service.as_str() && other["runs"] == true && other["pid"] != pid)
        });
        println!("{service} runs again after {status:?}");
    }
    stack.kill_server("db2");
    sleep(Duration::from_secs(1));
    stack.heals();
    // A log that has become large is put aside, and the program goes on writing to it.
    let log = stack.path("log/agent-db2.log");
    let file = std::fs::OpenOptions::new().append(true).open(&log).unwrap();
    file.set_len(11 << 20).unwrap();
    kill(stack.pid("rotate")); // it looks when it starts, and then once a minute
    let size = |path: &std::path::Path| std::fs::metadata(path).map_or(0, |file| file.len());
    wait_for(&stack, 20, || size(&log) < 1 << 20 && size(&log.with_extension("log.1")) == 11 << 20);
    hold(&stack, "db2");
    wait_for(&stack, 20, || std::fs::read_to_string(&log).unwrap().ends_with("on hold\n"));
    release(&stack, "db2");
    everything_is_killed(&stack, false);
    everything_is_killed(&stack, true);
    stack.goes_down();
}

#[test]
fn an_operator_can_repair_a_node() {
    if !is_thorough() || !programs_are_here() {
        return;
    }
    let stack = Stack::up(&FENCED);
    let primary = stack.primary();
    let standby = other(&stack, &primary);

    // Its upstream is lost: the agent makes it follow again.
    stack.shell(&standby, "here \"alter system set primary_conninfo = 'host=127.0.0.1 port=1'\" && here 'select pg_reload_conf()'");
    wait_for(&stack, 20, || stack.status()["healthy"] == false);
    println!("follows again after {:?}", stack.heals());

    // Its data are damaged: they are copied anew, but only if that is allowed.
    stack.shell(&standby, "sed -i s/^RECLONE=.*/RECLONE=yes/ \"$PGLB_ENV\"");
    for damage in ["rm \"$DATA/global/pg_control\"", "rm -r \"$DATA\""] {
        hold(&stack, &standby);
        stack.shell(&standby, &format!("sleep 1.5; eval \"$STOP_IMMEDIATE\" >/dev/null; {damage}"));
        kill(stack.pid(&format!("agent-{standby}"))); // it reads node.env when it starts
        release(&stack, &standby);
        println!("{damage}: copied anew after {:?}", stack.heals());
    }

    // The promotion of a switchover fails, and all is as before.
    let promote = stack.path("bin/promote");
    let aside = stack.path("bin/promote.aside");
    std::fs::rename(&promote, &aside).unwrap();
    let output = stack.tries("switchover", &[&standby]);
    std::fs::rename(&aside, &promote).unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("undoing"));
    stack.heals();
    assert_eq!(stack.primary(), primary);
    assert!(!stack.path(&format!("{primary}/state/hold")).exists());

    // The standby does not receive what the old primary writes last: the same.
    let receiver = stack.shell(&standby, "here 'select pid from pg_stat_wal_receiver'");
    let signal = |name: &str| assert!(std::process::Command::new("kill").args([name, &receiver]).status().unwrap().success());
    signal("-STOP");
    let began = Instant::now();
    let output = stack.tries("switchover", &[&standby]);
    println!("given up after {:?}: {}", began.elapsed(), String::from_utf8_lossy(&output.stdout));
    signal("-CONT");
    assert!(!output.status.success());
    stack.heals();
    assert_eq!(stack.primary(), primary);
    // repmgrd is no longer paused: a dead primary is replaced.
    let trial = Trial::run(&stack, &PRIMARY_GONE);
    println!("{trial:#?}");
    assert_eq!(trial.primary, standby);
    stack.goes_down();
}

#[test]
fn the_operators_word_makes_a_primary() {
    if !is_thorough() || !programs_are_here() {
        return;
    }
    let stack = Stack::up(&FENCED);
    let (old, new) = ("db1", "db2");
    hold(&stack, old);
    stack.kill_server(old);
    wait_for(&stack, 60, || stack.status()["primary"] == new);
    hold(&stack, new);
    stack.kill_server(new);
    // Alone it waits: the other one has been primary since.
    release(&stack, old);
    sleep(Duration::from_secs(5));
    assert_eq!(stack.status()["primary"], serde_json::Value::Null);
    stack.shell(old, ": >\"$STATE_DIR/lead\"");
    let took = wait_for(&stack, 60, || stack.status()["primary"] == old);
    println!("leads as told after {took:?}");
    assert!(!stack.path(&format!("{old}/state/lead")).exists(), "once only");
    // The other one comes back, and does not take writes: it has been primary on a later timeline, and a person has to decide.
    release(&stack, new);
    sleep(Duration::from_secs(5));
    assert_eq!(stack.status()["primary"], old);
    stack.shell(new, "\"${PGLB_ENV%/*}/../bin/rejoin\" db1 2>&1");
    println!("rejoined, healthy after {:?}", stack.heals());
    stack.goes_down();
}

#[test]
fn three_nodes_lose_nothing_that_two_disks_hold() {
    if !is_thorough() || !programs_are_here() {
        return;
    }
    let stack = Stack::up(&THREE_SYNC);
    let trial = Trial::run(&stack, &PRIMARY_GONE);
    println!("{trial:#?}");
    assert_eq!((trial.lost, trial.wrong), (0, 0));
    stack.goes_down();
}

/// The primary is killed under clients that do not rest.
fn heavy(profile: &Profile) -> (usize, usize, f64) {
    let stack = Stack::up(profile);
    let way = stack.writes();
    let primary = stack.primary();
    let load = Load::paced(&way, Work::Write, 16, Duration::ZERO);
    sleep(Duration::from_secs(4));
    let began = Instant::now();
    hold(&stack, &primary);
    stack.kill_server(&primary);
    wait_for(&stack, 60, || way.ask("select txid_current()").is_ok());
    let back = began.elapsed();
    sleep(Duration::from_secs(2));
    release(&stack, &primary);
    stack.heals();
    let attempts = load.end();
    let good = attempts.iter().filter(|attempt| attempt.outcome.is_ok()).count();
    let lost = lost(&attempts, &rows(&stack));
    stack.goes_down();
    (good, lost, back.as_secs_f64())
}

#[test]
fn a_heavy_load_loses_nothing_that_two_disks_hold() {
    if !is_thorough() || !programs_are_here() {
        return;
    }
    let (good, lost, back) = heavy(&SYNC);
    println!("synchronous: {good} acknowledged, {lost} lost, writes back after {back:.1} s");
    assert_eq!(lost, 0);
}

#[test]
fn a_heavy_load_on_one_disk_is_counted() {
    if !is_thorough() || !programs_are_here() {
        return;
    }
    let (good, lost, back) = heavy(&FENCED);
    println!("asynchronous: {good} acknowledged, {lost} lost, writes back after {back:.1} s");
}
