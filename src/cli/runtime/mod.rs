//! A rendered stack that runs on this machine: what is asked of it, how it is started and stopped.

pub(super) mod down;
mod services;
mod state;
pub(super) mod status;
pub(super) mod up;
mod view;

use super::args::StackArgs;
use super::rendered::Folder;
use super::{CliError, Command, Host, render};
use crate::render::{Description, Layout, Place, Plan, Target, placed};

/// The folder of a stack unless one is named: beside the working directory's files, by the name of the stack.
fn default_folder(description: &Description) -> String {
    format!("{}-stack", description.name)
}

/// A stack with its folder.
struct Runtime {
    /// Where the description is.
    path: String,
    description: Description,
    target: &'static Target,
    place: Place,
}

impl Runtime {
    /// The stack that `args` name, for the target `local`.
    fn open(args: &StackArgs, host: &dyn Host) -> Result<Self, CliError> {
        let target = Target::named("local").ok_or_else(|| CliError::Usage("there is no target `local`".to_owned()))?;
        let description = placed(&render::description(&args.stack, target, host)?, target);
        let path = args.output.clone().unwrap_or_else(|| default_folder(&description));
        let place = Place { folder: Folder::open(&path, host)?.path, user: render::os_user(host)? };
        Ok(Self { path: args.stack.clone(), description, target, place })
    }

    fn plan(&self) -> Plan<'_> {
        Plan::new(&self.description)
    }

    /// Where things are on the host `name`.
    fn layout(&self, plan: &Plan<'_>, name: &str) -> Layout {
        self.target.layout(plan, &self.place, name)
    }

    /// The path of the file `name` in the folder.
    fn at(&self, name: &str) -> String {
        format!("{}/{name}", self.place.folder)
    }

    /// A `psql` that asks `conninfo` for `sql`, with the passwords of the folder.
    fn psql(&self, plan: &Plan<'_>, conninfo: &str, words: &[&str], sql: &str) -> Command {
        let bindir = self.layout(plan, crate::render::names::BALANCER).pg_bindir;
        let mut all = vec!["-XAtqw", "-d", conninfo, "-c", sql];
        all.extend(words);
        Command::new(format!("{bindir}/psql"), all)
            .with("PGPASSFILE", self.at(crate::render::manifest::PASSWORDS))
            .with("PGCONNECT_TIMEOUT", "2")
    }
}
