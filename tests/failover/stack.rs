//! A stack that `up` has started.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Condvar, Mutex};
use std::thread::sleep;
use std::time::{Duration, Instant};

use postgres::Config;
use serde_json::Value;
use tempfile::TempDir;

use crate::load::Way;
use crate::network::Network;
use crate::trial::Subject;

/// How long a stack may take to become healthy again.
const PATIENCE: Duration = Duration::from_secs(90);

/// What of a description the tests vary.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Profile {
    /// Its name in tables.
    pub(crate) name: &'static str,
    /// So many nodes.
    pub(crate) nodes: u32,
    /// Whether there is a witness.
    pub(crate) witness: bool,
    /// `async` or `sync`.
    pub(crate) durability: &'static str,
    /// `tight`, `normal` or `calm`.
    pub(crate) detection: &'static str,
}

/// A running stack; it is stopped and removed when this is dropped.
pub(crate) struct Stack {
    folder: TempDir,
    network: Network,
    write_port: u16,
    supervisor: &'static str,
    /// Given back when everything else is gone.
    _turn: Turn,
}

/// So many stacks run at once: more would wait for one another, and what they show would be how busy the machine is.
const AT_ONCE: usize = 2;
static RUNNING: (Mutex<usize>, Condvar) = (Mutex::new(0), Condvar::new());

/// The right to run a stack.
struct Turn;

impl Turn {
    fn wait() -> Self {
        let running = RUNNING.0.lock().unwrap();
        *RUNNING.1.wait_while(running, |running| *running >= AT_ONCE).unwrap() += 1;
        Self
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *RUNNING.0.lock().unwrap() -= 1;
        RUNNING.1.notify_one();
    }
}

/// Where stacks live: in memory if that is there, because on a slow disk most of a test is waiting for the disk.
fn home() -> &'static str {
    if Path::new("/dev/shm").is_dir() { "/dev/shm" } else { "/var/tmp" }
}

/// The built program.
fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pglb-lint"));
    command.current_dir("/");
    command
}

/// Whether the programs of a stack are here.
pub(crate) fn programs_are_here() -> bool {
    let all = ["/usr/sbin/haproxy", "/usr/sbin/pgbouncer", "/usr/lib/postgresql/15/bin/postgres", "/usr/lib/postgresql/15/bin/repmgrd"];
    let missing = all.into_iter().find(|path| !Path::new(path).exists());
    if let Some(missing) = missing {
        assert!(std::env::var_os("PGLB_REQUIRE_ORACLES").is_none_or(|value| value != "1"), "no {missing} here");
        println!("skipped: no {missing} here");
    }
    missing.is_none()
}

/// Waits until `done`.
#[track_caller]
pub(crate) fn until(what: &str, done: impl Fn() -> bool) {
    let began = Instant::now();
    while !done() {
        assert!(began.elapsed() < PATIENCE, "waited in vain: {what}");
        sleep(Duration::from_millis(100));
    }
}

impl Stack {
    /// Brings up a stack of `profile` from nothing.
    pub(crate) fn up(profile: &Profile) -> Self {
        let stack = Self::described(profile, "runit");
        stack.verb("up", &["--detach"]);
        stack.makes_table();
        stack
    }

    /// Makes the table that a load writes to.
    pub(crate) fn makes_table(&self) {
        self.writes().query("create table load (client int, number int, primary key (client, number))");
    }

    /// A stack of `profile` that was not started yet, to run below `supervisor`.
    pub(crate) fn described(profile: &Profile, supervisor: &'static str) -> Self {
        let stack = Self::new(5000, supervisor);
        std::fs::write(stack.description(), stack.text(profile)).unwrap();
        stack
    }

