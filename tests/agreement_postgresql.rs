//! Holds the linter against the real PostgreSQL: verdicts, every error that it lists, and the values that `postgres -C` prints.
//!
//! A version that is not here is skipped with a printed line; with `PGLB_REQUIRE_ORACLES=1` that fails for 15 and 17.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "these tests read files, run programs and tell of it"
)]

#[path = "agreement/random.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod random;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use pglb_lint::analysis::{Files, Instances, Targets, check};
use pglb_lint::lint::{Selection, Upstream};
use pglb_lint::product::postgresql::model::Model;
use pglb_lint::product::postgresql::settings::settings;
use pglb_lint::product::{Includes, Input, Language};
use pglb_lint::schema::{Setting, Version};
use pglb_lint::text::{Source, Sources};
use random::Random;

/// The versions that have to be here, and those that may be.
const VERSIONS: [(u8, bool); 4] = [(15, true), (17, true), (13, false), (18, false)];

/// Rules about what PostgreSQL looks at only when it starts for good.
const AT_START: [&str; 4] = ["listen-list", "reserved-over-max", "wal-level-minimal", "archive-minimal"];

/// A configuration: its files by name, postgresql.conf first.
type Case = Vec<(String, String)>;

/// What is said of a configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Said {
    refused: bool,
    /// Lines and names that are at fault; what PostgreSQL says of one kind of fault, it says only if there is none of the kinds before.
    errors: BTreeSet<String>,
    values: BTreeMap<String, String>,
}

fn number(name: &str, default: usize) -> usize {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// The words that start PostgreSQL of `version`.
fn program(version: u8) -> Option<Vec<String>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/oracle").display().to_string();
    let installed = format!("/usr/lib/postgresql/{version}/bin/postgres");
    let runs = |words: &[String]| {
        let output = Command::new(&words[0]).args(&words[1..]).arg("-V").stderr(Stdio::null()).output();
        output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains(&format!(" {version}.")))
    };
    [vec![installed], vec![script, "postgres".to_owned(), version.to_string()]].into_iter().find(|words| runs(words))
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.starts_with(b"0\n"))
}

/// The versions that are here.
fn versions() -> Vec<(u8, Vec<String>)> {
    let mut found = Vec::new();
    for (version, required) in VERSIONS {
        match program(version) {
            Some(words) => found.push((version, words)),
            None => {
                assert!(!required || env::var_os("PGLB_REQUIRE_ORACLES").is_none(), "PostgreSQL {version} is not here");
                println!("PostgreSQL {version} is not here: skipped");
            }
        }
    }
    found
}

