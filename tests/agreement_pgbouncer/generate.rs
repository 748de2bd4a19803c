//! Files to compare over: made up, and changed.

use std::fmt::Write;

use pglb_lint::product::pgbouncer::tables;
use pglb_lint::schema::{Setting, Version};

/// A small generator of numbers that are the same each time.
pub(crate) struct Random(u64);

impl Random {
    /// A generator with this seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound.max(1)
    }

    /// One of `words`.
    pub(crate) fn of<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words[self.below(words.len())]
    }
}

/// Settings that touch the machine.
const TOUCHES: [&str; 18] = [
    "logfile",
    "pidfile",
    "unix_socket_dir",
    "unix_socket_group",
    "unix_socket_mode",
    "listen_addr",
    "listen_port",
    "user",
    "auth_file",
    "auth_hba_file",
    "auth_ident_file",
    "syslog",
    "resolv_conf",
    "conffile",
    "so_reuseport",
    "peer_id",
    "verbose",
    "auth_type",
];

/// Whether the line sets one of `names`.
fn sets(line: &str, names: &[&str]) -> bool {
    let name: String = line.trim_start().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    names.contains(&name.as_str()) || line.trim_start().starts_with("%include")
}

/// `text` without what makes the program open files while it reads.
pub(crate) fn neutral(text: &str) -> String {
    let out = |line: &str| sets(line, &["logfile", "auth_file", "auth_hba_file", "auth_ident_file"]);
    text.split_inclusive('\n').filter(|line| !out(line)).collect()
}

/// `text` so that the program comes up with it, with its socket in `folder`.
pub(crate) fn bootable(text: &str, folder: &str) -> String {
    let touches = |line: &str| sets(line, &TOUCHES) || line.contains("_tls_") || line.contains("cert_file");
    let lines: Vec<&str> = text.lines().filter(|line| !touches(line)).collect();
    let last = lines.iter().rposition(|line| line.trim() == "[pgbouncer]");
    let mut out = String::new();
    for (index, line) in lines.iter().enumerate() {
        out.push_str(line);
        out.push('\n');
        if Some(index) == last {
            out.push_str("listen_port = 16432\nunix_socket_dir = ");
            out.push_str(folder);
            out.push('\n');
        }
    }
    out
}

/// A value for `row`, mostly one that is taken.
fn value(row: &Setting, random: &mut Random) -> String {
    let words = match row.kind {
        "int" | "bool" | "uint" => &["0", "1", "20", "0x20", "0644", "+7", "-1", "4294967297", "99999999999999999999", "2147483648"][..],
        "time" => &["0", "1", "0.5", ".25", "1e3", "0x10", "3600", "1234567", "1e-3", "nan", "inf", "+4", "0.123456789"],
        "enum" => return random.of(&row.values.iter().map(|choice| choice.name).collect::<Vec<_>>()).to_owned(),
        "atoi" => &["0", "1", "20", "-1", "abc", "5x", "+3", "007"],
        "port" => &["5432", "6432", "99999", "5432x", "-1"],
        _ => &["a", "app", "10.0.0.11", "'a b'", "x,y", "SELECT", "a''b", "*"],
    };
    random.of(words).to_owned()
}

/// Words that stand for nothing known.
const NAMES: [&str; 10] = ["app", "other", "*", "a.b-c", "007", "X", "_", "app2", "reports", "app*"];

/// A file that the program may take, for `version`.
pub(crate) fn file(random: &mut Random, version: &str) -> String {
    let version: Version = version.parse().unwrap();
    let mut out = String::new();
    for _ in 0..=random.below(4) {
        match random.below(6) {
            0..3 => main_section(&mut out, random, version),
            3 | 4 => {
                out.push_str("[databases]\n");
                for _ in 0..random.below(4) {
                    entry(&mut out, random, &tables::databases().known(version).collect::<Vec<_>>());
                }
            }
            _ => {
                out.push_str("[users]\n");
                for _ in 0..random.below(3) {
                    entry(&mut out, random, &tables::users().known(version).collect::<Vec<_>>());
                }
            }
        }
    }
    main_section(&mut out, random, version);
    out
}

