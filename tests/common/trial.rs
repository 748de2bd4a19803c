//! One trial: a stack under load, a fault, and what the clients saw.

use std::collections::BTreeMap;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::bench::{Bench, TRANSACTIONS};
use crate::load::{Attempt, Load, Way, Work};

/// What a trial needs of a running stack. It has a table `load (client int, number int)`.
pub(crate) trait Subject {
    /// How clients come to the port for writes.
    fn writes(&self) -> Way;
    /// How clients come to the port for reads.
    fn reads(&self) -> Way;
    /// The node that is primary.
    fn primary(&self) -> String;
    /// Waits until all is as it should be, and says how long that took.
    fn heals(&self) -> Duration;
    /// pgbench, which runs its transactions through the port for writes; nothing if it is not here.
    fn pgbench(&self) -> Option<Command> {
        None
    }
}

/// Something that happens to a stack.
pub(crate) struct Fault<S> {
    /// Its name in tables.
    pub(crate) name: &'static str,
    /// What it is, in a line.
    pub(crate) what: &'static str,
    /// Does it; the name of the primary is given.
    pub(crate) happens: fn(&S, &str),
    /// Lets what is gone come back: when another node has taken over, unless nobody can write until then. Nothing if it comes back by itself.
    pub(crate) returns: Option<fn(&S, &str)>,
    /// Whether nobody can write until then.
    pub(crate) stops_writes: bool,
    /// Whether pgbench runs beside the clients.
    pub(crate) under_pgbench: bool,
}

/// Clients that write, and as many that read.
const CLIENTS: u32 = 4;
/// The load runs so long before the fault.
const BEFORE: Duration = Duration::from_secs(2);
/// And so long at least behind it.
const BEHIND: Duration = Duration::from_secs(4);
/// A load that does not get on again is ended after so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a trial showed. Times in seconds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Trial {
    /// From the fault to the end of the first acknowledged write behind the first one that failed; 0 if none failed.
    pub(crate) writes_back: f64,
    /// The longest time in which no write was acknowledged.
    pub(crate) write_gap: f64,
    /// The longest time in which no read was answered.
    pub(crate) read_gap: f64,
    /// The longest time that a client waited for an answer or a refusal.
    pub(crate) longest_wait: f64,
    /// From the fault, or from the moment that what is gone may come back, until all is as it should be.
    pub(crate) healed: f64,
    /// Writes that were acknowledged.
    pub(crate) acknowledged: usize,
    /// Of these, writes that are not there in the end.
    pub(crate) lost: usize,
    /// Writes acknowledged by a node after another one had taken over from it.
    pub(crate) wrong: usize,
    /// Writes that failed, by what the client was told.
    pub(crate) refused: BTreeMap<String, usize>,
    /// Reads that failed.
    pub(crate) reads_refused: usize,
    /// The node that took writes at the end.
    pub(crate) primary: String,
    /// Transactions of pgbench beside the clients, if it ran.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) pgbench: Option<usize>,
}

impl Trial {
    /// Does `fault` to a running `stack`, under load.
    pub(crate) fn run<S: Subject>(stack: &S, fault: &Fault<S>) -> Self {
        let primary = stack.primary();
        let way = stack.writes();
        let bench = fault.under_pgbench.then(|| Bench::start(|| stack.pgbench().expect("pgbench is installed")));
        let writes = Load::start(&way, Work::Write, CLIENTS);
        let reads = Load::start(&stack.reads(), Work::Read, CLIENTS);
        sleep(BEFORE);
        let fault_at = Instant::now();
        (fault.happens)(stack, &primary);
        sleep(BEHIND);
        if !fault.stops_writes {
            wait_for_writes(&way, fault.returns.and(Some(&primary)));
        }
        let mut healed_from = fault_at;
        if let Some(returns) = fault.returns {
            healed_from = Instant::now();
            returns(stack, &primary);
        }
        stack.heals();
        let healed = healed_from.elapsed();
        sleep(Duration::from_millis(500));
        let (writes, reads) = (writes.end(), reads.end());
        let pgbench = bench.map(|bench| {
            bench.end();
            way.query(TRANSACTIONS)[0].parse().unwrap()
        });
        let found = way.query("select client || ' ' || number from load");
        let trial = Self { pgbench, ..Self::measure(&writes, &reads, fault_at, healed, &found, stack.primary()) };
        way.query("truncate load");
        trial
    }

