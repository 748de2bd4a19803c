//! `docs/failover.json`, trial by trial, and `docs/failover.md`, which is made of it. Each kind of stack has tests of its own, which put their rows
//! in the place of those that were there before.

use std::fmt::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::trial::{Fault, Subject, Trial, median, most};

/// The trials of a fault.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Row {
    /// What the stack was rendered for: `local` or `hosts`.
    target: String,
    /// What of the description is other than usual.
    profile: String,
    /// Whether a commit is on one disk (`async`) or on two (`sync`).
    durability: String,
    /// The name of the fault.
    fault: String,
    /// What it is.
    what: String,
    /// What came of it.
    trials: Vec<Trial>,
}

impl Row {
    /// Does `fault` to `stack` `count` times; it heals in between.
    pub(crate) fn of<S: Subject>(target: &str, profile: &str, durability: &str, stack: &S, fault: &Fault<S>, count: usize) -> Self {
        let trials: Vec<Trial> = (0..count).map(|_| Trial::run(stack, fault)).collect();
        let sum = |value: fn(&Trial) -> usize| trials.iter().map(value).sum::<usize>();
        println!(
            "{target} {profile} {}: writes back {:.2} s ({:.2}), read gap {:.2} s ({:.2}), heals {:.2} s, {} acknowledged, {} lost, {} wrong",
            fault.name,
            median(&trials, |trial| trial.writes_back),
            most(&trials, |trial| trial.writes_back),
            median(&trials, |trial| trial.read_gap),
            most(&trials, |trial| trial.read_gap),
            median(&trials, |trial| trial.healed),
            sum(|trial| trial.acknowledged),
            sum(|trial| trial.lost),
            sum(|trial| trial.wrong),
        );
        assert_eq!(
            sum(|trial| trial.wrong),
            0,
            "{profile}, {}: a node took writes after another one had taken over: {trials:#?}",
            fault.name
        );
        if durability == "sync" {
            assert_eq!(sum(|trial| trial.lost), 0, "{profile}, {}: what two disks held is lost: {trials:#?}", fault.name);
        }
        let text = str::to_owned;
        Self {
            target: text(target),
            profile: text(profile),
            durability: text(durability),
            fault: text(fault.name),
            what: text(fault.what),
            trials,
        }
    }

    /// The trials.
    pub(crate) fn trials(&self) -> &[Trial] {
        &self.trials
    }
}

/// Whether the page is to be written: `PGLB_FAILOVER_PAGE=1`.
pub(crate) fn is_wanted() -> bool {
    std::env::var_os("PGLB_FAILOVER_PAGE").is_some()
}

/// So many trials each: `PGLB_TRIALS`.
pub(crate) fn count() -> usize {
    std::env::var("PGLB_TRIALS").ok().and_then(|text| text.parse().ok()).unwrap_or(1)
}

/// Puts `rows` in the place of the rows of `target`, and writes both files.
pub(crate) fn write(target: &str, rows: Vec<Row>) {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let json = docs.join("failover.json");
    let mut all: Vec<Row> = std::fs::read_to_string(&json).ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    all.retain(|row| row.target != target);
    all.extend(rows);
    // `local` first.
    all.sort_by(|one, other| other.target.cmp(&one.target));
    std::fs::write(json, serde_json::to_string_pretty(&all).unwrap() + "\n").unwrap();
    std::fs::write(docs.join("failover.md"), page(&all)).unwrap();
}

const HEAD: &str = "# What a rendered stack does when something fails

Measured on the real programs (HAProxy 2.6, PgBouncer 1.18, PostgreSQL 15, repmgr 5.3) on one machine of two cores, by `scripts/failover-page`: four
clients that write and four that read through HAProxy, each with a session that it keeps as long as it can. Stacks of the target `local` are as
`up` starts them; those of `hosts` have a network namespace for each host with its own files, joined by a bridge, and the units started as systemd
does. The same figures, trial by trial, are in [failover.json](failover.json).

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

The faults:

";

const SHAPE: &str = "
`failover.json` is a list of rows: `target`, `profile`, `durability` (`async` or `sync`), `fault`, `what`, and `trials`. A trial has the times
`writes_back`, `write_gap`, `read_gap`, `longest_wait` and `healed` in seconds; the numbers `acknowledged`, `lost` and `wrong` of writes; `refused`, how many
writes were answered with which message; `reads_refused`; `primary`, the node that took writes at the end; and `pgbench`, the transactions of
pgbench, where it ran beside the clients.
";

fn page(rows: &[Row]) -> String {
    let mut text = HEAD.to_owned();
    text.push_str(
        "| target | profile | fault | trials | writes back | write gap | read gap | waits | heals | acknowledged | lost | wrong |\n",
    );
    text.push_str("|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    for row in rows {
        let trials = &row.trials;
        let times = |value: fn(&Trial) -> f64| format!("{:.2} ({:.2})", median(trials, value), most(trials, value));
        let sum = |value: fn(&Trial) -> usize| trials.iter().map(value).sum::<usize>();
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            row.target,
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
    let mut told = std::collections::BTreeSet::new();
    for row in rows.iter().filter(|row| told.insert((&row.fault, &row.what))) {
        let _ = writeln!(text, "- `{}`: {}", row.fault, row.what);
    }
    text.push_str(SHAPE);
    text
}
