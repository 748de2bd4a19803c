//! The state of a stack for people.

use std::fmt::Write;

use super::state::{Balancer, Role, Server, State};
use crate::render::names::{BACKEND_ANY, BACKEND_PRIMARY, BACKEND_STANDBY, FRONTEND_READ, FRONTEND_WRITE};

/// The heads of the table.
const HEADS: [&str; 8] = ["server", "role", "timeline", "behind", "writes", "reads", "pools", "repmgrd"];

/// `state` as a few lines and a table.
pub(super) fn text(state: &State) -> String {
    let mut text = String::new();
    let health = if state.healthy { "healthy" } else { "NOT HEALTHY" };
    let _ = writeln!(text, "stack {}: {health}, in {}", state.stack, state.folder);
    let sessions = |frontend: &str| state.balancer.as_ref().and_then(|balancer| balancer.sessions.get(frontend)).copied().unwrap_or(0);
    let _ = writeln!(
        text,
        "writes {} ({} sessions)   reads {} ({} sessions)",
        state.writes,
        sessions(FRONTEND_WRITE),
        state.reads,
        sessions(FRONTEND_READ)
    );
    let mut rows = vec![HEADS.map(str::to_owned)];
    rows.extend(state.servers.iter().map(|server| row(server, state.balancer.as_ref())));
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..HEADS.len()).map(width).collect();
    text.push('\n');
    for row in &rows {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        let _ = writeln!(text, "  {}", cells.join("  ").trim_end());
    }
    let running = state.services.iter().filter(|service| service.runs).count();
    let _ = writeln!(text, "\n{running} of {} programs run", state.services.len());
    for trouble in &state.troubles {
        let _ = writeln!(text, "! {trouble}");
    }
    text
}

fn row(server: &Server, balancer: Option<&Balancer>) -> [String; 8] {
    let none = || "-".to_owned();
    let seen = |backend: &str| balancer.and_then(|balancer| balancer.backends.get(backend)?.get(&server.name));
    let sent = |backends: &[&str]| {
        let all: Vec<_> = backends.iter().filter_map(|backend| seen(backend)).collect();
        let Some(first) = all.first() else { return none() };
        let sessions: u32 = all.iter().map(|seen| seen.sessions).sum();
        format!("{} {sessions}", if first.up { "up" } else { "no" })
    };
    let role = match server.role {
        Role::Primary => "primary",
        Role::Standby => "standby",
        Role::Witness => "witness",
        Role::Down => "DOWN",
    };
    let behind = server.replication.as_ref().map_or_else(none, |replication| {
        let bytes = replication.behind_bytes.map_or_else(|| "?".to_owned(), |bytes| bytes.to_string());
        format!("{bytes} B, {}", replication.sync)
    });
    let pools = server.pools.as_ref().map_or_else(none, |pools| {
        let sum = |number: fn(&super::state::Pool) -> u32| pools.values().map(number).sum::<u32>();
        format!("{} clients, {} servers, {} wait", sum(|pool| pool.clients), sum(|pool| pool.servers), sum(|pool| pool.waiting))
    });
    [
        server.name.clone(),
        role.to_owned(),
        server.timeline.map_or_else(none, |timeline| timeline.to_string()),
        behind,
        sent(&[BACKEND_PRIMARY]),
        sent(&[BACKEND_STANDBY, BACKEND_ANY]),
        pools,
        if server.repmgrd { "watches" } else { "no" }.to_owned(),
    ]
}
