//! From the bytes of some files to findings: parses, builds the models, joins them and runs every rule.
//!
//! Does no input or output, so that the command line, an editor and a web page can use it alike.

use bumpalo::Bump;

use crate::lint::{Entry, Finding, Outcome, Selection, Suppression, run, suppressions_in};
use crate::product::haproxy::{self, load::Assumption, load::Document, load::ParsedFile, model::Model};
use crate::syntax::haproxy::{Tree, parse};
use crate::text::{FileId, Sources};
use crate::topology::{self, Stack};

/// What the files are checked for.
#[derive(Debug, Clone)]
pub struct Targets {
    /// The target for HAProxy.
    pub haproxy: haproxy::Target,
}

/// What came of an analysis.
#[derive(Debug)]
pub struct Analysis {
    /// The findings and verdicts.
    pub outcome: Outcome,
    /// What was assumed because the text does not tell.
    pub assumptions: Vec<Assumption>,
}

/// All rules, by id.
#[must_use]
pub fn rules() -> Vec<Entry> {
    let mut rules: Vec<Entry> = haproxy::rules::RULES.iter().map(|(rule, docs)| rule.entry(docs)).collect();
    rules.extend(topology::rules::RULES.iter().map(|(rule, docs)| rule.entry(docs)));
    rules.sort_by_key(|rule| rule.id);
    rules
}

/// Checks `sources`, all of them HAProxy configurations in load order, as one stack.
#[must_use]
pub fn check(sources: &Sources, targets: &Targets, selection: &Selection) -> Analysis {
    let trees: Vec<(FileId, Tree)> = sources.iter().map(|(id, source)| (id, parse(source.text()))).collect();
    let arena = Bump::new();
    let files: Vec<ParsedFile<'_>> =
        trees.iter().map(|(id, tree)| ParsedFile { id: *id, source: sources.get(*id), tree }).collect();
    let suppressions = files.iter().flat_map(suppressions).collect::<Vec<_>>();
    let document = Document::load(&files, &targets.haproxy, &arena);
    let assumptions = document.assumptions.clone();
    let stack = Stack { haproxy: Some(Model::new(files, document, &targets.haproxy)) };
    let findings = find(&stack);
    Analysis { outcome: Outcome::new(findings, selection, &suppressions, sources), assumptions }
}

/// Runs every rule over `stack`.
fn find(stack: &Stack<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(model) = &stack.haproxy {
        findings = run(haproxy::rules::RULES, model);
    }
    findings.extend(run(topology::rules::RULES, stack));
    findings
}

/// The comments of `file` that allow findings. One behind a directive speaks of its line, one on a line of its own of the next directive.
fn suppressions(file: &ParsedFile<'_>) -> Vec<Suppression> {
    if memchr::memmem::find(file.source.bytes(), b"pglb-lint:").is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (number, line) in file.tree.lines.iter().enumerate() {
        let Some(span) = line.comment() else { continue };
        let Some((rules, whole_file)) = suppressions_in(file.source.slice(span)) else { continue };
        let has_words = |line: &crate::syntax::haproxy::Line| line.words < line.words_end;
        let next = file.tree.lines[number..].iter().position(has_words).map(|ahead| (number + ahead) as u32 + 1);
        let line = if whole_file { None } else { next.or(Some(number as u32 + 1)) };
        found.push(Suppression { file: file.id, span, rules, line });
    }
    found
}
