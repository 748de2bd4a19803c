//! The rules over the files of repmgr: one file each, whose header is its documentation, its examples and its tests.
#![allow(unreachable_pub, reason = "a rule is `pub static RULE` in a file of its own, and listed by the build script")]
#![allow(rustdoc::invalid_codeblock_attributes, reason = "examples name their target as `target=1.24`")]

mod bad_int;
mod barman_pair;
mod bom;
mod bool_word;
mod child_interval_zero;
mod conninfo_keyword;
mod conninfo_syntax;
mod delay_format;
mod deprecated_key;
mod double_quotes;
mod enum_case;
mod include_empty;
mod include_old_version;
mod include_recursion;
mod int_min;
mod missing_required;
mod newer_key;
mod node_name_length;
mod pg_backupapi_version;
mod rejoin_timeouts;
mod replication_type;
mod section_or_semicolon;
mod syntax_error;
mod tablespace_mapping;
mod threshold_order;
mod unknown_key;
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
