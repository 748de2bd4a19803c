//! Which rule hides which: the first rule that matches decides, so one that an earlier one covers is never looked at.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Address, Name, NameKind, Rule};

/// A rule that an earlier one covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hidden {
    /// Index of the earlier rule.
    pub by: usize,
    /// Index of the rule.
    pub rule: usize,
    /// Whether the earlier rule is for the same and nothing else.
    pub same: bool,
}

/// The hosts of a rule, as they are looked up.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Hosts<'r> {
    Word(u8),
    Network(bool, u128, u128),
    Name(&'r str),
}

/// A database, a user and the hosts: each rule is found under every combination that it names.
type Key<'r> = ((NameKind, &'r str), (NameKind, &'r str), Hosts<'r>);

/// So many rules of one key are looked at; they differ in their type or the rest of their lists.
const CANDIDATES: usize = 32;

/// The rules that earlier ones cover, in order.
#[must_use]
pub fn hidden(rules: &[Rule<'_>]) -> Vec<Hidden> {
    let mut earlier: FxHashMap<Key<'_>, Vec<usize>> = FxHashMap::default();
    let mut masks: FxHashSet<(bool, u128)> = FxHashSet::default();
    let mut found = Vec::new();
    for (index, rule) in rules.iter().enumerate() {
        match find(rules, rule, &earlier, &masks) {
            Some(by) => found.push(Hidden { by, rule: index, same: covers(rule, &rules[by]) }),
            None if rule.is_dead => {}
            None => insert(rule, index, &mut earlier, &mut masks),
        }
    }
    found
}

fn insert<'r>(rule: &'r Rule<'_>, index: usize, earlier: &mut FxHashMap<Key<'r>, Vec<usize>>, masks: &mut FxHashSet<(bool, u128)>) {
    if let Address::Network(network) = &rule.address {
        masks.insert((network.v6, network.mask));
    }
    for database in &rule.databases {
        for user in &rule.users {
            let candidates = earlier.entry((key(database), key(user), hosts(&rule.address))).or_default();
            if candidates.len() < CANDIDATES {
                candidates.push(index);
            }
        }
    }
}

/// The earliest rule that covers `rule`.
fn find(rules: &[Rule<'_>], rule: &Rule<'_>, earlier: &FxHashMap<Key<'_>, Vec<usize>>, masks: &FxHashSet<(bool, u128)>) -> Option<usize> {
    let (database, user) = (rule.databases.first()?, rule.users.first()?);
    let mut places = vec![hosts(&rule.address)];
    match &rule.address {
        Address::Local => {}
        Address::Network(network) => {
            places.push(Hosts::Word(1));
            let wider = masks.iter().filter(|(v6, mask)| *v6 == network.v6 && mask & network.mask == *mask && *mask != network.mask);
            places.extend(wider.map(|(v6, mask)| Hosts::Network(*v6, network.address & mask, *mask)));
        }
        Address::Name(name) => {
            places.push(Hosts::Word(1));
            places.extend(name.match_indices('.').map(|(at, _)| Hosts::Name(&name[at..])));
        }
        Address::SameHost => places.extend([Hosts::Word(1), Hosts::Word(3)]),
        Address::SameNet | Address::All => places.push(Hosts::Word(1)),
    }
    let mut best: Option<usize> = None;
    for database in [key(database), (NameKind::All, "")] {
        for user in [key(user), (NameKind::All, "")] {
            for place in &places {
                let candidates = earlier.get(&(database, user, place.clone())).map_or(&[][..], Vec::as_slice);
                let first = candidates.iter().copied().find(|at| covers(&rules[*at], rule));
                best = [best, first].into_iter().flatten().min();
            }
        }
    }
    best
}

fn key<'r>(name: &'r Name<'_>) -> (NameKind, &'r str) {
    if name.kind == NameKind::Plain || matches!(name.kind, NameKind::Members | NameKind::Regex | NameKind::File) {
        (name.kind, name.word.text.as_ref())
    } else {
        (name.kind, "")
    }
}

