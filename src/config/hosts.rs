//! The map of hosts: `[hosts.NAME]` with addresses and files.

use std::net::IpAddr;

use rustc_hash::{FxHashMap, FxHashSet};

use super::reader::{Entry, Reader};
use super::{Config, PathPattern, Paths, Problem};
use crate::product::tidy;
use crate::text::{FileId, Span};
use crate::topology::hostmap::{HostEntry, HostMap};

/// A host as the file describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostSpec {
    /// Its name.
    pub name: String,
    /// Its addresses, as written.
    pub addresses: Vec<String>,
    /// Its files.
    pub files: Vec<PathPattern>,
}

/// The section `[hosts]`.
pub(super) fn read(entry: &Entry<'_>, reader: &mut Reader) -> Vec<HostSpec> {
    let Some(table) = reader.table(entry) else { return Vec::new() };
    let mut hosts = Vec::new();
    let mut owners = Owners::default();
    for host in Reader::all(table) {
        if host.name.trim().is_empty() {
            reader.problem(Problem::new(host.at, "a host needs a name"));
        }
        let Some(table) = reader.table(&host) else { continue };
        let mut spec = HostSpec { name: host.name.to_owned(), addresses: Vec::new(), files: Vec::new() };
        for setting in reader.entries(table, &["addresses", "files"], "a setting of a host") {
            if setting.name == "files" {
                spec.files = reader.patterns(&setting);
                continue;
            }
            for (address, at) in reader.texts(&setting) {
                match canonical(address) {
                    Ok(canonical) => {
                        owners.own("address", canonical, address, host.name, at, reader);
                        spec.addresses.push(address.to_owned());
                    }
                    Err((fault, help)) => reader.problem(Problem::new(at, fault).help(help)),
                }
            }
        }
        for pattern in &spec.files {
            owners.own("path", tidy(&pattern.text), &pattern.text, host.name, pattern.at, reader);
        }
        hosts.push(spec);
    }
    hosts
}

/// Which host has what.
#[derive(Default)]
struct Owners(FxHashMap<(&'static str, String), (String, Span)>);

impl Owners {
    /// Notes that `host` has `canonical`, written as `text`; no other host may.
    fn own(&mut self, what: &'static str, canonical: String, text: &str, host: &str, at: Span, reader: &mut Reader) {
        match self.0.get(&(what, canonical.clone())) {
            Some((other, first)) if other != host => {
                let problem = Problem::new(at, format!("the {what} `{text}` belongs to two hosts, `{other}` and `{host}`"));
                reader.problem(problem.related(*first, format!("`{other}` has it here")));
            }
            Some(_) => {}
            None => {
                self.0.insert((what, canonical), (host.to_owned(), at));
            }
        }
    }
}

/// One way of writing `address`, an IP address or the name of a host. What is wrong with anything else, and what to do.
fn canonical(address: &str) -> Result<String, (String, &'static str)> {
    let fault = |what: &str, help| Err((format!("`{address}` is {what}"), help));
    if let Ok(ip) = address.parse::<IpAddr>() {
        return match ip {
            _ if ip.is_unspecified() => fault("no address of a host", "write the addresses that others reach the host by"),
            _ if own(ip) => fault("every host's own", "write the addresses that others reach the host by"),
            _ => Ok(ip.to_string()),
        };
    }
    let name = address.strip_suffix('.').unwrap_or(address);
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let numbers = name.split('.').all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    match () {
        () if name.eq_ignore_ascii_case("localhost") => fault("every host's own", "write the addresses that others reach the host by"),
        () if address.contains('/') && !address.starts_with('/') => fault("a network, not an address", "write each address of the host"),
        () if address.starts_with('[') => fault("not an address", "write IPv6 addresses without brackets, and no port"),
        () if address.matches(':').count() == 1 => fault("not an address", "leave the port out: a host is meant, not a listener"),
        () if numbers || name.len() > 253 || !name.split('.').all(is_label) => {
            fault("neither an IP address nor the name of a host", "write it as \"10.0.0.1\", \"fd00::1\" or \"db1.example.net\"")
        }
        () => Ok(name.to_ascii_lowercase()),
    }
}

/// Whether `ip` means the host itself on every host. Other addresses of the loopback network may be told apart, as on a machine that plays
/// several hosts.
fn own(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip == std::net::Ipv4Addr::LOCALHOST,
        IpAddr::V6(ip) => ip == std::net::Ipv6Addr::LOCALHOST,
    }
}

impl Config {
    /// The hosts with those of `files` that stand on them. `folder` is the one that paths start at; it and the paths of the files are
    /// absolute.
    ///
    /// # Errors
    /// A [`Problem`] for each two patterns that give one file to two hosts.
    pub fn host_map(&self, folder: &str, files: &[(FileId, String)]) -> Result<HostMap, Vec<Problem>> {
        let patterns: Vec<(usize, &PathPattern)> =
            self.hosts.iter().enumerate().flat_map(|(host, spec)| spec.files.iter().map(move |pattern| (host, pattern))).collect();
        let paths = Paths::new(folder, patterns.iter().map(|(_, pattern)| *pattern));
        let entry = |spec: &HostSpec| HostEntry { name: spec.name.clone(), addresses: spec.addresses.clone(), files: Vec::new() };
        let mut map = HostMap { hosts: self.hosts.iter().map(entry).collect() };
        let mut problems = Vec::new();
        let mut told = FxHashSet::default();
        for (file, path) in files {
            let meaning = paths.meaning(path);
            let Some((host, pattern)) = meaning.first().map(|first| patterns[*first]) else { continue };
            map.hosts[host].files.push(*file);
            for (other, second) in meaning.iter().map(|index| patterns[*index]).filter(|(other, _)| *other != host) {
                if told.insert((pattern.at, second.at)) {
                    let (first, other) = (&self.hosts[host].name, &self.hosts[other].name);
                    let shown = path.strip_prefix(folder).map_or(path.as_str(), |rest| rest.trim_start_matches('/'));
                    let problem = Problem::new(second.at, format!("the file `{shown}` belongs to two hosts, `{first}` and `{other}`"));
                    problems.push(problem.related(pattern.at, format!("`{first}` has it here")));
                }
            }
        }
        if problems.is_empty() { Ok(map) } else { Err(problems) }
    }
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn addresses_are_ips_and_names() {
        for address in ["10.0.0.1", "fd00::1", "db1", "db1.example.net", "db_1", "127.0.0.11", "1a", "db1.example.net."] {
            assert!(canonical(address).is_ok(), "{address}");
        }
        for address in [
            "",
            "10.0.0.0/24",
            "10.0.0.1:5432",
            "[fd00::1]",
            "localhost",
            "127.0.0.1",
            "::1",
            "::",
            "0.0.0.0",
            "*",
            "a b",
            "10.0.0.256",
            "-a",
            "/run/pg",
        ] {
            assert!(canonical(address).is_err(), "{address}");
        }
        assert_eq!(canonical("FD00:0::1"), canonical("fd00::1"));
        assert_eq!(canonical("DB1.example.net."), canonical("db1.example.net"));
    }
}
