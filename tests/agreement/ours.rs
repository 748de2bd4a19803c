//! What the linter says of a file, in the terms of the oracle.

use pglb_lint::analysis::{Files, Instances, Targets, check};
use pglb_lint::lint::{Selection, Upstream, Verdict};
use pglb_lint::product::Language;
use pglb_lint::product::haproxy::Target;
use pglb_lint::product::haproxy::environment::Environment;
use pglb_lint::schema::Version;
use pglb_lint::text::{Source, Sources};

/// A finding that HAProxy itself is said to have.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    /// Its line, from 1.
    pub(crate) line: u32,
    /// Whether HAProxy is said to refuse the file for it.
    pub(crate) refuses: bool,
    /// Name of the rule and message.
    pub(crate) text: String,
}

/// What the linter says.
#[derive(Debug)]
pub(crate) struct Opinion {
    /// The verdict.
    pub(crate) verdict: Verdict,
    /// The findings behind it.
    pub(crate) findings: Vec<Finding>,
}

impl Opinion {
    /// Whether it says that HAProxy refuses the file.
    pub(crate) fn refuses(&self) -> bool {
        self.verdict == Verdict::Refused
    }

    /// The reasons for a refusal, with their lines.
    pub(crate) fn refusals(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.refuses)
    }
}

/// The linter's opinion of `text` for `version`, where no variable is set.
pub(crate) fn lint(text: &[u8], version: Version) -> Opinion {
    lint_in(text, version, Environment::complete::<&str, &str>([]))
}

/// The linter's opinion of `text` for `version` in an environment.
pub(crate) fn lint_in(text: &[u8], version: Version, environment: Environment) -> Opinion {
    let mut sources = Sources::new();
    sources.add(Source::new("t.cfg", text.to_vec()).unwrap());
    let targets = Targets::with_haproxy(Target { environment, ..Target::new(version) });
    let outcome = check(&Files::all_in(&sources, Language::Haproxy), &targets, &Selection::default(), Instances::One).outcome;
    let told = outcome.findings.iter().filter(|finding| finding.upstream != Upstream::Silent);
    let findings = told.map(|finding| Finding {
        line: sources.get(finding.at.file).position(finding.at.span.start).line,
        refuses: finding.upstream == Upstream::Refuses,
        text: format!("{}: {}", finding.name, finding.message),
    });
    Opinion { verdict: outcome.verdicts[0].1, findings: findings.collect() }
}
