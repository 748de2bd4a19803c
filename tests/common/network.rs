//! Loopback networks: each stack of a test has one of its own, so that all programs can keep their usual ports.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU32, Ordering};

/// A port that holds the network for this process.
const GUARD: u16 = 59_999;

/// A network of loopback addresses, for one stack.
pub(crate) struct Network {
    prefix: String,
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
                return Self { prefix, _guard: guard };
            }
        }
    }

    /// The address whose last number is `last`.
    pub(crate) fn host(&self, last: u32) -> String {
        format!("{}.{last}", self.prefix)
    }
}
