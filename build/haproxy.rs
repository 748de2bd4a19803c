//! The tables of HAProxy's language.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use crate::args::{self, Names};
use crate::table::{self, Table};

/// The places of the proxy sections and of the rule sets, in the order of their bits.
pub(crate) const PLACES: [&str; 13] = ["D", "N", "F", "L", "B", "con", "ses", "cnt", "rsp", "req", "res", "aft", "qui"];
/// Flags in the order of their bits, as in `schema::Flags::NAMES`.
const FLAGS: [&str; 19] = [
    "no",
    "def",
    "once",
    "once-alert",
    "once-warn",
    "experimental",
    "unsafe",
    "secret",
    "final",
    "abort",
    "no-default-server",
    "ssl",
    "fail-deprecated",
    "unverified",
    "http",
    "skip",
    "tells-layer-6",
    "no-peer",
    "awaits",
];
/// Keywords that are the name of a rule set.
const RULE_SETS: [(&str, &str); 4] =
    [("http-request", "req"), ("http-response", "res"), ("http-after-response", "aft"), ("quic-initial", "qui")];
/// Tables of other shapes, each with a generator of its own below.
const SPECIAL: [&str; 6] = ["fetch", "converter", "acl", "predefined-acl", "alias", "cast"];

/// All tables as Rust.
pub(crate) fn generate(folder: &Path, faults: &mut Vec<String>) -> String {
    let mut paths: Vec<_> = std::fs::read_dir(folder).map(|dir| dir.flatten().map(|entry| entry.path()).collect()).unwrap_or_default();
    paths.retain(|path: &std::path::PathBuf| path.extension().is_some_and(|extension| extension == "tsv"));
    paths.sort();
    let tables: BTreeMap<String, Table> =
        paths.iter().map(|path| Table::read(path, faults)).map(|table| (table.name.clone(), table)).collect();
    let points = points(&tables);
    let sets = sets(&tables, faults);
    let mut scopes: BTreeMap<String, String> = BTreeMap::new();
    for table in tables.values().filter(|table| is_scope(table)) {
        scopes.insert(table.name.clone(), static_name(&table.name));
    }
    for set in &PLACES[5..] {
        scopes.insert((*set).to_owned(), static_name(set));
    }
    for (keyword, set) in RULE_SETS {
        scopes.insert(keyword.to_owned(), static_name(set));
    }
    let mut kinds = BTreeSet::new();
    let mut names = Names { scopes: &scopes, sets: &sets, points: &points, kinds: &mut kinds };
    let mut out = String::new();
    for table in tables.values().filter(|table| is_scope(table)) {
        if table.name == "action" {
            for set in &PLACES[5..] {
                scope(table, set, Some(set), &mut names, faults, &mut out);
            }
        } else {
            scope(table, &table.name, None, &mut names, faults, &mut out);
        }
    }
    scope_list(&scopes, &mut out);
    section_scopes(&tables, &scopes, faults, &mut out);
    small_tables(&tables, faults, &mut out);
    point_map(&tables, &points, faults, &mut out);
    out.push_str("/// Kinds of names.\npub mod kind {\n    use crate::schema::Kind;\n");
    for (index, kind) in kinds.iter().enumerate() {
        writeln!(out, "    /// `{kind}`.\n    pub const {}: Kind = Kind({index});", kind.to_uppercase().replace('-', "_"))
            .expect("writable");
    }
    let all: Vec<&String> = kinds.iter().collect();
    writeln!(out, "    /// All kinds by number.\n    pub const NAMES: &[&str] = &{all:?};\n}}").expect("writable");
    out
}

fn is_scope(table: &Table) -> bool {
    let name = table.name.as_str();
    table.has("args") && table.has("instead") && !SPECIAL.contains(&name) || ["sections", "filter", "service", "reply"].contains(&name)
}

fn static_name(name: &str) -> String {
    name.to_uppercase().replace('-', "_")
}

fn points(tables: &BTreeMap<String, Table>) -> BTreeMap<String, u8> {
    let Some(table) = tables.get("points") else { return BTreeMap::new() };
    table.rows.iter().filter_map(|(_, row)| Some((table.cell(row, "name").to_owned(), table.cell(row, "bit").parse().ok()?))).collect()
}

