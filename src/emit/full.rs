//! Findings with the text around them, for people. The only file that names miette.
//!
//! miette draws the message and the snippets. What is below them (why, help, fix, what the real program says) is written here, so
//! that every part has its name in front. A related place in another file gets a snippet of its own.

use std::borrow::Cow;
use std::fmt;
use std::io;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, Severity, SourceCode, SourceSpan,
    SpanContents, ThemeCharacters, ThemeStyles,
};
use rustc_hash::FxHashMap;

use super::place::within;
use super::{CheckedFile, Options, Run, footer};
use crate::config::Problem;
use crate::lint::{Finding, Fix, Level, Related, Safety, Upstream};
use crate::text::{Edit, FileId, Source, Span, masked, printable};

/// So many related places are shown; the rest is counted.
const RELATED: usize = 12;
/// A label over more lines points at its first line alone.
const LABEL_LINES: u32 = 8;
/// A label is cut after so many bytes.
const LABEL_BYTES: u32 = 240;
/// A snippet of more bytes loses the lines around it, and then what is far from the label on its own line.
const SNIPPET_BYTES: u32 = 1024;
/// Bytes kept before and behind a label on a line that is cut.
const MARGIN: u32 = 60;
/// Text of an edit up to this length is quoted.
const QUOTED_BYTES: usize = 80;
/// Narrower than this nothing can be read.
const LEAST_WIDTH: usize = 40;

pub(super) fn write(run: &Run<'_>, options: Options, out: &mut dyn io::Write) -> io::Result<()> {
    let writer = Writer::new(run, options);
    let mut text = String::new();
    for finding in run.findings {
        text.clear();
        writer.finding(finding, &mut text).map_err(io::Error::other)?;
        out.write_all(text.as_bytes())?;
    }
    footer::write(run, options, out)
}

/// Writes what is wrong with `source`, a configuration of our own: each problem with the text around it.
pub(super) fn problems(source: &Source, problems: &[Problem], options: Options, out: &mut dyn io::Write) -> io::Result<()> {
    let handler = handler(options);
    let snippets = Snippets::new(source, &[]);
    for problem in problems {
        let mut labels = vec![LabeledSpan::new_primary_with_span(None, snippets.label(problem.at))];
        let related =
            |(at, message): &(Span, String)| LabeledSpan::new_with_span(Some(printable(message).into_owned()), snippets.label(*at));
        labels.extend(problem.related.iter().map(related));
        let message = printable(&problem.message);
        let picture = Picture { heading: None, severity: Severity::Error, message, labels, snippets: &snippets };
        let mut text = String::new();
        handler.render_report(&mut text, &picture).map_err(io::Error::other)?;
        if let Some(help) = &problem.help {
            note("help", help, options, &mut text);
        }
        text.push('\n');
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}

fn handler(options: Options) -> GraphicalReportHandler {
    let characters = if options.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    let styles = if options.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
    GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .with_width(options.width.max(LEAST_WIDTH))
        .with_word_separator(textwrap::WordSeparator::AsciiSpace)
        .with_links(false)
}

/// `text` behind `name`, wrapped and indented line by line.
fn note(name: &str, text: &str, options: Options, out: &mut String) {
    let width = options.width.max(LEAST_WIDTH);
    let indent = " ".repeat(name.len() + 4);
    for (number, line) in text.lines().enumerate() {
        let first = if number == 0 { format!("  {name}: ") } else { indent.clone() };
        let wrap = textwrap::Options::new(width).initial_indent(&first).subsequent_indent(&indent);
        let filled = textwrap::fill(&printable(line), wrap.word_separator(textwrap::WordSeparator::AsciiSpace));
        match filled.strip_prefix("  ").and_then(|rest| rest.strip_prefix(name)) {
            Some(rest) if options.color && number == 0 => out.extend(["  \x1b[1m", name, "\x1b[0m", rest]),
            _ => out.push_str(&filled),
        }
        out.push('\n');
    }
}

struct Writer<'r> {
    run: &'r Run<'r>,
    options: Options,
    handler: GraphicalReportHandler,
    snippets: FxHashMap<FileId, Snippets<'r>>,
    files: FxHashMap<FileId, &'r CheckedFile>,
}

