//! Holds the rows of the tables against the real programs: lines made from their arguments, in every kind of section.
//!
//! `PGLB_PROBES` limits the number of lines per version (0: all of them), `PGLB_SEED` picks others.

use std::collections::{HashMap, HashSet};
use std::env;
use std::fmt::Write as _;
use std::fs;

use pglb_lint::product::haproxy::features::is_usual;
use pglb_lint::product::haproxy::tables::SECTION_SCOPES;
use pglb_lint::schema::{Flags, Row, Version};

use crate::forms::{Form, Setting, forms_of, spoilt};
use crate::known::reason;
use crate::oracle::{Judgement, Oracle, depends_on_machine, is_summary, oracles, parallel, work_folder};
use crate::ours::{Opinion, lint};
use crate::random::Random;

/// So many lines are put into one file.
const BATCH: usize = 60;

/// A line to ask about, with the section that it stands in.
#[derive(Debug, Clone)]
struct Probe {
    /// The word that opens the section.
    pub(crate) section: &'static str,
    /// The mode of the section.
    pub(crate) mode: &'static str,
    /// The line.
    pub(crate) line: String,
    /// The row it is made from, as `table/name`.
    pub(crate) row: String,
    /// What was done to it.
    pub(crate) change: &'static str,
    /// Whether what must be allowed first is allowed.
    pub(crate) exposed: bool,
}

/// A probe of which the two say different things.
struct Difference {
    /// The probe.
    pub(crate) probe: Probe,
    /// What HAProxy says.
    pub(crate) theirs: Judgement,
    /// What the linter says.
    pub(crate) ours: Opinion,
}

/// Keywords that change what is printed, or the process itself.
const LEFT_OUT: [&str; 14] = [
    "quiet",
    "zero-warning",
    "daemon",
    "chroot",
    "master-worker",
    "anonkey",
    "debug",
    "lua-load",
    "lua-load-per-thread",
    "prealloc-fd",
    "limited-quic",
    "strict-limits",
    "default-path",
    "resetenv",
];

const PROXIES: [&str; 4] = ["frontend", "backend", "listen", "defaults"];

/// All probes for `version`.
fn probes(version: Version) -> Vec<Probe> {
    let mut all = Vec::new();
    for (section, scope) in SECTION_SCOPES {
        if *section == "namespace_list" || *section == "program" {
            continue;
        }
        let modes: &[&'static str] = if PROXIES.contains(section) { &["tcp", "http"] } else { &["tcp"] };
        for mode in modes {
            // What only some builds know is not asked about.
            for row in scope.rows.iter().filter(|row| {
                row.known(version) && row.feature.is_none_or(|feature| is_usual(feature, version)) && !LEFT_OUT.contains(&row.name)
            }) {
                let setting = Setting { version, mode };
                add(&mut all, section, mode, row, &forms_of(row, row.name, setting));
            }
        }
    }
    all
}

fn add(all: &mut Vec<Probe>, section: &'static str, mode: &'static str, row: &'static Row, forms: &[Form]) {
    let Some(base) = forms.first() else { return };
    let exposed = row.flags.has(Flags::EXPERIMENTAL) || row.flags.has(Flags::UNSAFE);
    let mut seen = HashSet::new();
    // Spoilt lines are asked about in one kind of section only: their arguments are read the same in all.
    let spoil = section != "defaults"
        && (section != "frontend" || mode == "http")
        && (section != "listen" || mode == "tcp")
        && (section != "backend" || mode == "http");
    for (number, form) in forms.iter().enumerate() {
        if form.iter().any(|word| word.text.starts_with("lua.")) {
            continue;
        }
        let own = form.iter().enumerate().find(|(at, word)| base.get(*at).is_none_or(|other| other.text != word.text));
        let own = own.map_or("", |(_, word)| word.text.split('(').next().unwrap_or_default());
        let mut push = |form: &Form, change: &'static str, prefix: &str| {
            let words: Vec<&str> = form.iter().map(|word| word.text.as_str()).collect();
            let line = format!("{prefix}{}", words.join(" "));
            if !seen.insert(line.clone()) {
                return;
            }
            let row = format!("{section}/{} {own}", row.name);
            all.push(Probe { section, mode, line: line.clone(), row: row.clone(), change, exposed: false });
            if exposed || line.contains("quic") {
                all.push(Probe { section, mode, line, row, change, exposed: true });
            }
        };
        push(form, "as it should be", "");
        if number == 0 {
            push(form, "with no", "no ");
            push(form, "with default", "default ");
        }
        if spoil {
            for (change, form) in spoilt(form, if number == 0 { &[] } else { base }) {
                push(&form, change, "");
            }
        }
    }
}

