//! A listener, server or check is told to speak a protocol that it cannot speak there.
//!
//! `h1`, `h2` and `fcgi` need mode http, `none` mode tcp; only servers speak `fcgi`, and they need an application (`use-fcgi-app`). HAProxy
//! refuses the file.
//!
//! ```haproxy bad
//! frontend pg
//!     mode tcp
//!     bind :5432 proto h2
//!                      ^^ `h2` cannot be spoken in mode tcp
//!     timeout client 1m
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080 proto h2
//!     timeout client 1m
//!     timeout http-request 10s
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::address::Transport;
use crate::product::haproxy::check::kind_in_force;
use crate::product::haproxy::locate::{is_special, listener_addresses, server_address};
use crate::product::haproxy::model::{Mode, Model, OptionRef, Proxy, Server};
use crate::schema::Version;
use crate::text::Location;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP059",
    name: "unusable-protocol",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

/// The first version whose servers speak QUIC.
const QUIC_SERVERS: Version = Version::new(3, 3);

/// From this version on the transport of a server is held against the mode once the whole file is read.
const READ_LATE: Version = Version::new(2, 9);

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    for server in &proxy.servers {
        application(model, proxy, server, report);
    }
    if !proxy.is_live() || model.setting(proxy, "mode", "").is_some_and(|mode| mode.is_opaque(1)) {
        return;
    }
    for &index in &proxy.listeners {
        let directive = model.directive(proxy, index);
        let Some(option) = directive.option("proto").filter(|option| !option.is_opaque(0) && directive.shape().sound) else { continue };
        let addresses = listener_addresses(model, directive).unwrap_or_default();
        let quic = addresses.iter().any(|item| item.address.transport == Transport::Quic) || addresses.is_empty();
        if let Some(fault) = listener_fault(option.argument(0), proxy.mode, quic) {
            let at = directive.at(usize::from(option.option.at) + 1);
            report.find(at, fault).section(directive.section().label()).help("take `proto` out: HAProxy chooses what fits");
        }
    }
    for server in &proxy.servers {
        of_server(model, proxy, server, proxy.mode, report);
    }
}

fn listener_fault(protocol: &str, mode: Mode, quic: bool) -> Option<String> {
    match protocol {
        "fcgi" | "spop" => Some(format!("only servers speak `{protocol}`")),
        "quic" if !quic => Some("`quic` needs an address that begins with `quic4@` or `quic6@`".to_owned()),
        _ => wrong_mode(protocol, mode),
    }
}

/// The fault of a protocol that does not fit the mode of the section.
fn wrong_mode(protocol: &str, mode: Mode) -> Option<String> {
    let fits = match mode {
        Mode::Tcp => protocol == "none",
        Mode::Http => !matches!(protocol, "none" | "spop"),
        Mode::Log | Mode::Spop | Mode::Other => true,
    };
    (!fits).then(|| format!("`{protocol}` cannot be spoken in mode {}", mode.as_str()))
}

fn of_server(model: &Model<'_>, proxy: &Proxy<'_>, server: &Server<'_>, mode: Mode, report: &mut Report) {
    let directive = model.directive(proxy, server.directive);
    if !directive.shape().sound {
        return;
    }
    let quic =
        is_special(model, proxy, server) && server_address(model, proxy, server).is_none_or(|address| address.transport == Transport::Quic);
    let version = model.target.version;
    // Until 2.8 the address itself is refused.
    let datagram = || server_address(model, proxy, server).is_some_and(|address| address.transport == Transport::Datagram);
    if version >= READ_LATE && !mode.is_special() && is_special(model, proxy, server) && datagram() {
        let at = directive.at(usize::from(server.address));
        let finding = report.find(at, format!("no server can be reached by datagrams in mode {}", mode.as_str()));
        finding.section(directive.section().label()).help("take the prefix out, or set `mode log` if this is a server of logs");
    }
    if let Some(option) = model.server_option(proxy, server, "proto").filter(|option| !option.is_opaque(0)) {
        let fault = match option.argument(0) {
            "quic" if version < QUIC_SERVERS => Some("no server of this version speaks `quic`".to_owned()),
            "quic" if !quic => Some("`quic` needs an address that begins with `quic4@` or `quic6@`".to_owned()),
            protocol => wrong_mode(protocol, mode),
        };
        if let Some(fault) = fault {
            report.find(place(model, proxy, server, option), fault).section(directive.section().label());
        }
    }
    let checked = model.server_option(proxy, server, "check").is_some() && model.server_option(proxy, server, "healthcheck").is_none();
    if let Some(option) = model.server_option(proxy, server, "check-proto").filter(|option| checked && !option.is_opaque(0)) {
        let (protocol, kind) = (option.argument(0), kind_in_force(model, proxy).unwrap_or("tcp-check"));
        let fits = match protocol {
            "none" => kind != "httpchk",
            "spop" => kind == "spop-check",
            _ => kind == "httpchk",
        };
        let fault = match protocol {
            _ if !fits => Some(format!("the check of this section does not speak `{protocol}`")),
            "quic" if !quic && version >= QUIC_SERVERS => {
                Some("`quic` needs a server whose address begins with `quic4@` or `quic6@`".to_owned())
            }
            _ => None,
        };
        if let Some(fault) = fault {
            report.find(place(model, proxy, server, option), fault).section(directive.section().label());
        }
    }
}

/// A server that speaks `FastCGI` needs an application; told in disabled sections too.
fn application(model: &Model<'_>, proxy: &Proxy<'_>, server: &Server<'_>, report: &mut Report) {
    let Some(option) = model.server_option(proxy, server, "proto").filter(|option| option.argument(0) == "fcgi") else { return };
    if proxy.mode != Mode::Http || model.own_setting_by_keyword(proxy, "use-fcgi-app").is_some() {
        return;
    }
    let finding =
        report.find(place(model, proxy, server, option), format!("server `{}` speaks FastCGI, but no application is set", server.name));
    finding.section(model.section_of(proxy).label()).help("add `use-fcgi-app NAME` and a section `fcgi-app NAME`");
}

/// The word behind `option` if it stands on the line of `server`, else the server's name.
fn place<'s>(model: &Model<'s>, proxy: &Proxy<'s>, server: &Server<'s>, option: OptionRef<'_, 's>) -> Location {
    let directive = model.directive(proxy, server.directive);
    if option.directive.index == directive.index { directive.at(usize::from(option.option.at) + 1) } else { directive.at(1) }
}