/// What PostgreSQL says of each of `cases`, and the values of the settings that `names` lists for it.
fn judge(version: u8, program: &[String], name: &str, cases: &[Case], names: &[Vec<String>]) -> Vec<Said> {
    let folder: PathBuf = env::temp_dir().join(format!("pglb-postgres-{}-{version}-{name}", std::process::id()));
    for (index, case) in cases.iter().enumerate() {
        let own = folder.join(index.to_string());
        for (name, text) in case {
            let path = own.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        fs::write(own.join("names"), names[index].join("\n") + "\n").unwrap();
    }
    let program = program.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ");
    let script = format!(
        "cd '{}'; for d in *; do chmod 700 $d; {program} -D $PWD/$d -C port >$d/out 2>$d/err; echo $? >$d/rc; \
         if [ $(cat $d/rc) = 0 ]; then while read -r n; do [ -n \"$n\" ] || continue; {program} -D $PWD/$d -C $n >$d/value.$n 2>/dev/null; \
         done <$d/names; fi; done",
        folder.display()
    );
    let mut command = if is_root() {
        Command::new("chown").arg("-R").arg("65534:65534").arg(&folder).status().unwrap();
        let mut command = Command::new("setpriv");
        command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    command.arg("-c").arg(script).env("LC_ALL", "C").current_dir("/").status().unwrap();
    let said = cases.iter().enumerate().map(|(index, case)| {
        let own = folder.join(index.to_string());
        let read = |name: &str| String::from_utf8_lossy(&fs::read(own.join(name)).unwrap_or_default()).into_owned();
        let (rc, err) = (read("rc"), read("err"));
        assert!(matches!(rc.trim(), "0" | "1"), "PostgreSQL {version} ended with {rc}: {err}\n{case:?}");
        let errors = err.lines().filter_map(complaint).map(canonical).collect();
        let values = names[index].iter().filter(|_| rc.trim() == "0");
        let values = values.map(|name| (name.clone(), read(&format!("value.{name}")).trim_end_matches('\n').to_owned())).collect();
        Said { refused: rc.trim() == "1", errors, values }
    });
    let said = said.collect();
    fs::remove_dir_all(&folder).unwrap();
    said
}

/// The line or the setting that a line of the log complains of.
fn complaint(line: &str) -> Option<String> {
    let (_, message) = line.split_once("LOG:  ")?;
    let quoted = |behind: &str| message.split_once(behind)?.1.split('"').nth(1).map(str::to_owned);
    if message.starts_with("syntax error in file") || message.starts_with("unrecognized configuration parameter") {
        let (file, rest) = message.split_once(" in file ")?.1.split_once("\" line ")?;
        let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
        return Some(format!("{} line {number}", file.rsplit('/').next()?));
    }
    for (start, name) in
        [("tables declared WITH OIDS", "default_with_oids"), ("number of synchronous standbys", "synchronous_standby_names")]
    {
        if message.starts_with(start) {
            return Some(name.to_owned());
        }
    }
    let about = message.starts_with("invalid value for parameter") || message.contains("valid range for parameter");
    (about || message.starts_with("parameter ")).then(|| quoted("parameter ").map(|name| name.to_ascii_lowercase()))?
}

/// `name`, or the setting that it is an old name of: some versions complain of the one, some of the other.
fn canonical(name: String) -> String {
    let old = settings().0.iter().find(|row| row.name == name && row.has("alias"));
    old.map_or(name, |row| row.instead.to_owned())
}

/// What we say of `case`.
fn ours(version: u8, case: &Case) -> Said {
    let version = Version::whole(version);
    let mut sources = Sources::new();
    for (name, text) in case {
        sources.add(Source::new(format!("/data/{name}"), text.as_bytes().to_vec()).unwrap());
    }
    let languages = vec![Language::Postgresql; case.len()];
    let includes = Includes::among(&sources, &languages);
    let model = Model::new(Input { sources: &sources, languages: &languages, includes: &includes }, version);
    let values = model.confs[0].settings().into_iter().filter_map(|setting| Some((setting.name, setting.value?))).collect();
    let mut targets = Targets::stable();
    targets.postgresql = version;
    let analysis = check(&Files::new(&sources, languages.clone()), &targets, &Selection::default(), Instances::default());
    let mut by_kind: [BTreeSet<String>; 3] = Default::default();
    let mut refused = false;
    for finding in analysis.outcome.findings.iter().filter(|finding| finding.upstream == Upstream::Refuses) {
        let sum = finding.name == "too-many-processes" && version >= Version::new(18, 0);
        if sum || AT_START.contains(&finding.name) {
            continue;
        }
        refused = true;
        let source = sources.get(finding.at.file);
        let line = source.position(finding.at.span.start).line;
        let place = format!("{} line {line}", source.name().rsplit('/').next().unwrap());
        match finding.name {
            "syntax" => _ = by_kind[0].insert(place),
            "unknown-parameter" | "removed-parameter" => _ = by_kind[1].insert(place),
            _ => {
                let entry = model.confs[0].entries.iter().find(|entry| entry.value_at == finding.at || entry.name_at == finding.at);
                let name = entry.map_or(finding.name, |entry| entry.name);
                by_kind[2].insert(canonical(name.to_ascii_lowercase()));
            }
        }
    }
    let errors = by_kind.into_iter().find(|errors| !errors.is_empty()).unwrap_or_default();
    Said { refused, errors, values }
}

/// How often we agree.
#[derive(Debug, Default)]
struct Count {
    cases: usize,
    refused: usize,
    false_refusals: usize,
    missed: usize,
    other_errors: usize,
    values: usize,
    other_values: usize,
}

/// Settings whose value depends on the machine.
const MACHINE: [&str; 6] = ["data_directory", "config_file", "hba_file", "ident_file", "external_pid_file", "max_stack_depth"];

/// The settings that `case` names and `version` knows, and some more.
fn named(version: u8, case: &Case) -> Vec<String> {
    let text: String = case.iter().map(|(_, text)| text.to_ascii_lowercase() + "\n").collect();
    let words: BTreeSet<&str> = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
    let known = settings().known(Version::whole(version)).filter(|row| !row.has("alias") && !row.has("internal"));
    let own = known.filter(|row| words.contains(row.name.to_ascii_lowercase().as_str()) && !MACHINE.contains(&row.name));
    own.map(|row| row.name.to_owned()).take(number("PGLB_NAMES", 12)).collect()
}

/// Compares what is said of `cases`.
fn compare(name: &str, cases: &[Case], with_values: bool) {
    for (version, program) in versions() {
        let names: Vec<Vec<String>> = cases.iter().map(|case| if with_values { named(version, case) } else { Vec::new() }).collect();
        let theirs = judge(version, &program, name, cases, &names);
        let mut count = Count { cases: cases.len(), ..Count::default() };
        let mut faults = String::new();
        for (case, theirs) in cases.iter().zip(&theirs) {
            let ours = ours(version, case);
            count.refused += usize::from(theirs.refused);
            let verdict = ours.refused == theirs.refused;
            // A fatal fault is told in other words, and hides the rest.
            let errors = theirs.errors.is_empty() || ours.errors == theirs.errors;
            count.false_refusals += usize::from(ours.refused && !theirs.refused);
            count.missed += usize::from(!ours.refused && theirs.refused);
            count.other_errors += usize::from(verdict && !errors);
            let mut differ = Vec::new();
            for (name, value) in &theirs.values {
                count.values += 1;
                if ours.values.get(name) != Some(value) {
                    count.other_values += 1;
                    differ.push((name, value, ours.values.get(name)));
                }
            }
            if !verdict || !errors || !differ.is_empty() {
                let ours = (ours.refused, ours.errors);
                writeln!(faults, "ours {ours:?}\ntheirs {:?} {:?}\n{differ:?}", theirs.refused, theirs.errors).unwrap();
                if case.iter().all(|(_, text)| text.len() < 2000) {
                    writeln!(faults, "{case:?}").unwrap();
                }
            }
        }
        println!("PostgreSQL {version}, {name}: {count:?}");
        if !faults.is_empty() {
            println!("{faults}");
        }
        assert_eq!(count.false_refusals, 0, "false refusals");
        // Of changed files one in a hundred may differ; of all others none.
        let bound = if name == "mutants" { count.cases / 100 } else { 0 };
        assert!(count.missed + count.other_errors <= bound, "too few agree");
        assert_eq!(count.other_values, 0, "values differ");
    }
}

fn alone(text: impl Into<String>) -> Case {
    vec![("postgresql.conf".to_owned(), text.into())]
}

/// Values that tell apart what a kind of setting takes.
fn values(row: &Setting) -> Vec<String> {
    let quoted = |text: &str| format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"));
    let mut values: Vec<String> = match row.kind {
        "bool" => ["on", "off", "t", "F", "ye", "no", "1", "0", "o", "of", "2", "''", "'on '"].map(str::to_owned).to_vec(),
        "int" | "real" => {
            let mut values: Vec<String> = [
                "0",
                "1",
                "-1",
                "010",
                "0x10",
                "08",
                "10.6",
                "'1e3'",
                "' 7 '",
                "'.5'",
                "'-.5'",
                "abc",
                "''",
                "99999999999",
                "3kB",
                "1MB",
                "'2 min'",
            ]
            .map(str::to_owned)
            .to_vec();
            values.extend(
                ["'1 GB'", "1TB", "30s", "'1.5min'", "1d", "500ms", "100us", "1KB", "5B", "'2min '", "1h", "nan", "inf"].map(str::to_owned),
            );
            for bound in [row.min, row.max].into_iter().flatten() {
                values.extend([bound - 1.0, bound, bound + 1.0, bound / 2.0].map(|number| quoted(&number.to_string())));
            }
            values
        }
        "enum" | "words" => {
            let mut values: Vec<String> = row.values.iter().map(|choice| quoted(choice.name)).collect();
            values.extend(["xyz", "ON", "'true'", "''"].map(str::to_owned));
            values.extend(row.values.first().map(|choice| quoted(&choice.name.to_ascii_uppercase())));
            values
        }
        "encoding" => ["utf8", "'UTF-8'", "latin1", "'sql ascii'", "nothing", "''"].map(str::to_owned).to_vec(),
        "datestyle" => ["iso", "'ISO, DMY'", "german", "'sql, iso'", "european", "''", "x"].map(str::to_owned).to_vec(),
        "sync-names" => {
            ["'*'", "'a, b'", "'ANY 1 (a,b)'", "'2(a)'", "'node-2'", "'\"node-2\"'", "''", "'0 (a)'", "first"].map(str::to_owned).to_vec()
        }
        "lsn" => ["'0/3000060'", "'0'", "''", "'x/1'"].map(str::to_owned).to_vec(),
        "timezone" => ["UTC", "'Europe/Berlin'", "5", "''", "'a b'"].map(str::to_owned).to_vec(),
        _ => ["''", "word", "'two words'", "'a, \"B\"'", "'a,'", "'x''y'", "12", "'üñ'", "'tab\\there'"].map(str::to_owned).to_vec(),
    };
    if row.kind == "string" {
        values.push(quoted(&"n".repeat(70)));
    }
    values
}

/// Settings that are not for these tests: what they take depends on the machine, or they end the program before it has said all.
fn is_for_us(row: &Setting) -> bool {
    let other = MACHINE.contains(&row.name) || row.name.starts_with("recovery_target");
    !other && !row.has("locale") && !["timezone_abbreviations", "bonjour", "extension_destdir"].contains(&row.name) && !row.has("build")
}

/// The commented settings of the sample that PostgreSQL comes with, as settings.
fn sample(version: u8) -> Option<String> {
    let cache = env::var("PGLB_ORACLES").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/target/oracles").to_owned());
    let path = format!("usr/share/postgresql/{version}/postgresql.conf.sample");
    let text =
        [format!("/{path}"), format!("{cache}/postgresql-{version}/root/{path}")].iter().find_map(|path| fs::read_to_string(path).ok())?;
    let line = |line: &str| {
        let bare = line.strip_prefix('#').unwrap_or(line);
        let name = bare.split([' ', '=']).next().unwrap_or_default();
        let known = settings().known(Version::whole(version)).any(|row| row.name.eq_ignore_ascii_case(name) && is_for_us(row));
        if known { format!("{bare}\n") } else { "\n".to_owned() }
    };
    Some(text.lines().map(line).collect())
}

/// The postgresql.conf files of the corpus, without what depends on the machine.
fn corpus() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let root = env::var("PGLB_CORPUS").map_or(root, PathBuf::from);
    let mut found = Vec::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name.contains("postgresql") && name.contains(".conf") && !name.contains("hba") {
                found.push(String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned());
            }
        }
    }
    let kept =
        |line: &&str| !line.contains("_directory") && !line.contains("_file") && !line.starts_with("lc_") && !line.contains("include");
    found.iter().map(|text| text.lines().filter(kept).flat_map(|line| [line, "\n"]).collect()).collect()
}

