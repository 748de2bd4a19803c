//! An `expect` step of a check waits for nothing, or for several things.
//!
//! Each step takes exactly one pattern; further ones need steps of their own. HAProxy refuses the file.
//!
//! ```haproxy bad
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     option httpchk
//!     http-check expect status 200 string ok
//!                                  ^^^^^^ an `expect` step takes one pattern only
//!     server a 10.0.0.1:80 check
//! ```
//! ```haproxy good
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     option httpchk
//!     http-check expect status 200
//!     http-check expect string ok
//!     server a 10.0.0.1:80 check
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP054",
    name: "expect-patterns",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    for directive in ["tcp-check", "http-check"].into_iter().flat_map(|keyword| model.own_settings(proxy, keyword)) {
        if directive.sub() == "expect" && directive.shape().sound {
            expect(directive, report);
        }
    }
}

fn expect(directive: DirectiveRef<'_, '_>, report: &mut Report) {
    if directive.line().open_ended || directive.words().iter().any(|word| word.opaque) {
        return;
    }
    let mut patterns = 0;
    let mut at = 2;
    let mut find = |at: usize, message: String| {
        report.find(directive.at(at), message).section(directive.section().label());
    };
    while at < directive.len() {
        let (word, start) = (directive.word(at), at);
        // Exclamation marks stand before a pattern, glued to it or as words of their own.
        let mut name = word.trim_start_matches('!');
        let mut negated = name.len() < word.len();
        while name.is_empty() && at + 1 < directive.len() {
            at += 1;
            name = directive.word(at).trim_start_matches('!');
            negated = true;
        }
        let Some(step) = step(directive, name, at) else {
            return find(start, "a pattern must follow the `!`".to_owned());
        };
        if negated && !step.negatable {
            return find(at, format!("`!` cannot stand before `{name}`"));
        }
        patterns += u32::from(step.pattern);
        if step.pattern && patterns > 1 {
            return find(at, "an `expect` step takes one pattern only".to_owned());
        }
        at = step.end;
    }
    if patterns == 0 {
        find(1, "this step has no pattern to wait for".to_owned());
    }
}

/// A word of an `expect` step.
struct Part {
    pattern: bool,
    negatable: bool,
    /// Number of the word behind its arguments.
    end: usize,
}

fn step(directive: DirectiveRef<'_, '_>, name: &str, at: usize) -> Option<Part> {
    Some(match name {
        "string" | "rstring" | "string-lf" | "binary" | "rbinary" | "binary-lf" | "status" | "rstatus" => {
            Part { pattern: true, negatable: true, end: at + 2 }
        }
        "custom" => Part { pattern: true, negatable: false, end: at + 1 },
        "hdr" | "fhdr" => {
            let name_end = pattern_end(directive, at + 2);
            let end =
                if matches!(directive.word(name_end), "value" | "value-lf") { pattern_end(directive, name_end + 1) } else { name_end };
            Part { pattern: true, negatable: true, end }
        }
        "min-recv" | "comment" | "on-success" | "on-error" | "ok-status" | "error-status" | "tout-status" | "status-code" => {
            Part { pattern: false, negatable: false, end: at + 2 }
        }
        _ => return None,
    })
}

/// The word behind a pattern that `-m METHOD` may stand before.
fn pattern_end(directive: DirectiveRef<'_, '_>, at: usize) -> usize {
    if directive.word(at) == "-m" { at + 3 } else { at + 1 }
}
