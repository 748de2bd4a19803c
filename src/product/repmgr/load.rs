//! Reads a repmgr.conf and what it includes in repmgr's order, and notes what repmgr says of it.

use rustc_hash::FxHashMap;

use super::complaint::{Complaint, ComplaintKind};
use super::model::{Assignment, Fault, File, Held, IncludeLine};
use super::{Directive, REWRITTEN, is_blank, settings, value};
use crate::product::Input;
use crate::product::libpq::Conninfo;
use crate::schema::{Known, Setting, Version};
use crate::syntax::guc::{Statement, Value, parse};
use crate::text::{FileId, Location, Source, Span};

/// Files are nested this deep at most.
const DEPTH: usize = 5;

/// Files that bring each other in many times are read this often at most.
const READS: usize = 2000;

/// After this many syntax errors repmgr gives a file up.
const ERRORS: usize = 100;

/// Reads the file `id` of `input` for `version`.
pub(super) fn load(input: Input<'_>, id: FileId, version: Version) -> File<'_> {
    let mut file = File {
        id,
        version,
        sources: input.sources,
        assignments: Vec::new(),
        faults: Vec::new(),
        includes: Vec::new(),
        complaints: Vec::new(),
        held: FxHashMap::default(),
        conninfo: None,
        complete: true,
        skips_checks: false,
        visited: Vec::new(),
    };
    let mut loader = Loader { input, file: &mut file, stack: vec![id] };
    loader.read(id);
    file.finish();
    file
}

struct Loader<'l, 's> {
    input: Input<'s>,
    file: &'l mut File<'s>,
    stack: Vec<FileId>,
}

impl<'s> Loader<'_, 's> {
    fn read(&mut self, id: FileId) {
        let source = self.input.sources.get(id);
        let text = source.text();
        let tree = if text.as_bytes() == source.bytes() { parse(text) } else { parse(&letters(source)) };
        if self.file.visited.len() >= READS {
            self.file.complete = false;
            return;
        }
        self.file.visited.push(id);
        let mut errors = 0;
        for line in &tree.lines {
            match tree.statement(line) {
                Statement::Empty => {}
                Statement::Fault(token) => {
                    let span = token.map_or(Span::empty(line.span.end), |token| token.span);
                    let at = Location::new(id, span);
                    // Of a last line without a line feed repmgr names the one before.
                    let early = token.is_none() && line.span.end == source.len();
                    let number = source.position(line.span.start).line - u32::from(early);
                    let upstream = match token {
                        Some(_) => {
                            format!("syntax error in file \"{}\" line {number}, near token \"{}\"", source.name(), source.slice(span))
                        }
                        None => format!("syntax error in file \"{}\" line {number}, near end of line", source.name()),
                    };
                    self.file.complaints.push(Complaint { kind: ComplaintKind::Syntax, at, assignment: None, upstream });
                    self.file.faults.push(Fault { at, line: line.span, token, tokens: tree.tokens_of(line).to_vec() });
                    self.file.skips_checks = true;
                    errors += 1;
                    if errors >= ERRORS {
                        return;
                    }
                }
                Statement::Setting(setting) => {
                    let name = text.get(setting.name.range()).unwrap_or_default();
                    let value = Value::of(text, setting.value);
                    let directive = Directive::of(name).filter(|_| self.file.version >= REWRITTEN);
                    let assignment = Assignment {
                        name,
                        name_at: Location::new(id, setting.name),
                        kind: setting.value.kind,
                        value,
                        value_at: Location::new(id, setting.value.span),
                        equals: setting.equals.is_some(),
                        line: line.span,
                        row: settings().look_up(name, self.file.version),
                    };
                    match directive {
                        Some(directive) => self.include(directive, &assignment),
                        None => self.file.assign(assignment),
                    }
                }
            }
        }
    }

    fn include(&mut self, directive: Directive, line: &Assignment<'s>) {
        let path = &line.value.text;
        let at = line.value_at;
        let mut complain = |kind: ComplaintKind, upstream: String| {
            self.file.complaints.push(Complaint { kind, at, assignment: None, upstream });
            self.file.skips_checks = true;
        };
        let files = self.input.includes.files(line.name_at.file, line.name_at.span.start).map(<[FileId]>::to_vec);
        let missing = self.input.includes.is_missing(line.name_at.file, line.name_at.span.start);
        let found = files.is_some();
        self.file.includes.push(IncludeLine { directive, name_at: line.name_at, path: path.clone(), path_at: at, found, missing });
        if is_blank(path) {
            // A file that is none ends the checks at the end, without a word.
            match directive {
                Directive::Folder => {
                    complain(ComplaintKind::EmptyFolder, format!("empty configuration directory name: \"{path}\""));
                }
                _ => self.file.skips_checks = true,
            }
            return;
        }
        let Some(files) = files else {
            self.file.complete = false;
            return;
        };
        if self.stack.len() > DEPTH {
            let upstream = format!("could not open configuration file \"{path}\": maximum nesting depth exceeded");
            complain(ComplaintKind::Recursion, upstream);
            return;
        }
        for file in files {
            if self.stack.last() == Some(&file) {
                let name = self.input.sources.get(file).name();
                let upstream = format!("configuration file recursion in \"{name}\"");
                self.file.complaints.push(Complaint { kind: ComplaintKind::Recursion, at, assignment: None, upstream });
                self.file.skips_checks = true;
                break;
            }
            self.stack.push(file);
            self.read(file);
            self.stack.pop();
        }
    }
}

