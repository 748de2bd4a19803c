//! Reads addresses.

use crate::product::haproxy::value::strtol;
use crate::schema::{AddrFlags, Version};
use crate::text::Span;

use super::fault::{AddressFault, AddressFaultKind};
use super::{Address, Family, Host, IpFamily, Needs, Port, Transport, host, port};

const V2_8: Version = Version::new(2, 8);
const V2_9: Version = Version::new(2, 9);
const V3_1: Version = Version::new(3, 1);
const V3_3: Version = Version::new(3, 3);

/// The longest path of a socket: 107 bytes, less what HAProxy needs for the name it has while it is being replaced.
pub(crate) const LONGEST_PATH: usize = 97;
/// The longest name of an abstract socket.
const LONGEST_NAME: usize = 107;

/// A prefix that says the transport alone; one of these may stand before one of [`FAMILIES`].
const TRANSPORTS: [(&str, Version, Transport); 3] =
    [("stream+", Version::MIN, Transport::Stream), ("dgram+", Version::MIN, Transport::Datagram), ("quic+", V2_8, Transport::Quic)];

/// A prefix that says the family and perhaps the transport.
struct Prefix {
    /// What is written.
    text: &'static str,
    /// How many of its bytes HAProxy looks at; a slip of its own lets `rht` pass for `rhttp@`.
    compared: usize,
    since: Version,
    family: Family,
    transport: Option<Transport>,
}

const fn prefix(text: &'static str, since: Version, family: Family, transport: Option<Transport>) -> Prefix {
    Prefix { text, compared: text.len(), since, family, transport }
}

const FAMILIES: [Prefix; 20] = [
    prefix("unix@", Version::MIN, Family::Unix, None),
    prefix("uxdg@", Version::MIN, Family::Unix, Some(Transport::Datagram)),
    prefix("uxst@", Version::MIN, Family::Unix, Some(Transport::Stream)),
    prefix("abns@", Version::MIN, Family::Abstract, None),
    Prefix { text: "abnsz@", compared: 5, since: V3_1, family: Family::AbstractZero, transport: None },
    prefix("ip@", Version::MIN, Family::Ip, None),
    prefix("ipv4@", Version::MIN, Family::Ip4, None),
    prefix("ipv6@", Version::MIN, Family::Ip6, None),
    prefix("tcp4@", Version::MIN, Family::Ip4, Some(Transport::Stream)),
    prefix("mptcp4@", V3_1, Family::Ip4, Some(Transport::Mptcp)),
    prefix("udp4@", Version::MIN, Family::Ip4, Some(Transport::Datagram)),
    prefix("tcp6@", Version::MIN, Family::Ip6, Some(Transport::Stream)),
    prefix("mptcp6@", V3_1, Family::Ip6, Some(Transport::Mptcp)),
    prefix("udp6@", Version::MIN, Family::Ip6, Some(Transport::Datagram)),
    prefix("tcp@", Version::MIN, Family::Ip, Some(Transport::Stream)),
    prefix("mptcp@", V3_1, Family::Ip, Some(Transport::Mptcp)),
    prefix("udp@", Version::MIN, Family::Ip, Some(Transport::Datagram)),
    prefix("quic4@", Version::MIN, Family::Ip4, Some(Transport::Quic)),
    prefix("quic6@", Version::MIN, Family::Ip6, Some(Transport::Quic)),
    Prefix { text: "rhttp@", compared: 3, since: V2_9, family: Family::ReverseHttp, transport: None },
];

/// Prefixes of descriptors, which all versions know.
const DESCRIPTORS: [(&str, Family); 2] = [("fd@", Family::Descriptor), ("sockpair@", Family::SocketPair)];

/// Reads an address where `flags` say what may stand there.
///
/// Some flags mean more than they say, because HAProxy's callers do: an address with offsets ([`AddrFlags::PORT_OFS`]) is that of a
/// server, whose host name is resolved later and may be any text, and which from 2.9 on may be a datagram address.
///
/// # Errors
///
/// What HAProxy refuses whatever the machine, its names and its environment are.
pub fn parse(text: &str, flags: AddrFlags, version: Version) -> Result<Address<'_>, AddressFault> {
    if text.is_empty() {
        return Err(AddressFault::new(AddressFaultKind::Empty, 0, 0, "the address is empty")
            .help("write an address, or check the variable that should hold it"));
    }
    if text.contains('$') {
        return Ok(undecided(text));
    }
    let flags = if flags.has(AddrFlags::PORT_OFS) && version >= V2_9 { without_connect(flags) } else { flags };
    read(text, flags, version).map_err(|fault| not_yet(text, version).unwrap_or(fault))
}

