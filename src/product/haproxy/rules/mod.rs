//! The rules over one or several `haproxy.cfg`: one file each, whose header is its documentation, its examples and its tests.

mod ambiguous_defaults;
mod backend_loop;
mod broken_conditional_block;
mod configured_message;
mod defaults_with_rules;
mod deprecated_keyword;
mod doubtful_acl;
mod dropped_section;
mod duplicate_id;
mod duplicate_proxy;
mod duplicate_section;
mod duplicate_server;
mod duplicate_table;
mod empty_argument;
mod extra_argument;
mod filter_order;
mod frontend_without_bind;
mod http_only_in_tcp_mode;
mod ignored_check_rules;
mod incomplete_definition;
mod incomplete_email_alert;
mod invalid_choice;
mod invalid_expression;
mod invalid_reply;
mod invalid_value;
mod log_format_without_log;
mod malformed_line;
mod misplaced_keyword;
mod missing_argument;
mod missing_final_newline;
mod missing_timeouts;
mod mode_mismatch;
mod not_exposed;
mod not_negatable;
mod removed_keyword;
mod repeated_setting;
mod rule_order;
mod stats_conflict;
mod unknown_acl;
mod unknown_argument;
mod unknown_backend;
mod unknown_keyword;
mod unknown_section;
mod unknown_server;
mod unknown_table;
mod unknown_userlist;
mod unreachable_rule;
mod unused_acl;
mod unused_backend;
mod unused_servers;
mod userlist_mismatch;
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
