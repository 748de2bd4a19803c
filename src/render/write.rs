//! Writes a `stack.toml`: what differs from the defaults, and what is missing as an example in a comment.

use std::fmt::{Display, Write};

use super::description::{Database, Description, Node, PoolMode, Versions};
use super::facts::{self, Kind, Setting};
use crate::product::Program;

/// What a description has no value for: it is written as an example in a comment, for somebody to fill in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Missing {
    /// The address of HAProxy.
    pub balancer: bool,
    /// Nodes, by the names that they may have.
    pub nodes: Vec<String>,
    /// A witness.
    pub witness: bool,
    /// Databases: one that would do.
    pub database: Option<Database>,
}

/// The text of `description`; `defaults` are the versions that hold unless some are said.
#[must_use]
pub fn write(description: &Description, defaults: &Versions) -> String {
    let unsaid = Program::ALL.into_iter().filter(|program| description.versions.of(*program) == defaults.of(*program));
    write_with(description, &unsaid.collect::<Vec<_>>(), &Missing::default())
}

/// The text of `description` without the versions of `unsaid` programs, and with what is `missing` as examples.
#[must_use]
pub fn write_with(description: &Description, unsaid: &[Program], missing: &Missing) -> String {
    let mut text =
        Text(String::from("# A stack of HAProxy, PgBouncer, repmgr and PostgreSQL. `pglb-lint render` makes its files of this one.\n"));
    text.stack(description, missing);
    text.balancer(description, missing.balancer);
    text.nodes(description, &missing.nodes);
    text.witness(description, missing.witness);
    text.databases(description, missing.database.as_ref());
    let pooler = &description.pooler;
    let mode = Some(pooler.mode.as_str()).filter(|_| pooler.mode != PoolMode::default_of(description.versions.pgbouncer));
    text.table("pooler", &facts::POOLER, &[("port", changed(&facts::POOLER, "port", pooler.port)), ("mode", mode.map(quoted))]);
    let server = &description.server;
    let most = server.max_connections.map(|most| most.to_string());
    text.table("postgresql", &facts::SERVER, &[("port", changed(&facts::SERVER, "port", server.port)), ("max-connections", most)]);
    if let Some(tls) = &description.tls {
        let files = [("certificate", &tls.certificate), ("key", &tls.key), ("ca", &tls.ca)];
        text.table("tls", &facts::TLS, &files.map(|(name, file)| (name, Some(quoted(file)))));
    }
    text.versions(&description.versions, unsaid);
    text.0
}

/// `text` in quotes of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// `value` as it is written, unless the setting `name` of `settings` has it anyway.
fn changed(settings: &[Setting], name: &str, value: impl Display) -> Option<String> {
    let value = value.to_string();
    let kind = settings.iter().find(|setting| setting.name == name).map(|setting| setting.kind);
    let default = match kind {
        Some(Kind::Port(default)) => Some(default.to_string()),
        Some(Kind::Number { default: Some(default), .. }) => Some(default.to_string()),
        Some(Kind::Word(_, default) | Kind::Name(default)) => default.map(str::to_owned),
        _ => None,
    };
    if default.as_deref() == Some(value.as_str()) {
        return None;
    }
    let is_number = matches!(kind, Some(Kind::Port(_) | Kind::Number { .. }));
    Some(if is_number { value } else { quoted(&value) })
}

/// Settings with their values as they are written; `None` are left out.
type Values<'v> = [(&'v str, Option<String>)];

struct Text(String);

impl Text {
    /// A line of its own.
    fn line(&mut self, line: impl Display) {
        let _ = writeln!(self.0, "{line}");
    }

    /// A comment, cut into lines.
    fn comment(&mut self, comment: &str) {
        for line in textwrap::wrap(comment, 98) {
            self.line(format_args!("# {line}"));
        }
    }

    /// `values`, each behind what it means in `settings`.
    fn settings(&mut self, settings: &[Setting], values: &Values<'_>) {
        for (name, value) in values {
            let Some(value) = value else { continue };
            // What a port or a file is for tells its name.
            let row = settings.iter().find(|setting| setting.name == *name && !matches!(setting.kind, Kind::Port(_) | Kind::Path));
            if let Some(row) = row {
                self.comment(&sentence(row.meaning));
            }
            self.line(format_args!("{name} = {value}"));
        }
    }

    /// The table `name` with `values`, if there are any.
    fn table(&mut self, name: &str, settings: &[Setting], values: &Values<'_>) {
        if values.iter().any(|(_, value)| value.is_some()) {
            self.header(name);
            self.settings(settings, values);
        }
    }