impl<'r> Writer<'r> {
    fn new(run: &'r Run<'r>, options: Options) -> Self {
        let mut snippets = FxHashMap::default();
        for finding in run.findings {
            for at in std::iter::once(finding.at).chain(finding.related.iter().map(|related| related.at)) {
                snippets.entry(at.file).or_insert_with(|| {
                    let secrets: Vec<Span> = run.secrets.iter().filter(|secret| secret.file == at.file).map(|secret| secret.span).collect();
                    Snippets::new(run.sources.get(at.file), &secrets)
                });
            }
        }
        let files = run.files.iter().map(|file| (file.file, file)).collect();
        Self { run, options, handler: handler(options), snippets, files }
    }

    fn finding(&self, finding: &Finding, out: &mut String) -> fmt::Result {
        let snippets = &self.snippets[&finding.at.file];
        let shown = &finding.related[..finding.related.len().min(RELATED)];
        let (here, elsewhere): (Vec<&Related>, Vec<&Related>) = shown.iter().partition(|related| related.at.file == finding.at.file);
        let mut labels = vec![LabeledSpan::new_primary_with_span(None, snippets.label(finding.at.span))];
        labels
            .extend(here.iter().map(|related| {
                LabeledSpan::new_with_span(Some(printable(&related.message).into_owned()), snippets.label(related.at.span))
            }));
        let severity = match finding.level {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Info => Severity::Advice,
        };
        let message = printable(&finding.message);
        self.handler.render_report(out, &Picture { heading: Some(heading(finding)), severity, message, labels, snippets })?;
        for related in elsewhere {
            let snippets = &self.snippets[&related.at.file];
            let labels = vec![LabeledSpan::new_primary_with_span(None, snippets.label(related.at.span))];
            let message = printable(&related.message);
            self.handler.render_report(out, &Picture { heading: None, severity: Severity::Advice, message, labels, snippets })?;
        }
        self.notes(finding, out);
        out.push('\n');
        Ok(())
    }

    /// The named parts below the snippets.
    fn notes(&self, finding: &Finding, out: &mut String) {
        if let Some(more) = finding.related.len().checked_sub(RELATED).filter(|more| *more > 0) {
            note("also", &footer::counted(more, "more place"), self.options, out);
        }
        if let Some(why) = &finding.why {
            note("why", why, self.options, out);
        }
        for (name, part) in finding.parts() {
            note(name, part, self.options, out);
        }
        if let Some(fix) = &finding.fix {
            note("fix", &self.fix(fix), self.options, out);
        }
        note("upstream", &self.upstream(finding), self.options, out);
    }

    /// What a fix does, and whether that can be done unseen.
    fn fix(&self, fix: &Fix) -> String {
        let what = match fix.edits.as_slice() {
            [(file, edit)] => describe(self.run, *file, edit),
            edits => footer::counted(edits.len(), "edit"),
        };
        match fix.safety {
            Safety::Safe => format!("{what} (safe)"),
            Safety::Unsafe => format!("{what} (unsafe: it changes what the program does)"),
        }
    }

    /// What the real program says of the finding.
    fn upstream(&self, finding: &Finding) -> String {
        let program = self.files.get(&finding.at.file).map_or_else(|| "the program".to_owned(), |file| file.reader());
        match finding.upstream {
            Upstream::Refuses => format!("{program} refuses this"),
            Upstream::Warns => format!("{program} warns about this"),
            Upstream::Silent => format!("{program} accepts this in silence"),
        }
    }
}

/// The first line of a finding.
fn heading(finding: &Finding) -> String {
    let heading = format!("{}[{}] {}", finding.level.as_str(), finding.rule, finding.name);
    match &finding.section {
        Some(section) => format!("{heading} in {}", printable(section)),
        None => heading,
    }
}

/// What `edit` does to `file`. Long texts and secrets are not shown.
fn describe(run: &Run<'_>, file: FileId, edit: &Edit) -> String {
    let source = run.sources.get(file);
    let old = source.slice(edit.span);
    if old.len().max(edit.text.len()) > QUOTED_BYTES || run.shows_secret(file, edit) {
        return format!("one edit on line {}", source.position(within(source, edit.span).start).line);
    }
    let (old, new) = (printable(old), printable(&edit.text));
    match (edit.span.is_empty(), edit.text.is_empty()) {
        (true, _) => format!("insert `{new}`"),
        (false, true) => format!("delete `{old}`"),
        (false, false) => format!("replace `{old}` with `{new}`"),
    }
}

