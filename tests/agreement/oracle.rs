//! The real HAProxy as a judge: finds the binaries, runs them over a text in a sandbox folder and reads what they say.
//!
//! Answers are kept under `target/` by the hash of what was asked, so that a second run takes no time.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::env;
use std::fs::{self, File, OpenOptions};
use std::hash::{Hash, Hasher};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use pglb_lint::lint::Verdict;
use pglb_lint::schema::Version;

/// A run may take this long.
const LIMIT: Duration = Duration::from_secs(30);
/// The user `nobody`, who runs the binaries if the tests are run by root.
const NOBODY: u32 = 65534;
/// The versions that the project is held against.
pub(crate) const VERSIONS: [Version; 4] = [Version::series(2, 6), Version::series(3, 0), Version::series(3, 2), Version::series(3, 4)];

/// How much a message matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    /// The file is refused for it.
    Alert,
    /// It is only told.
    Warning,
}

/// A message of HAProxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    /// Its level.
    pub(crate) level: Level,
    /// The line that it names, from 1.
    pub(crate) line: Option<u32>,
    /// Its text, without level, process and place.
    pub(crate) text: String,
}

/// What HAProxy says of a file.
#[derive(Debug, Clone)]
pub(crate) struct Judgement {
    /// The verdict.
    pub(crate) verdict: Verdict,
    /// Whether a signal or the time limit ended it.
    pub(crate) crashed: bool,
    /// Its alerts and warnings.
    pub(crate) messages: Vec<Message>,
    /// What it printed to standard output.
    pub(crate) output: Vec<u8>,
}

impl Judgement {
    /// Its alerts.
    pub(crate) fn alerts(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter().filter(|message| message.level == Level::Alert)
    }

    /// Whether it refuses the file.
    pub(crate) fn refuses(&self) -> bool {
        self.verdict == Verdict::Refused
    }

    /// Whether only the machine is at fault: a host, user or file that is not there.
    pub(crate) fn is_environmental(&self) -> bool {
        let mut alerts = self.alerts().filter(|alert| !is_summary(&alert.text)).peekable();
        alerts.peek().is_some() && alerts.all(|alert| depends_on_machine(&alert.text))
    }

    /// The first alert that says something of a line or section.
    pub(crate) fn first_alert(&self) -> String {
        let first = self.alerts().find(|alert| !is_summary(&alert.text)).or_else(|| self.alerts().next());
        match first {
            Some(alert) => alert.text.clone(),
            None if self.crashed => "(crash)".to_owned(),
            None => String::new(),
        }
    }
}

/// Whether `text` only says that there were errors.
pub(crate) fn is_summary(text: &str) -> bool {
    ["Error(s) found in configuration", "Fatal errors found in configuration", "too many fatal errors", "error detected in"]
        .iter()
        .any(|known| text.contains(known))
}

/// Whether a message speaks of something that the text alone does not decide.
pub(crate) fn depends_on_machine(text: &str) -> bool {
    const SIGNS: [&str; 31] = [
        "cannot use file descriptor",
        "unknown user name",
        "unknown group name",
        "wurfl",
        "51degrees",
        "could not resolve",
        "cannot find user id",
        "cannot find group id",
        "unable to stat",
        "unable to load",
        "No such file",
        "no such file",
        "cannot open",
        "failed to open",
        "Failed to open",
        "unable to open",
        "can't open",
        "couldn't open",
        "unable to find",
        "not supported by this OpenSSL",
        "was built without",
        "support for this feature",
        "Permission denied",
        "not compiled",
        "cannot be loaded",
        "unable to access",
        "Cannot open",
        "failed to load",
        "error opening file",
        "is not supported in this build",
        "out of memory",
    ];
    SIGNS.iter().any(|sign| text.contains(sign)) || names_unknown_host(text)
}

/// Whether a message calls an address invalid that could be the name of a host.
fn names_unknown_host(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("invalid address: '") else { return false };
    let host = rest.split('\'').next().unwrap_or_default();
    host.contains(|c: char| c.is_ascii_alphabetic()) && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

/// One binary.
pub(crate) struct Oracle {
    /// Its branch.
    pub(crate) version: Version,
    /// Its full version.
    pub(crate) release: String,
    command: Vec<PathBuf>,
    answers: Mutex<Answers>,
}

#[derive(Default)]
struct Answers {
    known: HashMap<u128, (i32, Vec<u8>, Vec<u8>)>,
    file: Option<File>,
}

/// The binaries that are there. Says which are not; fails for them if `PGLB_REQUIRE_ORACLES` is set.
pub(crate) fn oracles() -> &'static [Oracle] {
    static FOUND: OnceLock<Vec<Oracle>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let mut found = Vec::new();
        for version in VERSIONS {
            match Oracle::find(version) {
                Some(oracle) => found.push(oracle),
                None if env::var_os("PGLB_REQUIRE_ORACLES").is_some() => {
                    panic!("no HAProxy {version} here: scripts/fetch-oracles brings it")
                }
                None => println!("skipped: no HAProxy {version} here (scripts/fetch-oracles brings it)"),
            }
        }
        found
    })
}

