//! What files say, statement by statement, so that what two stacks say can be held against each other.

use std::collections::BTreeMap;

use crate::product::haproxy::model::{DirectiveRef, Model, Proxy};
use crate::product::haproxy::postgres::{NodeRole, Role};
use crate::product::haproxy::secrets::secrets_on;
use crate::product::pgbouncer::model::Ini;
use crate::product::{Language, Program, hba, secrets_of};
use crate::render::Description;
use crate::render::names::{ADMIN, CHECK, REPMGR, SUPERUSER};
use crate::text::{FileId, Location, Span};
use crate::topology::{Asks, Target, Topology};

/// A statement of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    /// Where.
    pub(super) at: Location,
    /// Whose file it is, and what it says in a form that equal statements share.
    pub(super) key: (Program, String),
    /// The start of the key that a statement about the same thing shares; empty if there is none.
    topic: String,
    /// What is said, without secrets.
    pub(super) text: String,
    /// What a description can say of it.
    about: About,
    /// Whether the value is a path.
    place: bool,
}

/// What a statement is about, where the description has a word for it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum About {
    /// Something that a description has no word for.
    Else,
    /// A port that clients come in at.
    Door(u16),
    /// A server that carries PostgreSQL: its address and port.
    Server(String, u16),
    /// A name, number or place of a node.
    Node,
    /// A database.
    Database(String),
    /// A parameter of a database; the line of the database shows it.
    Param(String),
    /// A user with a secret.
    User(String),
}

impl Said {
    /// Whether `description` says it.
    pub(super) fn is_kept(&self, description: &Description) -> bool {
        let users = || description.databases.iter().flat_map(crate::render::description::Database::logins);
        match &self.about {
            About::Else => false,
            About::Door(port) => [description.balancer.write_port, description.balancer.read_port].contains(port),
            About::Server(address, port) => {
                *port == description.pooler.port && description.nodes.iter().any(|node| node.address.to_string() == *address)
            }
            About::Node => true,
            About::Param(name) => description.databases.iter().all(|database| database.name != *name),
            About::Database(name) => name == CHECK || description.databases.iter().any(|database| database.name == *name),
            About::User(name) => [CHECK, ADMIN].contains(&name.as_str()) || users().any(|user| user == name),
        }
    }

    /// Whether it says where something is.
    pub(super) fn is_place(&self) -> bool {
        self.place
    }

    /// Whether `other` says something else about the same thing.
    pub(super) fn is_instead(&self, other: &Self) -> bool {
        !self.topic.is_empty() && self.topic == other.topic && self.key.0 == other.key.0
    }
}

/// What the files of `topology` say.
pub(super) fn said(topology: &Topology<'_>) -> Vec<Said> {
    let mut all = All { topology, secrets: secrets(topology), found: Vec::new() };
    for model in &topology.stack.haproxy {
        all.haproxy(model);
    }
    for ini in &topology.stack.pgbouncer.files {
        all.pgbouncer(ini);
    }
    all.userlists();
    all.repmgr();
    all.postgresql();
    let stack = topology.stack;
    for file in &stack.pgbouncer.hbas {
        all.rules(Program::Pgbouncer, file);
    }
    for file in &stack.postgresql.hbas {
        all.rules(Program::Postgresql, file);
    }
    for ident in &stack.pgbouncer.idents {
        all.maps(Program::Pgbouncer, ident);
    }
    for ident in &stack.postgresql.idents {
        all.maps(Program::Postgresql, ident);
    }
    all.found
}

/// Where secrets stand, by file.
fn secrets(topology: &Topology<'_>) -> BTreeMap<FileId, Vec<Span>> {
    let stack = topology.stack;
    let mut all: Vec<Location> = Vec::new();
    for model in &stack.haproxy {
        for file in &model.files {
            let lines: Vec<(FileId, u32)> = (0..file.tree.lines.len() as u32).map(|line| (file.id, line)).collect();
            all.extend(secrets_on(model, &lines));
        }
    }
    all.extend(stack.pgbouncer.secrets());
    all.extend(stack.repmgr.secrets());
    all.extend(stack.postgresql.secrets());
    let mut found: BTreeMap<FileId, Vec<Span>> = BTreeMap::new();
    for at in all {
        found.entry(at.file).or_default().push(at.span);
    }
    for (id, source) in stack.sources.iter() {
        let language = Language::of(source.name(), source.text());
        if language != Language::Haproxy {
            found.entry(id).or_default().extend(secrets_of(language, source.text()));
        }
    }
    found
}

