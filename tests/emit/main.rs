//! Every output over one set of findings made by hand.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in what it calls too")]

mod sample;
mod schema;

use std::io;

use pglb_lint::emit::{self, CheckedFile, FileKind, Format, Options, Run, Summary};
use pglb_lint::lint::{Finding, Level, Related, Upstream, Verdict};
use pglb_lint::text::{FileId, Location, Source, Sources, Span};
use proptest::prelude::*;
use sample::Sample;
use serde_json::Value;

fn emitted(format: Format, run: &Run<'_>, options: Options) -> String {
    let mut out = Vec::new();
    emit::write(format, run, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn parsed(format: Format, run: &Run<'_>) -> Value {
    serde_json::from_str(&emitted(format, run, Options::default())).unwrap()
}

#[test]
fn every_output_of_the_sample() {
    let sample = Sample::new();
    for format in Format::ALL {
        insta::assert_snapshot!(format.as_str(), emitted(*format, &sample.run(), Options { width: 90, ..Options::default() }));
    }
}

#[test]
fn colour_and_ascii() {
    let sample = Sample::new();
    let options = Options { color: true, unicode: false, width: 90, footer: true };
    for format in [Format::Full, Format::Concise] {
        let text = emitted(format, &sample.run(), options).replace('\x1b', "\u{241b}");
        insta::assert_snapshot!(format!("{format}_colour_ascii"), text);
    }
}

#[test]
fn a_run_without_findings_is_not_silent() {
    let sample = Sample::new();
    let mut run = sample.run();
    run.findings = &[];
    run.summary = Summary::default();
    run.notes.clear();
    run.unchecked.clear();
    run.files.truncate(1);
    run.files[0].verdict = Verdict::Accepted;
    assert_eq!(
        emitted(Format::Full, &run, Options::default()),
        "checked 1 file for HAProxy 3.0: no findings; HAProxy 3.0 would accept haproxy.cfg\n"
    );
    for format in Format::ALL {
        insta::assert_snapshot!(format!("{format}_without_findings"), emitted(*format, &run, Options::default()));
    }
}

#[test]
fn a_run_without_files_says_so() {
    let sources = Sources::new();
    let outcome = pglb_lint::lint::Outcome::default();
    let run = Run::new(&sources, &outcome, Vec::new(), &[]);
    assert_eq!(emitted(Format::Concise, &run, Options::default()), "checked no file: no findings\n");
}

#[test]
fn many_files_are_counted_in_the_footer() {
    let mut sources = Sources::new();
    let names: Vec<String> = (1..=6).map(|number| format!("{number}.cfg")).collect();
    let ids: Vec<FileId> = names.iter().map(|name| sources.add(Source::new(name, Vec::new()).unwrap())).collect();
    let outcome = pglb_lint::lint::Outcome::default();
    let checked = |file: &FileId| CheckedFile::new(*file, FileKind::Haproxy, "3.0", Verdict::Warned);
    let run = Run::new(&sources, &outcome, ids.iter().map(checked).collect(), &[]);
    assert_eq!(
        emitted(Format::Concise, &run, Options::default()),
        "checked 6 files for HAProxy 3.0: no findings; HAProxy 3.0 would accept 1.cfg, 2.cfg, 3.cfg and 3 more files with warnings\n"
    );
}

#[test]
fn outputs_for_programs_hold_what_was_found() {
    let sample = Sample::new();
    let run = sample.run();
    let count = run.findings.len();
    assert_eq!(parsed(Format::Json, &run)["findings"].as_array().unwrap().len(), count);
    assert_eq!(parsed(Format::Gitlab, &run).as_array().unwrap().len(), count);
    let sarif = parsed(Format::Sarif, &run);
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), count);
    for result in results {
        let rule = &sarif["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
    }
    assert_eq!(emitted(Format::Jsonl, &run, Options::default()).lines().count(), count + 1);
}

#[test]
fn json_is_as_its_schema_says() {
    let sample = Sample::new();
    let run = sample.run();
    let schema = schema::Schema::shipped();
    schema.check("#", &parsed(Format::Json, &run));
    let lines = emitted(Format::Jsonl, &run, Options::default());
    let (last, findings) = lines.lines().collect::<Vec<_>>().split_last().map(|(last, rest)| (*last, rest.to_vec())).unwrap();
    for line in findings {
        schema.check("#/$defs/finding", &serde_json::from_str(line).unwrap());
    }
    schema.check("#/$defs/last_line", &serde_json::from_str(last).unwrap());
}

#[test]
fn keys_stand_in_the_order_of_the_contract() {
    let sample = Sample::new();
    let report = parsed(Format::Json, &sample.run());
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(keys(&report), "version files findings summary");
    assert_eq!(keys(&report["files"][0]), "path kind target verdict");
    assert_eq!(
        keys(&report["findings"][0]),
        "rule name level upstream path line column end_line end_column start end message why help related fix"
    );
    assert_eq!(keys(&report["findings"][0]["related"][0]), "path line column end_line end_column message");
    assert_eq!(keys(&report["findings"][0]["fix"]), "safety edits");
    assert_eq!(keys(&report["findings"][0]["fix"]["edits"][0]), "path start end text");
    assert_eq!(keys(&report["summary"]), "error warning info suppressed");
}

#[test]
fn fingerprints_outlive_lines_above_and_differ_for_alike_findings() {
    let report = |text: &str, starts: &[usize]| {
        let mut sources = Sources::new();
        let file = sources.add(Source::new("a.cfg", text.as_bytes().to_vec()).unwrap());
        let findings: Vec<Finding> = starts.iter().map(|start| sample::plain(file, *start as u32, *start as u32 + 1)).collect();
        let outcome = pglb_lint::lint::Outcome { findings, ..Default::default() };
        let issues = parsed(Format::Gitlab, &Run::new(&sources, &outcome, Vec::new(), &[]));
        issues.as_array().unwrap().iter().map(|issue| issue["fingerprint"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let before = report("x\nx\n", &[0, 2]);
    assert_ne!(before[0], before[1]);
    assert_eq!(before, report("\n# new\nx\nx\n", &[7, 9]));
}

#[test]
fn xml_can_be_read_back() {
    let sample = Sample::new();
    let text = emitted(Format::Junit, &sample.run(), Options::default());
    let mut reader = quick_xml::Reader::from_str(&text);
    let mut cases = 0;
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(tag) if tag.name().as_ref() == "testcase" => cases += 1,
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(cases, sample.run().findings.len() + sample.run().unchecked.len());
    assert!(text.chars().all(|c| !c.is_control() || c == '\n'), "a control character came through");
}

#[test]
fn nothing_of_a_file_reaches_the_terminal_unmasked() {
    let sample = Sample::new();
    for format in [Format::Full, Format::Concise, Format::Github] {
        let text = emitted(format, &sample.run(), Options::default());
        assert!(text.chars().all(|c| !c.is_control() || c == '\n'), "{format}: a control character came through");
        assert!(!text.contains('\u{202e}'), "{format}: a mark that turns the direction of writing came through");
    }
}

#[test]
fn a_failed_write_is_reported() {
    struct Full;
    impl io::Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let sample = Sample::new();
    for format in Format::ALL {
        let error = emit::write(*format, &sample.run(), Options::default(), &mut Full).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{format}");
    }
}

#[test]
fn five_thousand_findings_are_all_reported() {
    let text = "    server name 127.0.0.1:80 check\n".repeat(20_000);
    let mut sources = Sources::new();
    let file = sources.add(Source::new("wide.cfg", text.into_bytes()).unwrap());
    let findings = (0..5_000).map(|number| sample::plain(file, number * 140 + 11, number * 140 + 15)).collect();
    let outcome = pglb_lint::lint::Outcome { findings, ..Default::default() };
    let run = Run::new(&sources, &outcome, Vec::new(), &[]);
    assert_eq!(emitted(Format::Full, &run, Options::default()).matches("error[TST001]").count(), 5_000);
    for format in Format::ALL {
        assert!(emitted(*format, &run, Options::default()).len() > 5_000, "{format}");
    }
}

#[test]
fn a_very_long_line_is_cut_around_the_label() {
    let mut sources = Sources::new();
    let file = sources.add(Source::new("long.cfg", "\u{e9}bc ".repeat(200_000).into_bytes()).unwrap());
    let mut findings: Vec<Finding> = (0..100).map(|number| sample::plain(file, number * 10_000, number * 10_000 + 3)).collect();
    findings.push(sample::plain(file, 0, 1_000_000));
    for finding in &mut findings {
        let far = Location::new(file, Span::new(500_000, 500_004));
        finding.related.push(Related { at: far, message: "far away".to_owned() });
    }
    let count = findings.len();
    let outcome = pglb_lint::lint::Outcome { findings, ..Default::default() };
    let text = emitted(Format::Full, &Run::new(&sources, &outcome, Vec::new(), &[]), Options::default());
    assert!(text.len() < count * 4_000, "{} bytes for {count} findings", text.len());
    assert_eq!(text.matches("far away").count(), count);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever the bytes and the spans, no output fails, and nothing disturbs the terminal.
    #[test]
    fn any_bytes_and_spans_are_reported(
        lines in proptest::collection::vec(("[ -~\t\r\u{1b}é漢\u{202e}]{0,30}", any::<bool>(), any::<bool>()), 0..12),
        spans in proptest::collection::vec((0u32..400, 0u32..200), 1..6),
    ) {
        let mut bytes = Vec::new();
        for (line, broken, crlf) in &lines {
            bytes.extend_from_slice(line.as_bytes());
            bytes.extend_from_slice(if *broken { b"\xff\xe6\xbc" } else { b"" });
            bytes.extend_from_slice(if *crlf { b"\r\n" } else { b"\n" });
        }
        bytes.truncate(bytes.len().saturating_sub(1));
        let mut sources = Sources::new();
        let file = sources.add(Source::new("any.cfg", bytes).unwrap());
        let mut finding = sample::plain(file, spans[0].0, spans[0].0 + spans[0].1);
        for (start, len) in &spans[1..] {
            finding.related.push(Related { at: Location::new(file, Span::new(*start, start + len)), message: "here".to_owned() });
        }
        finding.level(Level::Warning).upstream = Upstream::Warns;
        let outcome = pglb_lint::lint::Outcome { findings: vec![finding], ..Default::default() };
        let run = Run::new(&sources, &outcome, Vec::new(), &[]);
        for format in Format::ALL {
            let text = emitted(*format, &run, Options::default());
            prop_assert!(text.chars().all(|c| !c.is_control() || c == '\n'), "{format}");
        }
    }
}
