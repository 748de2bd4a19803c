//! The tables of fetches, converters, ACL words, casts, match methods and aliases, made by `build.rs` from `grammar/haproxy/*.tsv`.
#![allow(clippy::unreadable_literal, reason = "the keys of generated maps are not read")]

use crate::schema::Version;

/// The type of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Type {
    /// Known only when it is taken.
    Any,
    /// That of the input; only converters say so.
    Same,
    /// True or false.
    Bool,
    /// Signed 64-bit integer.
    Sint,
    /// IPv4 or IPv6 address.
    Addr,
    /// IPv4 address.
    Ipv4,
    /// IPv6 address.
    Ipv6,
    /// Text.
    Str,
    /// Bytes.
    Bin,
    /// HTTP method.
    Meth,
}

impl Type {
    /// As HAProxy's documentation calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Same => "same",
            Self::Bool => "boolean",
            Self::Sint => "integer",
            Self::Addr => "address",
            Self::Ipv4 => "IPv4 address",
            Self::Ipv6 => "IPv6 address",
            Self::Str => "string",
            Self::Bin => "binary",
            Self::Meth => "method",
        }
    }

    /// Whether `version` can turn a sample of this type into one of type `to`.
    #[must_use]
    pub fn casts_to(self, to: Self, version: Version) -> bool {
        let (since, until) = CASTS[self as usize][to as usize];
        since <= version && version < until
    }

    /// Whether the cast to `to` leaves the sample as it is: the entries `c_none` of HAProxy's table of casts from 2.9 on, where a
    /// converter that gives the type it takes makes it matter.
    #[must_use]
    pub const fn is_kept_as(self, to: Self) -> bool {
        match (self, to) {
            (Self::Any | Self::Addr, to) => matches!(to, Self::Any),
            (Self::Same, _) | (_, Self::Same) => false,
            (_, Self::Any)
            | (Self::Bool | Self::Sint, Self::Bool | Self::Sint)
            | (Self::Ipv4, Self::Ipv4 | Self::Addr)
            | (Self::Ipv6, Self::Ipv6 | Self::Addr)
            | (Self::Str, Self::Str | Self::Bin)
            | (Self::Bin, Self::Bin)
            | (Self::Meth, Self::Meth) => true,
            _ => false,
        }
    }
}

/// The type of an argument, `sample-arg.tsv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArgType {
    /// Any text.
    Str,
    /// Signed 64-bit integer.
    Int,
    /// IPv4 address.
    Ipv4,
    /// IPv4 mask, dotted or as a number of bits.
    Mask4,
    /// IPv6 address.
    Ipv6,
    /// IPv6 mask, as an address or a number of bits.
    Mask6,
    /// Number of a Protocol Buffers field, dotted.
    PbufField,
    /// Name of a frontend.
    Frontend,
    /// Name of a backend.
    Backend,
    /// Name of a server.
    Server,
    /// Name of a stick table.
    Table,
    /// Name of a userlist.
    Userlist,
    /// Regular expression.
    Regex,
}

impl ArgType {
    /// As messages call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Str => "string",
            Self::Int => "integer",
            Self::Ipv4 => "IPv4 address",
            Self::Mask4 => "IPv4 mask",
            Self::Ipv6 => "IPv6 address",
            Self::Mask6 => "IPv6 mask",
            Self::PbufField => "Protocol Buffers field number",
            Self::Frontend => "name of a frontend",
            Self::Backend => "name of a backend",
            Self::Server => "name of a server",
            Self::Table => "name of a stick table",
            Self::Userlist => "name of a userlist",
            Self::Regex => "regular expression",
        }
    }
}

/// How the patterns of an ACL are held against the sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// The sample is there.
    Found,
    /// It is true.
    Bool,
    /// It is in a range of integers.
    Int,
    /// It is in a network.
    Ip,
    /// It equals these bytes.
    Bin,
    /// Its length is in a range.
    Len,
    /// It equals this text.
    Str,
    /// It begins with this text.
    Beg,
    /// It holds this text.
    Sub,
    /// One of its parts between slashes is this text.
    Dir,
    /// One of its parts between dots is this text.
    Dom,
    /// It ends with this text.
    End,
    /// It matches this regular expression.
    Reg,
    /// As `Reg`, with captures.
    Regm,
}

impl Method {
    /// Every method by its name after `-m`.
    pub const NAMES: [(&'static str, Self); 14] = [
        ("found", Self::Found),
        ("bool", Self::Bool),
        ("int", Self::Int),
        ("ip", Self::Ip),
        ("bin", Self::Bin),
        ("len", Self::Len),
        ("str", Self::Str),
        ("beg", Self::Beg),
        ("sub", Self::Sub),
        ("dir", Self::Dir),
        ("dom", Self::Dom),
        ("end", Self::End),
        ("reg", Self::Reg),
        ("regm", Self::Regm),
    ];

    /// The method that `-m name` asks for.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, method)| *method)
    }

