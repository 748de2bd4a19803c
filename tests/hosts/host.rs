//! A host: a namespace of processes, of the network and of mounts. Its `/etc`, `/run`, `/var/lib`, `/var/log` and `/usr/local` are its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// Folders that every host has for itself.
const OWN: [&str; 5] = ["etc", "run", "var/lib", "var/log", "usr/local"];
/// The first process of a host: it waits for those that lose their parent, as `init` does.
const INIT: &str = "trap '' TERM; while :; do sleep 3600 & wait $!; done";

/// What a command said.
#[derive(Debug)]
pub(crate) struct Said {
    /// Whether it ended well.
    pub(crate) ok: bool,
    /// Its standard output, without blanks at the end.
    pub(crate) out: String,
    /// Its standard error.
    pub(crate) err: String,
}

/// Runs `command` to its end.
pub(crate) fn run(command: &mut Command) -> Said {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
    Said { ok: output.status.success(), out: text(&output.stdout), err: text(&output.stderr) }
}

/// Runs `words`, which have to end well.
#[track_caller]
pub(crate) fn must(words: &[&str]) -> String {
    let said = run(Command::new(words[0]).args(&words[1..]));
    assert!(said.ok, "{words:?}: {} {}", said.out, said.err);
    said.out
}

/// The first child of the process `pid`.
pub(crate) fn child_of(pid: u32) -> Option<u32> {
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).ok()?;
    children.split_whitespace().next()?.parse().ok()
}

/// A namespace of the network that joins all hosts, as a switch does.
pub(crate) struct Switch {
    namespace: Namespace,
}

impl Switch {
    pub(crate) fn new() -> Self {
        let namespace = Namespace::new(&["--net", "--pid"], INIT);
        let switch = Self { namespace };
        switch.ip("link add br0 type bridge");
        switch.ip("link set br0 up");
        switch
    }

    fn ip(&self, words: &str) {
        let pid = self.namespace.pid.to_string();
        let mut all = vec!["nsenter", "-t", &pid, "-n", "ip"];
        all.extend(words.split(' '));
        must(&all);
    }

    /// Takes the cable of `host` out, or puts it in again.
    pub(crate) fn connect(&self, host: &Host, connected: bool) {
        self.ip(&format!("link set {} {}", host.name, if connected { "up" } else { "down" }));
    }
}

/// Processes with namespaces of their own; all of them end with this.
struct Namespace {
    child: Child,
    pid: u32,
}

impl Namespace {
    fn new(kinds: &[&str], script: &str) -> Self {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "--", "unshare"]).args(kinds);
        command.args(["--fork", "--kill-child=KILL", "--", "sh", "-c", script]);
        #[allow(clippy::zombie_processes, reason = "dropping the namespace waits for it, but for a test that fails anyway")]
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
        for _ in 0..400 {
            if let Some(pid) = child_of(child.id()) {
                return Self { child, pid };
            }
            sleep(Duration::from_millis(5));
        }
        panic!("no namespace: {kinds:?}");
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A host.
pub(crate) struct Host {
    /// Its name.
    pub(crate) name: String,
    /// Its address.
    pub(crate) address: String,
    /// The folder that its own folders are in.
    pub(crate) root: PathBuf,
    namespace: Namespace,
}

impl Host {
    /// The host `name` at `address`, at a port of `switch`; its folders are made under `folder`, unless they are there already.
    pub(crate) fn new(name: &str, address: &str, switch: &Switch, folder: &Path) -> Self {
        let root = folder.join(name);
        if !root.exists() {
            for own in OWN {
                fs::create_dir_all(root.join(own)).unwrap();
            }
            must(&["cp", "-a", "/etc", root.to_str().unwrap()]);
            for (path, owner) in [
                ("run/postgresql", "postgres"),
                ("var/lib/postgresql", "postgres"),
                ("var/log/postgresql", "postgres"),
                ("run/haproxy", "haproxy"),
                ("var/lib/haproxy", "root"),
                ("etc/sudoers.d", "root"),
            ] {
                let path = root.join(path);
                fs::create_dir_all(&path).unwrap();
                run(Command::new("chown").arg(format!("{owner}:{owner}")).arg(&path));
            }
        }
        let mounts: String = OWN.iter().map(|own| format!("mount --bind '{}' /{own} && ", root.join(own).display())).collect();
        let script = format!("{mounts} mkdir -p /run/ready; {INIT}");
        let _ = fs::remove_dir(root.join("run/ready"));
        let namespace = Namespace::new(&["--net", "--mount", "--pid", "--mount-proc", "--propagation", "private"], &script);
        for _ in 0..400 {
            if root.join("run/ready").exists() {
                break;
            }
            sleep(Duration::from_millis(5));
        }
        let host = Self { name: name.to_owned(), address: address.to_owned(), root, namespace };
        switch.ip(&format!("link add {name} type veth peer name eth0 netns {}", host.namespace.pid));
        switch.ip(&format!("link set {name} master br0 up"));
        host.ip("link set lo up");
        host.ip(&format!("addr add {address}/24 dev eth0"));
        host.ip("link set eth0 up");
        host
    }

    /// A command in the host, as `user`, without any variables of ours.
    pub(crate) fn command(&self, user: &str, words: &[&str]) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["-t", &self.namespace.pid.to_string(), "-n", "-m", "-p", "--"]);
        if user != "root" {
            command.args(["setpriv", &format!("--reuid={user}"), &format!("--regid={user}"), "--init-groups", "--"]);
        }
        command.args(words).env_clear().current_dir("/");
        command.env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin").env("LANG", "C.UTF-8");
        command
    }

    /// Runs `words` as `user`.
    pub(crate) fn run(&self, user: &str, words: &[&str]) -> Said {
        run(&mut self.command(user, words))
    }

    fn ip(&self, words: &str) {
        let mut all = vec!["ip"];
        all.extend(words.split(' '));
        let said = self.run("root", &all);
        assert!(said.ok, "{words}: {}", said.err);
    }

    /// Loses every packet to `other` without a word, or no longer: a cable somewhere between the two.
    pub(crate) fn lose(&self, other: &Self, lost: bool) {
        if lost {
            self.ip(&format!("neigh replace {} lladdr 02:00:00:00:00:01 nud permanent dev eth0", other.address));
        } else {
            self.ip(&format!("neigh del {} dev eth0", other.address));
        }
    }

    /// Its network.
    pub(crate) fn network(&self) -> fs::File {
        fs::File::open(format!("/proc/{}/ns/net", self.namespace.pid)).unwrap()
    }

    /// Where a file of the host stands outside of it.
    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }
}
