//! A stack of two nodes, a witness and HAProxy, each a host, and a client that writes and reads through HAProxy.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::description::{self, Durability, Versions};
use super::host::{Host, Said, Switch, child_of, must};
use super::load::Way;
use super::rendered::Rendered;
use super::trial::Subject;
use super::units::{Units, uid};

/// How long a stack may take for what it has to do. A busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(60);

/// The versions of the installed programs, if all are here and this may make namespaces.
pub(crate) fn versions() -> Option<Versions> {
    installed()
        .inspect_err(|why| {
            let required = uid_of_this() == 0 && env::var_os("PGLB_REQUIRE_ORACLES").is_some_and(|value| value == "1");
            assert!(!required, "{why}");
            println!("skipped: {why}");
        })
        .ok()
}

fn uid_of_this() -> u32 {
    fs::metadata("/proc/self").map_or(1, |own| std::os::unix::fs::MetadataExt::uid(&own))
}

/// The versions of the installed programs, or what is not here.
fn installed() -> Result<Versions, String> {
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
    Ok(Versions([
        version(&["/usr/sbin/haproxy", "-v"])?,
        version(&["/usr/sbin/pgbouncer", "--version"])?,
        version(&[&format!("/usr/lib/postgresql/{postgresql}/bin/repmgr"), "--version"])?,
        postgresql,
    ]))
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
    /// The hosts of the description, rendered for `target`, without anything that runs.
    fn new(versions: &Versions, durability: Durability, target: &str, bring: impl Fn(&Rendered, &Host)) -> Self {
        let folder = tempfile::Builder::new().prefix("pglb-hosts").tempdir().unwrap();
        must(&["chmod", "755", folder.path().to_str().unwrap()]);
        let rendered = Rendered::new(&description::text(versions, durability), target, folder.path());
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
        let version = versions.0[3].clone();
        let bin = format!("/usr/lib/postgresql/{version}/bin");
        Self { switch, lb, n1, n2, wit, client, bin, version, rendered, containers: Vec::new(), folder }
    }

    /// The stack on hosts with Debian's packages, from nothing to running, in the order of the playbook.
    pub(crate) fn on_hosts(versions: &Versions, durability: Durability) -> Self {
        let stack = Self::new(versions, durability, "hosts", Rendered::ship);
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
    pub(crate) fn in_containers(versions: &Versions, durability: Durability) -> Self {
        let mut stack = Self::new(versions, durability, "compose", Rendered::mount);
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

    /// Makes the table that a load writes to.
    pub(crate) fn makes_table(&self) {
        self.writes().query("create table load (client int, number int, primary key (client, number))");
    }

    /// How a client comes to `port` of HAProxy.
    fn way(&self, port: u16) -> Way {
        let passwords = fs::read_to_string(self.client.at("/etc/pgpass")).unwrap();
        let password = passwords.lines().find_map(|line| line.strip_prefix("*:*:*:app:")).unwrap();
        let mut config = postgres::Config::new();
        config.host(&self.lb.host.address).port(port).user("app").password(password).dbname("app");
        Way::new(config, Some(Arc::new(self.client.network())))
    }

    /// The host called `name`.
    pub(crate) fn machine(&self, name: &str) -> &Machine {
        [&self.lb, &self.n1, &self.n2, &self.wit].into_iter().find(|machine| machine.host.name == name).unwrap()
    }

    /// The node that is not `primary`.
    pub(crate) fn standby(&self, primary: &str) -> &Machine {
        if self.n1.host.name == primary { &self.n2 } else { &self.n1 }
    }

    /// The other node and the witness, and HAProxy too if that is asked for.
    pub(crate) fn others(&self, primary: &str, balancer_too: bool) -> Vec<&Host> {
        let mut others: Vec<&Host> = vec![&self.standby(primary).host, &self.wit.host];
        others.extend(balancer_too.then_some(&*self.lb.host));
        others
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

/// So long daemons have to be there: one that starts while its upstream is gone ends again, and a second fault would be one too many.
const SETTLED: Duration = Duration::from_secs(3);

impl Subject for Stack {
    fn writes(&self) -> Way {
        self.way(5000)
    }

    fn reads(&self) -> Way {
        self.way(5001)
    }

    fn primary(&self) -> String {
        self.write_to()
    }

    fn heals(&self) -> Duration {
        let healthy = || {
            let (writes, reads) = (self.write_to(), self.read_from());
            !writes.is_empty()
                && !reads.is_empty()
                && writes != reads
                && [&self.n1, &self.n2, &self.wit].into_iter().all(|one| self.healthy(one))
        };
        let took = self.until("all is as it should be", || healthy() && [&self.n1, &self.n2, &self.wit].into_iter().all(is_watched));
        sleep(SETTLED);
        self.until("daemons still watch", || [&self.n1, &self.n2, &self.wit].into_iter().all(is_watched));
        took
    }
}

/// Whether the repmgrd of `machine` runs.
fn is_watched(machine: &Machine) -> bool {
    let ask = ". /etc/pglb/node.env && \"$PG_BINDIR/psql\" -XAtq -h \"$SOCKET_DIR\" -p \"$PORT\" -U postgres -d repmgr -c 'select repmgr.repmgrd_is_running()'";
    machine.host.run("postgres", &["sh", "-c", ask]).out == "t"
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