    /// The header of the table `name`.
    fn header(&mut self, name: &str) {
        self.line("");
        self.line(format_args!("[{name}]"));
    }

    fn stack(&mut self, description: &Description, missing: &Missing) {
        let values = [
            ("name", changed(&facts::STACK, "name", &description.name)),
            ("durability", changed(&facts::STACK, "durability", description.durability.as_str())),
            ("detection", changed(&facts::STACK, "detection", description.detection.as_str())),
        ];
        self.settings(&facts::STACK, &values);
        if missing.witness {
            self.comment("Not in the files: whether there is a witness. Fill in the one below, or live without one.");
            self.line("#witness = false");
        } else if description.witness.is_none() && description.nodes.len() == facts::LEAST_NODES {
            self.comment("Two nodes live without a witness: both may take writes when the network between them is cut.");
            self.line("witness = false");
        }
    }

    fn balancer(&mut self, description: &Description, missing: bool) {
        let balancer = &description.balancer;
        self.header("balancer");
        if missing {
            self.comment("Not in the files: the address that clients connect to, and that the poolers see.");
            self.line("#address = \"192.0.2.10\"");
        } else {
            self.line(format_args!("address = \"{}\"", balancer.address));
        }
        let values = [
            ("write-port", changed(&facts::BALANCER, "write-port", balancer.write_port)),
            ("read-port", changed(&facts::BALANCER, "read-port", balancer.read_port)),
            ("max-clients", balancer.max_clients.map(|most| most.to_string())),
        ];
        self.settings(&facts::BALANCER, &values);
    }

    fn nodes(&mut self, description: &Description, missing: &[String]) {
        self.line("");
        self.comment("The first is the primary of a new stack.");
        self.line("[nodes]");
        for node in &description.nodes {
            self.line(format_args!("{} = {}", node.name, of_node(node)));
        }
        if !missing.is_empty() {
            self.comment("Not in the files: addresses of those who take over. A stack needs two nodes at least.");
        }
        for (number, name) in missing.iter().enumerate() {
            self.line(format_args!("#{name} = \"192.0.2.{}\"", 11 + description.nodes.len() + number));
        }
    }

    fn witness(&mut self, description: &Description, missing: bool) {
        if let Some(witness) = &description.witness {
            self.header("witness");
            let name = changed(&facts::WITNESS_SETTINGS, "name", &witness.name);
            if let Some(name) = name {
                self.line(format_args!("name = {name}"));
            }
            self.line(format_args!("address = \"{}\"", witness.address));
        } else if missing {
            self.line("");
            let why = "without it both of two nodes may take writes when the network between them is cut";
            self.comment(&format!("Not in the files: a third host that has a say in who is primary; {why}."));
            self.line("#[witness]");
            self.line("#address = \"192.0.2.20\"");
        }
    }

    fn databases(&mut self, description: &Description, missing: Option<&Database>) {
        for database in &description.databases {
            self.line("");
            self.database(database, "");
        }
        if let Some(database) = missing {
            self.line("");
            self.comment("Not in the files: the names of databases. Pools have a size for each.");
            self.database(database, "#");
        }
    }

    /// The table of `database`, each line behind `mark`.
    fn database(&mut self, database: &Database, mark: &str) {
        self.line(format_args!("{mark}[databases.{}]", database.name));
        if database.owner != database.name {
            self.line(format_args!("{mark}owner = {}", quoted(&database.owner)));
        }
        if !database.users.is_empty() {
            let users: Vec<String> = database.users.iter().map(|user| quoted(user)).collect();
            self.line(format_args!("{mark}users = [{}]", users.join(", ")));
        }
        if let Some(pool) = changed(&facts::DATABASE, "pool", database.pool) {
            self.line(format_args!("{mark}pool = {pool}"));
        }
    }

    fn versions(&mut self, versions: &Versions, unsaid: &[Program]) {
        let other = Program::ALL.into_iter().filter(|program| !unsaid.contains(program));
        let values: Vec<(&str, Option<String>)> =
            other.map(|program| (program.as_str(), Some(quoted(&versions.of(program).to_string())))).collect();
        self.table("versions", &[], &values);
    }
}

/// What stands behind the name of `node`.
fn of_node(node: &Node) -> String {
    let address = quoted(&node.address.to_string());
    let priority = changed(&facts::NODE, "priority", node.priority).map(|priority| format!(", priority = {priority}"));
    let location = node.location.as_ref().map(|location| format!(", location = {}", quoted(location)));
    match (priority, location) {
        (None, None) => address,
        (priority, location) => {
            format!("{{ address = {address}{}{} }}", priority.unwrap_or_default(), location.unwrap_or_default())
        }
    }
}

/// `text` with a capital letter and a full stop.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}
