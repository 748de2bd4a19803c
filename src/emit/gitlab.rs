//! A Code Quality report of GitLab: an array of issues.

use std::io;

use serde::Serialize;

use super::fingerprint::Fingerprints;
use super::place::{Place, portable};
use super::{Options, Run};
use crate::lint::Level;

#[derive(Serialize)]
struct Issue<'r> {
    description: String,
    check_name: &'r str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'r>,
}

#[derive(Serialize)]
struct Location<'r> {
    path: std::borrow::Cow<'r, str>,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

pub(super) fn write(run: &Run<'_>, _: Options, out: &mut dyn io::Write) -> io::Result<()> {
    let mut fingerprints = Fingerprints::default();
    let issues = run.findings.iter().map(|finding| {
        let place = Place::new(run.sources, finding.at);
        Issue {
            description: format!("{}: {}", finding.rule, finding.message),
            check_name: finding.name,
            fingerprint: fingerprints.next(run.sources, finding),
            severity: match finding.level {
                Level::Error => "critical",
                Level::Warning => "major",
                Level::Info => "info",
            },
            location: Location { path: portable(place.path), lines: Lines { begin: place.line, end: place.end_line } },
        }
    });
    serde_json::to_writer_pretty(&mut *out, &issues.collect::<Vec<_>>())?;
    writeln!(out)
}
