//! Turns the tables under `grammar/` and the rule files under `src/` into Rust: nothing is parsed when the program starts.
#![expect(clippy::disallowed_methods, reason = "a build script reads and writes files")]

#[path = "build/args.rs"]
mod args;
#[path = "src/lint/duration.rs"]
mod duration;
#[path = "build/expr.rs"]
mod expr;
#[path = "build/failover.rs"]
mod failover;
#[path = "build/haproxy.rs"]
mod haproxy;
#[path = "build/hba.rs"]
mod hba;
#[path = "build/options.rs"]
mod options;
#[path = "build/rules.rs"]
mod rules;
#[path = "build/settings.rs"]
mod settings;
#[path = "build/table.rs"]
mod table;

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=grammar");
    println!("cargo::rerun-if-changed=src");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo names the manifest's folder"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names the output folder"));
    let mut faults = Vec::new();
    write(&out.join("haproxy_tables.rs"), &haproxy::generate(&root.join("grammar/haproxy"), &mut faults));
    write(&out.join("haproxy_expr_tables.rs"), &expr::generate(&root.join("grammar/haproxy"), &mut faults));
    write(&out.join("haproxy_rules.rs"), &rules::generate(&root.join("src/product/haproxy/rules"), &mut faults));
    for product in ["pgbouncer", "repmgr", "postgresql"] {
        write(&out.join(format!("{product}_rules.rs")), &rules::generate(&root.join(format!("src/product/{product}/rules")), &mut faults));
        write(&out.join(format!("{product}_settings.rs")), &settings::generate(&root.join(format!("grammar/{product}")), &mut faults));
    }
    write(&out.join("libpq_settings.rs"), &settings::generate(&root.join("grammar/libpq"), &mut faults));
    write(&out.join("hba_tables.rs"), &hba::generate(&root.join("grammar/hba"), &mut faults));
    write(&out.join("topology_rules.rs"), &rules::generate(&root.join("src/topology/rules"), &mut faults));
    let asked = options::asked(&root.join("src"));
    write(&out.join("rule_options.rs"), &options::generate(&root.join("grammar/rules"), &asked, &mut faults));
    write(&out.join("rule_failover.rs"), &failover::generate(&root.join("grammar/rules"), &root.join("src"), &mut faults));
    if !faults.is_empty() {
        for fault in &faults {
            println!("cargo::warning={fault}");
        }
        panic!("{} faults in the tables or rule files, see the warnings", faults.len());
    }
}

/// Writes `text` unless the file holds it already, so that an unchanged table rebuilds nothing.
fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    fs::write(path, text).expect("the output folder can be written");
}