struct All<'a, 't> {
    topology: &'a Topology<'t>,
    secrets: BTreeMap<FileId, Vec<Span>>,
    found: Vec<Said>,
}

impl<'t> All<'_, 't> {
    /// The text at `at`, on one line and with stars for secrets.
    fn shown(&self, at: Location) -> String {
        let text = self.topology.stack.sources.get(at.file).slice(at.span);
        let spans = self.secrets.get(&at.file).map(Vec::as_slice).unwrap_or_default();
        let here: Vec<&Span> = spans.iter().filter(|span| span.start < at.span.end && at.span.start < span.end).collect();
        if here.is_empty() {
            return one_line(text);
        }
        let hidden = |offset: u32| here.iter().any(|span| (span.start..span.end).contains(&offset));
        let mut shown = String::new();
        let mut was_hidden = false;
        for (offset, c) in text.char_indices() {
            let is_hidden = hidden(at.span.start + offset as u32);
            if is_hidden && !was_hidden {
                shown.push_str("***");
            } else if !is_hidden {
                shown.push(c);
            }
            was_hidden = is_hidden;
        }
        one_line(&shown)
    }

    /// Whether there is a secret at `at`.
    fn is_secret(&self, at: Location) -> bool {
        let spans = self.secrets.get(&at.file).map(Vec::as_slice).unwrap_or_default();
        spans.iter().any(|span| span.start < at.span.end && at.span.start < span.end)
    }

    fn push(&mut self, program: Program, at: Location, topic: &str, value: &str, about: About) {
        let text = self.shown(at);
        let key = (program, format!("{topic} {}", without_folders(value)));
        let place = value.starts_with('/') && !value.contains(char::is_whitespace);
        self.found.push(Said { at, key, topic: topic.to_owned(), text, about, place });
    }

    /// Puts `words` in front of what was said last.
    fn title(&mut self, words: &str) {
        if let Some(last) = self.found.last_mut() {
            last.text = format!("{words} {}", last.text);
        }
    }

    fn haproxy(&mut self, model: &Model<'t>) {
        for index in 0..model.sections().count() {
            let section = model.section(index);
            let proxy = model.proxy_of_section(index);
            let kind = section.kind();
            let carries = proxy.is_some_and(|proxy| self.carries(proxy));
            if !matches!(kind, "global" | "defaults") && !carries {
                if let Some(header) = section.header() {
                    self.push(Program::Haproxy, header.all(), "", &format!("section {}", section.label()), About::Else);
                }
                continue;
            }
            let scope = if kind == "global" { "global" } else { "proxy" };
            for line in section.directives() {
                self.directive(scope, proxy, line);
            }
        }
    }

    /// Whether `proxy` is one through which clients reach PostgreSQL.
    fn carries(&self, proxy: &Proxy<'t>) -> bool {
        let mut proxies = self.topology.balancers.iter().flat_map(|balancer| {
            balancer.frontends.iter().map(|frontend| frontend.proxy).chain(balancer.backends.iter().map(|backend| backend.proxy))
        });
        proxies.any(|other| other.at == proxy.at)
    }

    fn directive(&mut self, scope: &str, proxy: Option<&Proxy<'t>>, line: DirectiveRef<'_, 't>) {
        let keyword = line.keyword();
        match (keyword, proxy) {
            ("bind", Some(proxy)) => {
                let port =
                    proxy.endpoints.iter().find(|(index, _, _)| *index == line.index).and_then(|(_, endpoint, _)| endpoint.single_port());
                self.push(Program::Haproxy, line.range(0, 2), "bind", line.word(1), port.map_or(About::Else, About::Door));
                self.options(line);
            }
            ("server", Some(proxy)) => {
                let found = self.topology.links.iter().find(|link| link.proxy.at == proxy.at && link.server.directive == line.index);
                let about = found.and_then(|link| {
                    let endpoint = link.server.endpoint?;
                    let pooler = matches!(link.target, Target::Pooler(_) | Target::Unseen(..));
                    pooler.then(|| About::Server(endpoint.host.to_owned(), endpoint.single_port().unwrap_or(0)))
                });
                self.push(Program::Haproxy, line.range(0, 3), "", &format!("server {}", line.word(2)), about.unwrap_or(About::Else));
                self.options(line);
            }
            ("default-server", _) => self.options(line),
            _ => {
                // Passwords of two stacks differ, and that says nothing of them.
                let word = |at: usize| if self.is_secret(line.at(at)) { "***".to_owned() } else { self.role_words(line.word(at)) };
                let words: Vec<String> = (0..line.len()).map(word).collect();
                let topic = if line.sub().is_empty() { format!("{scope} {keyword}") } else { format!("{scope} {keyword} {}", line.sub()) };
                // Of rules there are many, and none is instead of another.
                let single =
                    !matches!(keyword, "acl" | "use_backend" | "tcp-check" | "http-check" | "tcp-request" | "stats" | "option" | "log");
                let value = words.join(" ");
                let key = (Program::Haproxy, format!("{scope} {}", without_folders(&value)));
                let text = self.shown(line.all());
                self.found.push(Said {
                    at: line.all(),
                    key,
                    topic: if single { topic } else { String::new() },
                    text,
                    about: About::Else,
                    place: false,
                });
            }
        }
    }

    /// The options of a line, each for itself.
    fn options(&mut self, line: DirectiveRef<'_, 't>) {
        let places: Vec<Location> = line.each_option().map(crate::product::haproxy::model::OptionRef::at).collect();
        for at in places {
            let text = one_line(self.topology.stack.sources.get(at.file).slice(at.span));
            let topic = format!("option {}", text.split(' ').next().unwrap_or_default());
            self.push(Program::Haproxy, at, &topic, &text, About::Else);
        }
    }

    /// `text` with the names of backends as the roles that they are for.
    fn role_words(&self, text: &str) -> String {
        let backends = self.topology.balancers.iter().flat_map(|balancer| &balancer.backends);
        for backend in backends {
            let role = match backend.links.first().map(|link| self.topology.link(*link).check.asks) {
                Some(Asks::Role(NodeRole::Primary)) => "{primary}",
                Some(Asks::Role(NodeRole::Standby)) => "{standby}",
                _ if backend.role == Role::Write => "{writes}",
                _ => "{any}",
            };
            if text == backend.proxy.name {
                return role.to_owned();
            }
            let inside = format!("({})", backend.proxy.name);
            if text.contains(&inside) {
                return text.replace(&inside, &format!("({role})"));
            }
        }
        text.to_owned()
    }

    fn pgbouncer(&mut self, ini: &Ini<'t>) {
        for setting in ini.settings.iter().filter(|setting| setting.void.is_none()) {
            let name = setting.name.to_ascii_lowercase();
            let at = Location::new(setting.name_at.file, setting.name_at.span.to(setting.value_at.span));
            let about = if matches!(name.as_str(), "listen_addr" | "listen_port" | "peer_id" | "pool_mode") && setting.held.is_ok() {
                About::Node
            } else {
                About::Else
            };
            let about = if name == "pool_mode" && setting.value.trim().eq_ignore_ascii_case("statement") { About::Else } else { about };
            self.push(Program::Pgbouncer, at, &name, setting.value.trim(), about);
        }
        for entry in ini.databases.iter().filter(|entry| entry.replaced_by.is_none()) {
            let whole = Location::new(entry.name_at.file, entry.name_at.span.to(entry.value_at.span));
            self.push(Program::Pgbouncer, whole, "", &format!("database {}", entry.name), About::Database(entry.name.to_owned()));
            for param in &entry.params {
                let topic = format!("database {} {}", entry.name, param.key);
                let own = matches!(param.key, "pool_size" | "port").then_some(About::Node);
                let own = own.or_else(|| (param.key == "host" && self.leads_home(ini, entry.name)).then_some(About::Node));
                self.push(Program::Pgbouncer, param.at(), &topic, &param.value, own.unwrap_or_else(|| About::Param(entry.name.to_owned())));
            }
        }
        for entry in &ini.users {
            self.push(Program::Pgbouncer, entry.name_at, "", &format!("user {}", entry.name), About::Else);
            self.title("the settings of the user");
        }
        // Which PgBouncers know each other follows from the nodes.
    }

    /// Whether `database` of `ini` leads to the own host of each PgBouncer that uses it.
    fn leads_home(&self, ini: &Ini<'t>, database: &str) -> bool {
        let poolers = self.topology.poolers.iter().filter(|pooler| pooler.ini.file == ini.file);
        let mut ends =
            poolers.flat_map(|pooler| pooler.databases.iter().filter(|own| own.entry.name == database)).flat_map(|own| &own.ends);
        ends.all(|end| end.local)
    }

    fn userlists(&mut self) {
        for list in &self.topology.stack.pgbouncer.userlists {
            for user in &list.users {
                let name = user.name.to_string();
                let at = user.name_at;
                self.push(Program::Pgbouncer, at, "", &format!("secret of {name}"), About::User(name));
                self.title("the user");
            }
        }
    }

    fn repmgr(&mut self) {
        for file in &self.topology.stack.repmgr.files {
            for line in &file.assignments {
                let name = line.name.to_ascii_lowercase();
                if file.assignment(&name).is_none_or(|counts| counts.name_at != line.name_at) {
                    continue;
                }
                let at = Location::new(line.name_at.file, line.name_at.span.to(line.value_at.span));
                match name.as_str() {
                    "node_id" | "node_name" | "priority" | "location" => {
                        self.push(Program::Repmgr, at, &name, &line.value.text, About::Node);
                    }
                    "conninfo" => self.conninfo(file, line.value_at),
                    _ => self.push(Program::Repmgr, at, &name, &line.value.text, About::Else),
                }
            }
        }
    }

    /// The options of a connection string, each for itself.
    fn conninfo(&mut self, file: &crate::product::repmgr::model::File<'t>, at: Location) {
        let Some(conninfo) = &file.conninfo else { return };
        for option in &conninfo.options {
            let about = if matches!(option.keyword, "host" | "hostaddr" | "port") { About::Node } else { About::Else };
            let topic = format!("conninfo {}", option.keyword);
            let place = Location::new(at.file, option.name.to(option.at));
            self.push(Program::Repmgr, place, &topic, if option.is_secret() { "***" } else { &option.value }, about);
        }
    }

    fn postgresql(&mut self) {
        for conf in &self.topology.stack.postgresql.confs {
            for entry in conf.entries.iter().filter(|entry| entry.next.is_none() && !entry.dead) {
                let name = entry.name.to_ascii_lowercase();
                let value = entry.value().map_or_else(|| entry.text.text.clone(), crate::product::postgresql::value::Value::shown);
                let own =
                    matches!(name.as_str(), "listen_addresses" | "port" | "cluster_name" | "max_connections" | "synchronous_standby_names");
                let own = own || matches!(name.as_str(), "ssl_cert_file" | "ssl_key_file" | "ssl_ca_file");
                let at = Location::new(entry.name_at.file, entry.name_at.span.to(entry.value_at.span));
                self.push(Program::Postgresql, at, &name, &value, if own { About::Node } else { About::Else });
            }
        }
    }

    fn rules(&mut self, program: Program, file: &hba::File<'t>) {
        for rule in &file.rules {
            let text = one_line(self.topology.stack.sources.get(rule.at.file).slice(rule.at.span));
            self.push(program, rule.at, "", &format!("rule {text}"), About::Else);
        }
    }

    fn maps(&mut self, program: Program, ident: &hba::Ident<'t>) {
        for mapping in &ident.mappings {
            let text = one_line(self.topology.stack.sources.get(mapping.at.file).slice(mapping.at.span));
            // Who the programs run as is for the target to say.
            let words: Vec<&str> = text.split(' ').collect();
            let role = words.last().copied().unwrap_or_default();
            let own = [SUPERUSER, CHECK, REPMGR].contains(&role) && words.first() == Some(&crate::render::names::IDENT_MAP);
            self.push(program, mapping.at, "", &format!("map {text}"), if own { About::Node } else { About::Else });
        }
    }
}

/// `text` with single blanks.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `text` with single blanks, and of every path its last name: where things are is for the target to say.
fn without_folders(text: &str) -> String {
    let last = |word: &str| match word.find('/') {
        Some(at) if at == 0 || word[..at].ends_with(['=', '\'', '"']) => {
            format!("{}{}", &word[..at], word.rsplit('/').next().unwrap_or_default())
        }
        _ => word.to_owned(),
    };
    text.split_whitespace().map(last).collect::<Vec<_>>().join(" ")
}
