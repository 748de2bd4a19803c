//! The seed cannot fail over; what the repair makes of it can.

use crate::faults::PRIMARY_GONE;
use crate::stack::{Stack, programs_are_here};
use crate::trial::{Subject, Trial};

#[test]
fn the_repaired_seed_survives_its_primary() {
    if !programs_are_here() {
        return;
    }
    let stack = Stack::repaired_seed();
    let before = stack.primary();
    let trial = Trial::run(&stack, &PRIMARY_GONE);
    println!("the repaired seed: writes back after {:.2} s, read gap {:.2} s, {} lost", trial.writes_back, trial.read_gap, trial.lost);
    assert_ne!(trial.primary, before);
    assert_eq!(trial.wrong, 0);
    assert!(trial.writes_back < 60.0, "{trial:#?}");
    stack.goes_down();
}
