//! What must not be shown is in no report.

use crate::program::{Folder, run_in};

/// Text files with a secret on or beside each line that findings point at.
const FILES: [(&str, &str); 2] = [
    (
        "haproxy.cfg",
        "defaults\n    mode http\n    timeout connect 5s\n    timeout client 1m\n    timeout server 1m\nuserlist users\n    \
         user alice insecure-password t0psecret\nfrontend web\n    bind :8080\n    stats auth admin:t0psecret extra\n    stats enable\n    \
         # stats auth admin:t0psecret\n    default_backend none\n",
    ),
    (
        "pgbouncer.ini",
        "[databases]\napp = host=10.0.0.1 password=t0psecret pool_size=abc\nb = password=t0psecret host=\n[users]\n[pgbouncer]\nauth_file = x\n",
    ),
];

/// What checks send, with something to be said of the lines beside each password: a whole message, one in three steps, a text, and what a comment is
/// about. `t0psecret` in hexadecimal digits is in all of them that are binary.
const CHECKS: &str = "defaults\n    mode tcp\n    timeout connect 5s\n    timeout client 1m\n    timeout server 1m\n\
     backend pg\n    option tcp-check\n    tcp-check connect\n    tcp-check send-binary 700000000e743070736563726574 00\n    \
     tcp-check send-binary 700000000e74307073656372657400\n    tcp-check expect binary 5a00000005zz\n    \
     tcp-check send-binary 70\n    tcp-check send-binary 0000000e\n    tcp-check send-binary 743070736563726574\n    tcp-check send-binary 00\n    \
     tcp-check nonsense\n    tcp-check send \"PASS t0psecret\\r\\n\"\n    tcp-check nonsense\n    tcp-check send-lf \"password t0psecret\"\n    \
     tcp-check nonsense\n    tcp-check send t0psecret comment password\n    tcp-check nonsense\n    \
     # tcp-check send-binary 700000000e74307073656372657400\n    tcp-check nonsense\n    server a 10.0.0.1:6432 check\n";

#[test]
fn passwords_of_checks_are_in_no_report() {
    let folder = Folder::new("secrets-of-checks");
    folder.write("haproxy.cfg", CHECKS);
    let is_secret = |text: &str| text.contains("t0psecret") || text.contains("743070736563726574");
    for format in ["full", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit"] {
        let ended = run_in(&folder, &["--format", format, "haproxy.cfg"]);
        assert!(!is_secret(&ended.stdout), "{format}:\n{}", ended.stdout);
        // What is not secret is shown.
        assert!(format != "full" || ended.stdout.contains("tcp-check expect binary 5a00000005zz"), "{}", ended.stdout);
    }
    let export = run_in(&folder, &["export", "haproxy.cfg"]);
    assert!(!is_secret(&export.stdout) && export.stdout.contains("send-binary"), "{}", export.stdout);
    let shown = run_in(&folder, &["export", "--show-secrets", "haproxy.cfg"]);
    assert!(is_secret(&shown.stdout), "{}", shown.stdout);
}

#[test]
fn secrets_are_in_no_report() {
    let folder = Folder::new("secrets");
    for (name, text) in FILES {
        folder.write(name, text);
        for format in ["full", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit"] {
            let ended = run_in(&folder, &["--format", format, name]);
            assert!(!ended.stdout.contains("t0psecret"), "{format} of {name}:\n{}", ended.stdout);
        }
    }
}

#[test]
fn the_password_of_a_check_is_in_no_report() {
    // `PasswordMessage` with the password `t0psecret`, in a backend with something to say of.
    let message = "700000000e74307073656372657400";
    let text = format!(
        "backend pg\n    mode tcp\n    timeout connect 5s\n    timeout server 1m\n    option tcp-check\n    tcp-check connect linger\n    \
         tcp-check send-binary {message} comment password wrong\n    tcp-check expect binary 5a\n    server a 192.0.2.1:6432 check\n"
    );
    let folder = Folder::with("secrets-of-checks", &text);
    for words in [&["--format", "full"][..], &["--format", "json"], &["--format", "sarif"], &["--format", "gitlab"]] {
        let ended = run_in(&folder, &[words, &["haproxy.cfg"]].concat());
        assert!(ended.stdout.contains("comment") || words[1] != "full", "something is said of the line");
        assert!(!ended.stdout.contains("743070736563726574"), "{words:?}:\n{}", ended.stdout);
    }
    for verb in ["export", "lift"] {
        let ended = run_in(&folder, &[verb, "haproxy.cfg"]);
        assert!(!(ended.stdout + &ended.stderr).contains("743070736563726574"), "{verb}");
    }
}
