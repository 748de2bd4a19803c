//! A stack of two nodes, a witness and HAProxy, each a host, and a client that writes and reads through HAProxy.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle, sleep};
use std::time::{Duration, Instant};

use super::host::{Host, Said, Switch, child_of, must};
use super::rendered::Rendered;
use super::units::{Units, uid};

/// What is described. The addresses are those of namespaces.
const DESCRIPTION: &str = r#"durability = "sync"
[versions]
haproxy = "HAPROXY"
pgbouncer = "PGBOUNCER"
repmgr = "REPMGR"
postgresql = "POSTGRESQL"
[balancer]
address = "10.77.0.10"
[nodes]
n1 = "10.77.0.11"
n2 = "10.77.0.12"
[witness]
name = "wit"
address = "10.77.0.13"
[databases.app]
"#;
/// How long a stack may take for what it has to do. A busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(60);

/// The versions of the installed programs, if all are here and this may make namespaces.
pub(crate) fn description() -> Option<String> {
    let what = missing();
    let Ok(versions) = what else {
        let why = what.unwrap_err();
        let required = uid_of_this() == 0 && env::var_os("PGLB_REQUIRE_ORACLES").is_some_and(|value| value == "1");
        assert!(!required, "{why}");
        println!("skipped: {why}");
        return None;
    };
    let mut text = DESCRIPTION.to_owned();
    for (name, version) in versions {
        text = text.replace(name, &version);
    }
    Some(text)
}

fn uid_of_this() -> u32 {
    fs::metadata("/proc/self").map_or(1, |own| std::os::unix::fs::MetadataExt::uid(&own))
}

/// The versions of the installed programs, or what is not here.
fn missing() -> Result<Vec<(&'static str, String)>, String> {
    if uid_of_this() != 0 {
        return Err("namespaces of hosts need root".to_owned());
    }
    for program in ["ip", "nsenter", "unshare", "pg_ctlcluster"] {
        let found = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"].iter().any(|folder| PathBuf::from(folder).join(program).exists());
        if !found {
            return Err(format!("`{program}` is not here"));
        }
    }
    if !std::process::Command::new("unshare")
        .args(["--net", "--mount", "--pid", "--fork", "true"])
        .status()
        .is_ok_and(|status| status.success())
    {
        return Err("namespaces cannot be made here".to_owned());
    }
    let folders = fs::read_dir("/usr/lib/postgresql").map_err(|_| "PostgreSQL is not installed".to_owned())?;
    let mut found: Vec<String> = folders
        .flatten()
        .filter(|folder| folder.path().join("bin/repmgrd").exists())
        .map(|folder| folder.file_name().to_string_lossy().into_owned())
        .collect();
    found.sort();
    let postgresql = found.pop().ok_or("repmgr is not installed")?;
    let version = |words: &[&str]| -> Result<String, String> {
        let output =
            std::process::Command::new(words[0]).args(&words[1..]).output().map_err(|_| format!("{} is not installed", words[0]))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let number = text.split_whitespace().find(|word| word.starts_with(|first: char| first.is_ascii_digit()) && word.contains('.'));
        let number = number.ok_or_else(|| format!("{} tells no version", words[0]))?;
        Ok(number.split(['.', '-', '~']).take(2).collect::<Vec<_>>().join("."))
    };
    Ok(vec![
        ("HAPROXY", version(&["/usr/sbin/haproxy", "-v"])?),
        ("PGBOUNCER", version(&["/usr/sbin/pgbouncer", "--version"])?),
        ("REPMGR", version(&[&format!("/usr/lib/postgresql/{postgresql}/bin/repmgr"), "--version"])?),
        ("POSTGRESQL", postgresql),
    ])
}

/// A host with its units.
pub(crate) struct Machine {
    pub(crate) host: Arc<Host>,
    pub(crate) units: Arc<Units>,
}

/// The stack.
pub(crate) struct Stack {
    pub(crate) switch: Switch,
    pub(crate) lb: Machine,
    pub(crate) n1: Machine,
    pub(crate) n2: Machine,
    pub(crate) wit: Machine,
    pub(crate) client: Arc<Host>,
    bin: String,
    version: String,
    pub(crate) rendered: Rendered,
    /// The first processes of containers, if hosts are such.
    containers: Vec<Child>,
    folder: tempfile::TempDir,
}

