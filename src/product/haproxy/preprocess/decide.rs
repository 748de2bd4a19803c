//! Decides conditions that have been read.

use crate::product::haproxy::tables::FEATURE;
use crate::schema::Version;

use super::arguments::Argument;
use super::grammar::{All, Any, Operand, Term};
use super::release::{self, Against};
use super::{ConditionContext, ConditionFault, ConditionFaultKind, Reason, Truth};

/// The options that `enabled(…)` knows; it is false for others.
const OPTIONS: [&str; 9] =
    ["POLL", "EPOLL", "KQUEUE", "EVPORTS", "SPLICE", "GETADDRINFO", "REUSEPORT", "FAST-FORWARD", "SERVER-SSL-VERIFY-NONE"];

type Decided = Result<Truth, ConditionFault>;

/// Decides in order and stops at the first answer that is `end` or a fault. Behind one that is not known nothing is sure but `end`: a
/// fault may or may not be reached.
fn first<T>(parts: &[T], end: &Truth, decide: impl Fn(&T) -> Decided) -> Decided {
    let mut open = None;
    let mut last = Truth::False;
    for part in parts {
        match (decide(part), open.take()) {
            (Ok(truth), _) if truth == *end => return Ok(truth),
            (Err(fault), None) => return Err(fault),
            (Err(_), Some(reason)) => return Ok(Truth::Unknown(reason)),
            (Ok(Truth::Unknown(reason)), None) => open = Some(reason),
            (Ok(truth), earlier) => {
                last = truth;
                open = earlier;
            }
        }
    }
    Ok(open.map_or(last, Truth::Unknown))
}

/// Decides alternatives.
pub(super) fn any(expression: &Any, context: &ConditionContext<'_>) -> Decided {
    first(&expression.0, &Truth::True, |all: &All| first(&all.0, &Truth::False, |term| decide_term(term, context)))
}

fn decide_term(term: &Term, context: &ConditionContext<'_>) -> Decided {
    let truth = match &term.operand {
        Operand::Constant(true) => Truth::True,
        Operand::Constant(false) => Truth::False,
        Operand::Binary => Truth::Unknown(Reason::BinaryNumber),
        Operand::Nested(expression) => any(expression, context)?,
        Operand::Predicate(name, arguments) => predicate(name, arguments, context)?,
    };
    Ok(match truth {
        Truth::True if term.negated => Truth::False,
        Truth::False if term.negated => Truth::True,
        truth => truth,
    })
}

const fn truth(holds: bool) -> Truth {
    if holds { Truth::True } else { Truth::False }
}

fn known(answer: Option<bool>, reason: impl FnOnce() -> Reason) -> Truth {
    answer.map_or_else(|| Truth::Unknown(reason()), truth)
}

fn predicate(name: &str, arguments: &[Argument], context: &ConditionContext<'_>) -> Decided {
    let empty = Argument::default();
    let first = arguments.first().unwrap_or(&empty);
    let second = arguments.get(1).unwrap_or(&empty);
    let word = first.value.as_str();
    Ok(match name {
        "defined" => known(context.environment.is_set(word), || Reason::Variable(word.to_owned())),
        "feature" => feature(word, context),
        "streq" => truth(first.value == second.value),
        "strneq" => truth(first.value != second.value),
        "strstr" => truth(first.value.contains(&second.value)),
        "version_atleast" => at_least(release::compare(word, context.version, context.build.release())),
        "version_before" => match at_least(release::compare(word, context.version, context.build.release())) {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            unknown @ Truth::Unknown(_) => unknown,
        },
        "openssl_version_atleast" => openssl(first, context)?,
        "openssl_version_before" => match openssl(first, context)? {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            unknown @ Truth::Unknown(_) => unknown,
        },
        "ssllib_name_startswith" => library_name(word, context),
        "awslc_api_atleast" | "awslc_api_before" => awslc(first, context)?,
        "enabled" if !OPTIONS.contains(&word) => Truth::False,
        "enabled" => known(context.build.enabled(word), || Reason::Option(word.to_owned())),
        // `fips_mode`, and whatever the table learns before this file does.
        _ => Truth::Unknown(Reason::Library),
    })
}

fn at_least(against: Against) -> Truth {
    match against {
        Against::Newer => Truth::False,
        Against::OlderOrSame | Against::NotAVersion => Truth::True,
        Against::Patch => Truth::Unknown(Reason::PatchLevel),
    }
}

fn feature(name: &str, context: &ConditionContext<'_>) -> Truth {
    if name.is_empty() {
        // Until 3.2 the search runs past the end of the list, and what it finds there is chance.
        return if context.version < Version::new(3, 3) { Truth::Unknown(Reason::Feature(String::new())) } else { Truth::False };
    }
    if let Some(built) = context.build.feature(name) {
        return truth(built);
    }
    // HAProxy looks for the text in its list of features with their signs, so that parts of that list hold too.
    let part_of_list = name.contains([' ', '+', '-']);
    if part_of_list || FEATURE.iter().any(|entry| entry.name == name && entry.known(context.version)) {
        return Truth::Unknown(Reason::Feature(name.to_owned()));
    }
    Truth::False
}

/// Whether the build has a feature, unless it is said that it has not.
fn needs(feature: &str, library: &str, argument: &Argument, context: &ConditionContext<'_>) -> Result<(), ConditionFault> {
    if context.build.feature(feature) != Some(false) {
        return Ok(());
    }
    let (start, end) = (argument.span.start as usize, argument.span.end as usize);
    let message = format!("HAProxy is built without {library}, whose version is asked for");
    Err(ConditionFault::new(ConditionFaultKind::NoLibrary, start, end, message).help(format!("write `feature({feature}) &&` before it")))
}

fn openssl(argument: &Argument, context: &ConditionContext<'_>) -> Decided {
    needs("OPENSSL", "OpenSSL", argument, context)?;
    let Some(asked) = release::openssl(&argument.value) else {
        let (start, end) = (argument.span.start as usize, argument.span.end as usize);
        let message = format!("`{}` is not a version of OpenSSL", argument.value);
        return Err(
            ConditionFault::new(ConditionFaultKind::InvalidVersion, start, end, message).help("write three numbers, such as `3.0.0`")
        );
    };
    Ok(known(context.build.openssl_version().map(|built| asked <= built), || Reason::Library))
}

fn library_name(start: &str, context: &ConditionContext<'_>) -> Truth {
    if context.build.feature("OPENSSL") == Some(false) {
        return Truth::False;
    }
    known(context.build.library_name().map(|name| name.starts_with(start)), || Reason::Library)
}

fn awslc(argument: &Argument, context: &ConditionContext<'_>) -> Decided {
    needs("OPENSSL_AWSLC", "AWS-LC", argument, context)?;
    Ok(Truth::Unknown(Reason::Library))
}
