//! What a configuration says, as JSON: its files with sections, directives, words and comments, and the model made of them.
//!
//! The types are a contract: `schema/export.schema.json` is made from them, and a change that takes something away or gives it
//! another meaning is a new [`VERSION`]. Lines and columns count from 1, columns count bytes, `start` and `end` are byte offsets.
//! Secrets are replaced by [`MASK`] unless they are asked for; their spans stay.

mod files;
mod proxies;
mod stack;
mod view;

use std::io;

use serde::Serialize;

use crate::product::haproxy::model::Model;

pub use stack::{SettingsExport, export_settings};

/// Version of the contract.
pub const VERSION: u32 = 1;

/// What stands in place of a secret.
pub const MASK: &str = "********";

/// What is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// Whether passwords, keys and the like are shown.
    pub show_secrets: bool,
}

/// The configuration `model` was made of, and the model itself.
#[must_use]
pub fn export<'m>(model: &'m Model<'_>, options: Options) -> Export<'m> {
    let view = view::View { model, options };
    Export {
        version: VERSION,
        target: model.target.version.to_string(),
        secrets_shown: options.show_secrets,
        files: files::files(view),
        model: ModelExport { global: proxies::global(view), proxies: proxies::proxies(view), names: proxies::names(view) },
    }
}

impl Export<'_> {
    /// Writes it as one JSON object and a line feed.
    ///
    /// # Errors
    /// Whatever `out` answers.
    pub fn write(&self, out: &mut dyn io::Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        out.write_all(b"\n")
    }
}

/// A configuration of HAProxy.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Export<'m> {
    /// Version of this format.
    pub version: u32,
    /// The version of HAProxy that the files were read for.
    pub target: String,
    /// Whether secrets are shown; they read `********` otherwise.
    pub secrets_shown: bool,
    /// The files in load order.
    pub files: Vec<File<'m>>,
    /// What they come to together.
    pub model: ModelExport<'m>,
}

/// A range in a file.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Range {
    /// Line of its first byte, from 1.
    pub line: u32,
    /// Column of its first byte, from 1, in bytes.
    pub column: u32,
    /// Offset of its first byte in the file.
    pub start: u32,
    /// Offset behind its last byte.
    pub end: u32,
}

/// A range in one of the files.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Place<'m> {
    /// The file.
    pub path: &'m str,
    /// The range.
    #[serde(flatten)]
    pub range: Range,
}

/// A file as HAProxy reads it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct File<'m> {
    /// Its path as given.
    pub path: &'m str,
    /// Its sections in order; one without kind holds directives that stand in no section.
    pub sections: Vec<Section<'m>>,
    /// Its comments in order.
    pub comments: Vec<Comment<'m>>,
    /// Lines that conditional blocks leave out.
    pub skipped: Vec<Lines>,
    /// What could not be read.
    pub faults: Vec<Fault>,
}

/// A section.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Section<'m> {
    /// The word that opens it, null for directives that stand in no section.
    pub kind: Option<&'m str>,
    /// Its name.
    pub name: Option<&'m str>,
    /// Its first line.
    pub header: Option<Directive<'m>>,
    /// The lines below.
    pub directives: Vec<Directive<'m>>,
}

/// A line that means something.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Directive<'m> {
    /// `no` or `default` in front of the keyword.
    pub prefix: Option<&'static str>,
    /// Its first word behind the prefix, null if it comes from a variable that is not known.
    pub keyword: Option<&'m str>,
    /// The keyword by which it is known, null if it is not.
    pub row: Option<&'static str>,
    /// The first word behind it that is a keyword too, such as `client` of `timeout client`.
    pub sub: Option<&'static str>,
    /// Number of the word `if` or `unless` at which its condition starts, from 0.
    pub condition: Option<u16>,
    /// Whether all of its words fit the keyword.
    pub sound: bool,
    /// Whether a list from the environment makes the number of words uncertain.
    pub open_ended: bool,
    /// Its words, the keyword first, prefix excluded.
    pub words: Vec<Word<'m>>,
    /// Where its words stand, prefix excluded.
    #[serde(flatten)]
    pub range: Range,
}

