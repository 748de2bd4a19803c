//! A condition decides between a backend and the same backend.
//!
//! The last `use_backend` rules name the backend that `default_backend` names anyway: traffic goes there whether their conditions hold or
//! not.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     acl up nbsrv(app) gt 0
//!     use_backend app if up
//!                     ^^^^^ traffic goes to `app` whether this condition holds or not
//!     default_backend app
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80 check
//! ```
//! ```haproxy fixed
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     default_backend app
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80 check
//! ```

use super::Rule;
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::haproxy::facts::TermUse;
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy};
use crate::text::Edit;

/// The rule.
pub static RULE: Rule =
    Rule { id: "HAP105", name: "redundant-condition", level: Level::Info, upstream: Upstream::Silent, since: "0.1.0", check };

/// Parts of the names of fetches that count something when they are evaluated.
const COUNTING: [&str; 2] = ["_inc_", "_clr_"];

fn check(model: &Model<'_>, report: &mut Report) {
    for proxy in model.live().filter(|proxy| proxy.kind.listens()) {
        let Some((default, name)) = proxy.default_backend else { continue };
        let last = proxy.switches.iter().rev();
        for switch in last.take_while(|switch| !switch.dynamic && switch.target == name) {
            let directive = model.directive(proxy, switch.directive);
            if switch.condition != 0 && directive.shape().sound && !counts(model, proxy, directive) {
                redundant(model, proxy, directive, model.any_directive(default), report);
            }
        }
    }
}

/// Whether the condition of `directive` does more than look.
fn counts(model: &Model<'_>, proxy: &Proxy<'_>, directive: DirectiveRef<'_, '_>) -> bool {
    let own = directive.words().iter().skip(2);
    let of_acls = proxy.acls.iter().flat_map(|acl| model.directive(proxy, acl.directive).words());
    own.chain(of_acls).any(|word| COUNTING.iter().any(|part| word.text.contains(part)))
}

fn redundant(model: &Model<'_>, proxy: &Proxy<'_>, rule: DirectiveRef<'_, '_>, default: DirectiveRef<'_, '_>, report: &mut Report) {
    let message = format!("traffic goes to `{}` whether this condition holds or not", rule.word(1));
    let finding = report.find(rule.range(2, rule.len()), message);
    finding.section(rule.section().label()).related(default.all(), "takes what no rule above takes");
    let own = acls_of(model, proxy, rule.index);
    let mut help = String::from("take this rule out");
    finding.edit(Safety::Safe, Edit::delete(model.line_of(rule)));
    let mut gone: Vec<u32> = Vec::new();
    for name in own.iter().filter(|name| !used_elsewhere(model, proxy, rule.index, name)) {
        for acl in proxy.acls.iter().filter(|acl| acl.name == *name) {
            let line = model.directive(proxy, acl.directive);
            gone.push(acl.directive);
            finding.related(line.at(1), "used by this rule alone").edit_in(
                line.line().file,
                Safety::Safe,
                Edit::delete(model.line_of(line)),
            );
        }
    }
    if !gone.is_empty() {
        help.push_str(" with the ACL that nothing else uses");
    }
    finding.help(help);
}

/// The names of the ACLs in the condition of directive `index`.
fn acls_of<'s>(model: &Model<'s>, proxy: &Proxy<'s>, index: u32) -> Vec<&'s str> {
    let written = model.terms_of(proxy, index).iter().filter(|used| !used.term.anonymous);
    let mut names: Vec<&str> = written.map(|used| name_of(model, proxy, used)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn name_of<'s>(model: &Model<'s>, proxy: &Proxy<'s>, used: &TermUse) -> &'s str {
    model.directive(proxy, used.directive).word(usize::from(used.term.at)).trim_start_matches('!')
}

/// Whether another condition than that of directive `index` may use the ACL `name`.
fn used_elsewhere(model: &Model<'_>, proxy: &Proxy<'_>, index: u32, name: &str) -> bool {
    let mut others = model.terms(proxy).iter().filter(|used| used.directive != index && !used.term.anonymous);
    others.any(|used| name_of(model, proxy, used) == name)
        || model.section_of(proxy).directives().any(|directive| directive.words().iter().any(|word| word.text.contains("acl(")))
}
