//! Reads a `stack.toml`: whatever is wrong with it is a [`Problem`] with its place, and all of them are told at once.

use std::net::IpAddr;

use rustc_hash::{FxHashMap, FxHashSet};

use super::description::{Balancer, Database, Description, Detection, Durability, Node, PoolMode, Pooler, Server, Tls, Versions, Witness};
use super::facts::{self, NAME, POOL, POOLER_PORT, PRIORITY, READ_PORT, SERVER_PORT, WITNESS, WRITE_PORT, names_of};
use super::names::{ADMIN, CHECK, REPMGR, RESERVED_DATABASES, RESERVED_USERS};
use crate::analysis::Targets;
use crate::config::Problem;
use crate::config::reader::{Entry, Reader, Table, parse};
use crate::product::Program;
use crate::product::repmgr::names_role;
use crate::text::{Source, Span};

/// The description that `text` is. Of programs whose version it does not say, that of `versions` is taken.
///
/// # Errors
/// All [`Problem`]s of the text, in order.
pub fn read(text: &str, versions: Versions) -> Result<Description, Vec<Problem>> {
    let (table, faults) = parse(text);
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut reader = Reader::default();
    let description = Reading { reader: &mut reader, owners: FxHashMap::default() }.description(&table, versions);
    let mut problems = reader.problems;
    problems.sort();
    problems.dedup();
    match description {
        Some(description) if problems.is_empty() => Ok(description),
        _ => Err(problems),
    }
}

/// The description that `source` is, as [`read`].
///
/// # Errors
/// As [`read`]; of a file that is not UTF-8 the first place where it is not.
pub fn read_source(source: &Source, versions: Versions) -> Result<Description, Vec<Problem>> {
    match std::str::from_utf8(source.bytes()) {
        Ok(text) => read(text, versions),
        Err(error) => {
            let at = error.valid_up_to() as u32;
            Err(vec![Problem::new(Span::new(at, at + 1), "this is no TOML: the file is not UTF-8 here")])
        }
    }
}

/// A description in the making.
struct Reading<'r> {
    reader: &'r mut Reader,
    /// Who has a name or an address, and where that is said.
    owners: FxHashMap<(&'static str, String), (String, Span)>,
}

