//! `--fix`: what is written, and that it is written in one step.

use std::fs;

use crate::program::{BACKEND, FRONTEND, Folder, Program, UNKNOWN_BACKEND, run_in};

/// A file without a final line feed, which HAProxy refuses; the fix is safe.
fn unended() -> String {
    format!("{FRONTEND}{BACKEND}").trim_end().to_owned()
}

#[test]
fn a_safe_fix_is_written() {
    let folder = Folder::with("fix", &unended());
    assert_eq!(run_in(&folder, &["haproxy.cfg"]).status, 1);
    let ended = run_in(&folder, &["--fix", "haproxy.cfg"]);
    assert_eq!(ended.status, 0, "{}", ended.stdout);
    assert!(ended.stderr.starts_with("fixed 1 finding"), "{}", ended.stderr);
    assert_eq!(folder.read("haproxy.cfg"), format!("{FRONTEND}{BACKEND}"));
    assert_eq!(folder.names(), ["haproxy.cfg"], "nothing is left behind");
}

#[test]
fn only_files_that_change_are_written() {
    let folder = Folder::with("fix-one", &unended());
    folder.write("first.cfg", "global\n    maxconn 100\n");
    let age = fs::metadata(folder.path("first.cfg")).unwrap().modified().unwrap();
    assert_eq!(run_in(&folder, &["--fix", "first.cfg", "haproxy.cfg"]).status, 0);
    assert_eq!(fs::metadata(folder.path("first.cfg")).unwrap().modified().unwrap(), age);
    assert_eq!(folder.read("haproxy.cfg"), format!("{FRONTEND}{BACKEND}"));
}

#[test]
fn an_unsafe_fix_waits_for_its_word() {
    let folder = Folder::with("fix-unsafe", UNKNOWN_BACKEND);
    assert_eq!(run_in(&folder, &["--fix", "haproxy.cfg"]).status, 1);
    assert_eq!(folder.read("haproxy.cfg"), UNKNOWN_BACKEND);
    assert_eq!(run_in(&folder, &["--fix", "--unsafe-fixes", "haproxy.cfg"]).status, 0);
    assert_eq!(folder.read("haproxy.cfg"), UNKNOWN_BACKEND.replace("primry", "primary"));
}

#[test]
fn standard_input_is_not_fixed() {
    let ended = Program::new(["--fix", "-"]).input(unended()).run();
    assert_eq!(ended.status, 2);
    assert!(ended.stderr.contains("standard input cannot be fixed"), "{}", ended.stderr);
}

#[cfg(unix)]
#[test]
fn permissions_are_kept() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with("fix-mode", &unended());
    let path = folder.path("haproxy.cfg");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(run_in(&folder, &["--fix", "haproxy.cfg"]).status, 0);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
}

/// The new file takes the old one's place: who has the old one open still reads the old one, whole.
#[cfg(unix)]
#[test]
fn a_file_is_replaced_and_not_rewritten() {
    use std::io::Read;
    let folder = Folder::with("fix-atomic", &unended());
    let mut open = fs::File::open(folder.path("haproxy.cfg")).unwrap();
    assert_eq!(run_in(&folder, &["--fix", "haproxy.cfg"]).status, 0);
    let mut text = String::new();
    open.read_to_string(&mut text).unwrap();
    assert_eq!(text, unended());
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link() {
    let folder = Folder::new("fix-link");
    folder.write("real/haproxy.cfg", unended());
    std::os::unix::fs::symlink("real/haproxy.cfg", folder.path("haproxy.cfg")).unwrap();
    assert_eq!(run_in(&folder, &["--fix", "haproxy.cfg"]).status, 0);
    assert!(fs::symlink_metadata(folder.path("haproxy.cfg")).unwrap().is_symlink());
    assert_eq!(folder.read("real/haproxy.cfg"), format!("{FRONTEND}{BACKEND}"));
}
