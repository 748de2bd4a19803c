//! The tables of HAProxy's sample expressions, ACLs and log formats, typed and indexed for a parser that looks names up often.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use crate::table::{self, Table};

/// Sample types in the order of `expr::Type`, as the tables write them.
const TYPES: [(&str, &str); 10] = [
    ("any", "Any"),
    ("same", "Same"),
    ("bool", "Bool"),
    ("sint", "Sint"),
    ("addr", "Addr"),
    ("ipv4", "Ipv4"),
    ("ipv6", "Ipv6"),
    ("str", "Str"),
    ("bin", "Bin"),
    ("meth", "Meth"),
];
/// Argument types, as the tables write them and as `expr::ArgType` calls them.
const ARG_TYPES: [(&str, &str); 13] = [
    ("string", "Str"),
    ("integer", "Int"),
    ("ipv4", "Ipv4"),
    ("ipv4-mask", "Mask4"),
    ("ipv6", "Ipv6"),
    ("ipv6-mask", "Mask6"),
    ("pbuf-field", "PbufField"),
    ("frontend", "Frontend"),
    ("backend", "Backend"),
    ("server", "Server"),
    ("table", "Table"),
    ("userlist", "Userlist"),
    ("regex", "Regex"),
];
/// Match methods, as the tables write them and as `expr::Method` calls them.
const METHODS: [(&str, &str); 14] = [
    ("found", "Found"),
    ("bool", "Bool"),
    ("int", "Int"),
    ("ip", "Ip"),
    ("bin", "Bin"),
    ("len", "Len"),
    ("str", "Str"),
    ("beg", "Beg"),
    ("sub", "Sub"),
    ("dir", "Dir"),
    ("dom", "Dom"),
    ("end", "End"),
    ("reg", "Reg"),
    ("regm", "Regm"),
];

/// The tables in `folder` as Rust.
pub(crate) fn generate(folder: &Path, faults: &mut Vec<String>) -> String {
    let mut out = String::new();
    let mut read = |name: &str| Table::read(&folder.join(format!("{name}.tsv")), faults);
    let (fetch, converter, acl, predefined) = (read("fetch"), read("converter"), read("acl"), read("predefined-acl"));
    let (alias, cast, method, method_default, points) = (read("alias"), read("cast"), read("match"), read("match-default"), read("points"));
    samples(&fetch, "Fetch", faults, &mut out);
    samples(&converter, "Converter", faults, &mut out);
    acl_words(&acl, faults, &mut out);
    predefined_acls(&predefined, faults, &mut out);
    aliases(&alias, faults, &mut out);
    casts(&cast, faults, &mut out);
    methods(&method, &method_default, faults, &mut out);
    let labels: Vec<String> = points.rows.iter().map(|(_, row)| format!("{:?}", points.cell(row, "label"))).collect();
    writeln!(out, "/// What each validity point is called, by bit.\npub static POINTS: &[&str] = &[{}];", labels.join(", "))
        .expect("writable");
    out
}

