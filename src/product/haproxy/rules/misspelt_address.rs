//! The address of a server is made of digits and dots, but is no IPv4 address.
//!
//! HAProxy takes it for a host name, which no name server knows, and refuses the file.
//!
//! ```haproxy bad
//! backend app
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.256:5432
//!              ^^^^^^^^^^ `10.0.0.256` is no IPv4 address
//! ```
//! ```haproxy good
//! backend app
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.25:5432
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::address::{Address, parse_host};
use crate::product::haproxy::locate::server_address;
use crate::product::haproxy::model::{Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP064",
    name: "misspelt-address",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() {
        return;
    }
    for server in &proxy.servers {
        if !may_be_misspelt(model.directive(proxy, server.directive).word(usize::from(server.address))) {
            continue;
        }
        let Some(address) = server_address(model, proxy, server).filter(Address::is_misspelt_ip) else { continue };
        let at = usize::from(server.address);
        let directive = model.directive(proxy, server.directive);
        let host = address.host_span;
        let text = &directive.word(at)[host.start as usize..host.end as usize];
        // The C library reads some old spellings of addresses, such as `10.1`; `init-addr` may do without an address at all.
        let read = parse_host(text).is_ok_and(|read| read.ip().is_some());
        if read || model.server_option(proxy, server, "init-addr").is_some() {
            continue;
        }
        let finding = report.find(directive.within(at, host), format!("`{text}` is no IPv4 address"));
        finding.section(directive.section().label()).help("write four numbers from 0 to 255 with dots between");
    }
}

/// Whether `word` is made of digits and dots but is not the address and port that it seems to be.
fn may_be_misspelt(word: &str) -> bool {
    word.parse::<std::net::SocketAddrV4>().is_err()
}
