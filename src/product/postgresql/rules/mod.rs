//! The rules over the files of PostgreSQL: one file each, whose header is its documentation, its examples and its tests.
#![allow(unreachable_pub, reason = "a rule is `pub static RULE` in a file of its own, and listed by the build script")]
#![allow(rustdoc::invalid_codeblock_attributes, reason = "examples name their target as `target=1.24`")]

mod archive_both;
mod archive_discards;
mod archive_minimal;
mod archive_no_command;
mod archive_placeholder;
mod archive_unused;
mod auto_conf_override;
mod autovacuum_off;
mod autovacuum_workers_capped;
mod bad_value;
mod checkpoints_frequent;
mod damage_ignored;
mod debug_logging;
mod delayed_standby;
mod duplicate;
mod fixed_parameter;
mod fsync_off;
mod full_page_writes_off;
mod hba_address_typo;
mod hba_duplicate;
mod hba_ident_remote;
mod hba_include_version;
mod hba_invalid;
mod hba_mask_host_bits;
mod hba_md5;
mod hba_odd_mask;
mod hba_open_quote;
mod hba_open_to_all;
mod hba_order;
mod hba_password_clear;
mod hba_quoted_replication;
mod hba_regex_as_name;
mod hba_replication_all;
mod hba_repmgr;
mod hba_superuser_open;
mod hba_trust;
mod hot_standby_off;
mod ident_invalid;
mod ident_no_group;
mod include_fault;
mod listen_list;
mod listen_localhost;
mod log_file_unused;
mod log_world_readable;
mod many_connections;
mod md5_passwords;
mod mode_decimal;
mod number_without_unit;
mod old_name;
mod old_value;
mod out_of_range;
mod parallel_workers_capped;
mod password_in_conninfo;
mod planner_switched_off;
mod recovery_targets;
mod removed_later;
mod removed_parameter;
mod replay_waits;
mod replication_timeout_off;
mod reserved_over_max;
mod slot_limit;
mod slot_sync_incomplete;
mod ssl_off_remote;
mod statement_stats;
mod structured_log_unused;
mod sync_commit_off;
mod sync_commit_without_standby;
mod sync_standby_single;
mod sync_standbys_short;
mod syntax;
mod system_tables_open;
mod timeline_not_latest;
mod too_many_processes;
mod track_counts_off;
mod units;
mod unknown_parameter;
mod wal_level_minimal;
mod wal_log_hints;
mod wal_senders;
mod wal_size_order;
mod wal_size_small;
mod weak_tls;

use super::conf::Conf;
use super::model::Model;
use crate::lint;

/// What these rules are about.
pub struct Postgresql;

impl lint::Subject for Postgresql {
    type Model<'s> = Model<'s>;
    type Part<'s> = Conf<'s>;

    fn parts<'m, 's: 'm>(model: &'m Model<'s>) -> &'m [Conf<'s>] {
        &model.confs
    }
}

/// A rule over the files of PostgreSQL.
pub type Rule = lint::Rule<Postgresql>;

/// What such a rule is asked with.
pub type Check = lint::Check<Postgresql>;

/// Every rule with its documentation, by file name.
pub static RULES: &[(&Rule, &str)] = include!(concat!(env!("OUT_DIR"), "/postgresql_rules.rs"));
