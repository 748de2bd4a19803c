//! The shipped examples are what their page says they are.

use crate::program::Program;

#[test]
fn the_sound_stack_has_no_findings() {
    for target in ["haproxy=2.6", "haproxy=3.4", "pgbouncer=1.26", "repmgr=5.3", "postgresql=15", "postgresql=18"] {
        let ended = Program::new(["--fail-on", "info", "--target", target, "examples/sound"]).run();
        assert_eq!(ended.status, 0, "{target}:\n{}", ended.stdout);
        assert!(ended.stdout.contains("no findings"), "{}", ended.stdout);
    }
}
