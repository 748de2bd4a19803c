use crate::text::FileId;

use super::*;

const SHIPPED: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/schema/pglb-lint.schema.json"));

fn problems(text: &str) -> Vec<String> {
    let show = |problem: &Problem| {
        let at = &text[problem.at.range()];
        let help = problem.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        format!("{at}: {}{help}", problem.message)
    };
    Config::parse(text).map_or_else(|problems| problems.iter().map(show).collect(), |config| panic!("{config:?}"))
}

#[test]
fn an_empty_file_says_nothing() {
    assert_eq!(Config::parse(""), Ok(Config::default()));
    assert_eq!(Config::parse("\u{feff}[targets]\n"), Ok(Config::default()));
}

#[test]
fn the_template_says_nothing_until_its_examples_are_used() {
    let text = template();
    assert_eq!(Config::parse(&text), Ok(Config::default()));
    let used: String = text
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(example) if !example.starts_with(' ') => format!("{example}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let config = Config::parse(&used).unwrap();
    assert_eq!((config.targets.len(), config.hosts.len(), config.exclude.len(), config.fail_on), (4, 2, 3, Some(FailOn::Warning)));
    assert!(config.levels.len() == 2 && config.options != OptionValues::default());
}

#[test]
fn everything_can_be_said() {
    let text = r#"
exclude = ["old"]
fail-on = "error"
[targets]
haproxy = "2.6"
postgresql = "15"
[hosts.db2]
addresses = ["10.0.0.2"]
[hosts.db1]
files = ["db1/", "*.conf"]
[rules]
HAP2 = "info"
slow-detection = { level = "error", at-most = "2m" }
pg-short-timeouts.at-least = "10s"
"#;
    let config = Config::parse(text).unwrap();
    assert_eq!(config.targets, [(Program::Haproxy, Version::series(2, 6)), (Program::Postgresql, Version::whole(15))]);
    assert_eq!(config.hosts.iter().map(|host| host.name.as_str()).collect::<Vec<_>>(), ["db2", "db1"], "in the order of the file");
    assert_eq!(config.levels, [("HAP2".to_owned(), Some(Level::Info)), ("slow-detection".to_owned(), Some(Level::Error))]);
    assert_eq!((config.options.get("HAP211", "at-most"), config.options.get("HAP208", "at-least")), (120_000, 10_000));
}

#[test]
fn all_problems_are_told_at_once() {
    let text = r#"
targts = 1
exclude = "old"
fail-on = "warn"
[targets]
haproxy = "1.8"
pgbouncr = "1.24"
repmgr = 5
[hosts]
db1 = { addresses = ["10.0.0.1", "10.0.0.0/8", 7], role = "primary" }
db2 = { addresses = ["10.0.0.1"], files = ["a[", ""] }
[rules]
slow-detecton = "off"
slow-detection = { at-mots = "2m", level = "of" }
HAP211 = "info"
pg-short-timeouts = { at-least = 10 }
HAP4 = { max = 1 }
unknown-backend = { max = 1 }
PGB = true
"#;
    let expected = r#"targts: `targts` is not a section or setting (did you mean `targets`?)
"old": `exclude` must be a list of texts, such as ["a", "b"], and this is a text
"warn": `warn` is not one of `info`, `warning`, `error`, `never`
"1.8": HAProxy 2.6 to 3.4 can be checked
pgbouncr: `pgbouncr` is not a program that can be checked (did you mean `pgbouncer`?)
5: `repmgr` must be a text in quotes, and this is a number
"10.0.0.0/8": `10.0.0.0/8` is a network, not an address (write each address of the host)
7: `addresses` is a list of texts, and this is a number
role: `role` is not a setting of a host (there are `addresses`, `files`)
"10.0.0.1": the address `10.0.0.1` belongs to two hosts, `db1` and `db2`
"a[": `a[` is no pattern of paths: invalid range pattern
"": a path is missing: the text is empty
slow-detecton: no rule is called `slow-detecton` (did you mean `slow-detection`?)
at-mots: the rule `slow-detection` has no option `at-mots` (did you mean `at-most`?)
"of": `of` is not one of `off`, `info`, `warning`, `error` (did you mean `off`?)
HAP211: `HAP211` is set twice: it is the rule `slow-detection` too
10: `at-least` must be a duration such as "90s" or "5m" (it is "1m" unless set)
max: `HAP4` names several rules, which have a `level` together and nothing else (set an option under the name of its rule)
max: the rule `unknown-backend` has no option `max` (what can be set of it: `level`)
true: `PGB` must be "off", "info", "warning", "error", or a table, and this is true or false"#;
    assert_eq!(problems(text).join("\n"), expected);
}

#[test]
fn behind_a_place_that_is_no_toml_nothing_else_is_told() {
    let expected =
        ["targts: `targts` is not a section or setting (did you mean `targets`?)", "a b: this is no TOML: string values must be quoted"];
    let found = problems("targts = 1\nfail-on = a b\nfail-no = 1\n");
    assert!(found.len() == 2 && found[0] == expected[0] && found[1].starts_with(expected[1]), "{found:?}");
    assert_eq!(problems("[targets]\nhaproxy = \"3.0\"\nhaproxy = \"3.2\"\n"), ["haproxy: this is no TOML: duplicate key"]);
    assert_eq!(problems("[targets\nhaproxy = 3.0\n[rules]\nx = \n").len(), 2);
}

#[test]
fn files_go_to_the_host_that_names_them() {
    let config = Config::parse("[hosts]\na.files = [\"a/\", \"lb.cfg\"]\nb.files = [\"b/*.conf\"]\n").unwrap();
    let paths = ["/s/a/x.conf", "/s/b/y.conf", "/s/lb.cfg", "/s/b/z.ini"];
    let files: Vec<(FileId, String)> = paths.iter().zip(0..).map(|(path, id)| (FileId(id), (*path).to_owned())).collect();
    let map = config.host_map("/s", &files).unwrap();
    assert_eq!(map.hosts[0].files, [FileId(0), FileId(2)]);
    assert_eq!(map.hosts[1].files, [FileId(1)]);
}

#[test]
fn a_file_of_two_hosts_is_a_problem() {
    let config = Config::parse("[hosts]\na.files = [\"a/\"]\nb.files = [\"*/x.conf\"]\n").unwrap();
    let files = [(FileId(0), "/s/a/x.conf".to_owned()), (FileId(1), "/s/c/x.conf".to_owned())];
    let problems = config.host_map("/s", &files).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].message, "the file `a/x.conf` belongs to two hosts, `a` and `b`");
}

