//! One line per finding, in the form that editors and `grep -n` have made common; columns count bytes.

use std::io;

use super::footer::{self, paint};
use super::place::Place;
use super::{Options, Run};
use crate::parallel;
use crate::text::printable;

pub(super) fn write(run: &Run<'_>, options: Options, out: &mut dyn io::Write) -> io::Result<()> {
    let lines = parallel::map(run.findings, |finding| {
        let Place { path, line, column, .. } = Place::new(run.sources, finding.at);
        let level = paint(options, finding.level, format_args!("{}[{}]", finding.level.as_str(), finding.rule));
        format!("{}:{line}:{column}: {level} {}\n", printable(path), printable(&finding.message))
    });
    out.write_all(lines.concat().as_bytes())?;
    footer::write(run, options, out)
}
