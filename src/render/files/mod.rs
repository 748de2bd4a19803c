//! One file for each configuration that is written: from a [`super::Plan`] and the [`super::Layout`] of a host to its text.
//!
//! The texts go through the emitters of `fmt` before they are written, so that they are in their normal form. Comments in them say why a value
//! is what it is, with the sum where it is one.

pub(super) mod haproxy;
pub(super) mod hba;
pub(super) mod node_env;
pub(super) mod pgbouncer;
pub(super) mod postgresql;
pub(super) mod repmgr;
pub(super) mod setup;
pub(super) mod userlist;

use std::net::IpAddr;

/// `address:port` as every program takes it.
fn endpoint(address: IpAddr, port: u16) -> String {
    std::net::SocketAddr::new(address, port).to_string()
}

/// The network that a host at `address` comes from: itself alone, or of a machine that plays several hosts all that is its own, because its
/// programs do not come from the address of the host that they play.
fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) if address.is_loopback() => "127.0.0.0/8".to_owned(),
        IpAddr::V4(address) => format!("{address}/32"),
        IpAddr::V6(address) => format!("{address}/128"),
    }
}

/// `address` alone, as a network.
fn alone(address: IpAddr) -> String {
    format!("{address}/{}", if address.is_ipv4() { 32 } else { 128 })
}

/// `milliseconds` in the largest unit of HAProxy and PostgreSQL that holds them whole.
fn duration(milliseconds: u32) -> String {
    if milliseconds.is_multiple_of(1_000) { format!("{}s", milliseconds / 1_000) } else { format!("{milliseconds}ms") }
}

/// `milliseconds` as whole seconds, at least one.
fn seconds(milliseconds: u32) -> u32 {
    milliseconds.div_ceil(1_000).max(1)
}
