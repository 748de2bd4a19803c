//! What systemd does for the units of a host, as far as the units of a stack need it: it reads the package's unit, the drop-ins and the units
//! that were rendered, and starts, stops and starts again what they say.
//!
//! `sudo` in a host is a script that hands its words over through a folder. They are done only if a line of the host's sudoers allows exactly
//! them.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle, sleep};
use std::time::Duration;

use super::host::{Host, child_of, must, run};

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(20);
/// Asks the test to do as root what the words say, and ends as that did.
const SUDO: &str = r#"#!/bin/sh
[ "$1" = -n ] && shift
request=/run/requests/$$
printf '%s\n' "$*" >"$request.new"
mv "$request.new" "$request.todo"
while [ ! -e "$request.done" ]; do sleep 0.02; done
read -r status <"$request.done"
rm "$request.done"
exit "$status"
"#;

/// The settings of a unit, in order: section and name, value.
struct Unit {
    settings: Vec<(String, String)>,
}

impl Unit {
    /// The unit `name` of `host`, as systemd would read it.
    fn read(host: &Host, name: &str) -> Self {
        let (stem, instance) = name.trim_end_matches(".service").split_once('@').unwrap_or((name.trim_end_matches(".service"), ""));
        let template = if instance.is_empty() { format!("{stem}.service") } else { format!("{stem}@.service") };
        let own = host.at("/etc/systemd/system");
        let main = [own.join(name), own.join(&template), format!("/lib/systemd/system/{template}").into()];
        let main = main.iter().find(|path| path.exists()).unwrap_or_else(|| panic!("no unit {name}"));
        let mut text = fs::read_to_string(main).unwrap();
        let drop_ins = own.join(format!("{}.d", if instance.is_empty() { template.as_str() } else { name }));
        if let Ok(files) = fs::read_dir(drop_ins) {
            let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
            files.sort();
            for file in files {
                text += &format!("\n{}", fs::read_to_string(file).unwrap());
            }
        }
        let text = text.replace("%i", instance).replace("%I", &instance.replace('-', "/"));
        let mut section = String::new();
        let mut settings: Vec<(String, String)> = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(['#', ';'])) {
            if let Some(name) = line.strip_prefix('[') {
                name.trim_end_matches(']').clone_into(&mut section);
                continue;
            }
            let (name, value) = line.split_once('=').unwrap_or_else(|| panic!("{name}: {line}"));
            let name = format!("{section}.{}", name.trim());
            if value.trim().is_empty() {
                settings.retain(|(other, _)| *other != name);
            } else {
                settings.push((name, value.trim().to_owned()));
            }
        }
        Self { settings }
    }

    fn all<'u>(&'u self, name: &str) -> impl DoubleEndedIterator<Item = &'u str> + use<'u> {
        let name = format!("Service.{name}");
        self.settings.iter().filter(move |(other, _)| *other == name).map(|(_, value)| value.as_str())
    }

    fn last(&self, name: &str) -> Option<&str> {
        self.all(name).next_back()
    }

    /// The variables of its processes.
    fn environment(&self) -> BTreeMap<String, String> {
        let mut variables = BTreeMap::new();
        for value in self.all("Environment") {
            for word in words(value) {
                let (name, value) = word.split_once('=').unwrap();
                variables.insert(name.to_owned(), value.to_owned());
            }
        }
        variables
    }
}

/// The words of a value, quotes around them taken off.
fn words(value: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut open, mut quoted) = (false, false);
    for character in value.chars() {
        match character {
            '"' => quoted = !quoted,
            ' ' if !quoted => {
                open = false;
                continue;
            }
            _ => {
                if !open {
                    words.push(String::new());
                }
                words.last_mut().unwrap().push(character);
            }
        }
        open = open || character != '"';
    }
    words
}

/// A service that is up.
struct Running {
    stop: Arc<AtomicBool>,
    pid: Arc<Mutex<Option<u32>>>,
    watcher: JoinHandle<()>,
}

