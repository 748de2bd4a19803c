//! Budgets and timers against a plain recount: small stacks are made up, written as files, joined, and counted by formulas that share
//! nothing with the way in which the library counts.

#![allow(clippy::similar_names, reason = "a checked backend and its check")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in what it calls too")]

use std::fmt::Write as _;

use pglb_lint::analysis::{Files, Instances, Targets, group, trees, without_haproxy};
use pglb_lint::product::haproxy::load::Document;
use pglb_lint::product::haproxy::model::Model;
use pglb_lint::schema::Version;
use pglb_lint::text::{Source, Sources};
use pglb_lint::topology::budget::Most;
use pglb_lint::topology::budget::pools::Counted;
use pglb_lint::topology::timers::{of_node, of_pooler};
use pglb_lint::topology::{NodeId, PoolerId, Target, Topology};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

/// Joins `files`, with PgBouncer of `version`, and asks.
fn joined<R>(files: &[(&str, &str)], version: Version, ask: impl FnOnce(&Topology<'_>) -> R) -> R {
    let mut sources = Sources::new();
    for (name, text) in files {
        sources.add(Source::new(*name, text.as_bytes().to_vec()).unwrap());
    }
    let targets = Targets { pgbouncer: version, ..Targets::stable() };
    let files = Files::recognised(&sources);
    let trees = trees(&files);
    let groups = group(&files, &trees, Instances::Each);
    let mut arenas: Vec<Vec<_>> = groups.iter().map(|_| Vec::new()).collect();
    let mut stack = without_haproxy(&files, &targets);
    for (files, arenas) in groups.into_iter().zip(&mut arenas) {
        let document = Document::load(&files, &targets.haproxy, arenas);
        stack.haproxy.push(Model::new(files, document, &targets.haproxy));
    }
    ask(&Topology::new(&stack))
}

/// All subsets of `count` things.
fn subsets(count: usize) -> impl Iterator<Item = Vec<bool>> {
    (0..1_u32 << count).map(move |bits| (0..count).map(|at| bits & (1 << at) != 0).collect())
}

/// A bound; without one it is more than anything that is counted.
const ENDLESS: u64 = 1 << 40;

fn or_endless(bound: Option<u64>) -> u64 {
    bound.unwrap_or(ENDLESS)
}

fn most(count: u64) -> Most {
    if count >= ENDLESS { Most::Boundless } else { Most::Number(count) }
}

/// What a backend asks of its servers.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Check {
    Plain,
    Primary,
    Standby,
}

#[derive(Debug, Clone)]
struct Server {
    /// To which of two PgBouncers.
    pooler: usize,
    maxconn: Option<u64>,
    minconn: Option<u64>,
    disabled: bool,
    checked: bool,
}

impl Server {
    fn bound(&self) -> u64 {
        // A `minconn` above the `maxconn` takes its place.
        self.maxconn.max(self.minconn).map_or(ENDLESS, |bound| bound)
    }
}

#[derive(Debug, Clone)]
struct Balancer {
    global: Option<u64>,
    /// The bound of each frontend, and the backends that it leads to.
    frontends: Vec<(Option<u64>, Vec<usize>)>,
    backends: Vec<(Check, Vec<Server>)>,
}

fn bound() -> impl Strategy<Value = Option<u64>> {
    of(1..60_u64)
}

fn server() -> impl Strategy<Value = Server> {
    (0..2_usize, bound(), of(1..60_u64), 0..8_u8, any::<bool>()).prop_map(|(pooler, maxconn, minconn, disabled, checked)| Server {
        pooler,
        maxconn,
        minconn: minconn.filter(|least| least % 3 == 0),
        disabled: disabled == 0,
        checked,
    })
}

fn balancer() -> impl Strategy<Value = Balancer> {
    let check = prop_oneof![Just(Check::Plain), Just(Check::Primary), Just(Check::Standby)];
    let frontends = vec((bound(), vec(0..3_usize, 1..3)), 1..4);
    let backends = vec((check, vec(server(), 1..4)), 3);
    (bound(), frontends, backends).prop_map(|(global, frontends, backends)| Balancer { global, frontends, backends })
}

