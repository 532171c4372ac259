//! Full-text search: one index of words for all rows that the owner of the tables wants to find by words.
//!
//! A row is known to the index by its number, and by its passages: runs of words. Words are compared as they are: cutting
//! texts into words and making equal what is to be equal is for the owner, so that every engine finds the same. Indexing
//! is a part of the transaction like any other change. How well a row answers is for the owner too, who can index words
//! once more under a mark (`§bell`: in a title), and order by number within what is found.
//!
//! In statements the index is `search_index s`, the number of its row `{s_id}`, and `{s_matches} $1{as_search}` holds for
//! rows that answer what [`Db::wanted`] wrote.

mod latest;
mod postgres;
mod sqlite;

use crate::db::Over;
use crate::{Db, Error, Tx};

pub(crate) use postgres::INDEX as POSTGRES;
pub(crate) use sqlite::{INDEX as SQLITE, follow};

/// What it is called.
pub(crate) const TABLE: &str = "search_index";

/// A run of words, next to each other.
pub type Passage = Vec<String>;

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// These words, next to each other; at least one.
    Phrase(Passage),
    /// Each of these; at least one.
    All(Vec<Wanted>),
    /// One of these; at least one.
    Any(Vec<Wanted>),
    /// The first, and not the second.
    Except(Box<Wanted>, Box<Wanted>),
}

impl Tx<'_> {
    /// Once this is committed, the row of this number is found by these words only; by none, if there are none. Whether this
    /// transaction itself finds it by them already, is left to the engine.
    ///
    /// # Errors
    /// As the database fails.
    pub fn index(&self, id: i64, passages: &[Passage]) -> Result<(), Error> {
        match self.over() {
            Over::Sqlite(_) => {
                sqlite::index(self, id, passages);
                Ok(())
            }
            Over::Postgres(_) => postgres::index(self, id, passages),
        }
    }
}

impl Db<'_> {
    /// What is looked for, as the database reads it: to be bound to a placeholder.
    pub fn wanted(&self, wanted: &Wanted) -> String {
        match self.over() {
            Over::Sqlite(_) => sqlite::wanted(wanted),
            Over::Postgres(_) => postgres::wanted(wanted),
        }
    }

    /// The numbers of the latest rows that answer, below one, the highest first; so many at the most.
    ///
    /// # Errors
    /// As the database fails.
    pub fn latest(&self, wanted: &Wanted, (below, most): (i64, usize)) -> Result<Vec<i64>, Error> {
        match self.over() {
            Over::Sqlite(_) => sqlite::latest(self, wanted, (below, most)),
            Over::Postgres(session) => latest::latest((self, session), &postgres::wanted(wanted), (below, most)),
        }
    }

    /// How many rows answer, or `most` and one where it is, or seems to be, more.
    ///
    /// # Errors
    /// As the database fails.
    pub fn count_answers(&self, wanted: &Wanted, most: usize) -> Result<usize, Error> {
        match self.over() {
            Over::Sqlite(_) => Ok(sqlite::latest(self, wanted, (i64::MAX, most.saturating_add(1)))?.len()),
            Over::Postgres(_) => latest::count(self, &postgres::wanted(wanted), most),
        }
    }

    /// How the database would find them, a line for each step.
    ///
    /// # Errors
    /// As the database fails.
    pub fn plan_latest(&self, wanted: &Wanted, (below, most): (i64, usize)) -> Result<Vec<String>, Error> {
        match self.over() {
            Over::Sqlite(_) => sqlite::plan_latest(self, wanted, (below, most)),
            Over::Postgres(session) => latest::plan((self, session), &postgres::wanted(wanted), (below, most)),
        }
    }

    /// From now on, until [`Db::plan_as_usual`], statements are planned with the values that are bound: how often a word occurs
    /// decides how it is best looked for.
    ///
    /// # Errors
    /// As the database fails.
    pub fn plan_by_values(&self) -> Result<(), Error> {
        self.set("plan_cache_mode = force_custom_plan")
    }

    /// From now on, until [`Db::plan_as_usual`], tables are read by an index where there is one for it: for statements whose values
    /// may leave few rows of many, which no plan can know that is made once for all values.
    ///
    /// # Errors
    /// As the database fails.
    pub fn keep_to_indexes(&self) -> Result<(), Error> {
        self.set("enable_seqscan = off")
    }

    /// From now on, until [`Db::plan_as_usual`], rows come in the order of an index where there is one for it, and are not read
    /// all and put in order: for lists of which only the beginning is wanted.
    ///
    /// # Errors
    /// As the database fails.
    pub fn keep_to_order(&self) -> Result<(), Error> {
        self.set("enable_sort = off")?;
        self.set("enable_incremental_sort = off")
    }

    /// From now on statements are planned as they would be without [`Db::plan_by_values`], [`Db::keep_to_indexes`] and
    /// [`Db::keep_to_order`]: what was found is dressed up by statements that ask something else.
    ///
    /// # Errors
    /// As the database fails.
    pub fn plan_as_usual(&self) -> Result<(), Error> {
        for name in ["plan_cache_mode", "enable_seqscan", "enable_sort", "enable_incremental_sort"] {
            self.set(&format!("{name} TO DEFAULT"))?;
        }
        Ok(())
    }

    fn set(&self, how: &str) -> Result<(), Error> {
        match self.over() {
            // Plans from what the statement says alone.
            Over::Sqlite(_) => Ok(()),
            Over::Postgres(session) => crate::postgres::set(session, how),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrase(words: &str) -> Wanted {
        Wanted::Phrase(words.split(' ').map(str::to_owned).collect())
    }

    #[test]
    fn what_is_wanted_is_written_for_each_engine() {
        let both = Wanted::All(vec![phrase("bell tower"), phrase("oil")]);
        let either = Wanted::Any(vec![phrase("§oil"), phrase("rope")]);
        let wanted = Wanted::Except(Box::new(both), Box::new(either));
        assert_eq!(sqlite::wanted(&wanted), r#"(("bell tower") AND ("oil")) NOT (("§oil") OR ("rope"))"#);
        assert_eq!(postgres::wanted(&wanted), "(('bell' <-> 'tower') & ('oil')) & !(('§oil') | ('rope'))");
    }

    #[test]
    fn quotes_in_words_end_nothing() {
        assert_eq!(sqlite::wanted(&phrase("a\"b")), "\"a\"\"b\"");
        assert_eq!(postgres::wanted(&phrase("a'b\\")), "'a''b\\\\'");
    }
}