impl<'s> File<'s> {
    /// Does what repmgr does with one setting.
    fn assign(&mut self, assignment: Assignment<'s>) {
        let index = self.assignments.len();
        match assignment.row {
            Known::Yes(row) => self.take(row, &assignment, index),
            Known::OtherVersion(row) => {
                let upstream = old_name(row.name).unwrap_or_else(|| unknown(&assignment));
                self.complain(ComplaintKind::OtherVersion, assignment.name_at, index, upstream);
            }
            Known::No => {
                let upstream = unknown(&assignment);
                self.complain(ComplaintKind::Unknown, assignment.name_at, index, upstream);
            }
        }
        self.assignments.push(assignment);
    }

    fn complain(&mut self, kind: ComplaintKind, at: Location, index: usize, upstream: String) {
        self.complaints.push(Complaint { kind, at, assignment: Some(index), upstream });
    }

    /// Takes the value of `assignment` for the setting `row`, or notes why not.
    fn take(&mut self, row: &'static Setting, assignment: &Assignment<'s>, index: usize) {
        let text = &assignment.value.text;
        let at = assignment.value_at;
        let name = row.name;
        let held = match row.kind {
            "int" => {
                if let Some((upstream, low)) = value::int_fault(row, text) {
                    let kind = if low { ComplaintKind::Minimum } else { ComplaintKind::BadInt };
                    self.complain(kind, at, index, upstream);
                }
                value::int(text).to_string()
            }
            "bool" => {
                let value = value::boolean(text);
                if value.is_none() {
                    let upstream = format!("\"{name}\": unable to interpret \"{text}\" as a boolean value");
                    self.complain(ComplaintKind::BadBool, at, index, upstream);
                }
                value.unwrap_or(false).to_string()
            }
            "enum" | "enum-any-case" => match self.word(row, text) {
                Some(word) => word.to_owned(),
                None => {
                    let upstream = match name {
                        "failover" => "value for \"failover\" must be \"automatic\" or \"manual\"",
                        "replication_type" => "value for \"replication_type\" must be \"physical\"",
                        _ => "value for \"connection_check_type\" must be \"ping\", \"connection\" or \"query\"",
                    };
                    return self.complain(ComplaintKind::BadWord, at, index, upstream.to_owned());
                }
            },
            "events" => {
                let mut list = self.held.get(name).map(|held| held.value.clone()).unwrap_or_default();
                for event in value::events(text) {
                    list.push_str(if list.is_empty() { "" } else { "," });
                    list.push_str(&event);
                }
                list
            }
            "mapping" => match value::mapping(text) {
                Ok((old, new)) => {
                    let before = self.held.get(name).map(|held| format!("{},", held.value)).unwrap_or_default();
                    format!("{before}{old}={new}")
                }
                Err(upstream) => return self.complain(ComplaintKind::BadMapping, at, index, upstream),
            },
            _ => {
                let limit = row.max.unwrap_or(f64::MAX);
                let checked = self.version >= REWRITTEN || name == "node_name" || name == "replication_user";
                if checked && f64::from(text.len() as u32) > limit {
                    let length = text.len();
                    let upstream = format!("value for \"{name}\" must contain fewer than {limit} characters (current length: {length})");
                    return self.complain(ComplaintKind::TooLong, at, index, upstream);
                }
                match row.kind {
                    "delay" => {
                        if let Some(upstream) = value::delay_fault(name, text) {
                            return self.complain(ComplaintKind::BadDelay, at, index, upstream);
                        }
                        text.clone()
                    }
                    "path" => value::canonical(text),
                    _ => text.clone(),
                }
            }
        };
        self.held.insert(name, Held { value: held, by: index });
    }

