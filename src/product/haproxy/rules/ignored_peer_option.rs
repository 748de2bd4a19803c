//! A peer has an option that peers do not use.
//!
//! HAProxy connects to a peer at one address and for as long as it runs: it does not check it and does not look its name up again. It warns
//! of the options for that, also where `default-server` sets them.
//!
//! ```haproxy bad
//! peers cluster
//!     bind :10000
//!     server lb1
//!     server lb2 10.0.0.2:10000 check inter 2s
//!                               ^^^^^ `check` has no effect on a peer
//! ```
//! ```haproxy good
//! peers cluster
//!     bind :10000
//!     server lb1
//!     server lb2 10.0.0.2:10000
//! ```

use super::{Check, Rule, wording};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{DirectiveRef, Model, OptionRef, SectionRef};
use crate::schema::Flags;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP070",
    name: "ignored-peer-option",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for section in model.sections().filter(|section| section.kind() == "peers") {
        peers(section, report);
    }
}

fn peers(section: SectionRef<'_, '_>, report: &mut Report) {
    let mut defaults: Vec<OptionRef<'_, '_>> = Vec::new();
    for directive in section.directives().filter(|directive| directive.shape().sound) {
        match directive.keyword() {
            "default-server" => take_over(directive, &mut defaults),
            "server" | "peer" => {
                let mut options = defaults.clone();
                take_over(directive, &mut options);
                peer(directive, &options, report);
            }
            _ => {}
        }
    }
}

/// Adds what the options of `directive` set to `options`, and takes away what they unset.
fn take_over<'m, 's>(directive: DirectiveRef<'m, 's>, options: &mut Vec<OptionRef<'m, 's>>) {
    for option in directive.each_option() {
        if option.option.row.flags.has(Flags::NO_PEER) {
            options.retain(|other| other.option.row.name != option.option.row.name);
            options.push(option);
        } else if let Some(name) = option.option.row.name.strip_prefix("no-") {
            options.retain(|other| other.option.row.name != name);
        }
    }
}

fn peer(directive: DirectiveRef<'_, '_>, options: &[OptionRef<'_, '_>], report: &mut Report) {
    let own = options.iter().find(|option| option.directive.index == directive.index);
    let Some(first) = own.or(options.first()) else { return };
    let names: Vec<&str> = options.iter().map(|option| option.option.row.name).collect();
    let verb = if names.len() == 1 { "has" } else { "have" };
    let at = own.map_or_else(|| directive.at(1), |option| option.word_at());
    let finding = report.find(at, format!("{} {verb} no effect on a peer", wording::list(&names)));
    finding.section(directive.section().label()).help("take it out");
    if own.is_none() {
        finding.related(first.word_at(), "set here");
    }
}
