//! From paths to sources: folders are gone through, files read, and what is left out is said.

use rustc_hash::{FxHashMap, FxHashSet};

use super::args::InputArgs;
use super::config::Settings;
use super::folder::{self, PATRONI};
use super::{CliError, Host, Listing};
use crate::analysis::Files;
use crate::emit::Unchecked;
use crate::product::{Include, Language, in_include_dir, includes_of, tidy};
use crate::text::{FileId, Source, Sources};
use crate::topology::hostmap::{HostEntry, HostMap};

/// So many files are read at most on behalf of others: a loop of folders ends here.
const MAX_FILES: usize = 10_000;

/// The files of a run.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    /// What was read, in load order.
    pub(super) sources: Sources,
    /// The paths of what was read, by file id; `None` for standard input.
    pub(super) paths: Vec<Option<String>>,
    /// The language of each, by file id.
    pub(super) languages: Vec<Language>,
    /// What was given and not read.
    pub(super) unchecked: Vec<Unchecked>,
    /// Which of the files stand on which host, as far as that is told.
    pub(super) hosts: HostMap,
    /// The folder of the host that each file stands on, by file id, where folders tell it.
    folders: Vec<Option<String>>,
    /// The file on whose behalf each was read, by file id.
    readers: Vec<Option<FileId>>,
    /// The tidied names of what was read.
    names: FxHashSet<String>,
    /// Lines, by file and offset, whose file is not where it must be.
    missing: Vec<(FileId, u32)>,
    /// The languages that the user named.
    kinds: Kinds,
}

impl Inputs {
    /// Reads what `args` names, without what `settings` exclude.
    pub(super) fn read(args: &InputArgs, settings: &Settings, host: &dyn Host) -> Result<Self, CliError> {
        if args.paths.is_empty() {
            return Err(CliError::Usage("no file is given; name some, or `-` for standard input".to_owned()));
        }
        let mut inputs = Self { kinds: Kinds::parse(&args.kind)?, ..Self::default() };
        for path in &args.paths {
            if path == "-" {
                let bytes = host.read_stdin();
                inputs.add(&args.stdin_name, None, bytes);
                continue;
            }
            match host.list(path) {
                Ok(Some(listing)) => inputs.folder(path, listing, settings, host),
                Ok(None) => inputs.file(path, host),
                Err(error) => inputs.unreadable(path, &error.to_string()),
            }
        }
        Ok(inputs)
    }

    /// Reads what `args` names, and the files that these bring in, and finds the hosts they stand on.
    pub(super) fn read_with_included(args: &InputArgs, settings: &Settings, host: &dyn Host) -> Result<Self, CliError> {
        let mut inputs = Self::read(args, settings, host)?;
        inputs.follow_includes(host);
        inputs.hosts = inputs.host_map(settings, host)?;
        Ok(inputs)
    }

