//! What a PostgreSQL server takes.

use super::{Most, Sum, Term};
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
    /// How the number comes about: "PostgreSQL pg1: max_connections 100 - superuser_reserved_connections 3 = 97".
    #[must_use]
    pub fn shown(&self, who: &str) -> String {
        let kept: String = self.kept.iter().map(|term| format!(" - {}", term.text)).collect();
        format!("{who}: max_connections {}{kept} = {}", self.most, self.usable)
    }

    /// As a sum.
    #[must_use]
    pub fn sum(&self) -> Sum {
        let term = Term { at: self.at, text: format!("max_connections {}", self.most), count: self.most };
        Sum { most: Most::Number(self.usable), terms: vec![term] }
    }
}

/// Settings that keep connections back from ordinary users.
const KEPT: [&str; 2] = ["superuser_reserved_connections", "reserved_connections"];

impl Topology<'_> {
    /// What the node `id` takes, if its postgresql.conf tells.
    #[must_use]
    pub fn capacity(&self, id: NodeId) -> Option<Capacity> {
        let node = self.node(id);
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
        let count = self.cluster().filter(|(_, _, file)| file.is_automatic()).count() as u64;
        let at = own.place("failover").unwrap_or(Location::new(own.id, Span::empty(0)));
        let nodes = if count == 1 { "node" } else { "nodes" };
        Some(Term { at, text: format!("repmgrd of {count} {nodes} {count}"), count })
    }
}

/// The line that sets `name`, or the start of the file.
fn place(conf: &Conf<'_>, name: &str) -> Location {
    conf.entry(name).map_or(Location::new(conf.file, Span::empty(0)), |entry| entry.value_at)
}
