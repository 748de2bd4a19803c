//! The rows of the target `local` in `docs/failover.md`, written if `PGLB_FAILOVER_PAGE=1` asks for them.

use crate::faults::{
    FAULTS, FENCED, PRIMARY_GONE, PRIMARY_GONE_UNDER_PGBENCH, STALE_PRIMARY, SWITCHOVER, SWITCHOVER_UNDER_PGBENCH, SYNC, THREE, TIGHT,
    UNFENCED, row,
};
use crate::record::{count, is_wanted, write};
use crate::stack::programs_are_here;

#[test]
fn the_page_is_written_when_it_is_asked_for() {
    if !is_wanted() || !programs_are_here() {
        return;
    }
    let mut rows: Vec<_> = FAULTS.iter().map(|fault| row(&FENCED, fault, count())).collect();
    rows.push(row(&TIGHT, &PRIMARY_GONE, count()));
    // Where nothing may be lost, a few trials show little.
    rows.push(row(&SYNC, &PRIMARY_GONE, 4 * count()));
    rows.push(row(&THREE, &PRIMARY_GONE, count()));
    rows.push(row(&UNFENCED, &PRIMARY_GONE, count()));
    rows.push(row(&UNFENCED, &STALE_PRIMARY, count()));
    rows.push(row(&SYNC, &SWITCHOVER, count()));
    for profile in [&FENCED, &SYNC] {
        rows.push(row(profile, &PRIMARY_GONE_UNDER_PGBENCH, count()));
        rows.push(row(profile, &SWITCHOVER_UNDER_PGBENCH, count()));
    }
    write("local", rows);
}
