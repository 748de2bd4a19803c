//! Holds the linter against the real repmgr: verdicts, every error and warning, and the values that `repmgr --dump-config` prints.
//!
//! A version that is not here is skipped with a printed line; with `PGLB_REQUIRE_ORACLES=1` that fails.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "these tests read files, run programs and tell of it"
)]

#[path = "agreement/random.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod random;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use pglb_lint::analysis::{Files, Instances, Targets, check};
use pglb_lint::lint::{Finding, Level, Selection, Verdict};
use pglb_lint::product::libpq::Conninfo;
use pglb_lint::product::repmgr::model::Model;
use pglb_lint::product::repmgr::{ComplaintKind, settings};
use pglb_lint::product::{Includes, Input, Language};
use pglb_lint::schema::Version;
use pglb_lint::text::{Source, Sources};
use random::Random;

const VERSIONS: [Version; 2] = [Version::series(5, 3), Version::series(5, 5)];

/// What is said of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Said {
    refused: bool,
    errors: Vec<String>,
    warnings: Vec<String>,
    values: BTreeMap<String, String>,
}

fn number(name: &str, default: usize) -> usize {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// A folder for files that anybody may read.
fn folder(name: &str) -> PathBuf {
    let path = env::temp_dir().join(format!("pglb-repmgr-{}-{name}", std::process::id()));
    fs::create_dir_all(&path).unwrap();
    Command::new("chmod").arg("755").arg(&path).status().unwrap();
    path
}

/// The words that start repmgr of `version`, not as root.
fn program(version: Version) -> Option<Vec<String>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/oracle").display().to_string();
    let installed = "/usr/lib/postgresql/15/bin/repmgr".to_owned();
    let runs = |words: &[String]| {
        let output = Command::new(&words[0]).args(&words[1..]).arg("--version").stderr(Stdio::null()).output();
        output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains(&format!("repmgr {version}")))
    };
    [vec![installed], vec![script, "repmgr".to_owned(), version.to_string()]].into_iter().find(|words| runs(words))
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.starts_with(b"0\n"))
}

/// What repmgr of `version` says of each of `texts`; `None` if it is not here.
fn judge(version: Version, name: &str, texts: &[String]) -> Option<Vec<Said>> {
    let Some(words) = program(version) else {
        assert!(env::var_os("PGLB_REQUIRE_ORACLES").is_none(), "repmgr {version} is not here");
        println!("repmgr {version} is not here: skipped");
        return None;
    };
    let folder = folder(name);
    for (index, text) in texts.iter().enumerate() {
        fs::write(folder.join(format!("{index}.conf")), text).unwrap();
    }
    fs::write(folder.join("inc.inc"), "priority=77\n").unwrap();
    let program = words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ");
    let prefix = if is_root() { "setpriv --reuid 65534 --regid 65534 --clear-groups " } else { "" };
    let command = format!(
        "cd '{}' && for f in *.conf; do {prefix}{program} -f \"$f\" --dump-config >\"$f.out\" 2>\"$f.err\"; echo $? >\"$f.rc\"; done",
        folder.display()
    );
    Command::new("sh").arg("-c").arg(command).env("LC_ALL", "C").status().unwrap();
    let said = (0..texts.len()).map(|index| {
        let read = |end: &str| String::from_utf8_lossy(&fs::read(folder.join(format!("{index}.conf.{end}"))).unwrap()).into_owned();
        let (rc, out, err) = (read("rc"), read("out"), read("err"));
        assert!(matches!(rc.trim(), "0" | "1"), "repmgr {version} ended with {rc}: {err}\n{}", texts[index]);
        let mut said = Said { refused: rc.trim() == "1", ..Said::default() };
        let mut warns = false;
        for line in err.lines() {
            if line.starts_with("WARNING: the following") {
                warns = true;
            } else if let Some(item) = line.strip_prefix("  ") {
                if warns { &mut said.warnings } else { &mut said.errors }.push(item.to_owned());
            }
        }
        // A value may end in a carriage return.
        said.values =
            out.split('\n').filter_map(|line| line.split_once('|')).map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        said
    });
    let said = said.collect();
    fs::remove_dir_all(&folder).unwrap();
    Some(said)
}

