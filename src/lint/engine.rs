//! Runs rules and decides which of their findings are reported.

use std::fmt;

use rustc_hash::FxHashSet;

use super::{Check, Covered, Entry, Finding, Fix, Level, Related, Rule, Safety, Subject, Suppression, Upstream, Verdict};
use crate::parallel;
use crate::text::{Edit, FileId, Location, Sources};

/// Collects the findings of the rule that is running.
pub struct Report {
    entry: Entry,
    findings: Vec<Finding>,
}

impl Report {
    /// A finding at `at`. Its level and what upstream says are the rule's, its reason the rule's documentation, until changed.
    pub fn find(&mut self, at: Location, message: impl Into<String>) -> &mut Finding {
        let entry = self.entry;
        self.findings.push(Finding {
            rule: entry.id,
            name: entry.name,
            level: entry.level,
            upstream: entry.upstream,
            at,
            message: message.into(),
            why: entry.why(),
            help: None,
            section: None,
            related: Vec::new(),
            paths: Vec::new(),
            sums: Vec::new(),
            covers: Vec::new(),
            fix: None,
        });
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }
}

impl Finding {
    /// Sets what upstream says, and the level that follows from it: error if it refuses, warning if it warns.
    pub fn upstream(&mut self, upstream: Upstream) -> &mut Self {
        self.upstream = upstream;
        match upstream {
            Upstream::Refuses => self.level = Level::Error,
            Upstream::Warns => self.level = Level::Warning,
            Upstream::Silent => {}
        }
        self
    }

    /// Sets the level.
    pub fn level(&mut self, level: Level) -> &mut Self {
        self.level = level;
        self
    }

    /// Says why it is bad.
    pub fn why(&mut self, why: impl Into<String>) -> &mut Self {
        self.why = Some(why.into());
        self
    }

    /// Says what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Names the section it is in.
    pub fn section(&mut self, section: impl Into<String>) -> &mut Self {
        self.section = Some(section.into());
        self
    }

    /// Points at another place.
    pub fn related(&mut self, at: Location, message: impl Into<String>) -> &mut Self {
        let related = Related { at, message: message.into() };
        if !self.related.contains(&related) {
            self.related.push(related);
        }
        self
    }

    /// Takes the place of what the rule called `name` finds on the same line.
    pub fn covers(&mut self, name: &'static str) -> &mut Self {
        self.covers.push(Covered { rule: name, section: false });
        self
    }

    /// Takes the place of what the rule called `name` finds in the same section.
    pub fn covers_section(&mut self, name: &'static str) -> &mut Self {
        self.covers.push(Covered { rule: name, section: true });
        self
    }

    /// Shows a way through the stack on which it comes about.
    pub fn path(&mut self, path: impl Into<String>) -> &mut Self {
        let path = path.into();
        if !self.paths.contains(&path) {
            self.paths.push(path);
        }
        self
    }

    /// Shows how a number in it comes about.
    pub fn sum(&mut self, sum: impl Into<String>) -> &mut Self {
        self.sums.push(sum.into());
        self
    }

    /// What it consists of beside its message, each part with its name: how it comes about, and what to do.
    pub fn parts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let paths = self.paths.iter().map(|path| ("path", path.as_str()));
        let sums = self.sums.iter().map(|sum| ("sum", sum.as_str()));
        paths.chain(sums).chain(self.help.as_deref().map(|help| ("help", help)))
    }

    /// Adds an edit of the finding's own file to its fix.
    pub fn edit(&mut self, safety: Safety, edit: Edit) -> &mut Self {
        self.edit_in(self.at.file, safety, edit)
    }

    /// Adds an edit of any file to its fix. A fix is unsafe if one of its edits is.
    pub fn edit_in(&mut self, file: FileId, safety: Safety, edit: Edit) -> &mut Self {
        let fix = self.fix.get_or_insert_with(|| Fix { safety, edits: Vec::new() });
        if safety == Safety::Unsafe {
            fix.safety = safety;
        }
        fix.edits.push((file, edit));
        self
    }
}

/// Which rules are reported: by id (`HAP012`), start of an id (`HAP0`), name, or `ALL`.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    select: Vec<String>,
    ignore: Vec<String>,
}

/// A selector that fits no rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectionError {
    /// The selector.
    pub selector: String,
    /// The rule that may have been meant.
    pub nearest: Option<&'static str>,
}

impl fmt::Display for SelectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no rule is called `{}`", self.selector)?;
        match self.nearest {
            Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for SelectionError {}

impl Selection {
    /// Reports what `select` names (everything if it is empty) but not what `ignore` names. The longer selector wins; of equals, `ignore`.
    ///
    /// # Errors
    /// [`SelectionError`] if a selector fits none of `rules`.
    pub fn new(select: Vec<String>, ignore: Vec<String>, rules: &[Entry]) -> Result<Self, SelectionError> {
        for selector in select.iter().chain(&ignore) {
            if !rules.iter().any(|rule| fits(selector, rule.id, rule.name).is_some()) {
                let names = rules.iter().flat_map(|rule| [rule.name, rule.id]);
                let nearest = crate::text::nearest(selector, names);
                return Err(SelectionError { selector: selector.clone(), nearest });
            }
        }
        Ok(Self { select, ignore })
    }

    /// Whether findings of this rule are reported.
    #[must_use]
    pub fn reports(&self, id: &str, name: &str) -> bool {
        let best = |selectors: &[String]| selectors.iter().filter_map(|selector| fits(selector, id, name)).max();
        let selected = if self.select.is_empty() { Some(0) } else { best(&self.select) };
        match (selected, best(&self.ignore)) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some(selected), Some(ignored)) => selected > ignored,
        }
    }
}

