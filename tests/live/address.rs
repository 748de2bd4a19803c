//! Addresses that stand for hosts: each stack has a network of its own, so that all programs can keep their usual ports.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU32, Ordering};

/// A port that holds the network for this process.
const GUARD: u16 = 59_999;

/// A network of loopback addresses, for one stack.
pub(crate) struct Network {
    prefix: String,
    /// A port that nobody used a moment ago.
    pub(crate) port: u16,
    /// While it listens, no other stack takes this network.
    _guard: TcpListener,
}

impl Network {
    /// One that nobody uses.
    pub(crate) fn free() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        loop {
            let number = std::process::id().wrapping_mul(64).wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % (200 * 250);
            let prefix = format!("127.{}.{}", number / 250 + 20, number % 250 + 1);
            if let Ok(guard) = TcpListener::bind((format!("{prefix}.254"), GUARD)) {
                let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
                return Self { prefix, port, _guard: guard };
            }
        }
    }

    /// The address of a host.
    pub(crate) fn address(&self, host: &str) -> String {
        format!("{}.{}", self.prefix, number(host))
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
