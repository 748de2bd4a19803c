//! What a running PgBouncer shows of its configuration.

use rustc_hash::FxHashMap;

use super::ini::{Entry, Held, Ini};
use super::number::{general, held_seconds};
use super::tables;
use crate::schema::{Effective, Origin};

/// A database as `SHOW DATABASES` lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownDatabase<'i> {
    /// The name that clients ask for.
    pub name: &'i str,
    /// The host or hosts; none for the Unix socket.
    pub host: Option<&'i str>,
    /// The port.
    pub port: i32,
    /// The database at the server.
    pub database: &'i str,
    /// The user that all clients become.
    pub force_user: Option<&'i str>,
    /// The size of its pools.
    pub pool_size: i32,
    /// The size that its pools keep.
    pub min_pool_size: i32,
    /// The connections that a pool may have above its size.
    pub reserve_pool_size: i32,
    /// The pool mode, if it has one of its own.
    pub pool_mode: Option<&'static str>,
    /// The bound on its connections to the server; 0 for none.
    pub max_connections: i32,
}

impl Ini<'_> {
    /// Every setting with the value that `SHOW CONFIG` shows.
    #[must_use]
    pub fn effective(&self) -> Vec<Effective> {
        let shown = |row: &'static crate::schema::Setting| {
            let given = self.given(row.name);
            let value = match self.held(row.name) {
                Some(held) => Some(show(held)),
                // A number is 0 as long as nothing sets it.
                None => matches!(row.kind, "int" | "bool").then(|| "0".to_owned()),
            };
            let origin = given.map_or(Origin::Default, |setting| Origin::File(setting.value_at));
            Effective { name: row.name.to_owned(), value, origin, secret: row.has("secret") }
        };
        tables::main().known(self.version).map(shown).collect()
    }

    /// The databases in the order of their names, as `SHOW DATABASES` lists them, the console left out. The fallback `*` is none.
    #[must_use]
    pub fn shown_databases(&self) -> Vec<ShownDatabase<'_>> {
        // PgBouncer cannot forget the user of an earlier entry.
        let replaced = self.databases.iter().filter(|entry| entry.replaced_by.is_some());
        let forced: FxHashMap<&str, &str> = replaced.filter_map(|entry| Some((entry.name, entry.get("user")?))).collect();
        let named = self.live_databases().filter(|entry| !entry.is_fallback());
        let mut shown: Vec<_> = named.map(|entry| self.shown_database(entry, forced.get(entry.name).copied())).collect();
        shown.sort_by_key(|database| database.name);
        shown
    }

    /// `entry` as `SHOW DATABASES` lists it; `forced` is the user that an earlier entry of the same name gave it.
    #[must_use]
    pub fn shown_database<'i>(&'i self, entry: &'i Entry<'_>, forced: Option<&'i str>) -> ShownDatabase<'i> {
        // A negative number means the setting of the main section.
        let own = |keys: &[&str]| {
            let param = entry.params.iter().rev().find(|param| keys.contains(&param.key));
            param.map(super::ini::Param::number).filter(|number| *number >= 0)
        };
        let or = |keys: &[&str], general: &str| own(keys).unwrap_or_else(|| self.int(general));
        ShownDatabase {
            name: entry.name,
            host: entry.get("host"),
            port: entry.port(),
            database: entry.dbname(),
            force_user: entry.get("user").or(forced),
            pool_size: or(&["pool_size"], "default_pool_size"),
            min_pool_size: or(&["min_pool_size"], "min_pool_size"),
            reserve_pool_size: or(&["reserve_pool", "reserve_pool_size"], "reserve_pool_size"),
            pool_mode: entry.param("pool_mode").and_then(|param| {
                let choice = param.row?.values.iter().find(|choice| choice.name.eq_ignore_ascii_case(&param.value));
                choice.map(|choice| choice.name)
            }),
            // Here 0 means the setting of the main section, too.
            max_connections: own(&["max_db_connections"]).filter(|most| *most > 0).unwrap_or_else(|| self.int("max_db_connections")),
        }
    }
}

/// A value as PgBouncer prints it.
fn show(held: Held<'_>) -> String {
    match held {
        Held::Int(value, _) => value.to_string(),
        Held::Uint(value) => value.to_string(),
        Held::Time(seconds) => general(held_seconds(seconds)),
        Held::Word(word) => word.to_owned(),
        Held::Text(text) => text.to_owned(),
    }
}
