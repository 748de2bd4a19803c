//! What the files of PgBouncer, repmgr and PostgreSQL say, as JSON: their lines, and the values that the programs would hold.
//!
//! A contract like the export of a haproxy.cfg: `schema/settings-export.schema.json` is made from these types.

use std::io;

use serde::Serialize;

use super::{MASK, Options, Place, VERSION, view};
use crate::emit::parts::{PartKind, parts_of};
use crate::product::hba::{Address, File, Rule};
use crate::product::pgbouncer::model::Ini;
use crate::product::pgbouncer::userlist::{SecretKind, Userlist};
use crate::product::{Input, Language, secrets_of};
use crate::schema::{Effective, Origin, Version};
use crate::text::{FileId, Location, Source, Sources, Span};
use crate::topology::Stack;

/// The files of PgBouncer, repmgr and PostgreSQL in a run.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SettingsExport<'m> {
    /// Version of this format.
    pub version: u32,
    /// Whether secrets are shown; they read `********` otherwise.
    pub secrets_shown: bool,
    /// The files, those that others bring in among them.
    pub files: Vec<TextFile<'m>>,
    /// What each pgbouncer.ini comes to.
    pub pgbouncer: Vec<Pooler<'m>>,
    /// What each repmgr.conf comes to.
    pub repmgr: Vec<Holder<'m>>,
    /// What each postgresql.conf comes to.
    pub postgresql: Vec<Holder<'m>>,
    /// The users of each userlist.
    pub userlists: Vec<Users<'m>>,
    /// The rules of each hba file.
    pub hba: Vec<Rules<'m>>,
}

/// A file.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TextFile<'m> {
    /// Its path as given.
    pub path: &'m str,
    /// Its language, as `--kind` names it.
    pub language: &'static str,
    /// What stands on its lines.
    pub lines: Vec<TextLine>,
}

/// What stands on a line.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TextLine {
    /// What it is.
    pub kind: PartKind,
    /// Its words as written, quotes included.
    pub words: Vec<TextWord>,
    /// Its comment as written.
    pub comment: Option<String>,
    /// Its number, from 1.
    pub line: u32,
}

/// A word.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TextWord {
    /// The word as written.
    pub text: String,
    /// Offset of its first byte in the file.
    pub start: u32,
    /// Offset behind its last byte.
    pub end: u32,
}

/// A file with the values that its program would hold.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Holder<'m> {
    /// The path of the main file.
    pub path: &'m str,
    /// The version of the program.
    pub target: String,
    /// Every setting of that version.
    pub settings: Vec<HeldSetting<'m>>,
}

/// A setting.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct HeldSetting<'m> {
    /// Its name.
    pub name: String,
    /// Its value as the program itself shows it; null if it has none.
    pub value: Option<String>,
    /// Where the value stands; null if it is the default.
    pub place: Option<Place<'m>>,
    /// Whether it is a secret.
    pub secret: bool,
}

/// A pgbouncer.ini.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Pooler<'m> {
    /// Path, target and settings.
    #[serde(flatten)]
    pub held: Holder<'m>,
    /// The databases as `SHOW DATABASES` lists them.
    pub databases: Vec<Database<'m>>,
    /// The entries of all sections but `[pgbouncer]`, as written.
    pub entries: Vec<PoolerEntry<'m>>,
}

/// A database of a pgbouncer.ini.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Database<'m> {
    /// The name that clients ask for.
    pub name: &'m str,
    /// The host or hosts; null for the Unix socket.
    pub host: Option<&'m str>,
    /// The port.
    pub port: i32,
    /// The name of the database at the server.
    #[serde(rename = "database")]
    pub at_server: &'m str,
    /// The user that all clients become.
    pub force_user: Option<&'m str>,
    /// The size of its pools.
    pub pool_size: i32,
    /// The size that its pools keep.
    pub min_pool_size: i32,
    /// The connections that a pool may have above its size.
    pub reserve_pool_size: i32,
    /// Its own pool mode.
    pub pool_mode: Option<&'m str>,
    /// The bound on its connections to the server; 0 for none.
    pub max_connections: i32,
}

/// An entry of `[databases]`, `[users]` or `[peers]`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PoolerEntry<'m> {
    /// The section.
    pub section: &'static str,
    /// Its name.
    pub name: &'m str,
    /// Its parameters in order.
    pub parameters: Vec<Parameter>,
    /// Where the name stands.
    pub place: Place<'m>,
}

/// A parameter of a connection string.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Parameter {
    /// Its key.
    pub key: String,
    /// Its value, without quotes.
    pub value: String,
}

/// A userlist.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Users<'m> {
    /// Its path.
    pub path: &'m str,
    /// Its users in order.
    pub users: Vec<User<'m>>,
}

/// A user of a userlist.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct User<'m> {
    /// The name.
    pub name: String,
    /// What is stored: `empty`, `clear`, `md5` or `scram-sha-256`.
    pub secret_kind: &'static str,
    /// The secret, if secrets are shown.
    pub secret: Option<String>,
    /// Where the name stands.
    pub place: Place<'m>,
}