impl Balancer {
    fn text(&self) -> String {
        let mut text = String::from("global\n    log stdout local0\n");
        if let Some(most) = self.global {
            writeln!(text, "    maxconn {most}").unwrap();
        }
        text.push_str("defaults\n    mode tcp\n    timeout client 1h\n    timeout server 1h\n    timeout connect 5s\n");
        for (at, (bound, routes)) in self.frontends.iter().enumerate() {
            writeln!(text, "frontend f{at}\n    bind :{}", 15432 + at).unwrap();
            if let Some(most) = bound {
                writeln!(text, "    maxconn {most}").unwrap();
            }
            for (port, backend) in routes.iter().enumerate() {
                writeln!(text, "    use_backend b{backend} if {{ src_port {port} }}").unwrap();
            }
        }
        for (at, (check, servers)) in self.backends.iter().enumerate() {
            writeln!(text, "backend b{at}").unwrap();
            match check {
                Check::Plain => {}
                Check::Primary => text.push_str("    option httpchk GET /primary\n"),
                Check::Standby => text.push_str("    option httpchk GET /replica\n"),
            }
            for (index, server) in servers.iter().enumerate() {
                write!(text, "    server s{index} 10.0.0.{}:6432", server.pooler + 1).unwrap();
                if let Some(most) = server.maxconn {
                    write!(text, " maxconn {most}").unwrap();
                }
                if let Some(least) = server.minconn {
                    write!(text, " minconn {least}").unwrap();
                }
                text.push_str(match (server.checked, check) {
                    (false, _) => "",
                    (true, Check::Plain) => " check",
                    (true, _) => " check port 8008",
                });
                text.push_str(if server.disabled { " disabled\n" } else { "\n" });
            }
        }
        text
    }

    /// What it may open toward `pooler`: the smallest of all ways to cut the clients off from it.
    fn sessions(&self, pooler: usize, without: Check) -> u64 {
        // A server whose role is not asked for by a check that runs does not know it.
        let serves = |check: Check, server: &&Server| server.pooler == pooler && !server.disabled && !(server.checked && check == without);
        let room = |at: usize| -> u64 {
            let (check, servers) = &self.backends[at];
            servers.iter().filter(|server| serves(*check, server)).map(Server::bound).sum()
        };
        let led: Vec<bool> = (0..self.backends.len()).map(|at| self.frontends.iter().any(|(_, routes)| routes.contains(&at))).collect();
        let cuts = subsets(self.frontends.len()).map(|cut| {
            let fronts: u64 = self.frontends.iter().zip(&cut).filter(|(_, cut)| **cut).map(|((bound, _), _)| or_endless(*bound)).sum();
            let open = |at: usize| !led[at] || self.frontends.iter().zip(&cut).any(|((_, routes), cut)| !cut && routes.contains(&at));
            fronts + (0..self.backends.len()).filter(|at| open(*at)).map(room).sum::<u64>()
        });
        cuts.min().unwrap().min(or_endless(self.global))
    }

    /// Connections of checks: of those that ask the PgBouncer itself.
    fn checks(&self, pooler: usize) -> usize {
        let plain = self.backends.iter().filter(|(check, _)| *check == Check::Plain).flat_map(|(_, servers)| servers);
        plain.filter(|server| server.pooler == pooler && server.checked && !server.disabled).count()
    }
}

/// A PgBouncer as it is written.
#[derive(Debug, Clone)]
struct Pool {
    default_size: Option<u64>,
    reserve: Option<u64>,
    reserve_timeout: Option<u64>,
    db_bound: Option<u64>,
    user_bound: Option<u64>,
    databases: Vec<Database>,
    /// Each user of the userlist, with what `[users]` says of them.
    users: Vec<Option<User>>,
}

#[derive(Debug, Clone)]
struct Database {
    size: Option<u64>,
    reserve: Option<u64>,
    bound: Option<u64>,
    /// The user that all clients become.
    forced: Option<usize>,
}

#[derive(Debug, Clone)]
struct User {
    bound: Option<u64>,
    size: Option<u64>,
    reserve: Option<u64>,
}

