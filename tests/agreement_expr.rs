//! Holds the parsers of expressions, ACLs, conditions and log formats against the HAProxy programs that are installed.
//!
//! `PGLB_HAPROXY` lists the programs, separated by colons; without it `haproxy` is tried. Without any program nothing is held against
//! anything, unless `PGLB_REQUIRE_ORACLES=1` is set. `PGLB_EXHAUSTIVE=1` tries every value for every argument.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::too_many_lines,
    clippy::similar_names,
    reason = "a test may fail, runs programs on files and holds long lists of cases"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use pglb_lint::product::haproxy::expr::table::{AclWord, Alias, CONVERTERS, Converter, FETCHES, Fetch, Mask};
use pglb_lint::product::haproxy::expr::{ArgType, Context, ExprFault, Method, RefKind, Reference, TermKind, Type, Word};
use pglb_lint::product::haproxy::expr::{acl, condition, logformat, regex, sample};
use pglb_lint::product::haproxy::features::is_usual;
use pglb_lint::schema::Version;

/// The point of a log.
const LOG: u32 = 1 << 18;
/// What an argument can be replaced with.
const VALUES: &[&str] = &[
    "",
    "0",
    "1",
    "-1",
    "+2",
    "-",
    "4",
    "7",
    "8",
    "9",
    "24",
    "33",
    "128",
    "129",
    "256",
    "-10",
    "-11",
    "1x",
    "a",
    "abc",
    "abcd",
    "abcde",
    "s",
    "ms",
    "us",
    "S",
    "true",
    "FALSE",
    "txn.a",
    "psess.a",
    "ptxn.a",
    "proc.x",
    "check.y-z",
    "txn.",
    "foo.a",
    "a1b2",
    "a1b",
    "AA==",
    "AAA",
    "A===",
    "int",
    "query",
    "i",
    "ig",
    "gx",
    "HS256",
    "RS256",
    "PS256",
    "none",
    "1.2.3.4",
    "1.2.3",
    "01.2.3.4",
    "::1",
    "1::2::3",
    "10.0.0.0",
    "255.255.0.0",
    "1.2.",
    ".2",
    "1..2",
    "l",
    "b",
    "l/s",
    "s1",
    "u",
    "known",
    "!known",
    "TRUE",
    "nobody",
    "head",
    "tail",
    "connect",
    "CONNECT",
    "flags",
    "keepalive",
    "16",
    "utf8",
    "utf8ps",
    "any",
    "http",
    "0x10",
    "0x1FFFFFFFF",
    "0x200000000",
    "010",
    "08",
    "SSL",
    "noop",
    "300",
    "int32",
    "double",
    "MsgType",
    "stopping",
    "!error",
    "acl",
    "with_qm",
    "rfc2253",
    "sess",
    "ifexists",
    "GET",
    "a b",
    "(",
    "[",
    "a)",
    "99999999999999999999",
    "stdout",
    "%",
    "-9223372036854775808",
];
/// What is tried for a mandatory text, in this order, until the fetch or converter takes it.
const TEXTS: &[&str] = &[
    "a", "txn.a", "1", "known", "a1b2", "true", "s", "AA==", "HS256", "head", "connect", "abcd", "stopping", "int32", "flags", "ascii",
    "query", "",
];

struct Program {
    command: String,
    version: Version,
}

/// The programs to ask.
fn programs() -> Vec<Program> {
    let list = std::env::var("PGLB_HAPROXY").unwrap_or_else(|_| "haproxy".to_owned());
    let found: Vec<Program> = list
        .split(':')
        .filter_map(|command| {
            let output = Command::new(command).arg("-v").output().ok()?;
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            let version = text.split("version ").nth(1)?.split(' ').next()?.parse().ok()?;
            Some(Program { command: command.to_owned(), version })
        })
        .collect();
    assert!(!found.is_empty() || std::env::var("PGLB_REQUIRE_ORACLES").as_deref() != Ok("1"), "no HAProxy program in `{list}`");
    found
}

