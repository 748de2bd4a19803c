//! The connection string leads to the machine that uses it.
//!
//! Every node connects to every other with these strings. One without a host, with `localhost` or with `127.0.0.1` leads each node to itself.
//! (Nodes on one machine that have a loopback address each, such as `127.0.0.11` and `127.0.0.12`, reach each other by these.)
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=localhost user=repmgr dbname=repmgr'
//!                ^^^^^^^^^ each node connects to itself
//! data_directory='/var/lib/postgresql/17/main'
//! ```
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='user=repmgr dbname=repmgr'
//!          ^^^^^^^^^^^^^^^^^^^^^^^^^^^ each node connects to itself
//! data_directory='/var/lib/postgresql/17/main'
//! ```
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=db1 hostaddr=127.0.0.1 user=repmgr dbname=repmgr'
//!                             ^^^^^^^^^ each node connects to itself
//! data_directory='/var/lib/postgresql/17/main'
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=127.0.0.11 user=repmgr dbname=repmgr'
//! data_directory='/srv/node1/data'
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::leads_home;
use crate::product::libpq::Host;
use crate::product::repmgr::model::{File, Model};
use crate::text::Location;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM109",
    name: "conninfo-localhost",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    let Some((conninfo, at)) = file.conninfo.as_ref().zip(file.place("conninfo")) else { return };
    if conninfo.fault.is_some() || conninfo.get("service").is_some() {
        return;
    }
    let local = |host: &Host<'_>| {
        let name = if host.hostaddr.is_empty() { host.host } else { host.hostaddr };
        leads_home(name)
    };
    if conninfo.hosts().iter().all(local) {
        let option = conninfo.option("hostaddr").or_else(|| conninfo.option("host"));
        let at = option.map_or(at, |option| Location::new(at.file, option.at));
        let finding = report.find(at, "each node connects to itself");
        finding.help("write a name or an address that all nodes can reach");
        // Nodes of a trial may well share a machine.
        if conninfo.get("port").is_some_and(|port| port != "5432") {
            finding.level(Level::Warning);
        }
    }
}