fn pool() -> impl Strategy<Value = Pool> {
    let database = (of(1..40_u64), of(0..9_u64), of(0..50_u64), of(0..5_usize));
    let database = database.prop_map(|(size, reserve, bound, forced)| Database { size, reserve, bound, forced });
    let user = (of(0..30_u64), of(1..20_u64), of(0..5_u64)).prop_map(|(bound, size, reserve)| User { bound, size, reserve });
    let general = (of(1..40_u64), of(0..9_u64), of(0..2_u64), of(0..60_u64), of(0..60_u64));
    (general, vec(database, 1..4), vec(of(user), 1..5)).prop_map(|(general, databases, users)| Pool {
        default_size: general.0,
        reserve: general.1,
        reserve_timeout: general.2,
        db_bound: general.3,
        user_bound: general.4,
        databases,
        users,
    })
}

/// `name=value` for each that is set.
fn written(pairs: &[(&str, Option<u64>)], between: &str) -> String {
    let set = pairs.iter().filter_map(|(name, value)| Some(format!("{name}={}", (*value)?)));
    set.collect::<Vec<_>>().join(between)
}

impl Pool {
    fn text(&self) -> String {
        let mut text = String::from("[databases]\n");
        for (at, database) in self.databases.iter().enumerate() {
            let own = [("pool_size", database.size), ("reserve_pool", database.reserve), ("max_db_connections", database.bound)];
            let forced = database.forced.map_or_else(String::new, |user| format!("user=u{user}"));
            writeln!(text, "d{at} = host=10.0.0.1 {} {forced}", written(&own, " ")).unwrap();
        }
        text.push_str("[users]\n");
        for (at, user) in self.users.iter().enumerate() {
            if let Some(user) = user {
                let own = [("max_user_connections", user.bound), ("pool_size", user.size), ("reserve_pool_size", user.reserve)];
                writeln!(text, "u{at} = {}", written(&own, " ")).unwrap();
            }
        }
        let general = [
            ("default_pool_size", self.default_size),
            ("reserve_pool_size", self.reserve),
            ("reserve_pool_timeout", self.reserve_timeout),
            ("max_db_connections", self.db_bound),
            ("max_user_connections", self.user_bound),
        ];
        let fixed = "[pgbouncer]\nlisten_addr = 10.0.0.1\nauth_type = md5\nauth_file = userlist.txt\nadmin_users = boss\n";
        writeln!(text, "{fixed}{}", written(&general, "\n")).unwrap();
        text
    }

    fn userlist(&self) -> String {
        let mut text = String::from("\"boss\" \"secret\"\n");
        (0..self.users.len()).for_each(|at| writeln!(text, "\"u{at}\" \"secret\"").unwrap());
        text
    }

    fn user(&self, at: usize) -> Option<&User> {
        self.users.get(at).and_then(Option::as_ref)
    }

    /// The pool of the user `user` (`None`: somebody) for the database `at`.
    fn pool(&self, user: Option<usize>, at: usize) -> u64 {
        let own = user.and_then(|user| self.user(user));
        let database = &self.databases[at];
        let size = own.and_then(|own| own.size).or(database.size).or(self.default_size).unwrap_or(20);
        let reserve = own.and_then(|own| own.reserve).or(database.reserve).or(self.reserve).unwrap_or(0);
        size + if self.reserve_timeout == Some(0) { 0 } else { reserve }
    }

    fn user_bound(&self, user: Option<usize>) -> u64 {
        let own = user.and_then(|user| self.user(user)).and_then(|own| own.bound);
        or_endless(own.filter(|bound| *bound > 0).or(self.user_bound).filter(|bound| *bound > 0))
    }

    fn database_bound(&self, at: usize) -> u64 {
        or_endless(self.databases[at].bound.filter(|bound| *bound > 0).or(self.db_bound).filter(|bound| *bound > 0))
    }

