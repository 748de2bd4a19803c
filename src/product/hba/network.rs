//! Networks: an address and a mask.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address with a mask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network {
    /// Whether it is of IPv6.
    pub v6: bool,
    /// The address as written; of IPv4 in the low 32 bits.
    pub address: u128,
    /// The mask, likewise.
    pub mask: u128,
}

/// An address as a number, and whether it is of IPv6.
#[must_use]
pub fn number(address: IpAddr) -> (bool, u128) {
    match address {
        IpAddr::V4(address) => (false, u128::from(u32::from(address))),
        IpAddr::V6(address) => (true, u128::from(address)),
    }
}

impl Network {
    /// The network of `address` with a mask of `bits`; `None` if there are too many.
    #[must_use]
    pub fn with_bits(address: IpAddr, bits: u32) -> Option<Self> {
        let (v6, address) = number(address);
        let width = if v6 { 128 } else { 32 };
        let all = if v6 { u128::MAX } else { u128::from(u32::MAX) };
        let hosts = u128::MAX.checked_shr(128 - (width - bits.min(width))).unwrap_or(0);
        (bits <= width).then_some(Self { v6, address, mask: all & !hosts })
    }

    /// The number of bits of the mask, if they are the first ones.
    #[must_use]
    pub fn bits(&self) -> Option<u32> {
        let bits = self.mask.count_ones();
        let rest = self.width() - bits;
        (self.mask.trailing_zeros().min(self.width()) >= rest).then_some(bits)
    }

    fn width(&self) -> u32 {
        if self.v6 { 128 } else { 32 }
    }

    /// The address without the bits that the mask leaves to hosts.
    #[must_use]
    pub fn base(&self) -> u128 {
        self.address & self.mask
    }

    /// Whether the address has bits that the mask leaves to hosts.
    #[must_use]
    pub fn has_host_bits(&self) -> bool {
        self.base() != self.address
    }

    /// Whether every address of `other` is in it.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        self.v6 == other.v6 && self.mask & other.mask == self.mask && other.address & self.mask == self.base()
    }

    /// Whether it holds every address of its kind.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.mask == 0
    }

    /// Whether it holds only addresses that a host reaches itself by.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        if self.v6 { self.mask == u128::MAX && self.address == 1 } else { self.mask >= 0xff00_0000 && self.address >> 24 == 127 }
    }

    /// The network with the bits that the mask leaves to hosts cleared, as it is best written.
    #[must_use]
    pub fn cleared(&self) -> String {
        format!("{}", Self { address: self.base(), ..*self })
    }

    fn address_of(&self, number: u128) -> IpAddr {
        if self.v6 { Ipv6Addr::from(number).into() } else { Ipv4Addr::from(number as u32).into() }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.bits() {
            Some(bits) => write!(f, "{}/{bits}", self.address_of(self.address)),
            None => write!(f, "{} {}", self.address_of(self.address), self.address_of(self.mask)),
        }
    }
}

/// An address as the C library's functions for names read it when they are told to look nothing up: IPv4 with one to four numbers, decimal,
/// octal or hexadecimal, or IPv6 with a scope.
#[must_use]
pub fn numeric_host(text: &str) -> Option<IpAddr> {
    if text.contains(':') {
        let (address, scope) = text.split_once('%').unwrap_or((text, "0"));
        // A scope that is a name is an interface of the machine.
        return if scope.is_empty() { None } else { address.parse::<Ipv6Addr>().ok().map(IpAddr::V6) };
    }
    let parts: Vec<u64> = text.split('.').map(c_number).collect::<Option<_>>()?;
    let (last, first) = parts.split_last()?;
    if parts.len() > 4 || first.iter().any(|part| *part > 255) || *last >= 1 << (8 * (5 - parts.len())) {
        return None;
    }
    let head = first.iter().enumerate().fold(0, |sum, (at, part)| sum | part << (24 - 8 * at));
    u32::try_from(head | last).ok().map(|number| IpAddr::V4(number.into()))
}

fn c_number(text: &str) -> Option<u64> {
    if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return if hex.starts_with('+') { None } else { u64::from_str_radix(hex, 16).ok() };
    }
    if !text.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    if text.len() > 1 && text.starts_with('0') { u64::from_str_radix(text, 8).ok() } else { text.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        let (address, bits) = text.split_once('/').unwrap();
        Network::with_bits(address.parse().unwrap(), bits.parse().unwrap()).unwrap()
    }

    #[test]
    fn masks_are_made_and_read() {
        for text in ["0.0.0.0/0", "10.0.0.0/8", "192.0.2.1/32", "::/0", "2001:db8::/32", "::1/128"] {
            assert_eq!(network(text).to_string(), text);
        }
        assert!(Network::with_bits("10.0.0.0".parse().unwrap(), 33).is_none());
        assert!(network("192.168.1.0/0").is_everything() && network("192.168.1.0/0").has_host_bits());
    }

    #[test]
    fn a_network_covers_those_within_it() {
        assert!(network("10.0.0.0/8").covers(&network("10.1.0.0/16")));
        assert!(!network("10.1.0.0/16").covers(&network("10.0.0.0/8")));
        assert!(!network("0.0.0.0/0").covers(&network("::/0")));
        assert!(network("127.0.0.0/8").is_loopback() && !network("0.0.0.0/0").is_loopback());
    }

    #[test]
    fn numbers_are_read_as_c_reads_them() {
        for (text, address) in
            [("127.1", "127.0.0.1"), ("0", "0.0.0.0"), ("0x7f.1", "127.0.0.1"), ("010.0.0.1", "8.0.0.1"), ("fe80::1%1", "fe80::1")]
        {
            assert_eq!(numeric_host(text), Some(address.parse().unwrap()), "{text}");
        }
        for text in ["localhost", "1.2.3.400", "256.1", "", "1.2.3.4.5", "md5", "08.1.1.1"] {
            assert_eq!(numeric_host(text), None, "{text}");
        }
    }
}
