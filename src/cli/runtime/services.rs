//! The programs that are supervised: a folder each below `services/`, in which runit or the script `supervise` notes the process.

use super::Runtime;
use super::state::Service;
use crate::cli::Host;

/// The services of `runtime`; none if it was not rendered yet.
pub(super) fn look(runtime: &Runtime, host: &dyn Host) -> Vec<Service> {
    let mut names = host.list(&runtime.at("services")).ok().flatten().unwrap_or_default().folders;
    names.sort_unstable();
    names.into_iter().map(|name| service(runtime, name, host)).collect()
}

fn service(runtime: &Runtime, name: String, host: &dyn Host) -> Service {
    let number = |file: &str| {
        let bytes = host.read(&runtime.at(&format!("services/{name}/{file}"))).ok()?;
        String::from_utf8_lossy(&bytes).trim().parse::<u32>().ok()
    };
    // The number may be that of another process by now, but only the service's own works in its folder.
    let own = host.read(&runtime.at(&format!("services/{name}/service.env"))).ok();
    let is_own = |pid: &u32| own.is_some() && host.read(&format!("/proc/{pid}/cwd/service.env")).ok() == own;
    let pid = number("supervise/pid").or_else(|| number("pid")).filter(is_own);
    Service { runs: pid.is_some(), name, pid }
}
