//! A reply that HAProxy is to send itself, and whose parts do not fit together.
//!
//! HAProxy refuses two bodies, a body without `content-type`, a body for a status that has none, and a status without an error page where
//! it has to send one. It warns of parts that it ignores.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     http-request return status 200 string "ok" if { path /health }
//!                                    ^^^^^^ a body needs `content-type`
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     http-request return status 200 content-type text/plain string "ok" if { path /health }
//! ```

use super::{Check, Rule};
use crate::lint::{Finding, Level, Report, Upstream};
use crate::product::haproxy::facts::OptionUse;
use crate::product::haproxy::model::{DirectiveRef, Model};
use crate::product::haproxy::value::atol;
use crate::schema::Version;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP048",
    name: "invalid-reply",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// Words of a reply that give its body; one at most.
const BODIES: [&str; 7] = ["errorfiles", "default-errorfiles", "errorfile", "file", "string", "lf-file", "lf-string"];

/// The statuses for which HAProxy has an error page, and those that 3.1 added.
const PAGES: [i64; 19] = [200, 400, 401, 403, 404, 405, 407, 408, 410, 413, 421, 422, 425, 429, 500, 501, 502, 503, 504];
const NEW_PAGES: ([i64; 2], Version) = ([414, 431], Version::new(3, 1));

/// Headers that HAProxy makes itself.
const OWN_HEADERS: [&str; 3] = ["content-length", "transfer-encoding", "content-type"];

fn check(model: &Model<'_>, report: &mut Report) {
    let lines = ["http-error", "http-request", "http-response", "stats"].into_iter().flat_map(|keyword| model.named(keyword));
    for directive in lines.filter(|directive| directive.shape().sound) {
        let options = directive.options();
        let action = options.iter().position(|option| matches!(option.row.name, "return" | "deny" | "tarpit"));
        let (action, first) = match (directive.keyword(), action) {
            ("http-error", _) => ("http-error", 0),
            (_, Some(action)) => (options[action].row.name, action + 1),
            _ => continue,
        };
        let start = if first == 0 { 0 } else { usize::from(options[first - 1].at) };
        Reply { model, directive, words: &options[first..], action, start }.check(report);
    }
}

/// The words of a reply.
struct Reply<'m, 's> {
    model: &'m Model<'s>,
    directive: DirectiveRef<'m, 's>,
    words: &'m [OptionUse],
    action: &'m str,
    /// Number of the word that is the action.
    start: usize,
}

impl Reply<'_, '_> {
    fn find<'r>(&self, word: usize, message: impl Into<String>, report: &'r mut Report) -> &'r mut Finding {
        report.find(self.directive.at(word), message).section(self.directive.section().label())
    }

    fn last(&self, name: &str) -> Option<&OptionUse> {
        self.words.iter().rev().find(|word| word.row.name == name)
    }

    /// The status and the word that gives it; `None` if it comes from a variable or has to be given.
    fn status(&self) -> Option<(i64, usize)> {
        let given = self.last("status").map(|word| usize::from(word.at) + 1);
        let short = (self.directive.word(self.start + 1) == "deny_status").then_some(self.start + 2);
        match given.or(short) {
            Some(at) => (!self.directive.is_opaque(at)).then(|| (atol(self.directive.word(at)), at)),
            None => Some((
                match (self.action, self.directive.keyword()) {
                    ("return", _) => 200,
                    ("tarpit", _) => 500,
                    ("deny", "http-response") => 502,
                    ("deny", _) => 403,
                    _ => return None,
                },
                self.start,
            )),
        }
    }

    fn check(&self, report: &mut Report) {
        if self.words.iter().any(|word| (word.at..word.end).any(|at| self.directive.is_opaque(usize::from(at)))) {
            return;
        }
        let mut bodies = self.words.iter().filter(|word| BODIES.contains(&word.row.name));
        let body = bodies.next();
        if let (Some(first), Some(second)) = (body, bodies.next()) {
            let message = format!("`{}` gives a second body", second.row.name);
            let finding = self.find(usize::from(second.at), message, report);
            finding.related(self.directive.at(usize::from(first.at)), "the first one").help("keep one of them");
            return;
        }
        if self.action == "http-error" && self.last("status").is_none() {
            self.find(0, "`status` is missing", report).help("say which error the page is for");
            return;
        }
        for header in self.words.iter().filter(|word| word.row.name == "hdr") {
            let name = self.directive.word(usize::from(header.at) + 1);
            if OWN_HEADERS.iter().any(|own| own.eq_ignore_ascii_case(name)) {
                let message = format!("the header `{name}` is ignored in a reply");
                self.find(usize::from(header.at) + 1, message, report).upstream(Upstream::Warns);
            }
        }
        let kind = body.map_or("", |body| body.row.name);
        if self.action == "http-error" && self.has_no_page(report) {
            return;
        }
        match kind {
            "" | "errorfiles" | "default-errorfiles" | "errorfile" => self.page(kind, body, report),
            _ => self.payload(kind, body, report),
        }
    }

    /// Whether there is no error page for its status, which is told then.
    fn has_no_page(&self, report: &mut Report) -> bool {
        let Some((status, at)) = self.status() else { return false };
        let new = NEW_PAGES.0.contains(&status) && self.model.target.version >= NEW_PAGES.1;
        if PAGES.contains(&status) || new {
            return false;
        }
        self.find(at, format!("there is no error page for status {status}"), report).help("take a status that has one");
        true
    }

    /// A reply that is an error page, or has no body.
    fn page(&self, kind: &str, body: Option<&OptionUse>, report: &mut Report) {
        let bare = self.words.is_empty() && matches!(self.action, "deny" | "tarpit");
        if (matches!(kind, "errorfiles" | "default-errorfiles") || bare) && self.has_no_page(report) {
            return;
        }
        let reason = if body.is_some() { "an error page has its own" } else { "there is no body" };
        if let Some(word) = self.last("content-type") {
            self.find(usize::from(word.at), format!("`content-type` is ignored: {reason}"), report).upstream(Upstream::Warns);
        }
        if let (Some(_), Some(word)) = (body, self.last("hdr")) {
            self.find(usize::from(word.at), "`hdr` is ignored: an error page has its own", report).upstream(Upstream::Warns);
        }
    }

    /// A reply with a body of text or from a file.
    fn payload(&self, kind: &str, body: Option<&OptionUse>, report: &mut Report) {
        let Some(body) = body else { return };
        let at = usize::from(body.at);
        let is_empty = kind == "string" && self.directive.word(at + 1).is_empty();
        // Whether a file holds anything cannot be told here.
        if kind == "file" || is_empty {
            return;
        }
        if let Some((status @ (204 | 304), _)) = self.status() {
            self.find(at, format!("a reply of status {status} has no body"), report).help("take out the body, or another status");
        } else if self.last("content-type").is_none() {
            self.find(at, "a body needs `content-type`", report).help("add `content-type text/plain` or the like");
        }
    }
}
