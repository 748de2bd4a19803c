//! What depends on the machine, and what the command line says of it: the environment, the build, the files.

use crate::program::{BACKEND, FRONTEND, Folder, run_in};

/// The verdict on `haproxy.cfg` in `folder`, and the findings as rule and message.
fn report(folder: &Folder, args: &[&str]) -> (String, Vec<String>) {
    let ended = run_in(folder, &[&["--format", "json", "haproxy.cfg"], args].concat());
    let report: serde_json::Value = serde_json::from_str(&ended.stdout).expect(&ended.stderr);
    let finding = |finding: &serde_json::Value| format!("{}: {}", finding["name"].as_str().unwrap(), finding["message"].as_str().unwrap());
    let findings = report["findings"].as_array().unwrap().iter().map(finding).collect();
    (report["files"][0]["verdict"].as_str().unwrap().to_owned(), findings)
}

#[test]
fn an_environment_is_read_from_pairs_and_files() {
    let folder = Folder::with("env", &format!("{}{BACKEND}", FRONTEND.replace(":5432", "\":${PGPORT}\"")));
    folder.write("env", "# of the unit\nexport PGPORT='5432'\n");
    folder.write("wrong.env", "PGPORT=none\n");
    for (args, verdict) in [
        (&[][..], "accepted"),
        (&["--env", "PGPORT=none"], "refused"),
        (&["--env", "env"], "accepted"),
        (&["--env", "wrong.env"], "refused"),
        (&["--env", "wrong.env", "--env", "env"], "accepted"),
        (&["--env", "env", "--env", "wrong.env"], "refused"),
        (&["--env", "wrong.env", "--env", "PGPORT=6432"], "accepted"),
        (&["--env", "OTHER=1"], "accepted"),
    ] {
        assert_eq!(report(&folder, args).0, verdict, "{args:?}");
    }
}

#[test]
fn a_broken_line_of_an_environment_is_wrong_usage() {
    let folder = Folder::with("env-broken", FRONTEND);
    folder.write("env", "A=1\nPGPORT\n");
    let ended = run_in(&folder, &["--env", "env", "haproxy.cfg"]);
    assert_eq!(ended.status, 2);
    assert!(ended.stderr.contains("`--env env`: line 2: `PGPORT` is no `NAME=VALUE`"), "{}", ended.stderr);
}

/// What `haproxy -vv` prints of a small build.
const SMALL: &str = "HAProxy version 3.2.26-1 2026/10/14 - https://haproxy.org/
Feature list : +EPOLL -LUA -OPENSSL -OT +POLL -PROMEX -QUIC -SSL
";

#[test]
fn what_a_build_lacks_is_refused() {
    let folder = Folder::with(
        "features",
        &format!("global\n    tune.quic.max-frame-loss 10\n{FRONTEND}{BACKEND}    server pg2 192.0.2.12:5432 check ssl verify none\n"),
    );
    folder.write("vv.txt", SMALL);
    assert_eq!(report(&folder, &["--target", "haproxy=3.2"]).0, "accepted");
    let (verdict, findings) = report(&folder, &["--features", "vv.txt"]);
    assert_eq!(verdict, "refused");
    let expected = [
        "not-built: `tune.quic.max-frame-loss` is not known: this build of HAProxy has no QUIC",
        "not-built: `ssl` is not known: this build of HAProxy has no OPENSSL",
    ];
    let own: Vec<&String> = findings.iter().filter(|finding| finding.starts_with("not-built")).collect();
    assert_eq!(own, expected);
}

#[test]
fn every_way_to_need_a_feature_is_known() {
    let folder = Folder::new("features-ways");
    folder.write("vv.txt", SMALL);
    let frontend = |line: &str| {
        format!(
            "defaults\n    mode http\n    timeout client 1m\n    timeout server 1m\n    timeout connect 1s\nfrontend f\n    bind :80\n    {line}\n"
        )
    };
    let backend = |line: &str| frontend("").replace("frontend", "backend").replace("bind :80", line);
    for text in [
        frontend("bind quic4@:443"),
        frontend("bind :443 proto quic"),
        frontend("quic-initial reject"),
        frontend("acl tls ssl_fc"),
        frontend("acl tls ssl_fc_sni_end .org"),
        frontend("http-request set-header x %[ssl_fc_sni]"),
        frontend("http-request set-header x %[src,sha2]"),
        frontend("http-request use-service prometheus-exporter"),
        frontend("http-request wait-for-handshake"),
        frontend("http-request ot-group a b"),
        frontend("filter opentracing config x"),
        backend("server a quic4@192.0.2.1:443"),
        backend("http-check connect ssl"),
        format!("global\n    lua-load x.lua\n{}", frontend("")),
        format!("crt-store x\n{}", frontend("")),
    ] {
        folder.write("haproxy.cfg", &text);
        assert_eq!(report(&folder, &["--features", "vv.txt"]).0, "refused", "{text}");
    }
}

#[test]
fn a_build_decides_conditions() {
    let conditions = ["feature(OPENSSL)", "version_atleast(3.2.27)", "feature(NOPE)", "!feature(POLL)"];
    let branches = conditions.map(|condition| format!(".if {condition}\n.alert \"{condition}\"\n.endif\n")).concat();
    let folder = Folder::with("features-if", &format!("{branches}{FRONTEND}{BACKEND}"));
    folder.write("vv.txt", SMALL);
    assert_eq!(report(&folder, &["--features", "vv.txt"]), ("accepted".to_owned(), Vec::new()));
    assert_eq!(report(&folder, &[]).0, "refused");
}

#[test]
fn a_build_of_another_version_is_wrong_usage() {
    let folder = Folder::with("features-usage", FRONTEND);
    folder.write("vv.txt", SMALL);
    folder.write("v.txt", "HAProxy version 3.2.26-1\n");
    folder.write("old.txt", SMALL.replace("3.2.26", "2.4.1"));
    for (args, message) in [
        (&["--features", "vv.txt", "--target", "haproxy=3.0"][..], "this is HAProxy 3.2.26-1, but the target is 3.0"),
        (&["--features", "v.txt"], "`haproxy -vv` prints (with two `v`)"),
        (&["--features", "haproxy.cfg"], "no line tells the version of HAProxy"),
        (&["--features", "gone.txt"], "write a file with what `haproxy -vv` prints"),
        (&["--features", "old.txt"], "this is HAProxy 2.4.1-1; 2.6 to 3.4 can be checked"),
    ] {
        let ended = run_in(&folder, &[args, &["haproxy.cfg"]].concat());
        assert_eq!(ended.status, 2, "{args:?}");
        assert!(ended.stderr.contains(message), "{args:?}\n{}", ended.stderr);
    }
}
