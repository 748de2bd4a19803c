//! What a PostgreSQL server takes.

use super::Term;
use crate::product::postgresql::conf::Conf;
use crate::text::{Location, Span};
use crate::topology::{Node, NodeId, Topology};

/// The connections that a PostgreSQL server has for ordinary users.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capacity {
    /// So many: `max_connections` without what is kept back and what repmgrd holds. Connections of replication count apart.
    pub usable: u64,
    /// `max_connections`.
    pub most: u64,
    /// What is taken away, each with its name.
    pub kept: Vec<Term>,
    /// The line that sets `max_connections`, or the start of the file.
    pub at: Location,
}

impl Capacity {
    /// How the number comes about: `PostgreSQL pg1: max_connections 100 - superuser_reserved_connections 3 = 97`.
    #[must_use]
    pub fn shown(&self, who: &str) -> String {
        let whole = format!("max_connections {}", self.most);
        let parts: Vec<&str> = std::iter::once(whole.as_str()).chain(self.kept.iter().map(|term| term.text.as_str())).collect();
        format!("{who}: {} = {}", parts.join(" - "), self.usable)
    }
}

/// Settings that keep connections back from ordinary users.
const KEPT: [&str; 2] = ["superuser_reserved_connections", "reserved_connections"];

/// What the nodes of a topology take.
pub struct Capacities<'m, 't> {
    /// The topology.
    pub topology: &'m Topology<'t>,
    /// So many nodes have a repmgrd that watches the primary.
    watchers: u64,
}

/// A cluster of repmgr is not larger than this; what has more files is more than one.
const LARGEST: usize = 16;

impl<'t> Topology<'t> {
    /// What the nodes take.
    #[must_use]
    pub fn capacities(&self) -> Capacities<'_, 't> {
        let watchers = self.cluster().filter(|(_, _, file)| file.is_automatic()).count() as u64;
        Capacities { topology: self, watchers: if self.is_one_cluster() { watchers } else { 1 } }
    }

    /// Whether the nodes that repmgr knows are of one cluster, as far as can be told: none has the id of another.
    #[must_use]
    pub fn is_one_cluster(&self) -> bool {
        let mut ids: Vec<Option<i64>> = self.cluster().map(|(_, _, file)| file.node_id()).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        ids.len() == count && count <= LARGEST && !ids.contains(&None)
    }
}

impl Capacities<'_, '_> {
    /// What the node `id` takes, if its postgresql.conf tells.
    #[must_use]
    pub fn of(&self, id: NodeId) -> Option<Capacity> {
        let node = self.topology.node(id);
        let conf = node.conf.filter(|conf| conf.decides(&["max_connections"]))?;
        let most = u64::try_from(conf.int("max_connections")?).ok()?;
        let at = place(conf, "max_connections");
        let mut kept: Vec<Term> = Vec::new();
        for name in KEPT {
            let count = conf.int(name).and_then(|count| u64::try_from(count).ok()).unwrap_or(0);
            if count > 0 {
                kept.push(Term { at: place(conf, name), text: format!("{name} {count}"), count });
            }
        }
        kept.extend(self.held_by_repmgrd(node));
        let usable = most.saturating_sub(kept.iter().map(|term| term.count).sum());
        Some(Capacity { usable, most, kept, at })
    }

    /// What repmgrd holds of `node` while it is the primary: a connection for each node.
    fn held_by_repmgrd(&self, node: &Node<'_>) -> Option<Term> {
        let own = node.repmgr.filter(|file| file.is_automatic())?;
        let count = self.watchers;
        let at = own.place("failover").unwrap_or(Location::new(own.id, Span::empty(0)));
        let nodes = if count == 1 { "node" } else { "nodes" };
        Some(Term { at, text: format!("repmgrd of {count} {nodes} {count}"), count })
    }
}

/// The line that sets `name`, or the start of the file.
fn place(conf: &Conf<'_>, name: &str) -> Location {
    conf.entry(name).map_or(Location::new(conf.file, Span::empty(0)), |entry| entry.value_at)
}
