//! The numbers that findings have in a drawing: one for each rule, so that the same fault in several places has the same sign.

use crate::emit::graph::model::{Element, Note, Picture};
use crate::lint::Level;

/// The signs of a picture.
pub(super) struct Signs<'p> {
    /// The findings that are marked somewhere, those of one rule and level together; their sign is their place here, from 1.
    pub(super) groups: Vec<Vec<&'p Note>>,
    /// By the number of a finding less one, its sign.
    of: Vec<Option<usize>>,
}

impl<'p> Signs<'p> {
    pub(super) fn new(picture: &'p Picture) -> Self {
        let mut signs = Self { groups: Vec::new(), of: Vec::with_capacity(picture.findings.len()) };
        for note in &picture.findings {
            let known = signs.groups.iter().position(|group| group[0].name == note.name && group[0].level == note.level);
            let group = match known {
                _ if !note.drawn => None,
                Some(at) => {
                    signs.groups[at].push(note);
                    Some(at)
                }
                None => {
                    signs.groups.push(vec![note]);
                    Some(signs.groups.len() - 1)
                }
            };
            signs.of.push(group.map(|at| at + 1));
        }
        signs
    }

    /// The signs at `element` with their levels, the worst first.
    pub(super) fn at(&self, element: &Element) -> Vec<(usize, Level)> {
        let mut found: Vec<usize> = element.findings.iter().filter_map(|number| self.of.get(number - 1).copied().flatten()).collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|sign| (sign, self.groups[sign - 1][0].level)).collect()
    }
}
