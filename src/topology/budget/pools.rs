//! What a PgBouncer may open toward its servers.
//!
//! There is a pool for each database and user, of all clients one if the entry has `user=`. A pool has `pool_size` connections, and
//! `reserve_pool_size` more after `reserve_pool_timeout`. `max_db_connections` bounds the pools of a database, `max_user_connections` those of
//! a user over all databases. Processes that share a port each have all of that.

use rustc_hash::FxHashMap;

use super::flow::Network;
use super::{Most, Sum, Term};
use crate::product::hba::{File as Hba, NameKind, Rule};
use crate::product::pgbouncer::ini::{Entry, Held, Ini, Param};
use crate::schema::Version;
use crate::topology::hosts::is_own;
use crate::topology::{Pooler, PoolerId, Topology};

/// Whose pools are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Those of one user, and of each user that an entry forces: somebody has to use a database.
    OneUser,
    /// Those of all users that the files name.
    AllUsers,
}

/// Users that have the same bounds and the same databases.
struct Class {
    /// How many; their connections are counted so many times.
    count: u64,
    /// The entry in `[users]`, if they are one that has one.
    own: Option<usize>,
    /// The databases they may use, by their places in the list.
    databases: Vec<usize>,
}

impl Topology<'_> {
    /// What the PgBouncer `id` may open toward the servers of `databases`, by their places in [`Pooler::databases`]: all its processes together.
    #[must_use]
    pub fn pools(&self, id: PoolerId, databases: &[usize], counted: Counted) -> Sum {
        let pooler = self.pooler(id);
        let Some(classes) = classes(pooler, databases, counted) else { return Sum { most: Most::Untold, terms: Vec::new() } };
        let mut sum = sum_of(pooler, databases, &classes);
        let processes = self.processes(id);
        if processes > 1 {
            for term in &mut sum.terms {
                (term.text, term.count) = (format!("{processes} processes × {}", term.text), processes * term.count);
            }
            if let Most::Number(number) = &mut sum.most {
                *number *= processes;
            }
        }
        sum
    }

    /// How many processes run with the file of the PgBouncer `id`, as far as it tells: those that share its port, if it lists them as peers
    /// on this host and they have no file of their own among the files.
    #[must_use]
    pub fn processes(&self, id: PoolerId) -> u64 {
        let pooler = self.pooler(id);
        let ini = pooler.ini;
        if ini.int("so_reuseport") == 0 || ini.int("peer_id") == 0 {
            return 1;
        }
        let is_here = |host: &str| is_own(host) || self.hosts.find(host) == Some(pooler.host);
        let live = ini.peers.iter().filter(|entry| entry.replaced_by.is_none());
        let peers = live.filter(|entry| entry.get("host").is_some_and(is_here)).count() as u64;
        let beside = |other: &Pooler<'_>| other.host == pooler.host && other.port() == pooler.port();
        let with_file = self.poolers.iter().filter(|other| beside(other)).count();
        if with_file > 1 { 1 } else { peers.max(1) }
    }
}

/// The users whose pools count; `None` if the files do not tell them.
fn classes(pooler: &Pooler<'_>, databases: &[usize], counted: Counted) -> Option<Vec<Class>> {
    let ini = pooler.ini;
    let own: FxHashMap<&str, usize> =
        ini.users.iter().enumerate().filter(|(_, entry)| entry.replaced_by.is_none()).map(|(at, entry)| (entry.name, at)).collect();
    let mut forced: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    let mut free: Vec<usize> = Vec::new();
    for &at in databases {
        match pooler.databases[at].entry.get("user") {
            Some(user) => forced.entry(user).or_default().push(at),
            None => free.push(at),
        }
    }
    let mut by_shape: FxHashMap<(Option<usize>, Vec<usize>), u64> = FxHashMap::default();
    match counted {
        Counted::OneUser if !free.is_empty() => {
            // Any user will do, and one of those that have bounds of their own only if there is no other.
            let users = named_users(pooler).unwrap_or_default();
            let bounded = users.iter().all(|user| own.contains_key(user));
            let user = users.first().filter(|_| bounded).and_then(|user| own.get(user)).copied();
            by_shape.insert((user, free), 1);
        }
        Counted::AllUsers if !free.is_empty() => {
            for user in named_users(pooler)? {
                let mut usable: Vec<usize> = free.iter().copied().filter(|at| may_use(pooler, user, *at)).collect();
                usable.extend(forced.remove(user).unwrap_or_default());
                *by_shape.entry((own.get(user).copied(), usable)).or_default() += 1;
            }
        }
        _ => {}
    }
    for (user, usable) in forced {
        *by_shape.entry((own.get(user).copied(), usable)).or_default() += 1;
    }
    let mut classes: Vec<Class> = by_shape.into_iter().map(|((own, databases), count)| Class { count, own, databases }).collect();
    classes.sort_by(|one, other| (one.own, &one.databases).cmp(&(other.own, &other.databases)));
    Some(classes)
}

