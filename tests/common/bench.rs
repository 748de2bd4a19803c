//! pgbench beside the clients whose transactions are counted one by one.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::Duration;

/// pgbench at work. Its clients end with their sessions: it is started again as long as this lives.
pub(crate) struct Bench {
    stop: Arc<AtomicBool>,
    runs: JoinHandle<()>,
}

/// How many transactions of pgbench are there: each leaves a row.
pub(crate) const TRANSACTIONS: &str = "select count(*) from pgbench_history";

impl Bench {
    /// Makes the tables of pgbench, and starts it.
    pub(crate) fn start(pgbench: impl Fn() -> Command) -> Self {
        let made = pgbench().args(["-i", "-s", "2", "-q"]).output().unwrap();
        assert!(made.status.success(), "pgbench -i: {}", String::from_utf8_lossy(&made.stderr));
        let mut command = pgbench();
        command.args(["-n", "-c", "8", "-j", "2", "-T", "600"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let runs = spawn(move || {
            while !stopped.load(Ordering::Relaxed) {
                let mut child = command.spawn().unwrap();
                while child.try_wait().unwrap().is_none() && !stopped.load(Ordering::Relaxed) {
                    sleep(Duration::from_millis(100));
                }
                let _ = child.kill();
                let _ = child.wait();
                sleep(Duration::from_millis(100));
            }
        });
        Self { stop, runs }
    }

    /// Ends it.
    pub(crate) fn end(self) {
        self.stop.store(true, Ordering::Relaxed);
        self.runs.join().unwrap();
    }
}
