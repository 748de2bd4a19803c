//! The tree of files that is rendered for hosts and for containers: names and modes, and who they belong to on their host.

use std::fmt::Write;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::description::{self, Durability, Versions};
use super::rendered::Rendered;

/// The stack with versions of its own, so that the installed ones do not matter.
fn described() -> String {
    description::text(&Versions(["2.6", "1.18", "5.3", "15"].map(str::to_owned)), Durability::Async)
}

/// The files under `folder`, with the mode of each.
fn tree(folder: &Path) -> String {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let own = path.symlink_metadata().unwrap();
            if own.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                found.push((name, own.permissions().mode() & 0o7777));
            }
        }
    }
    found.sort();
    found.iter().map(|(name, mode)| format!("{mode:04o} {name}\n")).collect()
}

#[test]
fn the_tree_for_hosts() {
    let folder = tempfile::tempdir().unwrap();
    let rendered = Rendered::new(&described(), "hosts", folder.path());
    insta::assert_snapshot!("hosts", tree(&rendered.folder));
    let mut owners = String::new();
    for name in ["lb", "n1", "wit"] {
        for key in ["pglb_folders", "pglb_files"] {
            for item in rendered.list(name, key) {
                let _ = writeln!(owners, "{} {:8} {:8} {name}{}", item["mode"], item["owner"], item["group"], item["path"]);
            }
        }
    }
    insta::assert_snapshot!("owners", owners);
    insta::assert_snapshot!("inventory", fs::read_to_string(rendered.folder.join("inventory.yml")).unwrap());
}

#[test]
fn every_file_of_a_host_is_shipped() {
    let folder = tempfile::tempdir().unwrap();
    let rendered = Rendered::new(&described(), "hosts", folder.path());
    for name in ["lb", "n1", "n2", "wit"] {
        let shipped = rendered.list(name, "pglb_files").len();
        assert_eq!(shipped, tree(&rendered.folder.join(name)).lines().count(), "{name}");
    }
}

#[test]
fn the_tree_for_containers() {
    let folder = tempfile::tempdir().unwrap();
    let rendered = Rendered::new(&described(), "compose", folder.path());
    insta::assert_snapshot!("compose", tree(&rendered.folder));
    insta::assert_snapshot!("docker-compose", fs::read_to_string(rendered.folder.join("docker-compose.yml")).unwrap());
    insta::assert_snapshot!("dockerfile", fs::read_to_string(rendered.folder.join("image/Dockerfile")).unwrap());
}

#[test]
fn hosts_that_reach_each_other_have_no_loopback_addresses() {
    let folder = tempfile::tempdir().unwrap();
    let stack = folder.path().join("stack.toml");
    fs::write(&stack, described().replace("10.77.0.", "127.0.0.")).unwrap();
    let out = folder.path().join("out");
    let run = |target: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_pglb-lint"));
        super::host::run(command.arg("render").arg(&stack).args(["--target", target, "-o"]).arg(&out))
    };
    let said = run("hosts");
    assert!(!said.ok && said.err.contains("loopback"), "{}", said.err);
    assert!(!out.exists());
    assert!(run("compose").ok);
    let compose = fs::read_to_string(out.join("docker-compose.yml")).unwrap();
    assert!(compose.contains("ipv4_address: \"172.30.77.10\"") && !compose.contains("127.0.0."), "{compose}");
}
