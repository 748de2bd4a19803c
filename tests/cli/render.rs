//! `render`: files of a stack, written once, kept apart from what somebody changes, and the same every time.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::program::{Folder, Program};

const STACK: &str = "[balancer]
address = \"192.0.2.10\"
[nodes]
db1 = \"192.0.2.11\"
db2 = \"192.0.2.12\"
[witness]
address = \"192.0.2.13\"
[databases.app]
[versions]
haproxy = \"3.0\"
pgbouncer = \"1.24\"
repmgr = \"5.5\"
postgresql = \"17\"
";

/// A folder with `STACK`.
fn stack() -> Folder {
    let folder = Folder::shallow();
    folder.write("stack.toml", STACK);
    folder
}

fn render(folder: &Folder, words: &[&str]) -> crate::program::Ended {
    let all = ["render", "stack.toml", "-o", "out"].into_iter().chain(words.iter().copied());
    Program::new(all).within(folder).run()
}

/// All files below `path` with their bits and bytes.
fn files(path: &Path) -> BTreeMap<String, (u32, Vec<u8>)> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![path.to_path_buf()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap().path();
            if entry.is_dir() {
                folders.push(entry);
            } else {
                let name = entry.strip_prefix(path).unwrap().display().to_string();
                let mode = fs::metadata(&entry).unwrap().permissions().mode() & 0o777;
                found.insert(name, (mode, fs::read(&entry).unwrap()));
            }
        }
    }
    found
}

#[test]
fn a_rendered_folder_is_sound_and_renders_to_itself() {
    let folder = stack();
    let ended = render(&folder, &[]);
    assert_eq!((ended.status, ended.stdout.as_str()), (0, ""), "{}", ended.stderr);
    let before = files(&folder.path("out"));
    let names: Vec<String> = before.iter().map(|(name, (mode, _))| format!("{mode:o} {name}")).collect();
    insta::assert_snapshot!("rendered_files", names.join("\n"));
    let checked = Program::new(["--select", "ALL", "out"]).within(&folder).run();
    assert_eq!(checked.status, 0, "{}", checked.stdout);
    let formatted = Program::new(["fmt", "--check", "out"]).within(&folder).run();
    assert_eq!(formatted.status, 0, "{}", formatted.stdout);
    let read = Program::new(["render", "out"]).within(&folder).run();
    assert!(read.status == 0 && read.stderr.contains("nothing was found against a failover"), "{}{}", read.stdout, read.stderr);
    assert_eq!(render(&folder, &["--check"]).status, 0);
    assert_eq!(render(&folder, &[]).status, 0);
    assert!(before == files(&folder.path("out")), "the second run changed something");
}

#[test]
fn passwords_are_for_their_owner_alone() {
    let folder = stack();
    let ended = render(&folder, &[]);
    let all = files(&folder.path("out"));
    let secrets: serde_json::Value = serde_json::from_slice(&all[".pglb/secrets.json"].1).unwrap();
    let passwords: Vec<&str> = secrets["users"].as_object().unwrap().values().filter_map(|user| user["password"].as_str()).collect();
    assert_eq!(passwords.len(), 4, "app, hacheck, pgbadmin and repmgr");
    for (name, (mode, text)) in &all {
        let text = String::from_utf8_lossy(text);
        let tells = passwords.iter().any(|password| text.contains(password)) || text.contains("SCRAM-SHA-256$");
        assert!(!tells || *mode == 0o600, "{name} tells a secret and has the bits {mode:o}");
    }
    assert!(passwords.iter().all(|password| !ended.stderr.contains(password)));
}

#[test]
fn what_somebody_changed_is_kept() {
    let folder = stack();
    render(&folder, &[]);
    let path = folder.path("out/lb/haproxy.cfg");
    let changed = fs::read_to_string(&path).unwrap() + "# mine\n";
    fs::write(&path, &changed).unwrap();
    folder.write("stack.toml", format!("name = \"other\"\n{STACK}"));
    let before = files(&folder.path("out"));
    let ended = render(&folder, &[]);
    assert_eq!(ended.status, 2);
    assert!(ended.stderr.contains("out/lb/haproxy.cfg"), "{}", ended.stderr);
    assert!(before == files(&folder.path("out")), "something was written");
    assert_eq!(render(&folder, &["--force"]).status, 0);
    assert_ne!(fs::read_to_string(&path).unwrap(), changed);
}

#[test]
fn files_that_are_not_rendered_any_more_are_removed() {
    let folder = stack();
    render(&folder, &[]);
    assert!(folder.path("out/db2/pgbouncer.ini").exists());
    folder.write("stack.toml", STACK.replace("db2", "db3"));
    let dry = render(&folder, &["--check"]);
    assert_eq!(dry.status, 1);
    assert!(dry.stdout.contains("remove db2/pgbouncer.ini") && dry.stdout.contains("write db3/pgbouncer.ini"), "{}", dry.stdout);
    assert!(folder.path("out/db2/pgbouncer.ini").exists());
    assert_eq!(render(&folder, &[]).status, 0);
    assert!(!folder.path("out/db2/pgbouncer.ini").exists() && folder.path("out/db3/pgbouncer.ini").exists());
}

#[test]
fn faults_of_a_description_are_told_with_their_places() {
    let folder = Folder::new("faults_of_a_description_are_told_with_their_places");
    folder.write("stack.toml", "nam = \"x\"\n[balancer]\naddress = \"lb.example.net\"\n[nodes]\ndb1 = \"192.0.2.11\"\ndb2 = \"192.0.2.11\"\n[databases.postgres]\n");
    let ended = render(&folder, &[]);
    assert_eq!(ended.status, 2);
    insta::assert_snapshot!("faults_of_a_description", ended.stderr);
    assert!(!folder.path("out").exists());
}

#[test]
fn folders_whose_names_mean_something_to_programs_are_refused() {
    let folder = stack();
    let ended = Program::new(["render", "stack.toml", "-o", "a b"]).within(&folder).run();
    assert_eq!(ended.status, 2);
    assert!(ended.stderr.contains("blanks"), "{}", ended.stderr);
}

#[test]
fn a_folder_that_lies_too_deep_for_sockets_is_refused() {
    let folder = stack();
    let deep = "x".repeat(97);
    let ended = Program::new(["render", "stack.toml", "-o", &deep]).within(&folder).run();
    assert_eq!(ended.status, 2);
    assert!(ended.stderr.contains("bytes too long: that of the socket "), "{}", ended.stderr);
    assert!(!folder.path(&deep).exists());
}

#[test]
fn a_stack_that_does_not_run_is_not_healthy() {
    let folder = stack();
    let ended = Program::new(["status", "stack.toml", "-o", "out", "--json"]).within(&folder).run();
    assert_eq!(ended.status, 1, "{}", ended.stderr);
    let state: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(state["healthy"], false);
    let down = Program::new(["down", "stack.toml", "-o", "out"]).within(&folder).run();
    assert_eq!(down.status, 2);
    assert!(down.stderr.contains("there is no stack in"), "{}", down.stderr);
}
