use std::fmt::Write;

use super::description::Versions;
use super::read::{read, read_source};
use super::schema::schema;
use crate::text::{Source, Span};

const SHIPPED: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/schema/stack.schema.json"));

/// A stack without faults.
const SOUND: &str = r#"
[balancer]
address = "192.0.2.10"
[nodes]
db1 = "192.0.2.11"
db2 = "192.0.2.12"
[witness]
address = "192.0.2.13"
[databases.app]
"#;

/// What is wrong with `text`: a line each, with the text that it is about.
fn problems(text: &str) -> String {
    let problems = read(text, Versions::default()).map_or_else(|problems| problems, |description| panic!("{description:?}"));
    let mut told = String::new();
    for problem in problems {
        let at = &text[problem.at.range()];
        let _ = write!(told, "{at}: {}", problem.message);
        for (span, why) in &problem.related {
            let _ = write!(told, " [{}: {why}]", &text[span.range()]);
        }
        if let Some(help) = &problem.help {
            let _ = write!(told, " ({})", help.replace('\n', " | "));
        }
        told.push('\n');
    }
    told
}

/// What is wrong with [`SOUND`] if its line `line` is `other`.
fn with(line: &str, other: &str) -> String {
    assert!(SOUND.contains(line), "{line}");
    problems(&SOUND.replacen(line, other, 1))
}

#[test]
fn a_sound_stack_has_no_faults() {
    assert!(read(SOUND, Versions::default()).is_ok());
}

#[test]
fn what_is_missing_is_told_with_an_example() {
    insta::assert_snapshot!(problems(""));
}

#[test]
fn words_and_numbers() {
    let text = r#"
nme = "x"
name = "My Stack"
durability = "synchronous"
detection = 3
[balancer]
address = "192.0.2.10"
write-port = 80
read-port = "5001"
max-clients = 0
max_clients = 10
[nodes]
db1 = { address = "192.0.2.11", priority = -1, location = "Rack 1" }
db2 = { address = "192.0.2.12", priority = 10001, rack = 1 }
[witness]
address = "192.0.2.13"
[databases.app]
pool = 5001
[pooler]
port = 70000
mode = "statement"
[postgresql]
port = 1023
max-connections = 19
[tls]
certificate = "host.crt"
key = "/etc/my key"
[versions]
haproxy = "1.8"
pgbouncer = 1.24
postgres = "17"
"#;
    insta::assert_snapshot!(problems(text));
}

#[test]
fn addresses() {
    let mut told = String::new();
    for address in ["db1.example.net", "192.0.2.0/24", "192.0.2.12", "0.0.0.0", "224.0.0.1", ""] {
        told += &with("db1 = \"192.0.2.11\"", &format!("db1 = \"{address}\""));
    }
    told += &with("db1 = \"192.0.2.11\"", "db1 = 5");
    told += &with("db1 = \"192.0.2.11\"", "db1 = { priority = 5 }");
    told += &with("address = \"192.0.2.10\"", "write-port = 5432");
    told += &with("address = \"192.0.2.13\"", "name = \"w\"");
    told += &with("[witness]\naddress = \"192.0.2.13\"", "[witness]\naddress = \"192.0.2.10\"");
    insta::assert_snapshot!(told);
}

#[test]
fn names_of_hosts() {
    let mut told = String::new();
    for name in ["DB1", "db_1", "1db", "db-", "lb", "primary", "replica-2", "witness", "a123456789012345678901234567890123456789012345"] {
        told += &with("db1 =", &format!("{name} ="));
    }
    told += &with("[witness]\naddress = \"192.0.2.13\"", "[witness]\nname = \"db1\"\naddress = \"192.0.2.13\"");
    insta::assert_snapshot!(told);
}

#[test]
fn who_takes_over() {
    let mut told = with("db2 = \"192.0.2.12\"", "");
    told += &with("db2 = \"192.0.2.12\"", "db2 = { address = \"192.0.2.12\", priority = 0 }");
    told += &with("db2 = \"192.0.2.12\"", "db2 = { address = \"192.0.2.12\", location = \"east\" }\n[unknown]");
    let three = "db2 = { address = \"192.0.2.12\", location = \"east\" }\ndb3 = { address = \"192.0.2.14\", location = \"west\" }";
    told += &problems(&SOUND.replace("db2 = \"192.0.2.12\"", three).replace("[witness]\naddress = \"192.0.2.13\"\n", ""));
    told += &with("[witness]\naddress = \"192.0.2.13\"", "");
    told += &with("[witness]\naddress = \"192.0.2.13\"", "[witness]\naddress = true");
    told += &problems(&format!("witness = true\n{}", SOUND.replace("[witness]\naddress = \"192.0.2.13\"\n", "")));
    let many: Vec<String> = (1..=17).map(|number| format!("n{number} = \"192.0.2.{}\"\n", 100 + number)).collect();
    told += &with("db1 = \"192.0.2.11\"\ndb2 = \"192.0.2.12\"\n", &many.concat());
    insta::assert_snapshot!(told);
}

