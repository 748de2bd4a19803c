//! A file of certificates lacks what HAProxy needs of it.
//!
//! What `crt` names must hold a certificate, and its private key, unless that is in a file of its own beside it (`site.pem.key`); what
//! `ca-file` or `crl-file` name, a certificate or a list of revoked ones. HAProxy refuses the file otherwise. Whether the certificates
//! themselves are good is not looked at, and nothing is without `--root`.
//!
//! ```haproxy bad machine
//! frontend web
//!     mode http
//!     bind :8443 ssl crt /etc/haproxy/public.pem ca-file /etc/haproxy/known.lst verify required
//!                        ^^^^^^^^^^^^^^^^^^^^^^^ there is no private key in `/etc/haproxy/public.pem`, nor is there `/etc/haproxy/public.pem.key`
//!                                                        ^^^^^^^^^^^^^^^^^^^^^^ `/etc/haproxy/known.lst` holds no certificate
//!     timeout client 1m
//! ```
//! ```haproxy good machine
//! frontend web
//!     mode http
//!     bind :8443 ssl crt /etc/haproxy/site.pem
//!     timeout client 1m
//! ```

use memchr::memmem::find;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::files::NamedFile;
use crate::product::haproxy::machine::{Entry, Machine};
use crate::product::haproxy::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP082",
    name: "unusable-file",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// How blocks of a PEM file begin.
const CERTIFICATES: [&str; 3] = ["-----BEGIN CERTIFICATE-----", "-----BEGIN X509 CERTIFICATE-----", "-----BEGIN TRUSTED CERTIFICATE-----"];
const REVOKED: &str = "-----BEGIN X509 CRL-----";
const KEY: &str = "PRIVATE KEY-----";

fn check(model: &Model<'_>, report: &mut Report) {
    let machine = &*model.target.machine;
    let other_name = model.globals().any(|directive| directive.keyword() == "ssl-load-extra-del-ext");
    let files = model.named_files().into_iter().filter(|file| ["certificate", "key", "ca"].iter().any(|block| file.wants(block)));
    for file in files.filter(|file| file.entry(machine) == Entry::File) {
        let Some(bytes) = machine.read(&file.path) else { continue };
        if let Some(message) = fault(&file, &bytes, other_name, machine) {
            let finding = report.find(file.at, message);
            finding.section(file.directive.section().label()).help("it must be in PEM form: blocks that begin with `-----BEGIN`");
        }
    }
}

fn fault(file: &NamedFile<'_, '_>, bytes: &[u8], other_name: bool, machine: &dyn Machine) -> Option<String> {
    let path = &file.path;
    let holds = |block: &str| find(bytes, block.as_bytes()).is_some();
    let certified = CERTIFICATES.iter().any(|block| holds(block)) || file.wants("ca") && holds(REVOKED);
    if !certified {
        return Some(format!("`{path}` holds no certificate"));
    }
    if !file.wants("key") || holds(KEY) {
        return None;
    }
    let mut keys = vec![format!("{path}.key")];
    if let Some((stem, _)) = path.rsplit_once('.').filter(|_| other_name) {
        keys.push(format!("{stem}.key"));
    }
    let missing = keys.iter().all(|key| machine.entry(key) == Entry::Missing);
    missing.then(|| format!("there is no private key in `{path}`, nor is there `{path}.key`"))
}
