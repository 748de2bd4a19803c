//! The rules over the files of repmgr: one file each, whose header is its documentation, its examples and its tests.
#![allow(unreachable_pub, reason = "a rule is `pub static RULE` in a file of its own, and listed by the build script")]
#![allow(rustdoc::invalid_codeblock_attributes, reason = "examples name their target as `target=1.24`")]

mod bad_int;
mod barman_pair;
mod bom;
mod bool_word;
mod child_interval_zero;
mod child_min_counts;
mod child_settings_without_command;
mod command_no_config;
mod command_relative_path;
mod config_in_datadir;
mod conninfo_keyword;
mod conninfo_localhost;
mod conninfo_multi_host;
mod conninfo_no_user_db;
mod conninfo_password;
mod conninfo_syntax;
mod conninfo_value;
mod data_directory_relative;
mod degraded_timeout;
mod delay_format;
mod delayed_candidate;
mod deprecated_key;
mod double_quotes;
mod duplicate_key;
mod enum_case;
mod event_command_no_quotes;
mod event_filter_no_promote;
mod event_filter_without_command;
mod event_name_unknown;
mod failover_manual;
mod failover_no_commands;
mod failover_service_promote;
mod follow_no_upstream_id;
mod include_empty;
mod include_if_exists;
mod include_missing;
mod include_old_version;
mod include_recursion;
mod int_empty;
mod int_min;
mod int_unit_ignored;
mod log_debug;
mod log_level;
mod lost_backslash;
mod missing_required;
mod monitoring_history;
mod newer_key;
mod node_name_length;
mod node_name_nonascii;
mod node_name_role;
mod pg_backupapi_version;
mod phrase;
mod promote_not_repmgr;
mod promote_service_recursion;
mod promote_siblings_follow;
mod reconnect_long;
mod reconnect_zero;
mod rejoin_timeouts;
mod replication_type;
mod section_or_semicolon;
mod service_commands_partial;
mod swapped_commands;
mod syntax_error;
mod tablespace_mapping;
mod threshold_order;
mod typographic_dash;
mod unknown_key;
mod unknown_placeholder;
mod unknown_value;
mod unquoted_string;
mod value_too_long;

use super::model::{File, Model};
use crate::lint;

/// What these rules are about.
pub struct Repmgr;

impl lint::Subject for Repmgr {
    type Model<'s> = Model<'s>;
    type Part<'s> = File<'s>;

    fn parts<'m, 's: 'm>(model: &'m Model<'s>) -> &'m [File<'s>] {
        &model.files
    }
}

/// A rule over the files of repmgr.
pub type Rule = lint::Rule<Repmgr>;

/// What such a rule is asked with.
pub type Check = lint::Check<Repmgr>;

/// Every rule with its documentation, by file name.
pub static RULES: &[(&Rule, &str)] = include!(concat!(env!("OUT_DIR"), "/repmgr_rules.rs"));
