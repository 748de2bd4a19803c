//! JSON lines: every finding as the object of the JSON report on a line of its own, then one line with the rest of the report
//! (version, files and summary). The last line is always there, so that a run without findings still says what it checked, and a
//! report that was cut off can be told; it is the one with the key `summary`.

use std::io;

use serde::Serialize;

use super::{Options, Run, contract};

#[derive(Serialize)]
struct LastLine<'r> {
    version: u32,
    files: Vec<contract::File<'r>>,
    summary: contract::Summary,
}

pub(super) fn write(run: &Run<'_>, _: Options, out: &mut dyn io::Write) -> io::Result<()> {
    for finding in run.findings {
        serde_json::to_writer(&mut *out, &contract::Finding::new(run, finding))?;
        writeln!(out)?;
    }
    let last = LastLine { version: contract::VERSION, files: contract::File::all(run), summary: contract::Summary::new(run) };
    serde_json::to_writer(&mut *out, &last)?;
    writeln!(out)
}
