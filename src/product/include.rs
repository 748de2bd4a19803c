//! Files that other files bring in.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Language, pgbouncer, postgresql, repmgr};
use crate::text::{FileId, Source, Sources};

/// A line that brings in another file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Include {
    /// Offset of the line's first word in its file: what [`Includes`] knows it by.
    pub at: u32,
    /// The path as written.
    pub path: String,
    /// Whether it names a folder, whose `*.conf` files are meant.
    pub folder: bool,
    /// Whether the path starts at the working directory of the program instead of the folder of the file.
    pub from_working_directory: bool,
}

impl Include {
    /// The paths under which the file may be found, the likeliest first, for a line of the file at `source`. Nothing tells the working
    /// directory of a program: the own one is tried, and then the folder of the file.
    #[must_use]
    pub fn candidates(&self, source: &str) -> Vec<String> {
        let own = tidy(&self.path);
        if own.starts_with('/') {
            return vec![own];
        }
        let beside = match source.rsplit_once('/') {
            Some((folder, _)) => tidy(&format!("{folder}/{}", self.path)),
            None => own.clone(),
        };
        if self.from_working_directory { vec![own, beside] } else { vec![beside] }
    }
}

/// Whether the word `include` is in `text`, in any case: most files bring in none and need not be parsed to know that.
#[must_use]
pub(super) fn may_include(text: &str) -> bool {
    const WORD: &[u8] = b"include";
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'i', b'I', bytes).any(|at| bytes.get(at..at + WORD.len()).is_some_and(|word| word.eq_ignore_ascii_case(WORD)))
}

/// `path` without `.`, double slashes, and `..` behind a name: a file that others bring in again and again has one name.
#[must_use]
pub fn tidy(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').filter(|part| !matches!(*part, "" | ".")) {
        match (part, parts.last()) {
            ("..", Some(last)) if *last != ".." => {
                parts.pop();
            }
            ("..", None) if absolute => {}
            _ => parts.push(part),
        }
    }
    match (absolute, parts.join("/")) {
        (true, path) => format!("/{path}"),
        (false, path) if path.is_empty() => ".".to_owned(),
        (false, path) => path,
    }
}

/// The lines of `source` that bring in other files.
#[must_use]
pub fn includes_of(language: Language, source: &Source) -> Vec<Include> {
    match language {
        Language::Pgbouncer => pgbouncer::includes(source.text()),
        Language::Repmgr => repmgr::includes(source.text()),
        Language::Postgresql => postgresql::includes(source.text()),
        Language::Hba | Language::Ident => postgresql::hba::includes(source.text()),
        _ => Vec::new(),
    }
}

/// The files of a run by the lines that bring them in.
#[derive(Debug, Clone, Default)]
pub struct Includes {
    files: FxHashMap<(FileId, u32), Vec<FileId>>,
    included: Vec<(FileId, FileId)>,
    /// Files that are read as part of another one.
    parts: FxHashSet<FileId>,
    /// Lines whose file was looked for beside their own, and is not there.
    missing: FxHashSet<(FileId, u32)>,
}

impl Includes {
    /// Finds, for each line of `sources` that brings in a file, that file among them. `languages` holds the language of each.
    #[must_use]
    pub fn among(sources: &Sources, languages: &[Language]) -> Self {
        let by_name: FxHashMap<String, FileId> = sources.iter().map(|(id, source)| (tidy(source.name()), id)).collect();
        let mut found = Self::default();
        for (id, source) in sources.iter() {
            for include in includes_of(languages[id.0 as usize], source) {
                let candidates = include.candidates(source.name());
                let files: Vec<FileId> = if include.folder {
                    candidates.iter().map(|folder| in_folder(sources, folder)).find(|files| !files.is_empty()).unwrap_or_default()
                } else {
                    candidates.iter().find_map(|path| by_name.get(path)).copied().into_iter().collect()
                };
                found.included.extend(files.iter().map(|file| (id, *file)));
                if !files.is_empty() {
                    found.files.insert((id, include.at), files);
                }
            }
        }
        found.find_parts(sources);
        found
    }

    /// The files that the line at offset `at` of `file` brings in; `None` if they are not part of the run.
    #[must_use]
    pub fn files(&self, file: FileId, at: u32) -> Option<&[FileId]> {
        self.files.get(&(file, at)).map(Vec::as_slice)
    }

    /// Notes lines, by file and offset, whose file was looked for where it must be, and is not there.
    pub fn note_missing(&mut self, lines: &[(FileId, u32)]) {
        self.missing.extend(lines);
    }

