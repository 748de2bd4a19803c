//! `docs/failover.md` and `docs/failover.json`, written if `PGLB_FAILOVER_PAGE=1` asks for it.

use std::fmt::Write;
use std::path::Path;

use serde::Serialize;

use crate::faults::{FAULTS, FENCED, Fault, PRIMARY_GONE, STALE_PRIMARY, SWITCHOVER, SYNC, THREE, TIGHT, UNFENCED, count};
use crate::stack::{Profile, programs_are_here};
use crate::trial::{Trial, median, most, trials};

/// The trials of a fault.
#[derive(Serialize)]
struct Row {
    profile: &'static str,
    fault: &'static str,
    what: &'static str,
    trials: Vec<Trial>,
}

const HEAD: &str = "# What a rendered stack does when something fails

Measured on the real programs (HAProxy 2.6, PgBouncer 1.18, PostgreSQL 15, repmgr 5.3) on one machine of two cores, by `scripts/failover-page`: a stack of the
target `local`, four clients that write and four that read through HAProxy, each with a session that it keeps as long as it can. The same
figures, trial by trial, are in [failover.json](failover.json).

- **writes back**: from the fault to the first write that was acknowledged after one had failed; 0 if none failed.
- **gaps**: the longest time in which nobody's write was acknowledged, or nobody's read answered.
- **waits**: the longest that a client waited for an answer or a refusal.
- **heals**: until every program is back and every standby follows again: from the fault, or where something was held down on purpose, from its release.
- **lost**: acknowledged writes that are not there afterwards. **wrong**: writes that a node took after another one had taken over from it.

Times in seconds: the median, and in brackets the worst.

";

const RISKS: &str = "
The profiles, and what they risk:

- `fenced`: two nodes and a witness, asynchronous. Nobody takes over unless two of three have lost the primary, and a primary that sees nobody else stops.
  What the primary acknowledged and no standby had received when it died is lost: little under a light load, more under a heavy one, and in a cut
  network what it acknowledges until it stops.
- `synchronous`: as `fenced`, and a commit waits for the disk of a standby: nothing acknowledged is lost. While no standby is there, commits wait.
- `tight`: as `fenced`, with shorter timers: a network that stutters for two seconds can cost a failover.
- `three nodes`: three nodes that watch one another, and no witness.
- `unfenced`: two nodes and nobody else (`witness = false`). A dead primary and a cut network look the same to the standby: it takes over in both
  cases. While HAProxy sees both as primaries new sessions are turned away, but sessions that are open go on writing to the old one, and that is lost.
";

#[test]
fn the_page_is_written_when_it_is_asked_for() {
    if std::env::var_os("PGLB_FAILOVER_PAGE").is_none() || !programs_are_here() {
        return;
    }
    let mut rows: Vec<Row> = FAULTS.iter().map(|fault| row(&FENCED, fault)).collect();
    for profile in [&TIGHT, &SYNC, &THREE, &UNFENCED] {
        rows.push(row(profile, &PRIMARY_GONE));
    }
    rows.push(row(&UNFENCED, &STALE_PRIMARY));
    rows.push(row(&SYNC, &SWITCHOVER));
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    std::fs::write(docs.join("failover.json"), serde_json::to_string_pretty(&rows).unwrap() + "\n").unwrap();
    std::fs::write(docs.join("failover.md"), page(&rows)).unwrap();
}

fn row(profile: &Profile, fault: &Fault) -> Row {
    // Where nothing may be lost, a few trials show little.
    let count = if profile.durability == "sync" && fault.name == PRIMARY_GONE.name { 4 * count() } else { count() };
    let trials = trials(profile, fault, count);
    let wrong: usize = trials.iter().map(|trial| trial.wrong).sum();
    assert_eq!(wrong, 0, "{}, {}: a node took writes after another one had taken over", profile.name, fault.name);
    Row { profile: profile.name, fault: fault.name, what: fault.what, trials }
}

fn page(rows: &[Row]) -> String {
    let mut text = HEAD.to_owned();
    text.push_str("| profile | fault | trials | writes back | write gap | read gap | waits | heals | acknowledged | lost | wrong |\n");
    text.push_str("|---|---|---|---|---|---|---|---|---|---|---|\n");
    for row in rows {
        let trials = &row.trials;
        let times = |value: fn(&Trial) -> f64| format!("{:.2} ({:.2})", median(trials, value), most(trials, value));
        let sum = |value: fn(&Trial) -> usize| trials.iter().map(value).sum::<usize>();
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            row.profile,
            row.fault,
            trials.len(),
            times(|trial| trial.writes_back),
            times(|trial| trial.write_gap),
            times(|trial| trial.read_gap),
            times(|trial| trial.longest_wait),
            times(|trial| trial.healed),
            sum(|trial| trial.acknowledged),
            sum(|trial| trial.lost),
            sum(|trial| trial.wrong),
        );
    }
    text.push_str(RISKS);
    text.push_str("\nThe faults:\n\n");
    for fault in FAULTS {
        let _ = writeln!(text, "- `{}`: {}", fault.name, fault.what);
    }
    text
}
