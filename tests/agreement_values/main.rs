//! Holds what we make of words, addresses and conditions to what HAProxy makes of them.
//!
//! Runs every installed `haproxy`, and each command of the list in `PGLB_HAPROXY` (separated by colons), on generated configurations with
//! many probes in one file; the line numbers of its alerts tell which were refused. Without any HAProxy the tests pass, unless
//! `PGLB_REQUIRE_ORACLES` is 1.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    unreachable_pub,
    missing_docs,
    reason = "a test that runs programs reads the environment, writes files and tells what it did"
)]

mod oracle;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use pglb_lint::product::haproxy::address::{self, Needs, Transport};
use pglb_lint::product::haproxy::environment::Environment;
use pglb_lint::product::haproxy::preprocess::{self, ConditionContext, ConditionFaultKind, Truth};
use pglb_lint::product::haproxy::value::{self, NameAlphabet};
use pglb_lint::schema::{AddrFlags, TimeUnit, Version};

use oracle::{Dice, ENVIRONMENT, Oracle, Probe, agree, quoted};

fn times() -> BTreeSet<String> {
    let numbers = [
        "0",
        "1",
        "5",
        "99",
        "100",
        "007",
        "1500",
        "2147483",
        "2147484",
        "2147483647",
        "2147483648",
        "4294967296",
        "18446744073709551617",
        "",
    ];
    let units = ["", "us", "ms", "s", "m", "h", "d", "u", "S", "sec", "msx", "dd", ".5s", " s", "-", "min", "µs", "s s"];
    let mut words: BTreeSet<String> = numbers.iter().flat_map(|number| units.iter().map(move |unit| format!("{number}{unit}"))).collect();
    words.extend(["-1", "+1s", "24d", "25d", "596h", "597h", "35791m", "35792m", "x"].map(str::to_owned));
    words.remove("");
    words
}

#[test]
fn times_are_read_alike() {
    let mut differences = String::new();
    for oracle in Oracle::all() {
        let probe = |word: &str, unit, keyword: &str| Probe {
            lines: vec!["defaults".into(), format!("  {keyword} {}", quoted(word))],
            line: 1,
            word: word.into(),
            taken: value::parse_time(word, unit, oracle.version).is_ok(),
        };
        let words = times();
        let milliseconds: Vec<Probe> = words.iter().map(|word| probe(word, TimeUnit::Ms, "timeout client")).collect();
        let answers = agree(&oracle, "times-ms", "", &milliseconds, &mut differences);
        for (index, probe) in milliseconds.iter().enumerate().filter(|(_, probe)| probe.taken) {
            let read = value::parse_time(&probe.word, TimeUnit::Ms, oracle.version).unwrap();
            let trailing = answers.said.contains(&format!("after the timer value '{}'", probe.word));
            if read.trailing.is_some() != trailing || read.small_without_unit != answers.warned.contains(&index) {
                writeln!(differences, "HAProxy {} warns otherwise of {:?}", oracle.version, probe.word).unwrap();
            }
        }
        let seconds: Vec<Probe> = words.iter().map(|word| probe(word, TimeUnit::S, "stats refresh")).collect();
        agree(&oracle, "times-s", "", &seconds, &mut differences);
    }
    assert!(differences.is_empty(), "we differ from HAProxy:\n{differences}");
}

/// A probe in a backend of its own.
fn in_backend(index: usize, mode: &str, line: String, word: &str, taken: bool) -> Probe {
    Probe { lines: vec![format!("backend b{index}"), format!("  mode {mode}"), line], line: 2, word: word.into(), taken }
}

