//! Terms with their values parsed: as far as that can be done without the database.

use std::fmt;

use super::error::{Wrong, echo, instead};
use super::extent::{Extent, backwards};
use super::field::Field;
use super::moment::{Moment, Way};
use super::state::State;
use super::token::Item;
use super::value::{self, Name, StatusIs, Who};
use crate::issue::{IssueKey, Priority};

/// A condition on one property. Each holds one value or more, of which one has to fit; where a value may be missing,
/// `None` stands for `none`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// It is in one of these states.
    Is(Vec<State>),
    /// Who has it.
    Assignee(Vec<Who>),
    /// Who opened it. Never [`Who::Nobody`].
    Author(Vec<Who>),
    /// Who watches it.
    Watch(Vec<Who>),
    /// Who is named in its texts.
    Mentions(Vec<Who>),
    /// One of its labels, or that it has none.
    Label(Vec<Option<Name>>),
    /// The key of its project, in upper case.
    Project(Vec<Name>),
    /// Its status.
    Status(Vec<StatusIs>),
    /// Its priority; none is the lowest.
    Priority(Vec<Extent<Priority>>),
    /// Its key.
    Key(Vec<IssueKey>),
    /// The issue that it is a part of, or that there is none.
    Parent(Vec<Option<IssueKey>>),
    /// Its due day, or that it has none. Spans count ahead.
    Due(Vec<Option<Extent<Moment>>>),
    /// When it was opened. Spans are ages.
    Created(Vec<Extent<Moment>>),
    /// When it was last changed. Spans are ages.
    Updated(Vec<Extent<Moment>>),
}

impl Term {
    /// What it is about.
    pub fn field(&self) -> Field {
        match self {
            Term::Is(_) => Field::Is,
            Term::Assignee(_) => Field::Assignee,
            Term::Author(_) => Field::Author,
            Term::Watch(_) => Field::Watch,
            Term::Mentions(_) => Field::Mentions,
            Term::Label(_) => Field::Label,
            Term::Project(_) => Field::Project,
            Term::Status(_) => Field::Status,
            Term::Priority(_) => Field::Priority,
            Term::Key(_) => Field::Key,
            Term::Parent(_) => Field::Parent,
            Term::Due(_) => Field::Due,
            Term::Created(_) => Field::Created,
            Term::Updated(_) => Field::Updated,
        }
    }

    /// The term of this field; none for `sort:` and `group:`, which are no conditions.
    pub(super) fn of(field: Field, items: &[Item]) -> Result<Option<Term>, Wrong> {
        Ok(Some(match field {
            Field::Is => Term::Is(each(items, |item| State::named(&item.text))?),
            Field::Assignee => Term::Assignee(each(items, |item| person(field, item))?),
            Field::Author => Term::Author(each(items, author)?),
            Field::Watch => Term::Watch(each(items, |item| person(field, item))?),
            Field::Mentions => Term::Mentions(each(items, |item| person(field, item))?),
            Field::Label => Term::Label(each(items, |item| or_none(item, |item| name(field, item)))?),
            Field::Project => Term::Project(each(items, project)?),
            Field::Status => Term::Status(each(items, status)?),
            Field::Priority => Term::Priority(each(items, priority)?),
            Field::Key => Term::Key(each(items, value::issue_key)?),
            Field::Parent => Term::Parent(each(items, |item| or_none(item, value::issue_key))?),
            Field::Due => Term::Due(each(items, |item| or_none(item, |item| moments(item, Way::Ahead)))?),
            Field::Created => Term::Created(each(items, |item| moments(item, Way::Age))?),
            Field::Updated => Term::Updated(each(items, |item| moments(item, Way::Age))?),
            Field::Sort | Field::Group => return Ok(None),
        }))
    }
}

fn each<T>(items: &[Item], read: impl Fn(&Item) -> Result<T, String>) -> Result<Vec<T>, Wrong> {
    items.iter().map(|item| read(item).map_err(|sentence| Wrong::new(item.place, sentence))).collect()
}

fn is_none(item: &Item) -> bool {
    !item.is_quoted && item.text.eq_ignore_ascii_case(value::NONE)
}

