//! A mark by which a finding is known again in the next report, though lines above it came or went.

use std::hash::Hasher;

use rustc_hash::FxHashMap;

use super::place::{portable, within};
use crate::lint::Finding;
use crate::text::{Fnv, Sources};

/// So much of a line and of a finding's text goes into its mark, so that the cost stays linear where lines are very long.
const COUNTED: usize = 256;

/// Makes the marks of one report.
#[derive(Default)]
pub(super) struct Fingerprints {
    seen: FxHashMap<u64, u32>,
}

impl Fingerprints {
    /// The mark of `finding`: rule, path, line and text that it points at, and its number among those that are alike in all that.
    pub(super) fn next(&mut self, sources: &Sources, finding: &Finding) -> String {
        let source = sources.get(finding.at.file);
        let span = within(source, finding.at.span);
        let line = source.line_text(source.position(span.start).line).trim();
        let pointed = source.text().as_bytes().get(span.range()).unwrap_or_default();
        let mut hasher = Fnv::default();
        for part in [finding.rule.as_bytes(), portable(source.name()).as_bytes(), line.as_bytes(), pointed] {
            hasher.write(&part[..part.len().min(COUNTED)]);
            hasher.write(&[0xff]);
        }
        let alike = hasher.finish();
        let number = self.seen.entry(alike).and_modify(|number| *number += 1).or_default();
        hasher.write(&number.to_le_bytes());
        format!("{:016x}", hasher.finish())
    }
}
