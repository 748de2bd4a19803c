//! `pglb-lint.toml`: where it is found, what it says, and what is wrong with it.

use std::fs;

use crate::program::{BACKEND, Ended, FRONTEND, Folder, Program, UNKNOWN_BACKEND, UNUSED_ACL, run_in};

fn report(folder: &Folder, args: &[&str]) -> serde_json::Value {
    let ended = run_in(folder, &[&["--format", "json"], args].concat());
    assert!(ended.status < 2, "{}", ended.stderr);
    serde_json::from_str(&ended.stdout).unwrap()
}

/// The target that the first file is checked for.
fn target(folder: &Folder, args: &[&str]) -> String {
    report(folder, args)["files"][0]["target"].as_str().unwrap().to_owned()
}

#[test]
fn the_first_file_upwards_holds() {
    let folder = Folder::new("config-found");
    folder.write("a/b/haproxy.cfg", format!("{FRONTEND}{BACKEND}"));
    assert_eq!(target(&folder, &["a/b/haproxy.cfg"]), "3.0");
    folder.write("pglb-lint.toml", "[targets]\nhaproxy = \"2.6\"\n");
    assert_eq!(target(&folder, &["a/b/haproxy.cfg"]), "2.6");
    folder.write("a/pglb-lint.toml", "[targets]\nhaproxy = \"2.8\"\n");
    assert_eq!(target(&folder, &["a/b/haproxy.cfg"]), "2.8");
    folder.write("a/b/pglb-lint.toml", "[targets]\nhaproxy = \"3.2\"\n");
    assert_eq!(
        (target(&folder, &["a/b/haproxy.cfg"]), target(&folder, &["a/b"]), target(&folder, &["a/b/"])),
        ("3.2".into(), "3.2".into(), "3.2".into())
    );
    assert_eq!(target(&folder, &["--config", "pglb-lint.toml", "a/b/haproxy.cfg"]), "2.6");
    assert_eq!(target(&folder, &["--no-config", "a/b/haproxy.cfg"]), "3.0");
    assert_eq!(target(&folder, &["--target", "haproxy=3.4", "a/b/haproxy.cfg"]), "3.4", "the command line wins");
}

#[test]
fn standard_input_has_the_settings_of_the_working_directory() {
    let folder = Folder::new("config-stdin");
    folder.write("pglb-lint.toml", "fail-on = \"never\"\n");
    assert_eq!(Program::new(["-"]).within(&folder).input(UNKNOWN_BACKEND).run().status, 0);
    assert_eq!(Program::new(["--no-config", "-"]).within(&folder).input(UNKNOWN_BACKEND).run().status, 1);
}

#[test]
fn a_named_file_must_be_there() {
    let folder = Folder::with("config-gone", FRONTEND);
    let ended = run_in(&folder, &["--config", "gone.toml", "haproxy.cfg"]);
    assert_eq!((ended.status, ended.stdout.as_str()), (3, ""));
    assert!(ended.stderr.contains("cannot read gone.toml"), "{}", ended.stderr);
    assert_eq!(run_in(&folder, &["--config", "x", "--no-config", "haproxy.cfg"]).status, 2);
}

#[test]
fn verbose_says_what_holds() {
    let folder = Folder::with("config-verbose", FRONTEND);
    folder.write("pglb-lint.toml", "[hosts.lb]\naddresses = [\"10.0.0.9\"]\nfiles = [\"*.cfg\"]\n");
    assert_eq!(run_in(&folder, &["-v", "haproxy.cfg"]).stderr, "settings: pglb-lint.toml\nhost lb (10.0.0.9): haproxy.cfg\n");
    let ended = run_in(&folder, &["-v", "--no-config", "haproxy.cfg"]);
    assert_eq!(ended.stderr, "settings: none, what the program brings holds\n");
}

