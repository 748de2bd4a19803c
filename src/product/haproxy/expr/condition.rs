//! Conditions: what follows `if` and `unless`.

use super::acl::{self, Acl};
use super::fault::{ExprFault, FaultKind};
use super::{Context, Word, word};

/// A condition: terms that hold together, and `or` between such groups.
#[derive(Debug, Clone, Default)]
pub struct Condition<'w> {
    /// All terms in order.
    pub terms: Vec<Term<'w>>,
    /// A word holds a variable of the environment, so that a term is not known.
    pub open: bool,
}

/// One term.
#[derive(Debug, Clone)]
pub struct Term<'w> {
    /// Number of its first word, exclamation marks included.
    pub start: usize,
    /// Number of the word behind it.
    pub end: usize,
    /// An odd number of exclamation marks stands before it.
    pub negated: bool,
    /// It is the first term of a group: of the condition, or behind `or`.
    pub first: bool,
    /// What it is.
    pub kind: TermKind<'w>,
}

/// What a term is.
#[derive(Debug, Clone)]
pub enum TermKind<'w> {
    /// The name of an ACL: of one declared before, or else of a predefined one.
    Name {
        /// The name.
        name: &'w str,
        /// Number of the word that holds it.
        word: usize,
        /// Where in the word it begins, behind exclamation marks.
        at: usize,
    },
    /// An ACL between braces.
    Anonymous(Box<Acl<'w>>),
}

/// Reads the condition from word `at`, the one behind `if` or `unless`, up to word `end` (or the first empty word).
///
/// Names of ACLs are not looked up. Nothing at all, or exclamation marks alone, are a condition without terms, as for HAProxy.
///
/// # Errors
/// The first thing that HAProxy refuses.
pub fn parse<'w>(words: &[Word<'w>], at: usize, end: usize, ctx: &Context) -> Result<Condition<'w>, ExprFault> {
    let words = &words[..end.min(words.len())];
    let mut condition = Condition::default();
    let (mut negated, mut first, mut start) = (false, true, None);
    let mut at = at;
    loop {
        let here = at;
        at += 1;
        let Some(text) = word(words, here) else {
            condition.open = true;
            (negated, first, start) = (false, false, None);
            continue;
        };
        if text.is_empty() {
            return Ok(condition);
        }
        let name = text.trim_start_matches('!');
        let marks = text.len() - name.len();
        negated ^= marks % 2 == 1;
        let from = *start.get_or_insert(here);
        if name.is_empty() {
            continue;
        }
        if name == "||" || name.eq_ignore_ascii_case("or") {
            (negated, first, start) = (false, true, None);
            continue;
        }
        let kind = if name == "{" {
            let close = closing_brace(words, at).ok_or_else(|| {
                ExprFault::new(FaultKind::OpenBrace, here, marks..text.len(), "the `{` has no `}`").with_help(brace_help(words, at))
            })?;
            let acl = acl::parse(words, at, close, ctx)?;
            at = close + 1;
            TermKind::Anonymous(Box::new(acl))
        } else {
            TermKind::Name { name, word: here, at: marks }
        };
        condition.terms.push(Term { start: from, end: at, negated, first, kind });
        (negated, first, start) = (false, false, None);
    }
}

/// The word `}` from word `at` on; none if the line ends before.
fn closing_brace(words: &[Word<'_>], at: usize) -> Option<usize> {
    (at..words.len()).take_while(|&at| words[at] != Some("")).find(|&at| words[at] == Some("}"))
}

fn brace_help(words: &[Word<'_>], at: usize) -> String {
    let glued = words.iter().skip(at).flatten().any(|word| word.len() > 1 && word.ends_with('}'));
    if glued { "write a blank before `}`".to_owned() } else { "write `}` as a word of its own".to_owned() }
}
