//! Lines to judge: fixtures, files of the shared corpus where it is present, and mutants of both.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::oracle::root;

/// A generator of pseudo-random numbers.
pub(crate) struct Random(u64);

impl Random {
    /// Seeded by the environment.
    pub(crate) fn new() -> Self {
        Self(env::var("PGLB_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1_u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end.max(1)
    }

    /// One of `all`.
    pub(crate) fn of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }
}

/// The number of mutants wanted.
pub(crate) fn mutants() -> usize {
    env::var("PGLB_MUTANTS").ok().and_then(|count| count.parse().ok()).unwrap_or(1000)
}

/// The files in `folder` of the shared corpus.
pub(crate) fn corpus(folder: &str) -> Vec<(String, Vec<u8>)> {
    let shared = env::var_os("PGLB_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let mut found = Vec::new();
    list(&shared.join("corpus").join(folder), &mut found);
    found.sort();
    found
}

fn list(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            list(&entry.path(), found);
        } else {
            found.push((entry.path().display().to_string(), fs::read(entry.path()).unwrap()));
        }
    }
}

/// The lines of the fixture `name`.
pub(crate) fn fixture(name: &str) -> Vec<String> {
    fs::read_to_string(root().join("tests/fixtures/hba").join(name)).unwrap().lines().map(str::to_owned).collect()
}

/// Words that mean something in rules.
const WORDS: [&str; 44] = [
    "local",
    "host",
    "hostssl",
    "hostnossl",
    "hostgssenc",
    "all",
    "\"all\"",
    "sameuser",
    "samerole",
    "replication",
    "+staff",
    "app",
    "\"a b\"",
    "samenet",
    "samehost",
    "10.0.0.0/8",
    "10.0.0.1/24",
    "10.0.0.1",
    "255.255.255.0",
    "::1/128",
    "::/0",
    "fe80::",
    "localhost",
    ".example.com",
    "trust",
    "reject",
    "md5",
    "password",
    "scram-sha-256",
    "peer",
    "ident",
    "cert",
    "gss",
    "ldap",
    "pam",
    "map=m",
    "map=",
    "clientcert=verify-full",
    "clientname=DN",
    ",",
    "# x",
    "ldapserver=x",
    "ldapprefix=y",
    "\"open",
];

/// A line made from `line` by a change or two.
pub(crate) fn mutant(line: &str, random: &mut Random) -> String {
    let mut words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    for _ in 0..=random.below(4) / 3 {
        if words.is_empty() {
            break;
        }
        let at = random.below(words.len());
        match random.below(9) {
            0 => drop(words.remove(at)),
            1 => words.insert(at, words[at].clone()),
            2 => {
                let other = random.below(words.len());
                words.swap(at, other);
            }
            3 => (*random.of(&WORDS)).clone_into(&mut words[at]),
            4 => words.insert(at, (*random.of(&WORDS)).to_owned()),
            5 => words[at] = misspelled(&words[at], random),
            6 => words[at] = renumbered(&words[at], random),
            7 => words[at] = format!("\"{}\"", words[at]),
            _ => {
                let other = (*random.of(&WORDS)).to_owned();
                words[at] = format!("{},{other}", words[at]);
            }
        }
    }
    words.join([" ", "  ", "\t"][random.below(3)])
}

fn misspelled(word: &str, random: &mut Random) -> String {
    let mut chars: Vec<char> = word.chars().collect();
    let at = random.below(chars.len());
    match random.below(4) {
        0 => drop((!chars.is_empty()).then(|| chars.remove(at))),
        1 => chars.insert(at, *random.of(&['a', '"', ',', '#', '/', '=', '.', '1', ':', 'Z', '+'])),
        2 if at + 1 < chars.len() => chars.swap(at, at + 1),
        _ => return word.to_uppercase(),
    }
    chars.into_iter().collect()
}

fn renumbered(word: &str, random: &mut Random) -> String {
    let number = *random.of(&["0", "8", "32", "33", "64", "128", "129", "256", "-1", "+8", "08", "0x8", ""]);
    match word.rsplit_once(['/', '.']) {
        Some((head, _)) => format!("{head}{}{number}", &word[head.len()..=head.len()]),
        None => number.to_owned(),
    }
}

/// Whether the judgement of `line` depends on files, interfaces or names that this machine has.
pub(crate) fn depends_on_machine(line: &str) -> bool {
    line.contains(['@', '%', '\\', '\0']) || line.contains("include") && !line.contains("include_realm") || line.contains("radius")
}