    /// The files with their languages and hosts.
    pub(super) fn files(&self) -> Files<'_> {
        let mut files = Files::new(&self.sources, self.languages.clone());
        files.includes.note_missing(&self.missing);
        files.hosts = self.hosts.clone();
        files
    }

    /// The hosts that the settings tell, and those that folders tell of the other files. What a file brings in stands on its host.
    fn host_map(&self, settings: &Settings, host: &dyn Host) -> Result<HostMap, CliError> {
        let files = || self.sources.iter().map(|(id, _)| id);
        let paths: Vec<(FileId, String)> = files().filter_map(|id| Some((id, self.paths[id.0 as usize].clone()?))).collect();
        let mut map = settings.host_map(&paths, host)?;
        let mut owners: FxHashMap<FileId, usize> =
            map.hosts.iter().enumerate().flat_map(|(index, entry)| entry.files.iter().map(move |file| (*file, index))).collect();
        let mut by_name: FxHashMap<String, usize> =
            map.hosts.iter().enumerate().map(|(index, entry)| (entry.name.clone(), index)).collect();
        let told = map.hosts.len();
        let mut by_folder: FxHashMap<&str, usize> = FxHashMap::default();
        // A file is read behind the one that it is read for.
        for id in files() {
            if owners.contains_key(&id) {
                continue;
            }
            let inherited = self.readers[id.0 as usize].and_then(|reader| owners.get(&reader).copied());
            let own = self.folders[id.0 as usize].as_deref().map(|folder| {
                *by_folder.entry(folder).or_insert_with(|| {
                    let name = folder.rsplit('/').next().unwrap_or(folder);
                    match by_name.get(name) {
                        Some(index) if *index < told => *index,
                        taken => {
                            let name = if taken.is_some() { folder } else { name };
                            map.hosts.push(HostEntry { name: name.to_owned(), addresses: Vec::new(), files: Vec::new() });
                            by_name.insert(name.to_owned(), map.hosts.len() - 1);
                            map.hosts.len() - 1
                        }
                    }
                })
            });
            if let Some(index) = inherited.or(own) {
                owners.insert(id, index);
                map.hosts[index].files.push(id);
            }
        }
        for entry in &mut map.hosts {
            entry.files.sort_unstable();
        }
        Ok(map)
    }

    /// Reads the files that others bring in, as far as they can be found. What is not there is no fault of ours: the programs may run
    /// elsewhere.
    fn follow_includes(&mut self, host: &dyn Host) {
        let mut next = 0;
        while next < self.sources.len() && self.sources.len() < MAX_FILES {
            let id = FileId(next as u32);
            let (language, name) = (self.languages[next], self.sources.get(id).name().to_owned());
            for include in includes_of(language, self.sources.get(id)) {
                let found = include.candidates(&name).iter().any(|path| self.bring_in(path, &include, id, host));
                // A relative path leads to one place only, whatever the machine.
                let elsewhere = include.from_working_directory || include.path.starts_with('/') || include.folder;
                if !found && !elsewhere && self.paths[next].is_some() {
                    self.missing.push((id, include.at));
                }
            }
            next += 1;
        }
    }

    /// Reads the file or the files in the folder at `path` that `reader` brings in by `include`. `false` if there is nothing.
    fn bring_in(&mut self, path: &str, include: &Include, reader: FileId, host: &dyn Host) -> bool {
        let mut paths = vec![path.to_owned()];
        if include.folder {
            let Ok(Some(Listing { files: mut names, .. })) = host.list(path) else { return false };
            names.sort();
            names.retain(|name| in_include_dir(name));
            paths = names.into_iter().map(|name| tidy(&format!("{path}/{name}"))).collect();
        }
        let mut found = false;
        for path in paths {
            if self.names.contains(&path) {
                found = true;
            } else if let Some(source) = host.read(&path).ok().and_then(|bytes| Source::new(path.as_str(), bytes).ok()) {
                self.push(source, Some(path), self.languages[reader.0 as usize]);
                self.readers.pop();
                self.readers.push(Some(reader));
                found = true;
            }
        }
        found
    }

    /// Whether something that was given could not be read.
    pub(super) fn failed(&self) -> bool {
        self.unchecked.iter().any(|file| file.unreadable)
    }

    /// Says on standard error what was given and not read, for verbs whose output is no report.
    pub(super) fn tell_unchecked(&self, host: &mut dyn Host) -> std::io::Result<()> {
        for file in &self.unchecked {
            writeln!(host.stderr(), "{}: {}", file.path, file.reason)?;
        }
        Ok(())
    }

    fn file(&mut self, path: &str, host: &dyn Host) {
        let name = path.rsplit('/').next().unwrap_or(path);
        if PATRONI.contains(&name) && self.kinds.of(path).is_none() {
            self.pass_over(path, "files of Patroni are not checked");
        } else {
            self.add(path, Some(path.to_owned()), host.read(path));
        }
    }

    /// The files that a folder stands for.
    fn folder(&mut self, path: &str, listing: Listing, settings: &Settings, host: &dyn Host) {
        let before = self.sources.len() + self.unchecked.len();
        let hosts: Vec<&str> = settings.config.hosts.iter().map(|host| host.name.as_str()).collect();
        let walk = folder::walk(path, listing, &|path| settings.excludes(path, host), &hosts, host);
        for found in walk.files {
            if found.if_haproxy && self.kinds.of(&found.path).is_none() && !reads_like_haproxy(&found.path, host) {
                continue;
            }
            let next = self.folders.len();
            self.file(&found.path, host);
            if let Some(folder) = self.folders.get_mut(next) {
                *folder = found.host;
            }
        }
        for (folder, error) in walk.faults {
            self.unreadable(&folder, &error.to_string());
        }
        if self.sources.len() + self.unchecked.len() == before {
            self.pass_over(path, "no file in this folder has the name of a configuration");
        }
    }

    fn add(&mut self, name: &str, path: Option<String>, bytes: std::io::Result<Vec<u8>>) {
        match bytes.map(|bytes| Source::new(name, bytes)) {
            Ok(Ok(source)) => {
                let language = self.kinds.of(name).unwrap_or_else(|| Language::of(name, source.text()));
                self.push(source, path, language);
            }
            Ok(Err(error)) => self.unreadable(name, &error.to_string()),
            Err(error) => self.unreadable(name, &error.to_string()),
        }
    }

    fn push(&mut self, source: Source, path: Option<String>, language: Language) {
        self.names.insert(tidy(source.name()));
        self.sources.add(source);
        self.paths.push(path);
        self.languages.push(language);
        self.folders.push(None);
        self.readers.push(None);
    }

    fn unreadable(&mut self, path: &str, reason: &str) {
        self.unchecked.push(Unchecked { path: path.to_owned(), reason: reason.to_owned(), unreadable: true });
    }

    fn pass_over(&mut self, path: &str, reason: &str) {
        self.unchecked.push(Unchecked { path: path.to_owned(), reason: reason.to_owned(), unreadable: false });
    }
}

/// Whether the file at `path` reads like HAProxy's. One that cannot be read may be: it is told then.
fn reads_like_haproxy(path: &str, host: &dyn Host) -> bool {
    host.read(path).map_or(true, |bytes| Language::by_text(&String::from_utf8_lossy(&bytes)) == Some(Language::Haproxy))
}

/// The languages that `--kind` names: of all files, or of one.
#[derive(Debug, Default)]
struct Kinds {
    all: Option<Language>,
    by_path: Vec<(String, Language)>,
}

impl Kinds {
    fn parse(given: &[String]) -> Result<Self, CliError> {
        let mut kinds = Self::default();
        for text in given {
            let (name, path) = text.split_once('=').map_or((text.as_str(), None), |(name, path)| (name, Some(path)));
            let language = Language::ALL.into_iter().find(|language| language.as_str() == name).ok_or_else(|| {
                let names = Language::ALL.map(Language::as_str).join(", ");
                CliError::Usage(format!("`--kind {text}`: `{name}` is not one of {names}"))
            })?;
            match path {
                Some(path) => kinds.by_path.push((path.to_owned(), language)),
                None => kinds.all = Some(language),
            }
        }
        Ok(kinds)
    }

    fn of(&self, path: &str) -> Option<Language> {
        self.by_path.iter().rev().find(|(named, _)| named == path).map(|(_, language)| *language).or(self.all)
    }
}