/// `PGLB_BLESS=1 cargo test --lib schema` writes the schema anew.
#[test]
#[expect(clippy::disallowed_methods, reason = "the test may renew the file")]
fn the_shipped_schema_is_up_to_date() {
    let text = format!("{}\n", serde_json::to_string_pretty(&schema::schema()).unwrap());
    if std::env::var_os("PGLB_BLESS").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/schema/pglb-lint.schema.json"), text).unwrap();
        return;
    }
    assert!(text == SHIPPED, "schema/pglb-lint.schema.json is out of date; write it anew with: PGLB_BLESS=1 cargo test --lib schema");
}

#[test]
fn a_file_that_is_not_utf8_is_no_toml() {
    let source = Source::new("pglb-lint.toml", b"# caf\xe9\n[targets]\n".to_vec()).unwrap();
    assert_eq!(Config::from_source(&source).unwrap_err()[0].at, Span::new(5, 6));
}

proptest::proptest! {
    /// Whatever stands in a file, problems have a place in it.
    #[test]
    fn any_text_is_read(words in proptest::collection::vec(proptest::sample::select(vec![
        "[", "]", "[[", "]]", "{", "}", "=", ".", ",", "\"", "'", "\"\"\"", "\n", "\r\n", " ", "#", "targets", "hosts", "rules", "files", "addresses",
        "exclude", "fail-on", "haproxy", "a", "HAP4", "ALL", "slow-detection", "at-most", "level", "\"3.0\"", "\"off\"", "1", "-1", "1.5", "true",
        "\u{e9}", "\u{feff}", "\u{0}", "1979-05-27", "0xff", "[hosts.a]\n", "[rules]\n", "files = [\"*/\"]\n",
    ]), 0..24)) {
        let text = words.concat();
        if let Err(problems) = Config::parse(&text) {
            proptest::prop_assert!(!problems.is_empty());
            for problem in problems {
                proptest::prop_assert!(text.get(problem.at.range()).is_some(), "{:?} in {text:?}", problem);
            }
        }
    }
}