/// How exactly `selector` names the rule, `None` if it does not.
fn fits(selector: &str, id: &str, name: &str) -> Option<usize> {
    if selector == name || selector == id {
        Some(usize::MAX)
    } else if selector == "ALL" {
        Some(0)
    } else if selector.len() >= 3 && id.starts_with(selector) {
        Some(selector.len())
    } else {
        None
    }
}

/// What came of a run.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The findings to report, by file and place.
    pub findings: Vec<Finding>,
    /// Number of findings that a comment in the file allows.
    pub suppressed: usize,
    /// Number of findings of rules that are not selected.
    pub ignored: usize,
    /// What the real program would say of each file, by file id.
    pub verdicts: Vec<(FileId, Verdict)>,
}

/// This many parts are looked at by all rules before the next ones.
const PARTS: usize = 16;

/// Something to do that depends on nothing else.
enum Job<'m, 's, S: Subject> {
    /// Ask a rule about the model.
    Whole(Entry, for<'x, 'y> fn(&'x S::Model<'y>, &mut Report)),
    /// Ask all rules about some parts.
    Each(&'m [S::Part<'s>]),
}

/// Runs `rules` over `model`, several at once where threads are to be had. The order of the findings is the same each time.
pub fn run<S: Subject>(rules: &[(&'static Rule<S>, &'static str)], model: &S::Model<'_>) -> Vec<Finding> {
    // What takes long comes first: the threads then end together.
    let mut jobs: Vec<Job<'_, '_, S>> = Vec::new();
    let mut each = Vec::new();
    for (rule, docs) in rules {
        match rule.check {
            Check::Whole(check) => jobs.push(Job::Whole(rule.entry(docs), check)),
            Check::Each(check) => each.push((rule.entry(docs), check)),
            Check::Both(whole, check) => {
                jobs.push(Job::Whole(rule.entry(docs), whole));
                each.push((rule.entry(docs), check));
            }
        }
    }
    jobs.extend(S::parts(model).chunks(PARTS).map(Job::Each));
    let found = parallel::map(&jobs, |job| match job {
        Job::Whole(entry, check) => {
            let mut report = Report { entry: *entry, findings: Vec::new() };
            check(model, &mut report);
            report.findings
        }
        Job::Each(parts) => {
            let Some((first, _)) = each.first() else { return Vec::new() };
            let mut report = Report { entry: *first, findings: Vec::new() };
            for part in *parts {
                for (entry, check) in &each {
                    report.entry = *entry;
                    check(model, part, &mut report);
                }
            }
            report.findings
        }
    });
    found.into_iter().flatten().collect()
}

impl Outcome {
    /// Decides what of `all` is reported. Verdicts follow from all findings, reported or not.
    #[must_use]
    pub fn new(all: Vec<Finding>, selection: &Selection, suppressions: &[Suppression], sources: &Sources) -> Self {
        let mut verdicts: Vec<(FileId, Verdict)> = sources.iter().map(|(file, _)| (file, Verdict::Accepted)).collect();
        for finding in &all {
            let verdict = &mut verdicts[finding.at.file.0 as usize].1;
            *verdict = (*verdict).max(Verdict::of(finding.upstream));
        }
        let mut outcome = Self { verdicts, ..Self::default() };
        for finding in all {
            if !selection.reports(finding.rule, finding.name) {
                outcome.ignored += 1;
            } else if !suppressions.is_empty() && is_suppressed(&finding, suppressions, sources) {
                outcome.suppressed += 1;
            } else {
                outcome.findings.push(finding);
            }
        }
        outcome.leave_out_covered(sources);
        outcome.findings.sort_by(|left, right| (left.at, left.rule, &left.message).cmp(&(right.at, right.rule, &right.message)));
        outcome.findings.dedup();
        outcome
    }

    /// Leaves out what another finding on the same line says better.
    fn leave_out_covered(&mut self, sources: &Sources) {
        let line = |finding: &Finding| (finding.at.file, sources.get(finding.at.file).position(finding.at.span.start).line);
        let (mut lines, mut sections) = (FxHashSet::default(), FxHashSet::default());
        for finding in &self.findings {
            for covered in &finding.covers {
                match &finding.section {
                    Some(section) if covered.section => drop(sections.insert((covered.rule, finding.at.file, section.clone()))),
                    _ => drop(lines.insert((covered.rule, line(finding)))),
                }
            }
        }
        if lines.is_empty() && sections.is_empty() {
            return;
        }
        self.findings.retain(|finding| {
            let in_section = |section: &String| sections.contains(&(finding.name, finding.at.file, section.clone()));
            !lines.contains(&(finding.name, line(finding))) && !finding.section.as_ref().is_some_and(in_section)
        });
    }

    /// Makes the verdict on a file at least as bad as that on the files that it brings in: `pairs` of both.
    pub fn spread(&mut self, pairs: &[(FileId, FileId)]) {
        for _ in pairs {
            for (file, included) in pairs {
                let worse = self.verdicts[included.0 as usize].1;
                let own = &mut self.verdicts[file.0 as usize].1;
                *own = (*own).max(worse);
            }
        }
    }

    /// The number of findings of `level`.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level).count()
    }
}

fn is_suppressed(finding: &Finding, suppressions: &[Suppression], sources: &Sources) -> bool {
    let line = sources.get(finding.at.file).position(finding.at.span.start).line;
    suppressions.iter().any(|suppression| suppression.covers(finding, line))
}
