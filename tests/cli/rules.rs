//! `rules` and `explain`.

use crate::program::Program;

#[test]
fn rules_are_listed_by_id() {
    let ended = Program::new(["rules"]).run();
    let ids: Vec<&str> = ended.stdout.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(ids.is_sorted() && ids.contains(&"HAP012") && ids.contains(&"TOP001"), "{ids:?}");
}

#[test]
fn rules_as_json_carry_their_documentation() {
    let ended = Program::new(["rules", "--format", "json"]).run();
    let rules: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    for rule in rules.as_array().unwrap() {
        for field in ["id", "name", "level", "upstream", "since", "summary", "docs"] {
            assert!(rule[field].as_str().is_some_and(|text| !text.is_empty()), "{field} of {rule}");
        }
    }
}

#[test]
fn explain_takes_names_and_ids() {
    let by_name = Program::new(["explain", "unknown-backend"]).run();
    insta::assert_snapshot!("explain_unknown_backend", by_name.stdout);
    assert_eq!(Program::new(["explain", "hap012"]).run().stdout, by_name.stdout);
    let two = Program::new(["explain", "HAP012", "TOP001"]).run();
    assert!(two.stdout.starts_with(&by_name.stdout) && two.stdout.contains("# same-target-failover (TOP001)"), "{}", two.stdout);
}

#[test]
fn explain_knows_every_rule() {
    let list = Program::new(["rules"]).run().stdout;
    let ids: Vec<&str> = list.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let ended = Program::new(["explain"].into_iter().chain(ids.iter().copied())).run();
    assert_eq!(ended.status, 0);
    assert_eq!(ended.stdout.matches("\nTo allow it on one line: ").count(), ids.len());
}

#[test]
fn what_can_be_set_of_a_rule_is_told() {
    let rules: serde_json::Value = serde_json::from_str(&Program::new(["rules", "--format", "json"]).run().stdout).unwrap();
    let options = |name: &str| rules.as_array().unwrap().iter().find(|rule| rule["name"] == name).unwrap()["options"].clone();
    let expected = serde_json::json!([{
        "name": "at-most", "kind": "duration", "default": "1m", "meaning": "A dead server is taken out after this long at most",
    }]);
    assert_eq!((options("slow-detection"), options("unknown-backend")), (expected, serde_json::json!([])));
    let told = Program::new(["explain", "slow-detection"]).run().stdout;
    let line = "\nOption `at-most` in pglb-lint.toml, 1m unless set: A dead server is taken out after this long at most.\n";
    assert!(told.contains(line), "{told}");
}
