//! The binary. Everything is in the library; see its table of contents.

use std::process::ExitCode;

fn main() -> ExitCode {
    belfry::cli::run()
}
