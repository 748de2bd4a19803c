//! What the linter says of the same files.

use pglb_lint::analysis::{Files, Instances, Targets, check, rules};
use pglb_lint::lint::Selection;
use pglb_lint::text::{Source, Sources};

use crate::files::{Twin, rendered_for_lint};

/// Rules that are still to be written: what the programs show is tested, what the linter says is not.
const PENDING: &[&str] = &[
    "auth-scram-chain",
    "both-primaries-balanced",
    "budget-haproxy-pgbouncer",
    "budget-pgbouncer-postgres",
    "check-proves-nothing",
    "check-role-blind",
    "check-trust-mismatch",
    "conninfo-via-pgbouncer",
    "fixed-primary-host",
    "hba-misses-proxy",
    "loopback-only-pgbouncer",
    "send-proxy-to-pgbouncer",
    "slots-vs-max",
    "tls-server-vs-pg",
    "tls-terminated-in-haproxy",
    "version-key-chain",
];

/// Stacks that the rule does not see yet.
const UNSEEN: &[&str] = &[];

/// Whether the linter finds `rule` in the files of `twin`; `None` if the rule is still to be written.
fn lint_says(fault: &str, twin: Twin, rule: &str) -> Option<bool> {
    if !rules().iter().any(|known| known.name == rule) {
        assert!(PENDING.contains(&rule), "no rule is called {rule}");
        return None;
    }
    let mut sources = Sources::new();
    for (path, text) in rendered_for_lint(fault, twin) {
        sources.add(Source::new(path, text.into_bytes()).unwrap());
    }
    let mut targets = Targets::stable();
    targets.haproxy.version = "2.6".parse().unwrap();
    targets.pgbouncer = "1.18".parse().unwrap();
    targets.repmgr = "5.3".parse().unwrap();
    targets.postgresql = "15".parse().unwrap();
    let files = Files::recognised(&sources);
    let found = check(&files, &targets, &Selection::default(), Instances::default()).outcome.findings;
    if std::env::var_os("PGLB_LIVE_TELL").is_some() {
        for finding in &found {
            let source = sources.get(finding.at.file);
            let line = source.position(finding.at.span.start).line;
            println!("{fault} {twin:?}: {}:{line}: {} {}", source.name(), finding.name, finding.message);
        }
    }
    Some(found.iter().any(|finding| finding.name == rule))
}

/// Holds the linter to what the programs have shown: `fault` is a rule that speaks of the bad files and not of the good ones.
#[track_caller]
pub(crate) fn holds(fault: &str) {
    tells_apart(fault, fault);
}

/// Holds the linter to what the programs have shown: `rule` speaks of the bad files of `fault` and not of the good ones.
#[track_caller]
pub(crate) fn tells_apart(fault: &str, rule: &str) {
    match (lint_says(fault, Twin::Bad, rule), lint_says(fault, Twin::Good, rule)) {
        (Some(bad), Some(good)) => {
            assert!(bad || UNSEEN.contains(&fault), "the linter does not say {rule} of the bad files");
            assert!(!good, "the linter says {rule} of the good files");
        }
        _ => println!("pending: the rule {rule}"),
    }
}
