//! From the bytes of some files to findings: parses, builds the models, joins them and runs every rule.
//!
//! Does no input or output, so that the command line, an editor and a web page can use it alike.

use bumpalo::Bump;

use crate::lint::{Entry, Finding, Outcome, Selection, Suppression, run, suppressions_in};
use crate::product::haproxy::load::{Assumption, Document, ParsedFile};
use crate::product::haproxy::{self, model::Model};
use crate::syntax::haproxy::{Line, Tree, parse};
use crate::text::{FileId, Sources};
use crate::topology::{self, Stack};

/// What the files are checked for.
#[derive(Debug, Clone)]
pub struct Targets {
    /// The target for HAProxy.
    pub haproxy: haproxy::Target,
}

/// How the files of a run belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Instances {
    /// A file with a `global` section starts a configuration of its own if the files before it have one already.
    #[default]
    Auto,
    /// All files are one configuration, in their order.
    One,
    /// Each file is a configuration of its own.
    Each,
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
pub fn check(sources: &Sources, targets: &Targets, selection: &Selection, instances: Instances) -> Analysis {
    analyse(sources, targets, selection, instances, |stack| drop(stack))
}

/// As [`check`], for a program that ends behind it: the models are left for the system to free, which saves a twentieth of a large run.
#[must_use]
pub fn check_last(sources: &Sources, targets: &Targets, selection: &Selection, instances: Instances) -> Analysis {
    analyse(sources, targets, selection, instances, |stack| std::mem::forget(stack))
}

fn analyse(sources: &Sources, targets: &Targets, selection: &Selection, instances: Instances, end: fn(Stack<'_>)) -> Analysis {
    let trees = trees(sources);
    let groups = group(sources, &trees, instances);
    let mut arenas: Vec<Vec<Bump>> = groups.iter().map(|_| Vec::new()).collect();
    let mut suppressed = Vec::new();
    let mut assumptions = Vec::new();
    let mut stack = Stack { haproxy: Vec::new() };
    for (files, arenas) in groups.into_iter().zip(&mut arenas) {
        suppressed.extend(files.iter().flat_map(suppressions));
        let mut document = Document::load(&files, &targets.haproxy, arenas);
        assumptions.append(&mut document.assumptions);
        stack.haproxy.push(Model::new(files, document, &targets.haproxy));
    }
    let findings = find(&stack);
    end(stack);
    Analysis { outcome: Outcome::new(findings, selection, &suppressed, sources), assumptions }
}

/// The trees of all `sources`.
#[must_use]
pub fn trees(sources: &Sources) -> Vec<(FileId, Tree)> {
    sources.iter().map(|(id, source)| (id, parse(source.text()))).collect()
}

/// The files of `sources` by the configuration that they are part of.
#[must_use]
pub fn group<'s>(sources: &'s Sources, trees: &'s [(FileId, Tree)], instances: Instances) -> Vec<Vec<ParsedFile<'s>>> {
    let mut groups: Vec<Vec<ParsedFile<'s>>> = Vec::new();
    let mut has_global = false;
    for (id, tree) in trees {
        let file = ParsedFile { id: *id, source: sources.get(*id), tree };
        let opens = instances != Instances::One && opens_instance(&file);
        let joins = match instances {
            Instances::One => true,
            Instances::Each => false,
            Instances::Auto => !(opens && has_global),
        };
        match groups.last_mut() {
            Some(group) if joins => group.push(file),
            _ => {
                groups.push(vec![file]);
                has_global = false;
            }
        }
        has_global |= opens;
    }
    groups
}

/// Whether `file` has a `global` section.
fn opens_instance(file: &ParsedFile<'_>) -> bool {
    let first_word = |line: &Line| file.tree.words_of(line).first().map(|word| file.source.slice(word.span));
    file.tree.lines.iter().any(|line| first_word(line) == Some("global"))
}

/// Runs every rule over `stack`.
fn find(stack: &Stack<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = stack.haproxy.iter().flat_map(|model| run(haproxy::rules::RULES, model)).collect();
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
        let next = file.tree.lines[number..].iter().position(|line| line.words < line.words_end);
        let line = next.map_or(number, |ahead| number + ahead) as u32 + 1;
        found.push(Suppression { file: file.id, span, rules, line: (!whole_file).then_some(line) });
    }
    found
}
