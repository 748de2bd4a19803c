//! Render: from the description of a stack to the files of a stack that runs.
//!
//! ```text
//! stack.toml ─► Description ─► Plan ─────────► files of each host ─► fmt ─► lint
//!               read           plan   layout   files/, target/
//! ```
//!
//! [`Description`] is what somebody wants; [`Plan`] what follows from it (budgets, timers, majorities); a [`Layout`] where things are on a host,
//! which the [`Target`] decides; `files/` has one writer for each configuration. All of it is pure: the same description, place and
//! [`Secrets`] give the same bytes. Disk and randomness are the command line's affair.

pub mod check;
pub mod description;
pub mod facts;
mod files;
pub mod layout;
pub mod lift;
pub mod manifest;
pub mod names;
pub mod plan;
pub mod read;
pub mod repair;
#[cfg(test)]
mod schema;
mod scripts;
pub mod secrets;
pub mod target;
#[cfg(test)]
mod tests;
mod wire;
pub mod write;

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};

pub use description::Description;
pub use files::repmgr::conninfo;
pub use layout::Layout;
pub use plan::Plan;
pub use secrets::{Secret, Secrets};
pub use target::{TARGETS, Target};

use crate::emit;
use crate::product::Language;
use crate::text::Source;
use names::{BALANCER, REPMGR};

/// Where a stack is rendered to, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The absolute path of the folder.
    pub folder: String,
    /// The user of the system that PostgreSQL and PgBouncer run as.
    pub user: String,
}

/// A file that is rendered.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    /// Its path in the rendered folder.
    pub path: String,
    /// Its bytes.
    pub text: String,
    /// Who may do what with it.
    pub access: Access,
    /// The host it is for, and its language, if it is a configuration that can be checked.
    pub checked: Option<(String, Language)>,
}

/// Who may do what with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody may read it.
    Public,
    /// Everybody may run it.
    Program,
    /// Its owner alone may read it: it holds secrets.
    Secret,
}

impl Access {
    /// The bits of the file.
    #[must_use]
    pub const fn mode(self) -> u32 {
        match self {
            Self::Public => 0o644,
            Self::Program => 0o755,
            Self::Secret => 0o600,
        }
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File").field("path", &self.path).field("access", &self.access).finish_non_exhaustive()
    }
}

impl File {
    /// A file that everybody may read.
    #[must_use]
    pub fn public(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into(), access: Access::Public, checked: None }
    }

    /// A file that everybody may run.
    #[must_use]
    pub fn program(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { access: Access::Program, ..Self::public(path, text) }
    }

    /// A file that its owner alone may read.
    #[must_use]
    pub fn secret(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { access: Access::Secret, ..Self::public(path, text) }
    }

    /// As the configuration of `host` in `language`.
    fn of(mut self, host: &str, language: Language) -> Self {
        self.checked = Some((host.to_owned(), language));
        self
    }
}

/// A fault of the renderer itself: a text that it wrote has no normal form. Nothing is rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderError {
    /// The file.
    pub path: String,
    /// What the formatter said.
    pub message: String,
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} could not be brought into its normal form, a fault of pglb-lint: {}", self.path, self.message)
    }
}

impl std::error::Error for RenderError {}

/// The description as `target` takes it: on one machine every host has a loopback address; addresses that are loopback already are kept.
#[must_use]
pub fn placed(description: &Description, target: &Target) -> Description {
    let mut placed = description.clone();
    let mut all = std::iter::once(description.balancer.address).chain(description.voters().map(|(_, address)| address));
    if target.one_machine && !all.all(|address| address.is_loopback()) {
        let mut next = (10..).map(|last| IpAddr::V4(Ipv4Addr::new(127, 0, 0, last)));
        let addresses = std::iter::once(&mut placed.balancer.address)
            .chain(placed.nodes.iter_mut().map(|node| &mut node.address))
            .chain(placed.witness.iter_mut().map(|witness| &mut witness.address));
        for address in addresses {
            *address = next.next().unwrap_or(*address);
        }
    }
    placed
}

