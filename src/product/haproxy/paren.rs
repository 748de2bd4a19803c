//! Holds the arguments that are glued to a keyword in parentheses, `set-var(txn.x)`, `sc-inc-gpc0(1)`, against their types, and the
//! counter in the keyword `track-sc1`.

use super::slots::SlotFault;
use super::value::parse_variable;
use crate::schema::{Item, Slot, SlotType, Version};
use crate::text::Span;

/// What the arguments are held against besides their types.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'k> {
    /// The target version.
    pub version: Version,
    /// Number of stick counters (`tune.stick-counters`); `None` if that is not known.
    pub counters: Option<i64>,
    /// The keyword without its arguments.
    pub keyword: &'k str,
}

/// A fault with the label of what is at fault.
type Checked = Result<(), (&'static str, SlotFault)>;

/// The actions that look at the number of counters themselves, whatever `tune.stick-counters` says, and until when.
const FIXED: (&str, Version) = ("sc-add-gpc", Version::new(3, 2));

/// The counters that are there unless `tune.stick-counters` says otherwise.
pub(super) const COUNTERS: i64 = 3;

/// Holds `word`, the keyword with its parentheses, against `items`.
pub(super) fn check(items: &'static [Item], word: &str, context: &Context<'_>) -> Checked {
    let Some(rest) = word.get(context.keyword.len()..) else {
        return Ok(());
    };
    let slots: Vec<&'static Slot> = items.iter().filter_map(slot_of).collect();
    let Some(first) = slots.first() else {
        return Ok(());
    };
    if is(first, "var") {
        return variable(&slots, word, rest, context);
    }
    if !slots.iter().any(|slot| is(slot, "sc")) {
        return Ok(());
    }
    counter(&slots, word, rest, context)
}

/// Holds the digits of `track-scN` against the number of counters.
pub(super) fn check_track(word: &str, context: &Context<'_>) -> Result<(), SlotFault> {
    let start = context.keyword.len();
    let digits = word.get(start..).unwrap_or_default();
    if let Some(bad) = digits.bytes().position(|byte| !byte.is_ascii_digit()) {
        return Err(fault(start + bad, word.len(), format!("`{digits}` is not the number of a counter")));
    }
    let number = if digits.is_empty() { 0 } else { digits.parse().unwrap_or(i64::MAX) };
    in_range(number, start, word.len(), context)
}

fn slot_of(item: &'static Item) -> Option<&'static Slot> {
    match item {
        Item::Slot(slot) | Item::Many(Item::Slot(slot), _) => Some(slot),
        _ => None,
    }
}

fn is(slot: &Slot, kind: &str) -> bool {
    matches!(slot.kind, SlotType::Other(own) if own == kind)
}

fn fault(start: usize, end: usize, message: impl Into<String>) -> SlotFault {
    SlotFault { span: Span::new(start as u32, end as u32), message: message.into(), help: None }
}

/// `(scope.name)` or `(scope.name,condition…)`: the last character must be the parenthesis.
fn variable(slots: &[&'static Slot], word: &str, rest: &str, context: &Context<'_>) -> Checked {
    let label = slots[0].label;
    let start = context.keyword.len() + 1;
    if !rest.starts_with('(') {
        let mut missing = fault(start - 1, word.len(), format!("`{}` needs the name of a variable in parentheses", context.keyword));
        missing.help = Some(format!("write `{}(txn.name)`", context.keyword));
        return Err((label, missing));
    }
    if !rest.ends_with(')') {
        return Err((label, fault(start - 1, word.len(), "the parenthesis is not closed at the end of the word")));
    }
    let inside = &rest[1..rest.len() - 1];
    let name = inside.split(',').next().unwrap_or_default();
    let mut at = start + name.len() + 1;
    for condition in inside.split(',').skip(1) {
        if condition.is_empty() {
            break;
        }
        let span = (at, at + condition.len());
        at = span.1 + 1;
        let Some(slot) = slots.get(1) else {
            return Err((label, fault(span.0, span.1, format!("`{}` takes nothing behind the name of the variable", context.keyword))));
        };
        let SlotType::Enum(words) = &slot.kind else {
            continue;
        };
        if !words.iter().any(|lit| lit.word == condition && lit.known(context.version)) {
            let mut unknown = fault(span.0, span.1, format!("`{condition}` is not a condition for setting a variable"));
            let known: Vec<String> = words.iter().map(|lit| format!("`{}`", lit.word)).collect();
            unknown.help = Some(format!("one of {} can stand here", known.join(", ")));
            return Err((slot.label, unknown));
        }
    }
    parse_variable(name, context.version).map(drop).map_err(|found| {
        let shift = start as u32;
        let span = Span::new(found.span.start + shift, found.span.end + shift);
        (label, SlotFault { span, message: found.message, help: found.help })
    })
}

/// `(counter)` or `(index,counter)`: numbers as C reads them, and what follows the parenthesis is ignored.
fn counter(slots: &[&'static Slot], word: &str, rest: &str, context: &Context<'_>) -> Checked {
    let label = slots[0].label;
    let start = context.keyword.len();
    let wanted = if slots.len() > 1 { "an index and the number of a counter" } else { "the number of a counter" };
    if !rest.starts_with('(') {
        if rest.is_empty() && slots.len() == 1 {
            return Ok(());
        }
        return Err((label, fault(start, word.len(), format!("`{}` needs {wanted} in parentheses", context.keyword))));
    }
    let mut at = start + 1;
    if slots.len() > 1 {
        let (_, end) = number(word, at);
        if word.as_bytes().get(end) != Some(&b',') {
            return Err((label, fault(at, word.len(), format!("`{}` needs {wanted}", context.keyword))));
        }
        at = end + 1;
    }
    let (counter, end) = number(word, at);
    if word.as_bytes().get(end) != Some(&b')') {
        return Err((label, fault(at, word.len(), "this is not the number of a counter with a closing parenthesis behind it")));
    }
    in_range(counter, at, end, context).map_err(|fault| (label, fault))
}

fn in_range(number: i64, start: usize, end: usize, context: &Context<'_>) -> Result<(), SlotFault> {
    let fixed = context.keyword == FIXED.0 && context.version < FIXED.1;
    let counters = if fixed { Some(COUNTERS) } else { context.counters };
    let Some(counters) = counters.filter(|counters| number >= *counters) else {
        return Ok(());
    };
    let mut over = fault(start, end, format!("there is no counter {number}"));
    over.help = Some(match counters {
        0 => "`tune.stick-counters 0` leaves none".to_owned(),
        _ => format!("counters are numbered from 0 to {}, see `tune.stick-counters`", counters - 1),
    });
    Err(over)
}

/// The number at `at` as `strtol()` reads it, 0 if there is none, and the byte behind it.
fn number(word: &str, at: usize) -> (i64, usize) {
    let bytes = &word.as_bytes()[at..];
    let blanks = bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let sign = usize::from(matches!(bytes.get(blanks), Some(b'+' | b'-')));
    let digits = bytes[blanks + sign..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 {
        return (0, at);
    }
    let end = blanks + sign + digits;
    (word[at + blanks..at + end].parse().unwrap_or(i64::MAX), at + end)
}
