//! `rules`: the list of all rules.

use serde::Serialize;

use super::args::{RulesArgs, RulesFormat};
use super::{CliError, Host, Status};
use crate::analysis::rules;
use crate::lint::{Level, Upstream};

/// A rule as listed in JSON.
#[derive(Serialize)]
struct Listed {
    id: &'static str,
    name: &'static str,
    level: Level,
    upstream: Upstream,
    since: &'static str,
    summary: &'static str,
    docs: &'static str,
}

/// Runs `rules`.
pub(super) fn run(args: &RulesArgs, host: &mut dyn Host) -> Result<Status, CliError> {
    let all = rules();
    let out = host.stdout();
    match args.format {
        RulesFormat::Text => {
            let width = all.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
            for rule in all {
                writeln!(
                    out,
                    "{}  {:width$}  {:7}  {:7}  {}",
                    rule.id,
                    rule.name,
                    rule.level.as_str(),
                    rule.upstream.as_str(),
                    rule.summary()
                )?;
            }
        }
        RulesFormat::Json => {
            let listed: Vec<Listed> = all
                .into_iter()
                .map(|rule| Listed {
                    id: rule.id,
                    name: rule.name,
                    level: rule.level,
                    upstream: rule.upstream,
                    since: rule.since,
                    summary: rule.summary(),
                    docs: rule.docs,
                })
                .collect();
            let text = serde_json::to_string_pretty(&listed).map_err(|error| CliError::System(error.to_string()))?;
            writeln!(out, "{text}")?;
        }
    }
    Ok(Status::Clean)
}