#[test]
fn sizes_and_stores_are_read_alike() {
    let mut differences = String::new();
    for oracle in Oracle::all() {
        let numbers = ["1", "16384", "0004", "4294967295", "4294967296", "4194303", "4194304", "4095", "4096", "99999999999999999999", ""];
        let units = ["", "k", "K", "m", "M", "g", "G", "t", "kb", "k ", ".5k", "x", "-"];
        let words =
            numbers.iter().flat_map(|number| units.iter().map(move |unit| format!("{number}{unit}"))).filter(|word| !word.is_empty());
        let sizes: Vec<Probe> = words
            .enumerate()
            .map(|(index, word)| {
                let line = format!("  stick-table type ip size {}", quoted(&word));
                in_backend(index, "tcp", line, &word, value::parse_size(&word, oracle.version).is_ok())
            })
            .collect();
        agree(&oracle, "sizes", "", &sizes, &mut differences);

        let pieces = [
            "conn_cur",
            "conn_rate",
            "gpc",
            "gpc0",
            "gpc_rate",
            "gpt",
            "gpt0",
            "glitch_cnt",
            "(1)",
            "(10s)",
            "(2,1m)",
            "(0)",
            "(101)",
            "(-1)",
            "(x",
            ",",
            ",",
            ",",
            "x",
        ];
        let mut dice = Dice(7);
        let mut stores = dice.texts(300, 5, &pieces);
        let items = [
            "conn_cur",
            "conn_cnt",
            "conn_rate(10s)",
            "gpc(2)",
            "gpc0",
            "gpc1_rate(1m)",
            "gpc_rate(2,1m)",
            "gpt(1)",
            "http_req_rate(1h)",
            "bytes_in_rate(1d)",
            "",
        ];
        stores.extend(
            (0..150).map(|_| (0..=dice.roll(4)).map(|_| dice.pick(&items)).collect::<Vec<_>>().join(",")).filter(|word| !word.is_empty()),
        );
        stores.extend(
            ["conn_cur,conn_cur(7)", "conn_rate(1s,2)", "gpc_rate(1,2,3s)", "gpc(3)x", "gpc(3)(4)", "gpc0_rate(1s),gpc_rate(1,1s)"]
                .map(str::to_owned),
        );
        let stores: Vec<Probe> = stores
            .iter()
            .enumerate()
            .map(|(index, word)| {
                let line = format!("  stick-table type ip size 1k store {}", quoted(word));
                in_backend(index, "tcp", line, word, value::parse_store(word, oracle.version).is_ok())
            })
            .collect();
        agree(&oracle, "stores", "", &stores, &mut differences);
    }
    assert!(differences.is_empty(), "we differ from HAProxy:\n{differences}");
}

#[test]
fn names_and_variables_are_read_alike() {
    let mut differences = String::new();
    for oracle in Oracle::all() {
        let mut dice = Dice(11);
        let names = dice.texts(120, 5, &["a", "B", "9", "_", "-", ".", ":", "/", "+", " ", "ä", "@", "pg"]);
        let names: Vec<Probe> = names
            .iter()
            .enumerate()
            .map(|(index, word)| {
                let line = format!("  server {} 127.0.0.1:80", quoted(word));
                in_backend(index, "tcp", line, word, value::check_name(word, NameAlphabet::Full).is_ok())
            })
            .collect();
        agree(&oracle, "names", "", &names, &mut differences);

        let scopes = ["proc.", "sess.", "txn.", "req.", "res.", "psess.", "ptxn.", "preq.", "pres.", "check.", "tnx.", "txn", ""];
        let variables: Vec<String> = scopes
            .iter()
            .flat_map(|scope| ["a", "a.b_9", "", "a-b", "ä"].map(|name| format!("{scope}{name}")))
            .filter(|word| !word.is_empty())
            .collect();
        let variables: Vec<Probe> = variables
            .iter()
            .enumerate()
            .map(|(index, word)| {
                let line = format!("  http-request set-var({word}) int(1)");
                in_backend(index, "http", line, word, value::parse_variable(word, oracle.version).is_ok())
            })
            .collect();
        agree(&oracle, "variables", "", &variables, &mut differences);
    }
    assert!(differences.is_empty(), "we differ from HAProxy:\n{differences}");
}