/// A word.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Word<'m> {
    /// What HAProxy reads: without quotes, escapes and variables. Null if a variable is not known, `********` if it is a secret.
    pub value: Option<&'m str>,
    /// How it is written, where that differs from the value.
    pub written: Option<&'m str>,
    /// Whether quotes or backslashes stand in it.
    pub quoted: bool,
    /// Whether it is a secret.
    pub secret: bool,
    /// Where it stands.
    #[serde(flatten)]
    pub range: Range,
}

/// A comment.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Comment<'m> {
    /// Its text, `#` included; `# ********` if a secret may stand in it.
    pub text: &'m str,
    /// Whether words stand before it on its line.
    pub trailing: bool,
    /// The line it speaks of: its own if it is trailing, else the next one with words. Null if there is none.
    pub of_line: Option<u32>,
    /// Where it stands.
    #[serde(flatten)]
    pub range: Range,
}

/// Consecutive lines.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Lines {
    /// The first, from 1.
    pub first: u32,
    /// The last.
    pub last: u32,
}

/// Something that could not be read.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Fault {
    /// What is wrong.
    pub kind: &'static str,
    /// Where.
    #[serde(flatten)]
    pub range: Range,
}

/// What the files come to.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ModelExport<'m> {
    /// The settings of all `global` sections.
    pub global: Vec<Setting<'m>>,
    /// The `defaults`, `frontend`, `listen` and `backend` sections in order.
    pub proxies: Vec<Proxy<'m>>,
    /// All names that are defined or used, servers excepted, by kind and name.
    pub names: Vec<Name<'m>>,
}

/// A directive that is in force.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Setting<'m> {
    /// `no` or `default` in front of it.
    pub prefix: Option<&'static str>,
    /// Its keyword.
    pub keyword: &'static str,
    /// The keyword behind it, if there is one: `httplog` of `option httplog`.
    pub sub: Option<&'static str>,
    /// The words behind these. Null where a variable is not known, `********` for a secret.
    pub arguments: Vec<Option<&'m str>>,
    /// Where it comes from.
    #[serde(flatten)]
    pub origin: Origin<'m>,
}

/// Where something in force comes from.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Origin<'m> {
    /// The section it stands in, keyword and name.
    pub section: String,
    /// Whether that is another section than the one it is in force for.
    pub inherited: bool,
    /// Where it stands.
    #[serde(flatten)]
    pub place: Place<'m>,
}

/// A proxy section and what is in force in it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Proxy<'m> {
    /// `defaults`, `frontend`, `listen` or `backend`.
    pub kind: &'static str,
    /// Its name; empty for `defaults` without one.
    pub name: &'m str,
    /// Where the name stands, or the keyword if there is none.
    #[serde(flatten)]
    pub place: Place<'m>,
    /// The mode in force.
    pub mode: &'m str,
    /// Whether it is disabled.
    pub disabled: bool,
    /// The `defaults` section it inherits from.
    pub parent: Option<Parent<'m>>,
    /// The timeouts in force.
    pub timeouts: Vec<Timeout<'m>>,
    /// All other settings of which one is in force, that is the last one.
    pub settings: Vec<Setting<'m>>,
    /// Rules, checks, log targets and other directives of which any number is in force, in order; inherited ones first. Whether own
    /// ones replace inherited ones or add to them is up to the keyword.
    pub rules: Vec<Setting<'m>>,
    /// Its `bind` lines.
    pub listeners: Vec<Listener<'m>>,
    /// Its servers.
    pub servers: Vec<Server<'m>>,
    /// Its ACLs.
    pub acls: Vec<Acl<'m>>,
    /// Its `use_backend` rules.
    pub switches: Vec<Switch<'m>>,
    /// The `default_backend` in force.
    pub default_backend: Option<Target<'m>>,
    /// Names that its lines refer to.
    pub uses: Vec<Use<'m>>,
    /// Lines that refer to it.
    pub used_by: Vec<Use<'m>>,
}

