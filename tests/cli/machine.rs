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

const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n";
const KEY: &str = "-----BEGIN PRIVATE KEY-----\nMA==\n-----END PRIVATE KEY-----\n";

/// A folder with a machine in `root`.
fn machine(name: &str) -> Folder {
    let folder = Folder::new(name);
    for (path, text) in [
        ("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nhaproxy:x:99:99::/:/bin/false\n"),
        ("etc/group", "root:x:0:\nhaproxy:x:99:\n"),
        ("etc/haproxy/site.pem", &format!("{CERTIFICATE}{KEY}")),
        ("etc/haproxy/split.pem", CERTIFICATE),
        ("etc/haproxy/split.pem.key", KEY),
        ("etc/haproxy/public.pem", CERTIFICATE),
        ("etc/haproxy/both.pem.rsa", &format!("{CERTIFICATE}{KEY}")),
        ("etc/haproxy/text", "text\n"),
        ("etc/haproxy/known.lst", "192.0.2.1\n"),
        ("etc/haproxy/auth.lua", ""),
    ] {
        folder.write(&format!("root/{path}"), text);
    }
    folder
}

/// The verdict of `--root` on a configuration with `line` in the section that `section` opens, and the findings about the machine.
fn on_machine(folder: &Folder, section: &str, line: &str, more: &[&str]) -> (String, Vec<String>) {
    let sections = ["global", "defaults", "frontend", "backend"].map(|kind| {
        let own = match kind {
            "global" => "",
            "defaults" => "mode http\n    timeout client 1m\n    timeout server 1m\n    timeout connect 1s",
            "frontend" => "bind :8080\n    default_backend pg",
            _ => "server pg1 192.0.2.11:80",
        };
        let name = if kind == "backend" {
            " pg"
        } else if kind == "frontend" {
            " web"
        } else {
            ""
        };
        format!("{kind}{name}\n    {own}\n    {}\n", if kind == section { line } else { "" })
    });
    folder.write("haproxy.cfg", sections.concat());
    let (verdict, findings) = report(folder, &[&["--root", "root", "--select", "HAP081,HAP082,HAP083"], more].concat());
    (verdict, findings)
}

#[test]
fn files_are_looked_for_on_the_machine() {
    let folder = machine("root-files");
    let gone = |section: &str, line: &str| {
        let (verdict, findings) = on_machine(&folder, section, line, &[]);
        assert_eq!((verdict.as_str(), findings.len()), ("refused", 1), "{line}\n{findings:?}");
    };
    let fine = |section: &str, line: &str| {
        let (verdict, findings) = on_machine(&folder, section, line, &[]);
        assert!(verdict != "refused" && findings.is_empty(), "{line}: {verdict}\n{findings:?}");
    };
    for file in ["gone", "text", "public.pem"] {
        gone("frontend", &format!("bind :8443 ssl crt /etc/haproxy/{file}"));
        gone("backend", &format!("server pg2 192.0.2.12:80 ssl verify none crt /etc/haproxy/{file}"));
    }
    for file in ["site.pem", "split.pem", "both.pem", ""] {
        fine("frontend", &format!("bind :8443 ssl crt /etc/haproxy/{file}"));
    }
    fine("backend", "server pg2 192.0.2.12:80 crt /etc/haproxy/gone");
    fine("frontend", "bind :8443 ssl crt /etc/haproxy/site.pem ca-sign-file /etc/haproxy/gone");
    gone("frontend", "bind :8443 ssl crt /etc/haproxy/site.pem generate-certificates ca-sign-file /etc/haproxy/gone");
    for (section, line) in [
        ("frontend", "bind :8443 ssl crt /etc/haproxy/site.pem crt-list "),
        ("frontend", "bind :8443 ssl crt /etc/haproxy/site.pem verify optional ca-file "),
        ("backend", "server pg2 192.0.2.12:80 ssl ca-file "),
        ("backend", "default-server crl-file "),
        ("frontend", "errorfile 503 "),
        ("frontend", "http-request return status 200 content-type text/plain file "),
        ("frontend", "http-request return status 200 content-type text/plain lf-file "),
        ("frontend", "acl known src -f "),
        ("frontend", "filter spoe config "),
        ("global", "lua-load "),
        ("global", "issuers-chain-path "),
    ] {
        gone(section, &format!("{line}/etc/haproxy/gone"));
    }
    gone("frontend", "http-request set-header x %[src,map_ip(/etc/haproxy/gone)]");
    gone("frontend", "use_backend %[src,map_ip(/etc/haproxy/gone)]");
    gone("backend", "default-server ssl verify none crt /etc/haproxy/gone\n    server pg2 192.0.2.12:80");
    fine("backend", "default-server crt /etc/haproxy/gone\n    server pg2 192.0.2.12:80");
    gone("frontend", "acl known src -f file@/etc/haproxy/gone");
    fine("frontend", "acl known src -f opt@/etc/haproxy/gone");
    gone("frontend", "acl known src -f /etc/haproxy");
    fine("frontend", "errorfile 503 /dev/null");
    fine("frontend", "acl known src -f /etc/haproxy/known.lst");
    fine("global", "lua-load /etc/haproxy/auth.lua");
    fine("global", "chroot /nowhere\n    pidfile /nowhere/pid");
    assert_eq!(on_machine(&folder, "global", "stats-file /gone", &["--target", "haproxy=3.4"]).1.len(), 1);
}

