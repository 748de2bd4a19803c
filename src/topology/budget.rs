//! Connection budgets: what each layer may ask of the next one, and what that one takes.
//!
//! Every number keeps the places that it comes from, so that a finding can show the sum. Nothing here judges.

pub mod balancer;
mod flow;
pub mod load;
pub mod node;
pub mod pools;
pub mod reach;

use crate::text::Location;

/// The most connections that somebody may have at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Most {
    /// So many.
    Number(u64),
    /// Nothing in the files bounds them.
    Boundless,
    /// A bound that the files do not tell.
    Untold,
}

impl Most {
    /// The number, if there is one.
    #[must_use]
    pub const fn number(self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Boundless | Self::Untold => None,
        }
    }

    /// Whether it is a number above `limit`, or has no bound.
    #[must_use]
    pub const fn exceeds(self, limit: u64) -> bool {
        match self {
            Self::Number(number) => number > limit,
            Self::Boundless => true,
            Self::Untold => false,
        }
    }
}

impl std::ops::Add for Most {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        match (self, other) {
            (Self::Number(one), Self::Number(two)) => Self::Number(one.saturating_add(two)),
            (Self::Untold, _) | (_, Self::Untold) => Self::Untold,
            _ => Self::Boundless,
        }
    }
}

impl std::iter::Sum for Most {
    fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
        items.fold(Self::Number(0), std::ops::Add::add)
    }
}

/// A number of connections that is a part of a sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Where it is written; of a default, what it is the default of.
    pub at: Location,
    /// What it is: `server pg_write/a maxconn 150`.
    pub text: String,
    /// How many.
    pub count: u64,
}

/// A sum with its terms. If it is no number, the terms are what is left without a bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// The sum.
    pub most: Most,
    /// Its terms.
    pub terms: Vec<Term>,
}

/// So many terms are written out; the others are counted.
const SHOWN: usize = 6;

impl Sum {
    /// The sum as it is shown: "`who`: a 70 + b 70 = 140".
    #[must_use]
    pub fn shown(&self, who: &str) -> String {
        let mut parts: Vec<String> = self.terms.iter().take(SHOWN).map(|term| term.text.clone()).collect();
        let rest = self.terms.get(SHOWN..).unwrap_or_default();
        if !rest.is_empty() {
            let count: u64 = rest.iter().map(|term| term.count).sum();
            parts.push(format!("{} more, together {count}", rest.len()));
        }
        match self.most {
            Most::Number(number) => format!("{who}: {} = {number}", parts.join(" + ")),
            Most::Boundless if parts.is_empty() => format!("{who}: no bound"),
            Most::Boundless => format!("{who}: {}, without a bound", parts.join(" + ")),
            Most::Untold => format!("{who}: a number that the files do not tell"),
        }
    }

    /// Where its largest term stands, the first of several: which term comes first goes by the order of the files' lines.
    #[must_use]
    pub fn at(&self) -> Option<Location> {
        self.terms.iter().min_by_key(|term| std::cmp::Reverse(term.count)).map(|term| term.at)
    }
}