#[test]
fn levels_change_what_is_reported_and_how_the_run_ends() {
    let folder = Folder::with("config-levels", UNKNOWN_BACKEND);
    let run = |rules: &str, args: &[&str]| {
        folder.write("pglb-lint.toml", format!("[rules]\n{rules}\n"));
        run_in(&folder, &[&["--format", "concise", "haproxy.cfg"], args].concat())
    };
    let level =
        |ended: &Ended| ended.stdout.lines().find(|line| line.contains("HAP012")).map(|line| line.split(' ').nth(1).unwrap().to_owned());
    let error = run("", &[]);
    assert_eq!((error.status, level(&error).as_deref()), (1, Some("error[HAP012]")));
    let info = run("unknown-backend = \"info\"", &[]);
    assert_eq!((info.status, level(&info).as_deref()), (0, Some("info[HAP012]")));
    for rules in ["unknown-backend = \"off\"", "HAP012 = \"off\"", "HAP0 = \"off\"", "ALL = \"off\"", "HAP012.level = \"off\""] {
        let off = run(rules, &[]);
        assert_eq!((off.status, level(&off)), (0, None), "{rules}");
    }
    assert_eq!(run("ALL = \"off\"\nHAP012 = \"warning\"", &[]).status, 1, "the more exact wins");
    assert_eq!(run("HAP012 = \"off\"", &["--select", "HAP012"]).status, 1, "the command line wins");
    assert_eq!(run("HAP012 = \"error\"", &["--ignore", "HAP012"]).status, 0, "the command line wins");
    folder.write("haproxy.cfg", UNUSED_ACL);
    assert_eq!((run("", &[]).status, run("HAP1 = \"error\"\nHAP4 = \"error\"\nHAP3 = \"error\"", &["--fail-on", "error"]).status), (0, 1));
}

#[test]
fn a_rule_that_is_off_is_still_part_of_the_verdict() {
    let folder = Folder::with("config-verdict", UNKNOWN_BACKEND);
    folder.write("pglb-lint.toml", "[rules]\nunknown-backend = \"off\"\n");
    assert_eq!(report(&folder, &["haproxy.cfg"])["files"][0]["verdict"], "refused");
}

#[test]
fn fail_on_is_a_setting() {
    let folder = Folder::with("config-fail-on", UNUSED_ACL);
    assert_eq!(run_in(&folder, &["haproxy.cfg"]).status, 0);
    folder.write("pglb-lint.toml", "fail-on = \"info\"\n");
    assert_eq!(run_in(&folder, &["haproxy.cfg"]).status, 1);
    assert_eq!(run_in(&folder, &["--fail-on", "warning", "haproxy.cfg"]).status, 0, "the command line wins");
}

