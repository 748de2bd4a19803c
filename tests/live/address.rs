//! Addresses that stand for hosts.

use std::net::TcpListener;

#[path = "../common/network.rs"]
mod network;

/// A network for one stack.
pub(crate) struct Network {
    network: network::Network,
    /// A port that nobody used a moment ago.
    pub(crate) port: u16,
}

impl Network {
    /// One that nobody uses.
    pub(crate) fn free() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self { network: network::Network::free(), port }
    }

    /// The address of a host.
    pub(crate) fn address(&self, host: &str) -> String {
        self.network.host(number(host))
    }
}

/// The last number of a host's address.
pub(crate) fn number(host: &str) -> u32 {
    match host {
        "lb" => 10,
        "db1" => 11,
        "db2" => 12,
        "db3" => 13,
        "app" => 20,
        _ => panic!("no host is called {host}"),
    }
}

/// The hosts that a file may name.
pub(crate) const HOSTS: [&str; 5] = ["lb", "db1", "db2", "db3", "app"];