/// Files that the configurations need.
struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        let files = Self(tempfile::tempdir().unwrap());
        for (key, key_text) in [("str", "a"), ("int", "1"), ("ip", "10.0.0.1")] {
            for (value, value_text) in [("str", "a"), ("int", "1"), ("ip", "10.0.0.1")] {
                std::fs::write(files.0.path().join(format!("{key}-{value}.map")), format!("{key_text} {value_text}\n")).unwrap();
            }
        }
        files
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The map file that a converter called `name` can read.
    fn map(&self, name: &str) -> String {
        let rest = name.trim_start_matches("map").trim_start_matches('_');
        let key = rest.split('_').next().filter(|key| matches!(*key, "int" | "ip")).unwrap_or("str");
        let value = match rest.rsplit_once('_') {
            Some((_, value @ ("int" | "ip"))) => value,
            _ => "str",
        };
        self.path(&format!("{key}-{value}.map")).to_string_lossy().into_owned()
    }
}

/// `text` as one word of a line.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// `text` as an argument.
fn argument(text: &str) -> String {
    if text.contains([',', ')', '"', '\'', '\\', ' ']) {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        text.to_owned()
    }
}

/// Whether everything that is referred to is there, in the configurations below.
fn resolves(reference: &Reference<'_>, version: Version) -> bool {
    let name = &*reference.name;
    match reference.kind {
        RefKind::Frontend | RefKind::Table => reference.implicit || name == "l",
        RefKind::Backend => reference.implicit || name == "l" || name == "b",
        RefKind::Server => matches!(name, "l/s" | "s" | "b/s"),
        RefKind::Userlist => name == "u",
        RefKind::Group => name == "g",
        RefKind::Acl => name == "known" || version >= Version::new(3, 0) && acl::predefined(name, version).is_some(),
        RefKind::MapFile | RefKind::PatternFile => Path::new(name).exists(),
        RefKind::KeyFile | RefKind::Ring => false,
        RefKind::Regex => !name.is_empty() && regex::check(name).is_none(),
        RefKind::Var | RefKind::Host => true,
    }
}

fn verdict<T>(parsed: Result<T, ExprFault>, references: impl Fn(&T) -> Vec<Reference<'_>>, version: Version) -> Result<(), String> {
    let parsed = parsed.map_err(|fault| fault.message)?;
    match references(&parsed).iter().find(|reference| !resolves(reference, version)) {
        Some(reference) => Err(format!("{reference:?} is not there")),
        None => Ok(()),
    }
}

/// What we say of the ACL made of `words`.
fn our_acl(words: &[String], version: Version) -> Result<(), String> {
    let words: Vec<Word<'_>> = words.iter().map(|word| Some(word.as_str())).collect();
    verdict(acl::parse(&words, 0, words.len(), &Context::anywhere(version)), |acl| acl.expr.references.clone(), version)
}

fn our_condition(words: &[String], version: Version) -> Result<(), String> {
    let words: Vec<Word<'_>> = words.iter().map(|word| Some(word.as_str())).collect();
    let parsed = condition::parse(&words, 0, words.len(), &Context::anywhere(version)).map_err(|fault| fault.message)?;
    for term in parsed.terms {
        if let TermKind::Name { name, .. } = term.kind
            && name != "known"
            && acl::predefined(name, version).is_none()
        {
            return Err(format!("no ACL {name}"));
        }
    }
    Ok(())
}

fn our_format(text: &str, version: Version) -> Result<(), String> {
    let ctx = Context { allowed: LOG, ..Context::anywhere(version) };
    let references = |format: &logformat::LogFormat<'_>| -> usize {
        format.expressions.iter().flat_map(|(expr, _)| &expr.references).filter(|reference| !resolves(reference, version)).count()
    };
    let format = logformat::parse(text, 0, &ctx).map_err(|fault| fault.message)?;
    if references(&format) > 0 { Err("a name is not there".to_owned()) } else { Ok(()) }
}

/// What a program says of a file.
enum Answer {
    Accepts,
    /// It finds fault with these lines.
    Refuses(BTreeSet<usize>, String),
    /// It dies.
    Crashes,
}

fn ask(program: &Program, path: &Path, text: &str) -> Answer {
    std::fs::write(path, text).unwrap();
    let output = Command::new(&program.command).arg("-c").arg("-f").arg(path).output().unwrap();
    match output.status.code() {
        Some(0) => return Answer::Accepts,
        Some(code) if code < 128 => {}
        _ => return Answer::Crashes,
    }
    let talk = String::from_utf8_lossy(&output.stderr).into_owned();
    let mut lines = BTreeSet::new();
    let mut alert = false;
    for line in talk.lines() {
        alert = line.starts_with("[ALERT]") || alert && !line.starts_with('[');
        let Some((_, rest)) = line.split_once("arsing [").filter(|_| !line.contains("]: too many fatal errors")) else { continue };
        let number = rest.split(']').next().and_then(|place| place.rsplit(':').next()).and_then(|number| number.parse().ok());
        if let (true, Some(number)) = (alert, number) {
            lines.insert(number);
        }
    }
    Answer::Refuses(lines, talk)
}