/// What we say of `text`, and our findings.
fn ours(version: Version, path: &str, text: &str) -> (Said, Vec<Finding>, bool) {
    let mut sources = Sources::new();
    sources.add(Source::new(path, text.as_bytes().to_vec()).unwrap());
    let mut languages = vec![Language::Repmgr];
    if text.contains("inc.inc") {
        let beside = format!("{}/inc.inc", path.rsplit_once('/').map_or(".", |(folder, _)| folder));
        sources.add(Source::new(beside, b"priority=77\n".to_vec()).unwrap());
        languages.push(Language::Repmgr);
    }
    let includes = Includes::among(&sources, &languages);
    let model = Model::new(Input { sources: &sources, languages: &languages, includes: &includes }, version);
    let file = &model.files[0];
    let mut said = Said { refused: file.is_refused(), ..Said::default() };
    for complaint in &file.complaints {
        let list = if complaint.kind.is_warning() { &mut said.warnings } else { &mut said.errors };
        list.extend(complaint.upstream.lines().map(str::to_owned));
    }
    for setting in file.settings() {
        said.values.insert(setting.name, setting.value.unwrap_or_default());
    }
    // It ends at once, and lists nothing.
    let ends = file.complaints.iter().any(|complaint| complaint.kind == ComplaintKind::BadMapping);
    // Other memory is printed behind a text that fills its place.
    let spills = file.assignments.iter().any(|line| {
        line.setting().is_some_and(|row| row.kind != "int" && row.max.is_some_and(|max| f64::from(line.value.text.len() as u32) >= max))
    });
    let mut targets = Targets::stable();
    targets.repmgr = version;
    let analysis = check(&Files::new(&sources, languages), &targets, &Selection::default(), Instances::default());
    let verdict = analysis.outcome.verdicts[0].1;
    assert_eq!(verdict == Verdict::Refused, said.refused, "the rules say {verdict:?} of\n{text}");
    if !said.refused {
        assert_eq!(verdict == Verdict::Warned, !said.warnings.is_empty(), "the rules say {verdict:?} of\n{text}");
    }
    if ends {
        said.errors.clear();
        said.warnings.clear();
    }
    (said, analysis.outcome.findings, spills)
}

/// Holds all of `texts` against repmgr: `(texts, same verdict, false refusals, same messages, accepted, same values)`.
fn hold(version: Version, name: &str, texts: &[String]) {
    let Some(judged) = judge(version, name, texts) else { return };
    let (mut verdicts, mut messages, mut accepted, mut values) = (0, 0, 0, 0);
    let mut faults = Vec::new();
    let mut false_refusals = 0;
    for (index, (text, theirs)) in texts.iter().zip(&judged).enumerate() {
        let (said, _, spills) = ours(version, &format!("{}/{index}.conf", folder_name(name)), text);
        if said.refused == theirs.refused {
            verdicts += 1;
        } else {
            false_refusals += usize::from(said.refused);
            faults.push(format!(
                "refused {} by us, {} by repmgr:\n{text}\nours {:?}\ntheirs {:?}",
                said.refused, theirs.refused, said.errors, theirs.errors
            ));
            continue;
        }
        if (&said.errors, &said.warnings) == (&theirs.errors, &theirs.warnings) {
            messages += 1;
        } else {
            faults.push(format!(
                "messages differ:\n{text}\nours   {:?} {:?}\ntheirs {:?} {:?}",
                said.errors, said.warnings, theirs.errors, theirs.warnings
            ));
        }
        if !theirs.refused {
            accepted += 1;
            if spills || said.values == theirs.values {
                values += 1;
            } else {
                let differ: Vec<_> = theirs.values.iter().filter(|(name, value)| said.values.get(*name) != Some(*value)).collect();
                faults.push(format!("values differ: theirs {differ:?}\n{text}"));
            }
        }
    }
    let count = texts.len();
    println!(
        "repmgr {version}, {name}: {count} files, {verdicts} same verdict, {messages} same messages, {values} of {accepted} same values"
    );
    for fault in faults.iter().take(5) {
        println!("{fault}\n");
    }
    // Of changed files one in a hundred may differ; of all others none.
    let enough = |part: usize, whole: usize| if name == "mutants" { part * 100 >= whole * 99 } else { part == whole };
    assert!(false_refusals == 0 && enough(verdicts, count) && enough(messages, verdicts) && values == accepted, "{name}: see above");
}