/// A few settings with values that mostly fit.
fn generated(random: &mut Random, version: u8) -> String {
    let rows: Vec<&Setting> = settings().known(Version::whole(version)).filter(|row| is_for_us(row) && !row.has("internal")).collect();
    let mut text = String::new();
    for _ in 0..=random.below(8) {
        let row = rows[random.below(rows.len())];
        let values = values(row);
        let value = match row.default(Version::whole(version)) {
            Some(default) if random.below(3) > 0 => format!("'{}'", default.replace('\'', "''")),
            _ => values[random.below(values.len())].clone(),
        };
        let equals = [" = ", "=", " "][random.below(3)];
        writeln!(text, "{}{equals}{value}{}", row.name, ["", " # why", "\t"][random.below(3)]).unwrap();
    }
    text
}

/// `text` with a slip or two.
fn mutated(random: &mut Random, text: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for _ in 0..=random.below(2) {
        let settings: Vec<usize> = (0..lines.len()).filter(|index| lines[*index].contains('=')).collect();
        if settings.is_empty() {
            break;
        }
        let at = settings[random.below(settings.len())];
        let other = settings[random.below(settings.len())];
        let line = lines[at].clone();
        let inside: Vec<usize> = line.char_indices().map(|(index, _)| index).collect();
        let place = inside.get(random.below(inside.len().max(1))).copied().unwrap_or(0);
        lines[at] = match random.below(9) {
            0 => String::new(),
            1 => {
                lines.push(line.clone());
                line
            }
            2 => {
                let (name, _) = line.split_once('=').unwrap();
                let (_, value) = lines[other].split_once('=').unwrap();
                format!("{name}={value}")
            }
            3 | 4 => {
                let end = place + line[place..].chars().next().map_or(0, char::len_utf8);
                format!("{}{}", &line[..place], &line[end..])
            }
            5 => {
                let piece = ["'", "=", "#", ".", "-", " ", "\\", "0", "9", "kB", "ms", "x", ",", "\"", "\t", "*", "é"][random.below(17)];
                format!("{}{piece}{}", &line[..place], &line[place..])
            }
            6 => line.replace('\'', ""),
            7 => line.to_ascii_uppercase(),
            _ => line.replace(char::is_numeric, ["0", "7", "99", "-1", "1.5"][random.below(5)]),
        };
    }
    lines.join("\n") + "\n"
}

