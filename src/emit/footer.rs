//! The end of a report for people: what was checked, what came of it, and what was left out. It is never silent: a run without
//! findings says so, for which program, and what that program would say.

use std::fmt::{self, Write as _};
use std::io;

use super::{CheckedFile, Options, Run};
use crate::lint::{Level, Verdict};
use crate::text::printable;

/// So many files are named in a verdict; the rest is counted.
const NAMED: usize = 3;

/// Writes the footer: notes and unchecked files a line each, then [`lines`].
pub(super) fn write(run: &Run<'_>, options: Options, out: &mut dyn io::Write) -> io::Result<()> {
    if !options.footer {
        return Ok(());
    }
    for line in lines(run, options) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// The lines of the footer.
pub(super) fn lines(run: &Run<'_>, options: Options) -> Vec<String> {
    let mut lines: Vec<String> = run.notes.iter().map(|note| format!("note: {}", printable(note))).collect();
    lines.extend(run.unchecked.iter().map(|file| format!("not checked: {}: {}", printable(&file.path), printable(&file.reason))));
    let mut checked = format!("{}: {}", checked(&run.files), found(run, options));
    let mut verdicts = verdicts(run);
    if let [only] = verdicts.as_slice() {
        let _ = write!(checked, "; {only}");
        verdicts.clear();
    }
    lines.push(checked);
    lines.extend(verdicts);
    lines
}

/// `text` in the colour of `level`.
pub(super) fn paint(options: Options, level: Level, text: impl fmt::Display) -> String {
    let code = match level {
        Level::Error => 31,
        Level::Warning => 33,
        Level::Info => 36,
    };
    if options.color { format!("\x1b[1;{code}m{text}\x1b[0m") } else { text.to_string() }
}

fn checked(files: &[CheckedFile]) -> String {
    let mut readers: Vec<(String, usize)> = Vec::new();
    for file in files {
        let reader = file.reader();
        match readers.iter_mut().find(|(known, _)| *known == reader) {
            Some((_, count)) => *count += 1,
            None => readers.push((reader, 1)),
        }
    }
    if readers.is_empty() {
        return "checked no file".to_owned();
    }
    let parts = readers.iter().map(|(reader, count)| format!("{} for {reader}", counted(*count, "file")));
    format!("checked {}", listed(&parts.collect::<Vec<_>>()))
}

fn found(run: &Run<'_>, options: Options) -> String {
    let summary = run.summary;
    let levels = [(Level::Error, summary.error), (Level::Warning, summary.warning), (Level::Info, summary.info)];
    let some = levels.into_iter().filter(|(_, count)| *count > 0);
    let found: Vec<String> = some.map(|(level, count)| paint(options, level, counted(count, level.as_str()))).collect();
    let mut left_out = Vec::new();
    if summary.suppressed > 0 {
        left_out.push(format!("{} suppressed", summary.suppressed));
    }
    if summary.ignored > 0 {
        left_out.push(format!("{} of rules that are not selected", summary.ignored));
    }
    let mut text = if found.is_empty() { "no findings".to_owned() } else { found.join(", ") };
    if !left_out.is_empty() {
        let _ = write!(text, " ({})", left_out.join(", "));
    }
    text
}

/// What each program would say of its files, the worst first.
fn verdicts(run: &Run<'_>) -> Vec<String> {
    let mut groups: Vec<(Verdict, String, Vec<&str>)> = Vec::new();
    for file in &run.files {
        let (reader, name) = (file.reader(), run.sources.get(file.file).name());
        match groups.iter_mut().find(|(verdict, known, _)| *verdict == file.verdict && *known == reader) {
            Some((_, _, names)) => names.push(name),
            None => groups.push((file.verdict, reader, vec![name])),
        }
    }
    groups.sort_by_key(|(verdict, ..)| std::cmp::Reverse(*verdict));
    let say = |(verdict, reader, names): &(Verdict, String, Vec<&str>)| match verdict {
        Verdict::Refused => format!("{reader} would refuse {}", named(names)),
        Verdict::Warned => format!("{reader} would accept {} with warnings", named(names)),
        Verdict::Accepted => format!("{reader} would accept {}", named(names)),
    };
    groups.iter().map(say).collect()
}

fn named(names: &[&str]) -> String {
    let shown = if names.len() > NAMED + 1 { NAMED } else { names.len() };
    let mut parts: Vec<String> = names[..shown].iter().map(|name| printable(name).into_owned()).collect();
    if names.len() > shown {
        parts.push(format!("{} more files", names.len() - shown));
    }
    listed(&parts)
}

fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `count` of `noun`, in the plural unless it is one.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
