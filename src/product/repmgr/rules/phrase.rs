//! Words of a command line.

/// The words of `command`, cut at blanks, without the quotes around them.
pub(super) fn words(command: &str) -> impl Iterator<Item = &str> {
    command.split_whitespace().map(|word| word.trim_matches(['"', '\'', ';', '&', '|', '(', ')']))
}

/// Whether `command` runs `repmgr standby VERB`.
pub(super) fn runs(command: &str, verb: &str) -> bool {
    let mut before = "";
    let mut found = false;
    for word in words(command) {
        found |= before == "standby" && word == verb;
        before = word;
    }
    found && command.contains("repmgr")
}
