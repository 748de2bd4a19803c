//! A TLS listener has no certificate, or a server's certificate cannot be verified.
//!
//! A listener with `ssl` needs a certificate to show. A server with `ssl` is verified by default, which needs the authority it is held
//! against. HAProxy refuses the file.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :443 ssl
//!               ^^^ this listener has no certificate
//!     timeout client 1m
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:443 ssl
//!                           ^^^ there is no `ca-file` to verify server `a` by
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     timeout http-request 10s
//!     default_backend app
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:443 check ssl verify required verifyhost app.example ca-file @system-ca
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::check::StepKind;
use crate::product::haproxy::model::{DirectiveRef, Model, OptionRef, Proxy, Server};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP056",
    name: "tls-without-certificate",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// Words of `bind` that may bring a certificate; what they hold is on the machine.
const CERTIFICATES: [&str; 4] = ["crt", "crt-list", "default-crt", "ech"];

fn check(model: &Model<'_>, report: &mut Report) {
    let strict_by_default = last_word(model, "ssl-default-bind-options", &["strict-sni", "no-strict-sni"]) == Some("strict-sni");
    let lax = model.global("ssl-server-verify").is_some_and(|directive| directive.word(1) == "none" || directive.is_opaque(1));
    // Listeners are made ready in disabled sections too.
    for proxy in model.proxies.iter().filter(|proxy| proxy.kind.listens()) {
        let in_section = model.chain(proxy).any(|proxy| model.own_setting_by_keyword(proxy, "ssl-f-use").is_some());
        for &index in &proxy.listeners {
            listener(model.directive(proxy, index), in_section, strict_by_default, report);
        }
    }
    for proxy in model.live().filter(|proxy| !proxy.servers.is_empty()) {
        // Servers are made ready for TLS if any step ever asks for it, used or not.
        let tls_step = model.setting_that(proxy, connects_by_tls).is_some();
        for server in &proxy.servers {
            verified(model, proxy, server, tls_step, lax, report);
        }
    }
}

/// Whether a step of a check opens a connection with TLS.
fn connects_by_tls(step: DirectiveRef<'_, '_>) -> bool {
    matches!(step.keyword(), "tcp-check" | "http-check")
        && step.shape().sound
        && StepKind::of(step.sub()) == Some(StepKind::Connect)
        && step.words()[2..].iter().any(|word| word.text == "ssl")
}

fn listener(directive: DirectiveRef<'_, '_>, in_section: bool, strict_by_default: bool, report: &mut Report) {
    let Some(ssl) = directive.option("ssl").filter(|_| directive.shape().sound && !in_section) else {
        return;
    };
    if directive.line().open_ended {
        return;
    }
    let certain = directive.option("crt").or_else(|| directive.option("default-crt")).is_some() && directive.option("crt-list").is_none();
    let authority = ["ca-file", "ca-verify-file"].iter().any(|name| directive.option(name).is_some());
    if let Some(verify) =
        directive.option("verify").filter(|verify| certain && !authority && matches!(verify.argument(0), "required" | "optional"))
    {
        let finding = report.find(verify.at(), "there is no `ca-file` to verify clients by");
        finding.section(directive.section().label()).help("add `ca-file FILE` with the certificates of your authority");
    }
    if let Some(generates) = directive.option("generate-certificates").filter(|_| certain && directive.option("ca-sign-file").is_none()) {
        let finding = report.find(generates.word_at(), "there is no `ca-sign-file` to sign certificates with");
        finding.section(directive.section().label()).help("add `ca-sign-file FILE` with certificate and key of the authority");
    }
    if CERTIFICATES.iter().any(|name| directive.option(name).is_some()) {
        return;
    }
    let generates = directive.option("generate-certificates").is_some();
    let words = directive.each_option().rev().map(|option| option.option.row.name);
    let strict = words.into_iter().find_map(|name| match name {
        "strict-sni" => Some(true),
        "no-strict-sni" => Some(false),
        _ => None,
    });
    let finding = report.find(ssl.word_at(), "this listener has no certificate");
    finding.section(directive.section().label()).help("add `crt FILE` with certificate and key in one file");
    if strict.unwrap_or(strict_by_default) && !generates {
        finding.upstream(Upstream::Warns).why("With `strict-sni` HAProxy starts without a certificate, but refuses every connection.");
    }
}

fn verified<'s>(model: &Model<'s>, proxy: &Proxy<'s>, server: &Server<'s>, tls_step: bool, lax: bool, report: &mut Report) {
    let option = |name: &str| model.server_option(proxy, server, name);
    let directive = model.directive(proxy, server.directive);
    let tls = option("ssl").or_else(|| option("check-ssl"));
    if tls.is_none() && !tls_step || !directive.shape().sound || directive.line().open_ended || option("ca-file").is_some() {
        return;
    }
    let verify = option("verify");
    if verify.is_some_and(|verify| verify.argument(0) == "none" || verify.is_opaque(0)) || verify.is_none() && lax {
        return;
    }
    let own = |option: &OptionRef<'_, '_>| option.directive.index == directive.index;
    let at = tls.filter(own).map_or_else(|| directive.at(1), OptionRef::word_at);
    let finding = report.find(at, format!("there is no `ca-file` to verify server `{}` by", server.name));
    finding
        .section(directive.section().label())
        .help("add `ca-file FILE` (`@system-ca` for the system's), or `verify none` to trust any server");
}

/// The last of `words` in the `keyword` lines of `global` sections.
fn last_word<'s>(model: &Model<'s>, keyword: &str, words: &[&str]) -> Option<&'s str> {
    let lines = model.globals().filter(|directive| directive.keyword() == keyword);
    lines.flat_map(|line| line.words()[1..].iter().map(|word| word.text)).filter(|word| words.contains(word)).last()
}
