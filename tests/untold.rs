//! Stacks of which nobody tells on which host a file stands: what is found between the files of one, and that nothing is between those of two.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in what it calls too")]

use pglb_lint::analysis::{Files, Instances, Targets, check};
use pglb_lint::lint::Selection;
use pglb_lint::text::{Source, Sources};

/// The names of the rules between files that find something in `files`, each with its path and level.
fn found(files: &[(&str, &str)]) -> Vec<String> {
    let mut sources = Sources::new();
    for (path, text) in files {
        sources.add(Source::new(*path, text.as_bytes().to_vec()).unwrap());
    }
    let findings = check(&Files::recognised(&sources), &Targets::stable(), &Selection::default(), Instances::Each).outcome.findings;
    let between = findings.iter().filter(|finding| finding.rule.starts_with("TOP"));
    between.map(|finding| format!("{}: {} {}", sources.get(finding.at.file).name(), finding.level.as_str(), finding.name)).collect()
}

/// A repmgr.conf.
fn node(id: u32, name: &str, host: &str) -> String {
    format!(
        "node_id = {id}\nnode_name = '{name}'\nconninfo = 'host={host} user=repmgr dbname=repmgr connect_timeout=2'\n\
         data_directory = '/var/lib/postgresql/17/main'\nfailover = automatic\n\
         promote_command = '/usr/bin/repmgr standby promote -f /etc/repmgr.conf'\n\
         follow_command = '/usr/bin/repmgr standby follow -f /etc/repmgr.conf --upstream-node-id=%n'\n"
    )
}

const POOL: &str = "[databases]\napp = host=10.0.0.11 dbname=app\n[pgbouncer]\nlisten_addr = *\nlisten_port = 6432\n\
                    auth_type = scram-sha-256\nauth_file = /etc/pgbouncer/userlist.txt\n";

#[test]
fn the_files_of_one_host_belong_together() {
    let repmgr = node(1, "pg1", "10.0.0.11");
    let conf = "listen_addresses = '*'\nport = 5433\nshared_preload_libraries = ''\n";
    let files = [("/etc/repmgr.conf", repmgr.as_str()), ("/etc/postgresql/17/main/postgresql.conf", conf)];
    assert_eq!(
        found(&files),
        ["/etc/repmgr.conf: warning conninfo-port-mismatch", "/etc/postgresql/17/main/postgresql.conf: error preload-vs-repmgrd"]
    );
}

#[test]
fn one_file_for_all_nodes_is_told_of_once() {
    let nodes = [node(1, "pg1", "10.0.0.11"), node(2, "pg2", "10.0.0.12"), node(3, "witness", "10.0.0.13")];
    let files = [
        ("a/repmgr.conf", nodes[0].as_str()),
        ("b/repmgr.conf", nodes[1].as_str()),
        ("c/repmgr.conf", nodes[2].as_str()),
        ("postgresql.conf", "listen_addresses = 'localhost'\nport = 5432\n"),
    ];
    assert_eq!(found(&files), ["postgresql.conf: warning preload-vs-repmgrd", "postgresql.conf: warning loopback-only-postgres"]);
}

#[test]
fn two_clusters_are_two() {
    let (first, second) = (node(1, "pg1", "10.0.0.11"), node(2, "pg2", "10.0.0.12"));
    let (third, fourth) = (node(1, "pg1", "10.1.0.11"), node(2, "pg2", "10.1.0.12"));
    let witnesses = [node(3, "witness", "10.0.0.13"), node(3, "witness", "10.1.0.13")];
    let files = |one: &str, other: &str| {
        let path = |folder: &str, host: &str| format!("{folder}/{host}/repmgr.conf");
        let paths: Vec<String> = [one, other].iter().flat_map(|folder| ["a", "b", "w"].map(|host| path(folder, host))).collect();
        let texts = [&first, &second, &witnesses[0], &third, &fourth, &witnesses[1]];
        let files: Vec<(&str, &str)> = paths.iter().map(String::as_str).zip(texts.map(String::as_str)).collect();
        found(&files)
    };
    assert_eq!(files("one", "two"), [""; 0]);
    assert_eq!(files("staging", "production"), [""; 0]);
}

#[test]
fn a_file_of_one_node_at_two_times_is_no_fault() {
    let (now, other, witness) = (node(1, "pg1", "10.0.0.11"), node(2, "pg2", "10.0.0.12"), node(3, "witness", "10.0.0.13"));
    let before = "node_id = 1\nnode_name = 'pg1'\nconninfo = 'host=10.0.0.9 user=repmgr dbname=repmgr'\ndata_directory = '/srv/data'\n";
    let files = [("a/repmgr.conf", now.as_str()), ("b/repmgr.conf", &other), ("w/repmgr.conf", &witness), ("old/repmgr.conf", before)];
    assert_eq!(found(&files), [""; 0]);
}

#[test]
fn two_guides_side_by_side_are_no_cluster() {
    let first = node(1, "db1", "db1.example.net");
    let second = "node_id = 1\nnode_name = 'first'\nconninfo = 'host=other.example.net user=repmgr dbname=repmgr'\n\
                  data_directory = '/srv/data'\nlog_file = '/var/log/repmgr.log'\nuse_replication_slots = yes\n";
    assert_eq!(found(&[("guide/repmgr.conf", &first), ("repmgr.conf", second)]), [""; 0]);
}

#[test]
fn a_copied_file_is_found() {
    let (first, second) = (node(1, "pg1", "10.0.0.11"), node(1, "pg2", "10.0.0.12"));
    assert_eq!(found(&[("a/repmgr.conf", &first), ("b/repmgr.conf", &second)]), ["b/repmgr.conf: error node-id-duplicate"]);
    let copy = node(2, "pg2", "10.0.0.11");
    assert_eq!(found(&[("a/repmgr.conf", &first), ("b/repmgr.conf", &copy)]), ["b/repmgr.conf: error conninfo-wrong-node"]);
}

#[test]
fn a_pool_that_may_stand_on_the_node_is_told_of_with_care() {
    let (first, second, witness) = (node(1, "pg1", "10.0.0.11"), node(2, "pg2", "10.0.0.12"), node(3, "witness", "10.0.0.13"));
    let nodes = [("a/repmgr.conf", first.as_str()), ("b/repmgr.conf", second.as_str()), ("w/repmgr.conf", witness.as_str())];
    let with = |path| found(&[nodes[0], nodes[1], nodes[2], (path, POOL)]);
    assert_eq!(with("pgbouncer.ini"), ["pgbouncer.ini: warning fixed-primary-host"]);
    // Beside the file of the node it is the node's own.
    assert_eq!(with("a/pgbouncer.ini"), [""; 0]);
}
