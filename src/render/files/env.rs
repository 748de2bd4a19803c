//! node.env: what the scripts know of their host.

use std::fmt::Write;

use super::super::description::Durability;
use super::super::layout::Layout;
use super::super::plan::{Plan, Voter};
use super::repmgr::conninfo;

/// `text` in quotes of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

pub(in crate::render) fn text(plan: &Plan<'_>, layout: &Layout, voter: &Voter<'_>) -> String {
    let mut text = format!("# What the scripts know of {}.\n", voter.name);
    let mut set = |name: &str, value: &str| {
        let _ = writeln!(text, "{name}={}", quoted(value));
    };
    set("NODE", voter.name);
    set("NODE_ID", &voter.id.to_string());
    set("ROLE", if voter.is_witness { "witness" } else { "node" });
    set("ADDRESS", &voter.address.to_string());
    set("PORT", &plan.description.server.port.to_string());
    set("DATA", &layout.data);
    set("SOCKET_DIR", &layout.socket);
    set("PG_BINDIR", &layout.pg_bindir);
    set("REPMGR_CONF", &layout.repmgr_conf);
    set("LOG_DIR", &layout.logs);
    set("PGPASSFILE", &layout.pgpass);
    set("CONNINFO", &conninfo(plan, voter));
    let lines = |voters: Vec<&Voter<'_>>| {
        let lines: Vec<String> = voters.iter().map(|other| format!("{} {}", other.name, conninfo(plan, other))).collect();
        lines.join("\n")
    };
    set("PEERS", &lines(plan.others(voter).filter(|other| !other.is_witness).collect()));
    set("OBSERVERS", &lines(plan.others(voter).collect()));
    set("VOTERS", &plan.voters.len().to_string());
    set("MAJORITY", &plan.majority.to_string());
    set("FENCED", if plan.description.is_fenced() { "1" } else { "0" });
    set("UNSEEN", &super::seconds(plan.timers.unseen).to_string());
    set("DURABILITY", plan.description.durability.as_str());
    let names: Vec<String> = plan.nodes().map(|node| format!("\"{}\"", node.name)).collect();
    let sync = plan.description.durability == Durability::Sync;
    set("SYNC_NAMES", &if sync { format!("ANY 1 ({})", names.join(", ")) } else { String::new() });
    set("START", &layout.service.start);
    set("STOP_FAST", &layout.service.stop);
    set("STOP_IMMEDIATE", &layout.service.kill);
    text
}
