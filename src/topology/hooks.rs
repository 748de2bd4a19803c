//! What repmgr runs when a node is promoted, and whether that may do more than promote it.

use crate::product::repmgr::model::{Command, File};

/// Characters by which a shell command is more than one program with its arguments.
const SHELL: [char; 8] = [';', '&', '|', '<', '>', '`', '(', '\n'];
/// Programs that promote PostgreSQL and do nothing else.
const PROMOTERS: [&str; 5] = ["pg_ctl", "pg_ctlcluster", "systemctl", "service", "repmgr"];
/// Events of a promotion.
const PROMOTIONS: [&str; 6] = [
    "standby_promote",
    "standby_switchover",
    "standby_follow",
    "repmgrd_failover_promote",
    "repmgrd_failover_follow",
    "repmgrd_promote_error",
];
/// Settings that hold a command.
const COMMANDS: [&str; 10] = [
    "promote_command",
    "follow_command",
    "event_notification_command",
    "failover_validation_command",
    "service_promote_command",
    "service_reload_command",
    "service_restart_command",
    "service_start_command",
    "service_stop_command",
    "child_nodes_disconnect_command",
];

/// The commands that `file` has repmgr run.
pub fn commands<'f>(file: &'f File<'_>) -> impl Iterator<Item = Command<'f>> {
    COMMANDS.iter().filter_map(|name| file.command(name))
}

/// Whether a promotion runs something of which the text does not tell all that it does: a script, several programs, a hook of events. It may
/// lead clients to the new primary.
#[must_use]
pub fn may_do_more(file: &File<'_>) -> bool {
    let plain = |name: &str, verb: &str| file.command(name).is_none_or(|command| is_plain(command.text, verb));
    let events = file.value("event_notifications");
    let hooked = events.is_empty() || events.split(',').any(|event| PROMOTIONS.contains(&event.trim()));
    !file.complete
        || file.command("event_notification_command").is_some() && hooked
        || !plain("promote_command", "promote")
        || !plain("follow_command", "follow")
        || !plain("service_promote_command", "promote")
        || commands(file).any(|command| command.text.contains("bouncer"))
}

/// Whether `command` is one program that promotes a node, or has it follow another one.
#[must_use]
pub fn is_plain(command: &str, verb: &str) -> bool {
    let programs = || command.split_whitespace().map(|word| word.trim_matches(['"', '\'']).rsplit('/').next().unwrap_or_default());
    let script = |name: &str| name.rsplit_once('.').is_some_and(|(_, end)| matches!(end, "sh" | "py" | "pl" | "rb" | "bash"));
    !command.contains(SHELL)
        && !command.contains("$(")
        && programs().any(|name| PROMOTERS.contains(&name))
        && programs().any(|name| name == verb)
        && !programs().any(|name| script(name) || matches!(name, "sh" | "bash" | "ssh"))
}

/// A call of psql.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Psql<'c> {
    /// The host that it names.
    pub host: Option<&'c str>,
    /// The port that it names.
    pub port: Option<u16>,
    /// The database that it names.
    pub database: Option<&'c str>,
}

/// The calls of psql in `command`.
#[must_use]
pub fn psql_calls(command: &str) -> Vec<Psql<'_>> {
    let mut calls = Vec::new();
    for part in command.split([';', '&', '|', '\n']) {
        let words: Vec<&str> = words(part);
        let Some(start) = words.iter().position(|word| word.rsplit('/').next() == Some("psql")) else { continue };
        calls.push(read_call(&words[start + 1..]));
    }
    calls
}

fn read_call<'c>(words: &[&'c str]) -> Psql<'c> {
    let mut call = Psql::default();
    let mut names = 0;
    let mut at = 0;
    while let Some(word) = words.get(at).copied() {
        at += 1;
        let long = |name: &str| word.strip_prefix(name).and_then(|rest| rest.strip_prefix('='));
        if let Some(value) = long("--port") {
            call.port = value.parse().ok();
        } else if let Some(value) = long("--host") {
            call.host = Some(value);
        } else if let Some(value) = long("--dbname") {
            call.database = Some(value);
        } else if word.starts_with("--") {
        } else if let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) {
            // Letters may stand together; the first that takes a value takes what follows it.
            let Some(place) = letters.find(|c| "cdfhFLopPRTUv".contains(c)) else { continue };
            let own = &letters[place + 1..];
            let value = if own.is_empty() { words.get(at).copied().inspect(|_| at += 1).unwrap_or_default() } else { own };
            match letters.as_bytes()[place] {
                b'p' => call.port = value.parse().ok(),
                b'h' => call.host = Some(value),
                b'd' => call.database = Some(value),
                _ => {}
            }
        } else {
            names += 1;
            if names == 1 && call.database.is_none() {
                call.database = Some(word);
            }
        }
    }
    call
}

/// The words of `part`, quotes around them left out, blanks between quotes kept.
fn words(part: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = part.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '"' | '\'' => rest[1..].find(first).map_or(rest.len(), |end| end + 2),
            _ => rest.find(char::is_whitespace).unwrap_or(rest.len()),
        };
        words.push(rest[..end].trim_matches(['"', '\'']));
        rest = rest[end..].trim_start();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_program_is_plain() {
        assert!(is_plain("/usr/bin/repmgr standby promote -f /etc/repmgr.conf --log-to-file", "promote"));
        assert!(is_plain("sudo -n /usr/bin/pg_ctlcluster 17 main promote", "promote"));
        assert!(!is_plain("/etc/repmgr/promote.sh", "promote"));
        assert!(!is_plain("repmgr standby promote && /etc/move", "promote"));
        assert!(!is_plain("bash -c 'repmgr standby promote'", "promote"));
    }

    #[test]
    fn the_port_and_the_database_of_psql_are_found() {
        let call = Psql { host: Some("n1"), port: Some(6432), database: Some("pgbouncer") };
        assert_eq!(psql_calls("repmgr x && psql -tc \"reload; x\" -h n1 -p 6432 -U postgres pgbouncer").last(), Some(&Psql::default()));
        assert_eq!(psql_calls("psql -tc \"reload\" -h n1 -p 6432 -U postgres pgbouncer"), [call]);
        assert_eq!(psql_calls("a; psql --host=n1 --port=6432 -d pgbouncer -c reload"), [call]);
    }
}
