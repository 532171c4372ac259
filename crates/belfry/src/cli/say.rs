//! Printing to standard output.

use std::fmt;
use std::io::{ErrorKind, Write};

use serde_json::Value;

use crate::text::is_invisible;

/// Prints a line, like `println!`, but does not panic where nobody reads on (`belfry outbox list | head`).
macro_rules! say {
    ($($text:tt)*) => {
        $crate::cli::say::line(format_args!($($text)*))
    };
}
pub(super) use say;

/// Prints JSON for machines, over several lines. What would have a terminal read text otherwise than it is (direction overrides,
/// control characters beyond those that JSON escapes itself) is escaped: it reads back the same.
pub(super) fn json(value: &Value) {
    line(format_args!("{}", escaped(&format!("{value:#}"))));
}

/// JSON in which such characters are escaped. They stand in strings only: nothing else in JSON may hold them.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if (c.is_control() && c != '\n') || is_invisible(c) {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}

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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_shows_nothing_otherwise_than_it_is_and_reads_back_the_same() {
        let odd = "bell\u{202e}txt.exe\u{2066}\u{200f}\u{9b}31m\u{7f}\u{feff} \u{e0001}\u{1b}\n\t\"ü 鐘\"";
        let value = json!({ odd: [odd, 1, null] });
        let shown = escaped(&format!("{value:#}"));
        assert!(shown.chars().all(|c| c == '\n' || !(c.is_control() || is_invisible(c))), "{shown:?}");
        assert!(shown.contains("\\u202e") && shown.contains("\\udb40\\udc01") && shown.contains("ü 鐘"), "{shown}");
        assert_eq!(serde_json::from_str::<Value>(&shown).unwrap(), value);
    }
}
