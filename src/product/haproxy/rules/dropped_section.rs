//! More words on a section header than it takes make HAProxy drop the whole section.
//!
//! Until 2.x a `listen` or `frontend` could name its address on its header; since then the lines below belong to no section and are refused.
//!
//! ```haproxy bad
//! listen stats :8404
//!              ^^^^^ this word makes HAProxy drop the section
//!     mode http
//!     timeout client 1m
//! ```
//! ```haproxy good
//! listen stats
//!     mode http
//!     bind :8404
//!     timeout client 1m
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::haproxy::model::{Model, Proxy, ProxyKind};
use crate::schema::Version;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP028",
    name: "dropped-section",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if proxy.kind == ProxyKind::Defaults {
        return;
    }
    let section = model.section_of(proxy);
    let Some(header) = section.header().filter(|header| is_dropped(header.words().len(), header.word(2))) else { return };
    if header.is_opaque(2) {
        return;
    }
    let finding = report.find(header.range(2, header.len()), "this word makes HAProxy drop the section");
    finding.section(section.label());
    let listens = proxy.kind.listens();
    if section.directives().next().is_some() || header.len() > 4 || (listens && model.target.version >= Version::new(3, 4)) {
        finding.why("the lines below belong to no section then, and are refused");
    } else {
        finding.upstream(Upstream::Silent).level(Level::Error);
    }
    if listens && header.len() == 3 && header.word(2).contains(':') {
        let (at, line) = (header.at(2), format!("\n    bind {}", header.word(2)));
        let gap = header.at(1).span.end;
        finding.help("put the address on a `bind` line").edit(Safety::Safe, Edit::replace(crate::text::Span::new(gap, at.span.end), line));
    } else {
        finding.help("after its name only `from DEFAULTS` may stand on a header");
    }
}

/// Whether a header of `words` words, of which this is the third, makes HAProxy drop the section.
fn is_dropped(words: usize, third: &str) -> bool {
    words > 4 || words == 3 || (words == 4 && third != "from")
}
