//! Reports: every format on a shipped example, where they go, and colours.

use crate::program::{BACKEND, FRONTEND, Folder, Program, UNKNOWN_BACKEND, UNUSED_ACL, run_in};

const SEED: &str = "examples/seed/haproxy.cfg";

#[test]
fn every_format_on_the_seed() {
    for format in ["full", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit"] {
        let ended = Program::new(["--format", format, SEED]).run();
        assert_eq!((ended.status, ended.stderr.as_str()), (1, ""), "{format}");
        insta::assert_snapshot!(format!("seed_{format}"), ended.stdout);
    }
}

#[test]
fn the_default_is_full() {
    assert_eq!(Program::new([SEED]).run().stdout, Program::new(["check", "--format", "full", SEED]).run().stdout);
}

#[test]
fn a_report_can_be_written_aside() {
    let folder = Folder::with("aside", UNKNOWN_BACKEND);
    let ended = run_in(&folder, &["--format", "concise", "--format", "json=report.json", "haproxy.cfg"]);
    assert_eq!(ended.status, 1);
    assert!(ended.stdout.starts_with("haproxy.cfg:5:21: error[HAP012] "), "{}", ended.stdout);
    assert_eq!(folder.read("report.json"), run_in(&folder, &["--format", "json", "haproxy.cfg"]).stdout);
    let ended = run_in(&folder, &["--format", "sarif=report.sarif", "haproxy.cfg"]);
    assert_eq!((ended.status, ended.stdout.as_str()), (1, ""));
    assert_eq!(folder.names(), ["haproxy.cfg", "report.json", "report.sarif"]);
}

#[test]
fn colours_are_for_terminals_and_for_who_asks() {
    let escapes = |program: Program| program.run().stdout.contains('\x1b');
    assert!(!escapes(Program::new([SEED])));
    assert!(escapes(Program::new(["--color", "always", SEED])));
    assert!(escapes(Program::new([SEED]).env("CLICOLOR_FORCE", "1")));
    assert!(!escapes(Program::new([SEED]).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1")));
    assert!(!escapes(Program::new(["--color", "never", SEED]).env("CLICOLOR_FORCE", "1")));
    assert!(escapes(Program::new(["--color", "always", SEED]).env("NO_COLOR", "1")));
}

#[test]
fn a_file_written_aside_has_no_colours() {
    let folder = Folder::with("aside-colours", UNKNOWN_BACKEND);
    run_in(&folder, &["--color", "always", "--format", "full=report.txt", "haproxy.cfg"]);
    assert!(!folder.read("report.txt").contains('\x1b'));
}

#[test]
fn quiet_leaves_the_findings() {
    let folder = Folder::with("quiet", UNKNOWN_BACKEND);
    let (loud, quiet) =
        (run_in(&folder, &["--format", "concise", "haproxy.cfg"]), run_in(&folder, &["-q", "--format", "concise", "haproxy.cfg"]));
    assert!(loud.stdout.starts_with(&quiet.stdout) && loud.stdout != quiet.stdout, "{}", quiet.stdout);
    assert!(quiet.stdout.lines().all(|line| line.starts_with("haproxy.cfg:")), "{}", quiet.stdout);
    folder.write("clean.cfg", format!("{FRONTEND}{BACKEND}"));
    assert_eq!(run_in(&folder, &["--quiet", "clean.cfg"]).stdout, "");
}

#[test]
fn select_and_ignore_decide_what_is_reported() {
    let folder = Folder::with("select", UNUSED_ACL);
    let count = |args: &[&str]| {
        let mut all = vec!["-q", "--format", "concise", "haproxy.cfg"];
        all.extend(args);
        run_in(&folder, &all).stdout.lines().count()
    };
    assert_eq!(count(&[]), 1);
    assert_eq!(count(&["--select", "unused-acl"]), 1);
    assert_eq!(count(&["--select", "HAP1"]), 1);
    assert_eq!(count(&["--select", "HAP0"]), 0);
    assert_eq!(count(&["--ignore", "HAP101"]), 0);
    assert_eq!(count(&["--select", "unused-acl", "--ignore", "HAP1"]), 1);
}

#[test]
fn a_comment_allows_a_finding_and_it_is_counted() {
    let text = UNUSED_ACL.replace("    acl spare", "    # pglb-lint: allow(unused-acl) kept for maintenance\n    acl spare");
    let folder = Folder::with("allow", &text);
    let ended = run_in(&folder, &["--fail-on", "info", "haproxy.cfg"]);
    assert_eq!(ended.status, 0, "{}", ended.stdout);
    assert!(ended.stdout.contains("1 suppressed"), "{}", ended.stdout);
    folder.write("haproxy.cfg", format!("# pglb-lint: allow-file(HAP101)\n{UNUSED_ACL}"));
    assert_eq!(run_in(&folder, &["--fail-on", "info", "haproxy.cfg"]).status, 0);
}
