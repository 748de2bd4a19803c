//! The rules over the files of PostgreSQL: one file each, whose header is its documentation, its examples and its tests.
#![allow(unreachable_pub, reason = "a rule is `pub static RULE` in a file of its own, and listed by the build script")]
#![allow(rustdoc::invalid_codeblock_attributes, reason = "examples name their target as `target=1.24`")]

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
