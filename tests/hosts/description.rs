//! The stack of these tests: two nodes, a witness and HAProxy, each on a host.

/// Where a commit is before it is acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// On one disk.
    Async,
    /// On two.
    Sync,
}

impl Durability {
    /// As a description has it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Async => "async",
            Self::Sync => "sync",
        }
    }
}

/// The versions of HAProxy, PgBouncer, repmgr and PostgreSQL, as a description has them.
#[derive(Debug, Clone)]
pub(crate) struct Versions(pub(crate) [String; 4]);

/// The description for programs of `versions`. The addresses are those of namespaces.
pub(crate) fn text(Versions([haproxy, pgbouncer, repmgr, postgresql]): &Versions, durability: Durability) -> String {
    format!(
        "durability = \"{}\"
[versions]
haproxy = \"{haproxy}\"
pgbouncer = \"{pgbouncer}\"
repmgr = \"{repmgr}\"
postgresql = \"{postgresql}\"
[balancer]
address = \"10.77.0.10\"
[nodes]
n1 = \"10.77.0.11\"
n2 = \"10.77.0.12\"
[witness]
name = \"wit\"
address = \"10.77.0.13\"
[databases.app]
",
        durability.as_str()
    )
}
