//! Which options of a server are in force: those of its line, of the `default-server` lines above it, and inherited ones.

use super::{DirectiveRef, Model, OptionRef, Proxy, Server};
use crate::product::haproxy::facts::OptionUse;
use crate::schema::Flags;

impl<'s> Model<'s> {
    /// The option `name` that is in force for `server`: on its line, or on a `default-server` line above or inherited.
    /// A later `no-name` takes it away.
    #[must_use]
    pub fn server_option<'m>(&'m self, proxy: &'m Proxy<'s>, server: &Server<'s>, name: &str) -> Option<OptionRef<'m, 's>> {
        if server.options & name_bit(name) == 0 {
            return None;
        }
        let own = self.directive(proxy, server.directive);
        let above = proxy.default_servers[..server.defaults].iter().rev().map(|&index| self.directive(proxy, index));
        if let Some(said) = decide(own, name, true).or_else(|| above.into_iter().find_map(|line| decide(line, name, false))) {
            return said.option();
        }
        for parent in self.chain(proxy).skip(1) {
            let lines = parent.default_servers.iter().rev().map(|&index| self.directive(parent, index));
            if let Some(said) = lines.into_iter().find_map(|line| decide(line, name, false)) {
                return said.option();
            }
        }
        None
    }

    /// All options that count for `server`, the one that was read last first: those of its line, then those of the `default-server`
    /// lines above it, then inherited ones. Words that have no effect on a `default-server` line are left out there.
    pub fn server_options<'m>(&'m self, proxy: &'m Proxy<'s>, server: &Server<'s>) -> impl Iterator<Item = OptionRef<'m, 's>> {
        let own = self.directive(proxy, server.directive);
        let above = proxy.default_servers[..server.defaults].iter().rev().map(|&index| self.directive(proxy, index));
        let inherited =
            self.chain(proxy).skip(1).flat_map(|parent| parent.default_servers.iter().rev().map(|&index| self.directive(parent, index)));
        std::iter::once(own).chain(above).chain(inherited).flat_map(move |directive| {
            let counts =
                move |option: &OptionRef<'m, 's>| directive.index == own.index || !option.option.row.flags.has(Flags::NO_DEFAULT_SERVER);
            directive.each_option().rev().filter(counts)
        })
    }
}

/// What a line says of an option of a server.
enum Said<'m, 's> {
    /// It is there.
    There(OptionRef<'m, 's>),
    /// `no-` before its name takes it away.
    Gone,
}

impl<'m, 's> Said<'m, 's> {
    fn option(self) -> Option<OptionRef<'m, 's>> {
        match self {
            Self::There(option) => Some(option),
            Self::Gone => None,
        }
    }
}

/// What `line` says of the option `name` of a server, if anything. On a `default-server` line (not `own`) words without effect there are
/// passed over.
fn decide<'m, 's>(line: DirectiveRef<'m, 's>, name: &str, own: bool) -> Option<Said<'m, 's>> {
    for option in line.options().iter().rev() {
        if !own && option.row.flags.has(Flags::NO_DEFAULT_SERVER) {
            continue;
        }
        if option.row.name == name {
            return Some(Said::There(OptionRef { directive: line, option: *option }));
        }
        if option.row.name.strip_prefix("no-") == Some(name) {
            return Some(Said::Gone);
        }
    }
    None
}

/// The bit that stands for `name` in a filter of names: a name whose bit is not set is surely not there.
fn name_bit(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let (first, last) = (bytes.first().copied().unwrap_or_default(), bytes.last().copied().unwrap_or_default());
    1 << ((usize::from(first) * 5 + usize::from(last) * 3 + bytes.len() * 7) % 64)
}

/// A filter of the names of `options`.
pub(super) fn names_of(options: &[OptionUse]) -> u64 {
    options.iter().fold(0, |names, option| names | name_bit(option.row.name))
}
