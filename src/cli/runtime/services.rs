//! The programs that are supervised, as the script `bin/services` of the folder tells: a line each, `NAME up|down PID`.

use super::Runtime;
use super::state::Service;
use crate::cli::{Command, Host};

/// The services of `runtime`; none if it was not rendered yet.
pub(super) fn look(runtime: &Runtime, host: &dyn Host) -> Vec<Service> {
    let answer = host.ask(&Command::new::<&str>(runtime.at("bin/services"), []));
    let service = |line: &str| {
        let mut words = line.split_whitespace();
        let name = words.next()?.to_owned();
        Some(Service { name, runs: words.next() == Some("up"), pid: words.next().and_then(|pid| pid.parse().ok()) })
    };
    answer.out.lines().filter_map(service).collect()
}
