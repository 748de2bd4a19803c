//! Addresses, as HAProxy's `str2sa_range()` (`src/tools.c`) reads them.
//!
//! An address is read from its text alone. What only the machine can tell, such as the address behind a host name or whether a
//! descriptor is open, is listed in [`Needs`] and never a fault.

mod fault;
mod host;
mod parse;
mod port;
#[cfg(test)]
mod tests;

use std::fmt::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::text::Span;

pub use fault::{AddressFault, AddressFaultKind};
pub use host::{IpFamily, literal};
pub(crate) use parse::LONGEST_PATH;
pub use parse::{Item, parse, parse_host, parse_list, parse_log_target};

/// What kind of endpoint an address names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// IPv4, by prefix or by the form of the host.
    Ip4,
    /// IPv6, by prefix or by the form of the host.
    Ip6,
    /// IPv4 or IPv6, as the host name will tell.
    Ip,
    /// A socket in the file system.
    Unix,
    /// A socket in Linux's abstract namespace, padded with zeros (`abns@`).
    Abstract,
    /// A socket in the abstract namespace whose name ends where it ends (`abnsz@`, 3.1).
    AbstractZero,
    /// An inherited file descriptor (`fd@`).
    Descriptor,
    /// An inherited pair of sockets (`sockpair@`).
    SocketPair,
    /// A server that connects to us (`rhttp@`, 2.9).
    ReverseHttp,
    /// A ring of the same configuration (`ring@`, log targets only).
    Ring,
    /// A backend of mode log (`backend@`, 2.9, log targets only).
    Backend,
    /// The environment decides: a `$` stands in the address.
    Undecided,
}

/// How data goes to the endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Transport {
    /// A stream: TCP or a stream socket.
    Stream,
    /// Datagrams: UDP or a datagram socket.
    Datagram,
    /// A stream over datagrams.
    Quic,
    /// Multipath TCP (3.1).
    Mptcp,
}

/// The part of an address that names the host, or what stands for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Host<'t> {
    /// All addresses of the family: `*` or nothing.
    Any(IpFamily),
    /// An IPv4 address.
    V4(Ipv4Addr),
    /// An IPv6 address.
    V6(Ipv6Addr),
    /// A name that has to be resolved.
    Name(&'t str),
    /// The path of a socket, the name of an abstract socket, ring, backend, or `backend/server` of reverse HTTP.
    Path(&'t str),
    /// The number of a descriptor.
    Descriptor(i32),
    /// The environment decides.
    Undecided,
}

impl Host<'_> {
    /// The IP address, where it is known.
    #[must_use]
    pub const fn ip(&self) -> Option<IpAddr> {
        match *self {
            Self::Any(IpFamily::V4) => Some(IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
            Self::Any(IpFamily::V6) => Some(IpAddr::V6(Ipv6Addr::UNSPECIFIED)),
            Self::V4(ip) => Some(IpAddr::V4(ip)),
            Self::V6(ip) => Some(IpAddr::V6(ip)),
            _ => None,
        }
    }
}

/// The port of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Port {
    /// No port is written.
    None,
    /// This port.
    Fixed(u16),
    /// The ports from the first to the last.
    Range(u16, u16),
    /// The port of the client plus this (`:+100`, `:-100`).
    Offset(i32),
}

/// What the text of an address does not decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[allow(clippy::struct_excessive_bools, reason = "the needs are independent of each other")]
pub struct Needs {
    /// A host name has to be resolved.
    pub resolution: bool,
    /// A descriptor has to be open, and of the right type.
    pub descriptor: bool,
    /// A variable of the environment has to be expanded, after which everything may be different.
    pub environment: bool,
    /// `expose-experimental-directives` has to stand before it.
    pub experimental: bool,
    /// HAProxy has to be built with this feature.
    pub feature: Option<&'static str>,
}

