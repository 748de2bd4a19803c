//! Something is defined without a setting that it cannot do without.
//!
//! HAProxy refuses the file: a stick table needs a type and a size, a cache its total size, a `FastCGI` application its document root and a
//! redirect its target. Of resolvers without a name server it warns.
//!
//! ```haproxy bad
//! cache static
//! ^^^^^ `total-max-size` is missing
//!     max-age 60
//! backend visitors
//!     mode http
//!     stick-table type ip store http_req_rate(10s)
//!     ^^^^^^^^^^^ `size` is missing
//!     http-request redirect code 301
//!                  ^^^^^^^^ `location`, `prefix` or `scheme` is missing
//! ```
//! ```haproxy good
//! cache static
//!     total-max-size 16
//!     max-age 60
//! backend visitors
//!     mode http
//!     stick-table type ip size 100k store http_req_rate(10s)
//!     http-request redirect code 301 location /
//! ```

use super::{Check, Rule};
use crate::lint::{Finding, Level, Report, Upstream};
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy, SectionRef};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP035",
    name: "incomplete-definition",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for section in model.sections() {
        match section.kind() {
            "cache" => cache(section, report),
            "fcgi-app" => needs(section, "docroot", report),
            "resolvers" => resolvers(section, report),
            _ => {}
        }
    }
    for table in &model.tables {
        let line = model.table_line(table);
        if !line.shape().sound {
            continue;
        }
        for name in ["size", "type"].into_iter().filter(|name| line.option(name).is_none()) {
            missing(line, 0, format!("`{name}` is missing"), report).help("a stick table needs both `type` and `size`");
        }
    }
    for directive in ["http-request", "http-response", "stats"].into_iter().flat_map(|keyword| model.named(keyword)) {
        redirect(directive, report);
        wait_for_body(directive, report);
    }
    for directive in ["load", "ssl-f-use"].into_iter().flat_map(|keyword| model.named(keyword)) {
        certificate(model, directive, report);
    }
}

fn missing<'r>(directive: DirectiveRef<'_, '_>, at: usize, message: String, report: &'r mut Report) -> &'r mut Finding {
    report.find(directive.at(at), message).section(directive.section().label())
}

/// Tells that `section` lacks `keyword`, unless a line of it may hold anything.
fn needs(section: SectionRef<'_, '_>, keyword: &str, report: &mut Report) {
    let known = section.directives().all(|directive| !directive.is_opaque(0));
    if known
        && !section.directives().any(|directive| directive.keyword() == keyword)
        && let Some(header) = section.header()
    {
        missing(header, 0, format!("`{keyword}` is missing"), report);
    }
}

/// Without a name server nothing is looked up, and HAProxy warns; the machine may give some with `parse-resolv-conf`.
fn resolvers(section: SectionRef<'_, '_>, report: &mut Report) {
    let gives =
        |directive: DirectiveRef<'_, '_>| matches!(directive.keyword(), "nameserver" | "parse-resolv-conf") || directive.is_opaque(0);
    if !section.directives().any(gives)
        && let Some(header) = section.header()
    {
        missing(header, 0, "`nameserver` is missing".to_owned(), report).upstream(Upstream::Warns);
    }
}

fn cache(section: SectionRef<'_, '_>, report: &mut Report) {
    let last = |keyword: &str| section.directives().filter(|directive| directive.keyword() == keyword).last();
    let Some(total) = last("total-max-size") else { return needs(section, "total-max-size", report) };
    let Ok(megabytes) = total.word(1).parse::<u64>() else { return };
    if megabytes == 0 {
        missing(total, 1, "a cache of size 0 can hold nothing".to_owned(), report);
        return;
    }
    let Some(object) = last("max-object-size") else { return };
    let most = megabytes.saturating_mul(1 << 20) / 2;
    if object.word(1).parse::<u64>().is_ok_and(|size| size > most) {
        let finding = missing(object, 1, format!("an object may take half of the cache at most: {most} bytes"), report);
        finding.related(total.at(1), "the size of the cache in megabytes");
    }
}

/// `wait-for-body` without a time.
fn wait_for_body(directive: DirectiveRef<'_, '_>, report: &mut Report) {
    let Some(option) = directive.options().iter().find(|option| option.row.name == "wait-for-body") else { return };
    let mut words = usize::from(option.at) + 1..usize::from(option.end);
    let has_time = words.any(|at| directive.word(at) == "time" || directive.is_opaque(at));
    if directive.shape().sound && !has_time {
        missing(directive, usize::from(option.at), "`time` is missing".to_owned(), report).help("say how long to wait: `time 1s`");
    }
}

/// A certificate to load that is not named; only proxies that listen take notice of one.
fn certificate(model: &Model<'_>, directive: DirectiveRef<'_, '_>, report: &mut Report) {
    let owner = model.proxy_of_section(directive.section().index);
    let heir = |proxy: &Proxy<'_>| proxy.kind.listens() && proxy.parent.is_some() && proxy.parent == owner.and_then(|own| model.id_of(own));
    let loads = owner.is_none_or(|own| own.kind.listens() || model.proxies.iter().any(heir));
    if loads && directive.shape().sound && directive.option("crt").is_none() && !directive.line().open_ended {
        missing(directive, 0, "`crt` is missing".to_owned(), report).help("name the certificate: `crt FILE`");
    }
}

/// An `http-request redirect` or the like without a target, or in a response with one that is no location.
fn redirect(directive: DirectiveRef<'_, '_>, report: &mut Report) {
    let Some(option) = directive.options().iter().find(|option| option.row.name == "redirect") else { return };
    if !directive.shape().sound {
        return;
    }
    let (mut at, mut target) = (usize::from(option.at) + 1, None);
    let end = match directive.shape().condition {
        0 => directive.len(),
        condition => usize::from(condition),
    };
    while at < end {
        if directive.is_opaque(at) {
            return;
        }
        match directive.word(at) {
            word @ ("location" | "prefix" | "scheme") => {
                target = Some((at, word));
                at += 2;
            }
            "code" | "set-cookie" | "set-cookie-fmt" | "clear-cookie" => at += 2,
            _ => at += 1,
        }
    }
    match target {
        None => {
            let message = "`location`, `prefix` or `scheme` is missing".to_owned();
            missing(directive, usize::from(option.at), message, report).help("say where to redirect to");
        }
        Some((at, word)) if directive.keyword() == "http-response" && word != "location" => {
            missing(directive, at, format!("a response cannot be redirected by `{word}`"), report).help("use `location`");
        }
        Some(_) => {}
    }
}
