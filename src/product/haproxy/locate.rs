//! Where servers and listeners are, read from their lines.

use super::address::{self, Address, Family, Item, Port};
use super::model::{DirectiveRef, Model, Proxy, Server};
use super::value::atoi;
use crate::schema::AddrFlags;

/// What may stand in the address of a server, as `proxy.tsv` says.
const SERVER: AddrFlags = AddrFlags(
    AddrFlags::RESOLVE.0 | AddrFlags::PORT_OK.0 | AddrFlags::PORT_OFS.0 | AddrFlags::STREAM.0 | AddrFlags::XPRT.0 | AddrFlags::CONNECT.0,
);
/// What may stand behind `bind`.
const LISTENER: AddrFlags = AddrFlags(
    AddrFlags::RESOLVE.0
        | AddrFlags::PORT_OK.0
        | AddrFlags::PORT_MAND.0
        | AddrFlags::PORT_RANGE.0
        | AddrFlags::SOCKET_FD.0
        | AddrFlags::STREAM.0
        | AddrFlags::XPRT.0,
);
/// What may stand behind `addr` of a server or of a step of a check.
const TARGET: AddrFlags = AddrFlags(AddrFlags::RESOLVE.0 | AddrFlags::PORT_OK.0 | AddrFlags::STREAM.0 | AddrFlags::CONNECT.0);

/// The address of `server`; `None` if it is not known or not an address.
#[must_use]
pub fn server_address<'s>(model: &Model<'s>, proxy: &Proxy<'s>, server: &Server<'s>) -> Option<Address<'s>> {
    let directive = model.directive(proxy, server.directive);
    known(model, directive, usize::from(server.address), SERVER)
}

/// Whether the address of `server` begins with a prefix that names its family or transport, or is no address of the Internet.
#[must_use]
pub fn is_special<'s>(model: &Model<'s>, proxy: &Proxy<'s>, server: &Server<'s>) -> bool {
    let directive = model.directive(proxy, server.directive);
    let at = usize::from(server.address);
    directive.is_opaque(at) || memchr::memchr3(b'@', b'/', b'$', directive.word(at).as_bytes()).is_some()
}

/// The addresses of a `bind` line; `None` if they are not known or no addresses.
#[must_use]
pub fn listener_addresses<'s>(model: &Model<'s>, directive: DirectiveRef<'_, 's>) -> Option<Vec<Item<'s>>> {
    if directive.len() < 2 || directive.is_opaque(1) {
        return None;
    }
    let items = address::parse_list(directive.word(1), LISTENER, model.target.version).ok()?;
    (!items.iter().any(|item| item.address.family == Family::Undecided)).then_some(items)
}

/// The address at word `at` of a line, as `addr` takes it; `None` if it is not known or not an address.
#[must_use]
pub fn target_address<'s>(model: &Model<'s>, directive: DirectiveRef<'_, 's>, at: usize) -> Option<Address<'s>> {
    known(model, directive, at, TARGET)
}

fn known<'s>(model: &Model<'s>, directive: DirectiveRef<'_, 's>, at: usize, flags: AddrFlags) -> Option<Address<'s>> {
    if at >= directive.len() || directive.is_opaque(at) {
        return None;
    }
    address::parse(directive.word(at), flags, model.target.version).ok().filter(|address| address.family != Family::Undecided)
}

impl Address<'_> {
    /// Whether it is of the Internet, and not a socket of this machine.
    #[must_use]
    pub const fn is_internet(&self) -> bool {
        matches!(self.family, Family::Ip | Family::Ip4 | Family::Ip6)
    }

    /// The port, if it is one that HAProxy can connect to whatever the client's is.
    #[must_use]
    pub const fn fixed_port(&self) -> Option<u16> {
        match self.port {
            Port::Fixed(port) if port != 0 => Some(port),
            _ => None,
        }
    }
}

/// Where the checks of `server` find their port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckPort {
    /// At the server: `port`, `addr`, or the service itself.
    Known,
    /// Nowhere, unless the steps of the check name one.
    Missing,
    /// The text does not tell, or there is no port because the server is a local socket.
    Undecided,
}

/// Looks for the port of the checks of `server`, as `srv_check_healthcheck_port()` of `src/check.c` does.
#[must_use]
pub fn check_port<'s>(model: &Model<'s>, proxy: &Proxy<'s>, server: &Server<'s>) -> CheckPort {
    if let Some(port) = model.server_option(proxy, server, "port") {
        if port.directive.is_opaque(usize::from(port.option.at) + 1) {
            return CheckPort::Undecided;
        }
        if atoi(port.argument(0)) > 0 {
            return CheckPort::Known;
        }
    }
    let Some(service) = server_address(model, proxy, server) else {
        return CheckPort::Undecided;
    };
    let checked = match model.server_option(proxy, server, "addr") {
        Some(option) => match target_address(model, option.directive, usize::from(option.option.at) + 1) {
            None => return CheckPort::Undecided,
            Some(address) => Some(address),
        },
        None => None,
    };
    let place = checked.as_ref().unwrap_or(&service);
    if !place.is_internet() || place.needs_resolution() {
        return CheckPort::Undecided;
    }
    let found = checked.and_then(|address| address.fixed_port()).or_else(|| service.fixed_port());
    if found.is_some() { CheckPort::Known } else { CheckPort::Missing }
}
