//! From the files of a stack to its description.
//!
//! What the join of the files tells of hosts, ports, pools and users becomes a [`Description`]; what it does not tell is [`Missing`]. Whatever else
//! the files say is held against what would be rendered of that description: what is not in there is [`Left`], and named.

mod read;
mod said;

use std::collections::BTreeSet;
use std::fmt::Write;

use super::check::Rendered;
use super::description::{Description, Versions};
use super::write::{Missing, write_with};
use super::{Place, Plan, Secrets, render};
use crate::analysis::{Instances, join};
use crate::product::Program;
use crate::text::{Location, Sources};
use crate::topology::Topology;
use said::{Said, said};

/// What files tell of a stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifted {
    /// As far as the files tell it: there may be no address of HAProxy (then it is 0.0.0.0), fewer nodes than two, and no database.
    pub description: Description,
    /// What they do not tell.
    pub missing: Missing,
    /// What they say and the description cannot.
    pub left: Vec<Left>,
    /// Whether they hold secrets of users, which a description never does.
    pub secrets: bool,
}

/// Something that files say and a description cannot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The file and line: `haproxy.cfg:12`.
    pub place: String,
    /// What stands there, without secrets.
    pub text: String,
    /// What a rendered stack says in its place.
    pub instead: Option<String>,
}

impl std::fmt::Display for Left {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.place, self.text)?;
        match &self.instead {
            Some(instead) => write!(f, " (the stack has: {instead})"),
            None => Ok(()),
        }
    }
}

/// What `topology` tells of a stack; `versions` are those that its files are for.
#[must_use]
pub fn lift(topology: &Topology<'_>, versions: Versions) -> Lifted {
    let (description, missing) = read::description(topology, versions);
    // Held against a stack as complete as it has to be, and no more.
    let asked = Missing { witness: false, ..missing.clone() };
    let left = left(topology, &super::repair::complete(&description, &asked).0);
    let secrets = topology.stack.pgbouncer.userlists.iter().any(|list| !list.users.is_empty());
    Lifted { description, missing, left, secrets }
}

/// What the files of `topology` say and those that are rendered of `description` do not.
fn left(topology: &Topology<'_>, description: &Description) -> Vec<Left> {
    let plan = Plan::new(description);
    let place = Place { folder: FOLDER.to_owned(), user: "postgres".to_owned() };
    let Some(target) = super::TARGETS.first() else { return Vec::new() };
    let own = render(&plan, target, &place, &Secrets::sample(&plan)).map(|files| said_by(&plan, &files)).unwrap_or_default();
    let known: BTreeSet<&(Program, String)> = own.iter().map(|said| &said.key).collect();
    let known = |said: &Said| said.is_kept(description) || known.contains(&said.key);
    let sources = topology.stack.sources;
    let mut left: Vec<(Location, Left)> = said(topology)
        .into_iter()
        .filter(|said| !known(said))
        .map(|said| {
            let instead = own.iter().find(|other| said.is_instead(other)).map(|other| instead(&said, other));
            (said.at, Left { place: place_of(said.at, sources), text: said.text, instead })
        })
        .collect();
    left.sort_by_key(|(at, _)| (at.file, at.span.start));
    left.dedup_by(|one, other| one.1 == other.1);
    left.into_iter().map(|(_, left)| left).collect()
}

/// Where the files are rendered to that others are held against: nobody sees it.
const FOLDER: &str = "/\u{2026}";

/// What a rendered stack has in the place of `said`, which is `other`. Where things are is for the target to say.
fn instead(said: &Said, other: &Said) -> String {
    if said.is_place() { "where the target puts it".to_owned() } else { other.text.clone() }
}

/// What the rendered `files` of `plan` say.
fn said_by(plan: &Plan<'_>, files: &[super::File]) -> Vec<Said> {
    let rendered = Rendered::new(plan, files);
    join(&rendered.files(), &rendered.targets, Instances::Auto, said)
}

fn place_of(at: Location, sources: &Sources) -> String {
    let source = sources.get(at.file);
    format!("{}:{}", crate::text::printable(source.name()), source.position(at.span.start).line)
}

impl Lifted {
    /// Whether nothing is missing for a stack.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.missing == Missing::default()
    }

    /// The text of a `stack.toml`, with what is missing and what was left as comments. The versions of `unsaid` programs are not written.
    #[must_use]
    pub fn text(&self, unsaid: &[Program]) -> String {
        let mut text = write_with(&self.description, unsaid, &self.missing);
        if self.secrets {
            text.push_str("\n# Secrets are not lifted: `render` makes new ones.\n");
        }
        if !self.left.is_empty() {
            text.push_str("\n# What the files say and this description cannot:\n");
        }
        for left in &self.left {
            let _ = writeln!(text, "# not lifted: {}", crate::text::printable(&left.to_string()));
        }
        text
    }
}
