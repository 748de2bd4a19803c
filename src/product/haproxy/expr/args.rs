//! The list of arguments in parentheses, read as HAProxy's `make_arg_list()` does.

use alloc::borrow::Cow;
use core::net::{Ipv4Addr, Ipv6Addr};
use core::ops::Range;

use super::fault::ArgFault;
use super::table::{ArgType, Mask};
use super::{RefKind, Reference};

/// The most arguments that HAProxy can hold.
const MOST: usize = 12;

/// One argument.
#[derive(Debug, Clone, Default)]
pub struct Arg<'w> {
    /// Its text, without quotes and escapes.
    pub text: Cow<'w, str>,
    /// Its value, if its type is an integer.
    pub int: i64,
    /// Where it stands in the decoded word.
    pub range: Range<usize>,
}

/// The arguments of one fetch or converter.
#[derive(Debug)]
pub struct Args<'w> {
    list: [Arg<'w>; MOST],
    count: usize,
    /// HAProxy made a list, so that the arguments are checked further; it makes none for a name without mandatory arguments that has
    /// no parentheses, or nothing in them where the first argument cannot be empty.
    pub made: bool,
    /// The byte behind the list.
    pub end: usize,
}

impl<'w> Args<'w> {
    /// The arguments that are given.
    #[must_use]
    pub fn list(&self) -> &[Arg<'w>] {
        &self.list[..self.count]
    }

    /// Argument `number`, counted from 1, if it is given.
    #[must_use]
    pub fn get(&self, number: usize) -> Option<&Arg<'w>> {
        self.list().get(number - 1)
    }

    /// The text of argument `number`, counted from 1; empty if it is not given.
    #[must_use]
    pub fn text(&self, number: usize) -> &str {
        self.get(number).map_or("", |arg| &arg.text)
    }

    /// What the arguments refer to by their types.
    pub(super) fn references(&self, mask: &Mask, word: usize, found: &mut Vec<Reference<'w>>) {
        for (arg, kind) in self.list().iter().zip(mask.types) {
            let kind = match kind {
                ArgType::Frontend => RefKind::Frontend,
                ArgType::Backend => RefKind::Backend,
                ArgType::Server => RefKind::Server,
                ArgType::Table => RefKind::Table,
                ArgType::Userlist => RefKind::Userlist,
                ArgType::Regex => RefKind::Regex,
                _ => continue,
            };
            let implicit = arg.text.is_empty() && matches!(kind, RefKind::Frontend | RefKind::Backend | RefKind::Table);
            found.push(Reference { kind, name: arg.text.clone(), implicit, word, range: arg.range.clone() });
        }
    }
}

/// Reads the list of arguments that begins at byte `start` of `word`, or is missing there, and may hold what `mask` says.
pub(super) fn parse<'w>(word: &'w str, start: usize, mask: &Mask) -> Result<Args<'w>, ArgFault> {
    let bytes = word.as_bytes();
    let parentheses = bytes.get(start) == Some(&b'(');
    let mut args = Args { list: Default::default(), count: 0, made: false, end: start };
    if !parentheses && mask.least == 0 {
        return Ok(args);
    }
    let mut at = start + usize::from(parentheses);
    args.made = !mask.types.is_empty();
    for &kind in mask.types {
        let from = at;
        let text = if parentheses { unquote(word, &mut at)? } else { Cow::Borrowed("") };
        let range = from..at;
        if text.is_empty() && !matches!(kind, ArgType::Str) && !is_name(kind) {
            if args.count == 0 {
                args.made = false;
            }
            if args.count >= mask.least {
                break;
            }
            return Err(ArgFault::new(range, format!("argument {} is missing: {}", args.count + 1, article(kind.name()))));
        }
        let Some(int) = value(kind, &text) else {
            return Err(ArgFault::new(range, format!("argument {} is {}: `{text}` is not", args.count + 1, article(kind.name()))));
        };
        args.list[args.count] = Arg { text, int, range };
        args.count += 1;
        if !parentheses || args.count == mask.types.len() || bytes.get(at) != Some(&b',') {
            break;
        }
        at += 1;
    }
    if args.count < mask.least {
        let kind = article(mask.types[args.count].name());
        return Err(ArgFault::new(
            start..at.max(start),
            format!("{} of {} mandatory arguments are given, {kind} is missing", args.count, mask.least),
        ));
    }
    if parentheses {
        if bytes.get(at) != Some(&b')') {
            return Err(unclosed(word, start, at, mask));
        }
        at += 1;
    }
    args.end = if parentheses { at } else { start };
    Ok(args)
}