#[test]
fn sets_and_lists_are_read_alike() {
    let mut differences = String::new();
    for oracle in Oracle::all() {
        let mut dice = Dice(13);
        let sets = dice.texts(200, 5, &["0", "3", "63", "1023", "1024", "-", "-", ",", ",", "x"]);
        let global = |keyword: &str, word: &str, rest: &str, taken| Probe {
            lines: vec!["global".into(), format!("  {keyword} {}{rest}", quoted(word))],
            line: 1,
            word: word.into(),
            taken,
        };
        let cpus: Vec<Probe> =
            sets.iter().map(|word| global("cpu-map 1", word, "", value::parse_cpu_set(word, oracle.version).is_ok())).collect();
        agree(&oracle, "cpu-sets", "", &cpus, &mut differences);

        let mut threads = dice.texts(150, 4, &["1", "2", "64", "65", "-", "-", "/", "x", "all", "odd", "even"]);
        threads.extend(["1/all", "all/odd", "1-/2-", "all/", "/1"].map(str::to_owned));
        let threads: Vec<Probe> = threads.iter().map(|word| global("cpu-map", word, " 0", value::parse_thread_map(word).is_ok())).collect();
        agree(&oracle, "thread-maps", "", &threads, &mut differences);

        let codes = dice.texts(150, 6, &["+", "-", "-", "100", "404", "500", "599", "600", "99", ",", ",", "x"]);
        if oracle.version >= Version::new(3, 0) {
            let probes: Vec<Probe> =
                codes.iter().map(|word| global("http-err-codes", word, "", value::parse_status_edit(word).is_ok())).collect();
            agree(&oracle, "status-edits", "", &probes, &mut differences);
        }
        let checks: Vec<Probe> = codes
            .iter()
            .enumerate()
            .map(|(index, word)| {
                let line = format!("  http-check expect status {}", quoted(word));
                in_backend(index, "http", line, word, value::parse_expected_status(word).is_ok())
            })
            .collect();
        agree(&oracle, "expected-status", "", &checks, &mut differences);

        let hex = dice.texts(60, 4, &["0", "fF", "9", "g", " ", "ab"]);
        let probes: Vec<Probe> = hex
            .iter()
            .enumerate()
            .map(|(index, word)| {
                in_backend(index, "tcp", format!("  tcp-check send-binary {}", quoted(word)), word, value::parse_hex(word).is_ok())
            })
            .collect();
        agree(&oracle, "hex", "", &probes, &mut differences);

        let mut samples = dice.texts(200, 6, &["1", "2", "5", "10", "0", "-", ",", ":", ":10", "x"]);
        samples.extend(["1,3-5:10", "1-3,2:5", "2,1-3:5", "1,:5", ",1:5", "4294967297:1", "1:4294967297"].map(str::to_owned));
        let probes: Vec<Probe> =
            samples.iter().map(|word| global("log 127.0.0.1:514 sample", word, " local0", value::parse_log_sample(word).is_ok())).collect();
        agree(&oracle, "log-samples", "", &probes, &mut differences);

        let mut methods = dice.texts(120, 7, &["last", "libc", "none", "10.0.0.1", "::1", "[::1]", "*", "10.0.0.256", ",", ",", ","]);
        methods.extend([["none"; 10].join(","), ["none"; 11].join(",")]);
        let probes: Vec<Probe> = methods
            .iter()
            .enumerate()
            .map(|(index, word)| {
                let line = format!("  server s 127.0.0.1:80 init-addr {}", quoted(word));
                in_backend(index, "tcp", line, word, value::parse_init_addr(word).is_ok())
            })
            .collect();
        agree(&oracle, "init-addr", "", &probes, &mut differences);
    }
    assert!(differences.is_empty(), "we differ from HAProxy:\n{differences}");
}

fn addresses() -> BTreeSet<String> {
    let prefixes =
        " ip@ ipv4@ ipv6@ tcp@ tcp4@ tcp6@ udp@ udp4@ udp6@ mptcp@ mptcp4@ mptcp6@ unix@ uxst@ uxdg@ abns@ abnsz@ stream+ dgram+ \
         stream+ipv4@ dgram+ipv4@ dgram+unix@ stream+uxdg@ ipv5@ IPV4@ quic+unix@ fd@ sockpair@"
            .split(' ');
    let hosts = [
        "",
        "*",
        "127.0.0.1",
        "::1",
        "[::1]",
        "::",
        "[::]",
        "127.1",
        "0x7f.1",
        "10.0.0.01",
        "[127.0.0.1]",
        "[::1",
        "[1]",
        "pg 1",
        "/run/x",
        "1::2::3",
    ];
    let ports = [
        "",
        ":",
        ":80",
        ":0",
        ":65535",
        ":65536",
        ":80-90",
        ":90-80",
        ":80-",
        ":+1",
        ":-1",
        ":+",
        ":80x",
        ":80-9x",
        ":x",
        ":4294967376",
        ": 80",
        ":80-80",
    ];
    let mut words: BTreeSet<String> = BTreeSet::new();
    for host in hosts {
        words.extend(ports.iter().map(|port| format!("{host}{port}")));
    }
    for prefix in prefixes {
        for host in ["", "127.0.0.1", "::1", "/run/x"] {
            words.extend(["", ":80", ":+1"].map(|port| format!("{prefix}{host}{port}")));
        }
    }
    words.extend([
        format!("/{}", "x".repeat(96)),
        format!("/{}", "x".repeat(97)),
        format!("abns@{}", "x".repeat(107)),
        format!("abns@{}", "x".repeat(108)),
    ]);
    words.extend(["fd@x", "fd@", "fd@-1", "sockpair@x", "fd@1x"].map(str::to_owned));
    let mut dice = Dice(17);
    words.extend(dice.texts(
        200,
        6,
        &["ipv6@", "ipv4@", "1", "80", ".", ":", ":", "[", "]", "-", "+", "127.0.0.1", "::1", "*", "/x", "unix@"],
    ));
    words.remove("");
    words
}