/// The files of `plan` for `target`, in the order of their paths.
///
/// # Errors
/// [`RenderError`]: a fault of the renderer.
pub fn render(plan: &Plan<'_>, target: &Target, place: &Place, secrets: &Secrets) -> Result<Vec<File>, RenderError> {
    let mut files = Vec::new();
    let stands = |host: &str, path: &str| (target.stands)(place, host, path);
    let layout = target.layout(plan, place, BALANCER);
    let haproxy = files::haproxy::text(plan, &layout);
    files.push(File::public(stands(BALANCER, &layout.haproxy_cfg), haproxy).of(BALANCER, Language::Haproxy));
    for voter in &plan.voters {
        let name = voter.name;
        let layout = target.layout(plan, place, name);
        let public = |path: &str, text: String, language| File::public(stands(name, path), text).of(name, language);
        files.push(public(&layout.postgresql_conf, files::postgresql::text(plan, &layout, voter), Language::Postgresql));
        files.push(public(&layout.pg_hba, files::hba::postgresql(plan, voter), Language::Hba));
        files.push(public(&layout.pg_ident, files::hba::ident(&layout, voter), Language::Ident));
        files.push(public(&layout.repmgr_conf, files::repmgr::text(plan, &layout, voter), Language::Repmgr));
        files.push(File::public(stands(name, &layout.node_env), files::node_env::text(plan, &layout, voter)));
        files.push(File::secret(stands(name, &layout.setup_sql), files::setup::text(plan, &layout, voter, secrets)));
        files.push(File::secret(stands(name, &layout.pgpass), secrets.pgpass(&[REPMGR])));
        if !voter.is_witness {
            files.push(public(&layout.pgbouncer_ini, files::pgbouncer::text(plan, &layout, voter), Language::Pgbouncer));
            files.push(public(&layout.pgbouncer_hba, files::hba::pgbouncer(plan), Language::PgbouncerHba));
            let userlist = File::secret(stands(name, &layout.userlist), files::userlist::text(plan, secrets));
            files.push(userlist.of(name, Language::Userlist));
        }
    }
    files.push(File::secret(manifest::PASSWORDS, secrets.pgpass_of_all()));
    files.extend((target.extra)(plan, place, secrets));
    for file in &mut files {
        if let Some((_, language)) = &file.checked {
            file.text = normal(&file.path, &file.text, *language)?;
        }
    }
    files.push(File::public(crate::config::FILE_NAME, settings(plan, &files)));
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

/// `text` in its normal form, if its language has one.
fn normal(path: &str, text: &str, language: Language) -> Result<String, RenderError> {
    let fault = |message: String| RenderError { path: path.to_owned(), message };
    let source = Source::new(path, text.as_bytes().to_vec()).map_err(|error| fault(error.to_string()))?;
    let bytes = match language {
        Language::Haproxy => {
            let tree = crate::syntax::haproxy::parse(source.text());
            emit::cfg::format(&source, &tree, emit::cfg::Options::default()).map_err(|error| fault(error.to_string()))?
        }
        Language::Pgbouncer | Language::Repmgr | Language::Postgresql => {
            emit::settings::format(&source, language).map_err(|error| fault(error.to_string()))?
        }
        _ => text.as_bytes().to_vec(),
    };
    String::from_utf8(bytes).map_err(|error| fault(error.to_string()))
}

/// The `pglb-lint.toml` by which the rendered folder is checked: versions, and which files stand on which host.
fn settings(plan: &Plan<'_>, files: &[File]) -> String {
    use fmt::Write;
    let mut text = String::from("# How pglb-lint checks this folder.\n\n[targets]\n");
    for program in crate::product::Program::ALL {
        let _ = writeln!(text, "{} = \"{}\"", program.as_str(), plan.description.versions.of(program));
    }
    for (name, address) in plan.hosts() {
        let own = files.iter().filter(|file| file.checked.as_ref().is_some_and(|(host, _)| host == name));
        let own: Vec<String> = own.map(|file| format!("\"{}\"", file.path)).collect();
        let _ = writeln!(text, "\n[hosts.{name}]\naddresses = [\"{address}\"]\nfiles = [{}]", own.join(", "));
    }
    text
}
