//! What a stick-table stores.

use crate::product::haproxy::tables::STICK_STORE;
use crate::schema::{TimeUnit, Version};
use crate::text::{Span, nearest};

use super::fault::{ValueFault, ValueFaultKind};
use super::number::atoi;
use super::time::parse_time;

/// The most elements of `gpc`, `gpt` and `gpc_rate`.
const MOST_ELEMENTS: i32 = 100;

/// One thing that a table stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoreItem {
    /// Its name.
    pub name: &'static str,
    /// Where the item stands in the word.
    pub span: Span,
    /// How many elements it has; 1 for all but `gpc`, `gpt` and `gpc_rate`.
    pub elements: u32,
    /// The period of a rate in milliseconds.
    pub period: Option<u32>,
}

/// The word behind `store`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Store {
    /// What is stored.
    pub items: Vec<StoreItem>,
    /// Items that stand in the word a second time; HAProxy warns and ignores them, arguments and all.
    pub repeated: Vec<Span>,
}

/// Reads the word behind `store`, names with arguments in parentheses and commas between, as `src/stick_table.c` does. What is stored by
/// an earlier `store` of the same line is the caller's to know: see [`store_conflict`].
///
/// # Errors
///
/// An unknown name, a missing, superfluous or wrong argument, a parenthesis that is not closed, or two names that exclude each other.
pub fn parse_store(text: &str, version: Version) -> Result<Store, ValueFault> {
    let mut store = Store::default();
    let mut start = 0;
    while start < text.len() {
        let written = Written::read(text, start)?;
        let span = Span::new(start as u32, written.end as u32);
        let entry = STICK_STORE.iter().find(|entry| entry.name == written.name && entry.known(version));
        let Some(entry) = entry else { return Err(unknown(written.name, start, version)) };
        if store.items.iter().any(|item| item.name == entry.name) {
            store.repeated.push(span);
        } else {
            let (elements, period) = arguments(entry.first, &written, version)?;
            store.items.push(StoreItem { name: entry.name, span, elements, period });
        }
        start = written.end + 1;
    }
    let conflict = store.items.iter().enumerate().find_map(|(at, item)| {
        store.items[..at].iter().find(|earlier| store_conflict(earlier.name, item.name)).map(|earlier| (item, earlier))
    });
    match conflict {
        None => Ok(store),
        Some((item, earlier)) => {
            let message = format!("`{}` and `{}` exclude each other in one table", earlier.name, item.name);
            let (array, single) = if earlier.name.len() < item.name.len() { (earlier.name, item.name) } else { (item.name, earlier.name) };
            Err(ValueFault::new(ValueFaultKind::Repeated, item.span.start as usize, item.span.end as usize, message)
                .help(format!("keep `{array}`, whose elements serve `{single}` as well, or remove it")))
        }
    }
}

/// Whether a table may not store both.
#[must_use]
pub fn store_conflict(left: &str, right: &str) -> bool {
    let excludes = |name: &str, other: &str| {
        STICK_STORE.iter().any(|entry| entry.name == name && entry.second.split(',').any(|excluded| excluded == other))
    };
    excludes(left, right) || excludes(right, left)
}