fn flags(names: &str) -> AddrFlags {
    AddrFlags(names.split('|').map(|name| AddrFlags::NAMES.iter().find(|(known, _)| *known == name).unwrap().1.0).sum())
}

#[test]
fn addresses_are_read_alike() {
    let mut differences = String::new();
    let bind = flags("resolve|port_ok|port_mand|port_range|socket_fd|stream|xprt");
    let server = flags("resolve|port_ok|port_ofs|stream|xprt|connect");
    let nameserver = flags("resolve|port_ok|port_mand|dgram|stream|default_dgram");
    let check = flags("resolve|port_ok|stream|connect");
    let mailer = flags("resolve|port_ok|port_mand|stream|xprt|connect");
    let receiver = flags("resolve|port_ok|port_mand|port_range|socket_fd|dgram|xprt");
    for oracle in Oracle::all() {
        let words = addresses();
        let mut place = |name: &str, build: &dyn Fn(usize, &str) -> Vec<String>, read: &dyn Fn(&str) -> Option<bool>| {
            let probes: Vec<Probe> = words
                .iter()
                .enumerate()
                .filter_map(|(index, word)| {
                    let taken = read(word)?;
                    let lines = build(index, &quoted(word));
                    Some(Probe { lines, line: 1, word: word.clone(), taken })
                })
                .collect();
            agree(&oracle, name, "", &probes, &mut differences);
        };
        // What needs the machine cannot be compared.
        let decided = |flags: AddrFlags| {
            let version = oracle.version;
            move |word: &str| match address::parse(word, flags, version) {
                Ok(read) if read.needs != Needs::default() => None,
                read => Some(read.is_ok()),
            }
        };
        place("bind", &|index, word| vec![format!("frontend f{index}"), format!("  bind {word}")], &|word| match address::parse_list(
            word,
            bind,
            oracle.version,
        ) {
            Ok(items) if items.iter().any(|item| item.address.needs != Needs::default()) => None,
            read => Some(read.is_ok()),
        });
        place("server", &|index, word| vec![format!("backend b{index}"), format!("  server s {word}")], &|word| {
            // Datagrams are for backends of mode log, which is checked after reading.
            let datagram = address::parse(word, server, oracle.version).is_ok_and(|read| read.transport == Transport::Datagram);
            decided(server)(word).map(|taken| taken && !datagram)
        });
        place("nameserver", &|index, word| vec![format!("resolvers r{index}"), format!("  nameserver n {word}")], &decided(nameserver));
        place("mailer", &|index, word| vec![format!("mailers m{index}"), format!("  mailer n {word}")], &|word| {
            // The section wants TCP, which is its own rule.
            decided(mailer)(word).map(|taken| taken && address::parse(word, mailer, oracle.version).is_ok_and(|read| read.is_tcp()))
        });
        place("check", &|index, word| vec![format!("backend b{index}"), format!("  server s 127.0.0.1:80 addr {word}")], &decided(check));
        place("dgram-bind", &|index, word| vec![format!("log-forward l{index}"), format!("  dgram-bind {word}")], &|word| {
            match address::parse_list(word, receiver, oracle.version) {
                Ok(items) if items.iter().any(|item| item.address.needs != Needs::default()) => None,
                read => Some(read.is_ok()),
            }
        });
        place("log", &|_, word| vec!["global".into(), format!("  log {word} local0")], &|word| match address::parse_log_target(
            word,
            oracle.version,
        ) {
            Ok(read) if read.needs != Needs::default() => None,
            read => Some(read.is_ok()),
        });
    }
    assert!(differences.is_empty(), "we differ from HAProxy:\n{differences}");
}