/// The folder that `scripts/fetch-oracles` fills.
fn cache_folder() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    env::var_os("PGLB_ORACLES").map_or_else(|| here.join("target/oracles"), |folder| here.join(folder))
}

/// Where answers are kept.
pub(crate) fn work_folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("agreement");
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The folder in which the binaries run, with a few files that configurations can name.
fn sandbox() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = work_folder().join("sandbox");
        fs::create_dir_all(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        fs::write(folder.join("empty"), "").unwrap();
        fs::write(folder.join("list"), "a\n").unwrap();
        fs::write(folder.join("map"), "127.0.0.1 1\n").unwrap();
        fs::write(folder.join("error.http"), "HTTP/1.0 503 Gone\r\nContent-Length: 0\r\n\r\n").unwrap();
        if !folder.join("cert.pem").exists() {
            certificate(&folder);
        }
        folder
    })
}

/// Makes `cert.pem`, a key with its self-signed certificate. Without OpenSSL there is none, and lines that name one do not count.
fn certificate(folder: &Path) {
    let made = Command::new("openssl")
        .args("req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=localhost -keyout key -out certificate".split(' '))
        .current_dir(folder)
        .stderr(Stdio::null())
        .status();
    if !made.is_ok_and(|status| status.success()) {
        println!("no openssl here: lines with certificates are left out");
        return;
    }
    let both = [fs::read(folder.join("key")).unwrap(), fs::read(folder.join("certificate")).unwrap()].concat();
    fs::write(folder.join("cert.pem"), both).unwrap();
    fs::set_permissions(folder.join("cert.pem"), fs::Permissions::from_mode(0o644)).unwrap();
}

impl Oracle {
    fn find(version: Version) -> Option<Self> {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]).collect::<Vec<_>>();
        let installed =
            folders.into_iter().map(|folder| folder.join("haproxy")).filter(|program| program.exists()).map(|program| vec![program]);
        let fetched = unpacked(&cache_folder().join(version.to_string()).join("root"));
        let (command, release) = installed.chain(fetched).find_map(|command| {
            let release = release_of(&command)?;
            release.starts_with(&format!("{version}.")).then_some((command, release))
        })?;
        let answers = Mutex::new(Answers::load(&work_folder().join(format!("answers-{release}"))));
        Some(Self { version, release, command, answers })
    }

    /// What the binary says of `text`.
    pub(crate) fn check(&self, text: &[u8]) -> Judgement {
        self.ask(text, &["-c"], &[])
    }

    /// What the binary says of `text` with more options and variables; the name of the file is `t.cfg`.
    pub(crate) fn ask(&self, text: &[u8], options: &[&str], variables: &[(&str, &str)]) -> Judgement {
        let mut halves = [0_u64; 2];
        for (salt, hash) in halves.iter_mut().enumerate() {
            let mut hasher = DefaultHasher::new();
            (salt, text, options, variables, &self.release).hash(&mut hasher);
            *hash = hasher.finish();
        }
        let key = u128::from(halves[0]) << 64 | u128::from(halves[1]);
        let known = self.answers.lock().unwrap().known.get(&key).cloned();
        let (code, output, errors) = known.unwrap_or_else(|| {
            let answer = self.run(text, options, variables);
            self.answers.lock().unwrap().keep(key, &answer);
            answer
        });
        judgement(code, output, &errors)
    }

    fn run(&self, text: &[u8], options: &[&str], variables: &[(&str, &str)]) -> (i32, Vec<u8>, Vec<u8>) {
        static RUNS: AtomicUsize = AtomicUsize::new(0);
        let folder = sandbox();
        let own = folder.join(format!("{}-{}", std::process::id(), RUNS.fetch_add(1, Ordering::Relaxed)));
        fs::create_dir(&own).unwrap();
        let (config, output, errors) = (own.join("t.cfg"), own.join("output"), own.join("errors"));
        fs::write(&config, text).unwrap();
        let mut command = Command::new(&self.command[0]);
        command
            .args(&self.command[1..])
            .args(options)
            .arg("-f")
            .arg(&config)
            .current_dir(folder)
            .env_clear()
            .envs(variables.iter().copied());
        command.stdin(Stdio::null()).stdout(File::create(&output).unwrap()).stderr(File::create(&errors).unwrap());
        if fs::metadata("/proc/self").is_ok_and(|owner| std::os::unix::fs::MetadataExt::uid(&owner) == 0) {
            command.uid(NOBODY).gid(NOBODY);
        }
        let mut child = command.spawn().unwrap();
        let start = Instant::now();
        let mut pause = Duration::from_millis(2);
        let code = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status.code().unwrap_or_else(|| -status.signal().unwrap_or(1));
            }
            if start.elapsed() > LIMIT {
                child.kill().unwrap();
                child.wait().unwrap();
                break -1;
            }
            thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(16));
        };
        // Answers do not tell where they were given.
        let place = format!("{}/", own.display());
        let said = String::from_utf8_lossy(&fs::read(&errors).unwrap()).replace(&place, "");
        let answer = (code, fs::read(&output).unwrap(), said.into_bytes());
        fs::remove_dir_all(&own).unwrap();
        answer
    }
}

