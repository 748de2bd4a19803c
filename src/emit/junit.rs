//! JUnit XML: a suite per file, a test case per finding, and one for a file without findings.
//!
//! Errors and warnings are failures. An info is a case that passes, with its message as output: the format knows nothing between,
//! and an info fails no pipeline. A file that could not be read is an error, one that was passed over is a skipped case.

use std::fmt::Write as _;
use std::io;

use quick_xml::events::BytesText;
use quick_xml::writer::Writer;
use rustc_hash::FxHashMap;

use super::place::{Place, portable};
use super::{CheckedFile, Options, Run, Unchecked};
use crate::lint::{Finding, Level};
use crate::text::{FileId, printable};

type Xml<'o> = Writer<&'o mut dyn io::Write>;

pub(super) fn write(run: &Run<'_>, _: Options, mut out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
    let suites = suites(run);
    let tests: usize = suites.iter().map(|(_, findings)| findings.len().max(1)).sum();
    let failures = run.findings.iter().filter(|finding| fails(finding)).count();
    let errors = run.unchecked.iter().filter(|file| file.unreadable).count();
    let mut xml: Xml<'_> = Writer::new_with_indent(&mut out, b' ', 2);
    xml.create_element("testsuites")
        .with_attribute(("name", run.tool.name))
        .with_attribute(("tests", (tests + run.unchecked.len()).to_string().as_str()))
        .with_attribute(("failures", failures.to_string().as_str()))
        .with_attribute(("errors", errors.to_string().as_str()))
        .write_inner_content(|xml| {
            for (file, findings) in &suites {
                suite(run, *file, findings, xml)?;
            }
            run.unchecked.iter().try_for_each(|file| unchecked(file, xml))
        })?;
    writeln!(out)
}

/// Every file that was checked or has a finding, with its findings, in the order of the files.
fn suites<'r>(run: &'r Run<'_>) -> Vec<(FileId, Vec<&'r Finding>)> {
    let mut by_file: FxHashMap<FileId, Vec<&Finding>> = run.files.iter().map(|file| (file.file, Vec::new())).collect();
    for finding in run.findings {
        by_file.entry(finding.at.file).or_default().push(finding);
    }
    let mut suites: Vec<_> = by_file.into_iter().collect();
    suites.sort_by_key(|(file, _)| *file);
    suites
}

fn fails(finding: &Finding) -> bool {
    finding.level > Level::Info
}

fn suite(run: &Run<'_>, file: FileId, findings: &[&Finding], xml: &mut Xml<'_>) -> io::Result<()> {
    let path = clean(&portable(run.sources.get(file).name()));
    let checked = run.files.iter().find(|checked| checked.file == file);
    let failures = findings.iter().filter(|finding| fails(finding)).count();
    xml.create_element("testsuite")
        .with_attribute(("name", path.as_str()))
        .with_attribute(("tests", findings.len().max(1).to_string().as_str()))
        .with_attribute(("failures", failures.to_string().as_str()))
        .with_attribute(("errors", "0"))
        .write_inner_content(|xml| {
            if let Some(checked) = checked {
                properties(checked, xml)?;
            }
            if findings.is_empty() {
                xml.create_element("testcase")
                    .with_attribute(("classname", path.as_str()))
                    .with_attribute(("name", "no findings"))
                    .write_empty()?;
            }
            findings.iter().try_for_each(|finding| case(run, finding, &path, xml))
        })?;
    Ok(())
}

fn properties(checked: &CheckedFile, xml: &mut Xml<'_>) -> io::Result<()> {
    let values = [("kind", checked.kind.as_str()), ("target", checked.target.as_str()), ("verdict", checked.verdict.as_str())];
    xml.create_element("properties").write_inner_content(|xml| {
        for property in values {
            xml.create_element("property").with_attribute(("name", property.0)).with_attribute(("value", property.1)).write_empty()?;
        }
        Ok(())
    })?;
    Ok(())
}

fn case(run: &Run<'_>, finding: &Finding, path: &str, xml: &mut Xml<'_>) -> io::Result<()> {
    let place = Place::new(run.sources, finding.at);
    let mut text = format!("{}:{}:{}: {}", path, place.line, place.column, clean(&finding.message));
    for (name, part) in finding.why.as_deref().map(|why| ("why", why)).into_iter().chain(finding.parts()) {
        let lines: Vec<String> = part.lines().map(clean).collect();
        let _ = write!(text, "\n{name}: {}", lines.join("\n"));
    }
    xml.create_element("testcase")
        .with_attribute(("classname", path))
        .with_attribute(("name", format!("{} {} at {}:{}", finding.rule, finding.name, place.line, place.column).as_str()))
        .with_attribute(("file", path))
        .with_attribute(("line", place.line.to_string().as_str()))
        .write_inner_content(|xml| {
            if fails(finding) {
                xml.create_element("failure")
                    .with_attribute(("type", finding.level.as_str()))
                    .with_attribute(("message", clean(&finding.message).as_str()))
                    .write_text_content(BytesText::new(&text))?;
            } else {
                xml.create_element("system-out").write_text_content(BytesText::new(&text))?;
            }
            Ok(())
        })?;
    Ok(())
}

fn unchecked(file: &Unchecked, xml: &mut Xml<'_>) -> io::Result<()> {
    let path = clean(&portable(&file.path));
    xml.create_element("testsuite")
        .with_attribute(("name", path.as_str()))
        .with_attribute(("tests", "1"))
        .with_attribute(("failures", "0"))
        .with_attribute(("errors", if file.unreadable { "1" } else { "0" }))
        .write_inner_content(|xml| {
            xml.create_element("testcase")
                .with_attribute(("classname", path.as_str()))
                .with_attribute(("name", "not checked"))
                .write_inner_content(|xml| {
                    xml.create_element(if file.unreadable { "error" } else { "skipped" })
                        .with_attribute(("message", clean(&file.reason).as_str()))
                        .write_empty()?;
                    Ok(())
                })?;
            Ok(())
        })?;
    Ok(())
}

/// `text` without what XML 1.0 has no way to write: control characters become escapes, the two non-characters `U+FFFD`.
fn clean(text: &str) -> String {
    printable(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