/// Asks `program` which of `blocks` it refuses where it stops at the first fault: those that we accept together, the others one by one.
fn refused_alone(
    program: &Program,
    files: &Files,
    head: &str,
    blocks: &[String],
    tail: &str,
    ours: &[Result<(), String>],
) -> BTreeSet<usize> {
    let suspects: BTreeSet<usize> = (0..blocks.len()).filter(|&at| ours[at].is_err()).collect();
    let kept: Vec<usize> = (0..blocks.len()).filter(|at| !suspects.contains(at)).collect();
    let together: Vec<String> = kept.iter().map(|&at| blocks[at].clone()).collect();
    let fine = vec![Ok(()); kept.len()];
    let mut found: BTreeSet<usize> = refused(program, files, head, &together, tail, &fine).into_iter().map(|at| kept[at]).collect();
    for at in suspects {
        if !matches!(ask(program, &files.path("t.cfg"), &format!("{head}{}{tail}", blocks[at])), Answer::Accepts) {
            found.insert(at);
        }
    }
    found
}

/// Asks `program` which of `blocks` (lines that stand or fall together) it refuses: those that we accept in big files, and the others
/// in small ones, because the program gives up after 50 faults.
fn refused(program: &Program, files: &Files, head: &str, blocks: &[String], tail: &str, ours: &[Result<(), String>]) -> BTreeSet<usize> {
    let (accepted, suspects): (Vec<usize>, Vec<usize>) = (0..blocks.len()).partition(|&at| ours[at].is_ok());
    let mut found = BTreeSet::new();
    for part in accepted.chunks(1000).chain(suspects.chunks(49)) {
        refused_of(program, files, (head, tail), blocks, part, &mut found);
    }
    found
}

fn refused_of(program: &Program, files: &Files, around: (&str, &str), blocks: &[String], part: &[usize], found: &mut BTreeSet<usize>) {
    let mut here = BTreeSet::<usize>::new();
    loop {
        let mut text = around.0.to_owned();
        let mut owner = BTreeMap::new();
        let mut number = text.lines().count();
        for &at in part.iter().filter(|at| !here.contains(*at)) {
            for line in blocks[at].lines() {
                number += 1;
                owner.insert(number, at);
                text.push_str(line);
                text.push('\n');
            }
        }
        text.push_str(around.1);
        match ask(program, &files.path("t.cfg"), &text) {
            Answer::Accepts => break,
            Answer::Crashes => {
                assert!(part.len() > 1, "{} dies of {}", program.command, blocks[part[0]]);
                let (left, right) = part.split_at(part.len() / 2);
                refused_of(program, files, around, blocks, left, found);
                return refused_of(program, files, around, blocks, right, found);
            }
            Answer::Refuses(lines, talk) => {
                let before = here.len();
                here.extend(lines.iter().filter_map(|line| owner.get(line)));
                let talk: String = talk.chars().take(2000).collect();
                assert!(here.len() > before, "{}: none of the cases is at fault:\n{talk}", program.command);
            }
        }
    }
    found.extend(here);
}

/// Compares, and fails with the first disagreements.
fn compare(program: &Program, what: &str, cases: &[String], ours: &[Result<(), String>], refused: &BTreeSet<usize>) {
    let mut disagreements = String::new();
    let mut count = 0;
    for (at, (case, ours)) in cases.iter().zip(ours).enumerate() {
        if ours.is_err() != refused.contains(&at) {
            count += 1;
            if count <= 60 {
                let theirs = if refused.contains(&at) { "refuses" } else { "accepts" };
                writeln!(disagreements, "  HAProxy {theirs}, we say {ours:?}: {case}").unwrap();
            }
        }
    }
    println!("{} {what}: {} cases, {} refused by HAProxy, {count} disagreements", program.version, cases.len(), refused.len());
    assert!(count == 0, "{} {what}: {count} disagreements\n{disagreements}", program.version);
}

