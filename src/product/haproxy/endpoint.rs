//! Addresses of `bind` and `server` lines, taken apart: host and port.

use std::borrow::Cow;

/// Prefixes of addresses that have a host and a TCP port.
const TCP: [&str; 9] = ["ipv4@", "ipv6@", "tcp@", "tcp4@", "tcp6@", "mptcp@", "mptcp4@", "mptcp6@", "stream+"];

/// A host and port over TCP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoint<'t> {
    /// The host as written, without brackets; empty or `*` for all IPv4 addresses.
    pub host: &'t str,
    /// The port as written: a number, a range, or an offset with a sign. `None` if there is none.
    pub port: Option<&'t str>,
}

impl<'t> Endpoint<'t> {
    /// Takes `text` apart. `None` for what is no host with a TCP port: sockets by path or number, UDP, QUIC, and addresses that a later
    /// step fills in.
    #[must_use]
    pub fn parse(text: &'t str) -> Option<Self> {
        // Most addresses are a number and a port: nothing in them can be a prefix.
        let special = text.bytes().any(|byte| matches!(byte, b'@' | b'+' | b'%' | b'$' | b'{'));
        let plain = if special { TCP.iter().find_map(|prefix| text.strip_prefix(prefix)).unwrap_or(text) } else { text };
        if plain.is_empty() || plain.starts_with('/') || special && plain.contains(['@', '%', '$', '{']) {
            return None;
        }
        if let Some((host, rest)) = plain.strip_prefix('[').and_then(|inside| inside.split_once(']')) {
            return Some(Self { host, port: rest.strip_prefix(':').filter(|port| !port.is_empty()) });
        }
        Some(match plain.rsplit_once(':') {
            Some((host, port)) => Self { host, port: Some(port).filter(|port| !port.is_empty()) },
            None => Self { host: plain, port: None },
        })
    }

    /// The ports from the first to the last; `None` if it has none or it is an offset.
    #[must_use]
    pub fn ports(&self) -> Option<(u16, u16)> {
        let port = self.port?;
        match port.split_once('-') {
            Some((first, last)) => Some((first.parse().ok()?, last.parse().ok()?)),
            None if port.starts_with('+') => None,
            None => port.parse().ok().map(|port| (port, port)),
        }
    }

    /// The port, if it is a single one.
    #[must_use]
    pub fn single_port(&self) -> Option<u16> {
        self.ports().filter(|(first, last)| first == last).map(|(first, _)| first)
    }

    /// Whether it stands for every address of the machine.
    #[must_use]
    pub fn is_wildcard(&self) -> bool {
        matches!(self.host, "" | "*" | "0.0.0.0" | "::")
    }

    /// Whether it can be reached from the machine itself only.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.host == "localhost" || self.host == "::1" || self.host.starts_with("127.")
    }

    /// Whether the host is a name that must be looked up.
    #[must_use]
    pub fn is_named(&self) -> bool {
        !self.is_wildcard() && !self.host.contains(':') && self.host.parse::<std::net::Ipv4Addr>().is_err()
    }

    /// The host in the form that equal hosts share.
    #[must_use]
    pub fn canonical_host(&self) -> Cow<'t, str> {
        match self.host {
            "" | "*" => Cow::Borrowed("0.0.0.0"),
            "localhost" => Cow::Borrowed("127.0.0.1"),
            host if host.bytes().any(|byte| byte.is_ascii_uppercase()) => Cow::Owned(host.to_ascii_lowercase()),
            host => Cow::Borrowed(host),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_ports_are_split() {
        let split = |text| Endpoint::parse(text).map(|found| (found.host, found.port));
        assert_eq!(split(":5000"), Some(("", Some("5000"))));
        assert_eq!(split("*:5000-5001"), Some(("*", Some("5000-5001"))));
        assert_eq!(split("[::1]:80"), Some(("::1", Some("80"))));
        assert_eq!(split(":::80"), Some(("::", Some("80"))));
        assert_eq!(split("ipv4@10.0.0.1:+1"), Some(("10.0.0.1", Some("+1"))));
        assert_eq!(split("db.example.net"), Some(("db.example.net", None)));
        assert_eq!(split("/run/pg.sock"), None);
        assert_eq!(split("unix@pg"), None);
        assert_eq!(split("quic4@:443"), None);
    }

    #[test]
    fn hosts_have_properties() {
        let of = |text| Endpoint::parse(text).unwrap();
        assert!(of("*:80").is_wildcard() && of("[::]:80").is_wildcard() && !of("10.0.0.1:80").is_wildcard());
        assert!(of("127.0.0.1:80").is_loopback() && of("localhost").is_loopback());
        assert!(of("db1:5432").is_named() && !of("10.0.0.1:5432").is_named() && !of("fe80::1:5432").is_named());
        assert_eq!(of(":5000-5001").ports(), Some((5000, 5001)));
        assert_eq!(of("h:+1").ports(), None);
    }
}
