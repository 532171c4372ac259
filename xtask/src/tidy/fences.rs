//! Words that may stand in some places only: the fences between the parts of the house, on one page.

use super::finding::Finding;
use super::rust::{Rust, word_offsets};
use super::tree::Tree;

/// Words and the only places (beginnings of paths) where code may use them.
struct Fence {
    words: &'static [&'static str],
    inside: &'static [&'static str],
    /// Literals are searched too, and upper and lower case are one.
    in_literals: bool,
    /// Tests are held to it as well.
    in_tests: bool,
    instead: &'static str,
}

/// Where HTTP and the command line are known.
const EDGES: &[&str] = &[
    "crates/belfry/src/http/",
    "crates/belfry/src/api/",
    "crates/belfry/src/classic/",
    "crates/belfry/src/web/",
    "crates/belfry/src/cli/",
    "crates/belfry/tests/",
];
/// Where work starts and waits: the threads of the store, the outbox, the process as a whole, connections; and passwords,
/// which are hashed off the async threads.
const WORKS: &[&str] = &[
    "crates/store/",
    "crates/outbox/",
    "crates/testrelay/",
    "crates/belfry/src/app.rs",
    "crates/belfry/src/work/",
    "crates/belfry/src/http/",
    "crates/belfry/src/auth/password.rs",
];
const ENGINES: &[&str] =
    &["rusqlite", "sqlite", "sqlite3", "libsqlite3_sys", "postgres", "postgresql", "tokio_postgres"];
const DIALECTS: &[&str] = &[
    "PRAGMA",
    "VACUUM",
    "AUTOINCREMENT",
    "SKIP LOCKED",
    "FOR UPDATE",
    "INSERT OR",
    "SAVEPOINT",
    "BEGIN IMMEDIATE",
    "ROWID",
    "rowid",
    "ILIKE",
    "GLOB",
    "json_extract",
];
const SMTP: &[&str] =
    &["lettre::transport", "SmtpTransport", "AsyncSmtpTransport", "AsyncSmtpConnection", "smtp_proto"];

const FENCES: [Fence; 9] = [
    Fence {
        words: ENGINES,
        // The settings know the scheme of a database URL.
        inside: &["crates/store/", "crates/belfry/src/config/"],
        in_literals: true,
        in_tests: true,
        instead: "only crates/store names a database engine; say `the database`, or ask the seam",
    },
    Fence {
        words: DIALECTS,
        inside: &["crates/store/"],
        in_literals: true,
        in_tests: true,
        instead: "one SQL text for both engines: use the subset of migrations/README.md",
    },
    Fence {
        words: SMTP,
        inside: &["crates/outbox/src/transport", "crates/testrelay/"],
        in_literals: false,
        in_tests: true,
        instead: "only crates/outbox/src/transport speaks SMTP; order mail with `outbox::enqueue`",
    },
    Fence {
        words: &["Subject", "multipart/alternative"],
        inside: &["crates/belfry/src/mail/"],
        in_literals: true,
        in_tests: false,
        instead: "only crates/belfry/src/mail/ words and builds letters",
    },
    Fence {
        words: &[".deliver("],
        inside: &["crates/outbox/src/flight.rs", "crates/outbox/src/transport"],
        in_literals: false,
        in_tests: false,
        instead: "nothing is sent inside a transaction or a request: order mail with `outbox::enqueue`",
    },
    Fence {
        words: &["axum", "hyper", "hyper_util", "http_body_util", "tower", "tower_http", "StatusCode", "clap"],
        inside: EDGES,
        in_literals: false,
        in_tests: true,
        instead: "only the edges know HTTP or the command line: pass parsed values in",
    },
    Fence {
        words: &["SystemTime", "Timestamp::now", "Zoned::now"],
        inside: &["crates/store/src/clock.rs", "crates/testrelay/"],
        in_literals: false,
        in_tests: false,
        instead: "time is passed in: take `now`, `tx.now()` or a `store::Clock`",
    },
    Fence {
        words: &["spawn", "spawn_blocking", "spawn_scoped", "thread::Builder"],
        inside: WORKS,
        in_literals: false,
        in_tests: false,
        instead: "no work starts on its own here: put it into crates/belfry/src/work/schedule.rs",
    },
    Fence {
        words: &["sleep", "sleep_until", "interval", "interval_at", "Instant::now"],
        inside: WORKS,
        in_literals: false,
        in_tests: false,
        instead: "nothing waits by itself here: put it into crates/belfry/src/work/schedule.rs",
    },
];

