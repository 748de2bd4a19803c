//! Help, man page and completions: they come from one table.

use crate::program::Program;

#[test]
fn help_of_the_program_and_of_every_verb() {
    let program = Program::new(["--help"]).run();
    insta::assert_snapshot!("help", program.stdout);
    let verbs = program.stdout.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let verbs: Vec<&str> = verbs.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(verbs.contains(&"check") && verbs.contains(&"explain"), "{verbs:?}");
    for verb in verbs {
        insta::assert_snapshot!(format!("help_{verb}"), Program::new([verb, "--help"]).run().stdout);
    }
}

#[test]
fn completions_know_the_verbs() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ended = Program::new(["completions", shell]).run();
        assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
        assert!(ended.stdout.contains("explain") && ended.stdout.contains("unsafe-fixes"), "{shell}");
    }
    assert_eq!(Program::new(["completions", "tcsh"]).run().status, 2);
}

#[test]
fn the_manual_page_is_one() {
    let ended = Program::new(["man"]).run();
    assert_eq!(ended.status, 0);
    assert!(ended.stdout.contains(".TH pglb-lint 1"), "{}", ended.stdout);
    assert!(ended.stdout.contains("fail\\-on"));
}