/// An hba file.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Rules<'m> {
    /// Its path.
    pub path: &'m str,
    /// Its rules in order; lines that cannot be read are left out.
    pub rules: Vec<HbaRule<'m>>,
}

/// A rule of an hba file.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct HbaRule<'m> {
    /// `local`, `host`, `hostssl` …
    pub kind: String,
    /// The databases as written, without quotes.
    pub databases: Vec<String>,
    /// The users as written, without quotes.
    pub users: Vec<String>,
    /// The address: `all`, `samehost`, `samenet`, a network or a name; null for connections by the Unix socket.
    pub address: Option<String>,
    /// The method.
    pub method: &'static str,
    /// The options behind it.
    pub options: Vec<Parameter>,
    /// Where it stands.
    pub place: Place<'m>,
}

/// What `stack`, made of the files of `input`, says of PgBouncer, repmgr and PostgreSQL.
#[must_use]
pub fn export_settings<'m>(stack: &'m Stack<'_>, input: Input<'m>, options: Options) -> SettingsExport<'m> {
    let view = View { sources: input.sources, options };
    let mut secrets: Vec<Location> = stack.pgbouncer.secrets();
    secrets.extend(stack.repmgr.secrets());
    secrets.extend(stack.postgresql.secrets());
    let others = input.sources.iter().filter(|(id, _)| input.languages[id.0 as usize] != Language::Haproxy);
    SettingsExport {
        version: VERSION,
        secrets_shown: options.show_secrets,
        files: others.map(|(id, source)| view.file(id, source, input.languages[id.0 as usize], &secrets)).collect(),
        pgbouncer: stack.pgbouncer.files.iter().map(|ini| view.pooler(ini)).collect(),
        repmgr: stack.repmgr.files.iter().map(|file| view.holder(file.id, file.version, file.settings(), Language::Repmgr)).collect(),
        postgresql: stack
            .postgresql
            .confs
            .iter()
            .map(|conf| view.holder(conf.file, conf.version, conf.settings(), Language::Postgresql))
            .collect(),
        userlists: stack.pgbouncer.userlists.iter().map(|list| view.users(list)).collect(),
        hba: stack.pgbouncer.hbas.iter().chain(&stack.postgresql.hbas).map(|file| view.rules(file)).collect(),
    }
}

impl SettingsExport<'_> {
    /// Writes it as one JSON object and a line feed.
    ///
    /// # Errors
    /// Whatever `out` answers.
    pub fn write(&self, out: &mut dyn io::Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        out.write_all(b"\n")
    }
}

/// The files as they are exported.
#[derive(Clone, Copy)]
struct View<'m> {
    sources: &'m Sources,
    options: Options,
}

