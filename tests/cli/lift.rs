//! `lift`, and `render` of existing files: what they tell becomes a description, what cannot be said is named, and --repair completes the rest.

use std::fs;

use crate::program::{Folder, Program};

/// The seed, in a folder of its own, under the name that reports call it by.
fn seed() -> Folder {
    let folder = Folder::shallow();
    let from = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/seed");
    for file in [
        "haproxy.cfg",
        "pgbouncer.ini",
        "userlist.txt",
        "node1/repmgr.conf",
        "node1/postgresql.conf",
        "node2/repmgr.conf",
        "node2/postgresql.conf",
    ] {
        let text = fs::read_to_string(from.join(file)).unwrap();
        folder.write(&format!("seed/{file}"), &text);
    }
    folder
}

#[test]
fn what_the_seed_is_lifted_to() {
    let folder = seed();
    let ended = Program::new(["lift", "seed"]).within(&folder).run();
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    insta::assert_snapshot!(ended.stdout);
    // What stands in comments at the end is told on standard error as well.
    let told: Vec<&str> = ended.stderr.lines().filter(|line| line.starts_with("not lifted: ")).collect();
    let written: Vec<&str> =
        ended.stdout.lines().filter_map(|line| line.strip_prefix("# ")).filter(|line| line.starts_with("not lifted: ")).collect();
    assert_eq!(told, written);
}

#[test]
fn no_secret_is_lifted() {
    let folder = seed();
    folder.write("seed/pgbouncer.ini", "[databases]\nshop = host=10.0.0.11 user=shop password=hidden1\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = 6432\nauth_file = /etc/pgbouncer/userlist.txt\n[users]\nreports = pool_mode=session\n");
    folder.write("seed/userlist.txt", "\"shop\" \"hidden2\"\n\"else-1\" \"hidden3\"\n");
    folder.write("seed/node1/repmgr.conf", "node_id=1\nnode_name=node1\nconninfo='host=10.0.0.11 user=repmgr dbname=repmgr password=hidden4 channel_binding=disable'\ndata_directory='/x'\n");
    let ended = Program::new(["lift", "seed"]).within(&folder).run();
    let all = format!("{}{}", ended.stdout, ended.stderr);
    assert!(!all.contains("hidden"), "{all}");
    for named in ["password=***", "else-1", "channel_binding=disable", "reports"] {
        assert!(all.contains(named), "{named} is not named in\n{all}");
    }
    assert!(ended.stdout.contains("[databases.shop]"), "{}", ended.stdout);
}

#[test]
fn a_description_is_not_overwritten() {
    let folder = seed();
    let words = ["lift", "seed", "-o", "stack.toml"];
    assert_eq!(Program::new(words).within(&folder).run().status, 0);
    assert!(fs::read_to_string(folder.path("stack.toml")).unwrap().contains("[nodes]"));
    let again = Program::new(words).within(&folder).run();
    assert!(again.status == 3 && again.stderr.contains("cannot write stack.toml"), "{}", again.stderr);
}

#[test]
fn the_seed_is_not_rendered_and_it_is_said_why() {
    let folder = seed();
    let ended = Program::new(["render", "seed"]).within(&folder).run();
    assert_eq!(ended.status, 1, "{}", ended.stderr);
    for rule in ["same-target-failover", "check-proves-nothing", "fake-readonly-backend", "fixed-primary-host", "no-witness-two-nodes"] {
        assert!(ended.stdout.contains(rule), "{rule} is not told in\n{}", ended.stdout);
    }
    assert!(ended.stdout.contains("path: frontend pgsql"), "{}", ended.stdout);
    insta::assert_snapshot!(ended.stderr);
    assert_eq!(fs::read_dir(folder.path("")).unwrap().count(), 1, "nothing is written");
    // haproxy.cfg alone tells less.
    let alone = Program::new(["render", "seed/haproxy.cfg"]).within(&folder).run();
    assert!(alone.status == 1 && alone.stderr.contains("a second node, a witness, names of databases"), "{}", alone.stderr);
}

#[test]
fn the_seed_is_repaired() {
    for (name, path) in [("whole", "seed"), ("alone", "seed/haproxy.cfg")] {
        let folder = seed();
        folder.write("pglb-lint.toml", "[targets]\nhaproxy = \"3.0\"\npgbouncer = \"1.24\"\nrepmgr = \"5.5\"\npostgresql = \"17\"\n");
        let repair = ["render", path, "--repair", "-o", "out"];
        let ended = Program::new(repair).within(&folder).run();
        assert_eq!(ended.status, 0, "{}{}", ended.stdout, ended.stderr);
        insta::assert_snapshot!(format!("repaired_{name}"), ended.stdout);
        let text = fs::read_to_string(folder.path("out/stack.toml")).unwrap();
        insta::assert_snapshot!(format!("repaired_{name}_stack"), text);
        // What came of it is sound, and what its own description renders to.
        let checked = Program::new(["check", "--select", "ALL", "out"]).within(&folder).run();
        assert_eq!(checked.status, 0, "{}", checked.stdout);
        let again = Program::new(["render", "out/stack.toml", "-o", "out", "--check"]).within(&folder).run();
        assert_eq!((again.status, again.stdout.as_str()), (0, ""), "{}", again.stderr);
        // Lifted again, nothing is left, and the text is the same but for the addresses of one machine.
        let lifted = Program::new(["lift", "out"]).within(&folder).run();
        assert!(!lifted.stdout.contains("# not lifted"), "{}", lifted.stdout);
        // A description that somebody changed is kept.
        folder.write("out/stack.toml", text.replace("[databases.app]", "[databases.shop]"));
        let refused = Program::new(repair).within(&folder).run();
        assert!(refused.status == 2 && refused.stderr.contains("says something else"), "{}", refused.stderr);
    }
}

#[test]
fn a_description_needs_no_repair() {
    let folder = Folder::new("a_description_needs_no_repair");
    folder.write("stack.toml", "");
    let ended = Program::new(["render", "stack.toml", "--repair", "-o", "out"]).within(&folder).run();
    assert!(ended.status == 2 && ended.stderr.contains("--repair is for existing files"), "{}", ended.stderr);
    let ended = Program::new(["render", "stack.toml"]).within(&folder).run();
    assert_eq!(ended.status, 2, "{}", ended.stderr);
}
