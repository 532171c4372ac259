//! One spelling for the bits of SQL that a schema holds. PostgreSQL hands back what it made of them: with brackets around
//! each comparison, and the type behind each constant.

/// A condition or a default, spelt in one way: small letters outside quotes, one space between words, no types behind
/// constants, and no brackets where they change nothing: in what has no `OR` and no call.
pub(super) fn plain(sql: &str) -> String {
    let words: Vec<String> = words(sql);
    let needs_brackets = words.iter().any(|word| word == "or" || word == "in")
        || words
            .windows(2)
            .any(|pair| pair[1] == "(" && pair[0].starts_with(char::is_alphabetic) && !is_joint(&pair[0]));
    let kept = words.iter().filter(|word| needs_brackets || !matches!(word.as_str(), "(" | ")"));
    kept.cloned().collect::<Vec<_>>().join(" ")
}

/// A default: as [`plain`], and a number is one with and without quotes.
pub(super) fn default(sql: &str, is_number: bool) -> String {
    let plain = plain(sql);
    if is_number { plain.trim_matches('\'').to_owned() } else { plain }
}

/// A word that brackets may follow without making a call of it.
fn is_joint(word: &str) -> bool {
    matches!(word, "and" | "not" | "where")
}

fn words(sql: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = sql.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' => quoted(rest),
            ':' if rest.starts_with("::") => 2 + rest[2..].find(|c: char| !is_of_word(c)).unwrap_or(rest.len() - 2),
            first if is_of_word(first) => rest.find(|c: char| !is_of_word(c)).unwrap_or(rest.len()),
            '<' | '>' | '=' | '!' => rest.find(|c: char| !"<>=!".contains(c)).unwrap_or(rest.len()),
            other => other.len_utf8(),
        };
        let (word, after) = rest.split_at(length);
        match first {
            '\'' => words.push(word.to_owned()),
            ':' => {}
            _ => words.push(word.to_lowercase()),
        }
        rest = after.trim_start();
    }
    words
}

/// How long the text in quotes is that `sql` begins with.
fn quoted(sql: &str) -> usize {
    let mut from = 1;
    while let Some(end) = sql[from..].find('\'') {
        from += end + 1;
        if !sql[from..].starts_with('\'') {
            return from;
        }
        from += 1;
    }
    sql.len()
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '.'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_condition_is_the_same_however_an_engine_spells_it() {
        for (one, other) in [
            ("((ended_at IS NULL) AND (rung_at IS NULL))", "ended_at IS NULL\n AND rung_at IS NULL"),
            ("(state = 'pending'::text)", "state='pending'"),
            ("((slot IS NOT NULL) AND (NOT (a = 1)))", "slot IS NOT NULL AND NOT (a = 1)"),
            ("(state <> 'it''s'::text)", "state <> 'it''s'"),
        ] {
            assert_eq!(plain(one), plain(other));
        }
        assert_eq!(default("'0'::bigint", true), default("0", true));
        assert_eq!(default("''::text", false), "''");
    }

    #[test]
    fn another_condition_is_another() {
        for (one, other) in [
            ("state = 'Pending'", "state = 'pending'"),
            ("a IS NULL", "a IS NOT NULL"),
            ("(a = 1 OR b = 1) AND c = 1", "a = 1 OR (b = 1 AND c = 1)"),
            ("lower(a) = b", "lower = b"),
            ("a = 'x (y)'", "a = 'x y'"),
        ] {
            assert_ne!(plain(one), plain(other));
        }
    }
}
