//! Clients from the network are let in without a password.
//!
//! With `trust`, whoever reaches the port is whom they say they are. On the loopback address that is a choice; from elsewhere it is a hole.
//!
//! ```pgbouncer-hba bad
//! local all all peer
//! host all all 10.0.0.0/8 trust
//!                         ^^^^^ who comes from other machines is let in as any user without a password
//! ```
//! ```pgbouncer-hba good
//! local all all peer
//! host all all 127.0.0.1/32 trust
//! host all all 10.0.0.0/8 scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::lint;
use crate::product::pgbouncer::model::Model;

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGB360", name: "hba-trust", level: Level::Error, upstream: Upstream::Silent, since: "0.1.0", check: Check::Whole(check) };

fn check(model: &Model<'_>, report: &mut Report) {
    lint::trust(&model.hbas, report);
}
