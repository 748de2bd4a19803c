//! What is rendered is in its normal form, lints clean with every rule, and joins to the plan that it came from.

use pglb_lint::render::check::Rendered;
use pglb_lint::render::{Description, File, Place, Plan, Secrets, Target, render};
use proptest::prelude::*;

use crate::random::{cases, descriptions, number};

/// Where the files are rendered to.
pub(crate) fn place() -> Place {
    Place { folder: "/srv/pglb".to_owned(), user: "postgres".to_owned() }
}

/// The files of `plan`, with the addresses as they are.
pub(crate) fn rendered(plan: &Plan<'_>) -> Vec<File> {
    render(plan, Target::named("local").unwrap(), &place(), &Secrets::sample(plan)).unwrap()
}

fn lints_clean(description: &Description) -> Result<(), TestCaseError> {
    let plan = Plan::new(description);
    let files = rendered(&plan);
    let report = Rendered::new(&plan, &files).report();
    prop_assert!(report.is_none(), "{}", report.unwrap_or_default());
    Ok(())
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn no_rule_finds_anything(description in descriptions()) {
        lints_clean(&description)?;
    }
}

/// What all rules find over many stacks, by rule.
#[test]
fn tally() {
    let mut tally = std::collections::BTreeMap::new();
    for description in crate::random::some(number("PGLB_RANDOM_STACKS", 100) as usize) {
        let plan = Plan::new(&description);
        let files = rendered(&plan);
        if let Some(report) = Rendered::new(&plan, &files).report() {
            for line in
                report.lines().filter(|line| line.starts_with("error[") || line.starts_with("warning[") || line.starts_with("info["))
            {
                let entry = tally.entry(line.to_owned()).or_insert((0, String::new()));
                entry.0 += 1;
                if entry.1.is_empty() || entry.1.len() > report.len() {
                    entry.1 = report.clone() + &format!("{description:?}");
                }
            }
        }
    }
    for (rule, (count, report)) in tally {
        println!("{count} {rule}\n{report}\n----");
    }
}
