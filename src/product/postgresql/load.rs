//! Reads postgresql.conf and what it brings in, in the program's order.

use rustc_hash::FxHashSet;

use super::conf::{AUTO, Conf, Entry, Fault, Included, Inclusion};
use super::settings::setting;
use crate::product::include::may_include;
use crate::product::{Include, Input, Language};
use crate::schema::Version;
use crate::syntax::guc::{self, Statement};
use crate::text::{FileId, Location, Span};

/// The most levels of files that bring in each other.
const DEPTH: usize = 10;
/// How many files are read at most: a few that bring in each other over and over would keep us busy for ever.
const FILES: usize = 4096;

/// The configurations among the files of `input`.
pub(super) fn load(input: Input<'_>, version: Version) -> Vec<Conf<'_>> {
    let (autos, mains): (Vec<_>, Vec<_>) = input.roots(Language::Postgresql).partition(|(_, source)| base(source.name()) == AUTO);
    let mut alone: Vec<FileId> = autos.iter().map(|(file, _)| *file).collect();
    let mut confs = Vec::new();
    let mut read: FxHashSet<FileId> = FxHashSet::default();
    for (file, source) in mains {
        let mut loader = Loader::new(input, version, file, false);
        loader.file(file);
        let data = loader.conf.entries.iter().rev().find(|entry| entry.is("data_directory")).map(|entry| entry.text.text.clone());
        let own = [Some(folder(source.name()).to_owned()), data];
        if let Some((auto, _)) = autos.iter().find(|(_, auto)| own.iter().flatten().any(|own| same(folder(auto.name()), own))) {
            loader.auto = true;
            loader.file(*auto);
            alone.retain(|file| file != auto);
        }
        read.extend(&loader.read);
        confs.push(loader.conf);
    }
    for file in alone {
        let mut loader = Loader::new(input, version, file, true);
        loader.file(file);
        read.extend(&loader.read);
        confs.push(loader.conf);
    }
    // Files that bring in each other have no first one: it is taken to be the first that was given.
    for (file, _) in input.sources.iter() {
        if input.languages[file.0 as usize] == Language::Postgresql && !read.contains(&file) {
            let mut loader = Loader::new(input, version, file, false);
            loader.file(file);
            read.extend(&loader.read);
            confs.push(loader.conf);
        }
    }
    confs.iter_mut().for_each(Conf::settle);
    confs
}

/// The lines of `text` that bring in other files.
#[must_use]
pub fn includes(text: &str) -> Vec<Include> {
    if !may_include(text) {
        return Vec::new();
    }
    let tree = guc::parse(text);
    let includes = tree.lines.iter().filter_map(|line| match tree.statement(line) {
        Statement::Setting(setting) => {
            let how = How::of(&text[setting.name.range()])?;
            let path = guc::Value::of(text, setting.value).text;
            Some(Include { at: setting.name.start, path, folder: how == How::Folder, from_working_directory: false })
        }
        _ => None,
    });
    includes.filter(|include| !include.path.is_empty()).collect()
}

/// How a line brings in other files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// A file that has to be there.
    Needed,
    /// A file that may be there.
    IfThere,
    /// The files of a folder.
    Folder,
}

impl How {
    fn of(name: &str) -> Option<Self> {
        let names = [("include", Self::Needed), ("include_if_exists", Self::IfThere), ("include_dir", Self::Folder)];
        names.into_iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, how)| how)
    }
}

/// Reads the files of one configuration.
struct Loader<'s> {
    input: Input<'s>,
    conf: Conf<'s>,
    /// The files that are being read, the innermost last.
    path: Vec<FileId>,
    /// The files that were read.
    read: Vec<FileId>,
    /// Whether this is postgresql.auto.conf.
    auto: bool,
}

impl<'s> Loader<'s> {
    fn new(input: Input<'s>, version: Version, file: FileId, auto: bool) -> Self {
        let conf = Conf::empty(version, file, input.sources.get(file).name());
        Self { input, conf, path: Vec::new(), read: Vec::new(), auto }
    }