#[test]
fn relative_names_have_a_folder_only_if_the_configuration_says_so() {
    let folder = machine("root-relative");
    folder.write("root/etc/haproxy/haproxy.cfg", "");
    let bases = "crt-base /etc/haproxy\n    ca-base /etc/haproxy";
    let bind = "bind :8443 ssl verify optional";
    for (global, line, refused) in [
        ("", format!("{bind} crt gone ca-file gone"), false),
        (bases, format!("{bind} crt site.pem ca-file public.pem"), false),
        (bases, format!("{bind} crt gone ca-file public.pem"), true),
        (bases, format!("{bind} crt site.pem ca-file gone"), true),
        (bases, format!("{bind} crt site.pem ca-file @system-ca"), false),
        ("default-path origin /etc/haproxy", "errorfile 503 gone".to_owned(), true),
        ("default-path origin /etc/haproxy", "acl known src -f known.lst".to_owned(), false),
        ("default-path origin /nowhere", String::new(), true),
        ("default-path current", "errorfile 503 gone".to_owned(), false),
        // The file that is checked is not on the machine.
        ("default-path config", "errorfile 503 gone".to_owned(), false),
    ] {
        let (verdict, findings) = on_machine(&folder, "frontend", &format!("{line}\nglobal\n    {global}"), &[]);
        let before = on_machine(&folder, "global", &format!("{global}\nfrontend other\n    bind :81\n    {line}"), &[]);
        assert_eq!(before.0 == "refused", refused, "{global}: {line}\n{:?}", before.1);
        assert!(verdict != "refused" || global.contains("/nowhere"), "what stands below does not count: {findings:?}");
    }
    let text = "global\n    default-path config\nfrontend web\n    mode http\n    bind :80\n    timeout client 1m\n    acl known src -f ";
    for (name, refused) in [("known.lst", false), ("gone.lst", true)] {
        folder.write("root/etc/haproxy/haproxy.cfg", format!("{text}{name}\n    http-request deny if known\n"));
        let ended = run_in(&folder, &["--root", "root", "--select", "HAP081", "root/etc/haproxy/haproxy.cfg"]);
        assert_eq!(ended.stdout.contains("there is no file `/etc/haproxy/gone.lst`"), refused, "{}", ended.stdout);
    }
}

#[test]
fn users_and_groups_are_looked_up_on_the_machine() {
    let folder = machine("root-users");
    for (section, line, findings) in [
        ("global", "user haproxy\n    group haproxy\n    uid 4711", &[][..]),
        ("global", "user hapoxy\n    group nobody", &["`hapoxy`", "`nobody`"]),
        ("global", "stats socket /run/haproxy.sock user root group nobody", &["`nobody`"]),
        ("global", "unix-bind user nobody", &["`nobody`"]),
        ("frontend", "bind unix@/run/web.sock user nobody group root", &["`nobody`"]),
    ] {
        let (verdict, found) = on_machine(&folder, section, line, &[]);
        assert_eq!(found.len(), findings.len(), "{line}: {found:?}");
        assert!(found.iter().zip(findings).all(|(found, name)| found.ends_with(name)), "{line}: {found:?}");
        assert_eq!(verdict == "refused", !findings.is_empty(), "{line}");
    }
    let ended = run_in(&folder, &["--root", "gone", "haproxy.cfg"]);
    assert_eq!(ended.status, 2);
    assert!(ended.stderr.contains("`--root gone`: "), "{}", ended.stderr);
}

#[cfg(unix)]
#[test]
fn links_stay_within_the_machine() {
    let folder = machine("root-links");
    let link = |target: &str, name: &str| std::os::unix::fs::symlink(target, folder.path(&format!("root/etc/{name}"))).unwrap();
    link("/etc/haproxy", "proxy");
    link("../etc/haproxy/known.lst", "relative");
    link("../../../../../../etc/haproxy/known.lst", "above");
    link("/loop", "../loop");
    for (name, refused) in [("proxy/known.lst", false), ("relative", false), ("above", false), ("proxy/gone", true), ("relative/x", true)] {
        let (verdict, findings) = on_machine(&folder, "frontend", &format!("acl known src -f /etc/{name}"), &[]);
        assert_eq!(verdict == "refused", refused, "{name}: {findings:?}");
    }
    assert!(on_machine(&folder, "frontend", "acl known src -f /loop", &[]).1.is_empty());
}
