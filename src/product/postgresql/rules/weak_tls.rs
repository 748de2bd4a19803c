//! Old versions of TLS are allowed.
//!
//! TLS 1.0 and 1.1 are broken and withdrawn; PostgreSQL asks for 1.2 unless something says otherwise.
//!
//! ```postgresql bad
//! ssl_min_protocol_version = 'TLSv1'
//!                            ^^^^^^^ TLS 1.0 and 1.1 are withdrawn
//! ```
//! ```postgresql fixed
//! ssl_min_protocol_version = 'TLSv1.2'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGC303", name: "weak-tls", level: Level::Warning, upstream: Upstream::Silent, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let weak = conf.word("ssl_min_protocol_version").is_some_and(|word| matches!(word, "TLSv1" | "TLSv1.1"));
    if let Some(entry) = conf.entry("ssl_min_protocol_version").filter(|_| weak) {
        let finding = report.find(entry.value_at, "TLS 1.0 and 1.1 are withdrawn");
        finding.edit(Safety::Unsafe, Edit::replace(entry.value_at.span, "'TLSv1.2'"));
    }
}
