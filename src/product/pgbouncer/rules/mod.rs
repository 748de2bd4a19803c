//! The rules over the files of PgBouncer: one file each, whose header is its documentation, its examples and its tests.
#![allow(unreachable_pub, reason = "a rule is `pub static RULE` in a file of its own, and listed by the build script")]
#![allow(clippy::tabs_in_doc_comments, reason = "an example is about a tab")]
#![allow(rustdoc::invalid_codeblock_attributes, reason = "examples name their target as `target=1.24`")]

mod admin_users_app;
mod auth_any_needs_user;
mod auth_dbname_reserved;
mod auth_file_relative;
mod auth_file_unset;
mod auth_hba_missing;
mod auth_hba_unused;
mod auth_ident_unused;
mod auth_query_columns;
mod auth_query_superuser;
mod auth_query_unqualified;
mod auth_query_valid_until;
mod auth_type_plain;
mod auth_type_trust_any;
mod auth_type_version;
mod bad_int;
mod bad_time;
mod balance_without_list;
mod bom;
mod bool_not_01;
mod conffile_set;
mod connstr_empty_value;
mod connstr_garbage_number;
mod connstr_port;
mod connstr_quoting;
mod connstr_syntax;
mod connstr_tab;
mod connstr_uri;
mod dbname_chars;
mod dbname_too_long;
mod deprecated_reserve_pool;
mod duplicate_connstr_key;
mod duplicate_database;
mod duplicate_key;
mod hba_all_address;
mod hba_duplicate;
mod hba_include_continuation;
mod hba_line_dropped;
mod hba_mask_host_bits;
mod hba_method_type;
mod hba_no_match;
mod hba_open_to_all;
mod hba_order;
mod hba_password_clear;
mod hba_replication_user;
mod hba_shared_with_postgres;
mod hba_trust;
mod host_list_rw;
mod host_missing;
mod ident_line_dropped;
mod ignore_startup_drops;
mod ignore_startup_missing;
mod include_depth;
mod include_leaves_section;
mod include_relative;
mod inline_comment;
mod int_octal;
mod int_overflow;
mod keepalive_off;
mod keepidle_without_keepalive;
mod key_before_section;
mod key_wrong_scope;
mod listen_addr_syntax;
mod listen_addr_unset;
mod listen_port_range;
mod max_client_nonpositive;
mod max_db_under_pool;
mod min_over_pool;
mod missing_main_section;
mod no_databases;
mod password_in_connstr;
mod peer_id_range;
mod peer_without_host;
mod pool_mode_statement;
mod pool_zero_version;
mod query_wait_zero;
mod repeated_main_section;
mod reserve_timeout_zero;
mod reserved_database;
mod reset_query_rollback;
mod reuseport_no_peers;
mod reuseport_shared_paths;
mod server_lifetime_zero;
mod session_no_reset;
mod setting_in_databases;
mod sslmode_disabled;
mod star_fallback_open;
mod star_unparsed;
mod syntax_error;
mod time_not_finite;
mod tls_cert_auth;
mod tls_ciphers_obsolete;
mod tls_client_files;
mod tls_client_optional;
mod tls_client_verify_ca_no_ca;
mod tls_protocols;
mod tls_server_no_verify;
mod tls_server_verify_no_ca;
mod tx_prepared_disabled;
mod tx_reset_query_ignored;
mod unix_socket_mode_decimal;
mod unknown_key;
mod unknown_section;
mod unknown_value;
mod userlist_bom;
mod userlist_duplicate;
mod userlist_empty_secret;
mod userlist_extra_field;
mod userlist_hash_comment;
mod userlist_md5_shape;
mod userlist_md5_user;
mod userlist_one_field;
mod userlist_open_quote;
mod userlist_plaintext;
mod userlist_quotes;
mod userlist_too_long;
mod userlist_weak_secret;
mod users_star;
mod verbose_production;

use super::model::{Ini, Model};
use crate::lint;

/// What these rules are about.
pub struct Pgbouncer;

impl lint::Subject for Pgbouncer {
    type Model<'s> = Model<'s>;
    type Part<'s> = Ini<'s>;

    fn parts<'m, 's: 'm>(model: &'m Model<'s>) -> &'m [Ini<'s>] {
        &model.files
    }
}

/// A rule over the files of PgBouncer.
pub type Rule = lint::Rule<Pgbouncer>;

/// What such a rule is asked with.
pub type Check = lint::Check<Pgbouncer>;

/// Every rule with its documentation, by file name.
pub static RULES: &[(&Rule, &str)] = include!(concat!(env!("OUT_DIR"), "/pgbouncer_rules.rs"));
