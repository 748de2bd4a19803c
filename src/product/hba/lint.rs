//! What is said of rules in the files of both programs.

use super::{Address, File, Rule, cover};
use crate::lint::{Level, Report};

/// Rules that an earlier one hides.
pub fn order(files: &[File<'_>], report: &mut Report) {
    for file in files {
        for hidden in cover::hidden(&file.rules) {
            let (rule, by) = (&file.rules[hidden.rule], &file.rules[hidden.by]);
            let is_equal = is_equal(rule, by);
            if hidden.same && is_equal {
                continue;
            }
            let finding = report.find(rule.at, "an earlier rule matches all that this one is for: it is never looked at");
            finding.related(by.at, "this rule comes first");
            if is_equal {
                finding.level(Level::Info).help("the earlier rule does the same: take this one out");
            } else if !rule.allows() {
                finding.level(Level::Error).help("the first rule that matches decides: put the `reject` before it");
            } else {
                finding.help("the first rule that matches decides: put the narrower one first");
            }
        }
    }
}

/// Rules that stand there twice.
pub fn duplicate(files: &[File<'_>], report: &mut Report) {
    for file in files {
        for hidden in cover::hidden(&file.rules).into_iter().filter(|hidden| hidden.same) {
            let (rule, by) = (&file.rules[hidden.rule], &file.rules[hidden.by]);
            if is_equal(rule, by) {
                report.find(rule.at, "this rule stands here twice").related(by.at, "it is the same as this one").help("take one out");
            }
        }
    }
}

/// Whether two rules do the same to those whom they match.
fn is_equal(rule: &Rule<'_>, other: &Rule<'_>) -> bool {
    let options =
        |rule: &Rule<'_>| rule.options.iter().map(|option| (option.name.to_string(), option.value.to_string())).collect::<Vec<_>>();
    rule.method.name == other.method.name && options(rule) == options(other)
}

/// The rules of all files that can match somebody.
pub fn live<'f, 's>(files: &'f [File<'s>]) -> impl Iterator<Item = &'f Rule<'s>> {
    files.iter().flat_map(|file| &file.rules).filter(|rule| !rule.is_dead)
}

/// Whom the rule lets in from elsewhere without asking.
pub fn trust(files: &[File<'_>], report: &mut Report) {
    for rule in live(files).filter(|rule| rule.method.name == "trust" && rule.is_remote()) {
        let from = if rule.is_for_every_host() { "any machine" } else { "other machines" };
        let who = if rule.is_for_every_user() { "as any user" } else { "as the users here" };
        let finding = report.find(rule.method_at, format!("who comes from {from} is let in {who} without a password"));
        finding.related(rule.address_at, "this is not the loopback address").help("use `scram-sha-256`");
    }
}

/// Passwords that cross the network as they are.
pub fn clear_password(files: &[File<'_>], report: &mut Report) {
    for rule in live(files).filter(|rule| rule.method.name == "password" && rule.is_remote() && rule.may_be_unencrypted()) {
        let finding = report.find(rule.method_at, "the password crosses the network in clear text");
        finding.help("use `scram-sha-256`, or make it a `hostssl` rule");
    }
}

/// Rules that are for everybody from everywhere, without TLS.
pub fn open_to_all(files: &[File<'_>], report: &mut Report) {
    let everybody = |rule: &&Rule<'_>| rule.is_for_every_host() && rule.is_for_every_user() && rule.is_for_every_database();
    for rule in live(files).filter(everybody).filter(|rule| rule.method.has("secret") && rule.may_be_unencrypted()) {
        let finding = report.find(rule.address_at, "any machine may try passwords of any user for any database, and needs no TLS for it");
        let help = match &rule.address {
            Address::Network(network) if network.has_host_bits() => {
                "the mask of 0 bits makes it every address: give it the mask of the network"
            }
            _ => "name the networks that clients come from, or make it a `hostssl` rule for the users that need it",
        };
        finding.help(help);
    }
}
