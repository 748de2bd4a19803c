//! The report as one JSON object: see [`super::contract`].

use std::io;

use serde::Serialize;

use super::{Options, Run, contract};

#[derive(Serialize)]
struct Report<'r> {
    version: u32,
    files: Vec<contract::File<'r>>,
    findings: Vec<contract::Finding<'r>>,
    summary: contract::Summary,
}

pub(super) fn write(run: &Run<'_>, _: Options, out: &mut dyn io::Write) -> io::Result<()> {
    let report = Report {
        version: contract::VERSION,
        files: contract::File::all(run),
        findings: run.findings.iter().map(|finding| contract::Finding::new(run, finding)).collect(),
        summary: contract::Summary::new(run),
    };
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)
}
