//! The objects of the JSON reports. They are a contract: `schema/report.schema.json` describes them, and a change of what stands
//! there is a new [`VERSION`]. Every key is always present but `paths` and `sums`, which only findings about a whole stack have; `why`, `help`
//! and `fix` are null if there is none; a fix that shows a secret is left out.

use serde::Serialize;

use super::Run;
use super::place::{Place, within};
use crate::lint;

/// Version of the contract.
pub(super) const VERSION: u32 = 1;

#[derive(Serialize)]
pub(super) struct File<'r> {
    path: &'r str,
    kind: &'static str,
    target: &'r str,
    verdict: lint::Verdict,
}

impl<'r> File<'r> {
    /// All files that were checked.
    pub(super) fn all(run: &'r Run<'_>) -> Vec<Self> {
        let file = |checked: &'r super::CheckedFile| Self {
            path: run.sources.get(checked.file).name(),
            kind: checked.kind.as_str(),
            target: &checked.target,
            verdict: checked.verdict,
        };
        run.files.iter().map(file).collect()
    }
}

#[derive(Serialize)]
pub(super) struct Finding<'r> {
    rule: &'static str,
    name: &'static str,
    level: lint::Level,
    upstream: lint::Upstream,
    #[serde(flatten)]
    place: Place<'r>,
    start: u32,
    end: u32,
    message: &'r str,
    why: Option<&'r str>,
    help: Option<&'r str>,
    related: Vec<Related<'r>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    paths: &'r [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    sums: &'r [String],
    fix: Option<Fix<'r>>,
}

#[derive(Serialize)]
struct Related<'r> {
    #[serde(flatten)]
    place: Place<'r>,
    message: &'r str,
}

#[derive(Serialize)]
struct Fix<'r> {
    safety: lint::Safety,
    edits: Vec<Edit<'r>>,
}

#[derive(Serialize)]
struct Edit<'r> {
    path: &'r str,
    start: u32,
    end: u32,
    text: &'r str,
}

impl<'r> Finding<'r> {
    pub(super) fn new(run: &'r Run<'_>, finding: &'r lint::Finding) -> Self {
        let span = within(run.sources.get(finding.at.file), finding.at.span);
        let related = |related: &'r lint::Related| Related { place: Place::new(run.sources, related.at), message: &related.message };
        Self {
            rule: finding.rule,
            name: finding.name,
            level: finding.level,
            upstream: finding.upstream,
            place: Place::new(run.sources, finding.at),
            start: span.start,
            end: span.end,
            message: &finding.message,
            why: finding.why.as_deref(),
            help: finding.help.as_deref(),
            related: finding.related.iter().map(related).collect(),
            paths: &finding.paths,
            sums: &finding.sums,
            fix: finding.fix.as_ref().filter(|fix| run.may_show(fix)).map(|fix| Fix::new(run, fix)),
        }
    }
}

impl<'r> Fix<'r> {
    fn new(run: &'r Run<'_>, fix: &'r lint::Fix) -> Self {
        let edits = fix.edits.iter().map(|(file, edit)| Edit {
            path: run.sources.get(*file).name(),
            start: edit.span.start,
            end: edit.span.end,
            text: &edit.text,
        });
        Self { safety: fix.safety, edits: edits.collect() }
    }
}

#[derive(Serialize)]
pub(super) struct Summary {
    error: usize,
    warning: usize,
    info: usize,
    suppressed: usize,
}

impl Summary {
    pub(super) fn new(run: &Run<'_>) -> Self {
        let super::Summary { error, warning, info, suppressed, .. } = run.summary;
        Self { error, warning, info, suppressed }
    }
}
