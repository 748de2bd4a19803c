//! The rules over one or several `haproxy.cfg`: one file each, whose header is its documentation, its examples and its tests.
#![expect(unreachable_pub, reason = "a rule is `pub static RULE` in a file of its own, and listed by the build script")]
#![allow(rustdoc::invalid_codeblock_attributes, reason = "examples name their target as `target=3.4`")]

mod accept_proxy_public;
mod all_backup;
mod all_weights_zero;
mod ambiguous_defaults;
mod backend_loop;
mod bad_tracking;
mod balance_conflict;
mod bind_ca_without_verify;
mod broken_conditional_block;
mod check_params_without_check;
mod check_port_out_of_range;
mod check_step_order;
mod configured_message;
mod contradictory_and;
mod cookie_conflict;
mod cookie_without_directive;
mod crt_without_ssl;
mod daemon_log_stdout;
mod default_server_after_server;
mod defaults_with_rules;
mod deprecated_keyword;
mod devlog_in_chroot;
mod disabled_only_server;
mod dns_without_resolvers;
mod doubtful_acl;
mod dropped_section;
mod duplicate_acl_id;
mod duplicate_bind;
mod duplicate_id;
mod duplicate_member;
mod duplicate_proxy;
mod duplicate_section;
mod duplicate_server;
mod duplicate_server_address;
mod duplicate_table;
mod empty_argument;
mod empty_backend;
mod empty_condition;
mod env_literal;
mod expect_patterns;
mod external_check_fork;
mod external_check_setup;
mod extra_argument;
mod filter_order;
mod flag_after_pattern;
mod forbidden_header_character;
mod frontend_maxconn_over_global;
mod frontend_without_bind;
mod hidden_check_headers;
mod http_alias_in_tcp_mode;
mod http_only_in_tcp_mode;
mod http_smuggling_relax;
mod httpchk_on_pg_port;
mod ignored_check_rules;
mod ignored_peer_option;
mod incomplete_definition;
mod incomplete_email_alert;
mod incomplete_filter;
mod insecure_password;
mod invalid_choice;
mod invalid_expression;
mod invalid_reply;
mod invalid_value;
mod late_tracking;
mod layer6_in_http_mode;
mod legacy_mailers;
mod log_format_without_log;
mod log_forward_public;
mod log_ring_unknown;
mod malformed_line;
mod minconn_maxconn;
mod misplaced_keyword;
mod missing_argument;
mod missing_check_port;
mod missing_description;
mod missing_file;
mod missing_final_newline;
mod missing_inspect_delay;
mod missing_timeouts;
mod misspelt_address;
mod mode_mismatch;
mod mode_without_capability;
mod nbsrv_constant_cond;
mod nbsrv_without_check;
mod no_default_backend;
mod no_hard_stop;
mod no_http_request_timeout;
mod no_shutdown_sessions;
mod no_tls_version;
mod no_user_no_chroot;
mod not_built;
mod not_exposed;
mod not_negatable;
mod odd_time;
mod option_tcp_check_without_rules;
mod pattern_or;
mod peers_listener;
mod pg_bind_ssl;
mod pg_mode_http;
mod pg_role_blind_check;
mod pg_send_proxy;
mod pg_server_no_check;
mod pg_server_ssl;
mod pg_short_timeouts;
mod pg_sni_routing;
mod pgsql_check_role_blind;
mod plaintext_in_password;
mod queue_timeout_implicit;
mod redispatch_missing;
mod redundant_condition;
mod removed_keyword;
mod repeated_setting;
mod retries_0;
mod rule_order;
mod server_needs_http;
mod server_port_equals_bind_loop;
mod server_verify_none;
mod server_without_port;
mod shadowed_condition;
mod silent_integer;
mod slow_detection;
mod slowstart_with_static;
mod stats_admin_true_no_auth;
mod stats_conflict;
mod stats_no_auth;
mod stats_socket_mode_777;
mod stats_socket_tcp_admin;
mod stick_table_server_switch;
mod switch_mode_without_backend;
mod thread_range;
mod timeouts_differ;
mod tls_without_certificate;
mod tune_bufsize_small;
mod unconditional_use_backend_first;
mod unknown_acl;
mod unknown_argument;
mod unknown_backend;
mod unknown_keyword;
mod unknown_section;
mod unknown_server;
mod unknown_table;
mod unknown_user;
mod unknown_userlist;
mod unreachable_rule;
mod unusable_condition;
mod unusable_file;
mod unusable_protocol;
mod unused_acl;
mod unused_backend;
mod unused_expose;
mod unused_servers;
mod user_without_password;
mod userlist_hash_cost;
mod userlist_mismatch;
mod verify_no_name;
mod weak_tls;
mod weight_novalue;
mod wording;

use super::model::{Model, Proxy};
use crate::lint;

/// What these rules are about.
pub struct Haproxy;

impl lint::Subject for Haproxy {
    type Model<'s> = Model<'s>;
    type Part<'s> = Proxy<'s>;

    fn parts<'m, 's: 'm>(model: &'m Model<'s>) -> &'m [Proxy<'s>] {
        &model.proxies
    }
}

/// A rule over a `haproxy.cfg`.
pub type Rule = lint::Rule<Haproxy>;

/// What such a rule is asked with.
pub type Check = lint::Check<Haproxy>;

/// Every rule with its documentation, by file name.
pub static RULES: &[(&Rule, &str)] = include!(concat!(env!("OUT_DIR"), "/haproxy_rules.rs"));
