//! What the linter says.

use std::collections::{BTreeMap, BTreeSet};

use pglb_lint::analysis::{Files, Instances, Targets, check as analyse};
use pglb_lint::lint::{Finding, Selection, Upstream};
use pglb_lint::product::pgbouncer::model::Model;
use pglb_lint::product::{Input, Language};
use pglb_lint::text::{Source, Sources};

/// Rules about what PgBouncer finds out after it has read the file.
const AT_BOOT: [&str; 3] = ["listen-addr-syntax", "listen-addr-unset", "listen-port-range"];

/// What is found in a file.
pub(crate) struct Found {
    sources: Sources,
    findings: Vec<Finding>,
}

/// The findings in `text`.
pub(crate) fn check(text: &str, version: &str) -> Found {
    let sources = sources(text);
    let mut targets = Targets::stable();
    targets.pgbouncer = version.parse().unwrap();
    let files = Files::all_in(&sources, Language::Pgbouncer);
    let findings = analyse(&files, &targets, &Selection::default(), Instances::default()).outcome.findings;
    drop(files);
    Found { sources, findings }
}

fn sources(text: &str) -> Sources {
    let mut sources = Sources::new();
    sources.add(Source::new("pgbouncer.ini", text.as_bytes().to_vec()).unwrap());
    sources
}

impl Found {
    fn refusals(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.upstream == Upstream::Refuses)
    }

    /// Whether the program would come up.
    pub(crate) fn accepted(&self) -> bool {
        self.refusals().next().is_none()
    }

    /// Whether the program would read the file to its end.
    pub(crate) fn parses(&self) -> bool {
        self.refusals().all(|finding| AT_BOOT.contains(&finding.name))
    }

    /// The worst level.
    pub(crate) fn worst(&self) -> &'static str {
        self.findings.iter().map(|finding| finding.level).max().map_or("ok", pglb_lint::lint::Level::as_str)
    }

    /// The rules that found something.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.findings.iter().map(|finding| finding.name)
    }

    /// The lines with something that is refused while the file is read; what rule `but` finds is left out.
    pub(crate) fn refused_lines(&self, but: &str) -> BTreeSet<u64> {
        let read = self.refusals().filter(|finding| !AT_BOOT.contains(&finding.name) && finding.rule != but);
        read.map(|finding| u64::from(self.sources.get(finding.at.file).position(finding.at.span.start).line)).collect()
    }

    /// The refusals, a line each.
    pub(crate) fn told(&self) -> String {
        self.refusals().map(|finding| format!("{}: {}", finding.name, finding.message)).collect::<Vec<_>>().join("\n")
    }
}

/// A database as shown: name, host, port, database, user, sizes, mode, bound.
pub(crate) type Row = Vec<String>;

/// The values and databases in force.
pub(crate) fn effective(text: &str, version: &str) -> (BTreeMap<String, String>, BTreeSet<Row>) {
    let sources = sources(text);
    let files = Files::all_in(&sources, Language::Pgbouncer);
    let input = Input { sources: files.sources, languages: &files.languages, includes: &files.includes };
    let model = Model::new(input, version.parse().unwrap());
    let ini = &model.files[0];
    let settings = ini.effective().into_iter().map(|setting| (setting.name, setting.value.unwrap_or_default())).collect();
    let databases = ini
        .shown_databases()
        .into_iter()
        .map(|shown| {
            vec![
                shown.name.to_owned(),
                shown.host.unwrap_or_default().to_owned(),
                shown.port.to_string(),
                shown.database.to_owned(),
                shown.force_user.unwrap_or_default().to_owned(),
                shown.pool_size.to_string(),
                shown.min_pool_size.to_string(),
                shown.reserve_pool_size.to_string(),
                shown.pool_mode.unwrap_or_default().to_owned(),
                shown.max_connections.to_string(),
            ]
        })
        .collect();
    (settings, databases)
}
