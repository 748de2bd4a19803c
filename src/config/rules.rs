//! The section `[rules]`: levels and options.

use rustc_hash::FxHashMap;

use super::Problem;
use super::reader::{Entry, Reader, listed};
use crate::lint::{self, Level, OptionKind, OptionValues, RuleOption, names_a_rule};
use crate::text::{Span, nearest};

/// The words for levels.
pub(super) const LEVELS: [(&str, Option<Level>); 4] =
    [("off", None), ("info", Some(Level::Info)), ("warning", Some(Level::Warning)), ("error", Some(Level::Error))];

/// Levels by selector, and what is set of the rules.
type Set = (Vec<(String, Option<Level>)>, OptionValues);

/// The section `[rules]`, about `rules`.
pub(super) fn read(entry: &Entry<'_>, rules: &[lint::Entry], reader: &mut Reader) -> Set {
    let mut set = Set::default();
    let Some(table) = reader.table(entry) else { return set };
    let mut seen: FxHashMap<&'static str, (String, Span)> = FxHashMap::default();
    for rule in Reader::all(table) {
        if let Err(error) = names_a_rule(rule.name, rules) {
            let problem = Problem::new(rule.at, error.fault());
            reader.problem(match error.hint() {
                Some(hint) => problem.help(hint),
                None => problem.help("`pglb-lint rules` lists all"),
            });
            continue;
        }
        let named: Vec<&lint::Entry> = rules.iter().filter(|known| known.name == rule.name || known.id == rule.name).collect();
        for known in &named {
            if let Some((other, at)) = seen.insert(known.id, (rule.name.to_owned(), rule.at)) {
                let problem = Problem::new(rule.at, format!("`{}` is set twice: it is the rule `{other}` too", rule.name));
                reader.problem(problem.related(at, "here it is set first"));
            }
        }
        read_rule(&rule, &named, &mut set, reader);
    }
    set
}

/// What is said of one rule, or of some by the start of their ids; then `named` is empty.
fn read_rule(rule: &Entry<'_>, named: &[&lint::Entry], (levels, options): &mut Set, reader: &mut Reader) {
    if rule.as_text().is_some() {
        levels.extend(reader.word(rule, LEVELS).map(|level| (rule.name.to_owned(), level)));
        return;
    }
    let Some(table) = rule.as_table() else {
        reader.wrong_kind(rule, "\"off\", \"info\", \"warning\", \"error\", or a table");
        return;
    };
    let known: Vec<&'static RuleOption> = named.iter().flat_map(|rule| rule.options()).collect();
    for setting in Reader::all(table) {
        if setting.name == "level" {
            levels.extend(reader.word(&setting, LEVELS).map(|level| (rule.name.to_owned(), level)));
            continue;
        }
        let meant: Vec<&&RuleOption> = known.iter().filter(|option| option.name == setting.name).collect();
        if meant.is_empty() {
            reader.problem(no_option(rule, named.is_empty(), &setting, &known));
        }
        for option in meant {
            match value(option, &setting) {
                Ok(value) => options.set(option, value),
                Err(problem) => reader.problem(problem),
            }
        }
    }
}

/// The value that `setting` gives to `option`.
fn value(option: &RuleOption, setting: &Entry<'_>) -> Result<u64, Problem> {
    let value = match option.kind {
        OptionKind::Duration => setting.as_text().and_then(|text| option.kind.parse(text)),
        OptionKind::Integer { least, most, .. } => setting.as_integer().filter(|value| (least..=most).contains(value)),
    };
    value.ok_or_else(|| {
        let message = format!("`{}` must be {}", setting.name, option.kind);
        Problem::new(setting.value_at(), message).help(format!("it is {} unless set", option.shown_default()))
    })
}

/// No rule that `rule` names has an option that is called as `setting` is.
fn no_option(rule: &Entry<'_>, many: bool, setting: &Entry<'_>, known: &[&'static RuleOption]) -> Problem {
    if many {
        let problem =
            Problem::new(setting.at, format!("`{}` names several rules, which have a `level` together and nothing else", rule.name));
        return problem.help("set an option under the name of its rule");
    }
    let names: Vec<&'static str> = known.iter().map(|option| option.name).chain(["level"]).collect();
    let problem = Problem::new(setting.at, format!("the rule `{}` has no option `{}`", rule.name, setting.name));
    match nearest(setting.name, names.iter().copied()) {
        Some(nearest) => problem.help(format!("did you mean `{nearest}`?")),
        None => problem.help(format!("what can be set of it: {}", listed(&names))),
    }
}
