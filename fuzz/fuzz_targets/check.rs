//! Any bytes are checked for any version, and what is found stands in the file. The first byte chooses the version.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pglb_lint::analysis::{Files, Instances, Targets, check};
use pglb_lint::lint::Selection;
use pglb_lint::product::Language;
use pglb_lint::product::haproxy::Target;
use pglb_lint::schema::Version;
use pglb_lint::text::{Edit, Source, Sources, apply};

const VERSIONS: [Version; 9] = [
    Version::series(2, 6),
    Version::series(2, 7),
    Version::series(2, 8),
    Version::series(2, 9),
    Version::series(3, 0),
    Version::series(3, 1),
    Version::series(3, 2),
    Version::series(3, 3),
    Version::series(3, 4),
];

fuzz_target!(|input: &[u8]| {
    let Some((choice, bytes)) = input.split_first() else { return };
    let Ok(source) = Source::new("haproxy.cfg", bytes.to_vec()) else { return };
    let mut sources = Sources::new();
    sources.add(source);
    let targets = Targets::with_haproxy(Target::new(VERSIONS[usize::from(*choice) % VERSIONS.len()]));
    let outcome = check(&Files::all_in(&sources, Language::Haproxy), &targets, &Selection::default(), Instances::default()).outcome;
    assert!(outcome.findings.is_sorted_by_key(|finding| finding.at));
    for finding in &outcome.findings {
        let places = finding.related.iter().map(|related| related.at).chain([finding.at]);
        for at in places {
            assert!(at.span.start <= at.span.end && at.span.end as usize <= bytes.len(), "{} at {at:?}", finding.name);
        }
        if let Some(fix) = &finding.fix {
            let edits: Vec<Edit> = fix.edits.iter().map(|(_, edit)| edit.clone()).collect();
            assert!(apply(bytes, &edits).is_ok(), "{} has a fix that cannot be applied", finding.name);
        }
    }
});
