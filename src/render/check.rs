//! What the linter itself says of rendered files: they are sound by construction, and this holds the construction to it.

use std::net::IpAddr;

use super::{File, Plan};
use crate::analysis::{Files, Instances, Targets, check, rules};
use crate::emit::{self, CheckedFile, Format, Options, Summary, Tool};
use crate::lint::Selection;
use crate::product::{Language, Program};
use crate::text::{FileId, Source, Sources};
use crate::topology::hostmap::{HostEntry, HostMap};

/// Rendered files as the linter reads them.
pub struct Rendered {
    /// The configurations.
    pub sources: Sources,
    /// The language of each, by file id.
    pub languages: Vec<Language>,
    /// Which of them stand on which host.
    pub hosts: HostMap,
    /// The versions that they are for.
    pub targets: Targets,
}

impl Rendered {
    /// The configurations among `files`, which are those of `plan`.
    #[must_use]
    pub fn new(plan: &Plan<'_>, files: &[File]) -> Self {
        let entry =
            |(name, address): (&str, IpAddr)| HostEntry { name: name.to_owned(), addresses: vec![address.to_string()], files: Vec::new() };
        let mut hosts = HostMap { hosts: plan.hosts().map(entry).collect() };
        let (mut sources, mut languages) = (Sources::new(), Vec::new());
        for file in files {
            let Some((name, language)) = &file.checked else { continue };
            let Ok(source) = Source::new(file.path.clone(), file.text.clone().into_bytes()) else { continue };
            let id = sources.add(source);
            languages.push(*language);
            hosts.hosts.iter_mut().filter(|host| host.name == *name).for_each(|host| host.files.push(id));
        }
        let mut targets = Targets::stable();
        for program in Program::ALL {
            targets.set(program, plan.description.versions.of(program));
        }
        Self { sources, languages, hosts, targets }
    }

    /// As the files of a run.
    #[must_use]
    pub fn files(&self) -> Files<'_> {
        let mut files = Files::new(&self.sources, self.languages.clone());
        files.hosts = self.hosts.clone();
        files
    }

    /// The report on what all rules find, if they find anything.
    #[must_use]
    pub fn report(&self) -> Option<String> {
        let all = rules();
        let selection = Selection::new(vec!["ALL".to_owned()], Vec::new(), &all).ok()?;
        let analysis = check(&self.files(), &self.targets, &selection, Instances::Auto);
        if analysis.outcome.findings.is_empty() {
            return None;
        }
        let checked = |(file, verdict): &(FileId, _)| {
            let language = self.languages[file.0 as usize];
            CheckedFile::in_language(*file, language, self.targets.version(language.program()).to_string(), *verdict)
        };
        let run = emit::Run {
            tool: Tool::THIS,
            sources: &self.sources,
            files: analysis.outcome.verdicts.iter().map(checked).collect(),
            findings: &analysis.outcome.findings,
            summary: Summary::of(&analysis.outcome),
            unchecked: Vec::new(),
            secrets: &analysis.secrets,
            rules: &all,
            notes: Vec::new(),
        };
        let mut text = Vec::new();
        emit::write(Format::Full, &run, Options::default(), &mut text).ok()?;
        Some(String::from_utf8_lossy(&text).into_owned())
    }
}