impl Stack {
    /// The hosts of `description`, rendered for `target`, without anything that runs.
    fn new(description: &str, target: &str, bring: impl Fn(&Rendered, &Host)) -> Self {
        let folder = tempfile::Builder::new().prefix("pglb-hosts").tempdir().unwrap();
        must(&["chmod", "755", folder.path().to_str().unwrap()]);
        let rendered = Rendered::new(description, target, folder.path());
        let switch = Switch::new();
        let machine = |name: &str, address: &str| {
            let host = Arc::new(Host::new(name, address, &switch, folder.path()));
            let units = Units::new(Arc::clone(&host));
            bring(&rendered, &host);
            Machine { host, units }
        };
        let lb = machine("lb", "10.77.0.10");
        let (n1, n2, wit) = (machine("n1", "10.77.0.11"), machine("n2", "10.77.0.12"), machine("wit", "10.77.0.13"));
        let client = Arc::new(Host::new("client", "10.77.0.9", &switch, folder.path()));
        let passwords = client.at("/etc/pgpass");
        fs::copy(rendered.folder.join(".pglb/pgpass"), &passwords).unwrap();
        std::os::unix::fs::chown(&passwords, Some(uid("postgres")), None).unwrap();
        let version = description.lines().find_map(|line| line.strip_prefix("postgresql = ")).unwrap().trim_matches('"').to_owned();
        let bin = format!("/usr/lib/postgresql/{version}/bin");
        Self { switch, lb, n1, n2, wit, client, bin, version, rendered, containers: Vec::new(), folder }
    }

    /// The stack as `description` has it on hosts with Debian's packages, from nothing to running, in the order of the playbook.
    pub(crate) fn on_hosts(description: &str) -> Self {
        let stack = Self::new(description, "hosts", Rendered::ship);
        for machine in [&stack.n1, &stack.n2, &stack.wit] {
            let said = machine.host.run("root", &["env", "PGLB_ENV=/etc/pglb/node.env", "/usr/local/lib/pglb/init"]);
            assert!(said.ok, "{}: {} {}\n{}", machine.host.name, said.out, said.err, stack.logs());
        }
        for machine in [&stack.n1, &stack.n2, &stack.wit] {
            for service in stack.rendered.list(&machine.host.name, "pglb_services") {
                assert!(machine.units.start(&format!("{}.service", service[""])), "{}", stack.logs());
            }
            stack.until("the new server has its place", || stack.healthy(machine));
        }
        assert!(stack.lb.units.start("haproxy.service"));
        stack.until("HAProxy knows its servers", || stack.write_to() == "n1" && stack.read_from() == "n2");
        stack
    }

    /// The stack in what the containers of `docker-compose.yml` are made of, all of them started at once.
    pub(crate) fn in_containers(description: &str) -> Self {
        let mut stack = Self::new(description, "compose", Rendered::mount);
        let mut containers = Vec::new();
        for machine in [&stack.lb, &stack.n1, &stack.n2, &stack.wit] {
            containers.push(container(machine));
        }
        stack.containers = containers;
        stack.until("HAProxy knows its servers", || stack.write_to() == "n1" && stack.read_from() == "n2");
        stack
    }

    /// Stops the containers of PostgreSQL as Docker does, and tells whether they ended in time and their PostgreSQL in order.
    pub(crate) fn stop_containers(&mut self) -> bool {
        for container in &self.containers {
            let pid = child_of(container.id()).unwrap();
            must(&["kill", &pid.to_string()]);
        }
        let start = Instant::now();
        let ended = |container: &mut Child| loop {
            match container.try_wait().unwrap() {
                Some(_) => return true,
                None if start.elapsed() > PATIENCE => return false,
                None => sleep(Duration::from_millis(50)),
            }
        };
        let all = self.containers.iter_mut().map(ended).collect::<Vec<_>>();
        let clean = |machine: &Machine| {
            let said = machine.host.run("postgres", &[&format!("{}/pg_controldata", self.bin), "/var/lib/pglb/data"]);
            said.out.contains("shut down")
        };
        all.into_iter().all(|ended| ended) && [&self.n1, &self.n2, &self.wit].into_iter().all(clean)
    }

    /// Whether the server of `machine` says that the cluster is as it should be; containers have nobody to ask.
    pub(crate) fn healthy(&self, machine: &Machine) -> bool {
        !self.containers.is_empty()
            || machine.host.run("postgres", &["env", "PGLB_ENV=/etc/pglb/node.env", "/usr/local/lib/pglb/healthy"]).ok
    }

    /// Waits until `done`; tells the logs if that takes too long.
    #[track_caller]
    pub(crate) fn until(&self, what: &str, mut done: impl FnMut() -> bool) -> Duration {
        let start = Instant::now();
        while !done() {
            assert!(start.elapsed() < PATIENCE, "waited in vain: {what}\n{}", self.logs());
            sleep(Duration::from_millis(50));
        }
        start.elapsed()
    }

    /// The version of PostgreSQL.
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// SQL over HAProxy, as the client. A session that hangs is given up.
    fn ask(&self, port: u16, sql: &str) -> Said {
        ask(&self.client, &self.bin, port, sql)
    }

    /// Who a session that writes comes to; empty if it comes to nobody.
    pub(crate) fn write_to(&self) -> String {
        self.ask(5000, "select current_setting('cluster_name') where not pg_is_in_recovery()").out
    }

