//! The rules over the files of PostgreSQL: one file each, whose header is its documentation, its examples and its tests.
#![allow(unreachable_pub, reason = "a rule is `pub static RULE` in a file of its own, and listed by the build script")]
#![allow(rustdoc::invalid_codeblock_attributes, reason = "examples name their target as `target=1.24`")]

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
mod ident_invalid;
mod ident_no_group;

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