fn folder_name(name: &str) -> String {
    env::temp_dir().join(format!("pglb-repmgr-{}-{name}", std::process::id())).display().to_string()
}

/// The files of the folder beside the project's that real ones were collected in, if it is there.
fn collected(below: &str) -> Option<PathBuf> {
    let path =
        env::var_os("PGLB_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from).join(below);
    path.exists().then_some(path)
}

fn below(folder: &Path, texts: &mut Vec<String>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            below(&path, texts);
        } else if let Ok(text) = fs::read_to_string(&path) {
            texts.push(text);
        }
    }
}

/// Our own files, and those collected.
fn seeds() -> Vec<String> {
    let mut texts = Vec::new();
    below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/repmgr"), &mut texts);
    if let Some(folder) = collected("corpus/repmgr") {
        below(&folder, &mut texts);
    }
    // Files that are not beside the copy.
    texts.retain(|text| !text.contains("include"));
    texts
}

#[test]
fn real_files_are_judged_alike() {
    for version in VERSIONS {
        hold(version, "files", &seeds());
    }
}

#[test]
fn tricky_files_are_judged_alike() {
    let Some(path) = collected("pg/tricky.jsonl") else { return println!("no tricky files here: skipped") };
    let cases: Vec<serde_json::Value> = fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let cases: Vec<_> = cases.into_iter().filter(|case| case["tool"] == "repmgr").collect();
    let text = |case: &serde_json::Value| case["text"].as_str().unwrap().replace("inc.conf", "inc.inc");
    let own = cases.iter().filter(|case| !case["slug"].as_str().unwrap().starts_with("include") || case["slug"] == "include-upper");
    let own: Vec<&serde_json::Value> = own.collect();
    let texts: Vec<String> = own.iter().map(|case| text(case)).collect();
    for version in VERSIONS {
        hold(version, "tricky", &texts);
        for case in &cases {
            let (said, findings, _) = ours(version, "/t/repmgr.conf", &text(case));
            let worst = findings.iter().map(|finding| finding.level).max();
            let expected = match case["lint"].as_str().unwrap() {
                // Whether a file is there is the machine's affair: a warning.
                "error" if case["slug"].as_str().unwrap().starts_with("include") => worst >= Some(Level::Warning),
                "error" => worst == Some(Level::Error),
                "warn" => worst >= Some(Level::Warning),
                "ok" => worst < Some(Level::Error),
                name => findings.iter().any(|finding| finding.name == name),
            };
            assert!(expected, "{} expects {} of {:#?}", case["slug"], case["lint"], findings);
            assert!(!(said.refused && case["expected"] == "accept"), "{}", case["slug"]);
        }
    }
}

