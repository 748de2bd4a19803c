//! A `pglb-lint.toml` to start from: every section explained, nothing set.

use std::fmt::Write;

use super::rules::LEVELS;
use crate::analysis::{Targets, rules};
use crate::product::Program;

/// The text of a file in which all that can be set is explained, and stands in comments that begin with `#` and no blank behind it.
#[must_use]
pub fn template() -> String {
    let mut text = String::from(HEAD);
    let stable = Targets::stable();
    for program in Program::ALL {
        let _ = writeln!(text, "#{} = \"{}\"", program.as_str(), stable.version(program));
    }
    let levels = LEVELS.map(|(word, _)| format!("\"{word}\""));
    let _ = write!(text, "{HOSTS}");
    let _ = writeln!(text, "# Levels: {}.", levels.join(", "));
    let _ = write!(text, "{RULES}");
    for rule in rules() {
        let options: Vec<_> = rule.options().collect();
        for option in &options {
            let _ = writeln!(text, "# {}.", option.meaning);
        }
        if !options.is_empty() {
            let shown: Vec<String> = options.iter().map(|option| format!("{} = {}", option.name, option.shown_default())).collect();
            let _ = writeln!(text, "#{} = {{ {} }}", rule.name, shown.join(", "));
        }
    }
    text
}

const HEAD: &str = r#"# Settings of pglb-lint. They are found in the folder of the first file that is checked, or in a
# folder above it; what the command line says wins. What stands behind a `#` without a blank is an
# example, or what holds unless it is set.

# Files and folders that are left out when a folder is read: paths from the folder of this file on,
# or names, which are left out wherever they are. `*`, `?`, `[ab]` and `**` are understood. Files
# that are named on the command line are read all the same.
#exclude = ["old", "*.bak.cfg", "stack/spare/"]

# The level from which on findings make the exit status 1: "info", "warning", "error" or "never".
#fail-on = "warning"

# The versions that files are checked for, as with --target.
[targets]
"#;

const HOSTS: &str = r#"
# The hosts: which files stand on which machine, and by which addresses others reach it. That tells
# where a connection from one file ends in another. It is needed only where neither addresses nor a
# folder for each host tell it. A path is one from the folder of this file on; a folder means
# everything below it. An address is an IP address or a name, without a port.
[hosts]
#db1 = { addresses = ["10.0.0.1", "db1.example.net"], files = ["db1/", "*/db1.conf"] }
#db2 = { addresses = ["10.0.0.2", "db2.example.net"], files = ["db2/"] }

# Levels of rules. A rule is called by its name or id; the start of some ids, such as HAP4, stands
# for all of them, and `ALL` for every rule; the most exact wins. `pglb-lint rules` lists all rules,
# `pglb-lint explain RULE` says what one is about.
"#;

const RULES: &str = r#"[rules]
#HAP4 = "info"
#no-hard-stop = "off"

# Some rules have options. They are set as here, with a `level` beside them or without.
"#;
