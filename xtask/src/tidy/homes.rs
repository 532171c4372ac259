//! Every table has one home: the only folder whose code writes it.

use super::finding::Finding;
use super::rust::word_offsets;
use super::tree::Tree;

const HOMES: &[(&str, &[&str])] = &[
    ("users", &["crates/belfry/src/user/"]),
    ("mutes", &["crates/belfry/src/user/"]),
    ("invites", &["crates/belfry/src/user/"]),
    ("projects", &["crates/belfry/src/project/"]),
    ("issue_counters", &["crates/belfry/src/project/"]),
    ("project_keys", &["crates/belfry/src/project/"]),
    ("members", &["crates/belfry/src/project/"]),
    ("status_names", &["crates/belfry/src/project/"]),
    ("issues", &["crates/belfry/src/issue/", "crates/belfry/src/comment/"]),
    ("watchers", &["crates/belfry/src/watch/"]),
    ("project_watches", &["crates/belfry/src/watch/"]),
    ("decisions", &["crates/belfry/src/watch/"]),
    ("notifications", &["crates/belfry/src/notification/"]),
    ("issue_labels", &["crates/belfry/src/issue/"]),
    ("relations", &["crates/belfry/src/issue/"]),
    ("labels", &["crates/belfry/src/label/"]),
    ("comments", &["crates/belfry/src/comment/"]),
    ("events", &["crates/belfry/src/event/"]),
    ("digest_schedules", &["crates/belfry/src/digest/", "crates/belfry/src/user/register.rs"]),
    ("mails", &["crates/outbox/"]),
    ("letters", &["crates/outbox/"]),
    ("mail_log", &["crates/outbox/"]),
    ("suppressions", &["crates/outbox/"]),
    ("outbox_switches", &["crates/outbox/"]),
    ("nodes", &["crates/outbox/"]),
    ("idempotency_keys", &["crates/belfry/src/idempotency/"]),
    ("mail_settings", &["crates/belfry/src/mail_setting/"]),
    ("token_keys", &["crates/belfry/src/auth/"]),
    ("sign_in_failures", &["crates/belfry/src/auth/"]),
    ("personal_tokens", &["crates/belfry/src/personal_token/"]),
    ("sessions", &["crates/belfry/src/session/"]),
    ("account_letters", &["crates/belfry/src/account/"]),
    ("audit", &["crates/belfry/src/audit/"]),
    ("search_debts", &["crates/belfry/src/search/"]),
    ("mentions", &["crates/belfry/src/search/"]),
    ("search_index", &["crates/store/src/search/"]),
    ("views", &["crates/belfry/src/view/"]),
    ("migrations", &["crates/store/"]),
];
const VERBS: [&str; 3] = ["INSERT INTO", "UPDATE", "DELETE FROM"];

/// No code writes a table outside that table's home, and every table that is written has one.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let code = tree.rust().iter().filter(|rust| rust.path.starts_with("crates/") && rust.path.contains("/src/"));
    code.flat_map(|rust| {
        let writes = VERBS.iter().flat_map(|verb| written(&rust.literals, verb));
        let lines = writes.map(|(at, table)| (rust.line(at), table)).filter(|(line, _)| !rust.is_test(*line));
        lines
            .filter_map(|(line, table)| Some(Finding::new(&rust.path, line, complaint(&rust.path, table)?)))
            .collect::<Vec<_>>()
    })
    .collect()
}

/// Each table that follows this verb, and where.
fn written<'t>(literals: &'t str, verb: &str) -> Vec<(usize, &'t str)> {
    let after = word_offsets(literals, verb).into_iter().map(|at| (at, literals[at + verb.len()..].trim_start()));
    let tables = after.map(|(at, rest)| {
        (at, &rest[..rest.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(rest.len())])
    });
    tables.filter(|(_, table)| !table.is_empty()).collect()
}

fn complaint(path: &str, table: &str) -> Option<String> {
    match HOMES.iter().find(|(name, _)| *name == table) {
        Some((_, homes)) if homes.iter().any(|home| path.starts_with(home)) => None,
        Some((_, homes)) => Some(format!("`{table}` is written in {} only: call a verb there", homes.join(" and "))),
        None if path.starts_with("crates/store/") => None,
        None => Some(format!("`{table}` has no home: add it to xtask/src/tidy/homes.rs")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, sql: &str) -> usize {
        check(&Tree::one(path, &format!("tx.run(\"{sql}\", &[])?;\n"))).len()
    }

    #[test]
    fn a_table_is_written_at_home_only() {
        assert_eq!(found("crates/belfry/src/issue/open.rs", "INSERT INTO issues (id) VALUES ($1)"), 0);
        assert_eq!(found("crates/belfry/src/issue/open.rs", "UPDATE mails SET state = 'sent'"), 1);
        assert_eq!(found("crates/outbox/src/settle.rs", "UPDATE mails SET state = 'sent'"), 0);
        assert_eq!(found("crates/belfry/src/issue/open.rs", "DELETE FROM secrets"), 1);
    }

    #[test]
    fn reading_is_free() {
        assert_eq!(found("crates/belfry/src/post/mod.rs", "SELECT * FROM mails WHERE id = $1"), 0);
        assert_eq!(
            found(
                "crates/belfry/src/user/register.rs",
                "INSERT INTO digest_schedules (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 1"
            ),
            0
        );
    }
}
