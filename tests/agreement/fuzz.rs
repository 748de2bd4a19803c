//! Changes one thing in files that the real program accepts, and asks both again.
//!
//! `PGLB_MUTANTS` is the number of mutants per version, `PGLB_SEED` picks others.

use std::env;
use std::fmt::Write as _;
use std::fs;

use crate::inputs::{Input, inputs};
use crate::oracle::{Judgement, Oracle, depends_on_machine, oracles, parallel, work_folder};
use crate::ours::{Opinion, lint};
use crate::random::Random;

/// Files longer than this are left out: they take long, and hold little that shorter ones do not.
const LONGEST: usize = 250;

/// A changed file.
struct Mutant<'i> {
    origin: &'i str,
    text: String,
    /// What was done, and to which line.
    change: String,
}

/// Words to put where others stood.
const WORDS: [&str; 40] = [
    "0",
    "-1",
    "1",
    "65536",
    "99999999999",
    "10k",
    "5s",
    "1x",
    "tcp",
    "http",
    "log",
    "on",
    "off",
    "if",
    "unless",
    "or",
    "{",
    "}",
    "TRUE",
    "!FALSE",
    "nosuch",
    "%[src]",
    "%[nosuch]",
    "src",
    "path",
    "str(a)",
    "127.0.0.1",
    "127.0.0.1:80",
    ":80",
    "[::1]:80",
    "/x",
    "check",
    "ssl",
    "backup",
    "disabled",
    "a,b",
    "\"\"",
    "verify",
    "none",
    "from",
];

/// Changes one thing in `input`.
fn mutate<'i>(input: &'i Input, all: &[Input], random: &mut Random) -> Option<Mutant<'i>> {
    let mut lines: Vec<String> = input.text.lines().map(str::to_owned).collect();
    let full: Vec<usize> =
        (0..lines.len()).filter(|at| !lines[*at].trim().is_empty() && !lines[*at].trim_start().starts_with('#')).collect();
    if full.is_empty() {
        return None;
    }
    let at = *random.pick(&full);
    let before = lines[at].clone();
    let indent = before[..before.len() - before.trim_start().len()].to_owned();
    let mut words: Vec<String> = before.split_whitespace().map(str::to_owned).collect();
    let word = random.below(words.len());
    let kind = match random.below(14) {
        0 => {
            words.remove(word);
            "word dropped"
        }
        1 => {
            words.insert(word, words[word].clone());
            "word doubled"
        }
        2 if words.len() > 1 => {
            let other = random.below(words.len());
            words.swap(word, other);
            "words swapped"
        }
        3 => {
            words[word] = misspelt(&words[word], random);
            "word misspelt"
        }
        4 | 5 => {
            (*random.pick(&WORDS)).clone_into(&mut words[word]);
            "word replaced"
        }
        6 => {
            words.insert(word + 1, (*random.pick(&WORDS)).to_owned());
            "word inserted"
        }
        7 => {
            let digits = words[word].find(|c: char| c.is_ascii_digit())?;
            let end = digits + words[word][digits..].find(|c: char| !c.is_ascii_digit()).unwrap_or(words[word].len() - digits);
            let number = *random.pick(&["0", "-1", "3", "256", "65536", "4294967296", "1.5", ""]);
            words[word].replace_range(digits..end, number);
            "number changed"
        }
        8 => {
            words.truncate(word.max(1));
            "line cut"
        }
        9 => {
            let to = *random.pick(&full);
            let moved = lines.remove(at);
            lines.insert(to.min(lines.len()), moved.clone());
            return Some(Mutant {
                origin: &input.name,
                text: lines.join("\n") + "\n",
                change: format!("line {} moved to {}: {}", at + 1, to + 1, moved.trim()),
            });
        }
        10 => {
            lines.remove(at);
            return Some(Mutant {
                origin: &input.name,
                text: lines.join("\n") + "\n",
                change: format!("line {} dropped: {}", at + 1, before.trim()),
            });
        }
        11 => {
            lines.insert(at, before.clone());
            return Some(Mutant {
                origin: &input.name,
                text: lines.join("\n") + "\n",
                change: format!("line {} doubled: {}", at + 1, before.trim()),
            });
        }
        12 | 13 => {
            let other = random.pick(all);
            let foreign: Vec<&str> = other.text.lines().filter(|line| !line.trim().is_empty() && line.starts_with([' ', '\t'])).collect();
            if foreign.is_empty() {
                return None;
            }
            let line = (*random.pick(&foreign)).to_owned();
            let change = format!("line of another file at {}: {}", at + 2, line.trim());
            lines.insert(at + 1, line);
            return Some(Mutant { origin: &input.name, text: lines.join("\n") + "\n", change });
        }
        _ => return None,
    };
    lines[at] = format!("{indent}{}", words.join(" "));
    let change = format!("{kind} in line {}: {} => {}", at + 1, before.trim(), lines[at].trim());
    Some(Mutant { origin: &input.name, text: lines.join("\n") + "\n", change })
}

