//! repmgr.conf.

use std::fmt::Write;

use super::super::layout::Layout;
use super::super::names::REPMGR;
use super::super::plan::{Plan, Voter};
use super::seconds;

/// How repmgr and the scripts connect to `voter`, with the password in the file `passwords` of the host that they are on. What `passfile` of
/// repmgr.conf says is for streams alone.
#[must_use]
pub fn conninfo(plan: &Plan<'_>, voter: &Voter<'_>, passwords: &str) -> String {
    let timers = plan.timers;
    let mut text = format!(
        "host={} port={} user={REPMGR} dbname={REPMGR} connect_timeout={} keepalives_idle=2 keepalives_interval=1 keepalives_count=3 \
         tcp_user_timeout={} passfile={passwords}",
        voter.address,
        plan.description.server.port,
        seconds(timers.repmgr_connect),
        timers.tcp_user_timeout,
    );
    if let Some(tls) = &plan.description.tls {
        let _ = write!(text, " sslmode=verify-full sslrootcert={}", tls.ca);
    }
    text
}

pub(in crate::render) fn text(plan: &Plan<'_>, layout: &Layout, voter: &Voter<'_>) -> String {
    let mut text = format!(
        "# The node {} of the stack {}.\n\
         node_id = {}\n\
         node_name = '{}'\n\
         conninfo = '{}'\n\
         data_directory = '{}'\n\
         pg_bindir = '{}'\n\
         passfile = '{}'\n\
         use_replication_slots = yes\n\
         priority = {}\n",
        voter.name,
        plan.description.name,
        voter.id,
        voter.name,
        conninfo(plan, voter, &layout.pgpass),
        layout.data,
        layout.pg_bindir,
        layout.pgpass,
        voter.priority,
    );
    if let Some(location) = voter.location {
        let _ = writeln!(text, "location = '{location}'");
    }
    service(layout, &mut text);
    failover(plan, layout, voter, &mut text);
    text
}

fn service(layout: &Layout, text: &mut String) {
    let service = &layout.service;
    let _ = write!(
        text,
        "\nrepmgrd_pid_file = '{}'\n\
         log_level = INFO\n\
         service_start_command = '{}'\n\
         service_stop_command = '{}'\n\
         service_restart_command = '{}'\n\
         service_reload_command = '{}'\n\
         service_promote_command = '{}'\n",
        layout.repmgrd_pid, service.start, service.stop, service.restart, service.reload, service.promote,
    );
}

fn failover(plan: &Plan<'_>, layout: &Layout, voter: &Voter<'_>, text: &mut String) {
    let timers = plan.timers;
    let scripts = &layout.scripts;
    let noticed = timers.attempts * timers.attempt_interval;
    let _ = write!(
        text,
        "\n# A primary that refuses connections is given up after {}; one that does not answer at all after {} at most.\n\
         failover = automatic\n\
         promote_command = 'env PGLB_ENV={} {scripts}/promote'\n\
         follow_command = '{}/repmgr standby follow -f {} --upstream-node-id=%n'\n\
         monitor_interval_secs = 1\n\
         reconnect_attempts = {}\n\
         reconnect_interval = {}\n",
        super::duration(noticed),
        super::duration(noticed + timers.attempts * timers.repmgr_connect),
        layout.node_env,
        layout.pg_bindir,
        layout.repmgr_conf,
        timers.attempts,
        seconds(timers.attempt_interval),
    );
    if plan.description.is_fenced() && !voter.is_witness {
        let least = plan.voters.len() / 2;
        let _ = write!(
            text,
            "\n# {} of {} have a say. Nobody takes over unless so many of them, itself among them, have not seen the primary for {}.\n\
             failover_validation_command = 'env PGLB_ENV={} {scripts}/validate'\n\
             election_rerun_interval = 2\n\
             # A primary that sees fewer than {least} others stops: it may be the one that is cut off.\n\
             child_nodes_check_interval = 1\n\
             child_nodes_connected_min_count = {least}\n\
             child_nodes_connected_include_witness = {}\n\
             child_nodes_disconnect_timeout = {}\n\
             child_nodes_disconnect_command = 'env PGLB_ENV={} {scripts}/fence'\n",
            plan.majority,
            plan.voters.len(),
            super::duration(timers.unseen),
            layout.node_env,
            if plan.witness().is_some() { "true" } else { "false" },
            seconds(timers.fence),
            layout.node_env,
        );
    }
    if !plan.description.is_fenced() {
        text.push_str(
            "\n# Two nodes alone cannot tell a dead primary from a network that is cut: the standby takes over in both cases, and while HAProxy\n\
             # reaches both, sessions that are open go on writing to the old primary. A witness on a third host prevents that.\n",
        );
    }
    text.push_str("node_rejoin_timeout = 15\n");
}