/// An address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Address<'t> {
    /// Its family.
    pub family: Family,
    /// How data goes there.
    pub transport: Transport,
    /// The host.
    pub host: Host<'t>,
    /// The port.
    pub port: Port,
    /// The bytes of the prefix with its `@` or `+`; empty if there is none.
    pub prefix_span: Span,
    /// The bytes of the host.
    pub host_span: Span,
    /// The bytes of the port without the colon; empty if there is none.
    pub port_span: Span,
    /// What the text does not decide.
    pub needs: Needs,
}

impl Address<'_> {
    /// Whether a host name has to be resolved.
    #[must_use]
    pub const fn needs_resolution(&self) -> bool {
        self.needs.resolution
    }

    /// Whether it names this machine alone: 127.0.0.0/8, `::1`, or `localhost`.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match self.host {
            Host::Name(name) => name.trim_end_matches('.').eq_ignore_ascii_case("localhost"),
            host => host.ip().is_some_and(|ip| ip.to_canonical().is_loopback()),
        }
    }

    /// Whether it names all addresses of the machine: `*`, nothing, 0.0.0.0 or `::`.
    #[must_use]
    pub fn is_wildcard(&self) -> bool {
        self.host.ip().is_some_and(|ip| ip.is_unspecified())
    }

    /// Whether it is reached by TCP, or by IP with a name that is not resolved yet: what `mailer` and `peer` want.
    #[must_use]
    pub fn is_tcp(&self) -> bool {
        self.transport == Transport::Stream && matches!(self.family, Family::Ip | Family::Ip4 | Family::Ip6 | Family::Undecided)
    }

    /// Whether the host is a name of digits and dots, such as `10.0.0.256`: most likely a mistyped address.
    #[must_use]
    pub fn is_misspelt_ip(&self) -> bool {
        matches!(self.host, Host::Name(name) if name.contains('.') && name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
    }

    /// First and last port, if ports are named.
    #[must_use]
    pub const fn ports(&self) -> Option<(u16, u16)> {
        match self.port {
            Port::Fixed(port) => Some((port, port)),
            Port::Range(first, last) => Some((first, last)),
            Port::None | Port::Offset(_) => None,
        }
    }

    /// A text that is equal for two addresses that mean the same endpoint, however they are written: `tcp 127.0.0.1:80` for
    /// `ipv4@127.0.0.1:80`. `None` if the environment decides. Names are compared without regard to case, and never to numbers.
    #[must_use]
    pub fn key(&self) -> Option<String> {
        let inet = if matches!(self.transport, Transport::Datagram | Transport::Quic) { "udp" } else { "tcp" };
        let mut key = match (self.family, self.host) {
            (Family::Undecided, _) | (_, Host::Undecided) => return None,
            (Family::Unix, Host::Path(path)) => format!("unix {path}"),
            (Family::Abstract, Host::Path(name)) => format!("abns {name}"),
            (Family::AbstractZero, Host::Path(name)) => format!("abnsz {name}"),
            (Family::ReverseHttp, Host::Path(name)) => format!("rhttp {name}"),
            (Family::Ring, Host::Path(name)) => format!("ring {name}"),
            (Family::Backend, Host::Path(name)) => format!("backend {name}"),
            (Family::SocketPair, Host::Descriptor(number)) => format!("sockpair {number}"),
            (_, Host::Descriptor(number)) => format!("fd {number}"),
            (_, Host::Name(name) | Host::Path(name)) => format!("{inet} {}", name.trim_end_matches('.').to_ascii_lowercase()),
            (_, host) => match host.ip() {
                Some(IpAddr::V6(ip)) => format!("{inet} [{ip}]"),
                Some(ip) => format!("{inet} {ip}"),
                None => return None,
            },
        };
        // Writing to a string cannot fail.
        let _ = match self.port {
            Port::None => Ok(()),
            Port::Fixed(port) => write!(key, ":{port}"),
            Port::Range(first, last) => write!(key, ":{first}-{last}"),
            Port::Offset(offset) => write!(key, ":{offset:+}"),
        };
        Some(key)
    }
}