#[test]
fn every_setting_takes_what_the_program_takes() {
    // All settings in one file, each with its next value: the program tells of every one that it refuses.
    let known: Vec<&Setting> = settings().0.iter().filter(|row| is_for_us(row) && !row.kind.is_empty()).collect();
    for (version, program) in versions() {
        let own = Version::whole(version);
        let known: Vec<&&Setting> = known.iter().filter(|row| row.known(own)).collect();
        let most = known.iter().map(|row| values(row).len()).max().unwrap_or(0);
        let sums = ["max_connections", "max_worker_processes", "max_wal_senders", "autovacuum_max_workers"];
        let apart = |row: &Setting| {
            row.name.ends_with("_stats")
                || ["log_min_messages", "log_error_verbosity"].contains(&row.name)
                || sums.contains(&row.name)
                || row.has("alias")
        };
        let texts = |group: &dyn Fn(&Setting) -> bool| -> Vec<Case> {
            let nth = |nth: usize| {
                let lines = known.iter().filter(|row| group(row));
                lines.filter_map(|row| values(row).get(nth).map(|value| format!("{} = {value}\n", row.name))).collect::<String>()
            };
            (0..most).map(|index| alone(nth(index))).collect()
        };
        let mut cases = texts(&|row| !apart(row));
        for row in known.iter().filter(|row| apart(row)) {
            cases.extend(values(row).iter().map(|value| alone(format!("{} = {value}\n", row.name))));
        }
        let names = vec![Vec::new(); cases.len()];
        let theirs = judge(version, &program, "settings", &cases, &names);
        let mut wrong = Vec::new();
        for (case, theirs) in cases.iter().zip(&theirs) {
            let ours = ours(version, case);
            for name in ours.errors.symmetric_difference(&theirs.errors) {
                let line = case[0].1.lines().find(|line| line.to_ascii_lowercase().starts_with(&format!("{name} "))).unwrap_or_default();
                wrong.push(format!("{name}: {line} ({})", if theirs.errors.contains(name) { "refused" } else { "taken" }));
            }
        }
        println!("PostgreSQL {version}: {} settings, {} files", known.len(), cases.len());
        assert!(wrong.is_empty(), "PostgreSQL {version}: {wrong:#?}");
    }
}

