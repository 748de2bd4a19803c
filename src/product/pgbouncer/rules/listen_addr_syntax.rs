//! `listen_addr` is not a list of addresses.
//!
//! Each part is looked up as an address or a name of its own: with a port, a mask, a quote or a blank in it that fails, and PgBouncer does not
//! start. Commas separate the parts, and the port is `listen_port`.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1:6432
//!               ^^^^^^^^^^^^^^ `127.0.0.1:6432` is no address
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = '127.0.0.1'
//!               ^^^^^^^^^^^ `'127.0.0.1'` is no address
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer fixed
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 10.0.0.10, ::1, pooler.example.org
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::text::Edit;
use std::net::Ipv6Addr;

use crate::text::{Location, Span, printable};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB032",
    name: "listen-addr-syntax",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(setting) = ini.given("listen_addr").filter(|setting| setting.remark().is_none()) else { return };
    let mut start = setting.value_at.span.start;
    for part in setting.value.split(',') {
        let word = part.trim();
        let at = start + (part.len() - part.trim_start().len()) as u32;
        start += part.len() as u32 + 1;
        if word.is_empty() || may_be_address(word) {
            continue;
        }
        let at = Location::new(setting.value_at.file, Span::new(at, at + word.len() as u32));
        let finding = report.find(at, format!("`{}` is no address", printable(word)));
        let bare = word.trim_matches(['\'', '"']);
        if bare != word && !bare.is_empty() && may_be_address(bare) {
            finding.help("write it without quotes").edit(Safety::Safe, Edit::replace(at.span, bare));
        } else if word.split(' ').all(may_be_address) {
            finding.help("separate the addresses with commas");
            let words: Vec<&str> = word.split(' ').filter(|word| !word.is_empty()).collect();
            finding.edit(Safety::Safe, Edit::replace(at.span, words.join(",")));
        } else if word.contains(':') {
            finding.help("the port is `listen_port`");
        } else {
            finding.help("write addresses or names, separated by commas");
        }
    }
}

/// Whether a name server might know `word`, or it is an address.
fn may_be_address(word: &str) -> bool {
    if word == "*" || word.is_empty() {
        return true;
    }
    if word.contains(':') {
        let address = word.split('%').next().unwrap_or_default();
        return address.parse::<Ipv6Addr>().is_ok();
    }
    // Names with other characters than these are looked up, too; only what no name can hold is certain to fail.
    !word.contains(['/', '\'', '"', ' ', '\t', '*', '[', ']', '(', ')', ';', '#', '=', '@', '!', '\\'])
}
