//! What PgBouncer's `auth_hba_file` and PostgreSQL's `pg_hba.conf` have in common: rules, networks, and which rule hides which. Each program
//! has a reader of its own that makes these rules from the lines of its file.

pub mod admission;
pub mod cover;
pub mod lint;
pub mod network;
pub mod tables;

use std::borrow::Cow;

pub use network::Network;
pub use tables::Method;

use crate::text::{FileId, Location, Span};

/// A word of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'s> {
    /// What it stands for.
    pub text: Cow<'s, str>,
    /// Whether it is in quotes, and so no keyword.
    pub quoted: bool,
    /// Where it stands.
    pub at: Location,
}

impl Word<'_> {
    /// Whether it is the keyword `name`.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        !self.quoted && self.text == name
    }
}

/// What a word stands for where names of databases or users are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// Every one; of databases, not the pseudo-database of replication.
    All,
    /// The database called like the user.
    SameUser,
    /// The database called like a role that the user is a member of.
    SameRole,
    /// Physical replication.
    Replication,
    /// The members of a role.
    Members,
    /// A regular expression.
    Regex,
    /// The names in a file.
    File,
    /// A name.
    Plain,
}

/// An element of a list of databases or users.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name<'s> {
    /// What it stands for.
    pub kind: NameKind,
    /// The word.
    pub word: Word<'s>,
}

/// The hosts that a rule is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address<'s> {
    /// Those that come by the Unix socket.
    Local,
    /// Every host.
    All,
    /// Addresses of the server itself.
    SameHost,
    /// Addresses of networks that the server is in.
    SameNet,
    /// A network.
    Network(Network),
    /// A name, or the end of names with a dot before it.
    Name(Cow<'s, str>),
}

/// An option behind the method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opt<'s> {
    /// Its name.
    pub name: Cow<'s, str>,
    /// Its value.
    pub value: Cow<'s, str>,
    /// Where both stand.
    pub at: Location,
}

/// A rule that the program takes.
#[derive(Debug)]
pub struct Rule<'s> {
    /// The line.
    pub at: Location,
    /// The type, such as `hostssl`.
    pub kind: Word<'s>,
    /// The databases.
    pub databases: Vec<Name<'s>>,
    /// The users.
    pub users: Vec<Name<'s>>,
    /// The hosts.
    pub address: Address<'s>,
    /// Where they stand, mask included; of a `local` rule the type.
    pub address_at: Location,
    /// The method.
    pub method: &'static Method,
    /// Where it stands.
    pub method_at: Location,
    /// The options.
    pub options: Vec<Opt<'s>>,
    /// Whether it can match nobody.
    pub is_dead: bool,
}

impl Rule<'_> {
    /// Whether it lets somebody in.
    #[must_use]
    pub fn allows(&self) -> bool {
        self.method.name != "reject"
    }

    /// Whether other machines than the server's own can match it.
    #[must_use]
    pub fn is_remote(&self) -> bool {
        match &self.address {
            Address::Local | Address::SameHost => false,
            Address::All | Address::SameNet => true,
            Address::Network(network) => !network.is_loopback(),
            Address::Name(name) => !matches!(name.as_ref(), "localhost" | "localhost.localdomain" | "ip6-localhost"),
        }
    }

    /// Whether every machine of the world can match it, by IPv4 or IPv6.
    #[must_use]
    pub fn is_for_every_host(&self) -> bool {
        match &self.address {
            Address::All => true,
            Address::Network(network) => network.is_everything(),
            _ => false,
        }
    }

    /// Whether it is for every user.
    #[must_use]
    pub fn is_for_every_user(&self) -> bool {
        self.users.iter().any(|name| name.kind == NameKind::All)
    }

    /// Whether it is for every database.
    #[must_use]
    pub fn is_for_every_database(&self) -> bool {
        self.databases.iter().any(|name| name.kind == NameKind::All)
    }

    /// Whether it is for physical replication, perhaps among others.
    #[must_use]
    pub fn is_for_replication(&self) -> bool {
        self.databases.iter().any(|name| name.kind == NameKind::Replication)
    }

    /// Whether a password may come over it without TLS or GSSAPI around it.
    #[must_use]
    pub fn may_be_unencrypted(&self) -> bool {
        matches!(self.kind.text.as_ref(), "host" | "hostnossl" | "hostnogssenc")
    }
}

/// What kind of thing is wrong with a line that the program does not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// Its type, its fields, their number.
    Line,
    /// The address or its mask.
    Address,
    /// The address is `all`, which the version does not know.
    AllAddress,
    /// The method is unknown.
    Method,
    /// The method does not go with the type.
    Place,
    /// The options.
    Option,
    /// A regular expression.
    Regex,
    /// A line that brings in a file, or a line that goes on on the next one, where the program knows no such thing.
    Include,
}

/// A line that the program does not take.
#[derive(Debug)]
pub struct Fault {
    /// What kind of thing is wrong.
    pub kind: FaultKind,
    /// Where.
    pub at: Location,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Whether only the other of the two programs knows what stands there.
    pub foreign: bool,
    /// The line.
    pub line: Location,
}

impl Fault {
    /// A fault.
    #[must_use]
    pub fn new(kind: FaultKind, at: Location, message: impl Into<String>) -> Self {
        Self { kind, at, message: message.into(), help: None, foreign: false, line: at }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says which line it is in.
    #[must_use]
    pub fn line(mut self, line: Location) -> Self {
        self.line = line;
        self
    }

    /// Says that the other program knows it.
    #[must_use]
    pub fn foreign(mut self) -> Self {
        self.foreign = true;
        self
    }
}

/// A file of rules.
#[derive(Debug)]
pub struct File<'s> {
    /// The file.
    pub id: FileId,
    /// Its text.
    pub text: &'s str,
    /// The rules that the program takes, in order, those of included files in their place.
    pub rules: Vec<Rule<'s>>,
    /// The lines that it does not take.
    pub faults: Vec<Fault>,
    /// Quotes that are not closed, in lines that it takes all the same.
    pub open_quotes: Vec<Location>,
    /// Whether no line holds anything but comments.
    pub is_empty: bool,
    /// Whether lines bring in what is not known here.
    pub is_partial: bool,
}

impl File<'_> {
    /// The start of the file.
    #[must_use]
    pub fn start(&self) -> Location {
        Location::new(self.id, Span::empty(0))
    }
}

/// A line of an ident map.
#[derive(Debug)]
pub struct Mapping<'s> {
    /// The line.
    pub at: Location,
    /// The map.
    pub map: Word<'s>,
    /// The user of the system, or a regular expression for such.
    pub system: Word<'s>,
    /// The user of the database.
    pub user: Word<'s>,
}

/// A file of ident maps.
#[derive(Debug)]
pub struct Ident<'s> {
    /// The file.
    pub id: FileId,
    /// The lines that the program takes, in order.
    pub mappings: Vec<Mapping<'s>>,
    /// The lines that it does not take.
    pub faults: Vec<Fault>,
}
