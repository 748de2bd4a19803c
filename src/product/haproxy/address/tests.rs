//! What addresses look like, by example.

use super::*;
use crate::schema::{AddrFlags, Version};

const V26: Version = Version::new(2, 6);
const V30: Version = Version::new(3, 0);
const V34: Version = Version::new(3, 4);

fn flags(names: &str) -> AddrFlags {
    AddrFlags(names.split('|').map(|name| AddrFlags::NAMES.iter().find(|(known, _)| *known == name).unwrap().1.0).sum())
}

fn bind(text: &str, version: Version) -> Result<Address<'_>, AddressFault> {
    parse(text, flags("resolve|port_ok|port_mand|port_range|socket_fd|stream|xprt"), version)
}

fn server(text: &str, version: Version) -> Result<Address<'_>, AddressFault> {
    parse(text, flags("resolve|port_ok|port_ofs|stream|xprt|connect"), version)
}

fn kind(read: Result<Address<'_>, AddressFault>) -> AddressFaultKind {
    read.unwrap_err().kind
}

#[test]
fn a_listener_has_a_host_and_a_port() {
    let all = bind(":5432", V30).unwrap();
    assert!(all.is_wildcard());
    assert_eq!((all.family, all.port, all.port_span), (Family::Ip4, Port::Fixed(5432), Span::new(1, 5)));
    let local = bind("ipv6@[::1]:80-90", V30).unwrap();
    assert!(local.is_loopback());
    assert_eq!((local.family, local.ports(), local.host_span), (Family::Ip6, Some((80, 90)), Span::new(5, 10)));
    assert_eq!(bind(":::80", V30).unwrap().host, Host::V6(Ipv6Addr::UNSPECIFIED));
}

#[test]
fn a_server_may_leave_out_or_shift_the_port() {
    assert_eq!(server("10.0.0.1", V30).unwrap().port, Port::None);
    assert_eq!(server("10.0.0.1:+100", V30).unwrap().port, Port::Offset(100));
    assert_eq!(server("10.0.0.1:-1", V30).unwrap().port, Port::Offset(-1));
    assert_eq!(kind(bind(":+1", V30)), AddressFaultKind::OffsetNotAllowed);
    assert_eq!(kind(server("10.0.0.1:80-90", V30)), AddressFaultKind::RangeNotAllowed);
}

#[test]
fn names_are_not_resolved_but_checked() {
    assert!(bind("pg1.example.com:80", V30).unwrap().needs_resolution());
    assert!(server("pg1", V30).unwrap().needs_resolution());
    assert_eq!(kind(bind("pg 1:80", V30)), AddressFaultKind::InvalidHost);
    // A server may start without an address, so that any text is taken; only empty labels are refused.
    assert!(server("pg 1:80", V30).is_ok());
    assert_eq!(kind(server("pg..a:80", V30)), AddressFaultKind::InvalidHost);
    assert!(server("10.0.0.256:80", V30).unwrap().is_misspelt_ip());
}

#[test]
fn the_family_of_prefix_and_host_must_agree() {
    assert_eq!(kind(bind("ipv6@10.0.0.1:80", V30)), AddressFaultKind::WrongFamily);
    assert_eq!(kind(bind("ipv4@[::1]:80", V30)), AddressFaultKind::WrongFamily);
    assert_eq!(bind("127.1:80", V30).unwrap().host, Host::V4(Ipv4Addr::LOCALHOST));
}

#[test]
fn ports_are_checked() {
    assert_eq!(kind(bind("10.0.0.1", V30)), AddressFaultKind::MissingPort);
    assert_eq!(kind(bind(":0", V30)), AddressFaultKind::PortOutOfRange);
    assert_eq!(server("10.0.0.1:0", V30).unwrap().port, Port::Fixed(0));
    assert_eq!(kind(bind(":65536", V30)), AddressFaultKind::PortOutOfRange);
    assert_eq!(kind(bind(":90-80", V30)), AddressFaultKind::PortOrder);
    assert_eq!(kind(bind(":http", V30)), AddressFaultKind::InvalidPort);
    assert_eq!(bind(":80x", V30).unwrap_err().span, Span::new(3, 4));
    // Until 2.8 text behind the digits is ignored.
    assert_eq!(bind(":80x", V26).unwrap().port, Port::Fixed(80));
}

