//! Logins: each user who may come to a database of a PgBouncer, with the rule of PostgreSQL that decides about the connection behind it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::access::{Entrance, Origin};
use super::{Database, End, NodeId, Pooler, PoolerId, Target, Topology};
use crate::lint::Finding;
use crate::product::hba::admission::{Decision, Visitor};
use crate::product::pgbouncer::ini::Param;
use crate::product::pgbouncer::userlist::{SecretKind, User};
use crate::text::{Location, printable};

/// A connection that a PgBouncer makes to a node.
pub struct Login<'m, 't> {
    /// The PgBouncer.
    pub pooler: PoolerId,
    /// The entry of its `[databases]`.
    pub database: &'m Database<'t>,
    /// The way to the node.
    pub end: &'m End,
    /// The node.
    pub node: NodeId,
    /// The database at the node; `None` where the client chooses it.
    pub name: Option<&'m str>,
    /// The user; `None` where nothing tells who comes.
    pub user: Option<&'m str>,
    /// The user in the userlist, if there is one.
    pub known: Option<&'m User<'t>>,
    /// How the client logged in as this user; `None` where PgBouncer logs in as another one.
    pub entrance: Option<Entrance<'t>>,
    /// Where from, as the node sees it.
    pub origin: Origin,
    /// Whether by TLS.
    pub tls: Option<bool>,
}

impl<'t> Login<'_, 't> {
    /// What the access rules of the node say of it; open if there are none of its own.
    #[must_use]
    pub fn decision(&self, topology: &Topology<'t>) -> Decision<'t, 't> {
        self.decision_with(topology, self.tls)
    }

    /// As [`Login::decision`], with TLS or without.
    #[must_use]
    pub fn decision_with(&self, topology: &Topology<'t>, tls: Option<bool>) -> Decision<'t, 't> {
        let node = topology.node(self.node);
        let Some(file) = node.hba else { return Decision::Open };
        let visitor = Visitor { database: self.name, user: self.user, from: crate::product::hba::admission::Peer::Unknown, tls };
        file.decide_any(&visitor, &self.origin.peers)
    }
}

/// The users of a PgBouncer by their names.
pub struct Users<'m, 't> {
    by_name: FxHashMap<&'m str, &'m User<'t>>,
    /// Those who are there for applications, in order.
    applications: Vec<&'m User<'t>>,
    /// Whether all users are known: a file of them is there and read to its end, and nothing else brings users.
    pub complete: bool,
}

impl<'m, 't> Users<'m, 't> {
    /// The user called `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'m User<'t>> {
        self.by_name.get(name).copied()
    }
}

