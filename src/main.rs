//! The program `pglb-lint`; everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    pglb_lint::host::main(std::env::args_os())
}
