//! What was rendered into a folder: by it a later run knows which files are its own and which somebody has changed since.

use std::collections::BTreeMap;
use std::hash::Hasher;

use serde::{Deserialize, Serialize};

use crate::text::Fnv;

/// The file, in the rendered folder.
pub const PATH: &str = ".pglb/rendered.json";
/// The file with the secrets, in the rendered folder.
pub const SECRETS: &str = ".pglb/secrets.json";
/// The file with the passwords of all users for libpq, in the rendered folder.
pub const PASSWORDS: &str = ".pglb/pgpass";

/// Version of the file.
const VERSION: u32 = 1;

/// The files of a rendered folder, each with marks of the texts that it may have: while a run writes, the old and the new one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    version: u32,
    /// For whom.
    pub target: String,
    files: BTreeMap<String, Vec<String>>,
}

impl Manifest {
    /// No files yet.
    #[must_use]
    pub fn new(target: &str) -> Self {
        Self { version: VERSION, target: target.to_owned(), files: BTreeMap::new() }
    }

    /// The manifest that `text` is.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let manifest: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if manifest.version == VERSION { Ok(manifest) } else { Err(format!("version {} is not known", manifest.version)) }
    }

    /// Its text.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Notes that the file at `path` may have `text`.
    pub fn note(&mut self, path: &str, text: &[u8]) {
        let mark = mark(text);
        let marks = self.files.entry(path.to_owned()).or_default();
        if !marks.contains(&mark) {
            marks.push(mark);
        }
    }

    /// Whether `text` of the file at `path` is as it was written.
    #[must_use]
    pub fn wrote(&self, path: &str, text: &[u8]) -> bool {
        self.files.get(path).is_some_and(|marks| marks.contains(&mark(text)))
    }

    /// The files that it knows.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }
}

/// A mark of `text`: not against somebody who means ill, but against a file that was changed by hand.
fn mark(text: &[u8]) -> String {
    let mut hasher = Fnv::default();
    hasher.write(text);
    format!("{:016x}", hasher.finish())
}
