//! Holds the words of a line against the arguments of a row.

use super::{Branch, Item, Lit, Row, Scope, Slot, Version};

/// What a table says of a word.
#[derive(Debug, Clone, Copy)]
pub enum Lookup {
    /// The row for the target version.
    Row(&'static Row),
    /// Only later versions know the word.
    NotYet(&'static Row),
    /// Only earlier versions knew it.
    Removed(&'static Row),
    /// No version knows it.
    Unknown,
}

/// What could have stood where an unknown word stands.
#[derive(Debug, Clone, Copy)]
pub enum Expected {
    /// One of the first words of these alternatives.
    Branches(&'static [Branch]),
    /// This very word.
    Word(Lit),
    /// A word of this table.
    Scope(&'static Scope),
    /// `if` or `unless`.
    Condition,
}

impl Expected {
    /// The words that `version` would have understood.
    #[must_use]
    pub fn words(&self, version: Version) -> Vec<&'static str> {
        match self {
            Self::Branches(branches) => branches.iter().flat_map(|branch| first_words(branch, version)).collect(),
            Self::Word(lit) => vec![lit.word],
            Self::Scope(scope) => scope.names(version).collect(),
            Self::Condition => vec!["if", "unless"],
        }
    }

    /// The literal of another version that `word` is, if any.
    #[must_use]
    pub fn of_other_version(&self, word: &str) -> Option<Lit> {
        match self {
            Self::Branches(branches) => branches.iter().find_map(|branch| match branch.first() {
                Some(Item::Word(lit)) if lit.word == word => Some(*lit),
                _ => None,
            }),
            _ => None,
        }
    }
}

fn first_words(branch: Branch, version: Version) -> Vec<&'static str> {
    match branch.first() {
        Some(Item::Word(lit)) if lit.known(version) => vec![lit.word],
        Some(Item::Choice(inner)) => inner.iter().flat_map(|branch| first_words(branch, version)).collect(),
        _ => Vec::new(),
    }
}

/// What the matcher tells of a line. Word numbers count from 0, the keyword of the line; they may also be past the last word.
#[expect(clippy::len_without_is_empty, reason = "a line has at least its keyword")]
pub trait Visitor {
    /// The target version.
    fn version(&self) -> Version;
    /// Number of words.
    fn len(&self) -> usize;
    /// Text of word `at`, `None` if it is not known (it comes from the environment) or there is none.
    fn word(&self, at: usize) -> Option<&str>;
    /// Whether the word at `at` can be read as this type, to choose between several.
    fn reads(&self, slot: &'static Slot, at: usize) -> bool;
    /// A word of a type stands at `at`. Returns how many words it takes; `None` ends the match (a fault is reported already).
    fn slot(&mut self, slot: &'static Slot, at: usize) -> Option<usize>;
    /// The word at `at` is a word of `scope`; its arguments follow. `None` ends the match.
    fn option(&mut self, scope: &'static Scope, row: &'static Row, at: usize) -> Option<()>;
    /// The word of `scope` at `at` and its arguments end before `end`.
    fn option_end(&mut self, at: usize, end: usize);
    /// A condition stands at `at` and runs to the end of the line.
    fn condition(&mut self, at: usize);
    /// What stands in the parentheses of the keyword at `at` has these types.
    fn paren(&mut self, items: &'static [Item], at: usize);
    /// The word at `at` is `lit`, a part of the row.
    fn literal(&mut self, lit: Lit, at: usize);
    /// An argument called `label` is missing behind the last word.
    fn missing(&mut self, label: &'static str, expected: Option<Expected>);
    /// Nothing can be made of the word at `at`; `expected` tells what could be there.
    fn unknown(&mut self, at: usize, lookup: Lookup, expected: Expected);
    /// The word at `at` and what follows is more than the row takes.
    fn extra(&mut self, at: usize);
}

/// Holds the words from `at` on against `items`; tells `visitor` what they are and what is wrong, and stops at the first fault.
pub fn match_args(items: &'static [Item], at: usize, visitor: &mut dyn Visitor) {
    let mut matcher = Matcher { visitor, hope: None };
    if let Some(end) = matcher.sequence(items, at) {
        matcher.end(items, end);
    }
}

struct Matcher<'v> {
    visitor: &'v mut dyn Visitor,
    /// What was looked for last, and at which word: a better message than "too many words".
    hope: Option<(usize, Expected)>,
}

impl Matcher<'_> {
    fn end(&mut self, items: &'static [Item], end: usize) {
        if end >= self.visitor.len() || matches!(items.last(), Some(Item::Lenient)) {
            return;
        }
        match self.hope {
            Some((at, expected)) if at == end => {
                let lookup = match (expected, self.visitor.word(end)) {
                    (Expected::Scope(scope), Some(word)) => scope.lookup(word, self.visitor.version()),
                    _ => Lookup::Unknown,
                };
                self.visitor.unknown(end, lookup, expected);
            }
            _ => self.visitor.extra(end),
        }
    }

    /// Matches all `items`; the number of the word behind them, `None` after a fault.
    fn sequence(&mut self, items: &'static [Item], mut at: usize) -> Option<usize> {
        for item in items {
            at = self.item(item, at)?;
        }
        Some(at)
    }

    fn item(&mut self, item: &'static Item, at: usize) -> Option<usize> {
        match item {
            Item::Word(lit) => self.word(*lit, at),
            Item::Slot(slot) => self.slot(slot, at),
            Item::Optional(items) => {
                if self.fits(items, at)? {
                    self.sequence(items, at)
                } else {
                    Some(at)
                }
            }
            Item::Choice(branches) => self.choice(branches, at),
            Item::AnyOf(branches) => self.any_of(branches, at),
            Item::Many(item, min) => self.many(item, *min, at),
            Item::Sub(scope) => self.sub(scope, at),
            Item::Options(scope) => self.options(scope, at),
            Item::Paren(items) => {
                self.visitor.paren(items, at - 1);
                Some(at)
            }
            Item::Condition { required } => self.condition(*required, at),
            Item::Rest => Some(self.visitor.len()),
            Item::Lenient => Some(at),
        }
    }

    fn left(&self, at: usize) -> bool {
        at < self.visitor.len()
    }

    fn word(&mut self, lit: Lit, at: usize) -> Option<usize> {
        if !self.left(at) {
            self.visitor.missing(lit.word, Some(Expected::Word(lit)));
            return None;
        }
        if self.visitor.word(at)? == lit.word && lit.known(self.visitor.version()) {
            self.visitor.literal(lit, at);
            return Some(at + 1);
        }
        self.visitor.unknown(at, Lookup::Unknown, Expected::Word(lit));
        None
    }

    fn slot(&mut self, slot: &'static Slot, at: usize) -> Option<usize> {
        if !self.left(at) {
            self.visitor.missing(slot.label, None);
            return None;
        }
        self.visitor.slot(slot, at).map(|taken| at + taken)
    }

    fn choice(&mut self, branches: &'static [Branch], at: usize) -> Option<usize> {
        if let Some(branch) = self.branch(branches, at)? {
            return self.sequence(branch, at);
        }
        if self.left(at) {
            self.visitor.unknown(at, Lookup::Unknown, Expected::Branches(branches));
        } else {
            self.visitor.missing("argument", Some(Expected::Branches(branches)));
        }
        None
    }

    fn any_of(&mut self, branches: &'static [Branch], mut at: usize) -> Option<usize> {
        while self.left(at) {
            let Some(branch) = self.branch(branches, at)? else {
                self.hope = Some((at, Expected::Branches(branches)));
                break;
            };
            let next = self.sequence(branch, at)?;
            if next == at {
                break;
            }
            at = next;
        }
        Some(at)
    }

    fn many(&mut self, item: &'static Item, min: u8, mut at: usize) -> Option<usize> {
        let mut count = 0;
        while count < min || self.fits(std::slice::from_ref(item), at)? {
            let next = self.item(item, at)?;
            if next == at {
                break;
            }
            at = next;
            count = count.saturating_add(1);
        }
        Some(at)
    }

    fn sub(&mut self, scope: &'static Scope, at: usize) -> Option<usize> {
        if !self.left(at) {
            self.visitor.missing(scope.name, Some(Expected::Scope(scope)));
            return None;
        }
        match scope.lookup(self.visitor.word(at)?, self.visitor.version()) {
            Lookup::Row(row) => self.row(scope, row, at),
            lookup => {
                self.visitor.unknown(at, lookup, Expected::Scope(scope));
                None
            }
        }
    }

    fn options(&mut self, scope: &'static Scope, mut at: usize) -> Option<usize> {
        while self.left(at) {
            match scope.lookup(self.visitor.word(at)?, self.visitor.version()) {
                Lookup::Row(row) => at = self.row(scope, row, at)?,
                _ => {
                    self.hope = Some((at, Expected::Scope(scope)));
                    break;
                }
            }
        }
        Some(at)
    }

    fn row(&mut self, scope: &'static Scope, row: &'static Row, at: usize) -> Option<usize> {
        self.visitor.option(scope, row, at)?;
        let end = self.sequence(row.args, at + 1)?;
        let end = if matches!(row.args.last(), Some(Item::Lenient)) { self.visitor.len() } else { end };
        self.visitor.option_end(at, end);
        Some(end)
    }

    fn condition(&mut self, required: bool, at: usize) -> Option<usize> {
        let expected = Expected::Condition;
        if !self.left(at) {
            if required {
                self.visitor.missing("condition", Some(expected));
            }
            return (!required).then_some(at);
        }
        if matches!(self.visitor.word(at)?, "if" | "unless") {
            self.visitor.condition(at);
            return Some(self.visitor.len());
        }
        if required {
            self.visitor.unknown(at, Lookup::Unknown, expected);
            return None;
        }
        self.hope = Some((at, expected));
        Some(at)
    }

    /// The branch that the word at `at` chooses: literals before types. `None` outside if the word is not known.
    #[expect(clippy::option_option, reason = "not known and not there are two answers")]
    fn branch(&self, branches: &'static [Branch], at: usize) -> Option<Option<Branch>> {
        let mut typed: Option<(Branch, bool)> = None;
        for branch in branches {
            match branch.first() {
                Some(Item::Slot(slot)) => {
                    // Of several types the first that reads the word is taken, else the last.
                    if typed.is_none_or(|(_, reads)| !reads) {
                        typed = Some((*branch, self.left(at) && self.visitor.reads(slot, at)));
                    }
                }
                _ => {
                    if self.fits(branch, at)? {
                        return Some(Some(branch));
                    }
                }
            }
        }
        Some(typed.map(|(branch, _)| branch).filter(|_| self.left(at)))
    }

    /// Whether `items` can start with the word at `at`. `None` if the word is not known.
    fn fits(&self, items: &'static [Item], at: usize) -> Option<bool> {
        if let Some(Item::Paren(_)) = items.first() {
            // It stands in the keyword itself, so that nothing need be left.
            return self.fits(&items[1..], at);
        }
        if !self.left(at) {
            return Some(matches!(items.first(), None | Some(Item::Rest)));
        }
        let version = self.visitor.version();
        Some(match items.first() {
            None | Some(Item::Slot(_) | Item::Rest) => true,
            Some(Item::Word(lit)) => self.visitor.word(at)? == lit.word && lit.known(version),
            Some(Item::Optional(inner)) => self.fits(inner, at)? || self.fits(&items[1..], at)?,
            Some(Item::Choice(branches)) => self.branch(branches, at)?.is_some(),
            Some(Item::AnyOf(branches)) => self.branch(branches, at)?.is_some() || (items.len() > 1 && self.fits(&items[1..], at)?),
            Some(Item::Many(item, _)) => self.fits(std::slice::from_ref(*item), at)?,
            Some(Item::Sub(scope) | Item::Options(scope)) => matches!(scope.lookup(self.visitor.word(at)?, version), Lookup::Row(_)),
            Some(Item::Paren(_) | Item::Lenient) => self.fits(&items[1..], at)?,
            Some(Item::Condition { .. }) => matches!(self.visitor.word(at)?, "if" | "unless"),
        })
    }
}
