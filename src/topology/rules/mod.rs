//! The rules over a stack: one file each, whose header is its documentation, its examples and its tests.
#![expect(unreachable_pub, reason = "a rule is `pub static RULE` in a file of its own, and listed by the build script")]

mod same_target_failover;

use super::Stack;
use crate::lint;

/// What these rules are about.
pub struct Topology;

impl lint::Subject for Topology {
    type Model<'s> = Stack<'s>;
}

/// A rule over a stack.
pub type Rule = lint::Rule<Topology>;

/// Every rule with its documentation, by file name.
pub static RULES: &[(&Rule, &str)] = include!(concat!(env!("OUT_DIR"), "/topology_rules.rs"));