    /// The word that `text` is for `row`.
    fn word(&self, row: &'static Setting, text: &str) -> Option<&'static str> {
        // Before 5.2 case mattered everywhere.
        let any_case = row.kind == "enum-any-case" && self.version >= REWRITTEN;
        let fits = |name: &str| if any_case { name.eq_ignore_ascii_case(text) } else { name == text };
        row.values.iter().map(|choice| choice.name).find(|name| fits(name))
    }

    /// What repmgr looks at when all is read.
    fn finish(&mut self) {
        let conninfo = self.assignment("conninfo");
        self.conninfo = conninfo.filter(|line| !line.value.text.is_empty()).map(|line| {
            let value = &line.value;
            Conninfo::read(&value.text, None, |span| value.span(span.start as usize, span.end as usize))
        });
        if !self.complete || self.skips_checks {
            return;
        }
        // What is missing is told where the file begins.
        let top = self.assignments.first().map_or(Location::new(self.id, Span::empty(0)), |line| line.name_at);
        let mut found: Vec<(ComplaintKind, Location, Option<usize>, String)> = Vec::new();
        for name in ["node_id", "node_name", "data_directory"] {
            if matches!(self.value(name).as_str(), "" | "-1") {
                found.push((ComplaintKind::Missing, top, None, format!("\"{name}\": required parameter was not found")));
            }
        }
        let by = |name: &str| self.held.get(name).map(|held| held.by);
        let at = |name: &str| self.assignment(name).map_or(top, |line| line.value_at);
        match &self.conninfo {
            None => found.push((ComplaintKind::Missing, top, None, "\"conninfo\": required parameter was not found".to_owned())),
            Some(conninfo) => {
                if let Some(fault) = &conninfo.fault {
                    let text = self.value("conninfo");
                    let upstream = format!("\"conninfo\": {}", fault.upstream(&text));
                    let file = at("conninfo").file;
                    found.push((ComplaintKind::BadConninfo, Location::new(file, fault.at), by("conninfo"), upstream));
                }
            }
        }
        let (host, server) = (self.value("barman_host").is_empty(), self.value("barman_server").is_empty());
        if host != server {
            let name = if host { "barman_server" } else { "barman_host" };
            let lines = "use \"barman_host\" for the hostname of the Barman server\n\
                         use \"barman_server\" for the name of the [server] section in the Barman configuration file";
            found.push((ComplaintKind::BarmanPair, at(name), by(name), lines.to_owned()));
        }
        for name in ["archive_ready", "replication_lag"] {
            let (low, high) = (format!("{name}_warning"), format!("{name}_critical"));
            if self.number(&low) >= self.number(&high) {
                let which = if by(&high).is_some() { &high } else { &low };
                let upstream = format!("\"{high}\" must be greater than  \"{low}\"");
                found.push((ComplaintKind::Threshold, at(which), by(which), upstream));
            }
        }
        if self.number("standby_reconnect_timeout") < self.number("node_rejoin_timeout") {
            let which = if by("node_rejoin_timeout").is_some() { "node_rejoin_timeout" } else { "standby_reconnect_timeout" };
            let upstream = "\"standby_reconnect_timeout\" must be equal to or greater than \"node_rejoin_timeout\"".to_owned();
            found.push((ComplaintKind::RejoinTimeout, at(which), by(which), upstream));
        }
        self.complaints.extend(found.into_iter().map(|(kind, at, assignment, upstream)| Complaint { kind, at, assignment, upstream }));
    }
}

/// The text of `source` with a letter for each byte that is not UTF-8: to the scanner all those bytes are letters.
fn letters(source: &Source) -> String {
    let text = source.text();
    let mut bytes = source.bytes().iter();
    text.chars()
        .map(|character| {
            let byte = bytes.nth(character.len_utf8() - 1);
            if character == '?' && byte != Some(&b'?') { '_' } else { character }
        })
        .collect()
}

fn unknown(assignment: &Assignment<'_>) -> String {
    format!("{}='{}': unknown name/value pair provided; ignoring", assignment.name, assignment.value.text)
}

/// What is said of a name that repmgr 3 knew.
fn old_name(name: &str) -> Option<String> {
    Some(match name {
        "cluster" => "parameter \"cluster\" is deprecated and will be ignored".to_owned(),
        "upstream_node" => "parameter \"upstream_node\" has been removed; use \"--upstream-node-id\" when cloning a standby".to_owned(),
        "node" => renamed(name, "node_id"),
        "loglevel" => renamed(name, "log_level"),
        "logfacility" => renamed(name, "log_facility"),
        "logfile" => renamed(name, "log_file"),
        "master_reponse_timeout" => removed(name, "async_query_timeout"),
        "retry_promote_interval_secs" => removed(name, "primary_notification_timeout"),
        _ => return None,
    })
}

fn renamed(name: &str, new: &str) -> String {
    format!("parameter \"{name}\" has been renamed to \"{new}\"")
}

fn removed(name: &str, new: &str) -> String {
    format!("parameter \"{name}\" has been removed; use \"{new}\" instead")
}
