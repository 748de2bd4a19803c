//! Rendering a stack for hosts, and shipping a host its files as the playbook does: from the data that the playbook reads.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::host::{Host, must, run};

/// A rendered stack.
pub(crate) struct Rendered {
    /// The folder.
    pub(crate) folder: PathBuf,
}

/// An item of a list in `host_vars`: its keys and values.
pub(crate) type Item = BTreeMap<String, String>;

impl Rendered {
    /// `description` rendered for `target` into a folder `out` of `folder`.
    pub(crate) fn new(description: &str, target: &str, folder: &Path) -> Self {
        let stack = folder.join("stack.toml");
        fs::write(&stack, description).unwrap();
        let out = folder.join("out");
        let mut command = Command::new(env!("CARGO_BIN_EXE_pglb-lint"));
        let said = run(command.arg("render").arg(&stack).args(["--target", target, "-o"]).arg(&out));
        assert!(said.ok, "{}", said.err);
        Self { folder: out }
    }

    /// The list `key` of what the playbook knows of the host `name`.
    pub(crate) fn list(&self, name: &str, key: &str) -> Vec<Item> {
        let text = fs::read_to_string(self.folder.join(format!("host_vars/{name}.yml"))).unwrap();
        let mut items: Vec<Item> = Vec::new();
        let begin = format!("{key}:");
        for line in text.lines().skip_while(|line| *line != begin).skip(1).take_while(|line| line.starts_with("  ")) {
            if line.starts_with("  - ") {
                items.push(Item::new());
            }
            let line = line.trim_start_matches(['-', ' ']);
            let (key, value) = line.split_once(": ").unwrap_or(("", line));
            items.last_mut().unwrap().insert(key.to_owned(), value.trim_matches('"').to_owned());
        }
        items
    }

    /// Brings `host` what a container of its name is made of: what the image has, what is mounted, and its secrets.
    pub(crate) fn mount(&self, host: &Host) {
        let copy = |from: &str, to: &str| {
            let from = self.folder.join(from);
            if from.exists() {
                fs::create_dir_all(host.at(to)).unwrap();
                must(&["cp", "-r", &format!("{}/.", from.display()), host.at(to).to_str().unwrap()]);
            }
        };
        copy("image/scripts", "/usr/local/lib/pglb");
        copy("image/sql", "/usr/local/lib/pglb/sql");
        copy(&format!("hosts/{}", host.name), "/etc/pglb");
        copy(&format!("secrets/{}", host.name), "/run/secrets");
        fs::create_dir_all(host.at("/var/lib/pglb")).unwrap();
    }

    /// Brings `host` its folders and files.
    pub(crate) fn ship(&self, host: &Host) {
        for folder in self.list(&host.name, "pglb_folders") {
            let path = host.at(&folder["path"]);
            fs::create_dir_all(&path).unwrap();
            give(&path, &folder);
        }
        for file in self.list(&host.name, "pglb_files") {
            let path = host.at(&file["path"]);
            // The playbook makes no folders for files: those in the list and the packages' are all there are.
            fs::copy(self.folder.join(format!("{}{}", host.name, file["path"])), &path)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            give(&path, &file);
            if let Some(validate) = file.get("validate").filter(|command| Path::new(command.split(' ').next().unwrap()).exists()) {
                let command = validate.replace("%s", &file["path"]);
                let said = host.run("root", &command.split(' ').collect::<Vec<_>>());
                assert!(said.ok, "{command}: {}", said.err);
            }
        }
    }
}

/// Gives the file at `path` the owner and the mode that `item` tells.
fn give(path: &Path, item: &Item) {
    let id = |flag: &str, name: &str| must(&["id", flag, name]).parse::<u32>().unwrap();
    chown(path, Some(id("-u", &item["owner"])), Some(id("-g", &item["group"]))).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(u32::from_str_radix(&item["mode"], 8).unwrap())).unwrap();
}