fn sets(tables: &BTreeMap<String, Table>, faults: &mut Vec<String>) -> BTreeMap<String, Vec<String>> {
    let mut sets: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let Some(table) = tables.get("words") else { return sets };
    for (line, row) in &table.rows {
        let place = format!("words.tsv:{line}");
        let since = table::version(table.cell(row, "since"), "MIN", &place, faults);
        let until = table::version(table.cell(row, "until"), "MAX", &place, faults);
        let word = table.cell(row, "word");
        sets.entry(table.cell(row, "set").to_owned())
            .or_default()
            .push(format!("Lit {{ word: {word:?}, since: {since}, until: {until}, feature: None }}"));
    }
    sets
}

fn scope(table: &Table, name: &str, only: Option<&str>, names: &mut Names<'_>, faults: &mut Vec<String>, out: &mut String) {
    let mut rows: Vec<&(usize, Vec<String>)> = table.rows.iter().collect();
    if let Some(set) = only {
        rows.retain(|(_, row)| table.cell(row, "in").split(' ').any(|place| place == set));
    }
    rows.sort_by(|(_, left), (_, right)| left[0].cmp(&right[0]));
    let mut code = String::new();
    let mut index: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut prefixes: Vec<(String, usize)> = Vec::new();
    for (at, (line, row)) in rows.iter().enumerate() {
        let place = format!("{}.tsv:{line}", table.name);
        let written = row[0].as_str();
        let (word, prefix) = match written.strip_suffix('*') {
            Some(word) => (word, true),
            None => (written, false),
        };
        if prefix {
            if prefixes.last().is_none_or(|(last, _)| last != word) {
                prefixes.push((word.to_owned(), at));
            }
        } else {
            index.entry(word.to_owned()).and_modify(|range| range.1 = at + 1).or_insert((at, at + 1));
        }
        let cell = |column: &str| table.cell(row, column);
        let since = table::version(cell("since"), "MIN", &place, faults);
        let until = table::version(cell("until"), "MAX", &place, faults);
        let deprecated = table::version(cell("deprecated"), "MAX", &place, faults);
        let places = if table.name == "reply" { u16::MAX } else { places(cell("in"), &place, faults) };
        let misplaced = misplaced(cell("misplaced"), &place, faults);
        let mode = mode(cell("modes"), &place, faults);
        let (flags, feature) = flags(cell("flags"), &place, faults);
        // A `tcp-request` or `tcp-response` line names its rule set by its second word.
        let set = match (table.name.as_str(), written) {
            ("tcp-request", "connection") => "sub(con)",
            ("tcp-request", "session") => "sub(ses)",
            ("tcp-request", "content") => "sub(cnt)",
            ("tcp-response", "content") => "sub(rsp)",
            _ => "",
        };
        let text = if set.is_empty() { cell("args").to_owned() } else { cell("args").replace("sub(action)", set) };
        let args = args::items(&text, &place, names, faults);
        let instead = option(cell("instead"));
        writeln!(
            code,
            "    Row {{ name: {word:?}, prefix: {prefix}, since: {since}, until: {until}, deprecated: {deprecated}, places: Places({places}), \
             misplaced: {misplaced}, mode: {mode}, flags: Flags({flags}), feature: {feature}, args: {args}, instead: {instead} }},"
        )
        .expect("writable");
    }
    let mut map = phf_codegen::Map::new();
    for (word, (start, end)) in &index {
        map.entry(word.as_str(), format!("({start}, {end})"));
    }
    prefixes.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    let prefixes: Vec<usize> = prefixes.into_iter().map(|(_, at)| at).collect();
    let name_static = static_name(name);
    writeln!(
        out,
        "/// Words of `{name}`.\npub static {name_static}: Scope = Scope {{ name: {name:?}, rows: &[\n{code}], index: {}, prefixes: &{prefixes:?} }};",
        map.build()
    )
    .expect("writable");
}