    fn file(&mut self, file: FileId) {
        self.path.push(file);
        self.read.push(file);
        let text = self.input.sources.get(file).text();
        let tree = guc::parse(text);
        let at = |span| Location { file, span };
        for line in &tree.lines {
            let end = tree.comment_of(line).map_or(line.span.end, |comment| comment.start);
            let whole = &text[line.span.start as usize..end as usize];
            let first = end - whole.trim_start().len() as u32;
            let last = first + whole.trim().len() as u32;
            match tree.statement(line) {
                Statement::Empty => {}
                Statement::Fault(token) => self.conf.faults.push(Fault {
                    at: at(token.map_or(Span::empty(last), |token| token.span)),
                    line: at(Span::new(first, last)),
                    token: token.map(|token| token.kind),
                }),
                Statement::Setting(setting) => match How::of(&text[setting.name.range()]) {
                    Some(how) => self.include(file, how, &setting, text),
                    None => self.setting(file, &setting),
                },
            }
        }
        self.path.pop();
    }

    fn setting(&mut self, file: FileId, line: &guc::Setting) {
        let text = self.input.sources.get(file).text();
        let name = &text[line.name.range()];
        self.conf.entries.push(Entry {
            name,
            name_at: Location { file, span: line.name },
            text: guc::Value::of(text, line.value),
            value: line.value,
            value_at: Location { file, span: line.value.span },
            known: setting(name, self.conf.version),
            held: None,
            auto: self.auto,
            next: None,
            dead: false,
        });
    }

    fn include(&mut self, file: FileId, how: How, line: &guc::Setting, text: &str) {
        let path = guc::Value::of(text, line.value).text;
        let files = self.input.includes.files(file, line.name.start);
        let outcome = match files {
            _ if path.trim().is_empty() => Included::EmptyPath,
            Some(files) if files.iter().any(|file| self.path.contains(file)) => Included::Recursion,
            Some(_) if self.path.len() > DEPTH => Included::TooDeep,
            Some(_) => Included::Here,
            None if how == How::IfThere => Included::Here,
            None => Included::Elsewhere,
        };
        self.conf.includes.push(Inclusion { at: Location { file, span: line.value.span }, outcome });
        if outcome == Included::Here && self.read.len() < FILES {
            for file in files.unwrap_or_default() {
                self.file(*file);
            }
        }
    }
}

fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn same(left: &str, right: &str) -> bool {
    left.trim_end_matches('/') == right.trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::product::Includes;
    use crate::text::{Source, Sources};

    /// The value of each of `names` in the first configuration of `files`.
    fn values(files: &[(&str, &str)], names: &[&str]) -> Vec<String> {
        let mut sources = Sources::new();
        for (name, text) in files {
            sources.add(Source::new(*name, text.as_bytes().to_vec()).unwrap());
        }
        let languages = vec![Language::Postgresql; files.len()];
        let includes = Includes::among(&sources, &languages);
        let confs = load(Input { sources: &sources, languages: &languages, includes: &includes }, Version::whole(17));
        names.iter().map(|name| confs[0].value(name).map(|value| value.shown()).unwrap_or_default()).collect()
    }

    #[test]
    fn later_lines_win_and_auto_conf_is_last() {
        let files = [
            ("d/postgresql.conf", "port = 1\nINCLUDE = 'a.conf'\nwork_mem = 4MB\ninclude_dir 'conf.d'\n"),
            ("d/a.conf", "port = 2\nwork_mem = 8MB\n"),
            ("d/conf.d/2.conf", "max_connections = 7\n"),
            ("d/conf.d/1.conf", "max_connections = 6\n"),
            ("d/postgresql.auto.conf", "hot_standby = 'off'\n"),
        ];
        assert_eq!(values(&files, &["port", "work_mem", "max_connections", "hot_standby"]), ["2", "4096", "7", "off"]);
    }

    #[test]
    fn auto_conf_is_found_by_the_data_directory() {
        let files = [
            ("etc/postgresql.conf", "data_directory = '/data'\nport = 1\n"),
            ("/data/postgresql.auto.conf", "port = 2\n"),
            ("other/postgresql.auto.conf", "port = 3\n"),
        ];
        assert_eq!(values(&files, &["port"]), ["2"]);
    }

    #[test]
    fn a_file_that_brings_itself_in_ends() {
        let files =
            [("postgresql.conf", "include 'a.conf'\nport = 1\n"), ("a.conf", "include 'postgresql.conf'\ninclude 'a.conf'\nport = 2\n")];
        assert_eq!(values(&files, &["port"]), ["1"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_loads(text in "(port|include|include_dir|work_mem|a.b|=|'|''|\\\\| |\n|#|1kB|é|\u{0}){0,30}") {
            let _ = values(&[("postgresql.conf", &text)], &["port"]);
        }
    }
}
