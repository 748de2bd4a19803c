//! A bare number is in a unit that was hardly meant.
//!
//! A number without a unit counts in the unit of its setting: milliseconds for most timeouts, blocks of 8 kB for `shared_buffers`. So
//! `statement_timeout = 30` is 30 milliseconds, and `shared_buffers = 512` is 4 megabytes.
//!
//! ```postgresql bad
//! statement_timeout = 30
//!                     ^^ `statement_timeout = 30` is 30 milliseconds
//! shared_buffers = 512
//!                  ^^^ `shared_buffers = 512` is 4MB
//! ```
//! ```postgresql good
//! statement_timeout = 30s
//! idle_in_transaction_session_timeout = 60000
//! shared_buffers = 512MB
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::product::postgresql::value::Value;
use crate::product::postgresql::value::with_unit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC103",
    name: "number-without-unit",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    for entry in conf.in_force() {
        let (Some(row), Some(Value::Int(number))) = (entry.setting(), entry.value()) else { continue };
        let bare = entry.text.text.bytes().all(|byte| byte.is_ascii_digit());
        let Some((_, below)) = DOUBTFUL.iter().find(|(name, _)| *name == row.name).filter(|_| bare) else { continue };
        if *number > 0 && number < below {
            let meant = match row.unit {
                "ms" => format!("{number} milliseconds"),
                unit => with_unit(*number, unit),
            };
            let finding = report.find(entry.value_at, format!("`{} = {}` is {meant}", row.name, entry.text.text));
            finding.help("write the unit with the number");
        }
    }
}

/// Settings whose bare numbers are often mistaken, and below what they are doubtful.
const DOUBTFUL: [(&str, i32); 15] = [
    ("statement_timeout", 1000),
    ("lock_timeout", 100),
    ("transaction_timeout", 1000),
    ("idle_in_transaction_session_timeout", 1000),
    ("idle_session_timeout", 1000),
    ("wal_sender_timeout", 1000),
    ("wal_receiver_timeout", 1000),
    ("tcp_user_timeout", 1000),
    ("shared_buffers", 1024),
    ("effective_cache_size", 1024),
    ("work_mem", 256),
    ("maintenance_work_mem", 1025),
    ("max_standby_streaming_delay", 1000),
    ("max_standby_archive_delay", 1000),
    ("temp_buffers", 100),
];