#[test]
fn defaults_are_those_of_the_program() {
    for (version, program) in versions() {
        let own = Version::whole(version);
        let names: Vec<String> = settings()
            .known(own)
            .filter(|row| is_for_us(row) && !row.has("alias") && !row.has("internal"))
            .map(|row| row.name.to_owned())
            .collect();
        let case = alone("");
        let theirs = judge(version, &program, "defaults", std::slice::from_ref(&case), std::slice::from_ref(&names));
        let ours = ours(version, &case);
        let differ: Vec<_> = names
            .iter()
            .filter(|name| !matches!(name.as_str(), "server_version" | "server_version_num" | "log_timezone" | "TimeZone"))
            .filter(|name| ours.values.contains_key(*name) && ours.values.get(*name) != theirs[0].values.get(*name))
            .map(|name| (name, ours.values.get(name), theirs[0].values.get(name)))
            .collect();
        println!("PostgreSQL {version}: {} defaults", names.len());
        assert!(differ.is_empty(), "{differ:#?}");
    }
}

#[test]
fn traps_are_read_as_the_program_reads_them() {
    let texts = [
        "port = 010\n",
        "port 5433\n",
        "port=5433#c\n",
        "listen_addresses = *\n",
        "listen_addresses = 10.0.0.1\n",
        "listen_addresses = db.example\n",
        "listen_addresses = db.example.org\n",
        "work_mem = 1.5MB\n",
        "work_mem = '1.5MB'\n",
        "statement_timeout = '5 min'\n",
        "statement_timeout = 5 min\n",
        "statement_timeout = 1e3\n",
        "hot_standby = of\n",
        "hot_standby = o\n",
        "wal_level = hot_standby\n",
        "wal_level = Archive\n",
        "port = zz\nport = 5433\n",
        "port = zz\nPORT = 5433\n",
        "a.b = 1\n",
        "a.b.c = 1\n",
        "nonsense = 1\n",
        "standby_mode = on\n",
        "wal_keep_segments = 3\n",
        "password_encryption = on\n",
        "\u{feff}port = 5433\n",
        "port = 5433",
        "port = 5433\r\nwork_mem = 4MB\r\n",
        "port = 5433\rwork_mem = 4MB\n",
        "'port' = 5433\n",
        "port = '5433\n",
        "cluster_name = 'a''b\\'c\\101'\n",
        "cluster_name = 'a\\\nb'\n",
        "= 5\n\nport\n",
        "port = 5433 5434\n",
        "sort_mem = 8MB\nwork_mem = 9MB\n",
        "recovery_target_name = 'a'\nrecovery_target_xid = ''\n",
        "recovery_target_xid = ''\nrecovery_target_name = 'a'\n",
        "log_parser_stats = on\nlog_statement_stats = on\n",
        "max_connections = 262143\n",
        "include ''\n",
        "include_dir = ''\n",
        "include_if_exists 'nothing.conf'\n",
        "data_checksums = on\n",
        "max_connections = 5\nsuperuser_reserved_connections = 10\n",
        "archive_mode = on\nwal_level = minimal\n",
    ];
    let mut cases: Vec<Case> = texts.into_iter().map(alone).collect();
    let files = |files: &[(&str, &str)]| files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect::<Case>();
    cases.extend([
        files(&[("postgresql.conf", "port = 1\nInclude = 'a.conf'\n"), ("a.conf", "port = 2\nwork_mem = 8MB\n")]),
        files(&[("postgresql.conf", "include 'a.conf'\nport = 1\n"), ("a.conf", "port = zz\nwork_mem = 8MB\n")]),
        files(&[("postgresql.conf", "include 'a.conf'\n"), ("a.conf", "include 'a.conf'\n")]),
        files(&[("postgresql.conf", "include_dir 'conf.d'\n"), ("conf.d/b.conf", "port = 3\n"), ("conf.d/a.conf", "port = 2\nx = 1\n")]),
        files(&[("postgresql.conf", "include_dir 'conf.d'\nport = 9\n"), ("conf.d/b.conf", "port = 3\nwork_mem = 8MB\n")]),
        files(&[("postgresql.conf", "port = 1\nwork_mem = 8MB\n"), ("postgresql.auto.conf", "port = '2'\n")]),
        files(&[("postgresql.conf", "port = 1\n"), ("postgresql.auto.conf", "port = 'zz'\n")]),
        files(&[("postgresql.conf", "port = zz\n"), ("postgresql.auto.conf", "port = '5'\n")]),
    ]);
    compare("traps", &cases, true);
}

