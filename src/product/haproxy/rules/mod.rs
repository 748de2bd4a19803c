//! The rules over one or several `haproxy.cfg`: one file each, whose header is its documentation, its examples and its tests.

mod broken_conditional_block;
mod configured_message;
mod deprecated_keyword;
mod empty_argument;
mod extra_argument;
mod invalid_choice;
mod invalid_expression;
mod invalid_value;
mod malformed_line;
mod misplaced_keyword;
mod missing_argument;
mod missing_final_newline;
mod not_exposed;
mod not_negatable;
mod removed_keyword;
mod unknown_acl;
mod unknown_argument;
mod unknown_backend;
mod unknown_keyword;
mod wording;

use super::model::Model;
use crate::lint;

/// What these rules are about.
pub struct Haproxy;

impl lint::Subject for Haproxy {
    type Model<'s> = Model<'s>;
}

/// A rule over a `haproxy.cfg`.
pub type Rule = lint::Rule<Haproxy>;

/// Every rule with its documentation, by file name.
pub static RULES: &[(&Rule, &str)] = include!(concat!(env!("OUT_DIR"), "/haproxy_rules.rs"));