const DEFAULTS: &str = "defaults\n mode http\n timeout client 1m\n timeout server 1m\n timeout connect 5s\n\
                        userlist u\n group g users x\n user x insecure-password y\n\
                        backend b\n server s 127.0.0.1:80\n";
const LISTEN: &str = "listen l\n bind :8080\n stick-table type ip size 1k\n server s 127.0.0.1:80\n acl known always_true\n";

/// A sample of each type.
fn source(of: Type) -> &'static str {
    match of {
        Type::Any | Type::Same => "var(txn.a)",
        Type::Bool => "always_true",
        Type::Sint => "int(1)",
        Type::Addr | Type::Ipv4 => "ipv4(1.2.3.4)",
        Type::Ipv6 => "ipv6(::1)",
        Type::Str => "str(a)",
        Type::Bin => "bin(00)",
        Type::Meth => "meth(GET)",
    }
}

/// Arguments that `accepts` takes, as few as may be.
fn base(mask: &Mask, fixed: Option<&str>, accepts: &dyn Fn(&[String]) -> bool) -> Option<Vec<String>> {
    (mask.least..=mask.types.len().min(mask.least + 1)).find_map(|count| base_of(&mask.types[..count], fixed, accepts))
}

fn base_of(types: &[ArgType], fixed: Option<&str>, accepts: &dyn Fn(&[String]) -> bool) -> Option<Vec<String>> {
    let choices: Vec<Vec<&str>> = types
        .iter()
        .enumerate()
        .map(|(at, kind)| match (kind, fixed) {
            (_, Some(fixed)) if at == 0 => vec![fixed],
            (ArgType::Str, _) => TEXTS.to_vec(),
            (ArgType::Int, _) => vec!["1", "128"],
            (ArgType::Ipv4, _) => vec!["1.2.3.4"],
            (ArgType::Mask4, _) => vec!["24"],
            (ArgType::Ipv6, _) => vec!["::1"],
            (ArgType::Mask6, _) => vec!["64"],
            (ArgType::PbufField, _) => vec!["1.2"],
            (ArgType::Frontend | ArgType::Backend | ArgType::Table, _) => vec!["l"],
            (ArgType::Server, _) => vec!["l/s"],
            (ArgType::Userlist, _) => vec!["u"],
            (ArgType::Regex, _) => vec!["a"],
        })
        .collect();
    let total: usize = choices.iter().map(Vec::len).product();
    (0..total).find_map(|mut number| {
        let mut args = Vec::new();
        for choice in &choices {
            args.push(choice[number % choice.len()].to_owned());
            number /= choice.len();
        }
        accepts(&args).then_some(args)
    })
}

fn call(name: &str, args: &[String]) -> String {
    if args.is_empty() {
        name.to_owned()
    } else {
        format!("{name}({})", args.iter().map(|arg| argument(arg)).collect::<Vec<_>>().join(","))
    }
}

/// Whether every value is tried for every argument (minutes for each program), or only one in eight.
fn exhaustive() -> bool {
    std::env::var("PGLB_EXHAUSTIVE").as_deref() == Ok("1")
}

/// The ways to write a call of `name`: right ones and wrong ones.
fn calls(name: &str, mask: &Mask, base: &[String], fixed_first: bool) -> Vec<String> {
    let mut calls =
        vec![call(name, base), name.to_owned(), format!("{name}()"), format!("{name}(,)"), format!("{name}(a"), format!("{name}x")];
    let mut more = base.to_vec();
    more.resize(mask.types.len() + 1, "1".to_owned());
    calls.push(call(name, &more));
    for position in 0..mask.types.len().min(5) {
        if position == 0 && fixed_first {
            continue;
        }
        let values = match mask.types[position] {
            ArgType::Int => &["", "0", "1", "-1", "+2", "-", "7", "9", "128", "-10", "-11", "1x", "99999999999999999999"][..],
            ArgType::Frontend | ArgType::Backend | ArgType::Table | ArgType::Server | ArgType::Userlist => {
                &["", "l", "b", "s", "l/s", "u", "nobody"]
            }
            _ => VALUES,
        };
        for value in values.iter().skip(if exhaustive() { 0 } else { name.len() % 8 }).step_by(if exhaustive() { 1 } else { 8 }) {
            let mut args = base.to_vec();
            let filler = |kind: ArgType| if kind == ArgType::Table { "l" } else { "1" };
            while args.len() <= position {
                args.push(filler(mask.types[args.len()]).to_owned());
            }
            (*value).clone_into(&mut args[position]);
            calls.push(call(name, &args));
        }
    }
    calls
}

