//! Folders: which files they stand for, and a folder for each host.

use crate::program::{BACKEND, FRONTEND, Folder, UNKNOWN_BACKEND, run_in};

const POOLER: &str = "[databases]\n[pgbouncer]\n";

/// The files that are checked, each with its host.
fn files(folder: &Folder, args: &[&str]) -> Vec<String> {
    let ended = run_in(folder, &[&["-v", "--format", "json"], args].concat());
    assert!(ended.status < 2, "{}", ended.stderr);
    let report: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    let host = |path: &str| {
        let line =
            ended.stderr.lines().find(|line| line.split_once(": ").is_some_and(|(_, files)| files.split(", ").any(|file| file == path)));
        line.and_then(|line| line.strip_prefix("host ")?.split_once(": ")).map(|(host, _)| host.to_owned())
    };
    let paths = report["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap());
    paths.map(|path| host(path).map_or_else(|| path.to_owned(), |host| format!("{host}: {path}"))).collect()
}

fn stack(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("stack/db1/pgbouncer.ini", POOLER);
    folder.write("stack/db1/etc/postgresql/15/main/postgresql.conf", "");
    folder.write("stack/db2/pgbouncer/pgbouncer.ini", POOLER);
    folder.write("stack/lb/haproxy.cfg", format!("global\n    maxconn 100\n{FRONTEND}{BACKEND}"));
    folder
}

#[test]
fn a_folder_for_each_host_tells_the_hosts() {
    let folder = stack("folders-hosts");
    let expected = [
        "db1: stack/db1/pgbouncer.ini",
        "db1: stack/db1/etc/postgresql/15/main/postgresql.conf",
        "db2: stack/db2/pgbouncer/pgbouncer.ini",
        "lb: stack/lb/haproxy.cfg",
    ];
    assert_eq!(files(&folder, &["stack"]), expected);
    assert_eq!(files(&folder, &["stack/"]), expected);
    assert_eq!(files(&folder, &["./stack"]), expected.map(|line| line.replace("stack/", "./stack/")));
    // A folder that holds one folder alone stands for that.
    assert_eq!(files(&folder, &["."]), expected.map(|line| line.replace("stack/", "./stack/")));
}

#[test]
fn what_stands_on_no_host_of_its_own_is_read_too() {
    let folder = stack("folders-no-host");
    folder.write("stack/haproxy.cfg", format!("{FRONTEND}{BACKEND}"));
    folder.write("stack/userlist.txt", "\"app\" \"secret\"\n");
    folder.write("stack/conf.d/pg_hba.conf", "local all all peer\n");
    let files = files(&folder, &["stack"]);
    for path in ["stack/haproxy.cfg", "stack/userlist.txt", "stack/conf.d/pg_hba.conf"] {
        assert!(files.contains(&path.to_owned()), "{files:?}");
    }
    assert_eq!(files.len(), 7);
}

#[test]
fn folders_of_programs_are_no_hosts() {
    let folder = Folder::new("folders-programs");
    folder.write("etc/haproxy/haproxy.cfg", format!("{FRONTEND}{BACKEND}"));
    folder.write("etc/pgbouncer/pgbouncer.ini", POOLER);
    folder.write("etc/postgresql/15/main/postgresql.conf", "");
    folder.write("etc/sysctl.d/30-postgresql-shm.conf", "kernel.shmmax = 1\n");
    folder.write("etc/supervisor/ansible.cfg", "[defaults]\n");
    let expected = ["etc/haproxy/haproxy.cfg", "etc/pgbouncer/pgbouncer.ini", "etc/postgresql/15/main/postgresql.conf"];
    assert_eq!(files(&folder, &["etc"]), expected);
}

#[test]
fn the_settings_know_better_than_folders() {
    let folder = stack("folders-settings");
    let text =
        "[hosts]\nprimary = { files = [\"db1/\"] }\nlb = { addresses = [\"10.0.0.9\"] }\npgbouncer = { addresses = [\"10.0.0.8\"] }\n";
    folder.write("stack/pglb-lint.toml", text);
    let expected = [
        "primary: stack/db1/pgbouncer.ini",
        "primary: stack/db1/etc/postgresql/15/main/postgresql.conf",
        "db2: stack/db2/pgbouncer/pgbouncer.ini",
        "lb (10.0.0.9): stack/lb/haproxy.cfg",
    ];
    assert_eq!(files(&folder, &["stack"]), expected);
}

#[test]
fn hosts_of_one_name_are_told_apart() {
    let folder = stack("folders-twice");
    folder.write("other/db1/pgbouncer.ini", POOLER);
    folder.write("other/db3/pgbouncer.ini", POOLER);
    let files = files(&folder, &["stack", "other"]);
    assert!(files.contains(&"db1: stack/db1/pgbouncer.ini".to_owned()), "{files:?}");
    assert!(files.contains(&"other/db1: other/db1/pgbouncer.ini".to_owned()), "{files:?}");
}

#[test]
fn no_process_reads_the_files_of_two_hosts() {
    let folder = Folder::new("folders-processes");
    folder.write("stack/lb1/haproxy.cfg", format!("{FRONTEND}{BACKEND}"));
    folder.write("stack/lb2/haproxy.cfg", format!("{FRONTEND}{BACKEND}"));
    folder.write("stack/lb3/10-frontend.cfg", FRONTEND);
    folder.write("stack/lb3/20-backend.cfg", BACKEND);
    for args in [&["stack"][..], &["--instances", "one", "stack"]] {
        let ended = run_in(&folder, &[&["--format", "concise"], args].concat());
        assert_eq!(ended.status, 0, "{}", ended.stdout);
    }
    let ended = run_in(&folder, &["--format", "concise", "stack/lb1/haproxy.cfg", "stack/lb2/haproxy.cfg"]);
    assert!(ended.stdout.contains("duplicate-proxy") || ended.stdout.contains("HAP0"), "{}", ended.stdout);
    // Told by the settings, whatever the order.
    folder.write("stack/pglb-lint.toml", "[hosts]\na.files = [\"lb1\", \"lb3/10*\"]\nb.files = [\"lb2\"]\n");
    let ended = run_in(&folder, &["--format", "concise", "stack/lb2/haproxy.cfg", "stack/lb1/haproxy.cfg"]);
    assert_eq!(ended.status, 0, "{}", ended.stdout);
}

#[test]
fn other_cfg_below_count_if_they_read_like_haproxy_s() {
    let folder = Folder::new("folders-cfg");
    folder.write("stack/lb1/frontend.cfg", FRONTEND);
    folder.write("stack/lb1/ansible.cfg", "[defaults]\nforks = 5\n");
    folder.write("stack/lb2/conf.d/backend.cfg", BACKEND);
    assert_eq!(files(&folder, &["stack"]), ["lb1: stack/lb1/frontend.cfg", "lb2: stack/lb2/conf.d/backend.cfg"]);
    // A folder with files of HAProxy is read as HAProxy reads it.
    folder.write("stack/all.cfg", FRONTEND);
    assert_eq!(files(&folder, &["stack"]), ["stack/all.cfg"]);
}

#[test]
fn hidden_folders_and_data_are_passed_over() {
    let folder = Folder::new("folders-hidden");
    folder.write("stack/.git/haproxy.cfg", UNKNOWN_BACKEND);
    folder.write("stack/db1/postgresql.conf", "");
    folder.write("stack/db1/PG_VERSION", "15\n");
    folder.write("stack/db1/base/postgresql.conf", "");
    folder.write("stack/db2/postgresql.conf", "");
    assert_eq!(files(&folder, &["stack"]), ["db1: stack/db1/postgresql.conf", "db2: stack/db2/postgresql.conf"]);
}

#[cfg(unix)]
#[test]
fn links_between_folders_are_not_followed() {
    let folder = stack("folders-links");
    std::os::unix::fs::symlink(folder.path("stack"), folder.path("stack/db1/again")).unwrap();
    std::os::unix::fs::symlink(folder.path("stack/db1/pgbouncer.ini"), folder.path("stack/db2/pgbouncer-2.ini")).unwrap();
    let files = files(&folder, &["stack"]);
    assert_eq!(files.len(), 5, "{files:?}");
    assert!(files.contains(&"db2: stack/db2/pgbouncer-2.ini".to_owned()), "a link to a file is a file: {files:?}");
}

#[test]
fn hosts_may_be_called_by_numbers() {
    let folder = Folder::new("folders-numbers");
    for name in ["1", "2", "10.0.0.1", "16"] {
        folder.write(&format!("stack/{name}/repmgr.conf"), "node_id=1\n");
    }
    let expected = ["1: stack/1/repmgr.conf", "10.0.0.1: stack/10.0.0.1/repmgr.conf", "stack/16/repmgr.conf", "2: stack/2/repmgr.conf"];
    assert_eq!(files(&folder, &["stack"]), expected);
}
