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

/// The block of TOML in `readme` that has `words` in it.
fn block<'r>(readme: &'r str, words: &str) -> &'r str {
    let mut blocks = readme.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.find(|block| block.contains(words)).unwrap()
}

#[test]
fn the_description_in_the_readme_is_the_example() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let example = fs::read_to_string(root.join("examples/two-nodes/stack.toml")).unwrap();
    assert!(example.ends_with(block(&readme, "[balancer]")), "the README shows another stack than the example has");
}

#[test]
fn the_settings_in_the_readme_hold() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let folder = Folder::with("readme-settings", FRONTEND);
    folder.write("pglb-lint.toml", block(&readme, "[targets]"));
    let ended = run_in(&folder, &["-v", "--fail-on", "never", "haproxy.cfg"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert!(ended.stderr.contains("settings: pglb-lint.toml\nhost db1 (10.0.0.1, db1.example.net): "), "{}", ended.stderr);
}
