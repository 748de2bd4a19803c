//! The findings that the outputs are shown with.

use pglb_lint::emit::{CheckedFile, FileKind, Run, Tool, Unchecked};
use pglb_lint::lint::{Entry, Finding, Fix, Level, Outcome, Related, Safety, Upstream, Verdict};
use pglb_lint::text::{Edit, FileId, Location, Source, Sources, Span};

/// Tabs, two-byte characters, and no line feed at its end.
const HAPROXY: &str = "# d\u{e9}faut\nfrontend pg\n\tbind :5432\n\tdefault_backend primry\n\nbackend primary\n\
    \tserver \u{3b1}-1 10.0.0.1:6432 check\n\tserver \u{3b1}-2 10.0.0.2:6432 check";
/// CR LF line ends.
const PGBOUNCER: &str = "[databases]\r\napp = host=10.0.0.1\r\n\r\n[pgbouncer]\r\nlisten_port = 6433\r\npool_mode = transaction\r\n";
/// Bytes that are not UTF-8, an escape that would colour a terminal, and a mark that turns the direction of writing.
const OTHER: &[u8] = b"global\n    log caf\xe9\xff \x1b[31mlocal0 \xe2\x80\xae\n";

const RULES: &[Entry] = &[
    Entry {
        id: "HAP012",
        name: "unknown-backend",
        level: Level::Error,
        upstream: Upstream::Refuses,
        since: "0.1.0",
        docs: "A frontend sends traffic to a backend that no section defines.\n\nHAProxy refuses to start with\nsuch a file.\n\n\
            ```haproxy bad\ndefault_backend primry\n```\n",
    },
    Entry {
        id: "HAP003",
        name: "missing-line-feed",
        level: Level::Error,
        upstream: Upstream::Refuses,
        since: "0.1.0",
        docs: "The last line has no line feed.",
    },
    Entry {
        id: "TOP004",
        name: "port-without-listener",
        level: Level::Warning,
        upstream: Upstream::Silent,
        since: "0.1.0",
        docs: "Nothing listens on the port that traffic is sent to.",
    },
];

/// An error without more than a message.
pub(crate) fn plain(file: FileId, start: u32, end: u32) -> Finding {
    Finding {
        rule: "TST001",
        name: "tested",
        level: Level::Error,
        upstream: Upstream::Refuses,
        at: Location::new(file, Span::new(start, end)),
        message: "this is tested".to_owned(),
        why: None,
        help: None,
        section: None,
        related: Vec::new(),
        paths: Vec::new(),
        sums: Vec::new(),
        covers: Vec::new(),
        fix: None,
    }
}

pub(crate) struct Sample {
    sources: Sources,
    outcome: Outcome,
    files: Vec<CheckedFile>,
}

impl Sample {
    pub(crate) fn new() -> Self {
        let mut sources = Sources::new();
        let mut add = |name: &str, bytes: &[u8]| sources.add(Source::new(name, bytes.to_vec()).unwrap());
        let haproxy = add("haproxy.cfg", HAPROXY.as_bytes());
        let pgbouncer = add("pool/pgbouncer.ini", PGBOUNCER.as_bytes());
        let other = add("./other.cfg", OTHER);
        let files = vec![
            CheckedFile::new(haproxy, FileKind::Haproxy, "3.0", Verdict::Refused),
            CheckedFile::new(pgbouncer, FileKind::Pgbouncer, "1.23", Verdict::Warned),
            CheckedFile::new(other, FileKind::Haproxy, "3.0", Verdict::Accepted),
        ];
        let findings = vec![unknown_backend(haproxy), port(haproxy, pgbouncer), line_feed(haproxy), many_lines(pgbouncer), bytes(other)];
        let outcome = Outcome { findings, suppressed: 1, ignored: 2, verdicts: Vec::new() };
        Self { sources, outcome, files }
    }

    pub(crate) fn run(&self) -> Run<'_> {
        let mut run = Run::new(&self.sources, &self.outcome, self.files.clone(), RULES);
        run.tool = Tool { name: "pglb-lint", version: "0.0.0" };
        run.notes.push("the environment variable `PGPORT` is not known; its value is taken to be valid".to_owned());
        let mut unchecked = |path: &str, reason: &str, unreadable| {
            run.unchecked.push(Unchecked { path: path.to_owned(), reason: reason.to_owned(), unreadable });
        };
        unchecked("keys/site.pem", "no program is known that reads it", false);
        unchecked("conf.d/old.cfg", "permission denied", true);
        run
    }
}

