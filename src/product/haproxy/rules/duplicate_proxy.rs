//! Two proxy sections have one name.
//!
//! Two frontends (or two backends) of one name are refused by every version. A frontend and a backend could share a name until 3.0; 3.1 and
//! 3.2 warn, and from 3.3 on HAProxy refuses the file.
//!
//! ```haproxy bad target=3.4
//! frontend pgsql
//!     mode tcp
//!     bind :5432
//!     timeout client 1m
//!     default_backend pgsql
//!
//! backend pgsql
//!         ^^^^^ backend `pgsql` has the name of a frontend: refused from 3.3
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:5432 check
//! ```
//! ```haproxy good
//! frontend pgsql
//!     mode tcp
//!     bind :5432
//!     timeout client 1m
//!     default_backend pgsql_servers
//!
//! backend pgsql_servers
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:5432 check
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy, ProxyKind};
use crate::product::haproxy::tables::kind;
use crate::schema::Version;

/// The version from which a listen is held against backends too, and a name shared across kinds is warned about.
const WARNS: Version = Version::new(3, 1);
/// The version from which no two proxies may share a name.
const REFUSES: Version = Version::new(3, 3);

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP020",
    name: "duplicate-proxy",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    let forwards = model.sections().filter(|section| section.kind() == "log-forward");
    let forwards: FxHashMap<&str, usize> = forwards.filter_map(|section| Some((section.name()?, section.index))).collect();
    let mut seen: FxHashMap<&str, Vec<&Proxy<'_>>> = FxHashMap::default();
    for proxy in model.proxies.iter().filter(|proxy| !proxy.name.is_empty()) {
        let same = seen.entry(proxy.name).or_default();
        if let Some(forward) = forwards.get(proxy.name).filter(|&&forward| forward < proxy.section && proxy.kind != ProxyKind::Defaults) {
            let message = format!("{} `{}` has the name of a `log-forward` section", proxy.kind.as_str(), proxy.name);
            let finding = report.find(proxy.at, message);
            finding.upstream(Upstream::Refuses).help("rename one of them");
            finding.related(model.section(*forward).header().map_or(proxy.at, |header| header.at(1)), "the `log-forward` section");
        }
        if let Some(other) = same.iter().find(|other| clash(other, proxy, model.target.version).is_some()).or(same.first()) {
            duplicate(other, proxy, model, report);
        }
        same.push(proxy);
    }
}

/// What HAProxy says of `proxy` below `other` of the same name; `None` if it says nothing in this version.
fn clash(other: &Proxy<'_>, proxy: &Proxy<'_>, version: Version) -> Option<Upstream> {
    let (is_defaults, other_is_defaults) = (proxy.kind == ProxyKind::Defaults, other.kind == ProxyKind::Defaults);
    if is_defaults && other_is_defaults {
        return None;
    }
    let same_side = if is_defaults || other_is_defaults {
        false
    } else if proxy.kind.listens() && other.kind.listens() {
        true
    } else if proxy.kind == ProxyKind::Listen && version < WARNS {
        false
    } else {
        proxy.kind.connects() && other.kind.connects()
    };
    match version {
        _ if same_side => Some(Upstream::Refuses),
        version if version >= REFUSES => Some(Upstream::Refuses),
        version if version >= WARNS => Some(Upstream::Warns),
        _ => None,
    }
}

fn duplicate(other: &Proxy<'_>, proxy: &Proxy<'_>, model: &Model<'_>, report: &mut Report) {
    if proxy.kind == ProxyKind::Defaults && other.kind == ProxyKind::Defaults {
        duplicate_defaults(other, proxy, model, report);
        return;
    }
    let version = model.target.version;
    let upstream = clash(other, proxy, version).unwrap_or(Upstream::Silent);
    let always = clash(other, proxy, Version::MIN) == Some(Upstream::Refuses);
    let message = if always {
        format!("{} `{}` has the name of another {}", proxy.kind.as_str(), proxy.name, other.kind.as_str())
    } else {
        format!("{} `{}` has the name of a {}: refused from {REFUSES}", proxy.kind.as_str(), proxy.name, other.kind.as_str())
    };
    let finding = report.find(proxy.at, message);
    finding.upstream(upstream).related(other.at, format!("the {} of this name", other.kind.as_str()));
    finding.help("rename one of them, and the rules that refer to it");
}

/// A second `defaults` of a name takes the place of the first, unless a section refers to the name.
fn duplicate_defaults(other: &Proxy<'_>, proxy: &Proxy<'_>, model: &Model<'_>, report: &mut Report) {
    let version = model.target.version;
    let users: Vec<_> =
        model.references(kind::DEFAULTS).filter(|(directive, name)| directive.word(usize::from(name.at)) == proxy.name).collect();
    let position = model.section_of(proxy).lines().header;
    let above = users.iter().any(|(directive, _)| directive.index < position);
    let below = users.iter().any(|(directive, _)| directive.index > position);
    let upstream = match version {
        version if version >= WARNS && above => Upstream::Refuses,
        // From 3.3 on HAProxy calls this an alert, and starts all the same.
        version if version >= REFUSES && below => Upstream::Warns,
        _ if below => Upstream::Refuses,
        _ => Upstream::Silent,
    };
    let finding = report.find(proxy.at, format!("another `defaults` section is called `{}`", proxy.name));
    finding.upstream(upstream);
    finding.related(other.at, "the other one").help("rename one of them");
}
