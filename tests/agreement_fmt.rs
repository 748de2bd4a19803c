//! The real program reads the same words from a file and from its normal form.
//!
//! `PGLB_HAPROXY` names the programs, as commands separated by colons; without it the installed `haproxy` is asked. The switch `-dC`
//! that prints what was read exists from 2.7 on. Without such a program nothing is compared, unless `PGLB_REQUIRE_ORACLES=1`.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, clippy::print_stdout, reason = "a test may fail and runs programs on files")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use pglb_lint::emit::cfg::{Options, format};
use pglb_lint::schema::Version;
use pglb_lint::syntax::haproxy::parse;
use pglb_lint::text::Source;

const DUMPS: Version = Version::new(2, 7);

/// A command that runs HAProxy, and its version.
struct Program {
    command: Vec<String>,
    version: Version,
}

impl Program {
    fn new(command: &str) -> Option<Self> {
        let command: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
        let (name, arguments) = command.split_first()?;
        let output = Command::new(name).args(arguments).arg("-v").stdin(Stdio::null()).output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let version = text.split_whitespace().nth(2)?.parse().ok()?;
        (version >= DUMPS).then_some(Self { command, version })
    }

    /// The words of each line as the program prints them, line numbers and blank lines left out.
    fn dump(&self, file: &Path) -> Vec<String> {
        let output = Command::new(&self.command[0])
            .args(&self.command[1..])
            .args(["-dC0,line", "-c", "-f"])
            .arg(file)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let lines = output.stdout.split(|byte| *byte == b'\n').filter_map(|line| {
            let tab = line.iter().position(|byte| *byte == b'\t')?;
            line[..tab].iter().all(u8::is_ascii_digit).then(|| String::from_utf8_lossy(&line[tab + 1..]).into_owned())
        });
        lines.map(|line| line.trim_end_matches(' ').to_owned()).filter(|line| !line.trim().is_empty()).collect()
    }
}

fn programs() -> Vec<Program> {
    let commands = std::env::var("PGLB_HAPROXY").unwrap_or_else(|_| "haproxy".to_owned());
    commands.split(':').filter_map(Program::new).collect()
}

/// All files that some version accepts, and our own.
fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let fixtures = fs::read_dir(root.join("tests/fixtures/haproxy")).unwrap().flatten().map(|entry| entry.path());
    let mut files: BTreeSet<PathBuf> = fixtures.filter(|path| !path.ends_with("faulty.cfg")).collect();
    let shared = root.join("../shared/corpus");
    for line in fs::read_to_string(shared.join("verdicts/haproxy.jsonl")).unwrap_or_default().lines() {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        let judged = record["mode"] == "neutral" && (record["version"] == "3.0.0" || record["version"] == "3.4.0");
        let accepted = matches!(record["class"].as_str(), Some("accept" | "accept-with-warnings" | "no-listener"));
        if judged && accepted {
            files.insert(shared.join(record["file"].as_str().unwrap()));
        }
    }
    files.into_iter().collect()
}

#[test]
fn the_normal_form_is_read_alike() {
    let programs = programs();
    if programs.is_empty() {
        assert!(std::env::var_os("PGLB_REQUIRE_ORACLES").is_none(), "no haproxy 2.7 or later: name some in PGLB_HAPROXY");
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("agreement_fmt");
    fs::create_dir_all(&folder).unwrap();
    let (before, after) = (folder.join("before.cfg"), folder.join("after.cfg"));
    let mut differences = Vec::new();
    let mut lines = vec![0; programs.len()];
    let files = files();
    for path in &files {
        let mut bytes = fs::read(path).unwrap();
        if !bytes.ends_with(b"\n") {
            bytes.push(b'\n');
        }
        let source = Source::new("haproxy.cfg", bytes).unwrap();
        let text = format(&source, &parse(source.text()), Options::default()).unwrap();
        fs::write(&before, source.bytes()).unwrap();
        fs::write(&after, text).unwrap();
        for (program, lines) in programs.iter().zip(&mut lines) {
            // The name of the file may be part of what is printed.
            let (old, new) = (program.dump(&before), program.dump(&after));
            let new: Vec<String> = new.iter().map(|line| line.replace("after.cfg", "before.cfg")).collect();
            *lines += old.len();
            if old != new {
                let at = old.iter().zip(&new).position(|(old, new)| old != new).unwrap_or_else(|| old.len().min(new.len()));
                differences.push(format!("{} {}: {:?} became {:?}", program.version, path.display(), old.get(at), new.get(at)));
            }
        }
    }
    for (program, lines) in programs.iter().zip(&lines) {
        println!("{}: {} files, {lines} lines compared", program.version, files.len());
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
