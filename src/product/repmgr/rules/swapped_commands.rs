//! A command does what another setting is for.
//!
//! `promote_command` has to promote, `follow_command` to follow, `service_stop_command` to stop. Copied lines are easily left half changed.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=automatic
//! promote_command='/usr/bin/repmgr -f /etc/repmgr.conf standby promote'
//! follow_command='/usr/bin/repmgr -f /etc/repmgr.conf standby promote'
//!                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `follow_command` promotes
//! ```
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! service_start_command='/usr/bin/sudo -n /usr/bin/systemctl start postgresql'
//! service_stop_command='/usr/bin/sudo -n /usr/bin/systemctl start postgresql'
//!                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `service_stop_command` runs `systemctl start`
//! service_restart_command='/usr/bin/sudo -n /usr/bin/systemctl restart postgresql'
//! service_reload_command='/usr/bin/sudo -n /usr/bin/systemctl reload postgresql'
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=automatic
//! promote_command='/usr/bin/repmgr -f /etc/repmgr.conf standby promote'
//! follow_command='/usr/bin/repmgr -f /etc/repmgr.conf standby follow --upstream-node-id=%n'
//! service_start_command='/usr/bin/sudo -n /usr/bin/systemctl start postgresql'
//! service_stop_command='/usr/bin/sudo -n /usr/bin/systemctl stop postgresql'
//! service_restart_command='/usr/bin/sudo -n /usr/bin/systemctl restart postgresql'
//! service_reload_command='/usr/bin/sudo -n /usr/bin/systemctl reload postgresql'
//! ```

use super::phrase::{runs, words};
use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM143",
    name: "swapped-commands",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for (name, own, other, does) in
        [("promote_command", "promote", "follow", "follows"), ("follow_command", "follow", "promote", "promotes")]
    {
        if let Some(command) = file.command(name).filter(|command| runs(command.text, other) && !runs(command.text, own)) {
            report.find(command.at, format!("`{name}` {does}")).help(format!("run `repmgr standby {own}`"));
        }
    }
    for own in VERBS {
        let name = format!("service_{own}_command");
        let Some(line) = file.assignment(&name) else { continue };
        let mut rest = words(&line.value.text).skip_while(|word| word.rsplit('/').next() != Some("systemctl")).skip(1);
        let verb = rest.find(|word| !word.starts_with('-'));
        if let Some(verb) = verb.filter(|verb| *verb != own && VERBS.contains(verb)) {
            report.find(line.value_at, format!("`{name}` runs `systemctl {verb}`")).help(format!("run `systemctl {own}`"));
        }
    }
}

/// What a service can be told.
const VERBS: [&str; 4] = ["start", "stop", "restart", "reload"];