#[test]
fn a_stack_may_live_without_a_witness_if_that_is_said() {
    let text = SOUND.replace("[witness]\naddress = \"192.0.2.13\"\n", "");
    assert!(read(&format!("witness = false\n{text}"), Versions::default()).unwrap().witness.is_none());
}

#[test]
fn databases_and_users() {
    let mut told = String::new();
    for name in ["App", "postgres", "hacheck", "pg_x", "\"a b\"", "\"\""] {
        told += &with("[databases.app]", &format!("[databases.{name}]"));
    }
    for users in ["\"web\"", "[\"web\", \"web\"]", "[\"app\"]", "[\"Web\"]", "[\"repmgr\"]", "[1]"] {
        told += &with("[databases.app]", &format!("[databases.app]\nusers = {users}"));
    }
    told += &with("[databases.app]", "[databases.app]\nusers = [\"boss\"]\nowner = \"boss\"");
    told += &with("[databases.app]", "[databases.app]\nowner = \"pgbouncer\"");
    told += &with("[databases.app]", "[databases.app]\nowner = 1\npassword = \"x\"");
    told += &with("[databases.app]", "[databases]");
    told += &with("[databases.app]", "[databases]\napp = 1");
    insta::assert_snapshot!(told);
}

#[test]
fn ports_meet() {
    let mut told = with("[nodes]", "write-port = 5001\n[nodes]");
    told += &with("[nodes]", "write-port = 6000\nread-port = 6000\n[nodes]");
    told += &with("[nodes]", "[pooler]\nport = 5432\n[nodes]");
    told += &with("[nodes]", "[postgresql]\nport = 6432\n[nodes]");
    insta::assert_snapshot!(told);
}

#[test]
fn tables_are_tables() {
    let mut told = String::new();
    for name in ["balancer", "nodes", "databases", "pooler", "postgresql", "tls", "versions"] {
        let rest: Vec<&str> = SOUND.split("\n[").skip(1).filter(|part| !part.starts_with(name)).collect();
        told += &problems(&format!("{name} = 1\n[{}", rest.join("\n[")));
    }
    insta::assert_snapshot!(told);
}

#[test]
fn what_is_no_toml_is_told_first() {
    insta::assert_snapshot!(problems("[balancer\naddress = \"x\"\n"));
    let source = Source::new("stack.toml", b"# caf\xe9\n".to_vec()).unwrap();
    assert_eq!(read_source(&source, Versions::default()).unwrap_err()[0].at, Span::new(5, 6));
}

/// `PGLB_BLESS=1 cargo test --lib schema` writes the schema anew.
#[test]
#[expect(clippy::disallowed_methods, reason = "the test may renew the file")]
fn the_shipped_schema_is_up_to_date() {
    let text = format!("{}\n", serde_json::to_string_pretty(&schema()).unwrap());
    if std::env::var_os("PGLB_BLESS").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/schema/stack.schema.json"), text).unwrap();
        return;
    }
    assert!(text == SHIPPED, "schema/stack.schema.json is out of date; write it anew with: PGLB_BLESS=1 cargo test --lib schema");
}

proptest::proptest! {
    /// Whatever stands in a file, problems have a place in it.
    #[test]
    fn any_text_is_read(words in proptest::collection::vec(proptest::sample::select(vec![
        "[", "]", "{", "}", "=", ".", ",", "\"", "\n", " ", "#", "name", "balancer", "nodes", "witness", "databases", "pooler", "tls", "versions",
        "address", "priority", "location", "users", "owner", "pool", "\"192.0.2.1\"", "\"::1\"", "\"a\"", "1", "-1", "1.5", "true", "false", "\u{e9}",
        "[balancer]\n", "[nodes]\n", "[databases.a]\n", "db1 = ", "address = \"192.0.2.10\"\n", "db2 = { address = \"192.0.2.12\" }\n",
    ]), 0..32)) {
        let text = words.concat();
        if let Err(problems) = read(&text, Versions::default()) {
            proptest::prop_assert!(!problems.is_empty());
            for problem in problems {
                proptest::prop_assert!(text.get(problem.at.range()).is_some(), "{:?} in {text:?}", problem);
            }
        }
    }
}