/// `word` with a letter less, more, or two in the wrong order.
fn misspelt(word: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = random.below(letters.len());
    match random.below(3) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, 'x'),
        _ if at + 1 < letters.len() => letters.swap(at, at + 1),
        _ => letters[at] = 'q',
    }
    letters.into_iter().collect()
}

/// A mutant with both answers.
struct Answer<'m> {
    mutant: &'m Mutant<'m>,
    theirs: Judgement,
    ours: Opinion,
}

impl Answer<'_> {
    fn counts(&self) -> bool {
        !self.theirs.crashed && !self.theirs.alerts().any(|alert| depends_on_machine(&alert.text))
    }
}

/// The line of `answer` as a row of the report.
fn row(oracle: &Oracle, answer: &Answer<'_>) -> String {
    let Answer { mutant, theirs, ours } = answer;
    let kind = if ours.refuses() { "FALSE" } else { "MISSED" };
    let text = |line: u32| mutant.text.lines().nth(line as usize - 1).unwrap_or_default().trim();
    let our_text = ours.refusals().next().map_or_else(String::new, |finding| format!("{} | {}", finding.text, text(finding.line)));
    let their_line = theirs.alerts().find_map(|alert| alert.line).map_or("", text);
    format!("{}\t{kind}\t{}\t{}\t{}\t{their_line}\t{our_text}\n", oracle.version, mutant.origin, mutant.change, theirs.first_alert())
}

/// Asks about as many mutants as the environment tells. Gives their number, the falsely refused and the missed.
pub(crate) fn hold(oracle: &Oracle) -> (usize, usize, usize) {
    let number = |name: &str| env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let count = number("PGLB_MUTANTS").unwrap_or(100) as usize;
    let seed = number("PGLB_SEED").unwrap_or(1);
    let inputs = &inputs(LONGEST);
    let accepted = parallel(inputs, |input| !oracle.check(input.text.as_bytes()).refuses());
    let agreed = parallel(inputs, |input| !lint(input.text.as_bytes(), oracle.version).refuses());
    let mut text = String::new();
    for ((input, accepted), agreed) in inputs.iter().zip(&accepted).zip(&agreed) {
        if *accepted && !agreed {
            let _ = writeln!(
                text,
                "{}\tFALSE\t{}\tunchanged\t\t\t{:?}",
                oracle.version,
                input.name,
                lint(input.text.as_bytes(), oracle.version).refusals().next()
            );
        }
    }
    let usable: Vec<&Input> = inputs
        .iter()
        .zip(accepted.iter().zip(&agreed))
        .filter(|(_, (accepted, agreed))| **accepted && **agreed)
        .map(|(input, _)| input)
        .collect();
    let mut random = Random::new(seed ^ u64::from(oracle.version.minor()) << 32);
    let mut mutants = Vec::with_capacity(count);
    while mutants.len() < count && !usable.is_empty() {
        let input = *random.pick(&usable);
        mutants.extend(mutate(input, inputs, &mut random));
    }
    let answers = parallel(&mutants, |mutant| Answer {
        mutant,
        theirs: oracle.check(mutant.text.as_bytes()),
        ours: lint(mutant.text.as_bytes(), oracle.version),
    });
    let (mut falsely, mut missed, mut refused, mut counted) = (0, 0, 0, 0);
    for answer in answers.iter().filter(|answer| answer.counts()) {
        counted += 1;
        refused += usize::from(answer.theirs.refuses());
        match (answer.theirs.refuses(), answer.ours.refuses()) {
            (false, true) => falsely += 1,
            (true, false) => missed += 1,
            _ => continue,
        }
        text.push_str(&row(oracle, answer));
    }
    println!(
        "{}: {} of {} files accepted as they are; {counted} mutants, {refused} of them refused; falsely refused: {falsely}, missed: {missed}",
        oracle.version,
        usable.len(),
        inputs.len()
    );
    fs::write(work_folder().join(format!("fuzz-{}-{seed}.tsv", oracle.version)), text).unwrap();
    (counted, falsely, missed)
}

#[test]
fn mutants_are_judged_alike() {
    for oracle in oracles() {
        let (mutants, falsely, missed) = hold(oracle);
        assert_eq!(falsely, 0, "HAProxy {} accepts mutants that are refused here, of {mutants}", oracle.version);
        assert!(missed * 50 <= mutants, "HAProxy {} refuses {missed} of {mutants} mutants that pass here", oracle.version);
    }
}