impl<'m> View<'m> {
    fn place(self, at: Location) -> Place<'m> {
        let source = self.sources.get(at.file);
        Place { path: source.name(), range: view::range(source, at.span) }
    }

    fn file(self, id: FileId, source: &'m Source, language: Language, secrets: &[Location]) -> TextFile<'m> {
        let mut hidden: Vec<Span> = secrets.iter().filter(|secret| secret.file == id).map(|secret| secret.span).collect();
        hidden.extend(secrets_of(language, source.text()));
        hidden.sort_unstable();
        let shown = |span: Span| if self.options.show_secrets { source.slice(span).to_owned() } else { masked(source, span, &hidden) };
        let line = |part: crate::emit::parts::Part| TextLine {
            kind: part.kind,
            words: part.words.iter().map(|word| TextWord { text: shown(*word), start: word.start, end: word.end }).collect(),
            comment: part.comment.map(|comment| shown(comment).trim_end().to_owned()),
            line: part.line + 1,
        };
        TextFile { path: source.name(), language: language.as_str(), lines: parts_of(source, language).into_iter().map(line).collect() }
    }

    fn holder(self, id: FileId, target: Version, settings: Vec<Effective>, language: Language) -> Holder<'m> {
        let settings = settings
            .into_iter()
            .map(|setting| HeldSetting {
                value: setting.value.map(|value| self.value(value, setting.secret, language)),
                place: match setting.origin {
                    Origin::Default => None,
                    Origin::File(at) => Some(self.place(at)),
                },
                name: setting.name,
                secret: setting.secret,
            })
            .collect();
        Holder { path: self.sources.get(id).name(), target: target.to_string(), settings }
    }

    /// `value` without its secrets.
    fn value(self, value: String, secret: bool, language: Language) -> String {
        match () {
            () if self.options.show_secrets => value,
            () if secret => MASK.to_owned(),
            () => {
                let hidden = secrets_of(language, &value);
                mask(&value, Span::new(0, value.len() as u32), &hidden)
            }
        }
    }

    fn pooler(self, ini: &'m Ini<'_>) -> Pooler<'m> {
        let database = |shown: crate::product::pgbouncer::ShownDatabase<'m>| Database {
            name: shown.name,
            host: shown.host,
            port: shown.port,
            at_server: shown.database,
            force_user: shown.force_user,
            pool_size: shown.pool_size,
            min_pool_size: shown.min_pool_size,
            reserve_pool_size: shown.reserve_pool_size,
            pool_mode: shown.pool_mode,
            max_connections: shown.max_connections,
        };
        let entries = ini.entries().map(|entry| PoolerEntry {
            section: entry.kind.name(),
            name: entry.name,
            parameters: entry
                .params
                .iter()
                .map(|param| {
                    let secret = param.row.is_none_or(|row| row.has("secret"));
                    Parameter { key: param.key.to_owned(), value: self.value(param.value.to_string(), secret, Language::Pgbouncer) }
                })
                .collect(),
            place: self.place(entry.name_at),
        });
        Pooler {
            held: self.holder(ini.file, ini.version, ini.effective(), Language::Pgbouncer),
            databases: ini.shown_databases().into_iter().map(database).collect(),
            entries: entries.collect(),
        }
    }

    fn users(self, list: &'m Userlist<'_>) -> Users<'m> {
        let users = list.users.iter().map(|user| User {
            name: user.name.to_string(),
            secret_kind: match user.kind {
                SecretKind::Empty => "empty",
                SecretKind::Clear => "clear",
                SecretKind::Md5 => "md5",
                SecretKind::Scram => "scram-sha-256",
            },
            secret: self.options.show_secrets.then(|| user.secret().into_owned()),
            place: self.place(user.name_at),
        });
        Users { path: self.sources.get(list.id).name(), users: users.collect() }
    }

    fn rules(self, file: &'m File<'_>) -> Rules<'m> {
        Rules { path: self.sources.get(file.id).name(), rules: file.rules.iter().map(|rule| self.rule(rule)).collect() }
    }

    fn rule(self, rule: &'m Rule<'_>) -> HbaRule<'m> {
        let address = self.sources.get(rule.address_at.file).slice(rule.address_at.span);
        let options = rule.options.iter().map(|option| {
            let secret = ["passwd", "secrets"].iter().any(|part| option.name.contains(part));
            Parameter { key: option.name.to_string(), value: self.value(option.value.to_string(), secret, Language::Hba) }
        });
        HbaRule {
            kind: rule.kind.text.to_string(),
            databases: rule.databases.iter().map(|name| name.word.text.to_string()).collect(),
            users: rule.users.iter().map(|name| name.word.text.to_string()).collect(),
            address: (rule.address != Address::Local).then(|| address.to_owned()),
            method: rule.method.name,
            options: options.collect(),
            place: self.place(rule.at),
        }
    }
}

/// The text of `span` in `source` with [`MASK`] for each of `hidden` in it.
fn masked(source: &Source, span: Span, hidden: &[Span]) -> String {
    mask(source.text(), span, hidden)
}

/// The text of `span` in `text` with [`MASK`] for each of `hidden`, which are in order, in it.
fn mask(text: &str, span: Span, hidden: &[Span]) -> String {
    let mut shown = String::new();
    let mut from = span.start;
    let start = hidden.partition_point(|secret| secret.end <= span.start);
    for secret in hidden[start..].iter().take_while(|secret| secret.start < span.end).filter(|secret| !secret.is_empty()) {
        if secret.start >= from {
            shown.push_str(text.get(from as usize..secret.start as usize).unwrap_or_default());
            shown.push_str(MASK);
        } else if secret.end > from && shown.is_empty() {
            shown.push_str(MASK);
        }
        from = from.max(secret.end.min(span.end));
    }
    shown.push_str(text.get(from as usize..span.end as usize).unwrap_or_default());
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/schema/settings-export.schema.json"));

    #[test]
    fn secrets_are_cut_out() {
        let hidden = [Span::new(2, 4), Span::new(3, 4), Span::new(6, 9)];
        assert_eq!(mask("ab12cd345e", Span::new(0, 10), &hidden), "ab********cd********e");
        assert_eq!(mask("ab12cd345e", Span::new(7, 9), &hidden), "********");
        assert_eq!(mask("ab12cd345e", Span::new(4, 6), &hidden), "cd");
    }

    /// `PGLB_BLESS=1 cargo test --lib export` writes the schema anew.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test may renew the file")]
    fn the_shipped_schema_is_up_to_date() {
        let mut schema = serde_json::to_value(schemars::schema_for!(SettingsExport)).unwrap();
        schema["title"] = "pglb-lint export of settings".into();
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        if std::env::var_os("PGLB_BLESS").is_some() {
            std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/schema/settings-export.schema.json"), text).unwrap();
            return;
        }
        assert!(
            text == SHIPPED,
            "schema/settings-export.schema.json is out of date; write it anew with: PGLB_BLESS=1 cargo test --lib export"
        );
    }
}
