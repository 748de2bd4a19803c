//! The rules over one or several `haproxy.cfg`: one file each, whose header is its documentation, its examples and its tests.

mod unknown_backend;

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