#[test]
fn sockets_have_paths() {
    let socket = server("/run/pg.sock", V30).unwrap();
    assert_eq!((socket.family, socket.host), (Family::Unix, Host::Path("/run/pg.sock")));
    assert_eq!(bind("abns@pg", V30).unwrap().family, Family::Abstract);
    assert_eq!(bind("abnsz@pg", V34).unwrap().family, Family::AbstractZero);
    assert_eq!(kind(bind("abnsz@pg", V30)), AddressFaultKind::NotYet);
    assert_eq!(kind(bind(&format!("/{}", "x".repeat(97)), V30)), AddressFaultKind::PathTooLong);
    assert_eq!(kind(bind("quic+unix@/x", V30)), AddressFaultKind::UnsupportedProtocol);
}

#[test]
fn descriptors_need_the_machine() {
    assert!(bind("fd@3", V30).unwrap().needs.descriptor);
    assert_eq!(kind(bind("fd@x", V30)), AddressFaultKind::InvalidDescriptor);
    assert_eq!(kind(server("fd@3", V30)), AddressFaultKind::DescriptorNotAllowed);
}

#[test]
fn transports_must_fit_the_place() {
    assert_eq!(kind(bind("udp@:80", V30)), AddressFaultKind::DatagramNotAllowed);
    assert_eq!(bind("quic4@:443", V30).unwrap().needs.feature, Some("QUIC"));
    assert_eq!(kind(server("udp@10.0.0.1:514", V26)), AddressFaultKind::DatagramNotAllowed);
    assert!(server("udp@10.0.0.1:514", V30).is_ok());
    assert!(bind("rhttp@be/srv", V30).unwrap().needs.experimental);
}

#[test]
fn lists_may_end_in_a_comma() {
    let read = |text| parse_list(text, flags("resolve|port_ok|port_mand|port_range|socket_fd|stream|xprt"), V30);
    assert_eq!(read(":80,:81,").unwrap().len(), 2);
    assert_eq!(read(":80,,:81").unwrap_err().kind, AddressFaultKind::Empty);
    assert_eq!(read(":80,:x").unwrap_err().span, Span::new(5, 6));
    assert_eq!(read(":80,rhttp@a/b").unwrap_err().kind, AddressFaultKind::MixedReverseHttp);
}

#[test]
fn log_targets_have_names_of_their_own() {
    assert_eq!(parse_log_target("stderr", V30).unwrap().host, Host::Descriptor(2));
    assert_eq!(parse_log_target("ring@buf", V30).unwrap().family, Family::Ring);
    assert_eq!(parse_log_target("backend@logs", V26).unwrap_err().kind, AddressFaultKind::NotYet);
    assert_eq!(parse_log_target("127.0.0.1:514", V30).unwrap().transport, Transport::Datagram);
}

#[test]
fn a_variable_leaves_everything_open() {
    let open = bind("$HOST:80", V30).unwrap();
    assert!(open.needs.environment);
    assert_eq!(open.key(), None);
}

#[test]
fn equal_endpoints_have_equal_keys() {
    let key = |text| server(text, V34).unwrap().key().unwrap();
    assert_eq!(key("127.0.0.1:80"), key("ipv4@127.0.0.1:80"));
    assert_eq!(key("[::0001]:80"), key("ipv6@::1:80"));
    assert_eq!(key("PG1.example.com.:80"), key("pg1.example.com:80"));
    assert_ne!(key("127.0.0.1:80"), key("127.0.0.1:81"));
    assert_ne!(key("127.0.0.1:80"), key("udp@127.0.0.1:80"));
}

#[test]
fn an_unknown_prefix_gets_a_hint() {
    let fault = bind("ipv5@10.0.0.1:80", V30).unwrap_err();
    assert_eq!((fault.span, fault.help.as_deref()), (Span::new(0, 5), Some("did you mean `ipv4@`?")));
}
