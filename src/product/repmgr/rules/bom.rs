//! The file starts with a byte order mark.
//!
//! repmgr takes the mark for a part of the first name, which it then does not know; the setting of the first line is lost.
//!
//! ```repmgr bad
//! ﻿node_id=1
//! ^^^ the first name starts with a byte order mark
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! ```
//! ```repmgr fixed
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::repmgr::model::{File, Model};
use crate::text::{Edit, Location, Span};

/// The rule.
pub static RULE: Rule =
    Rule { id: "RPM005", name: "bom", level: Level::Error, upstream: Upstream::Warns, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for line in file.assignments.iter().filter(|line| line.name_at.span.start == 0 && line.name.starts_with(MARK)) {
        let span = Span::new(0, MARK.len_utf8() as u32);
        report
            .find(Location::new(line.name_at.file, span), "the first name starts with a byte order mark")
            .help("save the file without it")
            .edit(Safety::Safe, Edit::delete(span));
    }
}

/// The byte order mark.
pub(super) const MARK: char = '\u{feff}';
