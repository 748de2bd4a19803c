//! How HAProxy reads plain words: numbers, times, sizes, names, sets and lists.
//!
//! Every function takes one word as HAProxy sees it (quotes, escapes and variables resolved) and either gives what HAProxy makes of it
//! or a [`ValueFault`] that points into the word. What HAProxy takes although it looks wrong is taken here too: a value is a fault only
//! where the program refuses it. Facts come from `src/tools.c` and the parsers of the keywords, versions 2.6 to 3.4.

mod fault;
mod init_addr;
mod name;
mod number;
mod ranges;
mod size;
mod store;
mod time;

pub use fault::{ValueFault, ValueFaultKind};
pub use init_addr::{InitAddr, InitMethod, parse_init_addr};
pub use name::{NameAlphabet, Scope, Variable, check_domain_name, check_name, check_resolvable_name, invalid_char, parse_variable};
pub use number::{CNumber, atoi, atol, parse_hex, parse_int, parse_num, strtol};
pub use ranges::{
    CpuSet, LogSample, StatusChange, StatusEdit, TaskSet, ThreadMap, parse_cpu_set, parse_expected_status, parse_log_sample,
    parse_status_edit, parse_task_set, parse_thread_map,
};
pub use size::{parse_size, parse_wide_size};
pub use store::{Store, StoreItem, parse_store, store_conflict};
pub use time::{TimeRead, parse_time};
