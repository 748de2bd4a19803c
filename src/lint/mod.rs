//! Lint: rules, findings, and the engine that runs the ones over a model to get the others.
//!
//! Knows text and schema, no product. It never prints and never touches a disk.

mod duration;
mod engine;
mod finding;
mod options;
mod rule;
mod selection;
mod suppress;

pub use engine::{Outcome, Report, run};
pub use finding::{Covered, FailOn, Finding, Fix, Level, Related, Safety, Upstream, Verdict};
pub use options::{OPTIONS, OptionKind, OptionValues, RuleOption, options_of};
pub use rule::{Check, Entry, Rule, Subject};
pub use selection::{Selection, SelectionError, names_a_rule};
pub use suppress::{Suppression, suppressions_in};