fn hosts<'r>(address: &'r Address<'_>) -> Hosts<'r> {
    match address {
        Address::Local => Hosts::Word(0),
        Address::All => Hosts::Word(1),
        Address::SameHost => Hosts::Word(2),
        Address::SameNet => Hosts::Word(3),
        Address::Network(network) => Hosts::Network(network.v6, network.base(), network.mask),
        Address::Name(name) => Hosts::Name(name),
    }
}

/// Whether `rule` matches whatever `other` matches.
#[must_use]
pub fn covers(rule: &Rule<'_>, other: &Rule<'_>) -> bool {
    type_covers(&rule.kind.text, &other.kind.text)
        && address_covers(&rule.address, &other.address)
        && names_cover(&rule.databases, &other.databases, true)
        && names_cover(&rule.users, &other.users, false)
}

fn type_covers(kind: &str, other: &str) -> bool {
    match (kind, other) {
        (kind, other) if kind == other => true,
        ("host", other) => other != "local",
        // What is encrypted the one way is not encrypted the other way.
        ("hostnossl", "hostgssenc") | ("hostnogssenc", "hostssl") => true,
        _ => false,
    }
}

fn address_covers(address: &Address<'_>, other: &Address<'_>) -> bool {
    match (address, other) {
        (Address::SameNet, Address::SameHost) => true,
        (Address::All, other) => *other != Address::Local,
        (Address::Network(network), Address::Network(other)) => network.covers(other),
        (Address::Name(name), Address::Name(other)) => name == other || name.starts_with('.') && other.ends_with(name.as_ref()),
        (address, other) => address == other,
    }
}

fn names_cover(names: &[Name<'_>], others: &[Name<'_>], databases: bool) -> bool {
    let all = names.iter().any(|name| name.kind == NameKind::All);
    others.iter().all(|other| {
        // Physical replication names no database.
        let by_all = all && !(databases && other.kind == NameKind::Replication) && other.kind != NameKind::File;
        by_all || names.iter().any(|name| key(name) == key(other)) || all && !databases
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::product::pgbouncer;
    use crate::schema::Version;
    use crate::text::{FileId, Source};

    /// The index of the first rule that a client matches.
    fn first(rules: &[Rule<'_>], kind: &str, database: &str, user: &str, address: u128) -> Option<usize> {
        let lists = |names: &[Name<'_>], name: &str, pair: &str| {
            names.iter().any(|element| match element.kind {
                NameKind::All => name != "replication",
                NameKind::SameUser => name == pair,
                NameKind::Replication => name == "replication",
                _ => element.word.text == name,
            })
        };
        rules.iter().position(|rule| {
            let comes = match &rule.address {
                Address::Local => kind == "local",
                Address::All => kind != "local",
                Address::Network(network) => kind != "local" && address & network.mask == network.address,
                _ => false,
            };
            comes
                && (rule.kind.text == kind || rule.kind.text == "host" && kind != "local")
                && lists(&rule.databases, database, user)
                && lists(&rule.users, user, database)
        })
    }

    proptest::proptest! {
        #[test]
        fn nobody_matches_a_hidden_rule_first(
            text in "((local (all|a|b|a,b|sameuser|replication|all,replication) (all|a|b|a,b) md5|host(ssl|nossl)? (all|a|b|a,b|sameuser) (all|a|b|a,b) (all|10\\.0\\.0\\.0/(8|30|31|32)|10\\.0\\.0\\.1/(31|32)|0\\.0\\.0\\.0/0) md5)\n){2,6}"
        ) {
            let source = Source::new("x", text.into_bytes()).unwrap();
            let file = pgbouncer::hba::read(FileId(0), &source, Version::series(1, 26));
            for hidden in hidden(&file.rules) {
                proptest::prop_assert!(hidden.by < hidden.rule);
                for kind in ["local", "hostssl", "hostnossl"] {
                    for database in ["a", "b", "c", "replication"] {
                        for user in ["a", "b", "c"] {
                            for address in [0x0a00_0000, 0x0a00_0001, 0x0a00_0002, 0x0b00_0000] {
                                proptest::prop_assert!(first(&file.rules, kind, database, user, address) != Some(hidden.rule));
                            }
                        }
                    }
                }
            }
        }
    }
}
