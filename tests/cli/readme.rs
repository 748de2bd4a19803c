//! The README shows what the program prints.

use std::fs;
use std::path::Path;

use crate::program::{FRONTEND, Folder, Program, run_in};

#[test]
fn the_output_in_the_readme_is_real() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let stdout = Program::new(["examples/seed/haproxy.cfg"]).run().stdout;
    let shown = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    // A line `…` stands for what is left out.
    for part in format!("\n{shown}").split("\n…\n") {
        assert!(stdout.contains(part.trim_matches('\n')), "the README shows\n{part}\nbut the program prints\n{stdout}");
    }
}

#[test]
fn the_settings_in_the_readme_hold() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let folder = Folder::with("readme-settings", FRONTEND);
    folder.write("pglb-lint.toml", readme.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap());
    let ended = run_in(&folder, &["-v", "--fail-on", "never", "haproxy.cfg"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert!(ended.stderr.contains("settings: pglb-lint.toml\nhost db1 (10.0.0.1, db1.example.net): "), "{}", ended.stderr);
}