/// The users that clients may be, if the files name them all: those of the userlist that are not there for the console or for lookups.
fn named_users<'p>(pooler: &'p Pooler<'_>) -> Option<Vec<&'p str>> {
    let ini = pooler.ini;
    let elsewhere = matches!(ini.text("auth_type"), "any" | "pam" | "ldap" | "cert");
    let asks = ini.given("auth_user").is_some() || ini.live_databases().any(|entry| entry.param("auth_user").is_some());
    if elsewhere || asks {
        return None;
    }
    let list = pooler.userlist.filter(|list| list.stop.is_none())?;
    let console: Vec<&str> = ini.list("admin_users").chain(ini.list("stats_users")).collect();
    let mut users: Vec<&str> = list.users.iter().map(|user| user.name.as_ref()).collect();
    users.sort_unstable();
    users.dedup();
    let clients: Vec<&str> = users.iter().copied().filter(|name| !console.contains(name)).collect();
    // If there is nobody but those of the console, they are the clients.
    Some(if clients.is_empty() { users } else { clients }).filter(|users| !users.is_empty())
}

/// Whether the access rules let `user` use the database at `at`, as far as they tell.
fn may_use(pooler: &Pooler<'_>, user: &str, at: usize) -> bool {
    let Some(hba) = hba_of(pooler) else { return true };
    let entry = pooler.databases[at].entry;
    entry.is_fallback() || hba.rules.iter().any(|rule| rule.allows() && may_match(rule, user, entry.name))
}

fn hba_of<'p>(pooler: &'p Pooler<'_>) -> Option<&'p Hba<'p>> {
    pooler.hba.filter(|hba| pooler.ini.text("auth_type") == "hba" && !hba.is_partial)
}

fn may_match(rule: &Rule<'_>, user: &str, database: &str) -> bool {
    let database = rule.databases.iter().any(|name| match name.kind {
        NameKind::Plain => name.word.text == database,
        NameKind::SameUser => user == database,
        NameKind::Replication => false,
        _ => true,
    });
    let is_user = |name: &crate::product::hba::Name<'_>| name.kind != NameKind::Plain || name.word.text == user;
    database && rule.users.iter().any(is_user)
}

/// What the pools of `classes` may open together.
fn sum_of(pooler: &Pooler<'_>, databases: &[usize], classes: &[Class]) -> Sum {
    let ini = pooler.ini;
    let mut network = Network::default();
    let mut terms: FxHashMap<usize, Term> = FxHashMap::default();
    // The points: 0 the pools, 1 the servers, then databases, then classes of users.
    let point_of: FxHashMap<usize, usize> = databases.iter().enumerate().map(|(point, at)| (*at, point + 2)).collect();
    let mut edge = |from, to, bound: Option<Term>| {
        let number = network.edge(from, to, bound.as_ref().map(|term| term.count));
        terms.extend(bound.map(|term| (number, term)));
    };
    for at in databases {
        edge(point_of[at], 1, database_bound(ini, pooler.databases[*at].entry));
    }
    for (index, class) in classes.iter().enumerate() {
        let point = 2 + databases.len() + index;
        let own = class.own.map(|at| &ini.users[at]);
        edge(0, point, user_bound(ini, own).map(|term| times(class.count, "users", term)));
        for at in &class.databases {
            let pool = pool_bound(ini, own, pooler.databases[*at].entry).map(|term| times(class.count, "users", term));
            edge(point, point_of[at], pool);
        }
    }
    match network.most(0, 1) {
        Some((total, cut)) => {
            let mut terms: Vec<Term> = cut.into_iter().filter_map(|number| terms.remove(&number)).filter(|term| term.count > 0).collect();
            terms.sort_by_key(|term| (term.at.file, term.at.span.start));
            Sum { most: Most::Number(total), terms }
        }
        None => Sum { most: Most::Boundless, terms: Vec::new() },
    }
}