/// The flags of a server from 2.9 on: datagrams are taken, and whether it can be connected to is checked after reading.
fn without_connect(flags: AddrFlags) -> AddrFlags {
    AddrFlags((flags.0 | AddrFlags::DGRAM.0) & !AddrFlags::CONNECT.0)
}

fn undecided(text: &str) -> Address<'_> {
    let end = text.len() as u32;
    Address {
        family: Family::Undecided,
        transport: Transport::Stream,
        host: Host::Undecided,
        port: Port::None,
        prefix_span: Span::empty(0),
        host_span: Span::new(0, end),
        port_span: Span::empty(end),
        needs: Needs { environment: true, ..Needs::default() },
    }
}

fn read(text: &str, flags: AddrFlags, version: Version) -> Result<Address<'_>, AddressFault> {
    let datagram = flags.has(AddrFlags::DGRAM) && (!flags.has(AddrFlags::STREAM) || flags.has(AddrFlags::DEFAULT_DGRAM));
    let mut transport = if datagram { Transport::Datagram } else { Transport::Stream };
    let mut start = 0;
    let mut family = if text.starts_with('/') { Family::Unix } else { Family::Ip };
    // All prefixes begin with a letter.
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let named;
        (start, family, named) = read_prefix(text, version);
        transport = named.unwrap_or(transport);
    }
    let end = text.len();
    let mut address = Address {
        family,
        transport,
        host: Host::Path(&text[start..]),
        port: Port::None,
        prefix_span: Span::new(0, start as u32),
        host_span: Span::new(start as u32, end as u32),
        port_span: Span::empty(end as u32),
        needs: Needs::default(),
    };
    match family {
        Family::SocketPair | Family::Descriptor => read_descriptor(&mut address, &text[start..], start, flags)?,
        Family::Unix | Family::Abstract | Family::AbstractZero => check_path(&text[start..], start, family == Family::Unix)?,
        Family::ReverseHttp => address.needs.experimental = true,
        _ => read_ip(&mut address, text, start, flags, version)?,
    }
    check_transport(&mut address, text, flags, version)?;
    Ok(address)
}

/// The prefixes of `text`: their length, and the family and the transport they name.
fn read_prefix(text: &str, version: Version) -> (usize, Family, Option<Transport>) {
    let plus = TRANSPORTS.iter().find(|(plus, since, _)| text.starts_with(plus) && *since <= version);
    let (start, transport) = plus.map_or((0, None), |(plus, _, named)| (plus.len(), Some(*named)));
    let rest = &text[start..];
    if let Some((at, descriptor)) = DESCRIPTORS.iter().find(|(at, _)| rest.starts_with(at)) {
        return (start + at.len(), *descriptor, transport);
    }
    let Some(found) = FAMILIES.iter().find(|known| known.since <= version && rest.starts_with(&known.text[..known.compared])) else {
        return (start, if rest.starts_with('/') { Family::Unix } else { Family::Ip }, transport);
    };
    let mut end = text.len().min(start + found.text.len());
    // The byte behind a prefix that is not compared whole may lie inside a character.
    while !text.is_char_boundary(end) {
        end += 1;
    }
    (end, found.family, found.transport.or(transport))
}

fn read_descriptor(address: &mut Address<'_>, text: &str, start: usize, flags: AddrFlags) -> Result<(), AddressFault> {
    let end = start + text.len();
    let read = strtol(text, 10);
    let number = read.value as i32;
    if text.is_empty() || read.len < text.len() || number < 0 {
        let fault =
            AddressFault::new(AddressFaultKind::InvalidDescriptor, start, end, format!("`{text}` is not the number of a descriptor"));
        return Err(fault.help("write a whole number, such as `fd@3`"));
    }
    address.host = Host::Descriptor(number);
    let raw = address.family == Family::Descriptor && !flags.has(AddrFlags::SOCKET_FD);
    if raw && !flags.has(AddrFlags::RAW_FD) {
        return Err(
            AddressFault::new(AddressFaultKind::DescriptorNotAllowed, 0, end, "no descriptor may stand here").help("write an address")
        );
    }
    address.needs.descriptor = !raw;
    Ok(())
}

