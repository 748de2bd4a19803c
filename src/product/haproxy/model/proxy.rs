//! The proxies of a model and what stands in them.

use crate::product::haproxy::endpoint::Endpoint;
use crate::text::Location;

/// Index of a proxy in [`super::Model::proxies`].
pub type ProxyId = usize;

/// The four kinds of proxy sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProxyKind {
    /// Settings for the sections below.
    Defaults,
    /// Listens.
    Frontend,
    /// Both at once.
    Listen,
    /// Connects.
    Backend,
}

impl ProxyKind {
    pub(super) fn of(section: &str) -> Option<Self> {
        Some(match section {
            "defaults" => Self::Defaults,
            "frontend" => Self::Frontend,
            "listen" => Self::Listen,
            "backend" => Self::Backend,
            _ => return None,
        })
    }

    /// Whether it accepts connections.
    #[must_use]
    pub const fn listens(self) -> bool {
        matches!(self, Self::Frontend | Self::Listen)
    }

    /// Whether it has servers.
    #[must_use]
    pub const fn connects(self) -> bool {
        matches!(self, Self::Backend | Self::Listen)
    }

    /// The word that opens such a section.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Defaults => "defaults",
            Self::Frontend => "frontend",
            Self::Listen => "listen",
            Self::Backend => "backend",
        }
    }
}

/// The layer at which a proxy works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Connections.
    Tcp,
    /// HTTP requests.
    Http,
    /// Log messages.
    Log,
    /// The protocol of offload engines.
    Spop,
    /// Something else: `haterm`.
    Other,
}

impl Mode {
    pub(super) fn of(word: &str) -> Self {
        match word {
            "tcp" => Self::Tcp,
            "http" => Self::Http,
            "log" => Self::Log,
            "spop" => Self::Spop,
            _ => Self::Other,
        }
    }

    /// Whether it is neither of the two that carry traffic of clients.
    #[must_use]
    pub const fn is_special(self) -> bool {
        !matches!(self, Self::Tcp | Self::Http)
    }

    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Http => "http",
            Self::Log => "log",
            Self::Spop => "spop",
            Self::Other => "other",
        }
    }
}

/// A proxy section with what it holds.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts")]
pub struct Proxy<'s> {
    /// Its section.
    pub section: usize,
    /// Its kind.
    pub kind: ProxyKind,
    /// Its name; empty for `defaults` without one.
    pub name: &'s str,
    /// Where its name stands, or its keyword if it has none.
    pub at: Location,
    /// The `defaults` it inherits from.
    pub parent: Option<ProxyId>,
    /// Whether `from` names the parent.
    pub explicit_parent: bool,
    /// Its mode after inheritance.
    pub mode: Mode,
    /// Whether `disabled` is in force, after inheritance.
    pub disabled: bool,
    /// Whether a proxy that is not disabled inherits from it.
    pub serves: bool,
    /// Whether it carries PostgreSQL, as far as the text tells.
    pub fronts_postgres: bool,
    /// Directives of `bind`, in order.
    pub listeners: Vec<u32>,
    /// Their addresses over TCP, as far as they are known: the line, the address, and where it stands.
    pub endpoints: Vec<(u32, Endpoint<'s>, Location)>,
    /// Its servers in order.
    pub servers: Vec<Server<'s>>,
    /// Directives of `default-server`, in order.
    pub default_servers: Vec<u32>,
    /// Its ACLs in order.
    pub acls: Vec<Acl<'s>>,
    /// Their indices by name, those of one name in order.
    pub(super) acls_by_name: Vec<u32>,
    /// `use_backend` rules in order.
    pub switches: Vec<Switch<'s>>,
    /// The directive of the `default_backend` in force, inherited or own, and its name.
    pub default_backend: Option<(u32, &'s str)>,
    pub(super) settings: Vec<(&'static str, &'static str, u32)>,
    /// A filter of the names of the options on its `default-server` lines and inherited ones.
    pub(super) default_options: u64,
}

impl<'s> Proxy<'s> {
    /// Its `acl` lines of one name, in order.
    pub fn acls_called<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p Acl<'s>> {
        let named = |index: &u32| self.acls[*index as usize].name;
        let start = self.acls_by_name.partition_point(|index| named(index) < name);
        self.acls_by_name[start..].iter().map(|&index| &self.acls[index as usize]).take_while(move |acl| acl.name == name)
    }
}

impl Proxy<'_> {
    /// Whether it runs: it is no `defaults` section and not disabled.
    #[must_use]
    pub fn is_live(&self) -> bool {
        !self.disabled && self.kind != ProxyKind::Defaults
    }

    /// Whether a line of `keyword` stands in it; not for listeners, servers, ACLs and `use_backend`.
    #[must_use]
    pub fn has_line(&self, keyword: &str) -> bool {
        self.settings.iter().any(|(own, _, _)| *own == keyword)
    }
}

/// A `server` or `server-template` line.
#[derive(Debug)]
pub struct Server<'s> {
    /// Its directive.
    pub directive: u32,
    /// Its name, or the prefix of a template.
    pub name: &'s str,
    /// Number of the word that is its address.
    pub address: u16,
    /// Its address, if it is known and over TCP.
    pub endpoint: Option<Endpoint<'s>>,
    /// Number of `default-server` lines above it.
    pub(super) defaults: usize,
    /// A filter of the names of the options that may count for it: see [`super::said`].
    pub(super) options: u64,
}

/// A stick table: of a proxy, or a `table` of a `peers` section.
#[derive(Debug)]
pub struct StickTable {
    /// Its section.
    pub section: usize,
    /// Its directive.
    pub directive: u32,
    /// What rules call it: the name of its proxy, or `peers/table`.
    pub name: Box<str>,
}

/// An `acl` line.
#[derive(Debug)]
pub struct Acl<'s> {
    /// Its directive.
    pub directive: u32,
    /// Its name.
    pub name: &'s str,
}

/// A `use_backend` line.
#[derive(Debug)]
pub struct Switch<'s> {
    /// Its directive.
    pub directive: u32,
    /// The name of the backend; may be a log-format expression.
    pub target: &'s str,
    /// Whether the name is computed at run time.
    pub dynamic: bool,
    /// Number of the word at which its condition stands, 0 if it has none.
    pub condition: u16,
}