/// The command that runs the binary of an unpacked package with the loader and the libraries that it was made for.
fn unpacked(root: &Path) -> Option<Vec<PathBuf>> {
    let library =
        fs::read_dir(root.join("usr/lib")).ok()?.flatten().map(|entry| entry.path()).find(|path| path.join("libc.so.6").exists())?;
    let is_loader = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("ld-linux"));
    let loader = fs::read_dir(&library).ok()?.flatten().map(|entry| entry.path()).find(is_loader)?;
    Some(vec![loader, "--library-path".into(), library, root.join("usr/sbin/haproxy")])
}

fn release_of(command: &[PathBuf]) -> Option<String> {
    let output = Command::new(&command[0]).args(&command[1..]).arg("-v").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Some(text.split_whitespace().nth(2)?.to_owned())
}

impl Answers {
    fn load(path: &Path) -> Self {
        let mut known = HashMap::new();
        for line in fs::read_to_string(path).unwrap_or_default().lines() {
            if let Ok((key, code, output, errors)) = serde_json::from_str::<(String, i32, Vec<u8>, String)>(line) {
                known.insert(u128::from_str_radix(&key, 16).unwrap_or_default(), (code, output, errors.into_bytes()));
            }
        }
        Self { known, file: OpenOptions::new().create(true).append(true).open(path).ok() }
    }

    fn keep(&mut self, key: u128, answer: &(i32, Vec<u8>, Vec<u8>)) {
        let record = serde_json::to_string(&(format!("{key:x}"), answer.0, &answer.1, String::from_utf8_lossy(&answer.2)));
        if let (Some(file), Ok(record)) = (&mut self.file, record) {
            // A lost answer is asked for again.
            let _ = file.write_all(format!("{record}\n").as_bytes());
        }
        self.known.insert(key, answer.clone());
    }
}

fn judgement(code: i32, output: Vec<u8>, errors: &[u8]) -> Judgement {
    let messages = messages(&String::from_utf8_lossy(errors));
    let verdict = match code {
        0 | 2 if messages.iter().any(|message| message.level == Level::Warning) => Verdict::Warned,
        0 | 2 => Verdict::Accepted,
        _ => Verdict::Refused,
    };
    Judgement { verdict, crashed: code < 0, messages, output }
}

/// The alerts and warnings in what HAProxy printed. Lines without a level continue the message before them.
fn messages(text: &str) -> Vec<Message> {
    let mut found: Vec<Message> = Vec::new();
    let mut skip = true;
    for line in text.lines() {
        let level = match line.split_once(']').map_or("", |(level, _)| level) {
            "[ALERT" => Level::Alert,
            "[WARNING" => Level::Warning,
            "[NOTICE" | "[DIAG" | "[INFO" | "[DEBUG" => {
                skip = true;
                continue;
            }
            _ => {
                if let (Some(last), false) = (found.last_mut(), skip) {
                    last.text = format!("{} {}", last.text, line.trim());
                }
                continue;
            }
        };
        skip = false;
        let rest = line.split_once(" : ").map_or(line, |(_, rest)| rest);
        let rest = rest.strip_prefix("config : ").unwrap_or(rest);
        let place = rest.find(".cfg:");
        let number = place.and_then(|at| rest[at + 5..].split(|c: char| !c.is_ascii_digit()).next()).and_then(|digits| digits.parse().ok());
        let starts_with_place = rest.starts_with("parsing [") || rest.starts_with("Parsing [");
        let text = match rest.split_once(']') {
            Some((_, text)) if starts_with_place => text.trim_start_matches([' ', ':']),
            _ => rest,
        };
        found.push(Message { level, line: number, text: text.to_owned() });
    }
    found
}

/// Maps `jobs` with `work` on all processors; the results keep their order.
pub(crate) fn parallel<'j, T: Sync, R: Send>(jobs: &'j [T], work: impl Fn(&'j T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let results: Vec<Mutex<Option<R>>> = jobs.iter().map(|_| Mutex::new(None)).collect();
    let workers = thread::available_parallelism().map_or(2, usize::from).max(2);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(job) = jobs.get(at) else { break };
                    *results[at].lock().unwrap() = Some(work(job));
                }
            });
        }
    });
    results.into_iter().map(|result| result.into_inner().unwrap().unwrap()).collect()
}
