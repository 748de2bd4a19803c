//! How a server finds its first address.

use std::net::IpAddr;

use crate::product::haproxy::address::literal;
use crate::text::nearest;

use super::fault::{ValueFault, ValueFaultKind};

/// The most methods that fit.
const MOST_METHODS: usize = 10;

/// A way to find the first address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InitMethod {
    /// The address of the state file.
    Last,
    /// The resolver of the C library.
    Libc,
    /// Start without an address.
    None,
    /// This address.
    Ip(IpAddr),
}

/// The methods of `init-addr` in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InitAddr {
    /// The methods.
    pub methods: Vec<InitMethod>,
}

/// Reads the word of `init-addr`: `last`, `libc`, `none` and addresses with commas between, as `src/server.c` does. An empty item is the
/// address 0.0.0.0.
///
/// # Errors
///
/// Another word, a second address (0.0.0.0 and :: do not count), or more than 10 methods.
pub fn parse_init_addr(text: &str) -> Result<InitAddr, ValueFault> {
    let mut read = InitAddr::default();
    let mut start = 0;
    let mut has_address = false;
    while start < text.len() {
        let end = text[start..].find(',').map_or(text.len(), |len| start + len);
        let item = &text[start..end];
        let method = match item {
            "last" => InitMethod::Last,
            "libc" => InitMethod::Libc,
            "none" => InitMethod::None,
            _ => InitMethod::Ip(literal(item, None).and_then(|host| host.ip()).ok_or_else(|| unknown(item, start))?),
        };
        if let InitMethod::Ip(address) = &method {
            if has_address {
                let message = format!("`{item}` is a second address: `init-addr` takes one");
                return Err(ValueFault::new(ValueFaultKind::Repeated, start, end, message).help("remove one of the two addresses"));
            }
            has_address = !address.is_unspecified();
        }
        if read.methods.len() == MOST_METHODS {
            return Err(ValueFault::new(ValueFaultKind::TooMany, start, end, format!("`init-addr` takes at most {MOST_METHODS} methods")));
        }
        read.methods.push(method);
        start = end + 1;
    }
    Ok(read)
}

fn unknown(item: &str, start: usize) -> ValueFault {
    let fault = ValueFault::new(ValueFaultKind::Unknown, start, start + item.len(), format!("`{item}` is not a way to find an address"));
    match nearest(item, ["last", "libc", "none"]) {
        Some(meant) => fault.help(format!("did you mean `{meant}`?")),
        None => fault.help("write `last`, `libc`, `none` or one address, with commas between"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_tried_in_order() {
        let read = parse_init_addr("last,libc,10.0.0.1").unwrap();
        assert_eq!(read.methods[0], InitMethod::Last);
        assert_eq!(read.methods[2], InitMethod::Ip("10.0.0.1".parse().unwrap()));
        assert!(parse_init_addr("none,").is_ok());
        assert!(parse_init_addr("0.0.0.0,10.0.0.1").is_ok());
    }

    #[test]
    fn there_is_one_address_at_most() {
        assert_eq!(parse_init_addr("10.0.0.1,::1").unwrap_err().kind, ValueFaultKind::Repeated);
        assert_eq!(parse_init_addr("lib").unwrap_err().help.as_deref(), Some("did you mean `libc`?"));
        assert!(parse_init_addr(&["none"; 10].join(",")).is_ok());
        assert_eq!(parse_init_addr(&["none"; 11].join(",")).unwrap_err().kind, ValueFaultKind::TooMany);
    }
}