/// Why there is no `)` at `at`.
fn unclosed(word: &str, start: usize, at: usize, mask: &Mask) -> ArgFault {
    if at >= word.len() {
        let mut fault = ArgFault::new(start..word.len(), "the parenthesis is not closed");
        fault.help = Some("write `)` behind the last argument".to_owned());
        return fault;
    }
    let range = at..word.len();
    match mask.types.len() {
        0 => ArgFault::new(range, "no arguments are taken"),
        1 => ArgFault::new(range, "one argument is taken, more are given"),
        most => ArgFault::new(range, format!("{most} arguments are taken at most, more are given")),
    }
}

const fn is_name(kind: ArgType) -> bool {
    matches!(kind, ArgType::Frontend | ArgType::Backend | ArgType::Server | ArgType::Table | ArgType::Userlist | ArgType::Regex)
}

/// `name` with its article.
pub(super) fn article(name: &str) -> String {
    let vowel = name.starts_with(['a', 'e', 'i', 'o', 'I']);
    format!("{} {name}", if vowel { "an" } else { "a" })
}

/// The argument at `at`, up to the comma or parenthesis that ends it, or to the end of `word`; quotes and escapes go.
fn unquote<'w>(word: &'w str, at: &mut usize) -> Result<Cow<'w, str>, ArgFault> {
    let bytes = word.as_bytes();
    let start = *at;
    let (mut single, mut double) = (false, false);
    let mut text: Option<String> = None;
    // The bytes from `run` on are taken over as they are.
    let mut run = start;
    while let Some(&byte) = bytes.get(*at) {
        match byte {
            b'"' if !single => double = !double,
            b'\'' if !double => single = !single,
            b'\\' if !single => {
                let escaped = match bytes.get(*at + 1) {
                    None => return Err(ArgFault::new(*at..*at + 1, "a backslash ends the text")),
                    Some(b'\\') => '\\',
                    Some(b' ') => ' ',
                    Some(b'"') => '"',
                    Some(b'\'') => '\'',
                    Some(b'r') => '\r',
                    Some(b'n') => '\n',
                    Some(b't') => '\t',
                    Some(_) => {
                        *at += 1;
                        continue;
                    }
                };
                let text = text.get_or_insert_default();
                text.push_str(&word[run..*at]);
                text.push(escaped);
                *at += 2;
                run = *at;
                continue;
            }
            b',' | b')' if !single && !double => break,
            _ => {
                *at += 1;
                continue;
            }
        }
        text.get_or_insert_default().push_str(&word[run..*at]);
        *at += 1;
        run = *at;
    }
    Ok(match text {
        None => Cow::Borrowed(&word[start..*at]),
        Some(mut text) => {
            text.push_str(&word[run..*at]);
            Cow::Owned(text)
        }
    })
}

/// The value of an argument of type `kind`, 0 where it is not a number; `None` if `text` does not fit.
fn value(kind: ArgType, text: &str) -> Option<i64> {
    let fits = match kind {
        ArgType::Int => return integer(text),
        ArgType::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
        ArgType::Mask4 => is_mask4(text),
        ArgType::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
        ArgType::Mask6 => {
            if text.contains(':') {
                text.parse::<Ipv6Addr>().is_ok()
            } else {
                strtol(text).is_some_and(|bits| bits as u32 <= 128)
            }
        }
        ArgType::PbufField => is_dotted_numbers(text),
        _ => true,
    };
    fits.then_some(0)
}

/// An IPv4 mask as `str2mask()` reads it: dotted, or a number of bits.
pub(super) fn is_mask4(text: &str) -> bool {
    if text.contains('.') { text.parse::<Ipv4Addr>().is_ok() } else { strtol(text).is_some_and(|bits| bits as u32 <= 32) }
}

/// A number as `read_int64()` reads it: an optional sign and any digits, none too; what is out of range becomes the nearest limit.
pub(super) fn integer(text: &str) -> Option<i64> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', ..] => (true, &text[1..]),
        [b'+', ..] => (false, &text[1..]),
        _ => (false, text),
    };
    let mut value: i64 = 0;
    for byte in digits.bytes() {
        if !byte.is_ascii_digit() {
            return None;
        }
        let digit = i64::from(byte - b'0');
        value = value.saturating_mul(10);
        value = if negative { value.saturating_sub(digit) } else { value.saturating_add(digit) };
    }
    Some(value)
}

/// The whole of `text` as the decimal number that C's `strtol()` makes of it; `None` if something is left over or it has no digit.
pub(super) fn strtol(text: &str) -> Option<i64> {
    let text = text.trim_start_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']);
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() { None } else { integer(text) }
}

/// Unsigned numbers with single dots between them, as `parse_dotted_uints()` takes them: a missing number before a dot is 0.
fn is_dotted_numbers(text: &str) -> bool {
    text.bytes().all(|byte| byte == b'.' || byte.is_ascii_digit()) && !text.ends_with('.')
}
