//! Some commands for the service of PostgreSQL are set, others are not.
//!
//! What is missing repmgr does with `pg_ctl`, behind the back of the service manager that does the rest.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! service_start_command='/usr/bin/sudo -n /usr/bin/systemctl start postgresql'
//! ^^^^^^^^^^^^^^^^^^^^^ `service_restart_command` is missing
//! service_stop_command='/usr/bin/sudo -n /usr/bin/systemctl stop postgresql'
//! service_reload_command='/usr/bin/sudo -n /usr/bin/systemctl reload postgresql'
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! service_start_command='/usr/bin/sudo -n /usr/bin/systemctl start postgresql'
//! service_stop_command='/usr/bin/sudo -n /usr/bin/systemctl stop postgresql'
//! service_restart_command='/usr/bin/sudo -n /usr/bin/systemctl restart postgresql'
//! service_reload_command='/usr/bin/sudo -n /usr/bin/systemctl reload postgresql'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM124",
    name: "service-commands-partial",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    const NAMES: [&str; 4] = ["service_start_command", "service_stop_command", "service_restart_command", "service_reload_command"];
    let set = NAMES.iter().filter_map(|name| file.assignment(name)).filter(|line| !line.value.text.is_empty());
    let Some(first) = set.min_by_key(|line| line.name_at).filter(|_| file.complete) else { return };
    let missing: Vec<String> = NAMES.iter().filter(|name| file.command(name).is_none()).map(|name| format!("`{name}`")).collect();
    if !missing.is_empty() {
        let verb = if missing.len() == 1 { "is" } else { "are" };
        report.find(first.name_at, format!("{} {verb} missing", missing.join(", "))).help("set all four of them");
    }
}
