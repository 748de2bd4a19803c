//! A `peers` section has more or less than the one listener it can have.
//!
//! The local peer listens at the address of its `peer` line, or at a `bind` line if peers are written as `server` lines; HAProxy refuses
//! both ways in one section, two listeners, and an address of the local peer on a `server` line.
//!
//! ```haproxy bad
//! peers cluster
//!     bind 10.0.0.1:10000
//!     peer lb1 10.0.0.1:10000
//!     ^^^^ `peer` lines and `bind` lines cannot stand in one section
//!     peer lb2 10.0.0.2:10000
//!     ^^^^ `peer` lines and `bind` lines cannot stand in one section
//! ```
//! ```haproxy good
//! peers cluster
//!     peer lb1 10.0.0.1:10000
//!     peer lb2 10.0.0.2:10000
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{DirectiveRef, Model, SectionRef};
use crate::schema::Version;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP089",
    name: "peers-listener",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// From this version on several addresses on one line are refused; before, the first one counts.
const ONE_ADDRESS: Version = Version::new(3, 0);

fn check(model: &Model<'_>, report: &mut Report) {
    for section in model.sections().filter(|section| section.kind() == "peers") {
        one_listener(model, section, report);
        local_address(model, section, report);
    }
}

fn one_listener(model: &Model<'_>, section: SectionRef<'_, '_>, report: &mut Report) {
    let mut first: Option<DirectiveRef<'_, '_>> = None;
    let lines = section.directives().filter(|line| line.shape().sound);
    for line in lines.filter(|line| matches!(line.keyword(), "bind" | "peer") && !line.is_opaque(1)) {
        if line.keyword() == "bind" && line.word(1).contains(',') && model.target.version >= ONE_ADDRESS {
            let finding = report.find(line.at(1), "a `peers` section listens at one address only");
            finding.section(section.label());
        }
        let Some(other) = first else {
            first = Some(line);
            continue;
        };
        let message = match (other.keyword(), line.keyword()) {
            ("peer", "peer") => continue,
            ("bind", "bind") => "a `peers` section has one listener only",
            _ => "`peer` lines and `bind` lines cannot stand in one section",
        };
        let finding = report.find(line.at(0), message);
        finding.section(section.label()).related(other.at(0), "the other line");
        finding.help("write one `bind` line, and each peer as a `server` line: the local one without an address");
    }
}

/// The address of the local peer stands on the `bind` line. Which peer is local is known if `localpeer` tells it.
fn local_address(model: &Model<'_>, section: SectionRef<'_, '_>, report: &mut Report) {
    let Some(local) = model.globals().filter(|line| line.keyword() == "localpeer" && !line.is_opaque(1)).last() else { return };
    let above = local.index < section.lines().header;
    let own = |line: &DirectiveRef<'_, '_>| line.keyword() == "server" && line.word(1) == local.word(1) && line.len() > 2;
    for server in section.directives().filter(own).filter(|line| above && line.shape().sound && !line.is_opaque(2)) {
        let finding = report.find(server.at(2), format!("`{}` is the local peer, whose address stands on a `bind` line", local.word(1)));
        finding.section(section.label()).related(local.at(1), "the local peer").help("take the address out, and add `bind ADDRESS`");
    }
}
