//! The rules over a stack: one file each, whose header is its documentation, its examples and its tests.
#![expect(unreachable_pub, reason = "a rule is `pub static RULE` in a file of its own, and listed by the build script")]
#![allow(rustdoc::invalid_codeblock_attributes, reason = "examples name their target as `target=3.4`")]

mod same_target_failover;

use super::Stack;
use crate::lint;
use crate::product::haproxy::model as haproxy;

/// What these rules are about.
pub struct Topology;

impl lint::Subject for Topology {
    type Model<'s> = Stack<'s>;
    type Part<'s> = haproxy::Model<'s>;

    fn parts<'m, 's: 'm>(stack: &'m Stack<'s>) -> &'m [haproxy::Model<'s>] {
        &stack.haproxy
    }
}

/// A rule over a stack.
pub type Rule = lint::Rule<Topology>;

/// What such a rule is asked with.
pub type Check = lint::Check<Topology>;

/// Every rule with its documentation, by file name.
pub static RULES: &[(&Rule, &str)] = include!(concat!(env!("OUT_DIR"), "/topology_rules.rs"));