/// Terms of conditions; the first 20 are sound.
const TERMS: &str = r#"0
1
-1
0x0
0x1f
08
defined(FOO)
defined(NOPE)
defined(EMPTY)
defined(HAPROXY_BRANCH)
defined
defined()
feature(LUA)
feature(OPENSSL)
feature(KQUEUE)
feature(QUIC)
feature(NOPE)
feature()
streq(a,a)
streq(a,b)
streq(a, a)
streq("a,b",'a,b')
streq(a\ b,'a b')
streq(\t,\x)
streq(a)
streq
streq(a,b,c)
strneq(a,b)
strstr(abc,b)
strstr(abc,)
version_atleast(2.6)
version_atleast(3.0-dev1)
version_atleast(3.2.0)
version_before(3.4)
version_before(99)
version_atleast()
version_before(x)
version_atleast(9-x)
openssl_version_atleast(x)
openssl_version_before(1.1)
enabled(NOPE)
awslc_api_atleast(1)
unknown(1)
define(FOO)
0 x
(1)
( 0 )
!1
! !1
(1
1)
defined(FOO
defined(FOO\
defined(FOO)x
defined (FOO)"#;

fn conditions() -> BTreeSet<String> {
    let mut dice = Dice(19);
    let terms: Vec<&str> = TERMS.lines().chain(["", " "]).collect();
    let joints = [" && ", " || ", "&&", "||", " && !", " || ", " ", " & ", ") && ("];
    let mut texts: BTreeSet<String> = terms.iter().map(|term| (*term).to_owned()).collect();
    while texts.len() < 450 {
        let mut text = String::new();
        for at in 0..=dice.roll(4) {
            if at > 0 {
                // Most joints are sound, so that most conditions get as far as being decided.
                let sound = dice.roll(8) > 0;
                text.push_str(dice.pick(if sound { &joints[..6] } else { &joints[..] }));
            }
            let sound = dice.roll(5) > 0;
            text.push_str(dice.pick(if sound { &terms[..20] } else { &terms[..] }));
        }
        texts.insert(text);
    }
    texts.insert(format!("{}1{}", "(".repeat(300), ")".repeat(300)));
    texts.insert(format!("{}1{}", "(".repeat(345), ")".repeat(345)));
    texts.insert(vec!["0"; 900].join("||"));
    texts.remove("");
    texts
}

#[test]
fn conditions_are_decided_alike() {
    let mut differences = String::new();
    for oracle in Oracle::all() {
        let environment = Environment::complete(ENVIRONMENT).started(oracle.version);
        let context = ConditionContext { version: oracle.version, environment: &environment, build: &oracle };
        let mut probes = Vec::new();
        let mut expected = Vec::new();
        for text in conditions() {
            let decided = preprocess::evaluate(&text, &context);
            if matches!(decided, Ok(Truth::Unknown(_))) {
                continue;
            }
            let mark = format!("taken-{}-", probes.len());
            let late = |kind| matches!(kind, ConditionFaultKind::InvalidVersion | ConditionFaultKind::NoLibrary);
            if decided.as_ref().is_err_and(|fault| late(fault.kind)) {
                // Until 3.3 HAProxy crashes on a fault that it finds while it decides.
                let (_, _, code) = oracle.run("late-fault", &format!("global\n.if {}\n.endif\n", quoted(&text)));
                if code == Some(0) {
                    writeln!(differences, "HAProxy {} takes {text:?}", oracle.version).unwrap();
                }
                continue;
            }
            let lines = vec![format!(".if {}", quoted(&text)), format!("  .warning \"{mark}\""), ".endif".into()];
            probes.push(Probe { lines, line: 0, word: text, taken: decided.is_ok() });
            expected.push((mark, decided));
        }
        let answers = agree(&oracle, "conditions", "global\n", &probes, &mut differences);
        for (probe, (mark, decided)) in probes.iter().zip(&expected).filter(|(_, (_, decided))| decided.is_ok()) {
            let holds = answers.said.contains(mark.as_str());
            if *decided != Ok(if holds { Truth::True } else { Truth::False }) {
                writeln!(differences, "HAProxy {} decides {:?} otherwise: {holds}", oracle.version, probe.word).unwrap();
            }
        }
    }
    assert!(differences.is_empty(), "we differ from HAProxy:\n{differences}");
}