/// What stands before the probes of a file: everything that a line may refer to.
fn surroundings(version: Version, exposed: bool) -> String {
    let mut text = String::from("global\n");
    if exposed {
        text.push_str("    expose-experimental-directives\n");
        if version >= Version::new(3, 1) {
            text.push_str("    expose-deprecated-directives\n");
        }
    }
    text.push_str("userlist known\n    group g users a\n    user a insecure-password b\nresolvers known\n    nameserver a 127.0.0.1:53\n");
    text.push_str(
        "peers known\n    peer local 127.0.0.1:10000\nmailers known\n    mailer m 127.0.0.1:25\ncache known\n    total-max-size 4\n",
    );
    text.push_str("http-errors known\n    errorfile 503 error.http\nring known\n    size 32764\nfcgi-app known\n    docroot /\n");
    for mode in ["tcp", "http"] {
        let _ = write!(
            text,
            "defaults base_{mode}\n    mode {mode}\n    timeout client 1s\n    timeout server 1s\n    timeout connect 1s\n\
             backend known_{mode} from base_{mode}\n    stick-table type ip size 1k expire 1m store gpc0,gpt0,conn_cur,http_req_rate(10s)\n    server s1 127.0.0.1:80\n"
        );
    }
    text
}

/// The section of `probe`, which is number `index` in its file.
fn section(probe: &Probe, index: usize) -> String {
    let Probe { section, mode, line, .. } = probe;
    let name = format!("p{index:05}");
    match *section {
        "global" | "traces" => format!("{section}\n    {line}\n"),
        "frontend" => format!("frontend {name} from base_{mode}\n    bind 127.0.0.1:8000\n    {line}\n"),
        "backend" => format!("backend {name} from base_{mode}\n    server s1 127.0.0.1:80\n    {line}\n"),
        "listen" => format!("listen {name} from base_{mode}\n    bind 127.0.0.1:8000\n    server s1 127.0.0.1:80\n    {line}\n"),
        "defaults" => format!("defaults {name} from base_{mode}\n    {line}\n"),
        "cache" => format!("cache {name}\n    total-max-size 4\n    {line}\n"),
        "log-forward" => format!("log-forward {name}\n    bind 127.0.0.1:8000\n    {line}\n"),
        "userlist" => format!("userlist {name}\n    user a insecure-password b\n    {line}\n"),
        "fcgi-app" => format!("fcgi-app {name}\n    docroot /\n    {line}\n"),
        _ => format!("{section} {name}\n    {line}\n"),
    }
}

/// `probes` as one file, and the first line of each.
fn file(version: Version, probes: &[&Probe]) -> (String, Vec<u32>) {
    let mut text = surroundings(version, probes.first().is_some_and(|probe| probe.exposed));
    let mut line = text.lines().count() as u32 + 1;
    let mut starts = Vec::with_capacity(probes.len());
    for (index, probe) in probes.iter().enumerate() {
        let section = section(probe, index);
        starts.push(line);
        line += section.lines().count() as u32;
        text.push_str(&section);
    }
    (text, starts)
}

/// The probe that a message speaks of: by its line, or by the name of its section.
fn subject(line: Option<u32>, text: &str, starts: &[u32]) -> Option<usize> {
    let named = text.match_indices('p').find_map(|(at, _)| {
        text.get(at + 1..at + 6).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?.parse::<usize>().ok()
    });
    let by_line = line.map(|line| starts.partition_point(|start| *start <= line)).filter(|at| *at > 0).map(|at| at - 1);
    named.filter(|at| *at < starts.len()).or(by_line)
}

/// Which of `probes` the binary refuses.
fn refused(oracle: &Oracle, probes: &[&Probe]) -> Vec<bool> {
    let mut answers = vec![false; probes.len()];
    let mut left: Vec<usize> = (0..probes.len()).collect();
    while !left.is_empty() {
        let asked: Vec<&Probe> = left.iter().map(|at| probes[*at]).collect();
        let (text, starts) = file(oracle.version, &asked);
        let judgement = oracle.check(text.as_bytes());
        if !judgement.refuses() {
            break;
        }
        if left.len() == 1 {
            answers[left[0]] = true;
            break;
        }
        let blamed =
            judgement.alerts().filter(|alert| !is_summary(&alert.text)).filter_map(|alert| subject(alert.line, &alert.text, &starts));
        let mut guilty: Vec<usize> = blamed.map(|at| left[at]).collect();
        guilty.sort_unstable();
        guilty.dedup();
        if guilty.is_empty() {
            // Nobody is named: each half is asked on its own.
            for half in left.chunks(left.len().div_ceil(2)) {
                let asked: Vec<&Probe> = half.iter().map(|at| probes[*at]).collect();
                for (at, refused) in half.iter().zip(refused(oracle, &asked)) {
                    answers[*at] = refused;
                }
            }
            break;
        }
        left.retain(|at| !guilty.contains(at));
        for at in guilty {
            answers[at] = true;
        }
    }
    answers
}

/// Which of `probes` the linter says are refused.
fn refused_by_us(version: Version, probes: &[&Probe]) -> Vec<bool> {
    let (text, starts) = file(version, probes);
    let mut answers = vec![false; probes.len()];
    for finding in lint(text.as_bytes(), version).refusals() {
        if let Some(at) = subject(Some(finding.line), "", &starts) {
            answers[at] = true;
        }
    }
    answers
}

