//! The rules over a stack: one file each, whose header is its documentation, its examples and its tests.
#![expect(unreachable_pub, reason = "a rule is `pub static RULE` in a file of its own, and listed by the build script")]
#![allow(rustdoc::invalid_codeblock_attributes, reason = "examples name their target as `target=3.4`")]

mod all_priority_zero;
mod app_name_add_host;
mod auth_query_db;
mod auth_query_forced;
mod auth_scram_chain;
mod auth_scram_secret_forced;
mod auth_trust_open;
mod auth_user_secret;
mod backend_misses_node;
mod backup_is_no_promotion;
mod both_primaries_balanced;
mod budget_both_sides;
mod budget_global_frontend;
mod budget_haproxy_pgbouncer;
mod budget_pgbouncer_postgres;
mod budget_standby_smaller;
mod budget_wildcard;
mod cancel_behind_lb;
mod check_agent_location;
mod check_port_missing;
mod check_proves_nothing;
mod check_role_blind;
mod check_trust_mismatch;
mod check_trust_open;
mod check_user_missing;
mod client_ip_lost;
mod conninfo_port_mismatch;
mod conninfo_via_haproxy;
mod conninfo_via_pgbouncer;
mod conninfo_wrong_node;
mod data_directory_mismatch;
mod database_port_mismatch;
mod detect_order;
mod failover_differs;
mod fake_readonly_backend;
mod fd_haproxy;
mod fd_pgbouncer;
mod fencing_doc_port;
mod fixed_primary_host;
mod frontend_wrong_backend;
mod hba_misses_proxy;
mod keepalive_vs_failover;
mod location_split;
mod location_typo;
mod login_retry_vs_failover;
mod loopback_only_pgbouncer;
mod loopback_only_postgres;
mod mode_http;
mod no_check;
mod no_witness_two_nodes;
mod node_id_duplicate;
mod pg_bindir_version;
mod pg_hba_misses_pgbouncer;
mod pg_pooling_two_layers;
mod pg_server_maxconn_over_pool;
mod poolers_differ_databases;
mod poolers_differ_mode;
mod poolers_differ_users;
mod port_clash;
mod preload_vs_repmgrd;
mod promote_script_include;
mod promote_script_sections;
mod repmgr_options_differ;
mod repmgr_user_pooled;
mod routing_loop;
mod rw_ro_identical;
mod same_target_failover;
mod send_proxy_to_pgbouncer;
mod senders_vs_nodes;
mod server_bypasses_pool;
mod server_no_pgbouncer;
mod session_vs_maxconn;
mod slots_vs_max;
mod standby_settings_smaller;
mod stats_open;
mod timeout_idle_tx;
mod timeout_statement;
mod timeout_vs_client_idle;
mod timeout_vs_query_timeout;
mod tls_gap;
mod tls_hostssl_vs_disable;
mod tls_server_vs_pg;
mod tls_terminated_in_haproxy;
mod tx_mode_prepared_chain;
mod userlist_secret_vs_auth;
mod version_key_chain;
mod witness_same_host;

use super::{Pooler, Topology};
use crate::lint;

/// What these rules are about.
pub struct Joined;

impl lint::Subject for Joined {
    type Model<'s> = Topology<'s>;
    type Part<'s> = Pooler<'s>;

    fn parts<'m, 's: 'm>(topology: &'m Topology<'s>) -> &'m [Pooler<'s>] {
        &topology.poolers
    }
}

/// A rule over a stack.
pub type Rule = lint::Rule<Joined>;

/// What such a rule is asked with.
pub type Check = lint::Check<Joined>;

/// Every rule with its documentation, by file name.
pub static RULES: &[(&Rule, &str)] = include!(concat!(env!("OUT_DIR"), "/topology_rules.rs"));
