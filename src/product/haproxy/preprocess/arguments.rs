//! The arguments of a predicate, as `make_arg_list()` of `src/arg.c` reads arguments of type string.

use crate::text::Span;

use super::{ConditionFault, ConditionFaultKind};

/// An argument.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Argument {
    /// Its value without quotes and backslashes.
    pub(super) value: String,
    /// Where it stands in the condition.
    pub(super) span: Span,
}

/// Reads the `wanted` arguments of `predicate` at byte `at` of `text`; gives them and the byte behind them.
///
/// Without a parenthesis there is one empty argument.
pub(super) fn read(text: &str, at: usize, predicate: &str, wanted: usize) -> Result<(Vec<Argument>, usize), ConditionFault> {
    let missing = |at: usize, found: usize| {
        let message = format!("`{predicate}` needs {wanted} arguments and has {found}");
        let example = if wanted == 2 { "(…,…)" } else { "(…)" };
        ConditionFault::new(ConditionFaultKind::MissingArgument, at, at, message).help(format!("write `{predicate}{example}`"))
    };
    if !text[at..].starts_with('(') {
        return match wanted {
            0 => Ok((Vec::new(), at)),
            1 => Ok((vec![Argument { value: String::new(), span: Span::empty(at as u32) }], at)),
            _ => Err(missing(at, 1)),
        };
    }
    let mut arguments = Vec::with_capacity(wanted);
    let mut next = at + 1;
    while arguments.len() < wanted {
        let (argument, end) = one(text, next)?;
        arguments.push(argument);
        next = end;
        if arguments.len() < wanted {
            if !text[next..].starts_with(',') {
                break;
            }
            next += 1;
        }
    }
    if arguments.len() < wanted {
        return Err(missing(next, arguments.len()));
    }
    if text[next..].starts_with(')') {
        return Ok((arguments, next + 1));
    }
    let (message, help) = if text[next..].starts_with(',') {
        let count = if wanted == 1 { "one argument".to_owned() } else { format!("{wanted} arguments") };
        (
            format!("`{predicate}` takes {count}"),
            "remove the comma and what follows, or put it in quotes that reach HAProxy's arguments, such as `\\\"a,b\\\"`",
        )
    } else {
        (format!("the parenthesis behind `{predicate}` is not closed"), "write `)` behind the arguments")
    };
    Err(ConditionFault::new(ConditionFaultKind::UnclosedArguments, next, text.len(), message).help(help))
}

/// The argument that begins at byte `start`, and the byte at which it ends: a comma or parenthesis outside quotes, or the end.
fn one(text: &str, start: usize) -> Result<(Argument, usize), ConditionFault> {
    let mut value = String::new();
    let (mut single, mut double) = (false, false);
    let mut characters = text[start..].char_indices().peekable();
    let mut end = text.len();
    while let Some((offset, character)) = characters.next() {
        match character {
            '"' if !single => double = !double,
            '\'' if !double => single = !single,
            '\\' if !single => match characters.peek().map(|(_, escaped)| *escaped) {
                None => {
                    let at = start + offset;
                    let fault = ConditionFault::new(ConditionFaultKind::LoneBackslash, at, at + 1, "a backslash ends the argument");
                    return Err(fault.help("remove it, or double it"));
                }
                Some(escaped) => {
                    let meant = match escaped {
                        '\\' | ' ' | '"' | '\'' => Some(escaped),
                        'r' => Some('\r'),
                        'n' => Some('\n'),
                        't' => Some('\t'),
                        _ => None,
                    };
                    value.push(meant.unwrap_or('\\'));
                    if meant.is_some() {
                        characters.next();
                    }
                }
            },
            ',' | ')' if !single && !double => {
                end = start + offset;
                break;
            }
            _ => value.push(character),
        }
    }
    Ok((Argument { value, span: Span::new(start as u32, end as u32) }, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str, wanted: usize) -> Vec<String> {
        read(text, 0, "p", wanted).unwrap().0.into_iter().map(|argument| argument.value).collect()
    }

    #[test]
    fn arguments_may_be_quoted_and_escaped() {
        assert_eq!(values("(a,b)", 2), ["a", "b"]);
        assert_eq!(values("(\"a,b\",')')", 2), ["a,b", ")"]);
        assert_eq!(values(r"(a\ b\n,\x)", 2), ["a b\n", r"\x"]);
        assert_eq!(values("(,)", 2), ["", ""]);
        assert_eq!(values("", 1), [""]);
        assert_eq!(values("()", 1), [""]);
    }

    #[test]
    fn faults_point_at_the_place() {
        let fault = |text, wanted| {
            let fault = read(text, 0, "p", wanted).unwrap_err();
            (fault.kind, fault.span.start)
        };
        assert_eq!(fault("", 2), (ConditionFaultKind::MissingArgument, 0));
        assert_eq!(fault("(a)", 2), (ConditionFaultKind::MissingArgument, 2));
        assert_eq!(fault("(a,b)", 1), (ConditionFaultKind::UnclosedArguments, 2));
        assert_eq!(fault("(a", 1), (ConditionFaultKind::UnclosedArguments, 2));
        assert_eq!(fault(r"(a\", 1), (ConditionFaultKind::LoneBackslash, 2));
    }
}
