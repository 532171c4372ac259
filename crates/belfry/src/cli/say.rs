//! Printing to standard output.

use std::fmt;
use std::io::{ErrorKind, Write};

/// Prints a line, like `println!`, but does not panic where nobody reads on (`belfry outbox list | head`).
macro_rules! say {
    ($($text:tt)*) => {
        $crate::cli::say::line(format_args!($($text)*))
    };
}
pub(super) use say;

/// Prints text and a line break.
pub(super) fn line(text: fmt::Arguments<'_>) {
    write(&format!("{text}\n"));
}

/// Prints text as it is.
pub(super) fn write(text: &str) {
    match std::io::stdout().write_all(text.as_bytes()) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        Err(error) => {
            eprintln!("error: the output could not be written: {error}");
            std::process::exit(1);
        }
    }
}
