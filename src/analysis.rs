//! From the bytes of some files to findings: parses, builds the models, joins them and runs every rule.
//!
//! Does no input or output, so that the command line, an editor and a web page can use it alike.

use bumpalo::Bump;
use rustc_hash::FxHashMap;

use crate::lint::{Entry, Finding, OptionValues, Outcome, Selection, Suppression, run, suppressions_in};
use crate::product::haproxy::load::{Assumption, Document, ParsedFile};
use crate::product::haproxy::{self, model::Model};
use crate::product::{Includes, Input, Language, Program, pgbouncer, postgresql, repmgr, secrets_of};
use crate::schema::Version;
use crate::syntax::haproxy::{Line, Tree, parse};
use crate::text::{FileId, Location, Sources, Span};
use crate::topology::hostmap::HostMap;
use crate::topology::{self, Stack, Topology};

/// What the files are checked for.
#[derive(Debug, Clone)]
pub struct Targets {
    /// The target for HAProxy.
    pub haproxy: haproxy::Target,
    /// The version of PgBouncer.
    pub pgbouncer: Version,
    /// The version of repmgr.
    pub repmgr: Version,
    /// The version of PostgreSQL.
    pub postgresql: Version,
}

impl Targets {
    /// The versions in the current stable Debian.
    #[must_use]
    pub fn stable() -> Self {
        Self {
            haproxy: haproxy::Target::new(Version::series(3, 0)),
            pgbouncer: Version::series(1, 24),
            repmgr: Version::series(5, 5),
            postgresql: Version::whole(17),
        }
    }

    /// As [`Targets::stable`], with another target for HAProxy.
    #[must_use]
    pub fn with_haproxy(haproxy: haproxy::Target) -> Self {
        Self { haproxy, ..Self::stable() }
    }

    /// Takes `version` of `program` for the target.
    pub fn set(&mut self, program: Program, version: Version) {
        match program {
            Program::Haproxy => self.haproxy.version = version,
            Program::Pgbouncer => self.pgbouncer = version,
            Program::Repmgr => self.repmgr = version,
            Program::Postgresql => self.postgresql = version,
        }
    }

    /// The oldest and the newest version of `program` that the tables describe.
    #[must_use]
    pub fn range(program: Program) -> (Version, Version) {
        match program {
            Program::Haproxy => haproxy::VERSIONS,
            Program::Pgbouncer => pgbouncer::VERSIONS,
            Program::Repmgr => repmgr::VERSIONS,
            Program::Postgresql => postgresql::VERSIONS,
        }
    }

    /// The version of `program` that `text` names.
    ///
    /// # Errors
    /// What is wrong with it: lower case, no full stop.
    pub fn parse_version(program: Program, text: &str) -> Result<Version, String> {
        let version: Version = text.parse().map_err(|error| format!("{error}"))?;
        let (oldest, newest) = Self::range(program);
        if (oldest..=newest).contains(&version) {
            return Ok(version);
        }
        Err(format!("{} can be checked", Self::range_in_words(program)))
    }

    /// The versions of `program` that can be checked, such as `HAProxy 2.6 to 3.4`.
    #[must_use]
    pub fn range_in_words(program: Program) -> String {
        let (oldest, newest) = Self::range(program);
        // The releases of PostgreSQL are told by their first number.
        let oldest = if newest == Version::whole(newest.major()) { Version::whole(oldest.major()) } else { oldest };
        format!("{} {oldest} to {newest}", program.title())
    }

    /// The version of `program`.
    #[must_use]
    pub fn version(&self, program: Program) -> Version {
        match program {
            Program::Haproxy => self.haproxy.version,
            Program::Pgbouncer => self.pgbouncer,
            Program::Repmgr => self.repmgr,
            Program::Postgresql => self.postgresql,
        }
    }
}

/// The files of a run with the language of each.
pub struct Files<'s> {
    /// The files.
    pub sources: &'s Sources,
    /// The language of each, by file id.
    pub languages: Vec<Language>,
    /// Which of them bring in which.
    pub includes: Includes,
    /// Which of them stand on which host, as far as that is told.
    pub hosts: HostMap,
}

impl<'s> Files<'s> {
    /// `sources`, each in the language that its name and text tell.
    #[must_use]
    pub fn recognised(sources: &'s Sources) -> Self {
        Self::new(sources, sources.iter().map(|(_, source)| Language::of(source.name(), source.text())).collect())
    }

    /// `sources`, all of them in `language`.
    #[must_use]
    pub fn all_in(sources: &'s Sources, language: Language) -> Self {
        Self::new(sources, vec![language; sources.len()])
    }

    /// `sources`, each in the language that `languages` says.
    #[must_use]
    pub fn new(sources: &'s Sources, languages: Vec<Language>) -> Self {
        let includes = Includes::among(sources, &languages);
        Self { sources, languages, includes, hosts: HostMap::default() }
    }

    /// The files as the products read them.
    #[must_use]
    pub fn input(&self) -> Input<'_> {
        Input { sources: self.sources, languages: &self.languages, includes: &self.includes }
    }
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
    /// Passwords and the like on the lines around findings, in order: what must not be shown.
    pub secrets: Vec<Location>,
}