/// An item as it is written.
struct Written<'t> {
    name: &'t str,
    /// Offset behind the name, where an argument is missing.
    name_end: usize,
    /// The text in the last pair of parentheses up to its first comma, and its offset.
    first: Option<(usize, &'t str)>,
    /// What stands behind the last comma in any pair of parentheses, and its offset.
    second: Option<(usize, &'t str)>,
    /// Offset behind the item.
    end: usize,
}

impl<'t> Written<'t> {
    /// The item that begins at `start`. As in HAProxy text behind a `)` is ignored, and of several parentheses the last ones count.
    fn read(text: &'t str, start: usize) -> Result<Self, ValueFault> {
        let (mut name_end, mut first, mut second) = (None, None, None);
        let mut at = start;
        while let Some(len) = text.get(at..).and_then(|rest| rest.find([',', '('])) {
            let found = at + len;
            if text[found..].starts_with(',') {
                at = found;
                break;
            }
            name_end = name_end.or(Some(found));
            let inside = found + 1;
            let Some(close) = text[inside..].find(')').map(|len| inside + len) else {
                let message = format!("the parenthesis behind `{}` is not closed", &text[start..name_end.unwrap_or(found)]);
                return Err(ValueFault::new(ValueFaultKind::Unclosed, found, text.len(), message).help("write `)` behind the arguments"));
            };
            let content = &text[inside..close];
            first = Some((inside, content.split(',').next().unwrap_or(content)));
            if let Some(comma) = content.rfind(',') {
                second = Some((inside + comma + 1, &content[comma + 1..]));
            }
            at = close + 1;
        }
        let end = text.get(at..).and_then(|rest| rest.find(',')).map_or(text.len(), |len| at + len);
        let name_end = name_end.unwrap_or(end);
        Ok(Self { name: &text[start..name_end], name_end, first, second, end })
    }
}

/// Elements and period of an item whose arguments are `types` (`int`, `time`, or both).
fn arguments(types: &str, written: &Written<'_>, version: Version) -> Result<(u32, Option<u32>), ValueFault> {
    let name = written.name;
    let missing = |what: &str, example: &str| {
        let message = format!("`{name}` needs {what}");
        ValueFault::new(ValueFaultKind::MissingArgument, written.name_end, written.name_end, message)
            .help(format!("write `{name}({example})`"))
    };
    let mut elements = 1;
    let mut next = written.first;
    if types.starts_with("int") {
        let (at, count) = next.ok_or_else(|| missing("the number of its elements", if types == "int" { "1" } else { "1,10s" }))?;
        let read = atoi(count);
        if !(1..=MOST_ELEMENTS).contains(&read) {
            let message = format!("`{name}` may have 1 to {MOST_ELEMENTS} elements, not `{count}`");
            return Err(ValueFault::new(ValueFaultKind::Range, at, at + count.len(), message));
        }
        elements = read.unsigned_abs();
        next = written.second;
    }
    if types.ends_with("time") {
        let example = if types == "time" { "10s" } else { "1,10s" };
        let (at, period) = next.ok_or_else(|| missing("the period it is measured over", example))?;
        let read = parse_time(period, TimeUnit::Ms, version).map_err(|fault| fault.shifted(at))?;
        return Ok((elements, Some(read.value)));
    }
    match next {
        None => Ok((elements, None)),
        Some((at, argument)) => {
            let fewer = if types.is_empty() { "takes no argument" } else { "takes one argument" };
            Err(ValueFault::new(ValueFaultKind::ExtraArgument, at, at + argument.len(), format!("`{name}` {fewer}")).help("remove it"))
        }
    }
}

fn unknown(name: &str, start: usize, version: Version) -> ValueFault {
    let end = start + name.len();
    if name.is_empty() {
        return ValueFault::new(ValueFaultKind::Empty, start, end, "a name is missing in the list of `store`").help("remove the comma");
    }
    if let Some(later) = STICK_STORE.iter().find(|entry| entry.name == name && entry.since > version) {
        let message = format!("HAProxy {version} cannot store `{name}`, {} brought it", later.since);
        return ValueFault::new(ValueFaultKind::NotYet, start, end, message);
    }
    let fault = ValueFault::new(ValueFaultKind::Unknown, start, end, format!("a stick-table cannot store `{name}`"));
    match nearest(name, STICK_STORE.iter().filter(|entry| entry.known(version)).map(|entry| entry.name)) {
        Some(meant) => fault.help(format!("did you mean `{meant}`?")),
        None => fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const V30: Version = Version::new(3, 0);

    fn names(text: &str) -> Vec<&'static str> {
        parse_store(text, V30).unwrap().items.iter().map(|item| item.name).collect()
    }

    fn fault(text: &str) -> (ValueFaultKind, std::ops::Range<usize>) {
        let fault = parse_store(text, V30).unwrap_err();
        (fault.kind, fault.span.range())
    }

    #[test]
    fn names_and_arguments_stand_in_a_list() {
        let store = parse_store("conn_cur,conn_rate(10s),gpc_rate(2,1m)", V30).unwrap();
        assert_eq!(store.items[1].period, Some(10_000));
        assert_eq!((store.items[2].elements, store.items[2].period), (2, Some(60_000)));
        assert_eq!(names("gpc(3)"), ["gpc"]);
        assert_eq!(names("conn_cnt,"), ["conn_cnt"]);
        assert_eq!(names(""), [""; 0]);
    }

    #[test]
    fn what_haproxy_ignores_is_no_fault() {
        assert_eq!(names("gpc(3)x,conn_cur"), ["gpc", "conn_cur"]);
        assert_eq!(names("conn_rate(1s,2)"), ["conn_rate"]);
        let store = parse_store("conn_cur,conn_cur(7)", V30).unwrap();
        assert_eq!(store.repeated, [Span::new(9, 20)]);
    }

    #[test]
    fn faults_point_at_the_argument() {
        assert_eq!(fault("conn_cnt(1)"), (ValueFaultKind::ExtraArgument, 9..10));
        assert_eq!(fault("conn_rate"), (ValueFaultKind::MissingArgument, 9..9));
        assert_eq!(fault("conn_rate(10x)"), (ValueFaultKind::Character, 12..13));
        assert_eq!(fault("gpc(0)"), (ValueFaultKind::Range, 4..5));
        assert_eq!(fault("gpc(2"), (ValueFaultKind::Unclosed, 3..5));
        assert_eq!(fault("conn_cnt,,gpc0"), (ValueFaultKind::Empty, 9..9));
        assert_eq!(fault("gpc0,gpc(2)"), (ValueFaultKind::Repeated, 5..11));
    }

    #[test]
    fn an_unknown_name_gets_a_hint() {
        let fault = parse_store("con_cur", V30).unwrap_err();
        assert_eq!(fault.help.as_deref(), Some("did you mean `conn_cur`?"));
        assert_eq!(parse_store("glitch_cnt", Version::new(2, 8)).unwrap_err().kind, ValueFaultKind::NotYet);
    }
}
