//! What the join of files tells of hosts, ports, pools and users.

use std::net::IpAddr;

use crate::product::haproxy::postgres::{NodeRole, Role};
use crate::product::hba::NameKind;
use crate::render::description::{
    Balancer, Database, Description, Detection, Durability, Node, PoolMode, Pooler, Server, Tls, Versions, Witness,
};
use crate::render::facts;
use crate::render::names::{CHECK, RESERVED_DATABASES, RESERVED_USERS};
use crate::render::plan::{Plan, Timers};
use crate::render::write::Missing;
use crate::topology::cluster::Member;
use crate::topology::{self, Asks, Evidence, Frontend, HostId, Target, Topology};

/// No address.
const NOWHERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED);

/// The description that `topology` tells, and what it does not tell.
pub(super) fn description(topology: &Topology<'_>, versions: Versions) -> (Description, Missing) {
    let mut missing = Missing::default();
    let (nodes, witness) = nodes(topology, &mut missing);
    let balancer = balancer(topology, &mut missing);
    let databases = databases(topology);
    let mut description = Description {
        name: facts::NAME.to_owned(),
        durability: durability(topology),
        detection: detection(topology),
        versions,
        balancer,
        pooler: pooler(topology, versions),
        server: server(topology),
        nodes,
        witness,
        databases,
        tls: tls(topology),
    };
    missing.database = description.databases.is_empty().then(|| any_database(topology));
    let known = description.nodes.len() + missing.nodes.len();
    missing.witness = description.witness.is_none() && known <= facts::LEAST_NODES;
    for number in known..facts::LEAST_NODES {
        missing.nodes.push(free_name(&format!("db{}", number + 1), &description.nodes, &missing.nodes));
    }
    budgets(&mut description);
    (description, missing)
}

/// What is worked out anyway is not said.
fn budgets(description: &mut Description) {
    let (clients, server) = (description.balancer.max_clients.take(), description.server.max_connections.take());
    let budget = Plan::new(description).budget;
    description.balancer.max_clients =
        clients.filter(|clients| *clients != budget.clients && within(&facts::BALANCER, "max-clients", *clients));
    let budget = Plan::new(description).budget;
    description.server.max_connections = server.filter(|most| *most != budget.server && within(&facts::SERVER, "max-connections", *most));
}

/// Whether the setting `name` of `settings` can be `number`.
fn within(settings: &[facts::Setting], name: &str, number: u32) -> bool {
    settings
        .iter()
        .any(|row| row.name == name && matches!(row.kind, facts::Kind::Number { least, most, .. } if (least..=most).contains(&number)))
}

/// The address by which others reach `host`.
fn address_of(topology: &Topology<'_>, host: HostId) -> Option<IpAddr> {
    let host = topology.hosts.get(host);
    let written = host.addresses.iter().filter_map(|address| address.parse::<IpAddr>().ok());
    host.told.iter().copied().chain(written).find(|address| !address.is_unspecified())
}

/// What a frontend is for: as the checks behind it tell, else its name.
fn purpose(topology: &Topology<'_>, balancer: &topology::Balancer<'_>, frontend: &Frontend<'_>) -> Role {
    let last = frontend.routes.iter().rev().find(|route| !route.conditional).or(frontend.routes.last());
    let Some(backend) = last.and_then(|route| balancer.backends.get(route.backend)) else { return frontend.role };
    let asks = backend.links.first().map(|link| topology.link(*link).check.asks);
    match asks {
        Some(Asks::Role(NodeRole::Primary)) => Role::Write,
        Some(Asks::Role(NodeRole::Standby)) => Role::Read,
        _ if frontend.role != Role::Unknown => frontend.role,
        _ => backend.role,
    }
}