/// The units of a host.
pub(crate) struct Units {
    host: Arc<Host>,
    running: Mutex<BTreeMap<String, Running>>,
    /// One job at a time for a unit.
    jobs: Mutex<BTreeMap<String, Arc<Mutex<()>>>>,
    end: AtomicBool,
}

impl Units {
    /// The units of `host`, none of them up, and `sudo` in it.
    pub(crate) fn new(host: Arc<Host>) -> Arc<Self> {
        let requests = host.at("/run/requests");
        fs::create_dir_all(&requests).unwrap();
        fs::set_permissions(&requests, fs::Permissions::from_mode(0o1777)).unwrap();
        fs::create_dir_all(host.at("/usr/local/bin")).unwrap();
        let sudo = host.at("/usr/local/bin/sudo");
        fs::write(&sudo, SUDO).unwrap();
        fs::set_permissions(&sudo, fs::Permissions::from_mode(0o755)).unwrap();
        let units = Arc::new(Self { host, running: Mutex::default(), jobs: Mutex::default(), end: AtomicBool::new(false) });
        let own = Arc::clone(&units);
        thread::spawn(move || own.serve());
        units
    }

    /// Does what is asked for, until the end.
    fn serve(self: Arc<Self>) {
        let folder = self.host.at("/run/requests");
        while !self.end.load(Ordering::Relaxed) {
            for file in fs::read_dir(&folder).into_iter().flatten().flatten() {
                let path = file.path();
                if path.extension().is_none_or(|extension| extension != "todo") {
                    continue;
                }
                let words = fs::read_to_string(&path).unwrap();
                fs::remove_file(&path).unwrap();
                let own = Arc::clone(&self);
                thread::spawn(move || {
                    let status = i32::from(!own.allowed(words.trim()) || !own.systemctl(words.trim()));
                    let done = path.with_extension("done");
                    let half = path.with_extension("half");
                    fs::write(&half, format!("{status}\n")).unwrap();
                    fs::set_permissions(&half, fs::Permissions::from_mode(0o666)).unwrap();
                    let _ = std::os::unix::fs::chown(&half, Some(uid("postgres")), None);
                    fs::rename(half, done).unwrap();
                });
            }
            sleep(PAUSE);
        }
    }

    /// Whether sudoers lets `postgres` run exactly `words`.
    fn allowed(&self, words: &str) -> bool {
        let rules = fs::read_to_string(self.host.at("/etc/sudoers.d/pglb")).unwrap();
        let allowed = rules.lines().any(|line| line.strip_prefix("postgres ALL=(root) NOPASSWD: ") == Some(words));
        self.log(&format!("sudo {words}: {}", if allowed { "allowed" } else { "REFUSED" }));
        allowed
    }

    fn log(&self, line: &str) {
        use std::io::Write;
        let log = fs::OpenOptions::new().create(true).append(true).open(self.host.at("/var/log/systemd.log"));
        let _ = writeln!(log.unwrap(), "{line}");
    }

    fn systemctl(&self, words: &str) -> bool {
        let mut words = words.split(' ').skip(1);
        let (verb, unit) = (words.next().unwrap(), words.next().unwrap());
        match verb {
            "start" => self.start(unit),
            "stop" => self.stop(unit),
            "restart" => {
                self.stop(unit);
                self.start(unit)
            }
            _ => false,
        }
    }

    /// Runs the command line `line` of `unit` to its end.
    fn exec(&self, unit: &Unit, line: &str, main: Option<u32>) -> bool {
        let ignored = line.starts_with('-');
        let mut command = self.prepared(unit, line.trim_start_matches(['-', '+', '!']), main);
        let said = run(&mut command);
        self.log(&format!("{line}: {} {} {}", said.ok, said.out, said.err));
        said.ok || ignored
    }

    fn prepared(&self, unit: &Unit, line: &str, main: Option<u32>) -> Command {
        let variables = unit.environment();
        let mut all = Vec::new();
        for word in words(line) {
            let value = match word.strip_prefix('$') {
                Some("MAINPID") => main.map_or(String::new(), |pid| pid.to_string()),
                Some(name) => variables.get(name).cloned().unwrap_or_default(),
                None => word,
            };
            // As systemd does: a variable that is a word of its own is split at blanks.
            all.extend(value.split(' ').filter(|word| !word.is_empty()).map(str::to_owned));
        }
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let mut command = self.host.command(unit.last("User").unwrap_or("root"), &all);
        command.envs(variables);
        command
    }

