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
