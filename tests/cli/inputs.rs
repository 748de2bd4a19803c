//! Which files are read, in which order, and how they belong together.

use crate::program::{BACKEND, FRONTEND, Folder, Program, UNKNOWN_BACKEND, run_in};

/// The paths in the JSON report on `args`, and the names of the rules that found something.
fn report(folder: &Folder, args: &[&str]) -> (Vec<String>, Vec<String>) {
    let mut all = vec!["--format", "json"];
    all.extend(args);
    let ended = run_in(folder, &all);
    let report: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    let all = |list: &str, field: &str| -> Vec<String> {
        report[list].as_array().unwrap().iter().map(|entry| entry[field].as_str().unwrap().to_owned()).collect()
    };
    (all("files", "path"), all("findings", "name"))
}

#[test]
fn standard_input_has_the_name_it_is_given() {
    let ended = Program::new(["--format", "concise", "-"]).input(UNKNOWN_BACKEND).run();
    assert_eq!(ended.status, 1);
    assert!(ended.stdout.starts_with("<stdin>:5:21: error[HAP012] "), "{}", ended.stdout);
    let ended = Program::new(["--format", "concise", "--stdin-name", "etc/haproxy.cfg", "-"]).input(UNKNOWN_BACKEND).run();
    assert!(ended.stdout.starts_with("etc/haproxy.cfg:5:21: error[HAP012] "), "{}", ended.stdout);
}

#[test]
fn bytes_that_are_not_utf8_are_read() {
    let mut bytes = FRONTEND.replace("bind", "# caf\u{e9}\n    bind").into_bytes();
    bytes.extend_from_slice(BACKEND.as_bytes());
    let at = bytes.iter().position(|byte| *byte == 0xc3).unwrap();
    bytes.remove(at);
    let ended = Program::new(["-"]).input(bytes).run();
    assert_eq!(ended.status, 0, "{}", ended.stdout);
}

#[test]
fn a_folder_is_read_as_haproxy_reads_it() {
    let folder = Folder::new("folder");
    folder.write("conf.d/20-backend.cfg", BACKEND);
    folder.write("conf.d/10-frontend.cfg", FRONTEND);
    folder.write("conf.d/.hidden.cfg", UNKNOWN_BACKEND);
    folder.write("conf.d/30-old.cfg.bak", UNKNOWN_BACKEND);
    folder.write("conf.d/README", "not a configuration\n");
    folder.write("conf.d/40-inner.cfg/file.cfg", UNKNOWN_BACKEND);
    let (files, findings) = report(&folder, &["conf.d"]);
    assert_eq!(files, ["conf.d/10-frontend.cfg", "conf.d/20-backend.cfg"]);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(report(&folder, &["conf.d/"]).0, files);
}

#[test]
fn a_folder_without_configurations_is_told() {
    let folder = Folder::new("folder-empty");
    folder.write("conf.d/README", "");
    let ended = run_in(&folder, &["conf.d"]);
    assert_eq!(ended.status, 0);
    assert!(ended.stdout.contains("no file in this folder has the name of a configuration"), "{}", ended.stdout);
}

#[test]
fn files_given_together_are_one_configuration() {
    let folder = Folder::new("together");
    folder.write("frontend.cfg", FRONTEND);
    folder.write("backend.cfg", BACKEND);
    let both = ["frontend.cfg", "backend.cfg"];
    assert!(report(&folder, &both).1.is_empty());
    let (files, findings) = report(&folder, &["--instances", "each", both[0], both[1]]);
    assert_eq!(files, both);
    assert!(findings.contains(&"unknown-backend".to_owned()), "{findings:?}");
}

#[test]
fn a_second_global_section_starts_another_process() {
    let folder = Folder::new("instances");
    let text = format!("global\n    maxconn 100\n{FRONTEND}{BACKEND}");
    folder.write("one.cfg", &text);
    folder.write("two.cfg", &text);
    let both = ["one.cfg", "two.cfg"];
    assert!(report(&folder, &both).1.is_empty());
    let (_, findings) = report(&folder, &["--instances", "one", both[0], both[1]]);
    assert!(findings.contains(&"duplicate-proxy".to_owned()), "{findings:?}");
}

#[test]
fn files_of_patroni_are_passed_over_and_told() {
    let folder = Folder::with("others", &format!("{FRONTEND}{BACKEND}"));
    folder.write("patroni.yml", "scope: pg\n");
    let ended = run_in(&folder, &["haproxy.cfg", "patroni.yml"]);
    assert_eq!(ended.status, 0, "{}", ended.stdout);
    assert!(ended.stdout.contains("not checked: patroni.yml: files of Patroni are not checked"), "{}", ended.stdout);
}

