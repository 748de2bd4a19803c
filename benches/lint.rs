//! How long each layer takes, by the size of the file. Compare ratios of one run; machines differ.

use std::fmt::Write as _;

use divan::{Bencher, counter::BytesCount};
use pglb_lint::analysis::{Instances, Targets, check};
use pglb_lint::emit::cfg;
use pglb_lint::lint::Selection;
use pglb_lint::product::haproxy::Target;
use pglb_lint::product::haproxy::load::{Document, ParsedFile};
use pglb_lint::product::haproxy::model::Model;
use pglb_lint::schema::Version;
use pglb_lint::syntax::haproxy::parse;
use pglb_lint::text::{FileId, Source, Sources};

fn main() {
    divan::main();
}

/// Lines of the files.
const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

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

#[divan::bench(args = SIZES)]
fn build_the_model(bencher: Bencher<'_, '_>, lines: usize) {
    let source = source(lines);
    let tree = parse(source.text());
    let target = target();
    bencher.counter(BytesCount::new(source.len())).bench(|| {
        let mut arenas = Vec::new();
        let files = vec![ParsedFile { id: FileId(0), source: &source, tree: &tree }];
        let document = Document::load(&files, &target, &mut arenas);
        Model::new(files, document, &target).proxies.len()
    });
}

#[divan::bench(args = SIZES)]
fn check_everything(bencher: Bencher<'_, '_>, lines: usize) {
    let mut sources = Sources::new();
    sources.add(source(lines));
    let targets = Targets { haproxy: target() };
    bencher.bench(|| check(&sources, &targets, &Selection::default(), Instances::Auto).outcome.findings.len());
}

#[divan::bench(args = SIZES)]
fn format(bencher: Bencher<'_, '_>, lines: usize) {
    let source = source(lines);
    let tree = parse(source.text());
    bencher.counter(BytesCount::new(source.len())).bench(|| cfg::format(&source, &tree, cfg::Options::default()));
}