    /// What all pools may open: the smallest of all ways to bound each user either as a whole or pool by pool.
    fn most(&self, counted: Counted) -> u64 {
        let free = (0..self.databases.len()).any(|at| self.databases[at].forced.is_none());
        // The users that come, and whether they use the databases that force nobody.
        let mut people: Vec<(Option<usize>, bool)> = Vec::new();
        match counted {
            // Somebody without bounds of their own, if there may be such a one.
            Counted::OneUser if free => people.push((self.users.iter().all(Option::is_some).then_some(0), true)),
            Counted::AllUsers if free => people.extend((0..self.users.len()).map(|at| (Some(at), true))),
            _ => {}
        }
        for user in self.databases.iter().filter_map(|database| database.forced) {
            if !people.iter().any(|(other, _)| *other == Some(user)) || counted == Counted::OneUser {
                people.push((Some(user), false));
            }
        }
        people.sort_unstable();
        people.dedup();
        let may_use = |(user, free): (Option<usize>, bool), at: usize| match self.databases[at].forced {
            // Somebody is not the one who is forced, though they may have the same name.
            Some(forced) => user == Some(forced) && (counted == Counted::AllUsers || !free),
            None => free,
        };
        let cuts = subsets(people.len()).map(|cut| {
            let whole: u64 = people.iter().zip(&cut).filter(|(_, cut)| **cut).map(|((user, _), _)| self.user_bound(*user)).sum();
            let each = (0..self.databases.len()).map(|at| {
                let pools = people.iter().zip(&cut).filter(|(who, cut)| !**cut && may_use(**who, at));
                pools.map(|((user, _), _)| self.pool(*user, at)).sum::<u64>().min(self.database_bound(at))
            });
            whole + each.sum::<u64>()
        });
        cuts.min().unwrap()
    }
}