fn balancer(topology: &Topology<'_>, missing: &mut Missing) -> Balancer {
    let mut found = Balancer { address: NOWHERE, write_port: facts::WRITE_PORT, read_port: facts::READ_PORT, max_clients: None };
    let (mut write, mut read) = (None, None);
    if let Some(balancer) = topology.balancers.first() {
        let told = topology.hosts.get(balancer.host).evidence == Evidence::Told;
        let mut most = Vec::new();
        for frontend in &balancer.frontends {
            let role = purpose(topology, balancer, frontend);
            for (_, endpoint, _) in &frontend.proxy.endpoints {
                let door = if role == Role::Read { &mut read } else { &mut write };
                let Some(port) = endpoint.single_port().filter(|port| door.is_none() && *port >= facts::LEAST_PORT) else { continue };
                *door = Some(port);
                let limit: Option<u32> = balancer.model.keyword(frontend.proxy, "maxconn").and_then(|line| line.word(1).parse().ok());
                most.extend(limit);
                let address = endpoint.host.parse::<IpAddr>().ok().filter(|address| !address.is_unspecified());
                if found.address == NOWHERE
                    && let Some(address) = address.filter(|address| told || !address.is_loopback())
                {
                    found.address = address;
                }
            }
        }
        found.max_clients = most.into_iter().min();
        if found.address == NOWHERE {
            found.address = address_of(topology, balancer.host).unwrap_or(NOWHERE);
        }
    }
    missing.balancer = found.address == NOWHERE;
    // Where only one is known, the other one is beside it if the usual number is taken.
    let beside = |port: u16, usual: u16| if port == usual { port.checked_add(1).unwrap_or(port - 1) } else { usual };
    match (write, read) {
        (Some(write), Some(read)) => (found.write_port, found.read_port) = (write, read),
        (Some(write), None) => (found.write_port, found.read_port) = (write, beside(write, facts::READ_PORT)),
        (None, Some(read)) => (found.write_port, found.read_port) = (beside(read, facts::WRITE_PORT), read),
        (None, None) => {}
    }
    found
}

/// The nodes and the witness: those that repmgr knows, else those that clients are led to.
fn nodes(topology: &Topology<'_>, missing: &mut Missing) -> (Vec<Node>, Option<Witness>) {
    let (mut nodes, mut witness) = (Vec::new(), None);
    let clusters = topology.clusters();
    if let Some(cluster) = clusters.iter().find(|cluster| cluster.data().next().is_some()) {
        for member in &cluster.members {
            let address = member.address().and_then(|address| address.parse().ok()).or_else(|| address_of(topology, member.host()));
            let name = member.file.node_name().unwrap_or_default();
            match address {
                Some(address) if member.witness && witness.is_none() => {
                    witness = Some(Witness { name: valid_name(name, facts::WITNESS, &nodes, &missing.nodes), address });
                }
                Some(address) if !member.witness => nodes.push(node(member, address, &nodes, &missing.nodes)),
                None if !member.witness => missing.nodes.push(valid_name(name, &format!("db{}", nodes.len() + 1), &nodes, &missing.nodes)),
                _ => {}
            }
        }
    }
    // Of those that have no repmgr.conf here, HAProxy may tell.
    let members = clusters.iter().flat_map(|cluster| &cluster.members).map(Member::host);
    let mut seen: Vec<HostId> = members.collect();
    for link in &topology.links {
        for end in topology.ends_of(link.target) {
            let Some(host) = topology.host_of(end).filter(|host| !seen.contains(host)) else { continue };
            seen.push(host);
            // Where others tell the address, it is one; the own host of HAProxy has none by this.
            let Some(address) = address_of(topology, host) else { continue };
            if nodes.iter().any(|node: &Node| node.address == address) {
                continue;
            }
            let direct = topology.host_of(link.target) == Some(host);
            let name = if direct { link.server.name } else { "" };
            let name = valid_name(name, &format!("db{}", nodes.len() + 1), &nodes, &missing.nodes);
            nodes.push(Node { name, address, priority: facts::PRIORITY, location: None });
        }
    }
    (nodes, witness)
}

