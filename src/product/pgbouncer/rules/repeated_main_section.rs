//! A second `[pgbouncer]` header puts every setting above it back to its default.
//!
//! PgBouncer fills in the defaults at each header of that name. What the first part set is lost without a word; only settings without a default, such
//! as `auth_file`, keep their value.
//!
//! ```pgbouncer bad
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! max_client_conn = 900
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! ^^^^^^^^^^^ this second `[pgbouncer]` puts `listen_addr` and `max_client_conn` back to their defaults
//! pool_mode = session
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! max_client_conn = 900
//! pool_mode = session
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::ini::Void;
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB101",
    name: "repeated-main-section",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let mut lost: Vec<(usize, Vec<usize>)> = Vec::new();
    for (index, setting) in ini.settings.iter().enumerate() {
        // What is written again behind the header is not lost.
        let Some(Void::Reset(section)) = setting.void.filter(|_| ini.given(setting.name).is_none()) else { continue };
        // The header that resets a setting is the next one behind it: those of one header stand together.
        match lost.last_mut().filter(|(at, _)| *at == section) {
            Some((_, settings)) => settings.push(index),
            None => lost.push((section, vec![index])),
        }
    }
    for (section, settings) in lost {
        let mut names: Vec<String> = settings.iter().map(|&index| format!("`{}`", ini.settings[index].name)).collect();
        names.dedup();
        let rest = names.len().saturating_sub(3);
        let shown = match names.as_slice() {
            [one] => format!("{one} back to its default"),
            [one, two] => format!("{one} and {two} back to their defaults"),
            [one, two, three] => format!("{one}, {two} and {three} back to their defaults"),
            _ => format!("{} and {rest} more settings back to their defaults", names[..3].join(", ")),
        };
        let finding = report.find(ini.sections[section].at, format!("this second `[pgbouncer]` puts {shown}"));
        finding.help("put all settings below one header");
        for index in settings.into_iter().take(10) {
            finding.related(ini.settings[index].name_at, "lost");
        }
    }
}
