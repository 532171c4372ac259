//! What the cells of a row are tried on, and whether those that are refused leave everything as it is.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::cast::{Cast, Credential, Standing};
use super::object::{Call, State, prepare};
use super::row::Row;
use crate::person::Person;

/// What a row is about, as long as nobody has changed it.
pub struct Stage<'c> {
    pub cast: &'c Cast,
    pub row: &'c Row,
    /// What is there, made once for a state.
    there: Option<(State, Arc<Call>)>,
    /// All that there was before the first of those that were refused since.
    before: Option<Vec<String>>,
    /// Who was refused since.
    refused: Vec<String>,
    /// Refusals that changed something.
    pub wrong: Vec<String>,
}

impl<'c> Stage<'c> {
    pub fn of(cast: &'c Cast, row: &'c Row) -> Stage<'c> {
        Stage { cast, row, there: None, before: None, refused: Vec::new(), wrong: Vec::new() }
    }

    /// What somebody shows. Signing in is no change by what they then try.
    pub fn credential(&mut self, who: Standing, kind: &str) -> Credential {
        if let Some(known) = self.cast.known(who, kind) {
            return known;
        }
        self.settle();
        self.cast.sign_in(who, kind)
    }

    /// What the row is about: what is there, or something new.
    pub fn set(&mut self, (state, by): (State, &Person), is_to_change: bool) -> Arc<Call> {
        let is_theirs = ["token", "session", "notification"].contains(&self.row.about.as_str());
        if is_to_change || is_theirs || self.there.as_ref().is_some_and(|(of, _)| *of != state) {
            self.settle();
        }
        if is_theirs || self.there.as_ref().is_some_and(|(of, _)| *of != state) {
            self.there = None;
        }
        let (cast, row) = (self.cast, self.row);
        let call = || (state, Arc::new(prepare(cast, row, (state, by))));
        let call = Arc::clone(&self.there.get_or_insert_with(call).1);
        if !is_to_change && self.before.is_none() {
            self.before = Some(cast.everything());
        }
        call
    }

    /// A call was refused.
    pub fn was_refused(&mut self, who: &str) {
        self.refused.push(who.to_owned());
    }

    /// A call was let in, and may have changed everything.
    pub fn was_allowed(&mut self) {
        if !self.row.is_look() {
            self.clear();
        }
    }

    /// What is there is not to be used again.
    pub fn clear(&mut self) {
        self.there = None;
        self.before = None;
        self.refused.clear();
    }

    /// Sees whether everything is as it was before those who were refused came.
    pub fn settle(&mut self) {
        let refused = std::mem::take(&mut self.refused);
        let Some(before) = self.before.take().filter(|_| !refused.is_empty()) else { return };
        if let Some(line) = difference(&before, &self.cast.everything()) {
            self.wrong.push(format!("{} was refused, and yet changed {line}, by one of {refused:?}", self.row.call()));
        }
    }
}

/// The first line that is not in both.
fn difference(before: &[String], after: &[String]) -> Option<String> {
    let (before, after): (BTreeSet<_>, BTreeSet<_>) = (before.iter().collect(), after.iter().collect());
    before.symmetric_difference(&after).next().map(|line| (*line).clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_came_and_one_that_went_are_seen() {
        let lines = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(difference(&lines("a b"), &lines("b a")), None);
        assert_eq!(difference(&lines("a b"), &lines("a b c")).as_deref(), Some("c"));
        assert_eq!(difference(&lines("a b"), &lines("a")).as_deref(), Some("b"));
    }
}
