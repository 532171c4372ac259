//! A query whose names were looked up: facts about an issue, put together.

use store::Db;
use store::search::{Passage, Wanted};

use super::fact::Fact;
use super::index::marked;
use super::sql::{Values, all, any, exists};

/// What has to hold of an issue.
#[derive(Clone, Debug)]
pub(super) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Fact(Fact),
    /// These words stand next to each other in one of its texts.
    Words(Passage),
}

impl Condition {
    /// The fact that it is, if it is a single one.
    pub fn fact(&self) -> Option<&Fact> {
        if let Condition::Fact(fact) = self { Some(fact) } else { None }
    }

    /// In SQL, of the issue `i`: always true or false, never unknown.
    pub fn sql(&self, db: &Db<'_>, values: &mut Values) -> String {
        let mut each = |parts: &[Condition]| parts.iter().map(|part| part.sql(db, values)).collect::<Vec<_>>();
        match self {
            Condition::All(parts) => all(&each(parts)),
            Condition::Any(parts) => any(&each(parts)),
            Condition::Not(part) => format!("NOT ({})", part.sql(db, values)),
            Condition::Fact(fact) => fact.sql(values),
            Condition::Words(words) if words.is_empty() => "1 = 1".to_owned(),
            Condition::Words(words) => answers(db, &Wanted::Phrase(words.clone()), values),
        }
    }
}

/// The issue `i` answers this.
pub(super) fn answers(db: &Db<'_>, wanted: &Wanted, values: &mut Values) -> String {
    let wanted = values.text(&db.wanted(wanted));
    exists(&format!("search_index s WHERE {{s_matches}} {wanted}{{as_search}} AND {{s_id}} = i.id"))
}

/// Runs of words that an issue has to have in its texts, and some that it must not have.
#[derive(Clone, Debug, Default)]
pub(super) struct Phrases {
    pub wanted: Vec<Passage>,
    pub unwanted: Vec<Passage>,
}

impl Phrases {
    /// Those that are wanted in texts under the first mark, but not all of them in texts under the second; or in any text, where
    /// there is no mark.
    pub fn look(&self, mark: Option<char>, but_not: Option<char>) -> Wanted {
        let phrase = |words: &Passage, mark: Option<char>| {
            Wanted::Phrase(mark.map_or_else(|| words.clone(), |mark| marked(mark, words)))
        };
        let all = |mark: Option<char>| Wanted::All(self.wanted.iter().map(|words| phrase(words, mark)).collect());
        let mut unwanted: Vec<Wanted> = self.unwanted.iter().map(|words| phrase(words, None)).collect();
        unwanted.extend(but_not.map(|mark| all(Some(mark))));
        if unwanted.is_empty() {
            return all(mark);
        }
        Wanted::Except(Box::new(all(mark)), Box::new(Wanted::Any(unwanted)))
    }
}