const POOLER: &str = "[databases]\napp = host=127.0.0.1\n[pgbouncer]\nlisten_addr = ADDRESS\nauth_file = userlist.txt\n";

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_haproxy_may_open(balancer in balancer()) {
        let poolers = ["10.0.0.1", "10.0.0.2"].map(|address| POOLER.replace("ADDRESS", address));
        let text = balancer.text();
        let files = [("lb/haproxy.cfg", text.as_str()), ("db1/pgbouncer.ini", &poolers[0]), ("db2/pgbouncer.ini", &poolers[1])];
        let found = joined(&files, Version::series(1, 24), |topology| {
            let of = |address: &str| {
                let pooler = topology.poolers.iter().find(|pooler| topology.hosts.get(pooler.host).name == address).unwrap();
                let openings = topology.openings(&pooler.links);
                let sessions = openings.first().map_or(Most::Number(0), |opening| opening.sessions.most);
                if let Some(opening) = openings.first() {
                    // The terms that are shown are the sum.
                    if let Most::Number(number) = opening.sessions.most {
                        let shown: u64 = opening.sessions.terms.iter().map(|term| term.count).sum();
                        assert_eq!(number, shown, "{text}");
                    }
                }
                (sessions, openings.first().map_or(0, |opening| opening.checks.len()))
            };
            [of("10.0.0.1"), of("10.0.0.2")]
        });
        for (pooler, (sessions, checks)) in found.into_iter().enumerate() {
            let expected = balancer.sessions(pooler, Check::Primary).max(balancer.sessions(pooler, Check::Standby));
            prop_assert_eq!(sessions, most(expected), "pooler {} of\n{}", pooler, text);
            prop_assert_eq!(checks, balancer.checks(pooler), "checks of pooler {} of\n{}", pooler, text);
        }
    }

    #[test]
    fn what_pools_may_open(pool in pool()) {
        let (text, userlist) = (pool.text(), pool.userlist());
        let files = [("db1/pgbouncer.ini", text.as_str()), ("db1/userlist.txt", &userlist)];
        let (one, all) = joined(&files, Version::series(1, 26), |topology| {
            let databases: Vec<usize> = (0..topology.poolers[0].databases.len()).collect();
            let sum = |counted| topology.pools(PoolerId(0), &databases, counted);
            (sum(Counted::OneUser), sum(Counted::AllUsers))
        });
        for (sum, counted) in [(one, Counted::OneUser), (all, Counted::AllUsers)] {
            prop_assert_eq!(sum.most, most(pool.most(counted)), "{:?} of\n{}", counted, text);
            let shown: u64 = sum.terms.iter().map(|term| term.count).sum();
            prop_assert_eq!(sum.most.number(), Some(shown), "{:?} of\n{}\n{:?}", counted, text, sum);
        }
    }

    #[test]
    fn what_a_server_takes(most in of(10..500_u64), superusers in of(0..9_u64), reserved in of(0..9_u64), nodes in 0..4_u64) {
        let settings = [("max_connections", most), ("superuser_reserved_connections", superusers), ("reserved_connections", reserved)];
        let conf = format!("listen_addresses='10.0.0.1'\n{}\n", written(&settings, "\n"));
        let mut files = vec![("db1/postgresql.conf".to_owned(), conf)];
        for node in 1..=nodes {
            let text = format!("node_id={node}\nnode_name='n{node}'\nconninfo='host=10.0.0.{node} user=r dbname=r'\ndata_directory='/d'\n\
                failover=automatic\npromote_command='p'\nfollow_command='f'\n");
            files.push((format!("db{node}/repmgr.conf"), text));
        }
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let capacity = joined(&files, Version::series(1, 24), |topology| {
            let node = topology.each_node().find(|(_, node)| node.own_conf).map_or(NodeId(0), |(id, _)| id);
            topology.capacities().of(node).unwrap()
        });
        let kept = superusers.unwrap_or(3) + reserved.unwrap_or(0) + nodes;
        prop_assert_eq!(capacity.usable, most.unwrap_or(100).saturating_sub(kept));
    }

    #[test]
    fn how_long_sessions_may_be_silent(
        clients in vec(of((1..90_u64, 0..4_usize)), 1..4),
        server in of((1..90_u64, 0..4_usize)),
        tunnel in of((1..90_u64, 0..4_usize)),
        pooler in 0..9000_u32,
        node in (1..9000_u64, 0..4_usize),
    ) {
        const UNITS: [(&str, u64); 4] = [("", 1), ("ms", 1), ("s", 1000), ("m", 60_000)];
        const NODE_UNITS: [(&str, u64); 4] = [("", 1), ("ms", 1), ("s", 1000), ("min", 60_000)];
        let ms = |time: Option<(u64, usize)>| time.map(|(count, unit)| count * UNITS[unit].1);
        let line = |name: &str, time: Option<(u64, usize)>| {
            time.map_or_else(String::new, |(count, unit)| format!("    timeout {name} {count}{}\n", UNITS[unit].0))
        };
        let mut text = String::from("defaults\n    mode tcp\n    timeout connect 5s\n");
        for (at, client) in clients.iter().enumerate() {
            write!(text, "frontend f{at}\n    bind :{}\n{}    default_backend b\n", 15432 + at, line("client", *client)).unwrap();
        }
        write!(text, "backend b\n{}{}    server a 10.0.0.1:6432 check\n", line("server", server), line("tunnel", tunnel)).unwrap();
        let seconds = f64::from(pooler) / 10.0;
        let ini = format!("{}query_timeout = {seconds}\n", POOLER.replace("ADDRESS", "10.0.0.1"));
        let conf = format!("listen_addresses='10.0.0.1'\nstatement_timeout = '{}{}'\n", node.0, NODE_UNITS[node.1].0);
        let files = [("lb/haproxy.cfg", text.as_str()), ("db1/pgbouncer.ini", &ini), ("db1/postgresql.conf", &conf)];
        let (silence, query, statement) = joined(&files, Version::series(1, 24), |topology| {
            let query = of_pooler(topology.poolers[0].ini, "query_timeout").map(|timer| timer.ms);
            let Target::Node(end) = topology.poolers[0].databases[0].ends[0].target else { panic!("no node") };
            let statement = of_node(topology.node(end).conf.unwrap(), "statement_timeout").map(|timer| timer.ms);
            (topology.silence(topology.poolers[0].links[0]).map(|timer| timer.ms), query, statement)
        });
        let shortest = clients.iter().map(|client| ms(*client)).chain([ms(server)]).flatten().min();
        prop_assert_eq!(silence, ms(tunnel).or(shortest), "{}", text);
        prop_assert_eq!(query, Some(u64::from(pooler) * 100).filter(|ms| *ms > 0));
        prop_assert_eq!(statement, Some(node.0 * NODE_UNITS[node.1].1));
    }
}
