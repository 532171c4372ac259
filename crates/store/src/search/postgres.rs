//! A table of `tsvector`s with a GIN index. They are written word by word: no dictionary or locale of the server has a say.

use super::{Passage, Wanted};
use crate::{Error, Tx, params};

/// Makes the index.
pub(crate) const INDEX: &str = "CREATE TABLE search_index (id BIGINT NOT NULL PRIMARY KEY, words TSVECTOR NOT NULL);
    CREATE INDEX search_index_words ON search_index USING gin (words)";
/// The last place that a word can have; further ones have this too, and are found as words, not in phrases.
const LAST_PLACE: usize = 16_383;

pub(super) fn index(tx: &Tx<'_>, id: i64, passages: &[Passage]) -> Result<(), Error> {
    if passages.is_empty() {
        return tx.run("DELETE FROM search_index WHERE id = $1", &params![id]).map(drop);
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
    tx.run(sql, &params![id, &words]).map(drop)
}

pub(super) fn wanted(wanted: &Wanted) -> String {
    match wanted {
        Wanted::Phrase(words) => words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" <-> "),
        Wanted::All(parts) => {
            let parts: Vec<String> = parts.iter().map(|part| format!("({})", self::wanted(part))).collect();
            parts.join(" & ")
        }
        Wanted::Except(one, other) => format!("({}) & !({})", self::wanted(one), self::wanted(other)),
    }
}

fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\\', "\\\\").replace('\'', "''"))
}