#[test]
fn files_of_others_are_read_as_the_program_reads_them() {
    let mut cases: Vec<Case> = corpus().into_iter().map(alone).collect();
    println!("{} files of the corpus", cases.len());
    cases.extend([13, 15, 17, 18].into_iter().filter_map(sample).map(alone));
    compare("others", &cases, true);
}

#[test]
fn generated_files_have_the_values_of_the_program() {
    let mut random = Random::new(number("PGLB_SEED", 1) as u64);
    let cases: Vec<Case> = (0..number("PGLB_GENERATED", 60)).map(|_| alone(generated(&mut random, 15))).collect();
    compare("generated", &cases, true);
}

#[test]
fn mutants_get_the_same_verdict() {
    let mut random = Random::new(number("PGLB_SEED", 1) as u64);
    let mut seeds: Vec<String> = corpus();
    seeds.extend([15, 17].into_iter().filter_map(sample));
    let count = number("PGLB_MUTANTS", 150);
    let cases: Vec<Case> = (0..count)
        .map(|index| {
            let seed =
                if index % 3 == 0 || seeds.is_empty() { generated(&mut random, 15) } else { seeds[random.below(seeds.len())].clone() };
            alone(mutated(&mut random, &seed))
        })
        .collect();
    compare("mutants", &cases, false);
}
