//! A variable outside double quotes.
//!
//! HAProxy replaces `${NAME}` only between double quotes. Elsewhere it is text, dollar sign and braces included.
//!
//! ```haproxy bad
//! listen app
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     http-request set-header X-Node ${HOSTNAME}
//!                                    ^^^^^^^^^^^ `${HOSTNAME}` is not replaced: it stands outside double quotes
//!     server a 10.0.0.1:80
//! ```
//! ```haproxy good
//! listen app
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     http-request set-header X-Node "${HOSTNAME}"
//!     server a 10.0.0.1:80
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::haproxy::model::{DirectiveRef, Model};
use crate::text::{Edit, Span};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP126",
    name: "env-literal",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for file in model.files.iter().filter(|file| memchr::memmem::find(file.source.bytes(), b"${").is_some()) {
        let sections = model.sections().filter(|section| section.lines().file == file.id);
        for directive in sections.flat_map(|section| section.header().into_iter().chain(section.directives())) {
            for (at, word) in directive.words().iter().enumerate().filter(|(_, word)| word.text.contains("${")) {
                literal_in(model, directive, at, word.span, report);
            }
        }
    }
}

fn literal_in(model: &Model<'_>, directive: DirectiveRef<'_, '_>, at: usize, span: Span, report: &mut Report) {
    let place = directive.at(at);
    let source = model.source(place.file).slice(span);
    let Some(name) = literal(source) else { return };
    let finding = report.find(place, format!("`${{{name}}}` is not replaced: it stands outside double quotes"));
    finding.section(directive.section().label()).help("put the word in double quotes, unless another program fills the file in first");
    if !source.contains(['"', '\'', '\\']) {
        finding.edit(Safety::Unsafe, Edit::replace(place.span, format!("\"{source}\"")));
    }
}

/// The name in the first `${NAME}` of the word `source` that stands outside quotes and without a backslash before it.
fn literal(source: &str) -> Option<&str> {
    let mut quote = None;
    let mut escaped = false;
    for (at, c) in source.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote != Some('\'') => escaped = true,
            '"' | '\'' if quote.is_none() => quote = Some(c),
            '"' | '\'' if quote == Some(c) => quote = None,
            '$' if quote.is_none() => {
                let name = source[at..].strip_prefix("${").and_then(|rest| rest.split_once('}')).map(|(name, _)| name);
                let plain = |name: &&str| {
                    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                        && name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_')
                };
                if let Some(name) = name.filter(plain) {
                    return Some(name);
                }
            }
            _ => {}
        }
    }
    None
}