/// The variant that `names` gives for `text`.
fn variant(text: &str, names: &[(&str, &'static str)], place: &str, faults: &mut Vec<String>) -> &'static str {
    if let Some((_, variant)) = names.iter().find(|(name, _)| *name == text) {
        return variant;
    }
    faults.push(format!("{place}: `{text}` is not one of {}", names.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")));
    names[0].1
}

/// `since: …, until: …` of a row.
fn versions(table: &Table, row: &[String], place: &str, faults: &mut Vec<String>) -> String {
    let since = table::version(table.cell(row, "since"), "MIN", place, faults);
    let until = table::version(table.cell(row, "until"), "MAX", place, faults);
    format!("since: {since}, until: {until}")
}

/// Rows sorted by name, and where each name's rows begin and end.
struct Index<'t> {
    rows: Vec<(&'t [String], String)>,
    map: phf_codegen::Map<'t, &'t str>,
}

impl<'t> Index<'t> {
    fn new(table: &'t Table) -> Self {
        let mut rows: Vec<(&'t [String], String)> =
            table.rows.iter().map(|(line, row)| (row.as_slice(), format!("{}.tsv:{line}", table.name))).collect();
        rows.sort_by(|(left, _), (right, _)| left[0].cmp(&right[0]));
        let mut ranges: BTreeMap<&'t str, (usize, usize)> = BTreeMap::new();
        for (at, (row, _)) in rows.iter().enumerate() {
            ranges.entry(&row[0]).and_modify(|range| range.1 = at + 1).or_insert((at, at + 1));
        }
        let mut map = phf_codegen::Map::new();
        for (name, (start, end)) in ranges {
            map.entry(name, format!("({start}, {end})"));
        }
        Self { rows, map }
    }

    fn write(&self, what: &str, constant: &str, kind: &str, code: &str, out: &mut String) {
        writeln!(
            out,
            "/// {what}, sorted by name.\npub static {constant}: &[{kind}] = &[\n{code}];\n/// Where a name's rows are in it.\n\
             pub(super) static {constant}_INDEX: phf::Map<&'static str, (u16, u16)> = {};",
            self.map.build()
        )
        .expect("writable");
    }
}

/// `string[,integer]` as types and the number of those that must be there.
fn mask(text: &str, place: &str, faults: &mut Vec<String>) -> String {
    let least = text.split('[').next().unwrap_or_default().split(',').filter(|part| !part.trim().is_empty()).count();
    let types: Vec<String> = text
        .split([',', '[', ']'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| format!("ArgType::{}", variant(part, &ARG_TYPES, place, faults)))
        .collect();
    if types.len() > 12 {
        faults.push(format!("{place}: HAProxy knows 12 arguments at most"));
    }
    format!("Mask {{ types: &[{}], least: {least} }}", types.join(", "))
}

fn samples(table: &Table, kind: &str, faults: &mut Vec<String>, out: &mut String) {
    let index = Index::new(table);
    let mut code = String::new();
    for (row, place) in &index.rows {
        let cell = |column: &str| table.cell(row, column);
        let versions = versions(table, row, place, faults);
        let args = mask(cell("args"), place, faults);
        let result = variant(cell("out"), &TYPES, place, faults);
        let own = if kind == "Fetch" {
            let points = cell("points").chars().enumerate().filter(|(_, c)| *c == 'Y').fold(0u32, |bits, (bit, _)| bits | 1 << bit);
            let has = |name: &str| cell("flags").split(',').any(|flag| flag == name);
            format!("points: {:#x}_{:04x}, http: {}, layer6: {}", points >> 16, points & 0xffff, has("http"), has("l6"))
        } else {
            format!("input: Type::{}", variant(cell("in"), &TYPES, place, faults))
        };
        let flags = || cell("flags").split(',');
        let feature =
            flags().find_map(|flag| flag.strip_prefix("feature=")).or_else(|| flags().find(|flag| *flag == "ssl").map(|_| "OPENSSL"));
        writeln!(code, "    {kind} {{ name: {:?}, {versions}, out: Type::{result}, args: {args}, {own}, feature: {feature:?} }},", row[0])
            .expect("writable");
    }
    let (what, constant) = if kind == "Fetch" { ("Sample fetches", "FETCHES") } else { ("Converters", "CONVERTERS") };
    index.write(what, constant, kind, &code, out);
}

fn acl_words(table: &Table, faults: &mut Vec<String>, out: &mut String) {
    let index = Index::new(table);
    let mut code = String::new();
    for (row, place) in &index.rows {
        let versions = versions(table, row, place, faults);
        let method = variant(table.cell(row, "match"), &METHODS, place, faults);
        writeln!(
            code,
            "    AclWord {{ name: {:?}, {versions}, fetch: {:?}, method: Method::{method} }},",
            row[0],
            table.cell(row, "fetch")
        )
        .expect("writable");
    }
    index.write("ACL words that bring their own match method", "ACL_WORDS", "AclWord", &code, out);
}

fn predefined_acls(table: &Table, faults: &mut Vec<String>, out: &mut String) {
    let index = Index::new(table);
    let mut code = String::new();
    for (row, place) in &index.rows {
        let versions = versions(table, row, place, faults);
        let words: Vec<String> =
            table.cell(row, "args").split(' ').filter(|word| !word.is_empty()).map(|word| format!("{word:?}")).collect();
        writeln!(
            code,
            "    PredefinedAcl {{ name: {:?}, {versions}, expression: {:?}, patterns: &[{}] }},",
            row[0],
            table.cell(row, "fetch"),
            words.join(", ")
        )
        .expect("writable");
    }
    index.write("ACLs that need no declaration", "PREDEFINED_ACLS", "PredefinedAcl", &code, out);
}

fn aliases(table: &Table, faults: &mut Vec<String>, out: &mut String) {
    let index = Index::new(table);
    let mut code = String::new();
    for (row, place) in &index.rows {
        let versions = versions(table, row, place, faults);
        let http = table.cell(row, "mode") == "http";
        let request = matches!(table.cell(row, "flags"), "lw=req" | "lw=resp");
        writeln!(code, "    Alias {{ name: {:?}, {versions}, http: {http}, request: {request} }},", row[0]).expect("writable");
    }
    index.write("Log-format aliases", "ALIASES", "Alias", &code, out);
}

fn position(text: &str, place: &str, faults: &mut Vec<String>) -> usize {
    let wanted = variant(text, &TYPES, place, faults);
    TYPES.iter().position(|(_, variant)| *variant == wanted).unwrap_or_default()
}

fn casts(table: &Table, faults: &mut Vec<String>, out: &mut String) {
    let never = "(Version::MAX, Version::MIN)".to_owned();
    let mut matrix = vec![vec![never; TYPES.len()]; TYPES.len()];
    for (line, row) in &table.rows {
        let place = format!("cast.tsv:{line}");
        let from = position(table.cell(row, "from"), &place, faults);
        let to = position(table.cell(row, "to"), &place, faults);
        let since = table::version(table.cell(row, "since"), "MIN", &place, faults);
        let until = table::version(table.cell(row, "until"), "MAX", &place, faults);
        matrix[from][to] = format!("({since}, {until})");
    }
    let lines: Vec<String> = matrix.iter().map(|line| format!("    [{}],\n", line.join(", "))).collect();
    writeln!(
        out,
        "/// Which type (first index) can be cast to which (second), since and until which version.\n\
         pub(super) static CASTS: [[(Version, Version); {0}]; {0}] = [\n{1}];",
        TYPES.len(),
        lines.concat()
    )
    .expect("writable");
}

fn methods(table: &Table, defaults: &Table, faults: &mut Vec<String>, out: &mut String) {
    let mut code = String::new();
    for (line, row) in &table.rows {
        let place = format!("match.tsv:{line}");
        let versions = versions(table, row, &place, faults);
        let method = variant(table.cell(row, "name"), &METHODS, &place, faults);
        let types = table
            .cell(row, "types")
            .split(',')
            .filter(|text| !text.is_empty())
            .fold(0u16, |bits, text| bits | 1 << position(text, &place, faults));
        writeln!(code, "    MethodRow {{ method: Method::{method}, {versions}, types: {types:#x} }},").expect("writable");
    }
    let mut by_type = vec!["None".to_owned(); TYPES.len()];
    for (line, row) in &defaults.rows {
        let place = format!("match-default.tsv:{line}");
        let at = position(defaults.cell(row, "type"), &place, faults);
        by_type[at] = format!("Some(Method::{})", variant(defaults.cell(row, "match"), &METHODS, &place, faults));
    }
    writeln!(
        out,
        "/// Which sample types each match method can follow.\npub(super) static METHODS: &[MethodRow] = &[\n{code}];\n\
         /// The match method of a sample type when the line names none.\n\
         pub(super) static METHOD_OF_TYPE: [Option<Method>; {}] = [{}];",
        TYPES.len(),
        by_type.join(", ")
    )
    .expect("writable");
}
