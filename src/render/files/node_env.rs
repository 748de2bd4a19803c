//! node.env: what the scripts know of their host.

use std::fmt::Write;

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
    let role = match voter.id {
        _ if voter.is_witness => "witness",
        1 => "first",
        _ => "node",
    };
    set("ROLE", role);
    set("ADDRESS", &voter.address.to_string());
    set("PORT", &plan.description.server.port.to_string());
    set("RUN_AS", &layout.os_user);
    set("DATA", &layout.data);
    set("PG_CONF", &layout.pg_conf);
    set("PG_BINDIR", &layout.pg_bindir);
    set("SOCKET_DIR", &layout.socket);
    set("REPMGR_CONF", &layout.repmgr_conf);
    set("PGPASSFILE", &layout.pgpass);
    set("STATE_DIR", &layout.state);
    set("SETUP_SQL", &layout.setup_sql);
    // A line each: what it is, its name, and how to connect to it.
    let line = |other: &Voter<'_>| {
        let kind = if other.is_witness { "witness" } else { "node" };
        format!("{kind} {} {}", other.name, conninfo(plan, other))
    };
    set("VOTERS", &plan.others(voter).map(line).collect::<Vec<_>>().join("\n"));
    // Where a majority tells nothing, nobody waits for one.
    set("MAJORITY", &if plan.description.is_fenced() { plan.majority } else { 1 }.to_string());
    set("UNSEEN", &super::seconds(plan.timers.unseen).to_string());
    set("DURABILITY", plan.description.durability.as_str());
    set("START", &layout.service.start);
    set("STOP_FAST", &layout.service.stop);
    set("STOP_IMMEDIATE", &layout.service.kill);
    set("STOP_ON_TERM", if layout.service.ends_with_agent { "yes" } else { "no" });
    set("RECLONE", "no");
    text
}
