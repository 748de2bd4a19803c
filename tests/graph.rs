//! Pictures of stacks: what stands in them, that nothing in a name breaks them, and that large stacks stay small.
//!
//! `fixtures/graph` is drawn with a few rules only, so that a new rule does not change what is expected here.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test reads files, and fails by panicking, in what it calls too")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use pglb_lint::analysis::{Files, Instances, Targets, check_and, rules};
use pglb_lint::emit::graph::{FOLD_ABOVE, GraphFormat, Picture, picture, write};
use pglb_lint::lint::Selection;
use pglb_lint::text::{Source, Sources};
use pglb_lint::topology::hostmap::{HostEntry, HostMap};
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::Event;

/// The rules whose findings are drawn.
const RULES: [&str; 4] = ["same-target-failover", "daemon-log-stdout", "option-tcp-check-without-rules", "unknown-backend"];

const FORMATS: [(GraphFormat, &str); 4] =
    [(GraphFormat::Mermaid, "mermaid"), (GraphFormat::Dot, "dot"), (GraphFormat::Svg, "svg"), (GraphFormat::Json, "json")];

/// The files of a stack by their paths; the first folder of a path is its host.
type Stack = BTreeMap<String, String>;

fn read(folder: &str) -> Stack {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut stack = Stack::new();
    let mut folders = vec![root.clone()];
    while let Some(next) = folders.pop() {
        for path in fs::read_dir(&next).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                stack.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    stack
}

fn drawn_of(stack: &Stack, select: &[&str], reversed: bool) -> Picture {
    let mut sources = Sources::new();
    let mut map = HostMap::default();
    let mut files: Vec<(&String, &String)> = stack.iter().collect();
    if reversed {
        files.reverse();
    }
    for (path, text) in files {
        let file = sources.add(Source::new(path.as_str(), text.as_bytes().to_vec()).unwrap());
        let Some((host, _)) = path.split_once('/') else { continue };
        match map.hosts.iter_mut().find(|entry| entry.name == host) {
            Some(entry) => entry.files.push(file),
            None => map.hosts.push(HostEntry { name: host.to_owned(), addresses: Vec::new(), files: vec![file] }),
        }
    }
    let mut files = Files::recognised(&sources);
    files.hosts = map;
    let select = select.iter().map(|name| (*name).to_owned()).collect();
    let selection = Selection::new(select, Vec::new(), &rules()).unwrap();
    check_and(&files, &Targets::stable(), &selection, Instances::Each, |topology, outcome| picture(topology, Some(&outcome.findings))).1
}

fn written(format: GraphFormat, picture: &Picture) -> String {
    let mut out = Vec::new();
    write(format, picture.clone(), FOLD_ABOVE, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Reads `svg` to its end; the text in it.
fn text_of(svg: &str) -> String {
    let mut reader = Reader::from_str(svg);
    reader.config_mut().check_end_names = true;
    let mut text = String::new();
    let mut depth = 0;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                depth += 1;
                for attribute in tag.attributes() {
                    attribute.unwrap();
                }
            }
            Event::Empty(tag) => {
                for attribute in tag.attributes() {
                    attribute.unwrap();
                }
            }
            Event::End(_) => depth -= 1,
            Event::Text(part) => text.push_str(part.as_ref()),
            Event::GeneralRef(part) => {
                let name: &str = part.as_ref();
                let value = match part.resolve_char_ref().unwrap() {
                    Some(c) => c.to_string(),
                    None => quick_xml::escape::resolve_xml_entity(name).unwrap().to_owned(),
                };
                text.push_str(&value);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    text
}

#[test]
fn the_formats() {
    let picture = drawn_of(&read("tests/fixtures/graph"), &RULES, false);
    for (format, name) in FORMATS {
        insta::assert_snapshot!(format!("graph_{name}"), written(format, &picture));
    }
}

#[test]
fn the_order_of_the_files_changes_nothing() {
    let stack = read("tests/fixtures/graph");
    for (format, _) in FORMATS {
        let (one, other) = (drawn_of(&stack, &RULES, false), drawn_of(&stack, &RULES, true));
        assert_eq!(written(format, &one), written(format, &other));
    }
}

#[test]
fn the_same_picture_comes_out_each_time() {
    let picture = drawn_of(&read("tests/fixtures/graph"), &RULES, false);
    let first = written(GraphFormat::Svg, &picture);
    for _ in 0..20 {
        assert_eq!(first, written(GraphFormat::Svg, &picture));
    }
}

#[test]
fn a_drawing_needs_nothing_else() {
    for folder in ["tests/fixtures/graph", "tests/fixtures/faults/_sound", "examples/seed", "examples/sound"] {
        let picture = drawn_of(&read(folder), &[], false);
        let svg = written(GraphFormat::Svg, &picture);
        let text = text_of(&svg);
        for vertex in &picture.vertices {
            assert!(text.contains(&vertex.element.title), "{folder}: {} is not in the drawing", vertex.element.title);
        }
        assert!(!svg.contains("<script") && !svg.contains("href") && !svg.contains("@import") && !svg.contains("url(http"), "{folder}");
        assert_eq!(svg.matches("http").count() - text.matches("http").count(), 1, "{folder}: only the name space is an address");
    }
}

#[test]
fn findings_are_on_the_parts_that_they_are_about() {
    let picture = drawn_of(&read("tests/fixtures/graph"), &RULES, false);
    let number = picture.findings.iter().find(|note| note.name == "same-target-failover").unwrap().number;
    let marked: Vec<&str> = picture
        .edges
        .iter()
        .map(|edge| &edge.element)
        .chain(picture.vertices.iter().map(|vertex| &vertex.element))
        .filter(|element| element.findings.contains(&number))
        .map(|element| element.id.as_str())
        .collect();
    assert!(marked.iter().any(|id| id.contains("frontend/write → ") && id.contains("backend/standby")), "{marked:?}");
    assert!(marked.iter().any(|id| id.contains("backend/primary → ") && id.ends_with("server pg1")), "{marked:?}");
    let stdout = picture.findings.iter().find(|note| note.name == "daemon-log-stdout").unwrap().number;
    assert!(picture.clusters.iter().any(|cluster| cluster.element.title == "HAProxy" && cluster.element.findings.contains(&stdout)));
}

#[test]
fn secrets_are_in_no_picture() {
    let mut stack = read("tests/fixtures/graph");
    let text = stack.get_mut("db1/pgbouncer.ini").unwrap();
    *text = text.replace("port=5432\nreports", "port=5432 password=hunter2\nreports");
    stack.insert("db1/userlist.txt".to_owned(), "\"app\" \"hunter2\"\n".to_owned());
    let picture = drawn_of(&stack, &[], false);
    for (format, name) in FORMATS {
        assert!(!written(format, &picture).contains("hunter2"), "{name}");
    }
}

/// So many frontends, backends with two servers each, and hosts with PgBouncer and PostgreSQL.
fn many(count: usize, alike: bool) -> Stack {
    let mut haproxy = String::from("defaults\n    mode tcp\n    timeout connect 5s\n    timeout client 1h\n    timeout server 1h\n");
    let mut stack = Stack::new();
    for at in 0..count {
        let address = format!("10.{}.{}", at / 250, at % 250);
        let name = if alike { format!("{at}") } else { format!("{at}{}", "x".repeat(at % 40)) };
        let check = if alike || at % 3 == 0 { "check port 8008" } else { "check" };
        writeln!(haproxy, "frontend in{name}\n    bind :{}\n    default_backend pg{name}", 10_000 + at).unwrap();
        writeln!(haproxy, "backend pg{name}\n    option httpchk GET /primary").unwrap();
        for node in 1..=2 {
            let own = if alike { String::new() } else { format!(" maxconn {} weight {at}", "9".repeat(1 + at % 5)) };
            writeln!(haproxy, "    server s{at}_{node} {address}.{node}:6432 {check}{own}").unwrap();
            let host = format!("h{at}_{node}");
            let mode = ["session", "transaction", "statement"][if alike { 0 } else { at % 3 }];
            let databases: String =
                (0..=if alike { 0 } else { at % 7 }).fold(String::new(), |all, db| all + &format!("db{db} = host={address}.{node}\n"));
            stack.insert(
                format!("{host}/pgbouncer.ini"),
                format!("[databases]\n{databases}[pgbouncer]\nlisten_addr = {address}.{node}\nlisten_port = 6432\npool_mode = {mode}\n"),
            );
            stack.insert(
                format!("{host}/repmgr.conf"),
                format!(
                    "node_id={}\nnode_name='{name}n{node}'\nconninfo='host={address}.{node} user=r dbname=r'\ndata_directory='/x'\n",
                    2 * at + node
                ),
            );
        }
    }
    stack.insert("lb/haproxy.cfg".to_owned(), haproxy);
    stack
}

#[test]
fn what_is_alike_is_drawn_once() {
    let picture = drawn_of(&many(1000, true), &RULES, false);
    assert!(picture.vertices.len() > 5000, "{}", picture.vertices.len());
    let svg = written(GraphFormat::Svg, &picture);
    assert!(svg.len() < 60_000, "{}", svg.len());
    assert!(text_of(&svg).contains("pg0 … pg999 (1000)"));
    assert!(written(GraphFormat::Mermaid, &picture).lines().count() < 60);
}

#[test]
fn what_is_not_alike_is_drawn_in_bounded_time_too() {
    for count in [20, 150] {
        let picture = drawn_of(&many(count, false), &[], false);
        let svg = written(GraphFormat::Svg, &picture);
        text_of(&svg);
        assert!(svg.len() < 400_000, "{count}: {}", svg.len());
    }
}

#[test]
fn many_lines_to_one_place_are_drawn_once() {
    let mut text =
        String::from("defaults\n    mode tcp\nfrontend pg\n    bind :5432\n    default_backend pg\nbackend pg\n    option pgsql-check\n");
    for at in 0..3000 {
        writeln!(text, "    server s{at} 10.0.0.1:5432 check weight {}", at % 250).unwrap();
    }
    let picture = drawn_of(&Stack::from([("lb/haproxy.cfg".to_owned(), text)]), &RULES, false);
    assert_eq!(picture.edges.len(), 3002);
    assert!(written(GraphFormat::Svg, &picture).len() < 30_000);
}

#[test]
fn nothing_to_draw_is_a_drawing_too() {
    let picture = drawn_of(&Stack::from([("lb/haproxy.cfg".to_owned(), String::new())]), &RULES, false);
    assert!(picture.vertices.is_empty());
    for (format, _) in FORMATS {
        assert!(!written(format, &picture).is_empty());
    }
    text_of(&written(GraphFormat::Svg, &picture));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever a name holds: the drawing is well-formed, a label of Mermaid or DOT does not end early.
    #[test]
    fn names_mean_nothing(name in r"[ -~äß€\u{202e}\u{fffe}]{1,24}", database in r"[ -!#-~ß<>&]{1,16}") {
        let quoted = name.replace('\\', "\\\\").replace('\'', "''");
        let mut stack = read("tests/fixtures/graph");
        let text = stack.get_mut("db1/repmgr.conf").unwrap();
        *text = text.replace("'pg1'", &format!("'{quoted}'"));
        let text = stack.get_mut("db1/pgbouncer.ini").unwrap();
        *text = text.replace("reports =", &format!("\"{database}\" ="));
        let picture = drawn_of(&stack, &RULES, false);
        text_of(&written(GraphFormat::Svg, &picture));
        for line in written(GraphFormat::Mermaid, &picture).lines() {
            prop_assert!(line.matches('"').count() % 2 == 0 && line.matches('"').count() <= 2, "{}", line);
            let label = line.split('"').nth(1).unwrap_or_default().replace("<br/>", "");
            prop_assert!(!label.contains(['<', '>', '[', ']', '{', '}', '|', '`', '&', '\\', '%']), "{}", line);
        }
        for line in written(GraphFormat::Dot, &picture).lines() {
            let quotes = line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
            prop_assert!(quotes % 2 == 0, "{}", line);
        }
        let json: serde_json::Value = serde_json::from_str(&written(GraphFormat::Json, &picture)).unwrap();
        prop_assert_eq!(&json["version"], 1);
    }
}
