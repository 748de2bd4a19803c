//! Workflow commands of GitHub Actions: lines on standard output that become annotations.
//!
//! Columns are given only where a finding begins and ends on one line: GitHub takes them for no other. The footer is a notice, so
//! that a run without findings says so too; as a command of its own it cannot carry another one in.

use std::fmt::Write as _;
use std::io;

use super::place::{Place, portable};
use super::{Options, Run, footer};
use crate::lint::Level;
use crate::text::printable;

pub(super) fn write(run: &Run<'_>, options: Options, out: &mut dyn io::Write) -> io::Result<()> {
    for finding in run.findings {
        let place = Place::in_characters(run.sources, finding.at);
        let command = match finding.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info => "notice",
        };
        write!(out, "::{command} file={},line={}", property(&printable(&portable(place.path))), place.line)?;
        if place.line == place.end_line {
            write!(out, ",col={},endLine={},endColumn={}", place.column, place.end_line, place.end_column)?;
        } else {
            write!(out, ",endLine={}", place.end_line)?;
        }
        let mut message = printable(&finding.message).into_owned();
        for (name, part) in finding.parts() {
            let _ = write!(message, "\n{name}: ");
            message.push_str(&part.lines().map(printable).collect::<Vec<_>>().join("\n"));
        }
        writeln!(out, ",title={}::{}", property(&format!("{} {}", finding.rule, finding.name)), data(&message))?;
    }
    let plain = Options { color: false, ..options };
    writeln!(out, "::notice title={}::{}", property(run.tool.name), data(&footer::lines(run, plain).join("\n")))
}

/// `text` as a command's message: the three characters that would end it are escaped.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// `text` as a command's property, which a colon or a comma would end as well.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_early() {
        assert_eq!(data("100%\r\n::error::x"), "100%25%0D%0A::error::x");
        assert_eq!(property("a,b:c"), "a%2Cb%3Ac");
    }
}