/// The kind and the target of each file that was checked.
fn kinds(folder: &Folder, args: &[&str]) -> Vec<(String, String, String)> {
    let ended = run_in(folder, &[&["--format", "json"], args].concat());
    let report: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    let text = |file: &serde_json::Value, key: &str| file[key].as_str().unwrap().to_owned();
    report["files"].as_array().unwrap().iter().map(|file| (text(file, "path"), text(file, "kind"), text(file, "target"))).collect()
}

fn owned(list: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    list.iter().map(|(path, kind, target)| ((*path).to_owned(), (*kind).to_owned(), (*target).to_owned())).collect()
}

#[test]
fn each_file_is_read_as_what_its_name_or_text_tells() {
    let folder = Folder::with("kinds", &format!("{FRONTEND}{BACKEND}"));
    folder.write("pgbouncer.ini", "[databases]\n[pgbouncer]\n");
    folder.write("userlist.txt", "\"app\" \"secret\"\n");
    folder.write("repmgr.conf", "node_id=1\n");
    folder.write("pg_hba.conf", "local all all peer\n");
    folder.write("settings", "wal_level = replica\n");
    let all = ["haproxy.cfg", "pgbouncer.ini", "userlist.txt", "repmgr.conf", "pg_hba.conf", "settings"];
    let expected = [
        ("haproxy.cfg", "haproxy", "3.0"),
        ("pgbouncer.ini", "pgbouncer", "1.18"),
        ("userlist.txt", "userlist", "1.18"),
        ("repmgr.conf", "repmgr", "5.5"),
        ("pg_hba.conf", "hba", "15"),
        ("settings", "postgresql", "15"),
    ];
    assert_eq!(kinds(&folder, &[&["--target", "pgbouncer=1.18", "--target", "postgresql=15"], &all[..]].concat()), owned(&expected));
    assert_eq!(kinds(&folder, &["--kind", "hba=settings", "settings"]), owned(&[("settings", "hba", "17")]));
}

#[test]
fn a_kind_or_version_that_does_not_exist_is_refused() {
    let folder = Folder::with("no-kind", FRONTEND);
    for (args, message) in [
        (["--kind", "mysql", "haproxy.cfg"], "`mysql` is not one of haproxy, pgbouncer,"),
        (["--target", "pgbouncer=1.5", "haproxy.cfg"], "PgBouncer 1.12 to 1.26 can be checked"),
        (["--target", "postgresql=9", "haproxy.cfg"], "PostgreSQL 13 to 18 can be checked"),
        (["--target", "mysql=8.0", "haproxy.cfg"], "`mysql` is not a program that can be checked"),
    ] {
        let ended = run_in(&folder, &args);
        assert_eq!(ended.status, 2, "{}", ended.stderr);
        assert!(ended.stderr.contains(message), "{}", ended.stderr);
    }
}

#[test]
fn a_target_decides_what_is_refused() {
    let folder = Folder::with(
        "target",
        &format!("{FRONTEND}{}", BACKEND.replace("primary", "pg")).replace("default_backend primary", "default_backend pg"),
    );
    for (target, status) in [("haproxy=3.0", "accepted"), ("haproxy=3.2", "warned"), ("haproxy=3.4", "refused")] {
        let ended = run_in(&folder, &["--format", "json", "--target", target, "haproxy.cfg"]);
        let report: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
        assert_eq!(report["files"][0]["verdict"], status, "{target}");
    }
}

#[test]
fn a_file_that_must_be_beside_another_one_and_is_not_is_told() {
    let folder = Folder::new("include-missing");
    let node = "node_id=1\nnode_name='n'\nconninfo='host=h user=repmgr dbname=repmgr'\ndata_directory='/d'\n";
    folder.write("repmgr.conf", format!("{node}include 'more.conf'\n"));
    let verdict = |args: &[&str]| {
        let ended = run_in(&folder, &[&["--format", "json", "--kind", "repmgr"], args].concat());
        let report: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
        report["files"][0]["verdict"].as_str().unwrap().to_owned()
    };
    assert_eq!(verdict(&["repmgr.conf"]), "refused");
    folder.write("more.conf", "log_level=INFO\n");
    assert_eq!(verdict(&["repmgr.conf"]), "accepted");
    // Nothing tells what another machine has at an absolute path.
    folder.write("repmgr.conf", format!("{node}include '/etc/repmgr/more.conf'\n"));
    assert_eq!(verdict(&["repmgr.conf"]), "accepted");
}
