//! The little language in which the tables write arguments; `grammar/README.md` is its manual.

use super::{Scope, Version};

/// A literal word with the versions that know it.
#[derive(Debug, Clone, Copy)]
pub struct Lit {
    /// The word.
    pub word: &'static str,
    /// First version that knows it.
    pub since: Version,
    /// First version that refuses it.
    pub until: Version,
    /// The build feature it needs.
    pub feature: Option<&'static str>,
}

impl Lit {
    /// Whether `version` knows the word.
    #[must_use]
    pub fn known(&self, version: Version) -> bool {
        self.since <= version && version < self.until
    }
}

/// One alternative: its items, of which the first decides.
pub type Branch = &'static [Item];

/// A piece of an argument list.
#[derive(Debug)]
pub enum Item {
    /// This very word.
    Word(Lit),
    /// A word (or for some types several) of a type.
    Slot(Slot),
    /// May be left out.
    Optional(&'static [Item]),
    /// One of several, chosen by the first word.
    Choice(&'static [Branch]),
    /// Any number of several in any order.
    AnyOf(&'static [Branch]),
    /// The item again and again, at least `min` times.
    Many(&'static Item, u8),
    /// One word of another table and that row's arguments.
    Sub(&'static Scope),
    /// Any number of words of another table, each with its arguments.
    Options(&'static Scope),
    /// What stands in the parentheses of the keyword.
    Paren(&'static [Item]),
    /// `if …` or `unless …` to the end.
    Condition {
        /// Whether it must be there.
        required: bool,
    },
    /// The rest, not looked at.
    Rest,
    /// Further words are ignored in silence.
    Lenient,
}

/// A typed place for a word.
#[derive(Debug)]
pub struct Slot {
    /// What the word is called in messages: the label, or the type's name.
    pub label: &'static str,
    /// Its type.
    pub kind: SlotType,
}

/// A kind of name that is defined in one place and used in others; the numbers are made by `build.rs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kind(pub u8);

/// The unit of a time that has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeUnit {
    /// Microseconds.
    Us,
    /// Milliseconds.
    Ms,
    /// Seconds.
    S,
    /// Minutes.
    M,
    /// Hours.
    H,
    /// Days.
    D,
}

impl TimeUnit {
    /// The unit in microseconds.
    #[must_use]
    pub const fn micros(self) -> u64 {
        match self {
            Self::Us => 1,
            Self::Ms => 1_000,
            Self::S => 1_000_000,
            Self::M => 60_000_000,
            Self::H => 3_600_000_000,
            Self::D => 86_400_000_000,
        }
    }

    /// As it is written behind a number.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Us => "us",
            Self::Ms => "ms",
            Self::S => "s",
            Self::M => "m",
            Self::H => "h",
            Self::D => "d",
        }
    }
}

/// What an address may look like, one bit each, after the `PA_O_*` flags of HAProxy's `str2sa_range()`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct AddrFlags(pub u16);

impl AddrFlags {
    /// A host name is looked up.
    pub const RESOLVE: Self = Self(1);
    /// A port may be given.
    pub const PORT_OK: Self = Self(1 << 1);
    /// A port must be given.
    pub const PORT_MAND: Self = Self(1 << 2);
    /// A range of ports may be given.
    pub const PORT_RANGE: Self = Self(1 << 3);
    /// An offset to a port may be given.
    pub const PORT_OFS: Self = Self(1 << 4);
    /// A descriptor of a socket may be given.
    pub const SOCKET_FD: Self = Self(1 << 5);
    /// Any descriptor may be given.
    pub const RAW_FD: Self = Self(1 << 6);
    /// Stream protocols are known.
    pub const STREAM: Self = Self(1 << 7);
    /// Datagram protocols are known.
    pub const DGRAM: Self = Self(1 << 8);
    /// A transport may be named.
    pub const XPRT: Self = Self(1 << 9);
    /// It is connected to.
    pub const CONNECT: Self = Self(1 << 10);
    /// Without a protocol it is a datagram address.
    pub const DEFAULT_DGRAM: Self = Self(1 << 11);

    /// Every flag by the name that the tables use.
    pub const NAMES: [(&'static str, Self); 12] = [
        ("resolve", Self::RESOLVE),
        ("port_ok", Self::PORT_OK),
        ("port_mand", Self::PORT_MAND),
        ("port_range", Self::PORT_RANGE),
        ("port_ofs", Self::PORT_OFS),
        ("socket_fd", Self::SOCKET_FD),
        ("raw_fd", Self::RAW_FD),
        ("stream", Self::STREAM),
        ("dgram", Self::DGRAM),
        ("xprt", Self::XPRT),
        ("connect", Self::CONNECT),
        ("default_dgram", Self::DEFAULT_DGRAM),
    ];

    /// Whether all of `other` are set.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// The type of a word.
#[derive(Debug)]
pub enum SlotType {
    /// Any word.
    Str,
    /// Letters, digits and `_ : . -`.
    Name,
    /// A checked integer in a range.
    Int(i64, i64),
    /// An integer read as far as it goes; only the number is held against the range.
    Atoi(i64, i64),
    /// A number in another form.
    Num,
    /// A time with its default unit and bounds in that unit.
    Time(TimeUnit, i64, i64),
    /// A time whose faults are not reported.
    TimeLax(TimeUnit),
    /// A size in bytes with bounds.
    Size(i64, i64),
    /// An address.
    Addr(AddrFlags),
    /// Addresses separated by commas.
    Addrs(AddrFlags),
    /// An address with a mask.
    Net,
    /// An address.
    Ip,
    /// A host name or address.
    Host,
    /// One of these words.
    Enum(&'static [Lit]),
    /// Several of these words, separated by commas.
    List(&'static [Lit]),
    /// The name of something defined elsewhere.
    Ref(Kind),
    /// The name of something defined here.
    Decl(Kind),
    /// A sample expression for a validity point.
    Expr(u8),
    /// A log-format string for a validity point.
    Fmt(u8),
    /// The rest of an ACL.
    Acl,
    /// A regular expression.
    Regex,
    /// A file on the machine.
    Path(&'static str),
    /// A type with rules of its own.
    Other(&'static str),
}

/// The point of an expression whose validity depends on the rule that holds it.
pub const POINT_OF_RULE: u8 = 254;
/// The point that an `http-request` rule of the same section has.
pub const POINT_OF_REQUEST: u8 = 253;
/// The point of a counter's value, which depends on the rule set alone.
pub const POINT_OF_COUNTER: u8 = 252;
/// Any point: nobody looks whether the sample can be taken.
pub const POINT_ANY: u8 = 255;
