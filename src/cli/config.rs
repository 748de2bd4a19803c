//! Finds and reads the `pglb-lint.toml` that holds for a run.

use std::io;

use super::args::ConfigArgs;
use super::{CliError, Color, Host, Stream};
use crate::config::{Config, FILE_NAME, Paths, Problem};
use crate::emit::{Options, write_problems};
use crate::product::tidy;
use crate::text::{FileId, Source};
use crate::topology::hostmap::HostMap;

/// The settings of a run.
#[derive(Debug, Default)]
pub(super) struct Settings {
    /// What the file says; nothing if there is none.
    pub(super) config: Config,
    file: Option<File>,
    excluded: Paths,
}

/// The file that settings come from.
#[derive(Debug)]
struct File {
    source: Source,
    /// The absolute path of its folder.
    folder: String,
    color: Color,
}

impl Settings {
    /// The settings that `args` name, or that are found in the folder of the first of `paths`, or above it. For standard input that is the
    /// working directory.
    pub(super) fn load(args: &ConfigArgs, paths: &[String], color: Color, host: &dyn Host) -> Result<Self, CliError> {
        if args.no_config {
            return Ok(Self::default());
        }
        let found = match &args.config {
            Some(path) => Some((path.clone(), host.read(path).map_err(|error| cannot_read(path, &error))?)),
            None => find(paths.first().map(String::as_str), host)?,
        };
        let Some((path, bytes)) = found else { return Ok(Self::default()) };
        let absolute = host.absolute(&path).map_err(|error| cannot_read(&path, &error))?;
        let source = Source::new(path, bytes).map_err(|error| CliError::System(error.to_string()))?;
        let file = File { source, folder: folder_of(&tidy(&absolute)), color };
        match Config::from_source(&file.source) {
            Ok(config) => Ok(Self { excluded: Paths::with_names(&file.folder, &config.exclude), config, file: Some(file) }),
            Err(problems) => Err(file.error(&problems, host)),
        }
    }

    /// The path of the file that they come from, if there is one.
    pub(super) fn path(&self) -> Option<&str> {
        self.file.as_ref().map(|file| file.source.name())
    }

    /// Whether the file or folder at `path` is left out when a folder is read.
    pub(super) fn excludes(&self, path: &str, host: &dyn Host) -> bool {
        !self.config.exclude.is_empty() && host.absolute(path).is_ok_and(|path| self.excluded.names(&tidy(&path)))
    }

    /// The hosts with those of `files` that stand on them.
    pub(super) fn host_map(&self, files: &[(FileId, String)], host: &dyn Host) -> Result<HostMap, CliError> {
        let Some(file) = self.file.as_ref().filter(|_| !self.config.hosts.is_empty()) else { return Ok(HostMap::default()) };
        let absolute = |(id, path): &(FileId, String)| Some((*id, tidy(&host.absolute(path).ok()?)));
        let files: Vec<(FileId, String)> = files.iter().filter_map(absolute).collect();
        self.config.host_map(&file.folder, &files).map_err(|problems| file.error(&problems, host))
    }
}

impl File {
    /// The report on `problems`.
    fn error(&self, problems: &[Problem], host: &dyn Host) -> CliError {
        let color = host.color(self.color, Stream::Err);
        let options = Options { color, width: host.width(), ..Options::default() };
        let mut text = Vec::new();
        match write_problems(&self.source, problems, options, &mut text) {
            Ok(()) => CliError::Config(String::from_utf8_lossy(&text).into_owned(), problems.len()),
            Err(error) => error.into(),
        }
    }
}

fn cannot_read(path: &str, error: &io::Error) -> CliError {
    CliError::System(format!("cannot read {path}: {error}"))
}

/// The first `pglb-lint.toml` in the folder of `path` and those above it, with what it holds.
fn find(path: Option<&str>, host: &dyn Host) -> Result<Option<(String, Vec<u8>)>, CliError> {
    let start = match path {
        None | Some("-") => ".",
        Some(path) => path,
    };
    let own = |error| cannot_read(start, &error);
    let absolute = tidy(&host.absolute(start).map_err(own)?);
    let here = tidy(&host.absolute(".").map_err(own)?);
    let is_folder = matches!(host.list(start), Ok(Some(_)));
    let mut folder = if is_folder { absolute } else { folder_of(&absolute) };
    loop {
        let path = format!("{}/{FILE_NAME}", folder.trim_end_matches('/'));
        match host.read(&path) {
            Ok(bytes) => return Ok(Some((shown(&path, &here), bytes))),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
            Err(error) => return Err(cannot_read(&path, &error)),
        }
        if folder == "/" {
            return Ok(None);
        }
        folder = folder_of(&folder);
    }
}

/// The folder that `path`, which is absolute, is in; the root's is itself.
fn folder_of(path: &str) -> String {
    match path.rsplit_once('/') {
        None | Some(("", _)) => "/".to_owned(),
        Some((folder, _)) => folder.to_owned(),
    }
}

/// `path` from the folder `here` on, if it is below that.
fn shown(path: &str, here: &str) -> String {
    path.strip_prefix(here).and_then(|rest| rest.strip_prefix('/')).unwrap_or(path).to_owned()
}
