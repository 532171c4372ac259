//! How people say which database is meant.

use crate::{Place, postgres};

/// The forms that [`parse_url`] reads, for a help text.
pub const URL_FORMS: &str = "sqlite:PATH or postgres://USER@HOST/NAME";

/// The database that a text like `sqlite:belfry.db` or `postgres://belfry@db.example.org/belfry` names. `password` is used
/// for PostgreSQL where the text names none.
///
/// # Errors
/// With a text that says what to write. It never quotes what was given: there may be a password in it.
pub fn parse_url(text: &str, password: Option<String>) -> Result<Place, String> {
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        return postgres::parse(text, password).map(Box::new).map(Place::Postgres);
    }
    let wrong = || format!("no database is named like this; write {URL_FORMS}");
    let path = text.strip_prefix("sqlite:").ok_or_else(wrong)?;
    // Both are in use: `sqlite:PATH`, and the form of a URL, `sqlite:///srv/belfry.db`.
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.is_empty() { Err(wrong()) } else { Ok(Place::from(path)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_with_or_without_slashes() {
        for (text, path) in
            [("sqlite:b.db", "b.db"), ("sqlite:/srv/b.db", "/srv/b.db"), ("sqlite:///srv/b.db", "/srv/b.db")]
        {
            assert!(matches!(parse_url(text, None), Ok(Place::Sqlite(found)) if found.as_os_str() == path), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused_and_not_quoted() {
        for text in ["", "b.db", "sqlite:", "sqlite://", "postgres:belfry:hunter2@db/belfry", "mysql://u:hunter2@db"] {
            let problem = parse_url(text, None).unwrap_err();
            assert!(problem.contains("write sqlite:PATH") && !problem.contains("hunter2"), "{problem}");
        }
    }
}