fn check_path(text: &str, start: usize, in_files: bool) -> Result<(), AddressFault> {
    let longest = if in_files { LONGEST_PATH } else { LONGEST_NAME };
    if text.len() <= longest {
        return Ok(());
    }
    let message = format!("the path of the socket has {} bytes, {longest} are allowed", text.len());
    Err(AddressFault::new(AddressFaultKind::PathTooLong, start, start + text.len(), message).help("use a shorter path"))
}

fn read_ip<'t>(address: &mut Address<'t>, text: &'t str, start: usize, flags: AddrFlags, version: Version) -> Result<(), AddressFault> {
    let rest = &text[start..];
    let colon = rest.rfind([']', ':']).filter(|at| rest.as_bytes()[*at] == b':');
    let (name, written) = colon.map_or((rest, None), |at| (&rest[..at], Some(&rest[at + 1..])));
    let port_start = colon.map_or(text.len(), |at| start + at + 1);
    address.port = port::read(written, port_start, flags, version)?;
    address.port_span = Span::new(port_start as u32, text.len() as u32);
    address.host_span = Span::new(start as u32, (start + name.len()) as u32);
    let family = match address.family {
        Family::Ip4 => Some(IpFamily::V4),
        Family::Ip6 => Some(IpFamily::V6),
        _ => None,
    };
    address.host = host::read(name, start, family, flags).map_err(|fault| unknown_prefix(name, start, version).unwrap_or(fault))?;
    match address.host {
        Host::Any(IpFamily::V4) | Host::V4(_) => address.family = Family::Ip4,
        Host::Any(IpFamily::V6) | Host::V6(_) => address.family = Family::Ip6,
        _ => address.needs.resolution = true,
    }
    Ok(())
}

/// Checks that the place takes the transport, and that the family has it.
fn check_transport(address: &mut Address<'_>, text: &str, flags: AddrFlags, version: Version) -> Result<(), AddressFault> {
    let end = text.len();
    let datagram = address.transport == Transport::Datagram;
    if !datagram && !flags.has(AddrFlags::STREAM) {
        let fault = AddressFault::new(
            AddressFaultKind::StreamNotAllowed,
            0,
            end,
            format!("`{text}` is a stream address, but datagrams are needed here"),
        );
        return Err(fault.help("write `udp@` or `uxdg@` before the address"));
    }
    if datagram && !flags.has(AddrFlags::DGRAM) {
        let fault = AddressFault::new(
            AddressFaultKind::DatagramNotAllowed,
            0,
            end,
            format!("`{text}` is a datagram address, but a stream is needed here"),
        );
        return Err(fault.help("write `tcp@` or `unix@` before the address"));
    }
    let server = flags.has(AddrFlags::PORT_OFS);
    if address.transport == Transport::Quic {
        address.needs.feature = Some("QUIC");
        address.needs.experimental |= server && version >= V3_3;
    }
    // A server's protocol is looked for later from 2.9 on, and an inherited descriptor has its own.
    if (server && version >= V2_9) || address.family == Family::Descriptor {
        return Ok(());
    }
    let known = match address.family {
        Family::Unix | Family::Abstract | Family::AbstractZero => address.transport != Transport::Quic,
        Family::SocketPair | Family::ReverseHttp => address.transport == Transport::Stream,
        _ => true,
    };
    if !known {
        let message = format!("no protocol of HAProxy fits `{text}`: sockets of this kind do not know the transport");
        return Err(
            AddressFault::new(AddressFaultKind::UnsupportedProtocol, 0, end, message).help("remove the transport before the address")
        );
    }
    if flags.has(AddrFlags::CONNECT) && (datagram || address.family == Family::ReverseHttp) {
        return Err(AddressFault::new(AddressFaultKind::NotConnectable, 0, end, format!("HAProxy cannot connect to `{text}`")));
    }
    Ok(())
}

/// The fault of a prefix that only later versions know, if `text` starts with one.
fn not_yet(text: &str, version: Version) -> Option<AddressFault> {
    let later = FAMILIES.iter().map(|known| (known.text, known.since)).chain(TRANSPORTS.iter().map(|(plus, since, _)| (*plus, *since)));
    let (prefix, since) = later.filter(|(_, since)| *since > version).find(|(prefix, _)| text.starts_with(prefix))?;
    let message = format!("HAProxy {version} does not know `{prefix}`, {since} brought it");
    Some(AddressFault::new(AddressFaultKind::NotYet, 0, prefix.len(), message))
}