fn main_section(out: &mut String, random: &mut Random, version: Version) {
    out.push_str(random.of(&["[pgbouncer]\n", "[pgbouncer]\r\n", "  [pgbouncer] ; main\n[pgbouncer]\n"]));
    let rows: Vec<_> = tables::main().known(version).filter(|row| !TOUCHES.contains(&row.name) && !row.name.contains("_tls")).collect();
    for _ in 0..random.below(12) {
        let row = rows[random.below(rows.len())];
        let blank = random.of(&["", " ", "\t", "   "]);
        let (value, end) = (value(row, random), random.of(&["", "", "  ", "\r"]));
        writeln!(out, "{}{blank}={blank}{value}{end}", row.name).unwrap();
    }
}

fn entry(out: &mut String, random: &mut Random, rows: &[&Setting]) {
    out.push_str(random.of(&NAMES));
    out.push_str(" =");
    for _ in 0..random.below(5) {
        let row = rows[random.below(rows.len())];
        let blank = random.of(&["", "", " "]);
        write!(out, " {}{blank}={blank}{}", row.name, value(row, random)).unwrap();
    }
    out.push('\n');
}

/// `text` with one to three changes.
pub(crate) fn mutant(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    for _ in 0..=random.below(3) {
        let at = random.below(lines.len());
        match random.below(14) {
            0 => {
                lines.remove(at);
                if lines.is_empty() {
                    lines.push(String::new());
                }
            }
            1 => lines.insert(at, lines[at].clone()),
            2 => {
                let other = random.below(lines.len());
                lines.swap(at, other);
            }
            3 | 4 => lines[at] = misspelt(&lines[at], random),
            5 => lines[at] = lines[at].replacen(|c: char| c.is_ascii_digit(), random.of(&["", "0", "99999999999", "x", "-"]), 1),
            6 => {
                lines[at]
                    .push_str(random.of(&["s", "min", " ; note", " # note", " x=1", "'", "\"", "\t", ",", " =", " port=", " host=''"]));
            }
            7 => lines.insert(
                at,
                random
                    .of(&[
                        "[pgbouncer]",
                        "[databases]",
                        "[users]",
                        "[peers]",
                        "[ users ]",
                        "[PgBouncer]",
                        "[x",
                        "key",
                        "= 1",
                        "a b = c",
                        "'q' = host=a",
                        "'q = x",
                        "1 = host=a port=1",
                        "pool_mode = tx",
                        "\r",
                        "pool_size = 5",
                        "'' = 1",
                        "%includes",
                        "; c",
                        "\u{feff}",
                        "a: b",
                        "pgbouncer = host=a",
                        "auth_dbname = pgbouncer",
                        "client_tls_sslmode = require",
                        "auth_type = cert",
                        "server_tls_protocols = tls1",
                        "server_tls_protocols = legacy",
                        "server_tls_protocols = tlsv1.2 ,tlsv1.3",
                        "auth_type = ldap",
                        "max_prepared_statements = 1",
                        "client_tls_sslmode = verify-full",
                        "server_tls_sslmode = disabled",
                        "suspend_timeout = 1",
                        "stats_period = 010",
                        "query_timeout = -0",
                        "query_timeout = 1e400",
                        "max_packet_size = -1",
                    ])
                    .to_owned(),
            ),
            8 => lines[at] = lines[at].replace('=', random.of(&[":", "==", " = ", "", "\t="])),
            9 => lines[at] = lines[at].replace(' ', random.of(&["", "  ", "\t", "\u{b}"])),
            10 => lines[at] = lines[at].to_ascii_uppercase(),
            11 => lines[at] = format!("{}{}", random.of(&[" ", ";", "#", "\t", "'", "\"", "*", "é"]), lines[at]),
            12 => {
                let next = lines.get(at + 1).cloned().unwrap_or_default();
                lines[at].push_str(&next);
            }
            _ => {
                let cut = random.below(lines[at].len() + 1);
                let cut = (0..=cut).rev().find(|cut| lines[at].is_char_boundary(*cut)).unwrap_or_default();
                let rest = lines[at].split_off(cut);
                lines.insert(at + 1, rest);
            }
        }
    }
    lines.join("\n")
}

/// `line` with one letter of it changed.
fn misspelt(line: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = line.chars().collect();
    if letters.is_empty() {
        return String::new();
    }
    let at = random.below(letters.len());
    match random.below(3) {
        0 => {
            letters.remove(at);
        }
        1 => letters.insert(at, random.of(&["a", "_", "=", " ", "'", "1"]).chars().next().unwrap_or('a')),
        _ => letters.swap(at, (at + 1) % line.chars().count()),
    }
    letters.into_iter().collect()
}
