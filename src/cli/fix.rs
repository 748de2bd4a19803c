//! Applies fixes: in memory first, and written only once the findings are gone and no new ones are there.

use super::inputs::Inputs;
use super::{CliError, Host};
use crate::analysis::{Files, Instances, Targets, check};
use crate::emit::counted;
use crate::lint::{Finding, Fix, Safety, Selection};
use crate::text::{Edit, FileId, Source, Sources, apply};

/// So many rounds are made at most: a fix may only become possible when another one is made.
const ROUNDS: usize = 10;

/// Fixes what can be fixed in `inputs` and writes the files that change.
pub(super) fn run(
    inputs: &mut Inputs,
    targets: &Targets,
    selection: &Selection,
    instances: Instances,
    unsafe_too: bool,
    host: &mut dyn Host,
) -> Result<(), CliError> {
    let before: Vec<Vec<u8>> = inputs.sources.iter().map(|(_, source)| source.bytes().to_vec()).collect();
    let mut applied = 0;
    let languages = inputs.languages.clone();
    let hosts = inputs.hosts.clone();
    let check = |sources: &Sources| {
        let files = Files { hosts: hosts.clone(), ..Files::new(sources, languages.clone()) };
        check(&files, targets, selection, instances).outcome.findings
    };
    for _ in 0..ROUNDS {
        let findings = check(&inputs.sources);
        let allowed = |fix: &&Fix| unsafe_too || fix.safety == Safety::Safe;
        let fixes: Vec<&Fix> = findings.iter().filter_map(|finding| finding.fix.as_ref()).filter(allowed).collect();
        let Some((sources, count)) = improve(inputs, &findings, &fixes, check) else { break };
        inputs.sources = sources;
        applied += count;
    }
    let mut written = 0;
    for (id, source) in inputs.sources.iter() {
        let index = id.0 as usize;
        if source.bytes() == before[index] {
            continue;
        }
        let Some(path) = &inputs.paths[index] else {
            return Err(CliError::Usage("standard input cannot be fixed; use `--format json` for the edits".to_owned()));
        };
        host.write(path, source.bytes()).map_err(|error| CliError::System(format!("cannot write {path}: {error}")))?;
        written += 1;
    }
    if applied > 0 {
        writeln!(host.stderr(), "fixed {} in {}", counted(applied, "finding"), counted(written, "file"))?;
    }
    Ok(())
}

/// The sources with all of `fixes` applied, or with those of them that do no harm one by one; `None` if nothing gets better.
fn improve(inputs: &Inputs, findings: &[Finding], fixes: &[&Fix], recheck: impl Fn(&Sources) -> Vec<Finding>) -> Option<(Sources, usize)> {
    if fixes.is_empty() {
        return None;
    }
    let together = compatible(fixes);
    if let Some(sources) = edited(&inputs.sources, &together)
        && is_better(findings, &recheck(&sources))
    {
        return Some((sources, together.len()));
    }
    fixes.iter().find_map(|fix| {
        let sources = edited(&inputs.sources, &[*fix])?;
        is_better(findings, &recheck(&sources)).then_some((sources, 1))
    })
}

/// The fixes whose edits do not touch each other, first come first served.
fn compatible<'f>(fixes: &[&'f Fix]) -> Vec<&'f Fix> {
    let mut taken: Vec<(FileId, &Edit)> = Vec::new();
    let mut chosen = Vec::new();
    for fix in fixes {
        let clashes = |(file, edit): &(FileId, Edit)| {
            taken.iter().any(|(other_file, other)| {
                other_file == file && (*other == edit || edit.span.start < other.span.end && other.span.start < edit.span.end)
            })
        };
        if !fix.edits.iter().any(clashes) {
            taken.extend(fix.edits.iter().map(|(file, edit)| (*file, edit)));
            chosen.push(*fix);
        }
    }
    chosen
}

/// `sources` with the edits of `fixes`; `None` if they cannot be applied.
fn edited(sources: &Sources, fixes: &[&Fix]) -> Option<Sources> {
    let mut result = Sources::new();
    for (id, source) in sources.iter() {
        let edits: Vec<Edit> =
            fixes.iter().flat_map(|fix| &fix.edits).filter(|(file, _)| *file == id).map(|(_, edit)| edit.clone()).collect();
        let bytes = apply(source.bytes(), &edits).ok()?;
        result.add(Source::new(source.name(), bytes).ok()?);
    }
    Some(result)
}

/// Whether there are fewer findings than before, and none that was not there.
fn is_better(before: &[Finding], after: &[Finding]) -> bool {
    let known = |finding: &Finding| before.iter().any(|old| old.rule == finding.rule && old.message == finding.message);
    after.len() < before.len() && after.iter().all(known)
}
