//! What a stack is rendered for. A new target is one file with a [`Target`] and a row in [`TARGETS`].

mod compose;
mod hosts;
mod local;

use std::net::Ipv4Addr;

use super::plan::Plan;
use super::secrets::Secrets;
use super::{Description, File, Place};
use crate::render::layout::{Layout, Ports};

/// Writes files about the files that are there.
type Index = fn(plan: &Plan<'_>, files: &[File]) -> Vec<File>;

/// What a stack is rendered for.
pub struct Target {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is, in a line.
    pub summary: &'static str,
    /// The places on the host `name`.
    pub(super) places: fn(plan: &Plan<'_>, place: &Place, name: &str) -> Layout,
    /// The files that only this target has.
    pub(super) extra: fn(plan: &Plan<'_>, place: &Place, secrets: &Secrets) -> Vec<File>,
    /// Files about the files that are there: lists of them, for those who bring them to their hosts.
    pub(super) index: Option<Index>,
    /// Where a file that is at the absolute `path` on the host `name` stands in the rendered folder.
    pub(super) stands: fn(place: &Place, name: &str, path: &str) -> String,
    /// Whether all hosts are one machine, which has loopback addresses for them.
    pub one_machine: bool,
    /// The network of the hosts if the addresses in the description are of no use here: loopback addresses between several hosts, others on one.
    pub network: Option<Ipv4Addr>,
}

/// All targets.
pub static TARGETS: [&Target; 3] = [&local::TARGET, &hosts::TARGET, &compose::TARGET];

impl Target {
    /// Whether the addresses of `description` serve here.
    #[must_use]
    pub fn takes_addresses(&self, description: &Description) -> bool {
        let voters = description.voters().map(|(_, address)| address);
        std::iter::once(description.balancer.address).chain(voters).all(|address| address.is_loopback() == self.one_machine)
    }

    /// The target called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        TARGETS.into_iter().find(|target| target.name == name)
    }

    /// Where things are on the host `name`.
    #[must_use]
    pub fn layout(&self, plan: &Plan<'_>, place: &Place, name: &str) -> Layout {
        (self.places)(plan, place, name)
    }

    /// What to say if the folder at `place` lies too deep: the path of a socket in it is longer than programs take.
    #[must_use]
    pub fn too_deep(&self, plan: &Plan<'_>, place: &Place) -> Option<String> {
        let ports = Ports { pooler: plan.description.pooler.port, server: plan.description.server.port };
        let sockets = plan.hosts().flat_map(|(name, _)| self.layout(plan, place, name).sockets(ports));
        let (path, longest) = sockets.max_by_key(|(path, longest)| path.len().saturating_sub(*longest))?;
        let over = path.len().checked_sub(longest + 1)? + 1;
        let bytes = if over == 1 { "byte" } else { "bytes" };
        Some(format!(
            "the path of the folder is {over} {bytes} too long: that of the socket {path} may have {longest} and has {}",
            path.len()
        ))
    }
}
