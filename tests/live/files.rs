//! The files of a stack: templates under `tests/fixtures/stacks/FAULT/bad` and `…/good`, a folder for each host. The same text is run by the
//! programs and read by the linter; only what depends on the machine is filled in differently:
//!
//! | in the template | for the linter | for the programs |
//! |---|---|---|
//! | `@DB1@`, `@LB@` … | an address of the network 10.20.0.0/24 | one of a loopback network |
//! | `@NET@` | 10.20.0.0/24 | the networks of loopback |
//! | `@ETC@` | /etc and the program's name | the folder with the host's files |
//! | `@RUN@` | /run and the program's name | a folder for sockets |
//! | `@DATA@` | the data directory of Debian's package | the cluster of the test |
//! | `@PORT@` | 6432 | a port that is free on all addresses |
//! | `@BIN@` | the programs of Debian's package | the same |

use std::fs;
use std::path::{Path, PathBuf};

use crate::address::{HOSTS, Network, number};

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Twin {
    /// The one with the fault.
    Bad,
    /// The one without.
    Good,
}

/// Where Debian's package has the programs of PostgreSQL.
pub(crate) const BIN: &str = "/usr/lib/postgresql/15/bin";

fn folder(fault: &str, twin: Twin) -> PathBuf {
    let name = if twin == Twin::Bad { "bad" } else { "good" };
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/stacks").join(fault).join(name)
}

/// The templates: host, file name and text.
fn templates(fault: &str, twin: Twin) -> Vec<(String, String, String)> {
    let list = |folder: &Path| {
        let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    };
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let hosts = list(&folder(fault, twin));
    hosts.iter().flat_map(|host| list(host).into_iter().map(|file| (name(host), name(&file), fs::read_to_string(file).unwrap()))).collect()
}

/// The files with the addresses and folders of real hosts, by path.
pub(crate) fn rendered_for_lint(fault: &str, twin: Twin) -> Vec<(String, String)> {
    let fill = |(host, name, mut text): (String, String, String)| {
        for host in HOSTS {
            text = text.replace(&format!("@{}@", host.to_uppercase()), &format!("10.20.0.{}", number(host)));
        }
        let (etc, run) = match name.as_str() {
            "haproxy.cfg" => ("/etc/haproxy", "/run/haproxy"),
            "repmgr.conf" => ("/etc", "/run/postgresql"),
            "postgresql.conf" => ("/etc/postgresql/15/main", "/run/postgresql"),
            _ => ("/etc/pgbouncer", "/run/postgresql"),
        };
        let fills = [
            ("@NET@", "10.20.0.0/24"),
            ("@ETC@", etc),
            ("@RUN@", run),
            ("@DATA@", "/var/lib/postgresql/15/main"),
            ("@BIN@", BIN),
            ("@PORT@", "6432"),
        ];
        (format!("{host}/{name}"), fills.iter().fold(text, |text, (mark, value)| text.replace(mark, value)))
    };
    templates(fault, twin).into_iter().map(fill).collect()
}

/// Writes the files into `root` for the programs to run with, a folder for each host.
pub(crate) fn write_for_programs(fault: &str, twin: Twin, root: &Path, network: &Network) {
    for (host, name, mut text) in templates(fault, twin) {
        for host in HOSTS {
            text = text.replace(&format!("@{}@", host.to_uppercase()), &network.address(host));
        }
        let folder = root.join(&host);
        let path = |below: &str| folder.join(below).display().to_string();
        let fills = [
            ("@NET@", "127.0.0.0/8".to_owned()),
            ("@ETC@", path("")),
            ("@RUN@", path("run")),
            ("@DATA@", path("data")),
            ("@BIN@", BIN.to_owned()),
            ("@PORT@", network.port.to_string()),
        ];
        text = fills.iter().fold(text, |text, (mark, value)| text.replace(mark, value.trim_end_matches('/')));
        assert!(!text.contains('@') || name.ends_with("hba.conf"), "{host}/{name}: a mark is left");
        fs::create_dir_all(folder.join("run")).unwrap();
        fs::write(folder.join(name), text).unwrap();
    }
}
