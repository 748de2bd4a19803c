//! Permissions are written without a 0 in front, and so as a decimal number.
//!
//! `unix_socket_permissions = 511` is 0777, and `log_file_mode = 600` is out of range or something strange: numbers are octal only behind a 0.
//!
//! ```postgresql bad
//! unix_socket_permissions = 500
//!                           ^^^ `500` is a decimal number: the permissions are 0764
//! ```
//! ```postgresql good
//! unix_socket_permissions = 0770
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::text::printable;

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGC119", name: "mode-decimal", level: Level::Error, upstream: Upstream::Silent, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    for name in ["unix_socket_permissions", "log_file_mode"] {
        let (Some(entry), Some(mode)) = (conf.entry(name), conf.int(name)) else { continue };
        if entry.text.text.starts_with(|c: char| matches!(c, '1'..='9')) {
            let message = format!("`{}` is a decimal number: the permissions are {mode:04o}", printable(&entry.text.text));
            report.find(entry.value_at, message).help("write a 0 in front");
        }
    }
}
