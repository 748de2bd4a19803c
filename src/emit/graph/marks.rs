//! Puts findings on the parts of a picture: each goes where it, or a place that it is related to, stands, on the smallest part there.

use rustc_hash::FxHashMap;

use super::build::place;
use super::model::{Counts, Element, Note, Picture};
use crate::lint::{Finding, Level};
use crate::text::{FileId, Location, Sources, Span};
use crate::topology::{Node, Pooler};

/// A part of a picture, by its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Cluster(usize),
    Vertex(usize),
    Edge(usize),
}

/// Which part of a picture a place in a file belongs to: lines lie in sections, sections in files.
#[derive(Debug, Default)]
pub(super) struct Regions {
    lines: FxHashMap<FileId, Vec<(Span, Part)>>,
    sections: FxHashMap<FileId, Vec<(Span, Part)>>,
    files: FxHashMap<FileId, Vec<Part>>,
}

impl Regions {
    /// The whole of `file` is about `part`.
    pub(super) fn file(&mut self, file: FileId, part: Part) {
        let parts = self.files.entry(file).or_default();
        if parts.last() != Some(&part) {
            parts.push(part);
        }
    }

    /// What stands between `first` and `last` is about `part`.
    pub(super) fn section(&mut self, first: Location, last: Location, part: Part) {
        let end = if first.file == last.file { last.span.end } else { first.span.end };
        self.sections.entry(first.file).or_default().push((Span::new(first.span.start, end.max(first.span.end)), part));
    }

    /// The lines of `at` are about `part`.
    pub(super) fn line(&mut self, at: Location, sources: &Sources, part: Part) {
        let source = sources.get(at.file);
        let start = source.lines().start(source.position(at.span.start).line);
        self.lines.entry(at.file).or_default().push((Span::new(start.min(at.span.start), at.span.end), part));
    }

    /// The files of `pooler` are about `part`.
    pub(super) fn files_of_pooler(&mut self, pooler: &Pooler<'_>, part: Part) {
        let settings = pooler.ini.settings.iter().map(|setting| setting.name_at.file);
        let entries = pooler.ini.entries().map(|entry| entry.name_at.file);
        let lists = pooler.userlist.map(|list| list.id).into_iter().chain(pooler.hba.map(|file| file.id));
        let all: Vec<FileId> = std::iter::once(pooler.ini.file).chain(settings).chain(entries).chain(lists).collect();
        self.files_once(all, part);
    }

    /// The files of `node` are about `part`.
    pub(super) fn files_of_node(&mut self, node: &Node<'_>, part: Part) {
        let conf =
            node.conf.into_iter().flat_map(|conf| std::iter::once(conf.file).chain(conf.entries.iter().map(|entry| entry.name_at.file)));
        let repmgr = node.repmgr.into_iter().flat_map(|file| std::iter::once(file.id).chain(file.visited.iter().copied()));
        let all: Vec<FileId> = conf.chain(repmgr).chain(node.hba.map(|file| file.id)).collect();
        self.files_once(all, part);
    }

    fn files_once(&mut self, mut files: Vec<FileId>, part: Part) {
        files.sort_unstable();
        files.dedup();
        for file in files {
            self.file(file, part);
        }
    }

    fn settle(&mut self) {
        for spans in self.lines.values_mut().chain(self.sections.values_mut()) {
            spans.sort_unstable_by_key(|(span, part)| (span.start, span.end, *part));
        }
    }

    /// The parts that `at` is about.
    fn parts(&self, at: Location, found: &mut Vec<Part>) {
        let before = found.len();
        for regions in [&self.lines, &self.sections] {
            let spans = regions.get(&at.file).map_or(&[][..], Vec::as_slice);
            let end = spans.partition_point(|(span, _)| span.start <= at.span.start);
            let around = spans[..end].iter().rev();
            // Those of one kind do not overlap, but several may be the same.
            let start = around.clone().next().map(|(span, _)| span.start);
            found.extend(
                around
                    .take_while(|(span, _)| Some(span.start) == start)
                    .filter(|(span, _)| at.span.start < span.end)
                    .map(|(_, part)| *part),
            );
            if found.len() > before {
                return;
            }
        }
        found.extend(self.files.get(&at.file).into_iter().flatten());
    }
}

/// Where the files of `node` begin.
pub(super) fn files_of_node(node: &Node<'_>) -> Vec<Location> {
    let files = [node.conf.map(|conf| conf.file), node.repmgr.map(|file| file.id), node.hba.map(|file| file.id)];
    files.into_iter().flatten().map(|file| Location::new(file, Span::empty(0))).collect()
}

/// Puts `findings` on `picture`, and counts them.
pub(super) fn mark(picture: &mut Picture, mut regions: Regions, findings: &[Finding], sources: &Sources) -> Counts {
    regions.settle();
    let mut counts = Counts::default();
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    // What lies between files is what a picture is for: of one level it comes first. The order of the files means nothing.
    sorted.sort_by_key(|finding| {
        let name = sources.get(finding.at.file).name();
        (std::cmp::Reverse(finding.level), finding.paths.is_empty(), name, finding.at.span.start, finding.rule, &finding.message)
    });
    for (index, finding) in sorted.into_iter().enumerate() {
        let number = index + 1;
        let mut parts = Vec::new();
        for at in std::iter::once(finding.at).chain(finding.related.iter().map(|related| related.at)) {
            regions.parts(at, &mut parts);
        }
        parts.sort_unstable();
        parts.dedup();
        for part in &parts {
            attach(element(picture, *part), number, finding.level);
        }
        match finding.level {
            Level::Error => counts.error += 1,
            Level::Warning => counts.warning += 1,
            Level::Info => counts.info += 1,
        }
        picture.findings.push(Note {
            number,
            rule: finding.rule,
            name: finding.name,
            level: finding.level,
            message: finding.message.clone(),
            place: place(sources, finding.at),
            paths: finding.paths.clone(),
            sums: finding.sums.clone(),
            drawn: !parts.is_empty(),
        });
    }
    counts
}

fn element(picture: &mut Picture, part: Part) -> &mut Element {
    match part {
        Part::Cluster(index) => &mut picture.clusters[index].element,
        Part::Vertex(index) => &mut picture.vertices[index].element,
        Part::Edge(index) => &mut picture.edges[index].element,
    }
}

fn attach(element: &mut Element, number: usize, level: Level) {
    element.findings.push(number);
    element.level = element.level.max(Some(level));
}