fn scope_list(scopes: &BTreeMap<String, String>, out: &mut String) {
    let scopes: BTreeSet<&str> = scopes.values().map(String::as_str).filter(|name| *name != "ACTION").collect();
    let list: Vec<String> = scopes.iter().map(|name| format!("&{name}")).collect();
    let sets: Vec<String> = PLACES[5..].iter().map(|set| format!("&{}", static_name(set))).collect();
    writeln!(out, "/// The tables that are rule sets.\npub static RULE_SETS: &[&Scope] = &[{}];", sets.join(", ")).expect("writable");
    writeln!(out, "/// All tables of words.\npub static SCOPES: &[&Scope] = &[{}];", list.join(", ")).expect("writable");
}

/// The table in which each section's directives are looked up.
fn section_scopes(tables: &BTreeMap<String, Table>, scopes: &BTreeMap<String, String>, faults: &mut Vec<String>, out: &mut String) {
    let Some(table) = tables.get("sections") else { return };
    let mut pairs = BTreeSet::new();
    for (line, row) in &table.rows {
        match scopes.get(table.cell(row, "scope")) {
            Some(scope) => {
                pairs.insert(format!("({:?}, &{scope})", row[0]));
            }
            None => faults.push(format!("sections.tsv:{line}: there is no table `{}`", table.cell(row, "scope"))),
        }
    }
    let pairs: Vec<String> = pairs.into_iter().collect();
    writeln!(
        out,
        "/// The table of each section's words, by the section's name.\npub static SECTION_SCOPES: &[(&str, &Scope)] = &[{}];",
        pairs.join(", ")
    )
    .expect("writable");
}

fn option(text: &str) -> String {
    if text.is_empty() { "None".to_owned() } else { format!("Some({text:?})") }
}

fn places(text: &str, place: &str, faults: &mut Vec<String>) -> u16 {
    if text.is_empty() {
        return u16::MAX;
    }
    let mut bits = 0;
    let words: Vec<String> = if text.chars().all(|c| "DNFLB".contains(c)) {
        text.chars().map(String::from).collect()
    } else {
        text.split(' ').map(str::to_owned).collect()
    };
    for word in words {
        match PLACES.iter().position(|name| *name == word) {
            Some(bit) => bits |= 1 << bit,
            None => faults.push(format!("{place}: `{word}` is not a place")),
        }
    }
    bits
}

fn effect(text: &str, place: &str, faults: &mut Vec<String>) -> String {
    match text {
        "fail" => "Misplaced::Fail",
        "warn" => "Misplaced::Warn",
        "ok" | "silent" => "Misplaced::Silent",
        _ => {
            faults.push(format!("{place}: `{text}` is not `fail`, `warn` or `ok`"));
            "Misplaced::Silent"
        }
    }
    .to_owned()
}

/// `warn,fail@3.2` as a list by version.
fn by_version(tokens: &[&str], place: &str, faults: &mut Vec<String>) -> String {
    let entries: Vec<String> = tokens
        .iter()
        .map(|token| {
            let (value, since) = token.split_once('@').unwrap_or((token, ""));
            format!("({}, {})", table::version(since, "MIN", place, faults), effect(value, place, faults))
        })
        .collect();
    format!("ByVersion(&[{}])", entries.join(", "))
}

fn misplaced(text: &str, place: &str, faults: &mut Vec<String>) -> String {
    if text.is_empty() {
        return "&[]".to_owned();
    }
    let mut groups: Vec<(u16, Vec<&str>)> = Vec::new();
    for token in text.split(',') {
        match token.split_once(':') {
            Some((letters, value)) => groups.push((places(letters, place, faults), vec![value])),
            None if token.contains('@') && !groups.is_empty() => groups.last_mut().expect("not empty").1.push(token),
            None => groups.push((u16::MAX, vec![token])),
        }
    }
    groups.sort_by_key(|(places, _)| *places == u16::MAX);
    let groups: Vec<String> =
        groups.iter().map(|(places, tokens)| format!("(Places({places}), {})", by_version(tokens, place, faults))).collect();
    format!("&[{}]", groups.join(", "))
}