/// Whether argument 1 depends on the machine in a way that we do not judge.
fn first_depends_on_machine(name: &str) -> bool {
    matches!(name, "digest" | "hmac" | "jwt_decrypt_cert" | "jwt_decrypt_jwk")
}

fn sample_cases(version: Version, files: &Files) -> Vec<Vec<String>> {
    let mut cases = Vec::new();
    let mut push = |expression: String| cases.push(vec![expression, "-m".to_owned(), "found".to_owned()]);
    for fetch in FETCHES.iter().filter(|fetch| {
        fetch.feature.is_none_or(|feature| is_usual(feature, version))
            && fetch.name != "http_auth_group"
            && Fetch::find(fetch.name, version).is_some_and(|row| std::ptr::eq(row, *fetch))
    }) {
        let accepts = |args: &[String]| our_acl(&[call(fetch.name, args), "-m".to_owned(), "found".to_owned()], version).is_ok();
        let base = base(&fetch.args, None, &accepts).unwrap_or_else(|| panic!("{version}: no arguments for {}", fetch.name));
        calls(fetch.name, &fetch.args, &base, false).into_iter().for_each(&mut push);
    }
    let types = [Type::Any, Type::Bool, Type::Sint, Type::Ipv4, Type::Ipv6, Type::Str, Type::Bin, Type::Meth];
    for converter in CONVERTERS.iter().filter(|converter| {
        converter.feature.is_none_or(|feature| is_usual(feature, version))
            && Converter::find(converter.name, version).is_some_and(|row| std::ptr::eq(row, *converter))
    }) {
        let name = converter.name;
        let from = source(converter.input);
        let fixed = match name {
            "digest" | "hmac" => Some("sha256".to_owned()),
            _ if name.starts_with("map") => Some(files.map(name)),
            "jwt_decrypt_cert" | "jwt_decrypt_jwk" => Some("txn.a".to_owned()),
            _ => None,
        };
        let accepts =
            |args: &[String]| our_acl(&[format!("{from},{}", call(name, args)), "-m".to_owned(), "found".to_owned()], version).is_ok();
        // Without arguments these two are refused when another converter without arguments stands before them that changes the list
        // which all such converters share (`debug`, for one): nothing that a line decides.
        let shared = match name {
            "http_date" => Some(vec!["1".to_owned(), "ms".to_owned()]),
            "sha2" => Some(vec!["256".to_owned()]),
            _ => None,
        };
        let bare = shared.is_some();
        let base = shared
            .or_else(|| base(&converter.args, fixed.as_deref(), &accepts))
            .unwrap_or_else(|| panic!("{version}: no arguments for {name}"));
        for call in calls(name, &converter.args, &base, first_depends_on_machine(name)) {
            if bare && (call == name || call.ends_with("()")) {
                continue;
            }
            push(format!("{from},{call}"));
        }
        for of in types {
            push(format!("{},{}", source(of), call(name, &base)));
        }
    }
    cases
}

