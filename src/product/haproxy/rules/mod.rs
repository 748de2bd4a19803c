//! The rules over one or several `haproxy.cfg`: one file each, whose header is its documentation, its examples and its tests.

mod backend_loop;
mod bad_tracking;
mod balance_conflict;
mod broken_conditional_block;
mod check_step_order;
mod configured_message;
mod cookie_conflict;
mod deprecated_keyword;
mod dropped_section;
mod duplicate_id;
mod duplicate_proxy;
mod duplicate_server;
mod empty_argument;
mod expect_patterns;
mod external_check_setup;
mod extra_argument;
mod frontend_without_bind;
mod hidden_check_headers;
mod http_only_in_tcp_mode;
mod ignored_check_steps;
mod incomplete_stick_table;
mod invalid_choice;
mod invalid_expression;
mod invalid_value;
mod malformed_line;
mod misplaced_keyword;
mod missing_argument;
mod missing_check_port;
mod missing_final_newline;
mod missing_timeouts;
mod misspelt_address;
mod mode_mismatch;
mod no_tls_version;
mod not_exposed;
mod not_negatable;
mod odd_time;
mod removed_keyword;
mod repeated_setting;
mod rule_order;
mod server_needs_http;
mod thread_range;
mod tls_without_certificate;
mod unknown_acl;
mod unknown_argument;
mod unknown_backend;
mod unknown_keyword;
mod unknown_section;
mod unknown_server;
mod unreachable_rule;
mod unusable_protocol;
mod unused_acl;
mod unused_backend;
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
