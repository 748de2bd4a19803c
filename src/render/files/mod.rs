//! One file for each configuration that is written: from a [`super::Plan`] and the [`super::Layout`] of a host to its text.
//!
//! The texts go through the emitters of `fmt` before they are written, so that they are in their normal form. Comments in them say why a value
//! is what it is, with the sum where it is one.

pub(super) mod env;
pub(super) mod haproxy;
pub(super) mod hba;
pub(super) mod pgbouncer;
pub(super) mod postgresql;
pub(super) mod repmgr;
pub(super) mod userlist;

use std::net::IpAddr;

/// `address:port` as every program takes it.
fn endpoint(address: IpAddr, port: u16) -> String {
    std::net::SocketAddr::new(address, port).to_string()
}

/// The network of `address` alone.
fn network(address: IpAddr) -> String {
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
