//! Configurations to start from: examples of the rules' documentation, and files of the shared corpus where it is present.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use pglb_lint::analysis::rules;

/// The folder of shared files, if it is there.
pub(crate) fn shared() -> Option<PathBuf> {
    let folder = env::var_os("PGLB_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    folder.join("corpus/verdicts/haproxy.jsonl").exists().then_some(folder)
}

/// A configuration with its name.
pub(crate) struct Input {
    /// Where it comes from.
    pub(crate) name: String,
    /// Its text.
    pub(crate) text: String,
}

/// All inputs of up to `lines` lines, changed so that nothing in them depends on the machine.
pub(crate) fn inputs(lines: usize) -> Vec<Input> {
    let mut found = examples();
    if let Some(shared) = shared() {
        let mut files = Vec::new();
        list(&shared.join("corpus/haproxy"), &mut files);
        files.sort();
        for file in files {
            if let Ok(text) = fs::read_to_string(&file) {
                found.push(Input { name: file.strip_prefix(&shared).unwrap().display().to_string(), text });
            }
        }
    }
    found.retain(|input| input.text.lines().count() <= lines);
    for input in &mut found {
        input.text = neutral(&input.text);
    }
    found
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            list(&entry.path(), files);
        } else {
            files.push(entry.path());
        }
    }
}

/// The blocks of HAProxy's language in the documentation of the rules, without the lines of carets.
fn examples() -> Vec<Input> {
    let mut found: Vec<Input> = Vec::new();
    for rule in rules() {
        let mut open = false;
        for line in rule.docs.lines() {
            if let Some(info) = line.strip_prefix("```") {
                open = !open && info.starts_with("haproxy");
                if open {
                    found.push(Input { name: format!("{} {info}", rule.name), text: String::new() });
                }
            } else if let (true, Some(last)) = (open && !line.trim_start().starts_with('^'), found.last_mut()) {
                last.text.push_str(line);
                last.text.push('\n');
            }
        }
    }
    found
}

/// `text` with hosts, users and files that every machine has.
fn neutral(text: &str) -> String {
    let mut lines = String::new();
    for line in text.lines() {
        let indent = &line[..line.len() - line.trim_start().len()];
        let words: Vec<&str> = line.split_whitespace().collect();
        let kept = match words.first() {
            Some(first) if first.starts_with("lua-") || ["chroot", "module-load", "localpeer"].contains(first) => String::new(),
            Some(_) if line.contains(['"', '\'', '\\']) => replace_files(line),
            Some(_) => format!("{indent}{}", replace_words(&words)),
            None => String::new(),
        };
        lines.push_str(&kept);
        lines.push('\n');
    }
    lines
}

/// The file that stands in for the value of this keyword.
fn stand_in(keyword: &str) -> Option<&'static str> {
    Some(match keyword {
        "crt" | "ca-file" | "ca-verify-file" | "crl-file" | "ssl-dh-param-file" | "ca-sign-file" => "cert.pem",
        "crt-base" | "ca-base" | "key-base" => ".",
        "-f" | "load-file" => "list",
        "user" | "group" | "uid" | "gid" => "root",
        _ => return None,
    })
}

fn replace_files(line: &str) -> String {
    let mut out = String::new();
    let mut previous = "";
    for piece in line.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        match stand_in(previous) {
            Some(file) if !word.contains(['"', '\'', '\\']) => out.push_str(&piece.replacen(word, file, usize::from(!word.is_empty()))),
            _ => out.push_str(piece),
        }
        if !word.is_empty() {
            previous = word;
        }
    }
    out
}

fn replace_words(words: &[&str]) -> String {
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        let previous = if at > 0 { words[at - 1] } else { "" };
        let is_address = match words[0] {
            "server" | "nameserver" | "peer" | "mailer" => at == 2,
            "server-template" => at == 3,
            "log" => at == 1 && !["global", "stdout", "stderr"].contains(word),
            "bind" | "dgram-bind" | "log-bind" | "source" => at == 1,
            _ => false,
        };
        let new = match stand_in(previous) {
            Some("root")
                if at > 1 && words[0] != "bind" && words[0] != "stats" || at == 1 && ["defaults", "userlist"].contains(&words[0]) =>
            {
                None
            }
            Some(".") => Some(".".to_owned()),
            Some(file) if at > 0 => Some(file.to_owned()),
            _ if is_address => address(word),
            _ if words[0] == "errorfile" && at == 2 => Some("error.http".to_owned()),
            _ if words[0] == "errorfiles" && at == 1 => None,
            _ => None,
        };
        let new = new.or_else(|| map_file(word));
        out.push(new.unwrap_or_else(|| (*word).to_owned()));
    }
    out.join(" ")
}

/// `word` with a host name in it replaced by an address.
fn address(word: &str) -> Option<String> {
    let (prefix, rest) = word.rsplit_once('@').map_or(("", word), |(prefix, _)| word.split_at(prefix.len() + 1));
    let (host, port) = rest.split_once(':').map_or((rest, ""), |(host, _)| rest.split_at(host.len()));
    let is_name = host.starts_with(|c: char| c.is_ascii_alphabetic()) && !prefix.starts_with(['u', 'a', 'f', 's']);
    is_name.then(|| format!("{prefix}127.0.0.1{port}"))
}

/// `word` with the file of a `map` converter replaced.
fn map_file(word: &str) -> Option<String> {
    let start = word.find(",map").or_else(|| word.find(",lua."))?;
    let open = start + word[start..].find('(')? + 1;
    let end = open + word[open..].find([',', ')'])?;
    Some(format!("{}map{}", &word[..open], &word[end..]))
}