    /// Who a session that reads comes to.
    pub(crate) fn read_from(&self) -> String {
        self.ask(5001, "select current_setting('cluster_name')").out
    }

    /// SQL that has to work, as the client that writes.
    #[track_caller]
    pub(crate) fn write(&self, sql: &str) -> String {
        let said = self.ask(5000, sql);
        assert!(said.ok, "{sql}: {}\n{}", said.err, self.logs());
        said.out
    }

    /// A client that writes, from now on.
    pub(crate) fn writer(&self) -> Writer {
        Writer::new(&self.client, &self.bin)
    }

    /// The ends of all logs.
    fn logs(&self) -> String {
        let script = "cd \"$0\" && for log in */var/log/*.log */var/log/postgresql/*; do echo \"== $log\"; tail -n 25 \"$log\" 2>/dev/null; done; true";
        must(&["sh", "-c", script, self.folder.path().to_str().unwrap()])
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        for machine in [&self.lb, &self.n1, &self.n2, &self.wit] {
            machine.units.finish();
        }
        if env::var_os("PGLB_KEEP").is_some() {
            println!("{}", self.logs());
        }
    }
}

fn ask(client: &Host, bin: &str, port: u16, sql: &str) -> Said {
    let conninfo = format!("host=10.77.0.10 port={port} user=app dbname=app connect_timeout=2 passfile=/etc/pgpass");
    client.run("postgres", &["timeout", "3", &format!("{bin}/psql"), "-XAtq", &conninfo, "-c", sql])
}

/// A write that was acknowledged.
#[derive(Debug, Clone)]
pub(crate) struct Acknowledged {
    /// Its number.
    pub(crate) number: u64,
    /// Who took it.
    pub(crate) by: String,
    /// When the answer came.
    pub(crate) at: Instant,
}

/// A client that writes one row after the other, and notes which were acknowledged.
pub(crate) struct Writer {
    stop: Arc<AtomicBool>,
    done: Arc<Mutex<Vec<Acknowledged>>>,
    threads: Vec<JoinHandle<()>>,
}

impl Writer {
    fn new(client: &Arc<Host>, bin: &str) -> Self {
        let (stop, done) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Vec::new())));
        let threads = (0..2).map(|writer: u64| {
            let (client, bin, stop, done) = (Arc::clone(client), bin.to_owned(), Arc::clone(&stop), Arc::clone(&done));
            thread::spawn(move || {
                let mut number = writer * 1_000_000;
                while !stop.load(Ordering::Relaxed) {
                    number += 1;
                    let sql = format!("insert into rows values ({number}) returning current_setting('cluster_name')");
                    let said = ask(&client, &bin, 5000, &sql);
                    if said.ok {
                        done.lock().unwrap().push(Acknowledged { number, by: said.out, at: Instant::now() });
                    } else {
                        sleep(Duration::from_millis(50));
                    }
                }
            })
        });
        let threads = threads.collect();
        Self { stop, done, threads }
    }

    /// What was acknowledged until now.
    pub(crate) fn acknowledged(&self) -> Vec<Acknowledged> {
        self.done.lock().unwrap().clone()
    }

    /// Ends, and tells what was acknowledged.
    pub(crate) fn finish(mut self) -> Vec<Acknowledged> {
        self.stop.store(true, Ordering::Relaxed);
        self.threads.drain(..).for_each(|thread| thread.join().unwrap());
        self.acknowledged()
    }
}

/// The rows of the table.
pub(crate) fn rows(stack: &Stack) -> BTreeSet<u64> {
    stack.write("select number from rows").lines().map(|line| line.parse().unwrap()).collect()
}

/// The first process of the container that `machine` is.
fn container(machine: &Machine) -> Child {
    let words: &[&str] = if machine.host.name == "lb" {
        &["/usr/sbin/haproxy", "-W", "-db", "-f", "/etc/pglb/haproxy.cfg"]
    } else {
        &["env", "PGLB_ENV=/etc/pglb/node.env", "/usr/local/lib/pglb/entry"]
    };
    let log = || fs::OpenOptions::new().create(true).append(true).open(machine.host.at("/var/log/container.log")).unwrap();
    machine.host.command("root", words).stdin(Stdio::null()).stdout(log()).stderr(log()).spawn().unwrap()
}

/// Kills the first process of the PostgreSQL of `machine`, as the kernel does when memory ends.
pub(crate) fn kill_postgresql(machine: &Machine) {
    let file = must(&["find", machine.host.at("/var/lib").to_str().unwrap(), "-name", "postmaster.pid"]);
    let pid = fs::read_to_string(file).unwrap().lines().next().unwrap().to_owned();
    let said = machine.host.run("root", &["kill", "-9", &pid]);
    assert!(said.ok, "{}", said.err);
}
