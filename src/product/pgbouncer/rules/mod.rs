//! The rules over the files of PgBouncer: one file each, whose header is its documentation, its examples and its tests.
#![allow(unreachable_pub, reason = "a rule is `pub static RULE` in a file of its own, and listed by the build script")]
#![allow(rustdoc::invalid_codeblock_attributes, reason = "examples name their target as `target=1.24`")]

mod auth_dbname_reserved;
mod auth_type_version;
mod bad_int;
mod bad_time;
mod bom;
mod connstr_empty_value;
mod connstr_port;
mod connstr_quoting;
mod connstr_syntax;
mod connstr_tab;
mod connstr_uri;
mod dbname_chars;
mod dbname_too_long;
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
mod ident_line_dropped;
mod include_depth;
mod include_leaves_section;
mod inline_comment;
mod key_before_section;
mod key_wrong_scope;
mod listen_addr_syntax;
mod listen_addr_unset;
mod listen_port_range;
mod missing_main_section;
mod peer_id_range;
mod peer_without_host;
mod reserved_database;
mod sslmode_disabled;
mod syntax_error;
mod tls_cert_auth;
mod tls_client_files;
mod tls_client_verify_ca_no_ca;
mod tls_protocols;
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
mod userlist_plaintext;
mod userlist_quotes;
mod userlist_too_long;
mod userlist_unfinished;
mod userlist_weak_secret;

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