    /// Brings up what `render --repair` makes of the haproxy.cfg of the seed.
    pub(crate) fn repaired_seed() -> Self {
        let stack = Self::new(5432, "runit");
        let seed = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/seed/haproxy.cfg");
        let output = program().args(["render", seed, "--repair", "-o"]).arg(stack.path("")).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut text = std::fs::read_to_string(stack.path("stack.toml")).unwrap();
        // The repair has placeholders for hosts that the seed does not name.
        for last in 10..14 {
            text = text.replace(&format!("\"192.0.2.{last}\""), &format!("\"{}\"", stack.network.host(last)));
        }
        std::fs::write(stack.description(), text).unwrap();
        stack.verb("up", &["--detach"]);
        stack.makes_table();
        stack
    }

    fn new(write_port: u16, supervisor: &'static str) -> Self {
        let turn = Turn::wait();
        let folder = tempfile::Builder::new().prefix("pglb").tempdir_in(home()).unwrap();
        std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        Self { folder, network: Network::free(), write_port, supervisor, _turn: turn }
    }

    fn text(&self, profile: &Profile) -> String {
        let address = |last: u32| format!("\"{}\"", self.network.host(last));
        let nodes: Vec<String> = (1..=profile.nodes).map(|node| format!("db{node} = {}\n", address(10 + node))).collect();
        let nodes = nodes.concat();
        let witness = if profile.witness { address(30) } else { "false".to_owned() };
        format!(
            "durability = \"{}\"\ndetection = \"{}\"\nwitness = {witness}\n[balancer]\naddress = {}\n[nodes]\n{nodes}[databases.app]\n",
            profile.durability,
            profile.detection,
            address(10),
        )
    }

    fn description(&self) -> PathBuf {
        self.folder.path().join("stack.toml")
    }

    /// Adds `text` to the description.
    pub(crate) fn describe_more(&self, text: &str) {
        let described = std::fs::read_to_string(self.description()).unwrap();
        std::fs::write(self.description(), described + text).unwrap();
    }

    /// The folder that holds the description, and the folder that the stack runs in.
    pub(crate) fn home(&self) -> &Path {
        self.folder.path()
    }

    /// The addresses of all hosts of a stack of two nodes.
    pub(crate) fn addresses(&self) -> [String; 4] {
        [10, 11, 12, 30].map(|last| self.network.host(last))
    }

