//! The tables under `grammar/pgbouncer`.

use crate::schema::{ByVersion, Choice, Setting, Settings, Version};

type Tables = [(&'static str, &'static [Setting])];

static TABLES: &Tables = include!(concat!(env!("OUT_DIR"), "/pgbouncer_settings.rs"));

/// The settings of the section `[pgbouncer]`.
#[must_use]
pub fn main() -> Settings {
    table("pgbouncer")
}

/// The parameters of an entry in `[databases]`.
#[must_use]
pub fn databases() -> Settings {
    table("databases")
}

/// The parameters of an entry in `[users]`.
#[must_use]
pub fn users() -> Settings {
    table("users")
}

/// The parameters of an entry in `[peers]`.
#[must_use]
pub fn peers() -> Settings {
    table("peers")
}

fn table(name: &str) -> Settings {
    Settings(TABLES.iter().find(|(table, _)| *table == name).map_or(&[], |(_, settings)| settings))
}
