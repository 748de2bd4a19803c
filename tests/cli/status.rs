//! Exit statuses, and what goes to which stream.

use crate::program::{FRONTEND, Folder, Program, UNKNOWN_BACKEND, UNUSED_ACL, run_in};

#[test]
fn a_clean_file_ends_with_0() {
    for target in ["haproxy=2.6", "haproxy=3.0", "haproxy=3.4"] {
        let ended = Program::new(["--fail-on", "info", "--target", target, "examples/sound/haproxy.cfg"]).run();
        assert_eq!((ended.status, ended.stderr.as_str()), (0, ""), "{target}\n{}", ended.stdout);
        assert!(ended.stdout.contains("no findings"), "{}", ended.stdout);
    }
}

#[test]
fn findings_end_with_1() {
    let ended = run_in(&Folder::with("findings", UNKNOWN_BACKEND), &["haproxy.cfg"]);
    assert_eq!(ended.status, 1);
    assert!(ended.stdout.contains("HAP012"), "{}", ended.stdout);
    assert_eq!(ended.stderr, "");
}

#[test]
fn fail_on_says_from_which_level_on() {
    let folder = Folder::with("fail-on", UNUSED_ACL);
    for (level, status) in [("info", 1), ("warning", 0), ("error", 0), ("never", 0)] {
        assert_eq!(run_in(&folder, &["--fail-on", level, "haproxy.cfg"]).status, status, "{level}");
    }
    let folder = Folder::with("fail-on-error", UNKNOWN_BACKEND);
    for (level, status) in [("info", 1), ("warning", 1), ("error", 1), ("never", 0)] {
        assert_eq!(run_in(&folder, &["--fail-on", level, "haproxy.cfg"]).status, status, "{level}");
    }
}

#[test]
fn wrong_usage_ends_with_2_and_says_what_to_write() {
    let folder = Folder::with("usage", FRONTEND);
    let cases: &[(&[&str], &str)] = &[
        (&[], "no file is given; name some, or `-` for standard input"),
        (&["--target", "3.0", "haproxy.cfg"], "write PROGRAM=VERSION, such as haproxy=3.0"),
        (&["--target", "nginx=1.0", "haproxy.cfg"], "`nginx` is not a program that can be checked"),
        (&["--target", "haproxy=1.8", "haproxy.cfg"], "HAProxy 2.6 to 3.4 can be checked"),
        (&["--target", "haproxy=new", "haproxy.cfg"], "a version looks like `3.0`"),
        (&["--env", "HOST", "haproxy.cfg"], "`--env HOST`: write NAME=VALUE, or a file of such lines: "),
        (&["--format", "jsno", "haproxy.cfg"], "did you mean `json`?"),
        (&["--format", "json", "--format", "sarif", "haproxy.cfg"], "only one `--format` can go to standard output"),
        (&["--select", "unknown-backnd", "haproxy.cfg"], "did you mean `unknown-backend`?"),
        (&["--ignore", "HAP9", "haproxy.cfg"], "no rule is called `HAP9`"),
        (&["explain", "unknown-backnd"], "did you mean `unknown-backend`?"),
        (&["--unsafe-fixes", "haproxy.cfg"], "--fix"),
        (&["--no-such-option", "haproxy.cfg"], "--no-such-option"),
    ];
    for (args, message) in cases {
        let ended = run_in(&folder, args);
        assert_eq!((ended.status, ended.stdout.as_str()), (2, ""), "{args:?}");
        assert!(ended.stderr.contains(message), "{args:?}\n{}", ended.stderr);
    }
}

#[test]
fn an_unreadable_file_ends_with_3_and_the_others_are_checked() {
    let folder = Folder::with("unreadable", UNKNOWN_BACKEND);
    let ended = run_in(&folder, &["gone.cfg", "haproxy.cfg"]);
    assert_eq!(ended.status, 3);
    assert!(ended.stdout.contains("HAP012") && ended.stdout.contains("gone.cfg"), "{}", ended.stdout);
    let ended = run_in(&folder, &["gone.cfg"]);
    assert_eq!(ended.status, 3);
}

#[test]
fn a_report_that_cannot_be_written_ends_with_3() {
    let ended = run_in(&Folder::with("unwritable", FRONTEND), &["--format", "json=no/such/folder.json", "haproxy.cfg"]);
    assert_eq!(ended.status, 3);
    assert!(ended.stderr.contains("cannot write no/such/folder.json"), "{}", ended.stderr);
}

#[test]
fn a_reader_that_has_seen_enough_changes_nothing() {
    assert_eq!(Program::new(["export", "examples/sound/haproxy.cfg"]).run_unread(), (0, String::new()));
    assert_eq!(Program::new(["--format", "sarif", "examples/seed/haproxy.cfg"]).run_unread(), (1, String::new()));
}

#[test]
fn help_and_version_go_to_standard_output() {
    for option in ["--help", "-h", "--version"] {
        let ended = Program::new([option]).run();
        assert_eq!((ended.status, ended.stderr.as_str()), (0, ""), "{option}");
        assert!(!ended.stdout.is_empty());
    }
    assert_eq!(Program::new(["--version"]).run().stdout, format!("pglb-lint {}\n", env!("CARGO_PKG_VERSION")));
}
