//! How people say which database is meant.

use std::path::PathBuf;

/// The forms that [`parse_url`] reads, for a help text.
pub const URL_FORMS: &str = "sqlite:PATH";

/// The database file that a text like `sqlite:belfry.db` names.
///
/// # Errors
/// With a text that says what to write. It never quotes what was given: there may be a password in it.
pub fn parse_url(text: &str) -> Result<PathBuf, String> {
    if text.starts_with("postgres:") || text.starts_with("postgresql:") {
        return Err(format!("this version keeps its database in a file only; write {URL_FORMS}"));
    }
    let wrong = || format!("no database is named like this; write {URL_FORMS}");
    let path = text.strip_prefix("sqlite:").ok_or_else(wrong)?;
    // Both are in use: `sqlite:PATH`, and the form of a URL, `sqlite:///srv/belfry.db`.
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.is_empty() { Err(wrong()) } else { Ok(PathBuf::from(path)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_with_or_without_slashes() {
        assert_eq!(parse_url("sqlite:b.db"), Ok(PathBuf::from("b.db")));
        assert_eq!(parse_url("sqlite:/srv/b.db"), Ok(PathBuf::from("/srv/b.db")));
        assert_eq!(parse_url("sqlite:///srv/b.db"), Ok(PathBuf::from("/srv/b.db")));
    }

    #[test]
    fn anything_else_is_refused_and_not_quoted() {
        for text in ["", "b.db", "sqlite:", "sqlite://", "postgres://belfry:hunter2@db/belfry", "mysql://u:hunter2@db"]
        {
            let problem = parse_url(text).unwrap_err();
            assert!(problem.contains("write sqlite:PATH") && !problem.contains("hunter2"), "{problem}");
        }
    }
}