impl Reading<'_> {
    fn description(mut self, table: &Table<'_>, versions: Versions) -> Option<Description> {
        let entries = self.reader.entries(table, &facts::sections(), "a section or setting of a stack");
        let find = |name: &str| entries.iter().find(|entry| entry.name == name);
        let name = find("name").and_then(|entry| self.name(entry)).unwrap_or_else(|| NAME.to_owned());
        let durability = find("durability").and_then(|entry| self.reader.word(entry, Durability::WORDS));
        let detection = find("detection").and_then(|entry| self.reader.word(entry, Detection::WORDS));
        let versions = self.versions(find("versions"), versions);
        let balancer = self.balancer(find("balancer"));
        let pooler = self.pooler(find("pooler"), versions);
        let server = self.server(find("postgresql"));
        if pooler.port == server.port {
            let at = find("pooler").or_else(|| find("postgresql")).map_or(Span::new(0, 0), |entry| entry.at);
            let problem = Problem::new(at, format!("PgBouncer and PostgreSQL of a node listen at the same port, {}", server.port));
            self.reader.problem(problem.help("give `pooler` and `postgresql` different numbers"));
        }
        let nodes = self.nodes(find("nodes"));
        let witness = self.witness(find("witness"), &nodes, find("nodes").map_or(Span::new(0, 0), |entry| entry.at));
        if let Some(entry) = find("nodes") {
            self.locations(entry, &nodes, witness.is_some());
        }
        let databases = self.databases(find("databases"));
        let tls = find("tls").and_then(|entry| self.tls(entry));
        Some(Description {
            name,
            durability: durability.unwrap_or(facts::DURABILITY),
            detection: detection.unwrap_or(facts::DETECTION),
            versions,
            balancer: balancer?,
            pooler,
            server,
            nodes,
            witness,
            databases,
            tls,
        })
    }

    fn versions(&mut self, entry: Option<&Entry<'_>>, mut versions: Versions) -> Versions {
        let Some(table) = entry.and_then(|entry| self.reader.table(entry)) else { return versions };
        for entry in self.reader.entries(table, &Program::ALL.map(Program::as_str), "a program of the stack") {
            let Some(program) = Program::ALL.into_iter().find(|program| program.as_str() == entry.name) else { continue };
            let Some((text, at)) = self.reader.text(&entry) else { continue };
            match Targets::parse_version(program, text) {
                Ok(version) => versions.set(program, version),
                Err(fault) => self.reader.problem(Problem::new(at, fault)),
            }
        }
        versions
    }

    fn balancer(&mut self, entry: Option<&Entry<'_>>) -> Option<Balancer> {
        let Some(entry) = entry else {
            self.missing("balancer", "the address of HAProxy", "[balancer]\naddress = \"192.0.2.10\"");
            return None;
        };
        let (mut address, mut ports, mut max_clients) = (None, [(WRITE_PORT, entry.at), (READ_PORT, entry.at)], None);
        if entry.as_text().is_some() {
            address = self.address(entry, "the balancer");
        } else {
            let table = self.reader.table(entry)?;
            let settings = self.reader.entries(table, &names_of(&facts::BALANCER), "a setting of the balancer");
            if !settings.iter().any(|setting| setting.name == "address") {
                self.reader.problem(Problem::new(entry.at, "the balancer needs an `address`"));
            }
            for setting in settings {
                match setting.name {
                    "address" => address = self.address(&setting, "the balancer"),
                    "write-port" => self.port(&setting, &mut ports[0]),
                    "read-port" => self.port(&setting, &mut ports[1]),
                    _ => max_clients = self.number(&setting, &facts::BALANCER),
                }
            }
        }
        if ports[0].0 == ports[1].0 {
            let problem = Problem::new(ports[1].1, format!("writes and reads come in at the same port, {}", ports[0].0));
            self.reader.problem(problem.help("give `write-port` and `read-port` different numbers"));
        }
        Some(Balancer { address: address?, write_port: ports[0].0, read_port: ports[1].0, max_clients })
    }

    fn pooler(&mut self, entry: Option<&Entry<'_>>, versions: Versions) -> Pooler {
        let mut pooler = Pooler { port: POOLER_PORT, mode: PoolMode::default_of(versions.pgbouncer) };
        let Some(table) = entry.and_then(|entry| self.reader.table(entry)) else { return pooler };
        for setting in self.reader.entries(table, &names_of(&facts::POOLER), "a setting of the poolers") {
            match setting.name {
                "port" => {
                    let mut port = (pooler.port, setting.at);
                    self.port(&setting, &mut port);
                    pooler.port = port.0;
                }
                _ => pooler.mode = self.reader.word(&setting, PoolMode::WORDS).unwrap_or(pooler.mode),
            }
        }
        pooler
    }

    fn server(&mut self, entry: Option<&Entry<'_>>) -> Server {
        let mut server = Server { port: SERVER_PORT, max_connections: None };
        let Some(table) = entry.and_then(|entry| self.reader.table(entry)) else { return server };
        for setting in self.reader.entries(table, &names_of(&facts::SERVER), "a setting of PostgreSQL") {
            match setting.name {
                "port" => {
                    let mut port = (server.port, setting.at);
                    self.port(&setting, &mut port);
                    server.port = port.0;
                }
                _ => server.max_connections = self.number(&setting, &facts::SERVER),
            }
        }
        server
    }

    fn nodes(&mut self, entry: Option<&Entry<'_>>) -> Vec<Node> {
        let Some(entry) = entry else {
            self.missing("nodes", "the servers that hold the data", "[nodes]\ndb1 = \"192.0.2.11\"\ndb2 = \"192.0.2.12\"");
            return Vec::new();
        };
        let Some(table) = self.reader.table(entry) else { return Vec::new() };
        let all = Reader::all(table);
        let nodes: Vec<Node> = all.iter().filter_map(|node| self.node(node)).collect();
        if all.len() < facts::LEAST_NODES {
            let problem = Problem::new(entry.at, "a stack needs at least two nodes: with one there is nobody to take over");
            self.reader.problem(problem.help("add a second one, such as `db2 = \"192.0.2.12\"`"));
        }
        if all.len() > facts::MOST_NODES {
            self.reader
                .problem(Problem::new(entry.at, format!("a stack has at most {} nodes, and these are {}", facts::MOST_NODES, all.len())));
        }
        if nodes.len() >= 2 && nodes.iter().filter(|node| node.priority > 0).count() < 2 {
            let problem = Problem::new(entry.at, "nobody can take over: fewer than two nodes have a `priority` above 0");
            self.reader.problem(problem.help("a node with `priority = 0` is never promoted"));
        }
        nodes
    }

    fn node(&mut self, entry: &Entry<'_>) -> Option<Node> {
        self.host_name(entry.name, entry.at);
        let mut node = Node { name: entry.name.to_owned(), address: IpAddr::from([0, 0, 0, 0]), priority: PRIORITY, location: None };
        if entry.as_text().is_some() {
            node.address = self.address(entry, entry.name)?;
            return Some(node);
        }
        let Some(table) = entry.as_table() else {
            self.reader.wrong_kind(entry, "an address in quotes, or a table with one");
            return None;
        };
        let mut address = None;
        let settings = self.reader.entries(table, &names_of(&facts::NODE), "a setting of a node");
        if !settings.iter().any(|setting| setting.name == "address") {
            self.reader.problem(Problem::new(entry.at, format!("the node `{}` needs an `address`", entry.name)));
        }
        for setting in settings {
            match setting.name {
                "address" => address = self.address(&setting, entry.name),
                "priority" => node.priority = self.number(&setting, &facts::NODE).unwrap_or(PRIORITY),
                _ => node.location = self.name(&setting),
            }
        }
        node.address = address?;
        Some(node)
    }

    /// Whether somebody would be left in the place of a dead primary, so that its silence can be told from a network that is cut: repmgrd
    /// promotes nobody otherwise.
    fn locations(&mut self, entry: &Entry<'_>, nodes: &[Node], witness: bool) {
        let places = nodes.iter().map(|node| node.location.as_deref()).chain(witness.then_some(None));
        let mut seen = FxHashSet::default();
        if nodes.len() >= facts::LEAST_NODES && places.into_iter().all(|place| seen.insert(place)) {
            let problem = Problem::new(entry.at, "nobody can take over: no two of the hosts stand in the same place");
            self.reader.problem(problem.help("leave out `location`, or put a third node into one of the places"));
        }
    }

    fn witness(&mut self, entry: Option<&Entry<'_>>, nodes: &[Node], nodes_at: Span) -> Option<Witness> {
        let Some(entry) = entry else {
            if nodes.len() == 2 {
                let fault = "two nodes alone cannot tell a dead primary from a network that is cut: both may take writes";
                let help = "give a third host a say: `[witness]` with an `address`; or write `witness = false` to live with it";
                self.reader.problem(Problem::new(nodes_at, fault).help(help));
            }
            return None;
        };
        if entry.as_bool() == Some(false) {
            return None;
        }
        if entry.as_text().is_some() {
            self.host_name(WITNESS, entry.at);
            return Some(Witness { name: WITNESS.to_owned(), address: self.address(entry, WITNESS)? });
        }
        let Some(table) = entry.as_table() else {
            self.reader.wrong_kind(entry, "an address in quotes, a table with one, or false");
            return None;
        };
        let (mut name, mut address) = ((WITNESS.to_owned(), entry.at), None);
        let settings = self.reader.entries(table, &names_of(&facts::WITNESS_SETTINGS), "a setting of the witness");
        if !settings.iter().any(|setting| setting.name == "address") {
            self.reader.problem(Problem::new(entry.at, "the witness needs an `address`"));
        }
        for setting in settings {
            match setting.name {
                "name" => name = self.reader.text(&setting).map_or(name, |(text, at)| (text.to_owned(), at)),
                _ => address = self.address(&setting, WITNESS),
            }
        }
        self.host_name(&name.0, name.1);
        Some(Witness { name: name.0, address: address? })
    }

    fn databases(&mut self, entry: Option<&Entry<'_>>) -> Vec<Database> {
        let Some(entry) = entry else {
            self.missing("databases", "what is served", "[databases.app]");
            return Vec::new();
        };
        let Some(table) = self.reader.table(entry) else { return Vec::new() };
        let all = Reader::all(table);
        if all.is_empty() {
            self.reader.problem(Problem::new(entry.at, "a stack needs at least one database").help("add `[databases.app]`"));
        }
        all.iter().filter_map(|database| self.database(database)).collect()
    }

    fn database(&mut self, entry: &Entry<'_>) -> Option<Database> {
        let before = self.reader.problems.len();
        self.sql_name(entry.name, entry.at, "database", &RESERVED_DATABASES);
        let sound = self.reader.problems.len() == before;
        let mut database = Database { name: entry.name.to_owned(), owner: entry.name.to_owned(), users: Vec::new(), pool: POOL };
        let table = self.reader.table(entry)?;
        let mut owner_at = entry.at;
        let mut settings = self.reader.entries(table, &names_of(&facts::DATABASE), "a setting of a database");
        // The owner is none of the others, wherever that is said.
        settings.sort_by_key(|setting| setting.name != "owner");
        for setting in settings {
            match setting.name {
                "owner" => {
                    if let Some((text, at)) = self.reader.text(&setting) {
                        text.clone_into(&mut database.owner);
                        owner_at = at;
                    }
                }
                "users" => {
                    for (text, at) in self.reader.texts(&setting) {
                        self.sql_name(text, at, "user", &RESERVED_USERS);
                        if text == database.owner || database.users.iter().any(|user| user == text) {
                            self.reader.problem(Problem::new(at, format!("`{text}` may log in to `{}` already", entry.name)));
                        }
                        database.users.push(text.to_owned());
                    }
                }
                _ => database.pool = self.number(&setting, &facts::DATABASE).unwrap_or(POOL),
            }
        }
        if sound || owner_at != entry.at {
            self.sql_name(&database.owner.clone(), owner_at, "user", &RESERVED_USERS);
        }
        Some(database)
    }

    fn tls(&mut self, entry: &Entry<'_>) -> Option<Tls> {
        let table = self.reader.table(entry)?;
        let mut files = [None, None, None];
        let keys = names_of(&facts::TLS);
        for setting in self.reader.entries(table, &keys, "a setting of the encryption") {
            let Some((text, at)) = self.reader.text(&setting) else { continue };
            if !facts::is_path(text) {
                let problem = Problem::new(at, format!("`{}` must be an absolute path without blanks and quotes", setting.name));
                self.reader.problem(problem);
            }
            let index = keys.iter().position(|key| *key == setting.name)?;
            files[index] = Some(text.to_owned());
        }
        for (key, _) in keys.iter().zip(&files).filter(|(_, file)| file.is_none()) {
            self.reader.problem(Problem::new(entry.at, format!("encryption needs `{key}`: the path of a file on every host")));
        }
        let [certificate, key, ca] = files;
        Some(Tls { certificate: certificate?, key: key?, ca: ca? })
    }

    /// Notes that the section `name` is missing.
    fn missing(&mut self, name: &str, what: &str, example: &str) {
        let problem = Problem::new(Span::new(0, 0), format!("`{name}` is missing: {what}"));
        self.reader.problem(problem.help(format!("write, for example:\n{example}")));
    }

    /// The address that the value of `entry` must be, which is `owner`'s alone.
    fn address(&mut self, entry: &Entry<'_>, owner: &str) -> Option<IpAddr> {
        let (text, at) = self.reader.text(entry)?;
        let Ok(address) = text.parse::<IpAddr>() else {
            let problem = Problem::new(at, format!("`{text}` is no IP address"));
            let why =
                "names would have to be looked up by every program while something is failing, and PgBouncer's access rules know none";
            self.reader.problem(problem.help(format!("write a number such as \"192.0.2.11\": {why}")));
            return None;
        };
        if address.is_unspecified() || address.is_multicast() {
            self.reader.problem(Problem::new(at, format!("`{text}` is no address of a host")));
            return None;
        }
        self.own("address", address.to_string(), owner, at);
        Some(address)
    }

    /// Notes that `owner` has `value`; nobody else may.
    fn own(&mut self, what: &'static str, value: String, owner: &str, at: Span) {
        match self.owners.get(&(what, value.clone())) {
            Some((other, first)) => {
                let problem = Problem::new(at, format!("the {what} `{value}` is used twice, for `{other}` and for `{owner}`"));
                self.reader.problem(problem.related(*first, "here the first time"));
            }
            None => {
                self.owners.insert((what, value), (owner.to_owned(), at));
            }
        }
    }

    /// Sets `port` to the value of `entry`.
    fn port(&mut self, entry: &Entry<'_>, port: &mut (u16, Span)) {
        if let Some(number) = self.number_within(entry, u32::from(facts::LEAST_PORT), u32::from(u16::MAX)) {
            *port = (number as u16, entry.value_at());
        }
    }

    /// The whole number that the value of `entry`, one of `settings`, must be.
    fn number(&mut self, entry: &Entry<'_>, settings: &[facts::Setting]) -> Option<u32> {
        let (least, most) = settings
            .iter()
            .find_map(|setting| match setting.kind {
                facts::Kind::Number { least, most, .. } if setting.name == entry.name => Some((least, most)),
                _ => None,
            })
            .unwrap_or((0, u32::MAX));
        self.number_within(entry, least, most)
    }

    /// The whole number from `least` to `most` that the value of `entry` must be.
    fn number_within(&mut self, entry: &Entry<'_>, least: u32, most: u32) -> Option<u32> {
        let number = entry.as_integer().and_then(|number| u32::try_from(number).ok()).filter(|number| (least..=most).contains(number));
        if number.is_none() {
            let wanted = format!("a whole number from {least} to {most}");
            if entry.kind() == "a number" {
                self.reader.problem(Problem::new(entry.value_at(), format!("`{}` must be {wanted}", entry.name)));
            } else {
                self.reader.wrong_kind(entry, &wanted);
            }
        }
        number
    }

    /// The word that the value of `entry` must be: letters, digits, `-` and `_`.
    fn name(&mut self, entry: &Entry<'_>) -> Option<String> {
        let (text, at) = self.reader.text(entry)?;
        if !facts::is_word(text) {
            self.reader.problem(Problem::new(at, format!("`{text}` is no name: {}", facts::WORD)));
            return None;
        }
        Some(text.to_owned())
    }

    /// Holds `name` to what hosts, nodes of repmgr and servers of HAProxy may be called.
    fn host_name(&mut self, name: &str, at: Span) {
        if !facts::is_word(name) {
            self.reader.problem(Problem::new(at, format!("`{name}` is no name of a host: {}", facts::WORD)));
        } else if name == super::names::BALANCER {
            self.reader.problem(Problem::new(at, format!("`{name}` is what the host of HAProxy is called")));
        } else if names_role(name) {
            let problem = Problem::new(at, format!("`{name}` is a role, and roles change"));
            self.reader.problem(problem.help("name the node after its machine or place"));
        }
        self.own("name", name.to_owned(), name, at);
    }

    /// Holds `name` to what PostgreSQL takes without quotes and PgBouncer everywhere.
    fn sql_name(&mut self, name: &str, at: Span, what: &str, reserved: &[&str]) {
        if !facts::is_sql_name(name) {
            let problem = Problem::new(at, format!("`{name}` is no name of a {what}"));
            self.reader.problem(problem.help(facts::SQL_NAME));
        } else if facts::is_reserved(name, reserved) {
            let own = [CHECK, ADMIN, REPMGR].contains(&name);
            let why = if own {
                "the stack has one of its own by this name"
            } else {
                "PostgreSQL, PgBouncer or their access rules mean something else by it"
            };
            self.reader.problem(Problem::new(at, format!("no {what} can be called `{name}`: {why}")));
        }
    }
}
