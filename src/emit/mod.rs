//! Emit: one file per output, all over the same [`Run`].
//!
//! A new output is one file with a `write` function and one row in the table of [`Format`]. Outputs are pure: they get bytes to
//! write into, and whether there is colour and how wide the terminal is; they look at no environment, clock or disk. Reports know
//! [`crate::text`] and [`crate::lint`], and no product: what a file is and which program reads it stands in [`CheckedFile`].
//! Some outputs are no reports: [`mod@cfg`] writes a normalised haproxy.cfg, [`settings`] the files of the other programs, [`export`] the tree
//! and the model as JSON, [`graph`] pictures of the stack.
//!
//! Whatever comes from a checked file is shown so that it cannot disturb a terminal (see [`crate::text::printable`]).

pub mod cfg;
mod concise;
mod contract;
pub mod export;
mod fingerprint;
mod footer;
mod full;
mod github;
mod gitlab;
pub mod graph;
mod json;
mod jsonl;
mod junit;
mod parts;
mod place;
mod run;
mod sarif;
pub mod settings;

use std::fmt;
use std::io;
use std::str::FromStr;

use crate::config::Problem;
use crate::text::Source;

#[cfg(feature = "cli")]
pub(crate) use footer::counted;
pub use run::{CheckedFile, FileKind, Run, Summary, Tool, Unchecked};

/// How a report for people looks. Outputs for programs do not depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Whether text is coloured with ANSI escapes.
    pub color: bool,
    /// Whether snippets are drawn with box characters; ASCII otherwise.
    pub unicode: bool,
    /// Columns at which text is wrapped.
    pub width: usize,
    /// Whether reports for people end in a footer that says what was checked.
    pub footer: bool,
}

impl Default for Options {
    /// No colour, box characters, 100 columns, a footer.
    fn default() -> Self {
        Self { color: false, unicode: true, width: 100, footer: true }
    }
}

type Emitter = fn(&Run<'_>, Options, &mut dyn io::Write) -> io::Result<()>;

/// The table of outputs: documentation, variant, name on the command line, function.
macro_rules! formats {
    ($($(#[$doc:meta])* $variant:ident $name:literal $write:path;)*) => {
        /// An output.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Format {
            $($(#[$doc])* $variant,)*
        }

        impl Format {
            /// All outputs.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its name on the command line.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            const fn emitter(self) -> Emitter {
                match self {
                    $(Self::$variant => $write,)*
                }
            }
        }
    };
}

formats! {
    /// Findings with the text around them, for people.
    Full "full" full::write;
    /// One line per finding: `path:line:column: level[rule] message`; columns count bytes.
    Concise "concise" concise::write;
    /// The report as one JSON object; its schema is `schema/report.schema.json`.
    Json "json" json::write;
    /// One finding per line as JSON, and a last line with the files and the summary.
    Jsonl "jsonl" jsonl::write;
    /// SARIF 2.1.0, for code scanning services and editors.
    Sarif "sarif" sarif::write;
    /// Workflow commands that GitHub Actions shows as annotations.
    Github "github" github::write;
    /// A GitLab Code Quality report.
    Gitlab "gitlab" gitlab::write;
    /// JUnit XML, one suite per file.
    Junit "junit" junit::write;
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that is no output's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseFormatError {
    /// The name as given.
    pub name: String,
    /// The output that may have been meant.
    pub nearest: Option<&'static str>,
}

impl fmt::Display for ParseFormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no output is called `{}`", self.name)?;
        match self.nearest {
            Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ParseFormatError {}

impl FromStr for Format {
    type Err = ParseFormatError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|format| format.as_str() == name).ok_or_else(|| {
            let nearest = crate::text::nearest(name, Self::ALL.iter().map(|format| format.as_str()));
            ParseFormatError { name: name.to_owned(), nearest }
        })
    }
}

/// Writes the report on `run` to `out`. Many small writes are made: give it a buffer.
///
/// # Errors
/// Those of `out`.
pub fn write(format: Format, run: &Run<'_>, options: Options, out: &mut dyn io::Write) -> io::Result<()> {
    (format.emitter())(run, options, out)
}

/// Writes what is wrong with `source`, a `pglb-lint.toml`, as [`Format::Full`] writes findings.
///
/// # Errors
/// Those of `out`.
pub fn write_problems(source: &Source, problems: &[Problem], options: Options, out: &mut dyn io::Write) -> io::Result<()> {
    full::problems(source, problems, options, out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_output_is_found_by_its_name() {
        for format in Format::ALL {
            assert_eq!(format.as_str().parse(), Ok(*format));
        }
        assert_eq!("jsno".parse::<Format>().unwrap_err().to_string(), "no output is called `jsno`; did you mean `json`?");
    }
}
