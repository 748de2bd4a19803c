//! The rules over the files of PgBouncer: one file each, whose header is its documentation, its examples and its tests.
#![allow(unreachable_pub, reason = "a rule is `pub static RULE` in a file of its own, and listed by the build script")]
#![allow(rustdoc::invalid_codeblock_attributes, reason = "examples name their target as `target=1.24`")]

use super::model::{File, Model};
use crate::lint;

/// What these rules are about.
pub struct Pgbouncer;

impl lint::Subject for Pgbouncer {
    type Model<'s> = Model<'s>;
    type Part<'s> = File<'s>;

    fn parts<'m, 's: 'm>(model: &'m Model<'s>) -> &'m [File<'s>] {
        &model.files
    }
}

/// A rule over the files of PgBouncer.
pub type Rule = lint::Rule<Pgbouncer>;

/// What such a rule is asked with.
pub type Check = lint::Check<Pgbouncer>;

/// Every rule with its documentation, by file name.
pub static RULES: &[(&Rule, &str)] = include!(concat!(env!("OUT_DIR"), "/pgbouncer_rules.rs"));