    fn measure(writes: &[Attempt], reads: &[Attempt], fault: Instant, healed: Duration, found: &[String], primary: String) -> Self {
        let good: Vec<&Attempt> = writes.iter().filter(|write| write.outcome.is_ok()).collect();
        let failed_at = writes.iter().filter(|write| write.outcome.is_err() && write.ended >= fault).map(|write| write.ended).min();
        let back = failed_at.and_then(|at| good.iter().filter(|write| write.began >= at).map(|write| write.ended - fault).min());
        let mut refused = BTreeMap::new();
        for write in writes {
            if let Err(told) = &write.outcome {
                *refused.entry(told.clone()).or_insert(0) += 1;
            }
        }
        let waits = writes.iter().chain(reads).map(|attempt| attempt.ended - attempt.began);
        Self {
            writes_back: if failed_at.is_some() { seconds(back.unwrap_or(PATIENCE)) } else { 0.0 },
            write_gap: seconds(longest_gap(writes)),
            read_gap: seconds(longest_gap(reads)),
            longest_wait: seconds(waits.max().unwrap_or_default()),
            healed: seconds(healed),
            acknowledged: good.len(),
            lost: lost(writes, found),
            wrong: wrong(&good),
            refused,
            reads_refused: reads.iter().filter(|read| read.outcome.is_err()).count(),
            primary,
            pgbench: None,
        }
    }
}

/// So many acknowledged writes are not among the rows `found`.
pub(crate) fn lost(writes: &[Attempt], found: &[String]) -> usize {
    let found: std::collections::HashSet<&str> = found.iter().map(String::as_str).collect();
    let is_lost = |write: &&Attempt| write.outcome.is_ok() && !found.contains(format!("{} {}", write.client, write.number).as_str());
    writes.iter().filter(is_lost).count()
}

fn seconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1000.0).round() / 1000.0
}

/// The longest time between two attempts of all clients that went well.
fn longest_gap(attempts: &[Attempt]) -> Duration {
    let ends: Vec<Instant> = attempts.iter().filter(|attempt| attempt.outcome.is_ok()).map(|attempt| attempt.ended).collect();
    ends.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or_default()
}

/// Writes that a node took although another one had taken over: they began behind the first that the later primary took.
fn wrong(good: &[&Attempt]) -> usize {
    let mut first: BTreeMap<&str, Instant> = BTreeMap::new();
    for write in good {
        let node = write.outcome.as_deref().unwrap_or_default();
        let at = first.entry(node).or_insert(write.ended);
        *at = (*at).min(write.ended);
    }
    let overtaken = |write: &&&Attempt| {
        let node = write.outcome.as_deref().unwrap_or_default();
        first.iter().any(|(other, at)| *other != node && *at > first[node] && write.began > *at)
    };
    good.iter().filter(overtaken).count()
}

/// Waits until a new client can write, or gives up. Somewhere else than on `old`, if that is said: a primary that is cut off still answers until
/// it is fenced.
fn wait_for_writes(way: &Way, old: Option<&String>) {
    let began = Instant::now();
    let writes = || match way.ask("select txid_current(); select current_setting('cluster_name')") {
        Ok(rows) => rows.last() != old,
        Err(_) => false,
    };
    while began.elapsed() < PATIENCE && !writes() {
        sleep(Duration::from_millis(200));
    }
}

/// The median of what `value` is in `trials`.
pub(crate) fn median(trials: &[Trial], value: impl Fn(&Trial) -> f64) -> f64 {
    let mut values: Vec<f64> = trials.iter().map(value).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// The greatest that `value` is in `trials`.
pub(crate) fn most(trials: &[Trial], value: impl Fn(&Trial) -> f64) -> f64 {
    trials.iter().map(value).fold(0.0, f64::max)
}
