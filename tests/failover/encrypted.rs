//! A stack with TLS: clients, standbys and repmgr come encrypted, and nobody else is let in.

use std::path::Path;
use std::process::Command;

use crate::faults::FENCED;
use crate::stack::{Stack, programs_are_here, until};
use crate::trial::Subject;

/// Makes `ca.crt`, and `host.crt` with `host.key` for `addresses`, in `folder`. The key is `owner`'s: PostgreSQL refuses another's.
fn certificates(folder: &Path, addresses: &[String], owner: &str) {
    let names: Vec<String> = addresses.iter().map(|address| format!("IP:{address}")).collect();
    let script = format!(
        "set -e; cd '{}'; echo 'subjectAltName={}' >names
         openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 2 -subj /CN=ca
         openssl req -newkey rsa:2048 -nodes -keyout host.key -out host.csr -subj /CN=host
         openssl x509 -req -in host.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out host.crt -extfile names
         chmod 600 host.key; [ \"$(id -u)\" != 0 ] || chown {owner} host.key",
        folder.display(),
        names.join(",")
    );
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn an_encrypted_stack_fails_over() {
    if !programs_are_here() {
        return;
    }
    let stack = Stack::described(&FENCED, "runit");
    let folder = stack.home();
    certificates(folder, &stack.addresses(), "postgres");
    let file = |name: &str| folder.join(name).display().to_string();
    let tls = format!("[tls]\ncertificate = \"{}\"\nkey = \"{}\"\nca = \"{}\"\n", file("host.crt"), file("host.key"), file("ca.crt"));
    stack.describe_more(&tls);
    stack.verb("up", &["--detach"]);

    let ask = |mode: &str, sql: &str| stack.psql(&format!("sslmode={mode} sslrootcert={}", file("ca.crt")), sql);
    assert!(ask("disable", "select 1").is_err_and(|said| said.contains("login rejected")), "a client comes without TLS");
    ask("verify-full", "create table t (number int)").unwrap();
    let (old, new) = ("db1", "db2");
    // Nobody comes over the network without TLS: standbys, witness and repmgr do not either.
    let open = "select count(*) from pg_stat_ssl join pg_stat_activity using (pid) where client_addr is not null and usename = 'repmgr' and not ssl";
    let all = "select count(*) > 1 from pg_stat_ssl join pg_stat_activity using (pid) where usename = 'repmgr' and ssl";
    let here = |sql: &str| stack.shell(old, &format!("here \"{sql}\""));
    assert_eq!((here(open).as_str(), here(all).as_str()), ("0", "t"));

    stack.shell(old, ": >\"$STATE_DIR/hold\"");
    stack.kill_server(old);
    let insert = "insert into t values (1) returning current_setting('cluster_name')";
    until("writes are back", || ask("verify-full", insert).is_ok_and(|node| node == new));
    stack.shell(old, "rm \"$STATE_DIR/hold\"");
    stack.heals();
    stack.script("switchover", &[old]);
    stack.heals();
    until("writes are back", || ask("verify-full", insert).is_ok_and(|node| node == old));
    assert_eq!(ask("verify-full", "select count(*) from t").unwrap(), "2");
    stack.goes_down();
}