/// A message and its labels, as miette wants to be given them.
#[derive(Debug)]
struct Picture<'r> {
    heading: Option<String>,
    severity: Severity,
    message: Cow<'r, str>,
    labels: Vec<LabeledSpan>,
    snippets: &'r Snippets<'r>,
}

impl fmt::Display for Picture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Picture<'_> {}

impl Diagnostic for Picture<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.heading.as_ref().map(|heading| Box::new(heading) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.snippets)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// The text of a file for snippets. miette's own `SourceCode` looks for lines from the first byte on, for every label; this one
/// asks the line table.
#[derive(Debug)]
struct Snippets<'r> {
    source: &'r Source,
    name: Cow<'r, str>,
    /// The text with stars for secrets, with nothing in it that a terminal acts on, and a blank at its end for labels that point behind it.
    text: String,
}

impl<'r> Snippets<'r> {
    fn new(source: &'r Source, secrets: &[Span]) -> Self {
        let mut bytes = masked(source.text()).into_owned().into_bytes();
        for secret in secrets {
            bytes.get_mut(secret.range()).unwrap_or_default().fill(b'*');
        }
        // A span that cut a character in two would leave half of it.
        let mut text = String::from_utf8(bytes).unwrap_or_else(|_| "?".repeat(source.len() as usize));
        text.push(' ');
        Self { source, name: printable(source.name()), text }
    }

    /// `span` as it is underlined: inside the file, and cut if it is long.
    fn label(&self, span: Span) -> SourceSpan {
        let Span { start, mut end } = within(self.source, span);
        let lines = self.source.lines();
        let first = lines.position(start).line;
        if lines.position(end).line - first >= LABEL_LINES {
            end = self.line_end(first).max(start);
        }
        end = end.min(start.saturating_add(LABEL_BYTES));
        (start as usize, (end - start) as usize).into()
    }

    /// Offset behind the last byte of `line`, its line end not counted.
    fn line_end(&self, line: u32) -> u32 {
        self.source.lines().start(line) + self.source.line_text(line).len() as u32
    }

    /// The text to show for `span` with lines around it; `None` if it is too long to be shown as one.
    fn window(&self, span: Span, before: u32, after: u32) -> Option<Span> {
        let (lines, len) = (self.source.lines(), self.source.len());
        let first = lines.position(span.start).line;
        let last = lines.position(if span.is_empty() { span.end } else { span.end - 1 }).line;
        let around = |before: u32, after: u32| {
            let end = lines.span(last.saturating_add(after).min(lines.count()), len).end;
            Span::new(lines.start(first.saturating_sub(before)), end)
        };
        let around = [around(before, after), around(0, 0)].into_iter().find(|window| window.len() <= SNIPPET_BYTES);
        let window = match around {
            Some(window) => window,
            None if span.len() > LABEL_BYTES => return None,
            None => {
                let start = span.start.saturating_sub(MARGIN).max(lines.start(first));
                Span::new(self.boundary(start), self.boundary(span.end.saturating_add(MARGIN).min(lines.span(last, len).end)))
            }
        };
        // The blank behind the text is shown only to what points there.
        Some(if span.end == len { Span::new(window.start, len + 1) } else { window })
    }

    /// The start of the character that `offset` is in.
    fn boundary(&self, offset: u32) -> u32 {
        (0..=offset).rev().find(|at| self.text.is_char_boundary(*at as usize)).unwrap_or_default()
    }
}

impl SourceCode for Snippets<'_> {
    fn read_span<'a>(&'a self, span: &SourceSpan, before: usize, after: usize) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let span = Span::new(span.offset() as u32, (span.offset() + span.len()) as u32);
        let window = self.window(span, before as u32, after as u32).ok_or(MietteError::OutOfBounds)?;
        let data = self.text.as_bytes().get(window.range()).ok_or(MietteError::OutOfBounds)?;
        // miette asks without context for the position that it names above the snippet: that of the span, not of its window.
        let start = self.source.position(if before == 0 { span.start } else { window.start });
        let lines = self.source.position(window.end).line - start.line + 1;
        let shown = (window.start as usize, window.len() as usize).into();
        let (line, column) = (start.line as usize - 1, start.column as usize - 1);
        Ok(Box::new(MietteSpanContents::new_named(self.name.to_string(), data, shown, line, column, lines as usize)))
    }
}
