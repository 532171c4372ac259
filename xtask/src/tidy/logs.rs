//! No log line holds an address, a token, a password or a letter.

use super::finding::Finding;
use super::rust::{Rust, closing, word_offsets};
use super::tree::Tree;

const MACROS: [&str; 12] = [
    "trace!",
    "debug!",
    "info!",
    "warn!",
    "error!",
    "event!",
    "span!",
    "trace_span!",
    "debug_span!",
    "info_span!",
    "warn_span!",
    "error_span!",
];
const PRIVATE: [&str; 16] = [
    "email",
    "address",
    "recipient",
    "to",
    "from",
    "token",
    "password",
    "secret",
    "body",
    "bytes",
    "authorization",
    "cookie",
    "title",
    "description",
    "parcel",
    "letter",
];

/// No log macro names a field or value that is private.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let code = tree.rust().iter().filter(|rust| rust.path.starts_with("crates/") && rust.path.contains("/src/"));
    code.flat_map(|rust| MACROS.iter().flat_map(move |name| of_macro(rust, name))).collect()
}

fn of_macro(rust: &Rust, name: &str) -> Vec<Finding> {
    let calls = word_offsets(&rust.code, name).into_iter();
    let spans = calls.filter_map(|at| {
        let open = at + name.len();
        rust.code[open..].starts_with('(').then(|| closing(&rust.code, open)).flatten().map(|end| open..end)
    });
    let open = spans.filter(|span| !rust.is_test(rust.line(span.start)));
    open.filter_map(|span| {
        let word = PRIVATE
            .iter()
            .find(|word| names(&rust.code[span.clone()], word) || shows(&rust.literals[span.clone()], word))?;
        let message = format!("`{word}` in a log line: log ids, never addresses, secrets or what people wrote");
        Some(Finding::new(&rust.path, rust.line(span.start), message))
    })
    .collect()
}

/// Whether code names it: alone, as a field, or as the end of a path like `user.email`; `to_owned` and `to::x` are others.
fn names(code: &str, word: &str) -> bool {
    word_offsets(code, word).into_iter().any(|at| !code[at + word.len()..].trim_start().starts_with(['(', ':']))
}

/// Whether a format string shows it.
fn shows(literals: &str, word: &str) -> bool {
    ["}", ":"].iter().any(|end| literals.contains(&format!("{{{word}{end}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(call: &str) -> usize {
        check(&Tree::one("crates/a/src/b.rs", &format!("fn a() {{\n    {call};\n}}\n"))).len()
    }

    #[test]
    fn private_things_are_found_as_fields_values_and_in_the_text() {
        for call in [
            "tracing::info!(email, \"x\")",
            "warn!(who = %user.email, \"x\")",
            "tracing::error!(\"to {address}\")",
            "info!(token = 1, \"x\")",
        ] {
            assert_eq!(found(call), 1, "{call}");
        }
    }

    #[test]
    fn ids_and_words_are_fine() {
        for call in [
            "tracing::info!(mail = id.raw(), \"the password was changed\")",
            "error!(%error, port = a.to_owned(), \"x\")",
        ] {
            assert_eq!(found(call), 0, "{call}");
        }
    }
}