/// Asks both about all of `probes` and again about those on which they differ, each in a file of its own.
fn differences(oracle: &Oracle, probes: &[Probe]) -> Vec<Difference> {
    let (exposed, plain): (Vec<&Probe>, Vec<&Probe>) = probes.iter().partition(|probe| probe.exposed);
    let batches: Vec<&[&Probe]> = plain.chunks(BATCH).chain(exposed.chunks(BATCH)).collect();
    let found = parallel(&batches, |batch| {
        let (theirs, ours) = (refused(oracle, batch), refused_by_us(oracle.version, batch));
        let suspects = batch.iter().zip(theirs.iter().zip(&ours)).filter(|(_, (theirs, ours))| theirs != ours);
        suspects.filter_map(|(probe, _)| confirm(oracle, probe)).collect::<Vec<_>>()
    });
    found.into_iter().flatten().collect()
}

fn confirm(oracle: &Oracle, probe: &Probe) -> Option<Difference> {
    let (text, _) = file(oracle.version, &[probe]);
    let (theirs, ours) = (oracle.check(text.as_bytes()), lint(text.as_bytes(), oracle.version));
    let differ = theirs.refuses() != ours.refuses() && !theirs.crashed;
    let machine = theirs.is_environmental() || theirs.alerts().any(|alert| depends_on_machine(&alert.text));
    (differ && !machine).then(|| Difference { probe: probe.clone(), theirs, ours })
}

fn report(oracle: &Oracle, count: usize, differences: &[Difference]) {
    let mut text = String::new();
    let (mut falsely, mut missed) = (0, 0);
    for Difference { probe, theirs, ours } in differences {
        let kind = if ours.refuses() { "FALSE" } else { "MISSED" };
        *(if ours.refuses() { &mut falsely } else { &mut missed }) += 1;
        let our_text = ours.refusals().map(|finding| finding.text.as_str()).next().unwrap_or_default();
        let exposed = if probe.exposed { " exposed" } else { "" };
        let _ = writeln!(
            text,
            "{}\t{kind}\t{}\t{} {}{exposed}\t{}\t{}\t{our_text}\t{}",
            oracle.version,
            probe.row,
            probe.section,
            probe.mode,
            probe.line,
            theirs.first_alert(),
            probe.change
        );
    }
    println!("{}: {count} lines asked about; falsely refused: {falsely}, missed: {missed}", oracle.version);
    fs::write(work_folder().join(format!("tables-{}.tsv", oracle.version)), text).unwrap();
}

/// `probes` cut down to `limit`, as the seed picks them: every row gets its first before one gets its second.
fn sample(mut probes: Vec<Probe>, limit: usize, seed: u64) -> Vec<Probe> {
    if limit == 0 || probes.len() <= limit {
        return probes;
    }
    let mut random = Random::new(seed);
    for at in (1..probes.len()).rev() {
        probes.swap(at, random.below(at + 1));
    }
    let mut turns: HashMap<String, usize> = HashMap::new();
    let mut turn_of = |probe: &Probe| {
        let turn = turns.entry(probe.row.clone()).or_default();
        *turn += 1;
        *turn
    };
    let mut ranked: Vec<(usize, Probe)> = probes.into_iter().map(|probe| (turn_of(&probe), probe)).collect();
    ranked.sort_by_key(|(turn, _)| *turn);
    ranked.into_iter().take(limit).map(|(_, probe)| probe).collect()
}

/// Asks about as many lines as the environment tells. Gives their number and the differences.
fn compare(oracle: &Oracle) -> (usize, Vec<Difference>) {
    let number = |name: &str| env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let limit = number("PGLB_PROBES").unwrap_or(400) as usize;
    let probes = sample(probes(oracle.version), limit, number("PGLB_SEED").unwrap_or(1));
    let differences = differences(oracle, &probes);
    report(oracle, probes.len(), &differences);
    (probes.len(), differences)
}

/// The number of lines asked about, of the falsely refused and of the missed.
pub(crate) fn hold(oracle: &Oracle) -> (usize, usize, usize) {
    let (lines, differences) = compare(oracle);
    let falsely = differences.iter().filter(|difference| difference.ours.refuses()).count();
    (lines, falsely, differences.len() - falsely)
}

#[test]
fn rows_agree() {
    for oracle in oracles() {
        let (lines, differences) = compare(oracle);
        let (falsely, missed): (Vec<_>, Vec<_>) = differences.iter().partition(|difference| difference.ours.refuses());
        let unnamed: Vec<&str> = falsely.iter().map(|found| found.probe.line.as_str()).filter(|line| reason(line).is_none()).collect();
        assert!(
            unnamed.is_empty(),
            "HAProxy {} accepts what is refused here, and known.tsv does not say why: {unnamed:#?}",
            oracle.version
        );
        assert!(missed.len() * 50 <= lines, "HAProxy {} refuses {} of {lines} lines that pass here", oracle.version, missed.len());
    }
}