/// All rules, by id.
#[must_use]
pub fn rules() -> Vec<Entry> {
    let mut rules: Vec<Entry> = haproxy::rules::RULES.iter().map(|(rule, docs)| rule.entry(docs)).collect();
    rules.extend(pgbouncer::rules::RULES.iter().map(|(rule, docs)| rule.entry(docs)));
    rules.extend(repmgr::rules::RULES.iter().map(|(rule, docs)| rule.entry(docs)));
    rules.extend(postgresql::rules::RULES.iter().map(|(rule, docs)| rule.entry(docs)));
    rules.extend(topology::rules::RULES.iter().map(|(rule, docs)| rule.entry(docs)));
    rules.sort_by_key(|rule| rule.id);
    rules
}

/// Checks `files` as one stack; those of HAProxy are in load order.
#[must_use]
pub fn check(files: &Files<'_>, targets: &Targets, selection: &Selection, instances: Instances) -> Analysis {
    analyse(files, targets, selection, instances, true, |stack, _| drop(stack)).0
}

/// As [`check`], and shows the joined stack with what came of it to `look`.
#[must_use]
pub fn check_and<R>(
    files: &Files<'_>,
    targets: &Targets,
    selection: &Selection,
    instances: Instances,
    look: impl FnOnce(&Topology<'_>, &Outcome) -> R,
) -> (Analysis, R) {
    analyse(files, targets, selection, instances, false, |stack, outcome| look(&Topology::new(&stack), outcome))
}

/// Joins `files` as one stack, and shows it to `look`; no rule is run.
pub fn join<R>(files: &Files<'_>, targets: &Targets, instances: Instances, look: impl FnOnce(&Topology<'_>) -> R) -> R {
    let trees = trees(files);
    let groups = group(files, &trees, instances);
    let mut arenas: Vec<Vec<Bump>> = groups.iter().map(|_| Vec::new()).collect();
    let mut stack = without_haproxy(files, targets);
    for (files, arenas) in groups.into_iter().zip(&mut arenas) {
        let document = Document::load(&files, &targets.haproxy, arenas);
        stack.haproxy.push(Model::new(files, document, &targets.haproxy));
    }
    look(&Topology::new(&stack))
}

/// As [`check`], for a program that ends behind it: the models are left for the system to free, which saves a twentieth of a large run.
/// Secrets are looked for only if `with_secrets` says so.
#[must_use]
pub fn check_last(files: &Files<'_>, targets: &Targets, selection: &Selection, instances: Instances, with_secrets: bool) -> Analysis {
    analyse(files, targets, selection, instances, with_secrets, |stack, _| std::mem::forget(stack)).0
}

fn analyse<R>(
    files: &Files<'_>,
    targets: &Targets,
    selection: &Selection,
    instances: Instances,
    with_secrets: bool,
    end: impl FnOnce(Stack<'_>, &Outcome) -> R,
) -> (Analysis, R) {
    let trees = trees(files);
    let groups = group(files, &trees, instances);
    let mut arenas: Vec<Vec<Bump>> = groups.iter().map(|_| Vec::new()).collect();
    let mut suppressed = suppressions_by_text(files);
    let mut assumptions = Vec::new();
    let mut stack = without_haproxy(files, targets);
    for (files, arenas) in groups.into_iter().zip(&mut arenas) {
        suppressed.extend(files.iter().flat_map(suppressions));
        let mut document = Document::load(&files, &targets.haproxy, arenas);
        assumptions.append(&mut document.assumptions);
        stack.haproxy.push(Model::new(files, document, &targets.haproxy));
    }
    let mut outcome = Outcome::new(find(&stack, selection.options()), selection, &suppressed, files.sources);
    outcome.spread(files.includes.pairs());
    let secrets = if with_secrets { secrets(&stack, &outcome.findings, files) } else { Vec::new() };
    let came = end(stack, &outcome);
    (Analysis { outcome, assumptions, secrets }, came)
}

/// The stack that `files` make up, the configurations of HAProxy left out.
#[must_use]
pub fn without_haproxy<'s>(files: &'s Files<'_>, targets: &Targets) -> Stack<'s> {
    let input = files.input();
    Stack {
        sources: files.sources,
        hosts: files.hosts.clone(),
        haproxy: Vec::new(),
        pgbouncer: pgbouncer::model::Model::new(input, targets.pgbouncer),
        repmgr: repmgr::model::Model::new(input, targets.repmgr),
        postgresql: postgresql::model::Model::new(input, targets.postgresql),
    }
}

/// The trees of all HAProxy configurations among `files`.
#[must_use]
pub fn trees(files: &Files<'_>) -> Vec<(FileId, Tree)> {
    files.input().roots(Language::Haproxy).map(|(id, source)| (id, parse(source.text()))).collect()
}

/// The files of HAProxy among `files` by the configuration that they are part of. No process reads the files of two hosts.
#[must_use]
pub fn group<'s>(files: &'s Files<'_>, trees: &'s [(FileId, Tree)], instances: Instances) -> Vec<Vec<ParsedFile<'s>>> {
    let hosts: FxHashMap<FileId, usize> =
        files.hosts.hosts.iter().enumerate().flat_map(|(host, entry)| entry.files.iter().map(move |file| (*file, host))).collect();
    let mut groups: Vec<Vec<ParsedFile<'s>>> = Vec::new();
    // The last group of each host, and whether it has a `global` section; files of no host are together.
    let mut open: FxHashMap<Option<usize>, (usize, bool)> = FxHashMap::default();
    for (id, tree) in trees {
        let file = ParsedFile { id: *id, source: files.sources.get(*id), tree };
        let opens = instances != Instances::One && opens_instance(&file);
        let host = hosts.get(id).copied();
        match open.get_mut(&host) {
            Some((group, has_global)) if instances != Instances::Each && !(opens && *has_global) => {
                *has_global |= opens;
                groups[*group].push(file);
            }
            _ => {
                open.insert(host, (groups.len(), opens));
                groups.push(vec![file]);
            }
        }
    }
    groups
}

