//! Descriptions of stacks at random: whatever `stack.toml` can say.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use pglb_lint::render::Description;
use pglb_lint::render::description::{Balancer, Database, Detection, Durability, Node, PoolMode, Pooler, Server, Tls, Versions, Witness};
use pglb_lint::render::facts;
use pglb_lint::render::plan::Plan;
use pglb_lint::schema::Version;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

/// The versions that descriptions are made for.
pub(crate) const HAPROXY: [Version; 5] =
    [Version::series(2, 6), Version::series(2, 8), Version::series(3, 0), Version::series(3, 2), Version::series(3, 4)];
pub(crate) const PGBOUNCER: [Version; 3] = [Version::series(1, 18), Version::series(1, 24), Version::series(1, 26)];
pub(crate) const REPMGR: [Version; 2] = [Version::series(5, 3), Version::series(5, 5)];
pub(crate) const POSTGRESQL: [Version; 6] =
    [Version::whole(13), Version::whole(14), Version::whole(15), Version::whole(16), Version::whole(17), Version::whole(18)];

const HOSTS: [&str; 12] = ["db1", "db2", "db3", "node-1", "a", "pg1", "pg2", "pg-east-1", "pg-west-1", "x9", "n", "eu-central-1-pg-0001"];
const WITNESSES: [&str; 4] = [facts::WITNESS, "arbiter", "w", "wit-1"];
const PLACES: [&str; 3] = ["east", "west", "dc-1"];
const STACKS: [&str; 3] = [facts::NAME, "shop", "a-b-1"];
const DATABASES: [&str; 7] = ["app", "shop", "a", "_x", "billing_2024", "reports", "main"];
const USERS: [&str; 6] = ["app", "shop_rw", "reader", "_u", "etl", "web1"];

/// Versions of all programs.
fn versions() -> impl Strategy<Value = Versions> {
    (select(&HAPROXY), select(&PGBOUNCER), select(&REPMGR), select(&POSTGRESQL))
        .prop_map(|(haproxy, pgbouncer, repmgr, postgresql)| Versions { haproxy, pgbouncer, repmgr, postgresql })
}

/// `count` addresses of one family, none twice and none a loopback address.
fn addresses(count: usize) -> impl Strategy<Value = Vec<IpAddr>> {
    let v4 = proptest::collection::btree_set(1..=254_u8, count)
        .prop_map(|last| -> Vec<IpAddr> { last.into_iter().map(|last| IpAddr::V4(Ipv4Addr::new(192, 0, 2, last))).collect() });
    let v6 = proptest::collection::btree_set(1..=0xffff_u16, count).prop_map(|last| -> Vec<IpAddr> {
        last.into_iter().map(|last| IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 7, 0, 0, 0, last))).collect()
    });
    prop_oneof![4 => v4, 1 => v6].prop_shuffle()
}

/// Nodes without addresses, and a witness or none.
fn voters() -> impl Strategy<Value = (Vec<Node>, Option<Witness>)> {
    let priority = prop_oneof![3 => Just(facts::PRIORITY), 1 => 0..=10_000_u32];
    let location = prop_oneof![3 => Just(None), 1 => select(&PLACES).prop_map(|place| Some(place.to_owned()))];
    let names = (2..=6_usize).prop_flat_map(|count| subsequence(HOSTS.to_vec(), count).prop_shuffle());
    (names, proptest::collection::vec((priority, location), 6), proptest::option::of(select(&WITNESSES))).prop_map(
        |(names, rest, witness)| {
            let nowhere = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
            let node = |(name, (priority, location)): (&str, (u32, Option<String>))| Node {
                name: name.to_owned(),
                address: nowhere,
                priority,
                location,
            };
            let mut nodes: Vec<Node> = names.into_iter().zip(rest).map(node).collect();
            // Somebody has to be able to take over.
            for node in nodes.iter_mut().take(2) {
                node.priority = node.priority.max(1);
            }
            let (first, rest) = nodes.split_at_mut(1);
            rest[0].location.clone_from(&first[0].location);
            (nodes, witness.map(|name| Witness { name: name.to_owned(), address: nowhere }))
        },
    )
}