/// The `defaults` section that a proxy inherits from.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Parent<'m> {
    /// Its name; empty if it has none.
    pub name: &'m str,
    /// Whether it is named by `from`; it is the last one above otherwise.
    pub explicit: bool,
    /// Where it stands.
    #[serde(flatten)]
    pub place: Place<'m>,
}

/// A timeout.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Timeout<'m> {
    /// Which one: `connect`, `client`, `server` and so on.
    pub name: &'static str,
    /// Its value as HAProxy reads it; milliseconds if no unit is given.
    pub value: Option<&'m str>,
    /// Where it comes from.
    #[serde(flatten)]
    pub origin: Origin<'m>,
}

/// A `bind` line.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Listener<'m> {
    /// Its addresses; null if they come from a variable that is not known.
    pub addresses: Option<Vec<&'m str>>,
    /// The words behind them.
    pub options: Vec<Setting<'m>>,
    /// Where the line stands.
    #[serde(flatten)]
    pub place: Place<'m>,
}

/// A `server` or `server-template` line.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Server<'m> {
    /// Its name, or the prefix of the names of a template.
    pub name: &'m str,
    /// The number or range of a template.
    pub template: Option<&'m str>,
    /// Its address; null if it comes from a variable that is not known.
    pub address: Option<&'m str>,
    /// The options in force: its own and those of `default-server` lines.
    pub options: Vec<Setting<'m>>,
    /// Where the line stands.
    #[serde(flatten)]
    pub place: Place<'m>,
}

/// An `acl` line.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Acl<'m> {
    /// Its name.
    pub name: &'m str,
    /// What it tests.
    pub arguments: Vec<Option<&'m str>>,
    /// Where the line stands.
    #[serde(flatten)]
    pub place: Place<'m>,
}

/// A `use_backend` line.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Switch<'m> {
    /// The backend, null if its name comes from a variable that is not known.
    pub backend: Option<&'m str>,
    /// Whether the name is computed for each connection or request.
    pub dynamic: bool,
    /// The condition, `if` or `unless` first; empty if there is none.
    pub condition: Vec<Option<&'m str>>,
    /// Where the line stands.
    #[serde(flatten)]
    pub place: Place<'m>,
}

/// What a directive names.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Target<'m> {
    /// The name.
    pub name: &'m str,
    /// Where it comes from.
    #[serde(flatten)]
    pub origin: Origin<'m>,
}

/// A use of a name.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Use<'m> {
    /// What the name stands for: `backend`, `userlist`, `resolvers` and so on.
    pub kind: &'static str,
    /// The name.
    pub name: &'m str,
    /// The keyword of the directive that uses it.
    pub keyword: &'static str,
    /// Where it is used.
    #[serde(flatten)]
    pub origin: Origin<'m>,
}

/// A name.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Name<'m> {
    /// What it stands for.
    pub kind: &'static str,
    /// The name.
    pub name: &'m str,
    /// Where it is defined.
    pub defined: Vec<Place<'m>>,
    /// Where it is used.
    pub used: Vec<Use<'m>>,
}

#[cfg(test)]
mod tests {
    use super::Export;

    const SHIPPED: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/schema/export.schema.json"));

    /// `PGLB_BLESS=1 cargo test --lib export` writes the schema anew.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test may renew the file")]
    fn the_shipped_schema_is_up_to_date() {
        let mut schema = serde_json::to_value(schemars::schema_for!(Export)).unwrap();
        schema["title"] = "pglb-lint export".into();
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        if std::env::var_os("PGLB_BLESS").is_some() {
            std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/schema/export.schema.json"), text).unwrap();
            return;
        }
        assert!(text == SHIPPED, "schema/export.schema.json is out of date; write it anew with: PGLB_BLESS=1 cargo test --lib export");
    }
}