    /// The folder that it runs in.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("stack").join(name)
    }

    /// The port for writes.
    pub(crate) fn write_port(&self) -> u16 {
        self.write_port
    }

    fn command(&self, verb: &str, words: &[&str]) -> Command {
        let mut command = program();
        command.arg(verb).arg(self.description()).arg("-o").arg(self.path("")).args(words).env("SUPERVISOR", self.supervisor);
        command
    }

    fn run(&self, verb: &str, words: &[&str]) -> Output {
        self.command(verb, words).output().unwrap()
    }

    /// Runs a verb that must succeed, and gives what it says.
    #[track_caller]
    pub(crate) fn verb(&self, verb: &str, words: &[&str]) -> String {
        let output = self.run(verb, words);
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(output.status.success(), "{verb}:\n{}{}{}", said(&output.stdout), said(&output.stderr), self.logs());
        said(&output.stdout) + &said(&output.stderr)
    }

    /// Starts a verb, and does not wait for its end.
    pub(crate) fn begins(&self, verb: &str, words: &[&str]) -> Child {
        self.command(verb, words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Runs a line of shell as the user of the stack, with what the scripts of `node` know. Gives what it prints; it must succeed.
    #[track_caller]
    pub(crate) fn shell(&self, node: &str, line: &str) -> String {
        let text = format!(
            ". {}; if [ \"$(id -u)\" = 0 ]; then run='env -u HOME setpriv --reuid=postgres --regid=postgres --init-groups --'; fi; \
             export PGLB_ENV={0}; exec $run sh -c '. {}; '\"$1\"",
            self.path(&format!("{node}/node.env")).display(),
            self.path("bin/common.sh").display(),
        );
        let output = Command::new("sh").args(["-c", &text, "sh", line]).current_dir("/").stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// The processes of the stack: those that were started below its folder, work in it, or name it. With what each is called.
    pub(crate) fn processes(&self) -> Vec<(u32, String)> {
        let folder = self.path("").display().to_string();
        let folder = folder.trim_end_matches('/');
        let numbers = std::fs::read_dir("/proc").unwrap().filter_map(|entry| entry.unwrap().file_name().to_str()?.parse::<u32>().ok());
        let own = |pid: u32| {
            let file = |name: &str| std::fs::read(format!("/proc/{pid}/{name}")).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            let (command, environment) = (file("cmdline").unwrap_or_default(), file("environ").unwrap_or_default());
            let works = std::fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|path| path.starts_with(folder));
            (works || command.contains(folder) || environment.contains(folder)).then(|| (pid, command.replace('\0', " ")))
        };
        numbers.filter_map(own).collect()
    }

    /// SIGKILL of all processes of the stack that `which` takes, until there is none.
    pub(crate) fn kill_all(&self, which: impl Fn(&str) -> bool) {
        let doomed: Vec<String> =
            self.processes().into_iter().filter(|(_, command)| which(command)).map(|(pid, _)| pid.to_string()).collect();
        let _ = Command::new("kill").arg("-9").args(doomed).stderr(Stdio::null()).status().unwrap();
    }

    /// What `status --json` says.
    pub(crate) fn status(&self) -> Value {
        serde_json::from_slice(&self.run("status", &["--json"]).stdout).unwrap()
    }

    /// The last lines of all logs, without those that clients of a server that is down cause again and again.
    pub(crate) fn logs(&self) -> String {
        let tail = "for f in log/*; do
            [ -f \"$f\" ] && { echo \"---- $f\"; grep -vE 'is starting up|login has been failing|not found in .pg_stat_repl' \"$f\" | tail -n 60; }
        done";
        let output = Command::new("sh").args(["-c", tail]).current_dir(self.path("")).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// How a client comes to `port`.
    fn way(&self, port: u16) -> Way {
        let mut config = Config::new();
        config.host(&self.network.host(10)).port(port).user("app").password(self.password("app")).dbname("app");
        Way::new(config, None)
    }

    /// What psql prints of `sql` as the user `app` at HAProxy's port for writes, with `options` in its connection string; or what it complains of.
    pub(crate) fn psql(&self, options: &str, sql: &str) -> Result<String, String> {
        let mut command = Command::new("/usr/lib/postgresql/15/bin/psql");
        let host = self.network.host(10);
        let conninfo = format!("host={host} port={} user=app dbname=app connect_timeout=3 {options}", self.write_port());
        command.env("PGPASSWORD", self.password("app")).args(["-XAtqw", "-d", &conninfo, "-c", sql]);
        let output = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
    }

    /// The password of `user`.
    fn password(&self, user: &str) -> String {
        let text = std::fs::read_to_string(self.path(".pglb/pgpass")).unwrap();
        let of = |line: &str| line.strip_prefix(&format!("*:*:*:{user}:")).map(str::to_owned);
        text.lines().find_map(of).unwrap()
    }

    /// The process of the service `name`, as its supervisor notes it.
    #[track_caller]
    pub(crate) fn pid(&self, name: &str) -> u32 {
        let read = |file: &str| std::fs::read_to_string(self.path(&format!("services/{name}/{file}"))).ok()?.trim().parse().ok();
        read("supervise/pid").or_else(|| read("pid")).unwrap_or_else(|| panic!("{name} runs"))
    }

    /// Whether the PostgreSQL of `node` is to follow another.
    pub(crate) fn is_standby(&self, node: &str) -> bool {
        self.path(&format!("{node}/data/standby.signal")).exists()
    }

    /// Ends the PostgreSQL of `node` with all its processes, as if the memory had run out.
    pub(crate) fn kill_server(&self, node: &str) {
        let pid = std::fs::read_to_string(self.path(&format!("{node}/data/postmaster.pid"))).unwrap();
        let pid = pid.lines().next().unwrap().to_owned();
        let children = Command::new("pgrep").args(["-P", &pid]).output().unwrap();
        let children = String::from_utf8_lossy(&children.stdout).into_owned();
        let status = Command::new("kill").arg("-9").arg(&pid).args(children.split_whitespace()).status().unwrap();
        let _ = status;
    }

    /// Runs a script of the stack to its end, whatever that is.
    pub(crate) fn tries(&self, name: &str, words: &[&str]) -> Output {
        Command::new(self.path(&format!("bin/{name}"))).args(words).output().unwrap()
    }

    /// Runs a script of the stack to its end.
    #[track_caller]
    pub(crate) fn script(&self, name: &str, words: &[&str]) {
        let output = self.tries(name, words);
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Stops it, and holds that nothing is left: no process that names the folder, nobody at its addresses, no shared memory.
    #[track_caller]
    pub(crate) fn goes_down(&self) {
        self.verb("down", &[]);
        assert_eq!(self.processes(), [], "processes are left");
        let shared = std::fs::read_to_string("/proc/sysvipc/shm").unwrap();
        for node in ["db1", "db2", "witness"] {
            // What a killed server has not removed.
            let Ok(noted) = std::fs::read_to_string(self.path(&format!("{node}/data/postmaster.pid"))) else { continue };
            let Some((key, id)) = noted.lines().nth(6).and_then(|line| line.trim().split_once(' ')) else { continue };
            let is_own = |line: &&str| line.split_whitespace().take(2).eq([key, id.trim()]);
            assert_eq!(shared.lines().find(is_own), None, "shared memory of {node} is left");
        }
        let listening = std::fs::read_to_string("/proc/net/tcp").unwrap();
        // The network is held by a listener of the test itself at its last address.
        let is_own = |line: &&str| line.contains(&self.hexadecimal()) && !line.contains(": FE") && line.contains(" 0A ");
        let own: Vec<&str> = listening.lines().filter(is_own).collect();
        assert!(own.is_empty(), "somebody still listens: {own:?}");
    }

    /// The first three numbers of its network as `/proc/net/tcp` writes them: in hexadecimal, behind the last one.
    fn hexadecimal(&self) -> String {
        let numbers: Vec<u8> = self.network.host(0).split('.').map(|number| number.parse().unwrap()).collect();
        let numbers: Vec<String> = numbers[..3].iter().rev().map(|number| format!("{number:02X}")).collect();
        numbers.concat()
    }
}

/// The port for reads.
const READ_PORT: u16 = 5001;
/// pgbench, as Debian installs it.
const PGBENCH: &str = "/usr/lib/postgresql/15/bin/pgbench";

impl Subject for Stack {
    fn writes(&self) -> Way {
        self.way(self.write_port)
    }

    fn reads(&self) -> Way {
        self.way(READ_PORT)
    }

    fn primary(&self) -> String {
        self.status()["primary"].as_str().expect("one node is primary").to_owned()
    }

    #[track_caller]
    fn heals(&self) -> Duration {
        let began = Instant::now();
        loop {
            let status = self.status();
            if status["healthy"] == true {
                return began.elapsed();
            }
            assert!(began.elapsed() < PATIENCE, "does not heal: {:#}\n{}", status["troubles"], self.logs());
            sleep(Duration::from_millis(200));
        }
    }

    fn pgbench(&self) -> Option<Command> {
        let mut command = Command::new(PGBENCH);
        command.env("PGPASSWORD", self.password("app")).env("PGHOST", self.network.host(10)).env("PGPORT", self.write_port().to_string());
        command.env("PGUSER", "app").env("PGDATABASE", "app");
        Path::new(PGBENCH).exists().then_some(command)
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("{}", self.logs());
        }
        let _ = self.run("down", &["--remove"]);
    }
}
