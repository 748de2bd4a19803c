//! Words of a `cookie` line contradict each other, or its domain or attribute holds a character that no cookie can hold.
//!
//! Of `rewrite`, `insert` and `prefix` one can stand, `rewrite` not with `indirect`, and `preserve` only with `insert` or `indirect`. HAProxy
//! refuses the file.
//!
//! ```haproxy bad
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     cookie SRV rewrite insert
//!                        ^^^^^^ `insert` cannot stand with `rewrite`
//!     server a 10.0.0.1:80 check cookie a
//! ```
//! ```haproxy good
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     cookie SRV insert indirect nocache
//!     server a 10.0.0.1:80 check cookie a
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP061",
    name: "cookie-conflict",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

/// Words of which only one can stand on a line.
const EXCLUSIVE: [&[&str]; 2] = [&["rewrite", "insert", "prefix"], &["rewrite", "indirect"]];

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    for directive in model.section_of(proxy).directives() {
        if directive.keyword() == "cookie" && directive.shape().sound {
            cookie(directive, report);
        }
    }
}

fn cookie(directive: DirectiveRef<'_, '_>, report: &mut Report) {
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut at = 2;
    while at < directive.len() {
        let word = directive.word(at);
        match word {
            "domain" => domain(directive, at + 1, report),
            "attr" => attribute(directive, at + 1, report),
            _ => {}
        }
        words.push((at, word));
        at += if matches!(word, "domain" | "attr" | "maxidle" | "maxlife") { 2 } else { 1 };
    }
    let has = |wanted: &str| words.iter().find(|(_, word)| *word == wanted).copied();
    for group in EXCLUSIVE {
        let mut found: Vec<(usize, &str)> = group.iter().filter_map(|word| has(word)).collect();
        found.sort_unstable();
        if let [(_, first), (at, second), ..] = found[..] {
            let finding = report.find(directive.at(at), format!("`{second}` cannot stand with `{first}`"));
            finding.section(directive.section().label()).help("keep one of the two");
        }
    }
    if let (Some((at, _)), None, None) = (has("preserve"), has("insert"), has("indirect")) {
        let finding = report.find(directive.at(at), "`preserve` needs `insert` or `indirect`");
        finding.section(directive.section().label());
    }
}

fn domain(directive: DirectiveRef<'_, '_>, at: usize, report: &mut Report) {
    let word = directive.word(at);
    if directive.is_opaque(at) || word.is_empty() {
        return;
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if let Some(wrong) = word.chars().find(|c| !allowed(*c)) {
        let finding = report.find(directive.at(at), format!("`{}` may not stand in a domain", wrong.escape_debug()));
        finding.section(directive.section().label());
    } else if !word.contains('.') {
        let finding = report.find(directive.at(at), format!("the domain `{word}` has no dot: browsers will not take the cookie"));
        finding.section(directive.section().label()).upstream(Upstream::Warns);
    }
}

fn attribute(directive: DirectiveRef<'_, '_>, at: usize, report: &mut Report) {
    let wrong = directive.word(at).chars().find(|c| c.is_ascii_control() || *c == ';').filter(|_| !directive.is_opaque(at));
    if let Some(wrong) = wrong {
        let finding = report.find(directive.at(at), format!("`{}` may not stand in an attribute", wrong.escape_debug()));
        finding.section(directive.section().label()).help("write one `attr` for each attribute");
    }
}