/// `term` of each of `count` somebodies.
fn times(count: u64, what: &str, term: Term) -> Term {
    if count == 1 {
        return term;
    }
    Term { at: term.at, text: format!("{count} {what} × {}", term.text), count: count.saturating_mul(term.count) }
}

/// What all pools of a database may have.
fn database_bound(ini: &Ini<'_>, entry: &Entry<'_>) -> Option<Term> {
    let own = entry.param("max_db_connections").filter(|param| param.number() > 0);
    let (count, at) = match own {
        Some(param) => (param.number(), param.at()),
        None => (ini.int("max_db_connections"), ini.given("max_db_connections")?.value_at),
    };
    positive(count).map(|count| Term { at, text: format!("database {} max_db_connections {count}", entry.name), count })
}

/// What all pools of a user may have.
fn user_bound(ini: &Ini<'_>, own: Option<&Entry<'_>>) -> Option<Term> {
    let param = own.and_then(|entry| entry.param("max_user_connections")).filter(|param| param.number() > 0);
    let (count, at) = match param {
        Some(param) => (param.number(), param.at()),
        None => (ini.int("max_user_connections"), ini.given("max_user_connections")?.value_at),
    };
    let count = positive(count)?;
    let user = own.map_or_else(String::new, |entry| format!("user {} ", entry.name));
    Some(Term { at, text: format!("{user}max_user_connections {count}"), count })
}

/// The version that takes a pool of 0 for one without a bound; before that it was one connection.
const NO_BOUND: Version = Version::new(1, 24);

/// What one pool may have; `None` if nothing bounds it.
fn pool_bound(ini: &Ini<'_>, own: Option<&Entry<'_>>, entry: &Entry<'_>) -> Option<Term> {
    let of_user = |key: &str| own.and_then(|entry| entry.param(key)).filter(|param| param.refusal.is_none() && param.number() >= 0);
    let shown = ini.shown_database(entry, None);
    let of_entry = |keys: &[&str]| entry.params.iter().rev().find(|param| keys.contains(&param.key) && param.number() >= 0);
    let size_param = of_user("pool_size").or_else(|| of_entry(&["pool_size"]));
    let size = positive(of_user("pool_size").map_or(shown.pool_size, Param::number));
    let size = match size {
        None if ini.version >= NO_BOUND => return None,
        None => 1,
        Some(size) => size,
    };
    let reserve = of_user("reserve_pool_size").map_or(shown.reserve_pool_size, Param::number);
    let reserve = positive(reserve).filter(|_| has_reserve(ini)).unwrap_or(0);
    let at = size_param.map(Param::at).or_else(|| ini.given("default_pool_size").map(|setting| setting.value_at));
    let name = if size_param.is_some() { "pool_size" } else { "default_pool_size" };
    let count = size + reserve;
    let sizes = if reserve > 0 { format!("({name} {size} + reserve_pool_size {reserve})") } else { format!("{name} {size}") };
    Some(Term { at: at.unwrap_or(entry.name_at), text: format!("database {} {sizes}", entry.name), count })
}

/// Whether the reserve is ever opened.
fn has_reserve(ini: &Ini<'_>) -> bool {
    !matches!(ini.held("reserve_pool_timeout"), Some(Held::Time(seconds)) if seconds == 0.0)
}

fn positive(number: i32) -> Option<u64> {
    u64::try_from(number).ok().filter(|number| *number > 0)
}
