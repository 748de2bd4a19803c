//! The JSON export of the files of PgBouncer, repmgr and PostgreSQL.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use pglb_lint::analysis::{Files, Targets, without_haproxy};
use pglb_lint::emit::export::{Options, export_settings};
use pglb_lint::text::{Source, Sources};
use serde_json::Value;

const FILES: [(&str, &str); 6] = [
    (
        "pgbouncer.ini",
        "[databases]\napp = host=10.0.0.1 password='t0p ''secret' pool_size=5\n* = host=10.0.0.2\n[pgbouncer]\n%include more.ini\n; password = t0psecret\n",
    ),
    ("more.ini", "default_pool_size = 0x10\nquery_timeout = 2.50\n"),
    ("userlist.txt", "\"app\" \"t0psecret\"\n\"md\" \"md5aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"\n"),
    (
        "repmgr.conf",
        "node_id=1\nnode_name='n'\nconninfo='host=a password=t0psecret'\ndata_directory='/d' # of the node\nlog_level = DEBUG\n",
    ),
    ("postgresql.conf", "work_mem = 4MB\nprimary_conninfo = 'postgresql://u:t0psecret@h/d'\n"),
    ("pg_hba.conf", "host app \"all\",+staff 10.0.0.0/8 ldap ldapserver=l ldapbasedn=d ldapbinddn=b ldapbindpasswd=t0psecret\n"),
];

fn export(options: Options) -> (String, Value) {
    let mut sources = Sources::new();
    for (name, text) in FILES {
        sources.add(Source::new(name, text.as_bytes().to_vec()).unwrap());
    }
    let files = Files::recognised(&sources);
    let stack = without_haproxy(&files, &Targets::stable());
    let mut out = Vec::new();
    export_settings(&stack, files.input(), options).write(&mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let json = serde_json::from_str(&text).unwrap();
    (text, json)
}

/// The value and the place of the setting `name` in `holder`.
fn setting(holder: &Value, name: &str) -> (Value, Value) {
    let settings = holder["settings"].as_array().unwrap();
    let found = settings.iter().find(|setting| setting["name"] == name).unwrap();
    (found["value"].clone(), found["place"]["path"].clone())
}

#[test]
fn values_are_those_that_the_programs_would_hold() {
    let (_, json) = export(Options::default());
    let pooler = &json["pgbouncer"][0];
    assert_eq!(setting(pooler, "default_pool_size"), ("16".into(), "more.ini".into()));
    assert_eq!(setting(pooler, "query_timeout"), ("2.5".into(), "more.ini".into()));
    assert_eq!(setting(pooler, "max_client_conn"), ("100".into(), Value::Null));
    assert_eq!(pooler["databases"][0]["name"], "app");
    assert_eq!(pooler["databases"][0]["pool_size"], 5);
    assert_eq!(setting(&json["repmgr"][0], "log_level"), ("DEBUG".into(), "repmgr.conf".into()));
    assert_eq!(setting(&json["postgresql"][0], "work_mem"), ("4096".into(), "postgresql.conf".into()));
    assert_eq!(json["userlists"][0]["users"][1]["secret_kind"], "md5");
    assert_eq!(json["hba"][0]["rules"][0]["users"], serde_json::json!(["all", "+staff"]));
    assert_eq!(json["hba"][0]["rules"][0]["address"], "10.0.0.0/8");
}

#[test]
fn lines_are_exported_with_their_words_and_comments() {
    let (_, json) = export(Options::default());
    let repmgr = json["files"].as_array().unwrap().iter().find(|file| file["path"] == "repmgr.conf").unwrap();
    let words: Vec<&str> = repmgr["lines"][3]["words"].as_array().unwrap().iter().map(|word| word["text"].as_str().unwrap()).collect();
    assert_eq!(words, ["data_directory", "=", "'/d'"]);
    assert_eq!(repmgr["lines"][3]["comment"], "# of the node");
}

#[test]
fn secrets_are_masked_unless_they_are_asked_for() {
    let (masked, _) = export(Options::default());
    for secret in ["t0p", "secret'", "md5a"] {
        assert!(!masked.contains(secret), "{secret} in {masked}");
    }
    let (shown, json) = export(Options { show_secrets: true });
    assert!(shown.contains("t0psecret") && json["userlists"][0]["users"][0]["secret"] == "t0psecret");
}