fn databases() -> impl Strategy<Value = Vec<Database>> {
    let names = (1..=4_usize).prop_flat_map(|count| subsequence(DATABASES.to_vec(), count));
    let users = subsequence(USERS.to_vec(), 0..=4);
    let pool = prop_oneof![Just(facts::POOL), 2..=300_u32];
    (names, proptest::collection::vec((proptest::option::of(select(&USERS)), users, pool), 4)).prop_map(|(names, rest)| {
        let database = |(name, (owner, users, pool)): (&str, (Option<&str>, Vec<&str>, u32))| {
            let owner = owner.unwrap_or(name);
            let users = users.into_iter().filter(|user| *user != owner).map(str::to_owned).collect();
            Database { name: name.to_owned(), owner: owner.to_owned(), users, pool }
        };
        names.into_iter().zip(rest).map(database).collect()
    })
}

/// Ports that are not all the usual ones: of HAProxy two, of PgBouncer and of PostgreSQL.
fn ports() -> impl Strategy<Value = [u16; 4]> {
    let usual = [facts::WRITE_PORT, facts::READ_PORT, facts::POOLER_PORT, facts::SERVER_PORT];
    let odd = proptest::collection::btree_set(facts::LEAST_PORT..=u16::MAX, 4)
        .prop_map(|ports: BTreeSet<u16>| ports.into_iter().collect::<Vec<_>>())
        .prop_shuffle()
        .prop_map(|ports| [ports[0], ports[1], ports[2], ports[3]]);
    // Clients that know PostgreSQL's own port need not be told another one.
    let own = Just([facts::SERVER_PORT, facts::SERVER_PORT + 1, facts::POOLER_PORT, facts::SERVER_PORT]);
    prop_oneof![3 => Just(usual), 2 => odd, 1 => own]
}

fn tls() -> impl Strategy<Value = Option<Tls>> {
    let folder = select(vec!["/etc/ssl/pg", "/srv/tls"]).prop_map(|folder| Tls {
        certificate: format!("{folder}/host.crt"),
        key: format!("{folder}/host.key"),
        ca: format!("{folder}/ca.crt"),
    });
    prop_oneof![3 => Just(None), 1 => folder.prop_map(Some)]
}

/// Any description.
pub(crate) fn descriptions() -> impl Strategy<Value = Description> {
    let words = (
        select(&STACKS),
        select(Durability::WORDS.map(|(_, value)| value).to_vec()),
        select(Detection::WORDS.map(|(_, value)| value).to_vec()),
        proptest::option::of(select(PoolMode::WORDS.map(|(_, value)| value).to_vec())),
    );
    let budgets = (proptest::option::weighted(0.25, 0..=50_u32), proptest::option::weighted(0.25, 0..=200_u32));
    (words, versions(), voters(), addresses(8), databases(), ports(), budgets, tls()).prop_map(
        |((name, durability, detection, mode), versions, (mut nodes, mut witness), addresses, databases, ports, budgets, tls)| {
            let mut addresses = addresses.into_iter();
            let mut next = || addresses.next().unwrap();
            let balancer = Balancer { address: next(), write_port: ports[0], read_port: ports[1], max_clients: None };
            for node in &mut nodes {
                node.address = next();
            }
            if let Some(witness) = &mut witness {
                witness.address = next();
            }
            let mode = mode.unwrap_or(PoolMode::default_of(versions.pgbouncer));
            let mut description = Description {
                name: name.to_owned(),
                durability,
                detection,
                versions,
                balancer,
                pooler: Pooler { port: ports[2], mode },
                server: Server { port: ports[3], max_connections: None },
                nodes,
                witness,
                databases,
                tls,
            };
            // Budgets that somebody sets: fewer clients and more connections than are worked out are always right.
            let budget = Plan::new(&description).budget;
            description.balancer.max_clients = budgets.0.map(|fewer| budget.clients.saturating_sub(fewer).max(1));
            description.server.max_connections = budgets.1.map(|more| budget.server.saturating_add(more).clamp(20, 10_000));
            description
        },
    )
}

/// `count` of them, always the same.
pub(crate) fn some(count: usize) -> Vec<Description> {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), rng);
    let strategy = descriptions();
    (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

/// The number that the variable `name` of the environment holds, else `default`.
pub(crate) fn number(name: &str, default: u32) -> u32 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// So many cases as the environment says, else `default`.
pub(crate) fn cases(default: u32) -> ProptestConfig {
    let cases = number("PGLB_RANDOM_STACKS", default);
    ProptestConfig { cases, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() }
}
