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