fn node(member: &Member<'_, '_>, address: IpAddr, nodes: &[Node], others: &[String]) -> Node {
    let name = valid_name(member.file.node_name().unwrap_or_default(), &format!("db{}", nodes.len() + 1), nodes, others);
    let priority = u32::try_from(member.file.priority()).ok().filter(|priority| within(&facts::NODE, "priority", *priority));
    let location = Some(member.file.location()).filter(|location| *location != "default" && facts::is_word(location));
    Node { name, address, priority: priority.unwrap_or(facts::PRIORITY), location: location.map(str::to_owned) }
}

/// `name` as a host can be called, or `other` if it cannot.
fn valid_name(name: &str, other: &str, nodes: &[Node], others: &[String]) -> String {
    let spelled: String = name.to_ascii_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let free = |name: &str| nodes.iter().all(|node| node.name != name) && others.iter().all(|other| other != name);
    if facts::is_host_name(&spelled) && free(&spelled) { spelled } else { free_name(other, nodes, others) }
}

/// `name`, or a name that nobody has.
fn free_name(name: &str, nodes: &[Node], others: &[String]) -> String {
    let free = |name: &String| nodes.iter().all(|node| node.name != *name) && !others.contains(name);
    let mut names = std::iter::once(name.to_owned()).chain((1..).map(|number| format!("db{number}")));
    names.find(free).unwrap_or_default()
}

fn pooler(topology: &Topology<'_>, versions: Versions) -> Pooler {
    let default = PoolMode::default_of(versions.pgbouncer);
    let Some(pooler) = topology.poolers.first() else {
        let port = topology.links.iter().find_map(|link| match link.target {
            Target::Unseen(_, port) if port >= facts::LEAST_PORT && port != facts::SERVER_PORT => Some(port),
            _ => None,
        });
        return Pooler { port: port.unwrap_or(facts::POOLER_PORT), mode: default };
    };
    let mode = PoolMode::WORDS.iter().find(|(word, _)| *word == pooler.ini.text("pool_mode")).map(|(_, mode)| *mode);
    let port = Some(pooler.port()).filter(|port| *port >= facts::LEAST_PORT);
    // Clients lose nothing that they had when a connection is theirs for longer, only when for shorter.
    Pooler { port: port.unwrap_or(facts::POOLER_PORT), mode: mode.unwrap_or(PoolMode::Transaction) }
}

fn server(topology: &Topology<'_>) -> Server {
    let node = topology.nodes.iter().find(|node| node.conf.is_some()).or(topology.nodes.first());
    let port = node.map(|node| node.port).filter(|port| *port >= facts::LEAST_PORT);
    let most = node.and_then(|node| node.conf?.entry("max_connections").and(node.conf?.int("max_connections")));
    Server { port: port.unwrap_or(facts::SERVER_PORT), max_connections: most.and_then(|most| u32::try_from(most).ok()) }
}

fn durability(topology: &Topology<'_>) -> Durability {
    let waits = |node: &topology::Node<'_>| {
        node.conf.and_then(|conf| conf.text("synchronous_standby_names")).is_some_and(|names| !names.is_empty())
    };
    if topology.nodes.iter().any(waits) { Durability::Sync } else { Durability::Async }
}

/// The detection whose timers are next to those of the files. Who left them at what repmgr has anyway, a minute, wished for nothing.
fn detection(topology: &Topology<'_>) -> Detection {
    let Some((_, _, file)) = topology.cluster().next() else { return facts::DETECTION };
    let is_usual = |name: &str| match crate::product::repmgr::settings().look_up(name, file.version) {
        crate::schema::Known::Yes(row) => row.default(file.version).is_some_and(|default| default == file.value(name)),
        _ => true,
    };
    if is_usual("reconnect_attempts") && is_usual("reconnect_interval") {
        return facts::DETECTION;
    }
    let (attempts, interval) = (file.number("reconnect_attempts"), file.number("reconnect_interval"));
    let distance = |detection: Detection| {
        let timers = Timers::of(detection);
        let (own, step) = (i64::from(timers.attempts), i64::from(timers.attempt_interval) / 1_000);
        ((own * step - attempts * interval).abs(), (own - attempts).abs())
    };
    let all = Detection::WORDS.map(|(_, detection)| detection);
    all.into_iter().min_by_key(|detection| distance(*detection)).unwrap_or(facts::DETECTION)
}