fn acl_cases(version: Version) -> Vec<Vec<String>> {
    let mut lines: Vec<String> = Vec::new();
    for of in [Type::Any, Type::Bool, Type::Sint, Type::Ipv4, Type::Ipv6, Type::Str, Type::Bin, Type::Meth] {
        let from = source(of);
        lines.extend(Method::NAMES.iter().map(|(name, _)| format!("{from} -m {name} --")));
        lines.push(format!("{from} --"));
        for pattern in ["1", "1.2.3.4", "a", "00", "true"] {
            lines.push(format!("{from} -n {pattern}"));
            lines.push(format!("{from},debug -n {pattern}"));
        }
    }
    let methods =
        [("int", "int(1)"), ("len", "str(a)"), ("ip", "src"), ("bin", "bin(00)"), ("reg", "str(a)"), ("regm", "str(a)"), ("str", "str(a)")];
    let patterns = [
        "1",
        "-1",
        "-- -1",
        "1:2",
        "2:1",
        "1-2",
        "1:",
        ":1",
        ":",
        "-- -",
        "1:2:3",
        "1.5",
        "gt 1.5",
        "gt 1:2",
        "gt x",
        "lt 0",
        "eq gt 5",
        "gt",
        "1 gt",
        "9223372036854775807",
        "9223372036854775808",
        "gt 9223372036854775807",
        "lt .5",
        "gt 5. 6",
        "1x",
        "+1",
        "ge 1x",
        "10.0.0.0/8",
        "10.0.0.0/33",
        "10.0.0.0/255.0.0.0",
        "10.0.0.0/255.0.0",
        "10.0.0/8",
        "300.1.1.1",
        "1.2.3.4.5",
        "1.2.3",
        "::1/64",
        "::1/129",
        "::1/-1",
        "::/0",
        "::g",
        "10.0.0.1/",
        "/8",
        "1.2.3.4/+8",
        "1.2.3.4/0x8",
        "010.1.1.1",
        "09.1.1.1",
        "00",
        "0",
        "0g",
        "abcd",
        "(a",
        "a)",
        "[a",
        "a]",
        "a\\",
        "*a",
        "+a",
        "?a",
        "a**",
        "a++",
        "a|*b",
        "a+?b",
        "a?+",
        "a*?*",
        "(+a)",
        "()",
        "(|)",
        "[]a",
        "[]a]",
        "[^]a]",
        "[[:alpha:]",
        "[[:alpha:]]",
        "[a[:b]",
        "(?:a)",
        "(?i)a",
        "(?<n>a)",
        "(?x)a#(",
        "\\(",
        "\\Q(\\E",
        "[(]",
        "a{2",
        "$",
        "[\\]a]",
        "[\\]",
        "a||b",
        "\\c(",
        "-i a",
        "-x",
        "-i",
        "-u 5 1",
        "-u x 1",
        "-u 6",
        "-f /nonexistent",
        "-f",
        "-m",
        "-m beg",
        "-M 1",
        "-n 1 -i",
        "-- -i",
        "-i -n -- -u",
    ];
    for (method, from) in methods {
        lines.extend(patterns.iter().map(|pattern| format!("{from} -m {method} -n {pattern}")));
        lines.extend(patterns.iter().map(|pattern| format!("{from} -n {pattern}")));
    }
    // Faults in groups are told without the number of the line; they have a test of their own.
    for word in AclWord::names(version).filter(|word| *word != "http_auth_group") {
        let args = AclWord::find(word, version)
            .and_then(|row| Fetch::find(row.fetch, version))
            .map(|fetch| match fetch.args.types[..fetch.args.least].len() {
                0 => String::new(),
                1 if fetch.args.types[0] == ArgType::Userlist => "(u)".to_owned(),
                count => format!("({})", vec!["1"; count].join(",")),
            })
            .unwrap_or_default();
        for rest in [
            "1",
            "a",
            "-m str a",
            "-m found",
            "-m int 1",
            "-m ip -n 1.1.1.1",
            "-m bin 00",
            "-m reg a",
            "3.1",
            "gt 3.1",
            "3.70000",
            "1:2.5",
            "gt 65535.65535",
        ] {
            lines.push(format!("{word}{args} {rest}"));
        }
        for call in ["()", "(1)", "(a,1)", "(a,-11)", "(a,1,2)", ",lower", ",nothing", "x", ",lower,", "(1),length"] {
            lines.push(format!("{word}{call} -m str a"));
            lines.push(format!("{word}{call} 1"));
        }
    }
    lines.extend(
        [
            "path lower /a",
            "path lower -m beg /a",
            "src upper",
            "path -m beg lower",
            "path lower, /a",
            "path lower{ /a",
            "path ,lower a",
            "path, lower a",
            "path,,lower a",
            "path,lower,,upper a",
            "path;lower a",
            "path, a",
            "int(1) bool x",
            "str(1) length x",
            "str(1) length 1",
            "src(",
            "src)",
            "(a) b",
            "-m found",
            "lower a",
            "path_beg(a) b",
            "req.hdr (host) x",
            "req.hdr( host) x",
            "acl(known) -m found",
            "acl(known,!known) -m bool",
            "unknown_fetch 1",
            "path -m beg -m sub a",
            "path_beg -m beg -m sub a",
            "path -f /nonexistent -m beg a",
            "str(a",
        ]
        .map(str::to_owned),
    );
    let mut cases: Vec<Vec<String>> =
        lines.iter().map(|line| line.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()).collect();
    // Quotes and escapes within arguments.
    for text in [
        "str(\"a,b\")",
        "str('a)b')",
        "str(\"a\\\"b\")",
        "str('a\\'b')",
        "str(\"a)",
        "str('a\"b)",
        "str(a\\)",
        "str(a\\",
        "str(a\\,b)",
        "str(a\\ b)",
        "str( a )",
        "str(\"\")",
        "str(\"a\"'b')",
        "str(\"a' b\")",
        "str(\\\"a)",
        "str(\\n\\t\\r)",
        "str(\"\\)\")",
        "str('\\')",
        "str(a)b",
        "str(a),",
        "str(a) ,lower",
        "req.hdr(a,)",
        "req.hdr(a,\"1\")",
        "req.hdr(,)",
        "req.hdr(\"a,1\")",
        "ipv4()",
        "ipv4(\"1.2.3.4\")",
        "always_true()",
        "always_true(\"\")",
        "always_true((",
    ] {
        cases.push(vec![text.to_owned(), "-m".to_owned(), "found".to_owned()]);
    }
    cases
}

