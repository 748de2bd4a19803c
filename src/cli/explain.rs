//! `explain`: the documentation of a rule.

use super::args::ExplainArgs;
use super::{CliError, Host, Status};
use crate::analysis::rules;
use crate::text::nearest;

/// Runs `explain`.
pub(super) fn run(args: &ExplainArgs, host: &mut dyn Host) -> Result<Status, CliError> {
    let all = rules();
    for wanted in &args.rules {
        // Two programs may know a fault of one name.
        let named: Vec<_> = all.iter().filter(|rule| rule.name == wanted || rule.id.eq_ignore_ascii_case(wanted)).collect();
        if named.is_empty() {
            let known = all.iter().flat_map(|rule| [rule.name, rule.id]);
            let hint = nearest(wanted, known).map(|nearest| format!("; did you mean `{nearest}`?")).unwrap_or_default();
            return Err(CliError::Usage(format!("no rule is called `{wanted}`{hint}")));
        }
        for rule in named {
            let (id, name, level) = (rule.id, rule.name, rule.level.as_str());
            let out = host.stdout();
            writeln!(out, "# {name} ({id})\n\nlevel: {level}, the program itself: {}, since {}\n", rule.upstream.as_str(), rule.since)?;
            writeln!(out, "{}", rule.docs.trim_end())?;
            for option in rule.options() {
                let meaning = option.meaning;
                writeln!(out, "\nOption `{}` in pglb-lint.toml, {} unless set: {meaning}.", option.name, option.default)?;
            }
            writeln!(out, "\nTo allow it on one line: `# pglb-lint: allow({name})`\n")?;
        }
    }
    Ok(Status::Clean)
}
