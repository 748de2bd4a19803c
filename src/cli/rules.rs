//! `rules`: the list of all rules.

use std::io;

use serde::Serialize;

use super::args::{RulesArgs, RulesFormat};
use super::{CliError, Host, Status};
use crate::analysis::rules;
use crate::config::template;
use crate::lint::{Level, OptionKind, RuleOption, Upstream};

/// A rule as listed in JSON.
#[derive(Serialize)]
struct Listed {
    id: &'static str,
    name: &'static str,
    level: Level,
    upstream: Upstream,
    since: &'static str,
    summary: &'static str,
    options: Vec<ListedOption>,
    docs: &'static str,
}

/// Something that can be set of a rule, as listed in JSON.
#[derive(Serialize)]
struct ListedOption {
    name: &'static str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'static str>,
    default: &'static str,
    meaning: &'static str,
}

impl From<&'static RuleOption> for ListedOption {
    fn from(option: &'static RuleOption) -> Self {
        let unit = match option.kind {
            OptionKind::Integer { unit, .. } if !unit.is_empty() => Some(unit),
            _ => None,
        };
        Self { name: option.name, kind: option.kind.as_str(), unit, default: option.default, meaning: option.meaning }
    }
}

/// Runs `rules`.
pub(super) fn run(args: &RulesArgs, host: &mut dyn Host) -> Result<Status, CliError> {
    if args.init {
        return init(args.output.as_deref(), host);
    }
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
                    options: rule.options().map(ListedOption::from).collect(),
                    docs: rule.docs,
                })
                .collect();
            let text = serde_json::to_string_pretty(&listed).map_err(|error| CliError::System(error.to_string()))?;
            writeln!(out, "{text}")?;
        }
    }
    Ok(Status::Clean)
}

/// Writes a `pglb-lint.toml` to start from, to the file `output` if there is none yet.
fn init(output: Option<&str>, host: &mut dyn Host) -> Result<Status, CliError> {
    let text = template();
    match output {
        None => host.stdout().write_all(text.as_bytes())?,
        Some(path) => host.create(path, text.as_bytes()).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => CliError::Usage(format!("{path} is there already, and stays as it is")),
            _ => CliError::System(format!("cannot write {path}: {error}")),
        })?,
    }
    Ok(Status::Clean)
}