/// A value for `row`, right more often than not.
fn value(random: &mut Random, row: &pglb_lint::schema::Setting) -> String {
    let odd = ["''", "x", "5min", "'a b'", "-1", "0", "1.5", "a.b", "a.b.c", "'it''s'", "'\\t\\101'", "+7", "0x10", "99999999999", "/a"];
    if random.once_in(8) {
        return (*random.pick(&odd)).to_owned();
    }
    match row.kind {
        "int" => (1 + random.below(300)).to_string(),
        "bool" => (*random.pick(&["true", "off", "YES", "0", "1", "no", "On"])).to_owned(),
        "enum" | "enum-any-case" => random.pick(row.values).name.to_owned(),
        "events" => "'repmgrd_start, standby_promote,,x'".to_owned(),
        "mapping" => "'/a//b=/c/'".to_owned(),
        "path" => format!("'/{}/../x/./{}'", random.below(9), random.below(9)),
        "delay" => format!("'{}{}'", random.below(9), random.pick(&["", "ms", "min", "d"])),
        "conninfo" => format!("'host=h{} user=repmgr connect_timeout=2'", random.below(9)),
        _ => format!("'text {}'", random.below(99)),
    }
}

#[test]
fn generated_files_hold_the_same_values() {
    let mut random = Random::new(number("PGLB_SEED", 7) as u64);
    let rows = settings().0;
    let texts = (0..number("PGLB_GENERATED", 120)).map(|_| {
        let mut text = "node_id=3\nnode_name=n3\nconninfo='host=a user=repmgr dbname=repmgr'\ndata_directory='/d'\n".to_owned();
        for _ in 0..random.below(14) {
            let row = random.pick(rows);
            let value = value(&mut random, row);
            let equals = random.pick(&["=", " = ", " ", "\t=\t"]);
            let end = random.pick(&["", " # why", "\r"]);
            text.extend([row.name, equals, value.as_str(), end, "\n"]);
        }
        text
    });
    let texts: Vec<String> = texts.collect();
    for version in VERSIONS {
        hold(version, "generated", &texts);
    }
}

/// `text` with a few small changes.
fn mutated(random: &mut Random, text: &str) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    for _ in 0..=random.below(3) {
        let at = random.below(lines.len());
        match random.below(9) {
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
            3 => lines[at] = lines[at].replace('\'', if random.once_in(2) { "" } else { "\"" }),
            4 => lines[at] = lines[at].replace('=', if random.once_in(2) { " " } else { "==" }),
            5 => {
                let row = random.pick(settings().0);
                let value = value(random, row);
                lines.insert(at, format!("{}={value}", row.name));
            }
            _ => {
                let mut characters: Vec<char> = lines[at].chars().collect();
                let pool: Vec<char> = "ab1=.'\"#\\ \t-/_;[,0é\r".chars().collect();
                let place = random.below(characters.len() + 1);
                match random.below(3) {
                    0 if place < characters.len() => drop(characters.remove(place)),
                    1 if place < characters.len() => characters[place] = *random.pick(&pool),
                    _ => characters.insert(place, *random.pick(&pool)),
                }
                lines[at] = characters.into_iter().collect();
            }
        }
    }
    lines.join("\n")
}

#[test]
fn mutants_are_judged_alike() {
    let mut random = Random::new(number("PGLB_SEED", 1) as u64);
    let seeds = seeds();
    let texts = (0..number("PGLB_MUTANTS", 200)).map(|_| {
        let seed = random.pick(&seeds).clone();
        mutated(&mut random, &seed)
    });
    // What includes a file depends on the files.
    let texts: Vec<String> = texts.filter(|text| !text.contains("include")).collect();
    for version in VERSIONS {
        hold(version, "mutants", &texts);
    }
}

const LIBPQ: &str = r#"
import ctypes, json, sys
lib = ctypes.CDLL("libpq.so.5")
class Option(ctypes.Structure):
    _fields_ = [(n, ctypes.c_char_p) for n in ("keyword", "envvar", "compiled", "val", "label", "dispchar")] + [("dispsize", ctypes.c_int)]
