//! The table of settings.

use crate::schema::{Known, Setting, Settings, Version};

/// The tables under `grammar/postgresql`.
static TABLES: &[(&str, &[Setting])] = {
    use crate::schema::{ByVersion, Choice};
    include!(concat!(env!("OUT_DIR"), "/postgresql_settings.rs"))
};

/// The settings of postgresql.conf.
#[must_use]
pub fn settings() -> Settings {
    TABLES.iter().find(|(name, _)| *name == "postgresql").map_or(Settings(&[]), |(_, rows)| Settings(rows))
}

/// The setting called `name`, in any case, in `version`; that which another name stands for if it is an old one.
#[must_use]
pub fn setting(name: &str, version: Version) -> Known {
    match settings().look_up_any_case(name, version) {
        Known::Yes(row) if row.has("alias") => settings().look_up_any_case(row.instead, version),
        known => known,
    }
}
