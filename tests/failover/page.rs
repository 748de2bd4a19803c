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
    Row { profile: profile.name, fault: fault.name, what: fault.what, trials: trials(profile, fault, count()) }
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
    text.push_str("\nThe faults:\n\n");
    for fault in FAULTS {
        let _ = writeln!(text, "- `{}`: {}", fault.name, fault.what);
    }
    text
}