/// Every fenced word stands inside its fence.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let code = tree.rust().iter().filter(|rust| rust.path.starts_with("crates/"));
    let mut found: Vec<Finding> =
        code.flat_map(|rust| FENCES.iter().flat_map(move |fence| fence.broken_in(rust))).collect();
    found.extend(
        tree.files()
            .filter(|(path, _)| path.ends_with("Cargo.toml"))
            .flat_map(|(path, text)| engine_dependency(path, text)),
    );
    found
}

impl Fence {
    fn broken_in(&self, rust: &Rust) -> Vec<Finding> {
        if self.inside.iter().any(|place| rust.path.starts_with(place)) {
            return Vec::new();
        }
        let mut found: Vec<Finding> = Vec::new();
        for word in self.words {
            let lines = self.offsets(rust, word).into_iter().map(|at| rust.line(at));
            for line in lines.filter(|line| self.in_tests || !rust.is_test(*line)) {
                if !found.iter().any(|finding| finding.line == line) {
                    found.push(Finding::new(&rust.path, line, format!("`{word}`: {}", self.instead)));
                }
            }
        }
        found
    }

    fn offsets(&self, rust: &Rust, word: &str) -> Vec<usize> {
        if !self.in_literals {
            return word_offsets(&rust.code, word);
        }
        let is_lower = word.chars().all(|c| !c.is_uppercase());
        let seen = |text: &str| {
            if is_lower { word_offsets(&text.to_ascii_lowercase(), word) } else { word_offsets(text, word) }
        };
        let mut offsets = seen(&rust.code);
        offsets.extend(seen(&rust.literals));
        offsets
    }
}

/// Only `crates/store` depends on an engine, and what it is measured beside.
fn engine_dependency(path: &str, text: &str) -> Vec<Finding> {
    if ["Cargo.toml", "crates/store/Cargo.toml", "bench/Cargo.toml"].contains(&path) {
        return Vec::new();
    }
    let engines = ["rusqlite", "libsqlite3-sys", "postgres", "tokio-postgres", "sqlx", "diesel"];
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| {
            engines
                .iter()
                .any(|engine| line.starts_with(&format!("{engine}.")) || line.starts_with(&format!("{engine} ")))
        })
        .map(|(index, _)| Finding::new(path, index + 1, "only crates/store depends on a database engine"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<usize> {
        check(&Tree::one(path, text)).iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn an_engine_is_named_in_the_store_only() {
        assert_eq!(found("crates/belfry/src/issue/open.rs", "// sqlite\nuse rusqlite::Row;\n"), [2]);
        assert_eq!(found("crates/belfry/src/issue/open.rs", "let a = \"is it SQLite\";\n"), [1]);
        assert!(found("crates/store/src/sqlite.rs", "use rusqlite::Row;\n").is_empty());
        assert_eq!(found("crates/outbox/src/claim.rs", "let a = \"… FOR UPDATE SKIP LOCKED\";\n"), [1]);
        assert_eq!(found("crates/belfry/Cargo.toml", "[dependencies]\nrusqlite.workspace = true\n"), [2]);
    }

    #[test]
    fn smtp_is_spoken_in_the_transport_only() {
        assert_eq!(
            found("crates/belfry/src/mail/compose.rs", "use lettre::message::Mailbox;\nuse lettre::transport::smtp;\n"),
            [2]
        );
        assert_eq!(found("crates/belfry/src/issue/open.rs", "session.deliver(&parcel, &phase).await;\n"), [1]);
        assert!(found("crates/outbox/src/transport/smtp.rs", "use lettre::transport::smtp;\n").is_empty());
    }

    #[test]
    fn http_and_the_command_line_end_at_the_edges() {
        assert_eq!(found("crates/belfry/src/issue/open.rs", "use axum::Json;\n"), [1]);
        assert!(found("crates/belfry/src/classic/issue.rs", "use axum::Json;\n").is_empty());
    }

    #[test]
    fn time_is_passed_in_and_nothing_starts_or_waits_by_itself() {
        let text = "let a = SystemTime::now();\ntokio::spawn(b);\nsleep(c).await;\n";
        assert_eq!(found("crates/belfry/src/issue/open.rs", text), [1, 2, 3]);
        assert_eq!(found("crates/belfry/src/work/schedule.rs", text), [1]);
        assert!(
            found("crates/belfry/src/issue/open.rs", &format!("#[cfg(test)]\nmod tests {{\n{text}}}\n")).is_empty()
        );
    }
}