fn tls(topology: &Topology<'_>) -> Option<Tls> {
    let conf = topology.nodes.iter().filter_map(|node| node.conf).find(|conf| conf.entry("ssl_cert_file").is_some())?;
    let file = |name: &str| conf.text(name).filter(|path| facts::is_path(path));
    Some(Tls { certificate: file("ssl_cert_file")?, key: file("ssl_key_file")?, ca: file("ssl_ca_file")? })
}

/// The databases that PgBouncers name, none twice, each with who may log in to it.
fn databases(topology: &Topology<'_>) -> Vec<Database> {
    let mut databases: Vec<Database> = Vec::new();
    for pooler in &topology.poolers {
        for database in &pooler.databases {
            let entry = database.entry;
            let known = databases.iter().any(|database| database.name == entry.name);
            if known || entry.name == CHECK || !is_name(entry.name, &RESERVED_DATABASES) {
                continue;
            }
            let own = |key: &str| entry.param(key).map(|param| i64::from(param.number())).filter(|number| *number > 0);
            let pool = own("pool_size").unwrap_or_else(|| i64::from(pooler.ini.int("default_pool_size")));
            let pool = own("max_db_connections").map_or(pool, |most| most.min(pool));
            let pool = u32::try_from(pool).ok().filter(|pool| within(&facts::DATABASE, "pool", *pool));
            let mut users = users(pooler, entry.name);
            if users.is_empty() {
                users.push(entry.name.to_owned());
            }
            let owner = users.remove(0);
            databases.push(Database { name: entry.name.to_owned(), owner, users, pool: pool.unwrap_or(facts::POOL) });
        }
    }
    databases
}

/// A database for all users of a PgBouncer that names none: one that stands for all others.
fn any_database(topology: &Topology<'_>) -> Database {
    let name = "app";
    let pooler = topology.poolers.first();
    let mut users = pooler.map(|pooler| users(pooler, name)).unwrap_or_default();
    users.retain(|user| user != name);
    let pool = pooler.and_then(|pooler| u32::try_from(pooler.ini.int("default_pool_size")).ok());
    let pool = pool.filter(|pool| within(&facts::DATABASE, "pool", *pool)).unwrap_or(facts::POOL);
    Database { name: name.to_owned(), owner: name.to_owned(), users, pool }
}

/// Who may log in to `database` by `pooler`, the owner first: those that its access rules name, else those with a secret.
fn users(pooler: &topology::Pooler<'_>, database: &str) -> Vec<String> {
    let with_secret = || -> Vec<String> {
        let list = pooler.userlist.map(|list| list.users.as_slice()).unwrap_or_default();
        // Who only looks after PgBouncer logs in to no database.
        let console: Vec<&str> = pooler.ini.list("admin_users").chain(pooler.ini.list("stats_users")).collect();
        let mut users: Vec<String> =
            list.iter().map(|user| user.name.to_string()).filter(|user| !console.contains(&user.as_str())).collect();
        // A user that is called like it owns it.
        users.sort_by_key(|user| user != database);
        users
    };
    let mut users: Vec<String> = Vec::new();
    match pooler.hba {
        None => users = with_secret(),
        Some(file) => {
            for rule in file.rules.iter().filter(|rule| rule.allows()) {
                let means = |kind: NameKind, text: &str| kind == NameKind::All || kind == NameKind::Plain && text == database;
                if !rule.databases.iter().any(|name| means(name.kind, &name.word.text)) {
                    continue;
                }
                for name in &rule.users {
                    match name.kind {
                        NameKind::Plain => users.push(name.word.text.to_string()),
                        NameKind::All => users.extend(with_secret()),
                        _ => {}
                    }
                }
            }
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    users.retain(|user| is_name(user, &RESERVED_USERS) && seen.insert(user.clone()));
    users
}

/// Whether `name` can be that of a database or user of somebody.
fn is_name(name: &str, reserved: &[&str]) -> bool {
    facts::is_sql_name(name) && !facts::is_reserved(name, reserved)
}
