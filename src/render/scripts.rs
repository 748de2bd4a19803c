//! The scripts of a stack: the same on every host of every target. What differs stands in `node.env`.

use super::File;

/// A script: its name and its text.
type Script = (&'static str, &'static str);

macro_rules! scripts {
    ($folder:literal: $($name:literal),*) => {
        [$(($name, include_str!(concat!("../../templates/", $folder, "/", $name)))),*]
    };
}

/// What runs on a host of PostgreSQL.
pub(super) const NODE: [Script; 8] = scripts!("node": "agent", "common.sh", "fence", "init", "promote", "recover", "rejoin", "validate");
/// What starts and stops all hosts of one machine.
pub(super) const LOCAL: [Script; 5] = scripts!("local": "down", "rotate", "supervise", "switchover", "up");
/// What starts a service of a stack on one machine.
pub(super) const RUN: Script = scripts!("local": "run")[0];
/// What makes roles and databases.
pub(super) const SQL: [Script; 4] = scripts!("sql": "check.sql", "cluster.sql", "database.sql", "role.sql");

/// `scripts` as programs in `folder`.
pub(super) fn programs(folder: &str, scripts: &[Script]) -> Vec<File> {
    scripts.iter().map(|(name, text)| File::program(format!("{folder}/{name}"), *text)).collect()
}

/// `texts` in `folder`.
pub(super) fn texts(folder: &str, texts: &[Script]) -> Vec<File> {
    texts.iter().map(|(name, text)| File::public(format!("{folder}/{name}"), *text)).collect()
}
