//! Lint: rules, findings, and the engine that runs the ones over a model to get the others.
//!
//! Knows text and schema, no product. It never prints and never touches a disk.

mod engine;
mod finding;
mod rule;
mod suppress;

pub use engine::{Outcome, Report, Selection, SelectionError, run};
pub use finding::{Covered, Finding, Fix, Level, Related, Safety, Upstream, Verdict};
pub use rule::{Check, Entry, Rule, Subject};
pub use suppress::{Suppression, suppressions_in};
