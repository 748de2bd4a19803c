//! Addresses that mean the own host on every host.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether whoever connects to `address` reaches the own host, wherever that is: by a socket in a folder, by `localhost`, by nothing at all, by the
/// first address of the loopback network, or by the one that Debian gives to the name of every host.
///
/// The other addresses of that network do not count: a machine that plays several hosts tells them apart by these.
#[must_use]
pub fn leads_home(address: &str) -> bool {
    const OWN: [IpAddr; 3] = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V4(Ipv4Addr::new(127, 0, 1, 1)), IpAddr::V6(Ipv6Addr::LOCALHOST)];
    let bare = address.trim_matches(['[', ']']);
    bare.is_empty()
        || bare.starts_with(['/', '@'])
        || bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|ip| OWN.contains(&ip.to_canonical()) || ip.is_unspecified())
}

#[cfg(test)]
mod tests {
    use super::leads_home;

    #[test]
    fn hosts_of_one_machine_are_told_apart() {
        for own in [
            "",
            "/run/postgresql",
            "@pool",
            "localhost",
            "LOCALHOST",
            "127.0.0.1",
            "127.0.1.1",
            "::1",
            "[::1]",
            "::ffff:127.0.0.1",
            "0.0.0.0",
        ] {
            assert!(leads_home(own), "{own}");
        }
        for other in ["127.0.0.2", "127.0.0.11", "127.255.255.254", "10.0.0.1", "db1", "localhost.example.net"] {
            assert!(!leads_home(other), "{other}");
        }
    }
}