/// The fault of a prefix that no version knows, if an `@` stands in the host.
fn unknown_prefix(name: &str, start: usize, version: Version) -> Option<AddressFault> {
    let (prefix, _) = name.split_once('@')?;
    let fault = AddressFault::new(
        AddressFaultKind::InvalidHost,
        start,
        start + prefix.len() + 1,
        format!("`{prefix}@` is not a prefix of addresses"),
    );
    let known =
        FAMILIES.iter().filter(|known| known.since <= version).map(|known| known.text).chain(DESCRIPTORS.iter().map(|known| known.0));
    Some(match crate::text::nearest(prefix, known.map(|known| known.trim_end_matches('@'))) {
        Some(meant) => fault.help(format!("did you mean `{meant}@`?")),
        None => fault.help("the usual ones are `ipv4@`, `ipv6@`, `unix@`, `abns@`, `udp@` and `fd@`"),
    })
}

/// An address in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item<'t> {
    /// Where it stands in the word.
    pub span: Span,
    /// The address; its own spans count from the start of the item.
    pub address: Address<'t>,
}

/// Reads addresses with commas between, as `bind` takes them. A comma at the end is taken.
///
/// # Errors
///
/// The first fault, as [`parse`]; its span counts in the whole word. Reverse HTTP cannot stand with other addresses.
pub fn parse_list(text: &str, flags: AddrFlags, version: Version) -> Result<Vec<Item<'_>>, AddressFault> {
    let mut items: Vec<Item<'_>> = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let end = text[start..].find(',').map_or(text.len(), |len| start + len);
        let address = parse(&text[start..end], flags, version).map_err(|fault| fault.shifted(start))?;
        let reverse = |address: &Address<'_>| address.family == Family::ReverseHttp;
        if items.iter().any(|item| item.address.family != Family::Undecided && reverse(&item.address) != reverse(&address))
            && address.family != Family::Undecided
        {
            let fault =
                AddressFault::new(AddressFaultKind::MixedReverseHttp, start, end, "reverse HTTP cannot share a line with other addresses");
            return Err(fault.help("write two lines"));
        }
        items.push(Item { span: Span::new(start as u32, end as u32), address });
        start = end + 1;
    }
    Ok(items)
}

/// The flags of a log target's address.
const LOG_FLAGS: AddrFlags = AddrFlags(
    AddrFlags::RESOLVE.0
        | AddrFlags::PORT_OK.0
        | AddrFlags::RAW_FD.0
        | AddrFlags::DGRAM.0
        | AddrFlags::STREAM.0
        | AddrFlags::DEFAULT_DGRAM.0,
);

/// Reads the target of a `log` line: `stdout`, `stderr`, `ring@NAME`, `backend@NAME` (2.9) or an address.
///
/// # Errors
///
/// As [`parse`]. Whether ring and backend exist is not looked at.
pub fn parse_log_target(text: &str, version: Version) -> Result<Address<'_>, AddressFault> {
    let special = |family, start: usize, host| Address {
        family,
        transport: Transport::Datagram,
        host,
        port: Port::None,
        prefix_span: Span::new(0, start as u32),
        host_span: Span::new(start as u32, text.len() as u32),
        port_span: Span::empty(text.len() as u32),
        needs: Needs::default(),
    };
    match text {
        "stdout" => return Ok(special(Family::Descriptor, 0, Host::Descriptor(1))),
        "stderr" => return Ok(special(Family::Descriptor, 0, Host::Descriptor(2))),
        _ => {}
    }
    if let Some(name) = text.strip_prefix("ring@") {
        return Ok(special(Family::Ring, 5, Host::Path(name)));
    }
    match text.strip_prefix("backend@") {
        Some(name) if version >= V2_9 => Ok(special(Family::Backend, 8, Host::Path(name))),
        Some(_) if !text.contains('$') => {
            let message = format!("HAProxy {version} does not know `backend@`, 2.9 brought it");
            Err(AddressFault::new(AddressFaultKind::NotYet, 0, 8, message))
        }
        _ => parse(text, LOG_FLAGS, version),
    }
}

/// Reads a host alone, without prefix and port, as `agent-addr` takes it.
///
/// # Errors
///
/// A text that is neither an address nor a name that could be resolved.
pub fn parse_host(text: &str) -> Result<Host<'_>, AddressFault> {
    host::read(text, 0, None, AddrFlags::RESOLVE)
}