    fn job(&self, name: &str) -> Arc<Mutex<()>> {
        Arc::clone(self.jobs.lock().unwrap().entry(name.to_owned()).or_default())
    }

    /// Whether the main process of a forking `unit` runs.
    fn forked(&self, unit: &Unit) -> bool {
        let file = self.host.at(unit.last("PIDFile").unwrap());
        let pid = fs::read_to_string(file).unwrap_or_default();
        !pid.trim().is_empty() && self.host.run("root", &["kill", "-0", pid.trim()]).ok
    }

    /// Starts the unit `name`, and waits until it has begun.
    pub(crate) fn start(&self, name: &str) -> bool {
        let job = self.job(name);
        let _job = job.lock().unwrap();
        let unit = Unit::read(&self.host, name);
        let forking = unit.last("Type") == Some("forking");
        if forking && self.forked(&unit) || self.running.lock().unwrap().contains_key(name) {
            return true;
        }
        if !unit.all("ExecStartPre").all(|line| self.exec(&unit, line, None)) {
            return false;
        }
        let line = unit.last("ExecStart").unwrap().to_owned();
        if forking {
            return self.exec(&unit, &line, None) && self.forked(&unit);
        }
        let (stop, pid) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(None)));
        let log = self.host.at(&format!("/var/log/{}.log", name.trim_end_matches(".service")));
        let out = || Stdio::from(fs::OpenOptions::new().create(true).append(true).open(&log).unwrap());
        let mut command = self.prepared(&unit, &line, None);
        command.stdin(Stdio::null()).stdout(out()).stderr(out());
        let again = unit.last("Restart") == Some("always");
        let pause: u64 = unit.last("RestartSec").map_or(100, |seconds| seconds.parse::<u64>().unwrap() * 1000);
        let (own_stop, own_pid) = (Arc::clone(&stop), Arc::clone(&pid));
        let watcher = thread::spawn(move || {
            loop {
                let mut child: Child = command.spawn().unwrap();
                *own_pid.lock().unwrap() = Some(child.id());
                let _ = child.wait();
                *own_pid.lock().unwrap() = None;
                for _ in 0..pause / 20 {
                    if !own_stop.load(Ordering::Relaxed) {
                        sleep(PAUSE);
                    }
                }
                if own_stop.load(Ordering::Relaxed) || !again {
                    return;
                }
            }
        });
        self.running.lock().unwrap().insert(name.to_owned(), Running { stop, pid, watcher });
        true
    }

    /// Stops the unit `name`, and waits until it has ended.
    pub(crate) fn stop(&self, name: &str) -> bool {
        let job = self.job(name);
        let _job = job.lock().unwrap();
        let unit = Unit::read(&self.host, name);
        if unit.last("Type") == Some("forking") {
            return !self.forked(&unit) || unit.all("ExecStop").all(|line| self.exec(&unit, line, None));
        }
        let Some(running) = self.running.lock().unwrap().remove(name) else { return true };
        running.stop.store(true, Ordering::Relaxed);
        let pid = *running.pid.lock().unwrap();
        // The process is behind the one that enters the host.
        if let Some(pid) = pid.and_then(child_of) {
            let signal = unit.last("KillSignal").unwrap_or("SIGTERM").trim_start_matches("SIG").to_owned();
            run(Command::new("kill").args(["-s", &signal, &pid.to_string()]));
        }
        running.watcher.join().unwrap();
        true
    }

    /// Stops serving: what still runs ends with the host.
    pub(crate) fn finish(&self) {
        self.end.store(true, Ordering::Relaxed);
        self.running.lock().unwrap().values().for_each(|running| running.stop.store(true, Ordering::Relaxed));
    }
}

/// The number of the user `name`.
pub(crate) fn uid(name: &str) -> u32 {
    must(&["id", "-u", name]).parse().unwrap()
}