/// Where `text` stands in `of`.
fn at(file: FileId, of: &str, text: &str) -> Location {
    let start = of.find(text).unwrap() as u32;
    Location::new(file, Span::new(start, start + text.len() as u32))
}

/// A related place in the same file, and a safe fix.
fn unknown_backend(file: FileId) -> Finding {
    let at = |text| at(file, HAPROXY, text);
    let place = at("primry");
    Finding {
        rule: "HAP012",
        name: "unknown-backend",
        at: place,
        message: "no backend is called `primry`".to_owned(),
        why: RULES[0].why(),
        help: Some("did you mean `primary`?".to_owned()),
        section: Some("frontend pg".to_owned()),
        related: vec![Related { at: at("primary"), message: "this one is near".to_owned() }],
        covers: Vec::new(),
        fix: Some(Fix { safety: Safety::Safe, edits: vec![(file, Edit::replace(place.span, "primary"))] }),
        ..plain(file, 0, 0)
    }
}

/// A related place in a second file, edits in both, characters of two bytes before it, and text to wrap.
fn port(haproxy: FileId, pgbouncer: FileId) -> Finding {
    let place = at(haproxy, HAPROXY, "6432");
    let listener = at(pgbouncer, PGBOUNCER, "6433");
    Finding {
        rule: "TOP004",
        name: "port-without-listener",
        level: Level::Warning,
        upstream: Upstream::Silent,
        at: place,
        message: "nothing listens on port 6432 of `10.0.0.1`".to_owned(),
        why: Some(
            "the health check of `\u{3b1}-1` fails from the first second on, the server is taken out, and clients of the frontend wait \
             until `timeout queue` has passed before they are turned away"
                .to_owned(),
        ),
        help: Some("send to port 6433\nor let PgBouncer listen on 6432".to_owned()),
        section: Some("backend primary".to_owned()),
        related: vec![
            Related { at: listener, message: "PgBouncer listens on 6433".to_owned() },
            Related { at: at(haproxy, HAPROXY, "bind :5432"), message: "clients come in here".to_owned() },
        ],
        paths: vec!["frontend pgsql → backend primary → server db → PgBouncer 10.0.0.1:6432".to_owned()],
        sums: vec!["2 servers x 100 connections = 200".to_owned()],
        covers: Vec::new(),
        fix: Some(Fix {
            safety: Safety::Unsafe,
            edits: vec![(haproxy, Edit::replace(place.span, "6433")), (pgbouncer, Edit::insert(listener.span.start, "6432 # "))],
        }),
    }
}

/// An empty span at the end of a file, and text that holds a line feed.
fn line_feed(file: FileId) -> Finding {
    let end = HAPROXY.len() as u32;
    Finding {
        rule: "HAP003",
        name: "missing-line-feed",
        message: "the last line has no line feed".to_owned(),
        section: Some("backend primary".to_owned()),
        covers: Vec::new(),
        fix: Some(Fix { safety: Safety::Safe, edits: vec![(file, Edit::insert(end, "\n"))] }),
        ..plain(file, end, end)
    }
}

/// A span over lines that end in CR LF, of a rule that is not in the list.
fn many_lines(file: FileId) -> Finding {
    Finding {
        rule: "PGB101",
        name: "section-without-auth",
        level: Level::Warning,
        upstream: Upstream::Warns,
        message: "`[pgbouncer]` sets no `auth_file`, 100% of logins fail".to_owned(),
        at: at(file, PGBOUNCER, "[pgbouncer]\r\nlisten_port = 6433\r\npool_mode = transaction"),
        ..plain(file, 0, 0)
    }
}

/// Bytes that are not UTF-8, in the file and in what is said of it.
fn bytes(file: FileId) -> Finding {
    Finding {
        rule: "HAP104",
        name: "bytes-not-utf8",
        level: Level::Info,
        upstream: Upstream::Silent,
        message: "`caf?? \x1b[31mlocal0 \u{202e}` is no text".to_owned(),
        help: Some("write <UTF-8> & save, \"quoted\" ]]>".to_owned()),
        section: Some("global".to_owned()),
        ..plain(file, 15, 20)
    }
}
