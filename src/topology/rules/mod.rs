//! The rules over a stack: one file each, whose header is its documentation, its examples and its tests.
#![expect(unreachable_pub, reason = "a rule is `pub static RULE` in a file of its own, and listed by the build script")]
#![allow(rustdoc::invalid_codeblock_attributes, reason = "examples name their target as `target=3.4`")]

mod budget_both_sides;
mod budget_global_frontend;
mod budget_haproxy_pgbouncer;
mod budget_pgbouncer_postgres;
mod budget_standby_smaller;
mod budget_wildcard;
mod detect_order;
mod fake_readonly_backend;
mod fd_haproxy;
mod fd_pgbouncer;
mod keepalive_vs_failover;
mod login_retry_vs_failover;
mod pg_pooling_two_layers;
mod pg_server_maxconn_over_pool;
mod same_target_failover;
mod session_vs_maxconn;
mod timeout_idle_tx;
mod timeout_statement;
mod timeout_vs_client_idle;
mod timeout_vs_query_timeout;

use super::{Pooler, Topology};
use crate::lint;

/// What these rules are about.
pub struct Joined;

impl lint::Subject for Joined {
    type Model<'s> = Topology<'s>;
    type Part<'s> = Pooler<'s>;

    fn parts<'m, 's: 'm>(topology: &'m Topology<'s>) -> &'m [Pooler<'s>] {
        &topology.poolers
    }
}

/// A rule over a stack.
pub type Rule = lint::Rule<Joined>;

/// What such a rule is asked with.
pub type Check = lint::Check<Joined>;

/// Every rule with its documentation, by file name.
pub static RULES: &[(&Rule, &str)] = include!(concat!(env!("OUT_DIR"), "/topology_rules.rs"));
