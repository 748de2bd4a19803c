//! A list of TLS protocols or another TLS setting has a word that PgBouncer does not know.
//!
//! It knows `all`, `secure`, `tlsv1.0`, `tlsv1.1`, `tlsv1.2` and `tlsv1.3`, and `!` before a word takes it out. Where TLS is in use PgBouncer does not
//! start with another one. Versions before 1.2 are told as well: they are no longer safe.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! server_tls_protocols = tlsv1.2,tls1.3
//!                                ^^^^^^ `tls1.3` is no TLS protocol
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! server_tls_protocols = tlsv1.2,tlsv1.3
//! ```

use super::{Check, Rule};
use crate::lint::Finding;
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::ini::Setting;
use crate::product::pgbouncer::model::{Ini, Model};
use crate::schema::Version;
use crate::text::{Location, Span, nearest, printable};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB031",
    name: "tls-protocols",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

const PROTOCOLS: [&str; 8] = ["tlsv1.2", "tlsv1.3", "tlsv1.0", "tlsv1.1", "tlsv1", "all", "secure", "default"];

/// What `client_tls_dheparams` may be, with the first version that does not know it any more.
const DH_PARAMETERS: [(&str, Version); 4] =
    [("", Version::MAX), ("none", Version::MAX), ("auto", Version::MAX), ("legacy", Version::new(1, 21))];

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for side in ["client_tls", "server_tls"] {
        let used = ini.text(&format!("{side}_sslmode")) != "disable" && ini.complete;
        if let Some(setting) = ini.given(&format!("{side}_protocols")) {
            protocols(setting, ini.version, used, report);
        }
    }
    let used = ini.text("client_tls_sslmode") != "disable" && ini.complete;
    if let Some(setting) = ini.given("client_tls_dheparams")
        && !DH_PARAMETERS.iter().any(|(word, until)| setting.value.eq_ignore_ascii_case(word) && ini.version < *until)
        && setting.remark().is_none()
    {
        let finding = report.find(setting.value_at, format!("`client_tls_dheparams` cannot be `{}`", printable(setting.value)));
        told(finding, used).help("it is `auto` or `none`");
    }
}

/// Says what PgBouncer makes of it.
fn told(finding: &mut Finding, used: bool) -> &mut Finding {
    if !used {
        finding.upstream = Upstream::Silent;
        finding.level = Level::Warning;
    }
    finding
}

fn protocols(setting: &Setting<'_>, version: Version, used: bool, report: &mut Report) {
    if setting.value.is_empty() || setting.remark().is_some() {
        return;
    }
    let mut start = setting.value_at.span.start;
    for part in setting.value.split([',', ':']) {
        let word = part.trim_start_matches([' ', '\t']);
        let at = start + (part.len() - word.len()) as u32;
        start += part.len() as u32 + 1;
        let name = word.strip_prefix('!').unwrap_or(word);
        let at = Location::new(setting.value_at.file, Span::new(at, at + word.len() as u32));
        let known = PROTOCOLS.iter().find(|known| known.eq_ignore_ascii_case(name));
        match known {
            // Older versions knew that word, too.
            None if name.eq_ignore_ascii_case("legacy") && version < Version::new(1, 21) => {}
            None => {
                let finding = report.find(
                    at,
                    if word.is_empty() { "a protocol is missing".to_owned() } else { format!("`{}` is no TLS protocol", printable(word)) },
                );
                if name.trim_end() != name {
                    told(finding, used).help("no blank may stand before the comma");
                } else if let Some(near) = nearest(name, PROTOCOLS) {
                    told(finding, used).help(format!("did you mean `{near}`?"));
                } else {
                    told(finding, used).help("write `secure`, or a list such as `tlsv1.2,tlsv1.3`");
                }
            }
            Some(&("tlsv1.0" | "tlsv1.1" | "tlsv1" | "all")) if name == word => {
                let finding = report.find(at, format!("`{word}` allows TLS versions that are no longer safe"));
                finding.help("write `secure`").level(Level::Warning);
                finding.upstream = Upstream::Silent;
            }
            Some(_) => {}
        }
    }
}
