//! A table of `tsvector`s with a GIN index. They are written word by word: no dictionary or locale of the server has a say.

use super::{Passage, Wanted};
use crate::{Error, Tx, params};

/// Makes the index. What is yet to be put in its place in it is kept short (in KiB): every search reads all of that.
pub(crate) const INDEX: &str = "CREATE TABLE search_index (id BIGINT NOT NULL PRIMARY KEY, words TSVECTOR NOT NULL);
    CREATE INDEX search_index_words ON search_index USING gin (words) WITH (gin_pending_list_limit = 256)";
/// The last place that a word can have; further ones have this too, and are found as words, not in phrases.
const LAST_PLACE: usize = 16_383;

pub(super) fn index(tx: &Tx<'_>, id: i64, passages: &[Passage]) -> Result<(), Error> {
    if passages.is_empty() {
        return tx.run_along("DELETE FROM search_index WHERE id = $1", &params![id]);
    }
    let mut words = String::new();
    let mut place = 0;
    for passage in passages {
        for word in passage {
            place += 1;
            words.push_str(&format!("{}:{} ", quoted(word), place.min(LAST_PLACE)));
        }
        // No phrase reaches from one passage into the next.
        place += 1;
    }
    let sql = "INSERT INTO search_index (id, words) VALUES ($1, $2::text::tsvector)
               ON CONFLICT (id) DO UPDATE SET words = excluded.words";
    tx.run_along(sql, &params![id, &words])
}

pub(super) fn wanted(wanted: &Wanted) -> String {
    match wanted {
        Wanted::Phrase(words) => words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" <-> "),
        Wanted::All(parts) => joined(parts, " & "),
        Wanted::Any(parts) => joined(parts, " | "),
        Wanted::Except(one, other) => format!("({}) & !({})", self::wanted(one), self::wanted(other)),
    }
}

fn joined(parts: &[Wanted], word: &str) -> String {
    parts.iter().map(|part| format!("({})", wanted(part))).collect::<Vec<_>>().join(word)
}

fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\\', "\\\\").replace('\'', "''"))
}