impl<'t> Topology<'t> {
    /// The users of `pooler`.
    #[must_use]
    pub fn users_of<'m>(&'m self, pooler: &Pooler<'t>) -> Users<'m, 't> {
        let ini = pooler.ini;
        let mut users = Users { by_name: FxHashMap::default(), applications: Vec::new(), complete: false };
        let Some(list) = pooler.userlist else { return users };
        let looked_up = ini.given("auth_user").is_some() || ini.live_databases().any(|entry| entry.param("auth_user").is_some());
        users.complete = list.stop.is_none() && list.behind_nul.is_none() && ini.complete && !looked_up;
        users.by_name = list.users.iter().map(|user| (user.name.as_ref(), user)).collect();
        let mut others: FxHashSet<&str> = ini.list("admin_users").chain(ini.list("stats_users")).collect();
        others.insert(ini.text("auth_user"));
        others.extend(ini.live_databases().filter_map(|entry| entry.get("auth_user")));
        let mine = |user: &&'t User<'t>| {
            !others.contains(user.name.as_ref()) && users.by_name.get(user.name.as_ref()).is_some_and(|last| std::ptr::eq(*last, *user))
        };
        users.applications = list.users.iter().filter(mine).take(MAX_USERS).collect();
        users
    }

    /// The connections that the PgBouncer `id` makes for applications, as far as the text tells.
    #[must_use]
    pub fn logins<'m>(&'m self, id: PoolerId, users: &Users<'m, 't>) -> Vec<Login<'m, 't>> {
        let pooler = self.pooler(id);
        let mut found = Vec::new();
        for database in pooler.databases.iter().filter(|database| database.entry.wrong.is_none() && database.entry.sure) {
            if found.len() > MAX_LOGINS {
                break;
            }
            for end in &database.ends {
                self.logins_to(id, users, database, end, &mut found);
            }
        }
        found
    }

    fn logins_to<'m>(
        &'m self,
        id: PoolerId,
        users: &Users<'m, 't>,
        database: &'m Database<'t>,
        end: &'m End,
        found: &mut Vec<Login<'m, 't>>,
    ) {
        let Target::Node(node) = end.target else { return };
        let pooler = self.pooler(id);
        let origin = self.origin_of_end(pooler, database, end);
        let tls = self.tls_to_node(pooler, &origin, node);
        let entry = database.entry;
        let name = if entry.is_fallback() { entry.get("dbname") } else { Some(entry.dbname()) };
        let login = |user: Option<&'m str>, known, entrance| Login {
            pooler: id,
            database,
            end,
            node,
            name,
            user,
            known,
            entrance,
            origin: origin.clone(),
            tls,
        };
        if let Some(forced) = entry.get("user") {
            found.push(login(Some(forced), users.get(forced), None));
            return;
        }
        let before = found.len();
        let public = (!entry.is_fallback()).then_some(entry.name);
        for user in &users.applications {
            let entrance = self.entrance_from_anywhere(pooler, public, &user.name);
            if !matches!(entrance, Entrance::Refused(_)) {
                found.push(login(Some(user.name.as_ref()), Some(user), Some(entrance)));
            }
        }
        if !users.complete && found.len() == before {
            found.push(login(None, None, None));
        }
    }

    /// How `pooler` lets `user` in to `database`, by whatever way: the same for all ways that lead in, or open; refused if no rule is for the two.
    #[must_use]
    pub fn entrance_from_anywhere(&self, pooler: &Pooler<'t>, database: Option<&str>, user: &str) -> Entrance<'t> {
        let at = pooler.ini.place_of("auth_type");
        match (pooler.ini.text("auth_type"), pooler.hba) {
            _ if !pooler.ini.decides("auth_type") => Entrance::Open,
            ("hba", Some(file)) if file.is_whole() => {
                let names = |rule: &&'t crate::product::hba::Rule<'t>| rule.may_be_for(database, user) && rule.allows();
                let mut rules = file.rules.iter().filter(names);
                match rules.next() {
                    None => Entrance::Refused(None),
                    Some(first) if rules.all(|next| next.method.name == first.method.name) => {
                        Entrance::Method(first.method.name, first.method_at, Some(first))
                    }
                    Some(_) => Entrance::Open,
                }
            }
            ("hba" | "", _) => Entrance::Open,
            (method, _) => Entrance::Method(method, at, None),
        }
    }

    /// What stands between PgBouncer and its users: `auth_user` of `database`, with the place where it is written.
    #[must_use]
    pub fn auth_user<'m>(&self, pooler: &'m Pooler<'t>, database: &'m Database<'t>) -> Option<(&'m str, Location)> {
        let own = database.entry.param("auth_user").map(|param: &Param<'_>| (param.value.as_ref(), param.value_at));
        own.or_else(|| pooler.ini.given("auth_user").map(|setting| (setting.value, setting.value_at)))
    }
}

/// The kind of secret that PgBouncer has of the user of `login`, if a file tells.
#[must_use]
pub fn kind_of(login: &Login<'_, '_>) -> Option<SecretKind> {
    login.known.map(|user| user.kind)
}

/// So many users of one file are looked at.
const MAX_USERS: usize = 64;
/// So many connections of one PgBouncer are looked at.
const MAX_LOGINS: usize = 2048;

impl Login<'_, '_> {
    /// What the user is called in messages.
    #[must_use]
    pub fn who(&self) -> String {
        self.user.map_or_else(|| "any user".to_owned(), |user| format!("`{}`", printable(user)))
    }

    /// Whether the files that decide about it are known to be those of the hosts on the way.
    #[must_use]
    pub fn is_sure(&self, topology: &Topology<'_>) -> bool {
        let node = topology.node(self.node);
        topology.pooler(self.pooler).placed && node.own_hba && self.origin.told
    }

    /// Shows on `finding` how the connection comes about.
    pub fn witness(&self, topology: &Topology<'_>, finding: &mut Finding) {
        finding.path(topology.access_path(self.pooler, self.database));
        topology.led_here(self.pooler, finding);
        finding.related(self.end.at, "leads to this PostgreSQL");
    }
}

impl Topology<'_> {
    /// Points at the first server line that leads to the PgBouncer `id`.
    pub fn led_here(&self, id: PoolerId, finding: &mut Finding) {
        if let Some(link) = self.pooler(id).links.first() {
            finding.related(self.link(*link).at(self), "leads to this PgBouncer");
        }
    }
}
