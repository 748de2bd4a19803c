//! How long each layer takes, by the size of the file. Compare ratios of one run; machines differ.

use std::fmt::Write as _;

use divan::{Bencher, counter::BytesCount};
use pglb_lint::analysis::{Files, Instances, Targets, check, rules};
use pglb_lint::emit::{Format, Options, Run, cfg, write};
use pglb_lint::lint::{Outcome, Selection, run};
use pglb_lint::product::Language;
use pglb_lint::product::haproxy::Target;
use pglb_lint::product::haproxy::load::{Document, ParsedFile};
use pglb_lint::product::haproxy::model::Model;
use pglb_lint::product::haproxy::rules::RULES;
use pglb_lint::schema::Version;
use pglb_lint::syntax::haproxy::parse;
use pglb_lint::text::{FileId, Source, Sources};

fn main() {
    divan::main();
}

/// Lines of the files.
const SIZES: [usize; 4] = [1_000, 10_000, 100_000, 500_000];

/// A sound configuration of about `lines` lines.
fn text(lines: usize) -> String {
    let mut text = String::from("defaults\n    mode http\n    timeout connect 5s\n    timeout client 1m\n    timeout server 1m\n\n");
    for number in 0..lines / 14 {
        let host = format!("127.0.{}.{}", number / 250, number % 250);
        let _ = write!(
            text,
            "frontend in{number}\n    bind {host}:8080   # number {number}\n    acl near src 10.0.0.0/8 192.168.0.0/16\n    \
             acl api path_beg /api/v{number}\n    http-request set-header X-Trace \"%[src] {number}\"\n    \
             http-request deny if !near api\n    default_backend to{number}\n\nbackend to{number}\n    balance leastconn\n    \
             server a {host}:81 check\n    server b {host}:82 check\n    server c {host}:83 check\n\n"
        );
    }
    text
}

fn source(lines: usize) -> Source {
    Source::new("haproxy.cfg", text(lines).into_bytes()).expect("it is small")
}

fn target() -> Target {
    Target::new(Version::series(3, 0))
}

#[divan::bench(args = SIZES)]
fn split_into_words(bencher: Bencher<'_, '_>, lines: usize) {
    let source = source(lines);
    bencher.counter(BytesCount::new(source.len())).bench(|| parse(source.text()));
}

/// The whole parse: from bytes to the model that rules read.
#[divan::bench(args = SIZES)]
fn parse_to_the_model(bencher: Bencher<'_, '_>, lines: usize) {
    let source = source(lines);
    let target = target();
    bencher.counter(BytesCount::new(source.len())).bench(|| {
        let tree = parse(source.text());
        let mut arenas = Vec::new();
        let files = vec![ParsedFile { id: FileId(0), source: &source, tree: &tree }];
        let document = Document::load(&files, &target, &mut arenas);
        Model::new(files, document, &target).proxies.len()
    });
}

/// What comes behind the parse: every rule, the order of their findings, and a line for each.
#[divan::bench(args = SIZES)]
fn report(bencher: Bencher<'_, '_>, lines: usize) {
    let mut sources = Sources::new();
    sources.add(source(lines));
    let source = sources.get(FileId(0));
    let tree = parse(source.text());
    let target = target();
    let mut arenas = Vec::new();
    let files = vec![ParsedFile { id: FileId(0), source, tree: &tree }];
    let document = Document::load(&files, &target, &mut arenas);
    let model = Model::new(files, document, &target);
    let all = rules();
    bencher.bench(|| {
        let outcome = Outcome::new(run(RULES, Selection::default().options(), &model), &Selection::default(), &[], &sources);
        let mut out = Vec::new();
        write(Format::Concise, &Run::new(&sources, &outcome, Vec::new(), &all), Options::default(), &mut out).expect("memory takes it");
        out.len()
    });
}

#[divan::bench(args = SIZES)]
fn check_everything(bencher: Bencher<'_, '_>, lines: usize) {
    let mut sources = Sources::new();
    sources.add(source(lines));
    let targets = Targets::with_haproxy(target());
    bencher.bench(|| {
        check(&Files::all_in(&sources, Language::Haproxy), &targets, &Selection::default(), Instances::Auto).outcome.findings.len()
    });
}

#[divan::bench(args = SIZES)]
fn format(bencher: Bencher<'_, '_>, lines: usize) {
    let source = source(lines);
    let tree = parse(source.text());
    bencher.counter(BytesCount::new(source.len())).bench(|| cfg::format(&source, &tree, cfg::Options::default()));
}
