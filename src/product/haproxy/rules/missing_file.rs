//! A file that the configuration names is not on the machine.
//!
//! HAProxy opens such files while it reads the configuration, and refuses it when one is missing, or is a folder where a file is needed. A
//! missing file of statistics or of the state of servers is only warned about. Files are looked for with `--root` alone; relative names
//! only where `default-path` says in which folder they are.
//!
//! ```haproxy bad machine
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     errorfile 503 /etc/haproxy/503.http
//!                   ^^^^^^^^^^^^^^^^^^^^^ there is no file `/etc/haproxy/503.http`
//!     acl known src -f /etc/haproxy
//!                      ^^^^^^^^^^^^ `/etc/haproxy` is a folder, and a file is needed
//!     http-request deny if known
//! ```
//! ```haproxy good machine
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     acl known src -f /etc/haproxy/known.lst
//!     http-request deny if known
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::files::NamedFile;
use crate::product::haproxy::machine::{Entry, Machine};
use crate::product::haproxy::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP081",
    name: "missing-file",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// What may stand behind the name of a certificate that is kept in several files, one for each kind of key.
const BUNDLE: [&str; 3] = ["rsa", "ecdsa", "dsa"];

fn check(model: &Model<'_>, report: &mut Report) {
    let machine = &*model.target.machine;
    for file in model.named_files() {
        let path = &file.path;
        let message = match file.entry(machine) {
            Entry::Missing if is_bundle(&file, machine) => continue,
            Entry::Missing if file.wants("folder") => format!("there is no folder `{path}`"),
            Entry::Missing => format!("there is no file `{path}`"),
            Entry::Folder if file.wants("file") => format!("`{path}` is a folder, and a file is needed"),
            Entry::File if file.wants("folder") => format!("`{path}` is a file, and a folder is needed"),
            _ => continue,
        };
        let finding = report.find(file.at, message);
        finding.section(file.directive.section().label()).help("put it there, or write where it is");
        if file.wants("warn") {
            finding.level(Level::Warning).upstream(Upstream::Warns);
        }
    }
}

/// Whether the certificate is there in parts.
fn is_bundle(file: &NamedFile<'_, '_>, machine: &dyn Machine) -> bool {
    file.wants("certificate") && BUNDLE.iter().any(|kind| machine.entry(&format!("{}.{kind}", file.path)) != Entry::Missing)
}
