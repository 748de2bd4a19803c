//! Writes `docs/agreement.md` where `PGLB_WRITE_DOCS` is set: how often the linter and HAProxy agree, and where they are known to differ.

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::cases::{Tally, cases, corpus};
use crate::known::{known, missed};
use crate::oracle::oracles;
use crate::{fuzz, tables, warnings};

fn table(text: &mut String, tallies: &BTreeMap<String, Tally>) {
    text.push_str("| version | accepted | refused | agreed | false errors | missed |\n|---|---:|---:|---:|---:|---:|\n");
    for (name, tally) in tallies {
        let (falsely, missed) = (tally.falsely.len(), tally.missed.len());
        let _ = writeln!(text, "| {name} | {} | {} | {} | {falsely} | {missed} |", tally.accepted, tally.refused, tally.agreed());
    }
}

fn page() -> String {
    let mut text = String::from(
        "# Agreement with HAProxy\n\nThis page is written by the test run (`PGLB_WRITE_DOCS=1 cargo test --test agreement`). A *false error* is a file or line that HAProxy \
         accepts and pglb-lint refuses; *missed* is one that HAProxy refuses and pglb-lint lets pass. What depends on the machine (files, users, host names) is left \
         out. The other programs: [agreement-stack.md](agreement-stack.md).\n",
    );
    text.push_str("\n## Files of public repositories\n\n");
    let files = corpus();
    table(&mut text, &files);
    text.push_str("\nOf the refused files, those that are refused for their text alone. Left out of the next table, because another file or a name decides: alerts of `crt-list` files without a certificate, of services and actions that a Lua script registers, and of host names.\n\n");
    text.push_str("| version | refused for their text | found | HAProxy's first error has a line | refused on that line |\n|---|---:|---:|---:|---:|\n");
    for (version, tally) in &files {
        let (all, found) = (tally.by_text, tally.by_text - tally.by_text_missed);
        let _ = writeln!(text, "| {version} | {all} | {found} | {} | {} |", tally.placed, tally.in_place);
    }
    text.push_str("\nWarnings, on the accepted files. Left out: HAProxy's messages on `peers` without the host's own name, on lines of a `stats-file`, and on DH parameters.\n\n");
    text.push_str(
        "| version | warnings of HAProxy | found | findings that say HAProxy warns | HAProxy does |\n|---|---:|---:|---:|---:|\n",
    );
    for (version, tally) in warnings::compare() {
        let _ = writeln!(text, "| {version} | {} | {} | {} | {} |", tally.theirs, tally.found, tally.ours, tally.real);
    }
    text.push_str("\n## Cases, one fault each\n\n");
    table(&mut text, &cases());
    text.push_str("\n## Lines made from the tables\n\n| release | lines | false errors | missed |\n|---|---:|---:|---:|\n");
    for oracle in oracles() {
        let (lines, falsely, missed) = tables::hold(oracle);
        let _ = writeln!(text, "| {} | {lines} | {falsely} | {missed} |", oracle.release);
    }
    text.push_str("\n## Accepted files with one change\n\n| release | files changed | false errors | missed |\n|---|---:|---:|---:|\n");
    for oracle in oracles() {
        let (mutants, falsely, missed) = fuzz::hold(oracle);
        let _ = writeln!(text, "| {} | {mutants} | {falsely} | {missed} |", oracle.release);
    }
    text.push_str("\n## Known differences\n\n");
    for (part, reason) in known().chain(missed()) {
        let _ = writeln!(text, "- `{part}`: {reason}.");
    }
    text
}

#[test]
fn the_page_is_written() {
    if env::var_os("PGLB_WRITE_DOCS").is_some() {
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/agreement.md"), page()).unwrap();
    }
}
