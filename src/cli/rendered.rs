//! Writes rendered files into a folder, and keeps what it has written apart from what somebody else has.

use std::io;

use super::{CliError, Host};
use crate::render::manifest::{Manifest, PATH, SECRETS};
use crate::render::{Access, File, Plan, Secrets};
use crate::text::printable;

/// A folder that files are rendered into.
pub(super) struct Folder<'h> {
    /// Its absolute path.
    pub(super) path: String,
    host: &'h dyn Host,
    manifest: Option<Manifest>,
}

/// What becomes of the files of a folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    /// Files that are new or other than before.
    pub(super) written: Vec<String>,
    /// Files that are as they were.
    pub(super) same: usize,
    /// Files of an earlier run that are not rendered any more.
    pub(super) removed: Vec<String>,
    /// Files that somebody else wrote, or changed.
    pub(super) foreign: Vec<String>,
}

impl<'h> Folder<'h> {
    /// The folder at `path`, which need not be there yet.
    pub(super) fn open(path: &str, host: &'h dyn Host) -> Result<Self, CliError> {
        let path = crate::product::tidy(&host.absolute(path).map_err(|error| CliError::System(format!("cannot find {path}: {error}")))?);
        if path.contains(|c: char| c.is_whitespace() || c.is_control() || "'\"\\;#$:,%".contains(c)) {
            let message =
                format!("the folder {} cannot be used: blanks, quotes and signs in it mean something in the files", printable(&path));
            return Err(CliError::Usage(message));
        }
        let mut folder = Self { path, host, manifest: None };
        if let Some(text) = folder.read(PATH)? {
            let manifest = Manifest::parse(&String::from_utf8_lossy(&text));
            folder.manifest = Some(manifest.map_err(|error| CliError::System(format!("{} is broken: {error}", folder.at(PATH))))?);
        }
        Ok(folder)
    }

    /// The absolute path of the file `name` in it.
    pub(super) fn at(&self, name: &str) -> String {
        format!("{}/{name}", self.path)
    }

    /// The bytes of the file `name` in it, if there is one.
    pub(super) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, CliError> {
        match self.host.read(&self.at(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(CliError::System(format!("cannot read {}: {error}", self.at(name)))),
        }
    }

    /// The secrets of `plan`: those that are kept here, and new ones for whoever has none.
    pub(super) fn secrets(&self, plan: &Plan<'_>) -> Result<Secrets, CliError> {
        let mut secrets = match self.read(SECRETS)? {
            None => Secrets::default(),
            Some(text) => Secrets::parse(&String::from_utf8_lossy(&text))
                .map_err(|error| CliError::System(format!("{} is broken: {error}", self.at(SECRETS))))?,
        };
        secrets.complete(plan, || self.host.new_secret()).map_err(|error| CliError::System(format!("cannot make a secret: {error}")))?;
        Ok(secrets)
    }

    /// What writing `files` would change.
    pub(super) fn changes(&self, files: &[File]) -> Result<Changes, CliError> {
        let mut changes = Changes::default();
        let wrote = |name: &str, text: &[u8]| self.manifest.as_ref().is_some_and(|manifest| manifest.wrote(name, text));
        for file in files {
            match self.read(&file.path)? {
                Some(old) if old == file.text.as_bytes() => changes.same += 1,
                Some(old) if !wrote(&file.path, &old) => changes.foreign.push(file.path.clone()),
                _ => changes.written.push(file.path.clone()),
            }
        }
        let old = self.manifest.iter().flat_map(Manifest::paths);
        for name in old.filter(|name| files.iter().all(|file| file.path != **name)) {
            if self.read(name)?.is_some_and(|text| wrote(name, &text)) {
                changes.removed.push(name.to_owned());
            }
        }
        Ok(changes)
    }

    /// Writes `files` and `secrets`, and removes what `changes` says. At any moment every file is either the old or the new one, and the manifest
    /// knows both.
    pub(super) fn write(&mut self, files: &[File], secrets: &Secrets, changes: &Changes, target: &str) -> Result<(), CliError> {
        let put = |name: &str, bytes: &[u8], access: Access| {
            let path = self.at(name);
            self.host.write_as(&path, bytes, access.mode()).map_err(|error| CliError::System(format!("cannot write {path}: {error}")))
        };
        put(SECRETS, secrets.to_text().as_bytes(), Access::Secret)?;
        let mut both = self.manifest.clone().unwrap_or_else(|| Manifest::new(target));
        let mut new = Manifest::new(target);
        for file in files {
            both.note(&file.path, file.text.as_bytes());
            new.note(&file.path, file.text.as_bytes());
        }
        put(PATH, both.to_text().as_bytes(), Access::Public)?;
        for file in files {
            // A file that is the same is written too: its bits may be other than they should.
            put(&file.path, file.text.as_bytes(), file.access)?;
        }
        for name in &changes.removed {
            let path = self.at(name);
            self.host.remove(&path).map_err(|error| CliError::System(format!("cannot remove {path}: {error}")))?;
        }
        put(PATH, new.to_text().as_bytes(), Access::Public)?;
        self.manifest = Some(new);
        Ok(())
    }
}