/// Whether `file` has a `global` section.
fn opens_instance(file: &ParsedFile<'_>) -> bool {
    let first_word = |line: &Line| file.tree.words_of(line).first().map(|word| file.source.slice(word.span));
    file.tree.lines.iter().any(|line| first_word(line) == Some("global"))
}

/// The secrets of `stack` on the lines that a report of `findings` may show, in order.
fn secrets(stack: &Stack<'_>, findings: &[Finding], files: &Files<'_>) -> Vec<Location> {
    let places = findings.iter().flat_map(|finding| std::iter::once(finding.at).chain(finding.related.iter().map(|related| related.at)));
    let mut lines: Vec<(FileId, u32)> = places
        .flat_map(|at| {
            let source = files.sources.get(at.file);
            let (first, last) = (source.position(at.span.start).line, source.position(at.span.end).line);
            // Lines count from 1 there and from 0 here; one more on each side is shown.
            (first.saturating_sub(2)..=last.min(first + MAX_SHOWN)).map(move |line| (at.file, line))
        })
        .collect();
    lines.sort_unstable();
    lines.dedup();
    let mut found: Vec<Location> = stack.haproxy.iter().flat_map(|model| haproxy::secrets::secrets_on(model, &lines)).collect();
    found.extend(stack.pgbouncer.secrets());
    found.extend(stack.repmgr.secrets());
    found.extend(stack.postgresql.secrets());
    for (id, source) in files.sources.iter() {
        let language = files.languages[id.0 as usize];
        if language != Language::Haproxy && lines.iter().any(|(file, _)| *file == id) {
            found.extend(secrets_of(language, source.text()).into_iter().map(|span| Location::new(id, span)));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// No report shows more lines of one place.
const MAX_SHOWN: u32 = 64;

/// Runs every rule over `stack`.
fn find(stack: &Stack<'_>, options: &OptionValues) -> Vec<Finding> {
    let mut findings: Vec<Finding> = stack.haproxy.iter().flat_map(|model| run(haproxy::rules::RULES, options, model)).collect();
    findings.extend(run(pgbouncer::rules::RULES, options, &stack.pgbouncer));
    findings.extend(run(repmgr::rules::RULES, options, &stack.repmgr));
    findings.extend(run(postgresql::rules::RULES, options, &stack.postgresql));
    findings.extend(run(topology::rules::RULES, options, &Topology::new(stack)));
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

/// The comments of all files but HAProxy's that allow findings: one behind something speaks of its line, one on a line of its own of the next
/// line that is no comment.
fn suppressions_by_text(files: &Files<'_>) -> Vec<Suppression> {
    let mut found = Vec::new();
    for (id, source) in files.sources.iter() {
        let language = files.languages[id.0 as usize];
        if language == Language::Haproxy || memchr::memmem::find(source.bytes(), b"pglb-lint:").is_none() {
            continue;
        }
        let lines: Vec<&str> = source.text().split('\n').collect();
        let comments: &[char] = match language {
            Language::Pgbouncer => &['#', ';'],
            Language::Userlist => &[';'],
            _ => &['#'],
        };
        let mut start = 0;
        for (number, line) in lines.iter().enumerate() {
            let comment = line.find("pglb-lint:").and_then(|at| line[..at].rfind(comments));
            if let Some((at, (rules, whole_file))) = comment.and_then(|at| Some((at, suppressions_in(&line[at..])?))) {
                let own = line[..at].trim().is_empty();
                let matters = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with(comments);
                let ahead = if own { lines[number..].iter().position(|line| matters(line)).unwrap_or(0) } else { 0 };
                // No comment stands behind a value of these two.
                if own || !matches!(language, Language::Pgbouncer | Language::Userlist) {
                    let span = Span::new(start + at as u32, start + line.trim_end().len() as u32);
                    let line = (!whole_file).then_some((number + ahead) as u32 + 1);
                    found.push(Suppression { file: id, span, rules, line });
                }
            }
            start += line.len() as u32 + 1;
        }
    }
    found
}