fn mode(text: &str, place: &str, faults: &mut Vec<String>) -> String {
    if text.is_empty() {
        return "None".to_owned();
    }
    let Some((mode, effects)) = text.split_once(':') else {
        faults.push(format!("{place}: `{text}` is not mode:effect"));
        return "None".to_owned();
    };
    let tokens: Vec<&str> = effects.split(',').collect();
    format!("Some(({mode:?}, {}))", by_version(&tokens, place, faults))
}

fn flags(text: &str, place: &str, faults: &mut Vec<String>) -> (u32, String) {
    let mut bits = 0;
    // What needs a TLS library needs one that is called by this name, whichever it is.
    let mut feature = if text.split(',').any(|flag| flag == "ssl") { "Some(\"OPENSSL\")" } else { "None" }.to_owned();
    for flag in text.split(',').filter(|flag| !flag.is_empty()) {
        if let Some(name) = flag.strip_prefix("feature=") {
            feature = format!("Some({name:?})");
        } else if let Some(bit) = FLAGS.iter().position(|name| *name == flag) {
            bits |= 1 << bit;
        } else {
            faults.push(format!("{place}: `{flag}` is not a flag"));
        }
    }
    (bits, feature)
}

/// Which validity points count in which rules.
fn point_map(tables: &BTreeMap<String, Table>, points: &BTreeMap<String, u8>, faults: &mut Vec<String>, out: &mut String) {
    let Some(table) = tables.get("point-map") else { return };
    out.push_str("/// Rows of `point-map.tsv`.\npub static POINT_MAP: &[PointRow] = &[\n");
    for (line, row) in &table.rows {
        let place = format!("point-map.tsv:{line}");
        let since = table::version(table.cell(row, "since"), "MIN", &place, faults);
        let until = table::version(table.cell(row, "until"), "MAX", &place, faults);
        let mut mask = |column: &str| {
            let names = table.cell(row, column).split(' ').filter(|name| !["", "any", "rule"].contains(name));
            names.fold(0u32, |bits, name| match points.get(name) {
                Some(bit) => bits | 1 << bit,
                None => {
                    faults.push(format!("{place}: there is no validity point `{name}`"));
                    bits
                }
            })
        };
        let (expr, cond) = (mask("expr"), mask("cond"));
        // Only a misfit that is told is looked at where rules are held against conditions.
        let cond = if table.cell(row, "conflict") == "warn" { cond } else { 0 };
        writeln!(
            out,
            "    PointRow {{ rules: {:?}, side: {:?}, since: {since}, until: {until}, expr: {expr}, cond: {cond} }},",
            table.cell(row, "ruleset"),
            table.cell(row, "side"),
        )
        .expect("writable");
    }
    out.push_str("];\n");
}

/// Tables whose rows are plain words: a tuple of versions and texts each.
fn small_tables(tables: &BTreeMap<String, Table>, faults: &mut Vec<String>, out: &mut String) {
    for (name, columns) in [
        ("predefined-acl", &["name", "fetch", "args"][..]),
        ("predicate", &["name", "args", "args"]),
        ("feature", &["name", "distro", "distro"]),
        ("stick-store", &["name", "arg", "excludes"]),
        ("prefix", &["name", "no", "default"]),
        ("rule-order", &["name", "rank", "rank"]),
        ("words", &["word", "set", "set"]),
        ("path", &["name", "base", "wants"]),
    ] {
        let Some(table) = tables.get(name) else { continue };
        let constant = static_name(name);
        writeln!(out, "/// Rows of `{name}.tsv`.\npub static {constant}: &[Entry] = &[").expect("writable");
        for (line, row) in &table.rows {
            let place = format!("{name}.tsv:{line}");
            let since = table::version(table.cell(row, "since"), "MIN", &place, faults);
            let until = table::version(table.cell(row, "until"), "MAX", &place, faults);
            let cell = |at: usize| table.cell(row, columns[at]);
            writeln!(
                out,
                "    Entry {{ name: {:?}, first: {:?}, second: {:?}, since: {since}, until: {until} }},",
                cell(0),
                cell(1),
                cell(2)
            )
            .expect("writable");
        }
        writeln!(out, "];").expect("writable");
    }
}