fn or_none<T>(item: &Item, read: impl Fn(&Item) -> Result<T, String>) -> Result<Option<T>, String> {
    if is_none(item) { Ok(None) } else { read(item).map(Some) }
}

/// Refuses what looks like a comparison where there is nothing to compare.
fn plain(field: Field, item: &Item) -> Result<&Item, String> {
    if item.is_quoted || !value::is_compared(&item.text) {
        return Ok(item);
    }
    let name = field.as_str();
    Err(format!("{name}: has no order to compare by; write {}, or put the name in quotes", field.example()))
}

fn name(field: Field, item: &Item) -> Result<Name, String> {
    plain(field, item).map(Name::of)
}

fn person(field: Field, item: &Item) -> Result<Who, String> {
    plain(field, item).map(Who::of)
}

fn author(item: &Item) -> Result<Who, String> {
    match person(Field::Author, item)? {
        Who::Nobody => Err("every issue has an author; write author:ana or author:@me".to_owned()),
        who => Ok(who),
    }
}

fn status(item: &Item) -> Result<StatusIs, String> {
    if is_none(item) {
        return Err("every issue has a status; write status:todo, or put the name in quotes".to_owned());
    }
    plain(Field::Status, item).map(StatusIs::of)
}

fn project(item: &Item) -> Result<Name, String> {
    if is_none(item) {
        return Err("every issue is in a project; write project:BEL".to_owned());
    }
    let key = item.text.to_ascii_uppercase();
    // The key of its first issue would be one.
    if IssueKey::parse(&format!("{key}-1")).is_none_or(|issue| issue.project != key) {
        return Err(format!("{} is no key of a project; write one like BEL", echo(&item.text)));
    }
    Ok(Name { text: key, place: item.place })
}

fn priority(item: &Item) -> Result<Extent<Priority>, String> {
    let extent = Extent::parse(&item.text, |word| {
        Priority::parse(&word.to_ascii_lowercase()).ok_or_else(|| {
            format!("there is no priority {}; {}", echo(word), instead(word, &Priority::ALL.map(Priority::as_str)))
        })
    })?;
    match extent {
        Extent::Between(first, last) if first > last => Err(backwards(first.as_str(), last.as_str())),
        extent => Ok(extent),
    }
}

fn moments(item: &Item, plain: Way) -> Result<Extent<Moment>, String> {
    match Extent::parse(&item.text, |word| Moment::parse(word, plain))? {
        Extent::Between(first, last) if first.is_surely_after(last) => Err(backwards(first, last)),
        extent => Ok(extent),
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.field().as_str())?;
        match self {
            Term::Is(states) => joined(f, states.iter().map(|state| state.as_str())),
            Term::Assignee(people) | Term::Author(people) | Term::Watch(people) | Term::Mentions(people) => {
                joined(f, people)
            }
            Term::Label(labels) => joined(f, labels.iter().map(shown)),
            Term::Project(keys) => joined(f, keys),
            Term::Status(statuses) => joined(f, statuses),
            Term::Priority(extents) => joined(f, extents.iter().map(|extent| extent.map(Priority::as_str))),
            Term::Key(keys) => joined(f, keys),
            Term::Parent(keys) => joined(f, keys.iter().map(shown)),
            Term::Due(extents) => joined(f, extents.iter().map(shown)),
            Term::Created(extents) | Term::Updated(extents) => joined(f, extents),
        }
    }
}

fn shown(value: &Option<impl fmt::Display>) -> String {
    value.as_ref().map_or_else(|| value::NONE.to_owned(), ToString::to_string)
}

fn joined(f: &mut fmt::Formatter<'_>, values: impl IntoIterator<Item = impl fmt::Display>) -> fmt::Result {
    for (index, value) in values.into_iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        write!(f, "{comma}{value}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::query;

    #[test]
    fn a_project_that_is_called_like_a_word_of_the_language_stays_a_project() {
        for (text, canonical) in
            [("project:\"none\"", "project:\"NONE\""), ("project:bel,\"none\"", "project:BEL,\"NONE\"")]
        {
            let query = query::parse(text).unwrap();
            assert_eq!(query.to_string(), canonical);
            assert_eq!(query::parse(canonical).unwrap(), query);
        }
    }
}
