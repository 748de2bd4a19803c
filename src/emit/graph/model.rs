//! What a picture is made of: clusters with boxes in them, edges between the boxes, and the findings on all of them.

use serde::Serialize;

use crate::lint::Level;

/// A picture of a stack.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Picture {
    /// Version of this format.
    pub version: u32,
    /// How many findings there are; null if they were not asked for.
    pub summary: Option<Counts>,
    /// Hosts, and the programs on them that have several boxes.
    pub clusters: Vec<Cluster>,
    /// What takes or makes connections.
    pub vertices: Vec<Vertex>,
    /// Who leads to whom.
    pub edges: Vec<Edge>,
    /// The findings, the worst first.
    pub findings: Vec<Note>,
}

/// Numbers of findings.
#[derive(Debug, Clone, Copy, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Counts {
    /// Errors.
    pub error: usize,
    /// Warnings.
    pub warning: usize,
    /// Infos.
    pub info: usize,
}

/// What all parts of a picture have.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Element {
    /// What names it in this picture, made of names: it stays the same as long as these do.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What else is to be said of it, a line each.
    pub lines: Vec<String>,
    /// Where it comes from.
    pub places: Vec<Place>,
    /// The numbers of the findings that are about it.
    pub findings: Vec<usize>,
    /// The worst level of these.
    pub level: Option<Level>,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Place {
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in bytes.
    pub column: u32,
}

/// A host, or a program with several boxes.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Cluster {
    /// What all parts have.
    #[serde(flatten)]
    pub element: Element,
    /// What it is.
    pub kind: ClusterKind,
    /// The cluster that it is in.
    pub parent: Option<String>,
}

/// The kinds of clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ClusterKind {
    /// A host.
    Host,
    /// A `HAProxy`.
    Haproxy,
}

/// A box: something that takes or makes connections.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Vertex {
    /// What all parts have.
    #[serde(flatten)]
    pub element: Element,
    /// What it is.
    pub kind: VertexKind,
    /// The cluster that it is in.
    pub cluster: Option<String>,
    /// What it is for.
    pub role: Option<Role>,
}

/// The kinds of boxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum VertexKind {
    /// Whoever connects from outside.
    Clients,
    /// A `frontend` section of `HAProxy`.
    Frontend,
    /// A `listen` section.
    Listen,
    /// A `backend` section.
    Backend,
    /// A `PgBouncer`.
    Pooler,
    /// A `PostgreSQL` server.
    Node,
    /// An address of which no file tells what answers there.
    Unseen,
    /// An address where nobody listens, as the files tell.
    Nobody,
}

impl VertexKind {
    /// What it is called in pictures.
    pub(super) const fn caption(self) -> &'static str {
        match self {
            Self::Clients => "",
            Self::Frontend => "frontend",
            Self::Listen => "listen",
            Self::Backend => "backend",
            Self::Pooler => "PgBouncer",
            Self::Node => "PostgreSQL",
            Self::Unseen => "not in the files",
            Self::Nobody => "nobody listens",
        }
    }
}

/// What a section of `HAProxy` is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// To write.
    Write,
    /// To read.
    Read,
}

impl Role {
    /// What it is called in pictures.
    pub(super) const fn caption(self) -> &'static str {
        match self {
            Self::Write => "to write",
            Self::Read => "to read",
        }
    }
}

/// A way from one box to another.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Edge {
    /// What all parts have.
    #[serde(flatten)]
    pub element: Element,
    /// What it is.
    pub kind: EdgeKind,
    /// The box that it leaves.
    pub from: String,
    /// The box that it leads to.
    pub to: String,
    /// Whether it is taken only sometimes: under a condition, as a backup, or not at all while it is disabled.
    pub conditional: bool,
    /// How it is found out whether somebody answers, of a server line of `HAProxy`.
    pub check: Option<Asked>,
}

/// The kinds of edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum EdgeKind {
    /// Clients connect.
    Connect,
    /// A rule of a frontend leads to a backend.
    Route,
    /// A server line leads to whoever answers there.
    Server,
    /// A database of a `PgBouncer` leads to a `PostgreSQL`.
    Database,
    /// A `PostgreSQL` streams its changes to another one.
    Replication,
}

/// What the health check of a server line asks, and what an answer proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Asked {
    /// What is asked: `nothing`, `connect`, `startup`, `primary`, `standby`, `either` or `something`.
    pub asks: &'static str,
    /// What an answer proves: `nothing`, `listens`, `speaks`, `role` or `something`.
    pub proves: &'static str,
    /// Whether another port or address is asked than that of the server.
    pub elsewhere: bool,
    /// From the death of a server that refuses connections to the mark that it is down, at most, in milliseconds.
    pub down_after_ms: u64,
}

/// A finding.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Note {
    /// Its number in this picture, from 1.
    pub number: usize,
    /// Id of the rule.
    pub rule: &'static str,
    /// Name of the rule.
    pub name: &'static str,
    /// How bad it is.
    pub level: Level,
    /// What is wrong.
    pub message: String,
    /// Where it is.
    #[serde(flatten)]
    pub place: Place,
    /// How it comes about: ways through the stack.
    pub paths: Vec<String>,
    /// How a number in it comes about.
    pub sums: Vec<String>,
    /// Whether a part of the picture is marked with it.
    pub drawn: bool,
}

impl Edge {
    /// What it is called in pictures; empty if there is nothing to be called.
    pub(super) fn caption(&self) -> String {
        match self.kind {
            EdgeKind::Server => format!("server {}", self.element.title),
            EdgeKind::Database => format!("database {}", self.element.title),
            EdgeKind::Replication => "replicates to".to_owned(),
            EdgeKind::Connect | EdgeKind::Route => String::new(),
        }
    }
}

/// The rules of the worst findings on `element`, a line each, with a sign for the level.
pub(super) fn named(picture: &Picture, element: &Element, most: usize) -> Vec<String> {
    let notes: Vec<&Note> = element.findings.iter().filter_map(|number| picture.findings.get(number - 1)).collect();
    let mut lines: Vec<String> = Vec::new();
    for note in &notes {
        let line = format!("{} {}", sign(note.level), note.name);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    if lines.len() > most {
        let rest = lines.len() - most;
        lines.truncate(most);
        lines.push(format!("and {rest} more"));
    }
    lines
}

/// A sign that tells the level where colours do not.
pub(super) const fn sign(level: Level) -> &'static str {
    match level {
        Level::Error => "✖",
        Level::Warning => "▲",
        Level::Info => "ⓘ",
    }
}
