//! The faults between the files, shown by the real programs: HAProxy 2.6, PgBouncer 1.18 (and 1.24), PostgreSQL 15 and repmgr 5.3.
//!
//! Each test runs the stack of `tests/fixtures/stacks/FAULT/bad`, sees the effect, runs its twin `good` and sees none; then the linter has to
//! tell the two apart by the same files. Hosts are addresses of loopback networks, one for each stack, so that programs keep their usual
//! ports and tests do not meet. Everything runs without privileges in temporary folders and ends with its test, also if that panics or is
//! killed.
//!
//! | fault | what the programs show |
//! |---|---|
//! | `check-proves-nothing` | PostgreSQL is gone, HAProxy has the server UP, queries end in `query_wait_timeout` |
//! | `check-role-blind` | a standby is UP to take writes: `cannot execute INSERT in a read-only transaction` |
//! | `check-trust-mismatch` | the server is DOWN though logins work: `"trust" authentication failed` |
//! | `both-primaries-balanced` | every second session: `cannot execute INSERT in a read-only transaction` |
//! | `fixed-primary-host` | repmgrd has promoted, PgBouncer still says `server login has been failing` |
//! | `conninfo-via-pgbouncer` | `unsupported startup parameter: options`; or repmgrd never sees that the primary died |
//! | `slots-vs-max` | `parameter "max_replication_slots" must be set to at least 1` |
//! | `send-proxy-to-pgbouncer` | `server sent an error response during SSL exchange`, `invalid length of startup packet` |
//! | `tls-terminated-in-haproxy` | `server closed the connection unexpectedly` |
//! | `tls-server-vs-pg` | `server refused SSL` in PgBouncer's log, and logins that wait |
//! | `loopback-only-pgbouncer` | HAProxy: `L4CON`, connection refused |
//! | `version-key-chain` | PgBouncer ends: `unknown parameter: pgbouncer/max_prepared_statements` |
//! | `auth-scram-chain` | `server login failed: wrong password type` |
//! | `hba-misses-proxy` | `login rejected` |
//! | `check-trust-open` | a client is let in as the user of the check, and takes its pool: the server is DOWN |
//! | `budget-haproxy-pgbouncer` | `no more connections allowed (max_client_conn)`, and the check is refused with the sessions |
//! | `budget-pgbouncer-postgres` | `remaining connection slots are reserved` |
//!
//! Programs that are not here are skipped with a printed line; with `PGLB_REQUIRE_ORACLES=1` they fail. `PGLB_LIVE_TELL=1` prints what the
//! linter says of each stack.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in what it calls too")]
#![allow(clippy::disallowed_methods, reason = "tests read files, run programs and print")]
#![allow(clippy::print_stdout, reason = "what is left out is told")]

mod address;
mod budget;
mod checks;
mod cluster;
mod failover;
mod files;
mod lint;
mod login;
mod program;
mod stack;
mod wire;