    /// As it is written after `-m`.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize].0
    }

    /// The method of a sample of type `of` when none is named.
    #[must_use]
    pub fn of_type(of: Type) -> Option<Self> {
        METHOD_OF_TYPE[of as usize]
    }

    /// Whether `version` can hold a sample of type `of` against patterns of this method.
    #[must_use]
    pub fn fits(self, of: Type, version: Version) -> bool {
        METHODS.iter().any(|row| row.method == self && row.since <= version && version < row.until && row.types & 1 << of as u16 != 0)
    }
}

/// The arguments that a fetch or converter takes.
#[derive(Debug)]
pub struct Mask {
    /// Their types.
    pub types: &'static [ArgType],
    /// How many of them must be there.
    pub least: usize,
}

/// A sample fetch.
#[derive(Debug)]
pub struct Fetch {
    /// Its name.
    pub name: &'static str,
    /// First version that knows the row.
    pub since: Version,
    /// First version that does not.
    pub until: Version,
    /// The type it gives.
    pub out: Type,
    /// Its arguments.
    pub args: Mask,
    /// The validity points at which it can be taken, one bit each.
    pub points: u32,
    /// It looks at HTTP data, so that its proxy needs mode http.
    pub http: bool,
    /// It looks at raw data, which a proxy in mode http does not have.
    pub layer6: bool,
    /// The build feature it needs; a program without it does not know the name.
    pub feature: Option<&'static str>,
}

/// A converter.
#[derive(Debug)]
pub struct Converter {
    /// Its name.
    pub name: &'static str,
    /// First version that knows the row.
    pub since: Version,
    /// First version that does not.
    pub until: Version,
    /// The type that its input is cast to.
    pub input: Type,
    /// The type it gives.
    pub out: Type,
    /// Its arguments.
    pub args: Mask,
    /// The build feature it needs; a program without it does not know the name.
    pub feature: Option<&'static str>,
}

/// A word that an ACL may begin with in place of a fetch.
#[derive(Debug)]
pub struct AclWord {
    /// The word.
    pub name: &'static str,
    /// First version that knows the row.
    pub since: Version,
    /// First version that does not.
    pub until: Version,
    /// The fetch it takes.
    pub fetch: &'static str,
    /// How its patterns are matched unless `-m` or a converter says otherwise.
    pub method: Method,
}

/// An ACL that exists without a declaration.
#[derive(Debug)]
pub struct PredefinedAcl {
    /// Its name.
    pub name: &'static str,
    /// First version that knows the row.
    pub since: Version,
    /// First version that does not.
    pub until: Version,
    /// The ACL word or fetch with its arguments.
    pub expression: &'static str,
    /// Its patterns.
    pub patterns: &'static [&'static str],
}

/// A log-format alias, `%name`.
#[derive(Debug)]
pub struct Alias {
    /// Its name, without the percent sign.
    pub name: &'static str,
    /// First version that knows the row.
    pub since: Version,
    /// First version that does not.
    pub until: Version,
    /// It is about HTTP; until 2.9 (included) refused in a proxy that is not in mode http.
    pub http: bool,
    /// It belongs to a request or its answer, which only 3.0.0 takes for HTTP.
    pub request: bool,
}

/// Sample types that a match method can follow.
#[derive(Debug)]
pub(super) struct MethodRow {
    method: Method,
    since: Version,
    until: Version,
    types: u16,
}

/// What a table says of a name.
#[derive(Debug)]
pub enum Found<T: 'static> {
    /// The row for the version.
    Row(&'static T),
    /// Only other versions know it; the row of the nearest.
    Elsewhen(&'static T),
    /// No version knows it.
    Unknown,
}

macro_rules! lookup {
    ($kind:ident, $rows:ident, $index:ident) => {
        impl $kind {
            /// What the table says of `name` in `version`.
            #[must_use]
            pub fn lookup(name: &str, version: Version) -> Found<Self> {
                let Some(&(start, end)) = $index.get(name) else { return Found::Unknown };
                let rows = &$rows[usize::from(start)..usize::from(end)];
                match rows.iter().find(|row| row.since <= version && version < row.until) {
                    Some(row) => Found::Row(row),
                    None => rows.iter().find(|row| row.since > version).or(rows.last()).map_or(Found::Unknown, Found::Elsewhen),
                }
            }

            /// The row for `name` in `version`.
            #[must_use]
            pub fn find(name: &str, version: Version) -> Option<&'static Self> {
                match Self::lookup(name, version) {
                    Found::Row(row) => Some(row),
                    _ => None,
                }
            }

            /// The names that `version` knows.
            pub fn names(version: Version) -> impl Iterator<Item = &'static str> {
                $rows.iter().filter(move |row| row.since <= version && version < row.until).map(|row| row.name)
            }
        }
    };
}
lookup!(Fetch, FETCHES, FETCHES_INDEX);
lookup!(Converter, CONVERTERS, CONVERTERS_INDEX);
lookup!(AclWord, ACL_WORDS, ACL_WORDS_INDEX);
lookup!(PredefinedAcl, PREDEFINED_ACLS, PREDEFINED_ACLS_INDEX);
lookup!(Alias, ALIASES, ALIASES_INDEX);

include!(concat!(env!("OUT_DIR"), "/haproxy_expr_tables.rs"));