lib.PQconninfoParse.restype = ctypes.POINTER(Option)
lib.PQconninfoParse.argtypes = [ctypes.c_char_p, ctypes.POINTER(ctypes.c_char_p)]
lib.PQconninfoFree.argtypes = [ctypes.POINTER(Option)]
print(lib.PQlibVersion() // 10000)
for line in sys.stdin:
    error = ctypes.c_char_p()
    options = lib.PQconninfoParse(json.loads(line).encode(), ctypes.byref(error))
    if not options:
        print(json.dumps({"error": error.value.decode("utf8", "replace").rstrip("\n")}))
        continue
    values, at = {}, 0
    while options[at].keyword:
        if options[at].val is not None:
            values[options[at].keyword.decode()] = options[at].val.decode("utf8", "replace")
        at += 1
    print(json.dumps({"values": values}))
    lib.PQconninfoFree(options)
"#;

/// A connection string, right about half of the time.
fn conninfo(random: &mut Random) -> String {
    const WORDS: [&str; 40] = [
        "host",
        "=",
        " ",
        "port",
        "user",
        "password",
        "dbname",
        "'",
        "\\",
        "a",
        "5432",
        "connect_timeout",
        "sslmode",
        "bogus",
        "\t",
        "''",
        "%41",
        "%",
        "%00",
        "@",
        ":",
        "/",
        "?",
        "&",
        ",",
        "[",
        "]",
        "::1",
        "=b",
        "='c d' ",
        "= x ",
        "host=h ",
        "requiressl=1 ",
        "ssl=true",
        "application_name=x",
        "%zz",
        "é",
        "require_auth=none",
        "gssdelegation",
        "=1 ",
    ];
    let mut text = (*random.pick(&["", "", "host=a ", "postgres://", "postgresql://u:p@h/d?", "postgres://h:1,h2/"])).to_owned();
    for _ in 0..random.below(9) {
        text.push_str(random.pick::<&str>(&WORDS));
    }
    text
}

#[test]
fn connection_strings_are_read_as_libpq_does() {
    let mut random = Random::new(number("PGLB_SEED", 3) as u64);
    let texts: Vec<String> = (0..number("PGLB_CONNINFOS", 5000)).map(|_| conninfo(&mut random)).collect();
    let folder = folder("libpq");
    let input: Vec<String> = texts.iter().map(|text| serde_json::to_string(text).unwrap()).collect();
    fs::write(folder.join("in"), input.join("\n")).unwrap();
    let python = env::var("PGLB_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let mut words = python.split(' ');
    let output = Command::new(words.next().unwrap())
        .args(words)
        .args(["-c", LIBPQ])
        .stdin(fs::File::open(folder.join("in")).unwrap())
        .stderr(Stdio::null())
        .output();
    fs::remove_dir_all(&folder).unwrap();
    let output = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let mut lines = output.lines();
    let Some(version) = lines.next().and_then(|line| line.parse().ok()) else {
        assert!(env::var_os("PGLB_REQUIRE_ORACLES").is_none(), "libpq is not here");
        return println!("libpq is not here: skipped");
    };
    let (mut accepted, mut faults) = (0, Vec::new());
    for (text, line) in texts.iter().zip(lines) {
        let judged: serde_json::Value = serde_json::from_str(line).unwrap();
        let read = Conninfo::read(text, Some(Version::whole(version)), |span| span);
        let said = match &read.fault {
            Some(fault) => serde_json::json!({"error": fault.upstream(text)}),
            None => {
                accepted += 1;
                let values: BTreeMap<&str, &str> = read.options.iter().map(|option| (option.keyword, option.value.as_str())).collect();
                serde_json::json!({"values": values})
            }
        };
        if said != judged {
            faults.push(format!("{text:?}\n  ours   {said}\n  theirs {judged}"));
        }
    }
    println!("libpq {version}: {} strings, {accepted} accepted, {} differ", texts.len(), faults.len());
    assert!(faults.is_empty(), "{}", faults[..faults.len().min(5)].join("\n"));
}