    /// Whether the file that the line at offset `at` of `file` brings in was looked for where it must be, and is not there.
    #[must_use]
    pub fn is_missing(&self, file: FileId, at: u32) -> bool {
        self.missing.contains(&(file, at))
    }

    /// Whether another file brings `file` in. Of files that bring in each other the first one is taken for the one that is read.
    #[must_use]
    pub fn is_included(&self, file: FileId) -> bool {
        self.parts.contains(&file)
    }

    /// Finds what is read as part of other files.
    fn find_parts(&mut self, sources: &Sources) {
        let mut brings: FxHashMap<FileId, Vec<FileId>> = FxHashMap::default();
        for (by, file) in self.included.iter().filter(|(by, file)| by != file) {
            brings.entry(*by).or_default().push(*file);
        }
        let named: FxHashSet<FileId> = brings.values().flatten().copied().collect();
        let roots = sources.iter().map(|(id, _)| id).filter(|id| !named.contains(id));
        let rest = sources.iter().map(|(id, _)| id).filter(|id| named.contains(id));
        for root in roots.chain(rest) {
            if self.parts.contains(&root) {
                continue;
            }
            let mut open = vec![root];
            while let Some(file) = open.pop() {
                for next in brings.get(&file).into_iter().flatten().filter(|next| **next != root) {
                    if self.parts.insert(*next) {
                        open.push(*next);
                    }
                }
            }
        }
    }

    /// Every pair of a file and one that it brings in.
    #[must_use]
    pub fn pairs(&self) -> &[(FileId, FileId)] {
        &self.included
    }
}

/// Whether PostgreSQL's and repmgr's `include_dir` take a file called `name`: case counts to them.
#[must_use]
pub fn in_include_dir(name: &str) -> bool {
    name.strip_suffix(".conf").is_some() && !name.starts_with('.') && !name.contains('/')
}

/// The files of `folder` that PostgreSQL's and repmgr's `include_dir` take: `*.conf`, none that starts with a dot, by name.
fn in_folder(sources: &Sources, folder: &str) -> Vec<FileId> {
    let prefix = if folder == "." { String::new() } else { format!("{}/", folder.trim_end_matches('/')) };
    let mut files: Vec<(String, FileId)> = sources
        .iter()
        .filter_map(|(id, source)| {
            let name = tidy(source.name()).strip_prefix(prefix.as_str())?.to_owned();
            in_include_dir(&name).then_some((name, id))
        })
        .collect();
    files.sort_unstable();
    files.into_iter().map(|(_, id)| id).collect()
}

/// The files of a run, as the products read them.
#[derive(Clone, Copy)]
pub struct Input<'s> {
    /// All of them.
    pub sources: &'s Sources,
    /// The language of each, by file id.
    pub languages: &'s [Language],
    /// Which of them bring in which.
    pub includes: &'s Includes,
}

impl<'s> Input<'s> {
    /// The files written in `language`, those left out that another one brings in.
    pub fn roots(self, language: Language) -> impl Iterator<Item = (FileId, &'s Source)> {
        let own = move |id: FileId| self.languages[id.0 as usize] == language && !self.includes.is_included(id);
        self.sources.iter().filter(move |(id, _)| own(*id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn included(files: &[(&str, &str)]) -> Vec<bool> {
        let mut sources = Sources::new();
        for (name, text) in files {
            sources.add(Source::new(*name, text.as_bytes().to_vec()).unwrap());
        }
        let includes = Includes::among(&sources, &vec![Language::Repmgr; files.len()]);
        sources.iter().map(|(id, _)| includes.is_included(id)).collect()
    }

    #[test]
    fn a_path_has_one_name() {
        for (path, expected) in [("./a", "a"), ("d/../a", "a"), ("../a", "../a"), ("/../a//b/.", "/a/b"), ("d/..", ".")] {
            assert_eq!(tidy(path), expected, "{path}");
        }
        assert_eq!(included(&[("./a.conf", "include 'd/../b.conf'\n"), ("b.conf", "")]), [false, true]);
    }

    #[test]
    fn one_of_the_files_that_bring_in_each_other_is_read() {
        assert_eq!(included(&[("a.conf", "include 'b.conf'\n"), ("b.conf", "include 'a.conf'\n")]), [false, true]);
        let files = [("a.conf", "include 'b.conf'\n"), ("b.conf", "include 'a.conf'\n"), ("c.conf", "include 'b.conf'\n")];
        assert_eq!(included(&files), [true, true, false]);
        assert_eq!(included(&[("a.conf", "include 'a.conf'\n")]), [false]);
        assert_eq!(included(&[("c/a.conf", "include_dir '.'\n"), ("c/b.conf", "")]), [false, true]);
    }
}