#[test]
fn options_change_what_a_rule_finds() {
    let text = "listen pg
    mode tcp
    bind :5432
    timeout client 30s
    timeout connect 5s
    timeout server 30m
    option redispatch
    option httpchk GET /primary
    http-check expect status 200
    server a 10.0.0.1:5432 check inter 30s fall 3 port 8008 on-marked-down shutdown-sessions
";
    let folder = Folder::with("config-options", text);
    let names = |rules: &str| -> Vec<String> {
        folder.write("pglb-lint.toml", format!("[rules]\n{rules}\n"));
        let report = report(&folder, &["--select", "slow-detection,pg-short-timeouts", "haproxy.cfg"]);
        report["findings"].as_array().unwrap().iter().map(|finding| finding["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(""), ["pg-short-timeouts", "slow-detection"]);
    assert_eq!(names("slow-detection.at-most = \"90s\""), ["pg-short-timeouts"]);
    assert_eq!(
        names("slow-detection.at-most = \"89s\"\npg-short-timeouts = { at-least = \"30s\", level = \"error\" }"),
        ["slow-detection"]
    );
}

#[test]
fn every_kind_of_problem_is_shown_where_it_is() {
    let folder = Folder::with("config-problems", FRONTEND);
    let text = r#"# what holds here
targts = { haproxy = "3.0" }
exclude = ["a["]

[targets]
haproxy = "1.8"

[hosts.db1]
addresses = ["10.0.0.1", "db1.example.net:5432"]
role = "primary"

[hosts.db2]
addresses = ["10.0.0.1"]

[rules]
slow-detecton = "off"
slow-detection = { at-mots = "2m" }
unknown-backend = "of"
"#;
    folder.write("pglb-lint.toml", text);
    let ended = run_in(&folder, &["haproxy.cfg"]);
    assert_eq!((ended.status, ended.stdout.as_str()), (2, ""));
    insta::assert_snapshot!("problems", ended.stderr);
    for verb in [&["fmt", "--check", "haproxy.cfg"][..], &["export", "haproxy.cfg"], &["check", "--format", "json", "haproxy.cfg"]] {
        let other = run_in(&folder, verb);
        assert_eq!((other.status, other.stdout.as_str(), other.stderr), (2, "", ended.stderr.clone()), "{verb:?}");
    }
    assert_eq!(run_in(&folder, &["--no-config", "--fail-on", "never", "haproxy.cfg"]).status, 0);
}

#[test]
fn what_is_no_toml_is_shown_where_it_is() {
    let folder = Folder::with("config-no-toml", FRONTEND);
    folder.write("pglb-lint.toml", "[targets]\nhaproxy = 3.0.1\n\n[rules\n");
    let ended = run_in(&folder, &["haproxy.cfg"]);
    assert_eq!(ended.status, 2);
    insta::assert_snapshot!("no_toml", ended.stderr);
}

#[test]
fn a_file_of_two_hosts_is_a_problem() {
    let folder = Folder::new("config-two-hosts");
    folder.write("db1/pgbouncer.ini", "[databases]\n[pgbouncer]\n");
    folder.write("pglb-lint.toml", "[hosts]\ndb1 = { files = [\"db1/\"] }\npool = { files = [\"*/pgbouncer.ini\"] }\n");
    let ended = run_in(&folder, &["db1/pgbouncer.ini"]);
    assert_eq!(ended.status, 2);
    insta::assert_snapshot!("two_hosts", ended.stderr);
}

#[test]
fn files_stand_on_the_host_that_names_them() {
    let folder = Folder::new("config-hosts");
    folder.write("stack/a/repmgr.conf", "node_id=1\ninclude 'more/x.conf'\n");
    folder.write("stack/a/more/x.conf", "log_level=INFO\n");
    folder.write("stack/b/repmgr.conf", "node_id=2\n");
    folder.write("stack/lb.cfg", format!("{FRONTEND}{BACKEND}"));
    folder.write(
        "stack/pglb-lint.toml",
        "[hosts.one]\naddresses = [\"10.0.0.1\"]\nfiles = [\"a/*.conf\", \"lb.cfg\"]\n[hosts.two]\nfiles = [\"b\"]\n",
    );
    let expected = "settings: stack/pglb-lint.toml\n\
        host one (10.0.0.1): stack/a/repmgr.conf, stack/lb.cfg, stack/a/more/x.conf\nhost two: stack/b/repmgr.conf\n";
    let paths = ["stack/a/repmgr.conf", "stack/lb.cfg", "stack/b/repmgr.conf"];
    assert_eq!(run_in(&folder, &[&["-v"], &paths[..]].concat()).stderr, expected);
    let absolute: Vec<String> = paths.iter().map(|path| folder.path(path).to_str().unwrap().to_owned()).collect();
    let absolute: Vec<&str> = ["-v"].into_iter().chain(absolute.iter().map(String::as_str)).collect();
    let ended = run_in(&folder, &absolute);
    assert_eq!(ended.stderr.replace(&format!("{}/", folder.path("").to_str().unwrap().trim_end_matches('/')), ""), expected);
}

#[test]
fn what_is_excluded_is_left_out_of_folders() {
    let folder = Folder::new("config-exclude");
    for name in ["10.cfg", "20.bak.cfg", "old/haproxy.cfg", "db1/pgbouncer.ini", "db1/spare/pgbouncer.ini", "db2/pgbouncer.ini"] {
        folder.write(&format!("stack/{name}"), if name.ends_with("ini") { "[databases]\n[pgbouncer]\n" } else { FRONTEND });
    }
    folder.write("pglb-lint.toml", "exclude = [\"*.bak.cfg\", \"old\", \"stack/db1/spare/\", \"stack/db2/*.ini\"]\n");
    let paths = |args: &[&str]| -> Vec<String> {
        report(&folder, args)["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(paths(&["stack"]), ["stack/10.cfg", "stack/db1/pgbouncer.ini"]);
    assert_eq!(paths(&["--no-config", "stack"]).len(), 6);
    assert_eq!(paths(&["stack/20.bak.cfg"]), ["stack/20.bak.cfg"], "what is named is read");
    let ended = run_in(&folder, &["fmt", "--check", "stack"]);
    assert!(!ended.stdout.contains("bak"), "{}", ended.stdout);
}

#[test]
fn init_writes_a_file_that_changes_nothing() {
    let folder = Folder::with("config-init", UNKNOWN_BACKEND);
    let before = run_in(&folder, &["haproxy.cfg"]);
    let ended = run_in(&folder, &["rules", "--init", "-o", "pglb-lint.toml"]);
    assert_eq!((ended.status, ended.stdout.as_str(), ended.stderr.as_str()), (0, "", ""));
    let text = folder.read("pglb-lint.toml");
    insta::assert_snapshot!("init", text);
    assert_eq!(run_in(&folder, &["rules", "--init"]).stdout, text);
    let after = run_in(&folder, &["haproxy.cfg"]);
    assert_eq!((after.status, after.stdout), (before.status, before.stdout));
    fs::write(folder.path("pglb-lint.toml"), "# mine\n").unwrap();
    let ended = run_in(&folder, &["rules", "--init", "--output", "pglb-lint.toml"]);
    assert_eq!((ended.status, folder.read("pglb-lint.toml").as_str()), (2, "# mine\n"));
    assert!(ended.stderr.contains("pglb-lint.toml is there already"), "{}", ended.stderr);
    assert_eq!(run_in(&folder, &["rules", "-o", "x.toml"]).status, 2, "only with --init");
}
