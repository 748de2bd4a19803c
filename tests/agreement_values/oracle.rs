//! Programs that are asked, and how to ask them many things at once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::process::Command;

use pglb_lint::product::haproxy::preprocess::Build;
use pglb_lint::schema::Version;

/// A HAProxy that can be run.
pub struct Oracle {
    pub command: Vec<String>,
    pub version: Version,
    pub features: BTreeMap<String, bool>,
}

impl Oracle {
    pub fn new(command: &str) -> Option<Self> {
        let command: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
        let output = Command::new(command.first()?).args(&command[1..]).arg("-vv").output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let version = text.split_whitespace().skip_while(|word| *word != "version").nth(1)?.parse().ok()?;
        let listed = text.lines().find_map(|line| line.strip_prefix("Feature list : "))?;
        let features = listed.split_whitespace().map(|word| (word[1..].to_owned(), word.starts_with('+'))).collect();
        Some(Self { command, version, features })
    }

    pub fn all() -> Vec<Self> {
        let listed = std::env::var("PGLB_HAPROXY").unwrap_or_default();
        let named: Vec<&str> = listed.split(':').map(str::trim).filter(|command| !command.is_empty() && *command != "haproxy").collect();
        let oracles: Vec<Self> = std::iter::once("haproxy").chain(named.iter().copied()).filter_map(Self::new).collect();
        let required = std::env::var("PGLB_REQUIRE_ORACLES").is_ok_and(|value| value == "1");
        assert!(!required || oracles.len() > named.len(), "HAProxy is required, but `haproxy` or a command of PGLB_HAPROXY does not run");
        oracles
    }

    /// The output of a check of `text`, and the path of the file that it names.
    pub fn check(&self, name: &str, text: &str) -> (String, String) {
        let (said, path, code) = self.run(name, text);
        assert!(matches!(code, Some(0..=2)), "HAProxy {} was not run, or crashed, on {name}:\n{said}", self.version);
        (said, path)
    }

    /// As [`Self::check`], with the exit code; none, or above 127, after a crash.
    pub fn run(&self, name: &str, text: &str) -> (String, String, Option<i32>) {
        let path = std::env::temp_dir().join(format!("pglb-agreement-{}-{}-{name}.cfg", std::process::id(), self.version));
        std::fs::write(&path, text).unwrap();
        let output = Command::new(&self.command[0])
            .args(&self.command[1..])
            .args(["-c", "-f"])
            .arg(&path)
            .env_clear()
            .envs(ENVIRONMENT)
            // Where scripts/oracle looks for its programs.
            .envs(std::env::var_os("PGLB_ORACLES").map(|folder| ("PGLB_ORACLES", folder)))
            .output()
            .unwrap();
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        std::fs::remove_file(&path).unwrap();
        (said, path.display().to_string(), output.status.code())
    }
}

/// The environment in which HAProxy runs.
pub const ENVIRONMENT: [(&str, &str); 3] = [("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), ("FOO", "bar"), ("EMPTY", "")];

impl Build for Oracle {
    fn feature(&self, name: &str) -> Option<bool> {
        Some(self.features.get(name).copied().unwrap_or(false))
    }
}

/// A piece of configuration whose line `line` is asked about.
pub struct Probe {
    pub lines: Vec<String>,
    pub line: usize,
    /// What is probed, for messages.
    pub word: String,
    /// Whether we take it.
    pub taken: bool,
}

/// The lines of HAProxy's output that begin with `level`, by the line of the file they speak of.
pub fn told(said: &str, level: &str, path: &str) -> BTreeMap<usize, String> {
    let place = format!("[{path}:");
    let tellings = said.lines().filter(|line| line.starts_with(level));
    tellings
        // After 50 faults HAProxy stops with an alert of its own.
        .filter(|telling| !telling.contains("too many fatal errors"))
        .filter_map(|telling| {
            let rest = &telling[telling.find(&place)? + place.len()..];
            Some((rest[..rest.find(']')?].parse().ok()?, telling.to_owned()))
        })
        .collect()
}

/// What HAProxy says of probes.
pub struct Answers {
    pub refused: BTreeMap<usize, String>,
    pub warned: BTreeSet<usize>,
    pub said: String,
}

/// Runs all probes in one file, again without the refused ones until no more are refused (some faults stop the reading).
pub fn ask(oracle: &Oracle, name: &str, head: &str, probes: &[Probe]) -> Answers {
    let mut answers = Answers { refused: BTreeMap::new(), warned: BTreeSet::new(), said: String::new() };
    loop {
        let mut text = head.to_owned();
        let mut at = text.lines().count();
        let mut places = BTreeMap::new();
        for (index, probe) in probes.iter().enumerate().filter(|(index, _)| !answers.refused.contains_key(index)) {
            places.insert(at + probe.line + 1, index);
            at += probe.lines.len();
            for line in &probe.lines {
                writeln!(text, "{line}").unwrap();
            }
        }
        let (said, path) = oracle.check(name, &text);
        let alerts = told(&said, "[ALERT]", &path);
        let before = answers.refused.len();
        for (line, alert) in alerts {
            let index =
                places.get(&line).unwrap_or_else(|| panic!("HAProxy {} does not take what surrounds the probes: {alert}", oracle.version));
            answers.refused.insert(*index, alert);
        }
        if answers.refused.len() == before {
            answers.warned = told(&said, "[WARNING]", &path).into_keys().filter_map(|line| places.get(&line).copied()).collect();
            answers.said = said;
            return answers;
        }
    }
}

/// Asks HAProxy and lists all words on which we differ.
pub fn agree(oracle: &Oracle, name: &str, head: &str, probes: &[Probe], differences: &mut String) -> Answers {
    let answers = ask(oracle, name, head, probes);
    for (index, probe) in probes.iter().enumerate() {
        let refused = answers.refused.get(&index);
        if probe.taken == refused.is_some() {
            let verdict = refused.map_or("takes it", String::as_str);
            let ours = if probe.taken { "take it" } else { "refuse it" };
            writeln!(differences, "HAProxy {} {name} {:?}: we {ours}, HAProxy: {verdict}", oracle.version, probe.word).unwrap();
        }
    }
    println!("HAProxy {} {name}: {} probes, {} refused", oracle.version, probes.len(), answers.refused.len());
    answers
}

/// A word in a configuration, so that HAProxy sees exactly `text`.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// Numbers that look random and are the same in every run (xorshift).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    pub fn pick<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words[self.roll(words.len())]
    }

    /// `count` different texts of up to `most` pieces.
    pub fn texts(&mut self, count: usize, most: usize, pieces: &[&str]) -> BTreeSet<String> {
        let mut texts = BTreeSet::new();
        while texts.len() < count {
            let length = 1 + self.roll(most);
            texts.insert((0..length).map(|_| self.pick(pieces)).collect::<String>());
        }
        texts
    }
}
