//! The rules over one or several `haproxy.cfg`: one file each, whose header is its documentation, its examples and its tests.

mod all_backup;
mod all_weights_zero;
mod broken_conditional_block;
mod check_params_without_check;
mod check_port_out_of_range;
mod configured_message;
mod cookie_without_directive;
mod daemon_log_stdout;
mod default_server_after_server;
mod deprecated_keyword;
mod devlog_in_chroot;
mod disabled_only_server;
mod dns_without_resolvers;
mod dropped_section;
mod duplicate_bind;
mod duplicate_proxy;
mod duplicate_server;
mod duplicate_server_address;
mod empty_argument;
mod empty_backend;
mod empty_condition;
mod env_literal;
mod extra_argument;
mod flag_after_pattern;
mod frontend_without_bind;
mod http_only_in_tcp_mode;
mod httpchk_on_pg_port;
mod invalid_choice;
mod invalid_expression;
mod invalid_value;
mod log_ring_unknown;
mod malformed_line;
mod misplaced_keyword;
mod missing_argument;
mod missing_final_newline;
mod missing_timeouts;
mod mode_mismatch;
mod nbsrv_constant_cond;
mod nbsrv_without_check;
mod no_default_backend;
mod no_shutdown_sessions;
mod not_exposed;
mod not_negatable;
mod option_tcp_check_without_rules;
mod pattern_or;
mod pg_mode_http;
mod pg_role_blind_check;
mod pg_server_no_check;
mod pg_short_timeouts;
mod pgsql_check_role_blind;
mod redispatch_missing;
mod redundant_condition;
mod removed_keyword;
mod retries_0;
mod rule_order;
mod server_port_equals_bind_loop;
mod server_without_port;
mod silent_integer;
mod slow_detection;
mod timeouts_differ;
mod unconditional_use_backend_first;
mod unknown_acl;
mod unknown_argument;
mod unknown_backend;
mod unknown_keyword;
mod unknown_section;
mod unknown_server;
mod unreachable_rule;
mod unused_acl;
mod unused_backend;
mod weight_novalue;
mod wording;

use super::model::Model;
use crate::lint;

/// What these rules are about.
pub struct Haproxy;

impl lint::Subject for Haproxy {
    type Model<'s> = Model<'s>;
}

/// A rule over a `haproxy.cfg`.
pub type Rule = lint::Rule<Haproxy>;

/// Every rule with its documentation, by file name.
pub static RULES: &[(&Rule, &str)] = include!(concat!(env!("OUT_DIR"), "/haproxy_rules.rs"));
