//! The settings of a listener or server leave no TLS version to speak.
//!
//! `ssl-min-ver` above `ssl-max-ver`, or a `no-tlsv…` for each that is left. HAProxy refuses the file.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :443 ssl crt /etc/site.pem ssl-min-ver TLSv1.3 ssl-max-ver TLSv1.2
//!               ^^^ no version of TLS is left for this listener
//!     timeout client 1m
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :443 ssl crt /etc/site.pem ssl-min-ver TLSv1.2
//!     timeout client 1m
//!     timeout http-request 10s
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{DirectiveRef, Model, OptionRef};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP057",
    name: "no-tls-version",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// The versions as `ssl-min-ver` and `no-…` write them, oldest first.
const VERSIONS: [(&str, &str); 5] =
    [("SSLv3", "sslv3"), ("TLSv1.0", "tlsv10"), ("TLSv1.1", "tlsv11"), ("TLSv1.2", "tlsv12"), ("TLSv1.3", "tlsv13")];
/// The oldest version that libraries of today know, in [`VERSIONS`].
const OLDEST: usize = 1;
/// The version a listener starts at if nothing is said.
const LISTENER_MINIMUM: usize = 3;

/// The versions that settings allow, as HAProxy keeps them: both forms side by side.
#[derive(Debug, Clone, Copy, Default)]
struct Versions {
    /// Versions that `no-…` takes away, one bit each.
    without: u8,
    least: Option<usize>,
    most: Option<usize>,
}

impl Versions {
    /// Takes `word` (with its argument) into account.
    fn read(&mut self, word: &str, argument: &str) {
        let named = VERSIONS.iter().position(|(version, _)| *version == argument);
        let short = |name: &str| VERSIONS.iter().position(|(_, version)| *version == name);
        match word {
            "ssl-min-ver" => self.least = named,
            "ssl-max-ver" => self.most = named,
            _ => {
                if let Some(version) = word.strip_prefix("no-").and_then(short) {
                    self.without |= 1 << version;
                } else if let Some(version) = word.strip_prefix("force-").and_then(short) {
                    (self.least, self.most) = (Some(version), Some(version));
                }
            }
        }
    }

    /// Versions of the line, with those of `defaults` where the line is silent.
    fn or(self, defaults: Self) -> Self {
        Self { without: self.without | defaults.without, least: self.least.or(defaults.least), most: self.most.or(defaults.most) }
    }

    /// Whether a version is left. `minimum` counts if neither bound is set below it.
    fn any(self, minimum: Option<usize>) -> bool {
        let bounds = self.least.is_some() || self.most.is_some();
        let without = if bounds { 0 } else { self.without };
        let least = self.least.or(minimum.map(|minimum| self.most.map_or(minimum, |most| most.min(minimum)))).unwrap_or(0);
        let most = self.most.unwrap_or(VERSIONS.len() - 1);
        (least.max(OLDEST)..=most).any(|version| without >> version & 1 == 0)
    }
}

fn check(model: &Model<'_>, report: &mut Report) {
    let listeners = defaults(model, "ssl-default-bind-options");
    let servers = defaults(model, "ssl-default-server-options");
    // Listeners are made ready in disabled sections too.
    for proxy in model.proxies.iter().filter(|proxy| proxy.kind.listens()) {
        for &index in &proxy.listeners {
            let directive = model.directive(proxy, index);
            let Some(ssl) = directive.option("ssl").filter(|_| directive.shape().sound) else { continue };
            if let (Some(own), Some(above)) = (of(directive.each_option()), above(&listeners, ssl)) {
                tell(own.or(above), Some(LISTENER_MINIMUM), directive, ssl, "this listener", report);
            }
        }
    }
    for proxy in model.live() {
        for server in &proxy.servers {
            let directive = model.directive(proxy, server.directive);
            let Some(ssl) = model.server_option(proxy, server, "ssl").filter(|_| directive.shape().sound) else { continue };
            let mut options: Vec<_> = model.server_options(proxy, server).collect();
            options.reverse();
            if let (Some(own), Some(above)) = (of(options.into_iter()), above(&servers, ssl)) {
                tell(own.or(above), None, directive, ssl, &format!("server `{}`", server.name), report);
            }
        }
    }
}

/// What holds by default at each line of a keyword in `global` sections, and from which directive on.
type Defaults = Vec<(u32, Option<Versions>)>;

/// The defaults that were read above the line of `ssl`.
fn above(defaults: &Defaults, ssl: OptionRef<'_, '_>) -> Option<Versions> {
    let count = defaults.partition_point(|(index, _)| *index < ssl.directive.index);
    count.checked_sub(1).map_or(Some(Versions::default()), |last| defaults[last].1)
}

fn tell(
    versions: Versions,
    minimum: Option<usize>,
    directive: DirectiveRef<'_, '_>,
    ssl: OptionRef<'_, '_>,
    what: &str,
    report: &mut Report,
) {
    if versions.any(minimum) {
        return;
    }
    let at = if ssl.directive.index == directive.index { ssl.word_at() } else { directive.at(1) };
    let finding = report.find(at, format!("no version of TLS is left for {what}"));
    finding.section(directive.section().label()).help("use `ssl-min-ver` and `ssl-max-ver` alone, the lower version first");
}

/// What `options` say; `None` if one comes from a variable that is not known.
fn of<'m, 's: 'm>(options: impl Iterator<Item = OptionRef<'m, 's>>) -> Option<Versions> {
    let mut versions = Versions::default();
    for option in options {
        if option.option.row.name.starts_with("ssl-m") && option.is_opaque(0) {
            return None;
        }
        versions.read(option.option.row.name, option.argument(0));
    }
    Some(versions)
}

/// What the `keyword` lines of `global` sections say; nothing is known behind a variable that is not known.
fn defaults(model: &Model<'_>, keyword: &str) -> Defaults {
    let mut versions = Some(Versions::default());
    let lines = model.globals().filter(|directive| directive.keyword() == keyword);
    lines
        .map(|directive| {
            if directive.words().iter().any(|word| word.opaque) {
                versions = None;
            }
            if let Some(versions) = &mut versions {
                (1..directive.len()).for_each(|at| versions.read(directive.word(at), directive.word(at + 1)));
            }
            (directive.index, versions)
        })
        .collect()
}