#[test]
fn acls_are_refused_when_haproxy_refuses_them() {
    let files = Files::new();
    for program in programs() {
        for (what, cases) in [("samples", sample_cases(program.version, &files)), ("acls", acl_cases(program.version))] {
            // A number may be used once in a file.
            let cases: BTreeSet<Vec<String>> = cases.into_iter().collect();
            let mut numbers = 0;
            let cases: Vec<Vec<String>> = cases
                .into_iter()
                .map(|mut words| {
                    if let Some(at) = words.iter().position(|word| word == "-u")
                        && let Some(word) = words.get_mut(at + 1)
                        && word.parse::<u32>().is_ok()
                    {
                        numbers += 1;
                        *word = (100_000 + numbers).to_string();
                    }
                    words
                })
                .collect();
            let ours: Vec<Result<(), String>> = cases.iter().map(|words| our_acl(words, program.version)).collect();
            let blocks: Vec<String> = cases
                .iter()
                .map(|words| format!(" acl a {}\n", words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")))
                .collect();
            let refused = refused(&program, &files, &format!("{DEFAULTS}{LISTEN}"), &blocks, "", &ours);
            compare(&program, what, &blocks, &ours, &refused);
        }
    }
}

#[test]
fn groups_are_refused_when_haproxy_refuses_them() {
    let files = Files::new();
    let lines = [
        "http_auth_group(u)",
        "http_auth_group(u) g",
        "http_auth_group(u) nobody",
        "http_auth_group(u) --",
        "http_auth_group(u) g nobody",
        "http_auth_group g",
    ];
    for program in programs() {
        let cases: Vec<Vec<String>> = lines.iter().map(|line| line.split(' ').map(str::to_owned).collect()).collect();
        let ours: Vec<Result<(), String>> = cases.iter().map(|words| our_acl(words, program.version)).collect();
        let blocks: Vec<String> = lines.iter().map(|line| format!(" acl a {line}\n")).collect();
        let refused = refused_alone(&program, &files, &format!("{DEFAULTS}{LISTEN}"), &blocks, "", &ours);
        compare(&program, "groups", &blocks, &ours, &refused);
    }
}

#[test]
fn conditions_are_refused_when_haproxy_refuses_them() {
    let files = Files::new();
    let lines = [
        "if known",
        "if",
        "if !",
        "if ! known",
        "if !!known",
        "if known or",
        "if or known",
        "if known OR known",
        "if known || known",
        "if known && known",
        "if known and known",
        "if nope",
        "if TRUE",
        "if { src 1.1.1.1 }",
        "if !{ src 1.1.1.1 }",
        "if ! { src 1.1.1.1 }",
        "if { src 1.1.1.1",
        "if { }",
        "if }",
        "if {src 1.1.1.1 }",
        "if { src 1.1.1.1} }",
        "if { src 1.1.1.1 } }",
        "if { { src 1.1.1.1 } }",
        "if { src -n x }",
        "if { path -m beg } known",
        "if { path_beg }",
        "if { always_true } or { always_false }",
        "unless known",
        "if HTTP_3.0",
        "if known !",
        "if ! or known",
        "if { str(}) -m found }",
        "if { str(a) } }",
    ];
    for program in programs() {
        let cases: Vec<Vec<String>> = lines.iter().map(|line| line.split(' ').map(str::to_owned).collect()).collect();
        let ours: Vec<Result<(), String>> = cases.iter().map(|words| our_condition(&words[1..], program.version)).collect();
        let blocks: Vec<String> = cases.iter().map(|words| format!(" use_backend b {}\n", words.join(" "))).collect();
        let refused = refused(&program, &files, &format!("{DEFAULTS}{LISTEN}"), &blocks, "", &ours);
        compare(&program, "conditions", &blocks, &ours, &refused);
    }
}

#[test]
fn log_formats_are_refused_when_haproxy_refuses_them() {
    let files = Files::new();
    for program in programs() {
        let version = program.version;
        let mut formats: Vec<String> = Vec::new();
        for alias in Alias::names(Version::series(3, 4)) {
            formats.extend([format!("%{alias}"), format!("%{{+Q}}{alias}x"), format!("%{{+Q,-X,+nonsense}}{alias} %%")]);
        }
        for fetch in FETCHES.iter().filter(|fetch| fetch.feature.is_none_or(|feature| is_usual(feature, version))) {
            let least = &fetch.args.types[..fetch.args.least];
            if least.is_empty() && fetch.name != "acl" {
                formats.push(format!("%[{}]", fetch.name));
            }
        }
        formats.extend(
            [
                "plain",
                "%",
                "a%",
                "100%%",
                "% a",
                "%5",
                "%\t",
                "%,",
                "%{",
                "%{+Q",
                "%{+Q}",
                "%{+Q} ci",
                "%{+Q}%",
                "%{}ci",
                "%{}[src]",
                "%{+Q}1",
                "%[",
                "%[]",
                "%[src",
                "%[src]",
                "%[src]]",
                "%[src ]",
                "%[src,lower]",
                "%[src,lower",
                "%[src,]",
                "%[src,lower,]",
                "%[src,nope]",
                "%[nope]",
                "%[str(]) ]",
                "%[str(\"]\")]",
                "%[str(%)]",
                "%[src]%[dst]",
                "%ci%cp",
                "%cixx",
                "%ci_x",
                "%ci-",
                "%zz",
                "%Zz",
                "%HTTP",
                "%(a)ci",
                "%(a:str)ci",
                "%(a:sint)[src]",
                "%(a:bool){+Q}ci",
                "%(a:raw)ci",
                "%(a:ip)ci",
                "%(a b)ci",
                "%(a",
                "%(a)",
                "%(a:",
                "%(a:str",
                "%(a)%",
                "%()ci",
                "%(:str)ci",
                "%(:)ci",
                "%(a:b:c)ci",
                "%(a)(b)ci",
                "%(a) ci",
                "%(a)5",
                "%(a),",
                "%o %ci",
                "%{+json}o %ci",
                "%{+Q}o%ci",
                "%[req.hdr(a)]",
                "%[res.hdr(a)]",
                "%[res.hdr(a),lower]",
                "%[wait_end]",
                "%[var(txn.a)]",
                "%[var(foo)]",
                "%[src,map(/nonexistent)]",
                "%[path,regsub(\\(,x)]",
                "%[path,regsub((,x)]",
                "%[srv_conn(nobody/x)]",
                "%[srv_conn(b/s)]",
                "%[table_avl]",
                "%[table_avl(nobody)]",
            ]
            .map(str::to_owned),
        );
        formats.sort();
        formats.dedup();
        let ours: Vec<Result<(), String>> = formats.iter().map(|text| our_format(text, version)).collect();
        let blocks: Vec<String> = formats
            .iter()
            .enumerate()
            .map(|(at, text)| {
                format!(
                    "listen l{at}\n bind :{}\n stick-table type ip size 1k\n server s 127.0.0.1:80\n log-format {}\n",
                    10_000 + at,
                    quoted(text)
                )
            })
            .collect();
        let refused = if version < Version::new(3, 4) {
            refused(&program, &files, DEFAULTS, &blocks, LISTEN, &ours)
        } else {
            refused_alone(&program, &files, DEFAULTS, &blocks, LISTEN, &ours)
        };
        compare(&program, "log formats", &blocks, &ours, &refused);
    }
}

#[test]
fn samples_take_their_words() {
    // How far an expression reaches shows in what the rule behind it makes of the rest.
    let line: Vec<Word<'_>> = "src lower upper if".split(' ').map(Some).collect();
    let expr = sample::parse(&line, 0, &Context::anywhere(Version::series(3, 0))).unwrap();
    assert_eq!(expr.end, 3);
}
