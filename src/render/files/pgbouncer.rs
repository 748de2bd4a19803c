//! pgbouncer.ini: a pool in front of the PostgreSQL of the same host, and of no other.

use std::fmt::Write;

use super::super::description::PoolMode;
use super::super::layout::Layout;
use super::super::names::{ADMIN, CHECK};
use super::super::plan::{CHECK_POOL, Plan, USUAL_FILES, Voter};
use crate::schema::Version;

pub(in crate::render) fn text(plan: &Plan<'_>, layout: &Layout, node: &Voter<'_>) -> String {
    let mut text = String::new();
    databases(plan, layout, node, &mut text);
    peers(plan, &mut text);
    main(plan, layout, node, &mut text);
    text
}

/// The first version whose processes pass requests to cancel a query on to each other.
const KNOWS_PEERS: Version = Version::new(1, 19);

/// Whether the PgBouncers of `plan` know each other.
pub(super) fn has_peers(plan: &Plan<'_>) -> bool {
    plan.description.versions.pgbouncer >= KNOWS_PEERS
}

fn peers(plan: &Plan<'_>, text: &mut String) {
    if !has_peers(plan) {
        return;
    }
    text.push_str(
        "; HAProxy may bring a request to cancel a query to any of them: it is passed on to the one that knows the query.\n[peers]\n",
    );
    for node in plan.nodes() {
        let _ = writeln!(text, "{} = host={} port={}", node.id, node.address, plan.description.pooler.port);
    }
    text.push('\n');
}

fn databases(plan: &Plan<'_>, layout: &Layout, node: &Voter<'_>, text: &mut String) {
    let port = plan.description.server.port;
    let _ =
        write!(text, "; Sessions go to the PostgreSQL of {} alone: who is primary is for HAProxy to find out.\n[databases]\n", node.name);
    for database in &plan.description.databases {
        let (name, pool) = (&database.name, database.pool);
        let _ = writeln!(text, "{name} = host={} port={port} dbname={name} pool_size={pool} max_db_connections={pool}", layout.socket);
    }
    let _ = write!(
        text,
        "; HAProxy asks here for the role, in a pool of its own: a full pool of an application fails no check.\n\
         {CHECK} = host={} port={port} dbname=postgres user={CHECK} pool_size={CHECK_POOL}\n\n",
        layout.socket
    );
}

fn main(plan: &Plan<'_>, layout: &Layout, node: &Voter<'_>, text: &mut String) {
    let description = plan.description;
    let (budget, timers) = (plan.budget, plan.timers);
    let _ = write!(
        text,
        "[pgbouncer]\n\
         listen_addr = {}\n\
         listen_port = {}\n\
         unix_socket_dir = {}\n",
        node.address, description.pooler.port, layout.pgbouncer_run,
    );
    if has_peers(plan) {
        let _ = writeln!(text, "peer_id = {}", node.id);
    }
    if let Some(log) = &layout.pgbouncer_log {
        let _ = writeln!(text, "logfile = {log}");
    }
    let _ = write!(
        text,
        "\nauth_type = hba\n\
         auth_hba_file = {}\n\
         auth_file = {}\n\
         admin_users = {ADMIN}\n\n",
        layout.pgbouncer_hba, layout.userlist,
    );
    mode(plan, text);
    let _ = writeln!(
        text,
        "; {} sessions for writes and {} for reads may meet here, and 20 for checks and the console",
        budget.clients, budget.clients
    );
    if budget.pooler_files > USUAL_FILES {
        let _ = writeln!(text, "; pglb-lint: allow(fd-pgbouncer) its service may open {} files", budget.pooler_files);
    }
    let _ = write!(
        text,
        "max_client_conn = {}\n\
         ; all pools together: {} connections to PostgreSQL\n\
         default_pool_size = {}\n\n\
         ; A PostgreSQL that is gone is tried again every second; clients wait so long and no longer.\n\
         server_login_retry = 1\n\
         server_connect_timeout = {}\n\
         query_wait_timeout = 15\n\
         tcp_keepalive = 1\n\
         tcp_keepidle = 30\n\
         tcp_keepintvl = 10\n\
         tcp_keepcnt = 3\n\
         tcp_user_timeout = 60000\n\n\
         ; HAProxy's checks would fill the log.\n\
         log_connections = 0\n\
         log_disconnections = 0\n\
         ignore_startup_parameters = extra_float_digits\n",
        budget.pooler,
        budget.pools + CHECK_POOL,
        description.databases.iter().map(|database| database.pool).max().unwrap_or(1),
        super::seconds(timers.connect),
    );
    if let Some(tls) = &description.tls {
        let _ = write!(
            text,
            "\n; pglb-lint: allow(tls-client-optional) clients come encrypted, as pgbouncer_hba.conf demands; HAProxy's check cannot\n\
             client_tls_sslmode = allow\n\
             client_tls_cert_file = {}\n\
             client_tls_key_file = {}\n",
            tls.certificate, tls.key
        );
    }
}

fn mode(plan: &Plan<'_>, text: &mut String) {
    let version = plan.description.versions.pgbouncer;
    let knows_statements = version >= Version::new(1, 21);
    match plan.description.pooler.mode {
        PoolMode::Session => text.push_str("pool_mode = session\n"),
        PoolMode::Transaction if knows_statements => {
            text.push_str("pool_mode = transaction\n; prepared statements of clients are kept apart\nmax_prepared_statements = 200\n");
        }
        PoolMode::Transaction => {
            let why = "wanted in stack.toml, by clients that prepare none";
            let _ = writeln!(text, "; pglb-lint: allow(tx-prepared-disabled) {why}\npool_mode = transaction");
        }
    }
}
