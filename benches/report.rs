//! How long it takes to write 5,000 findings in a file of 20,000 lines. Run with `cargo bench --bench report`.

use divan::Bencher;
use pglb_lint::emit::{self, CheckedFile, FileKind, Format, Options, Run};
use pglb_lint::lint::{Finding, Fix, Level, Outcome, Related, Safety, Upstream, Verdict};
use pglb_lint::text::{Edit, FileId, Location, Source, Sources, Span};

const LINE: &str = "    server pg-node 10.20.30.40:6432 check inter 2s\n";
const LINES: usize = 20_000;
const FINDINGS: u32 = 5_000;

fn main() {
    divan::main();
}

fn finding(file: FileId, number: u32) -> Finding {
    let line = LINE.len() as u32 * (number * (LINES as u32 / FINDINGS));
    let span = Span::new(line + 11, line + 18);
    Finding {
        rule: "HAP020",
        name: "repeated-server",
        level: Level::Error,
        upstream: Upstream::Refuses,
        at: Location::new(file, span),
        message: "a server called `pg-node` is in this backend already".to_owned(),
        why: Some(
            "HAProxy finds servers by name in its state file, its statistics and its command socket, and refuses two alike".to_owned(),
        ),
        help: Some("give it another name".to_owned()),
        section: Some("backend primary".to_owned()),
        related: vec![Related { at: Location::new(file, Span::new(11, 18)), message: "the first one".to_owned() }],
        paths: Vec::new(),
        sums: Vec::new(),
        covers: Vec::new(),
        fix: Some(Fix { safety: Safety::Unsafe, edits: vec![(file, Edit::replace(span, format!("pg-node-{number}")))] }),
    }
}

#[divan::bench(args = Format::ALL.iter().copied())]
fn five_thousand_findings(bencher: Bencher<'_, '_>, format: Format) {
    let mut sources = Sources::new();
    let Ok(source) = Source::new("haproxy.cfg", LINE.repeat(LINES).into_bytes()) else { return };
    let file = sources.add(source);
    let outcome = Outcome { findings: (0..FINDINGS).map(|number| finding(file, number)).collect(), ..Outcome::default() };
    let files = vec![CheckedFile::new(file, FileKind::Haproxy, "3.0", Verdict::Refused)];
    let run = Run::new(&sources, &outcome, files, &[]);
    let options = Options { color: true, ..Options::default() };
    bencher.bench_local(|| {
        let mut out = Vec::with_capacity(8 << 20);
        let written = emit::write(format, &run, options, &mut out);
        (written.is_ok(), out)
    });
}
