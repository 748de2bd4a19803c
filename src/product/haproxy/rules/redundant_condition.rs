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

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::haproxy::expr::RefKind;
use crate::product::haproxy::facts::TermUse;
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy};
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP105",
    name: "redundant-condition",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

/// Parts of the names of fetches that count something when they are evaluated.
const COUNTING: [&str; 2] = ["_inc_", "_clr_"];

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.listens() {
        return;
    }
    let Some((default, name)) = proxy.default_backend else { return };
    let last = proxy.switches.iter().rev();
    let mut uses = None;
    for switch in last.take_while(|switch| !switch.dynamic && switch.target == name) {
        let directive = model.directive(proxy, switch.directive);
        if switch.condition == 0 || !directive.shape().sound {
            continue;
        }
        let uses = uses.get_or_insert_with(|| Uses::of(model, proxy));
        if !uses.counts && !counts(directive) {
            redundant(model, proxy, uses, directive, model.any_directive(default), report);
        }
    }
}

/// How the ACLs of a proxy are used.
struct Uses<'m> {
    /// The conditions that name each ACL, as far as there is but one; `None` if there are several.
    by: FxHashMap<&'m str, Option<u32>>,
    /// Whether the fetch `acl()` is used, so that any ACL may be.
    by_fetch: bool,
    /// Whether an ACL counts something when it is evaluated.
    counts: bool,
}

impl<'m> Uses<'m> {
    fn of(model: &'m Model<'_>, proxy: &'m Proxy<'_>) -> Self {
        let mut by: FxHashMap<&str, Option<u32>> = FxHashMap::default();
        for used in model.terms(proxy).iter().filter(|used| !used.term.anonymous) {
            let same = |known: &mut Option<u32>| *known = known.filter(|known| *known == used.directive);
            by.entry(name_of(model, proxy, used)).and_modify(same).or_insert(Some(used.directive));
        }
        let by_fetch = model.section_of(proxy).facts().samples.iter().any(|sample| sample.kind == RefKind::Acl);
        let counts = proxy.acls.iter().any(|acl| counting(model.directive(proxy, acl.directive).word(2)));
        Self { by, by_fetch, counts }
    }
}

/// Whether `directive` does more than look.
fn counts(directive: DirectiveRef<'_, '_>) -> bool {
    directive.words().iter().skip(2).any(|word| counting(word.text))
}

/// Whether the expression `text` counts something when it is evaluated.
fn counting(text: &str) -> bool {
    text.starts_with("sc") && COUNTING.iter().any(|part| text.contains(part))
}

fn redundant(
    model: &Model<'_>,
    proxy: &Proxy<'_>,
    uses: &Uses<'_>,
    rule: DirectiveRef<'_, '_>,
    default: DirectiveRef<'_, '_>,
    report: &mut Report,
) {
    let message = format!("traffic goes to `{}` whether this condition holds or not", rule.word(1));
    let finding = report.find(rule.range(2, rule.len()), message);
    finding.section(rule.section().label()).related(default.all(), "takes what no rule above takes");
    let own = acls_of(model, proxy, rule.index);
    let mut help = String::from("take this rule out");
    finding.edit(Safety::Safe, Edit::delete(model.line_of(rule)));
    let only_here = |name: &str| !uses.by_fetch && uses.by.get(name) == Some(&Some(rule.index));
    let gone: FxHashSet<&str> = own.into_iter().filter(|name| only_here(name)).collect();
    if !gone.is_empty() {
        for acl in proxy.acls.iter().filter(|acl| gone.contains(acl.name)) {
            let line = model.directive(proxy, acl.directive);
            let edit = Edit::delete(model.line_of(line));
            finding.related(line.at(1), "used by this rule alone").edit_in(line.line().file, Safety::Safe, edit);
        }
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
