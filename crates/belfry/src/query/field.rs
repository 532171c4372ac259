//! The names of terms: what stands before the colon.

use super::error::{echo, list, nearest};

/// What a term is about. `sort:` and `group:` say how to show what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// `is:` a state.
    Is,
    /// `assignee:` who has it.
    Assignee,
    /// `author:` who opened it.
    Author,
    /// `watch:` who watches it.
    Watch,
    /// `mentions:` who is named in its texts.
    Mentions,
    /// `label:`.
    Label,
    /// `project:` by its key.
    Project,
    /// `status:` as the project calls it.
    Status,
    /// `priority:`.
    Priority,
    /// `key:` of the issue itself.
    Key,
    /// `parent:` the issue that it is a part of.
    Parent,
    /// `due:` a day.
    Due,
    /// `created:` a moment.
    Created,
    /// `updated:` a moment.
    Updated,
    /// `sort:` the order.
    Sort,
    /// `group:` the headings.
    Group,
}

impl Field {
    /// Every field, in the order in which people are told of them.
    pub const ALL: [Field; 16] = [
        Field::Is,
        Field::Assignee,
        Field::Author,
        Field::Watch,
        Field::Mentions,
        Field::Label,
        Field::Project,
        Field::Status,
        Field::Priority,
        Field::Key,
        Field::Parent,
        Field::Due,
        Field::Created,
        Field::Updated,
        Field::Sort,
        Field::Group,
    ];

    /// The name, without the colon.
    pub fn as_str(self) -> &'static str {
        match self {
            Field::Is => "is",
            Field::Assignee => "assignee",
            Field::Author => "author",
            Field::Watch => "watch",
            Field::Mentions => "mentions",
            Field::Label => "label",
            Field::Project => "project",
            Field::Status => "status",
            Field::Priority => "priority",
            Field::Key => "key",
            Field::Parent => "parent",
            Field::Due => "due",
            Field::Created => "created",
            Field::Updated => "updated",
            Field::Sort => "sort",
            Field::Group => "group",
        }
    }

    /// A term as it is written, for messages.
    pub fn example(self) -> &'static str {
        match self {
            Field::Is => "is:open",
            Field::Assignee => "assignee:@me",
            Field::Author => "author:ana",
            Field::Watch => "watch:@me",
            Field::Mentions => "mentions:@me",
            Field::Label => "label:bug",
            Field::Project => "project:BEL",
            Field::Status => "status:todo",
            Field::Priority => "priority:>=high",
            Field::Key => "key:BEL-142",
            Field::Parent => "parent:BEL-142",
            Field::Due => "due:<7d",
            Field::Created => "created:2026-03",
            Field::Updated => "updated:>-7d",
            Field::Sort => "sort:updated",
            Field::Group => "group:status",
        }
    }

    /// The field of that name, in any letter case.
    pub fn parse(name: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|field| field.as_str().eq_ignore_ascii_case(name))
    }

    /// The field of that name, or a sentence about why there is none.
    pub(super) fn named(name: &str) -> Result<Field, String> {
        if let Some(field) = Field::parse(name) {
            return Ok(field);
        }
        let known: Vec<&str> = Field::ALL.into_iter().map(Field::as_str).collect();
        let advice = match nearest(name, &known) {
            Some(near) => format!("did you mean {near}:?"),
            None => {
                format!("write one of {}, or put it in quotes to look for the words", list(&known))
            }
        };
        Err(format!("there is no term {}:; {advice}", echo(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query;

    #[test]
    fn every_name_reads_back_and_every_example_is_a_query() {
        for field in Field::ALL {
            assert_eq!(Field::parse(&field.as_str().to_uppercase()), Some(field));
            assert!(field.example().starts_with(&format!("{}:", field.as_str())));
            assert_eq!(query::parse(field.example()).unwrap().to_string(), field.example());
        }
    }

    #[test]
    fn a_misspelt_name_is_guessed() {
        assert_eq!(Field::named("lable").unwrap_err(), "there is no term lable:; did you mean label:?");
        let all = Field::named("https").unwrap_err();
        assert!(all.contains("write one of is, assignee,") && all.ends_with("put it in quotes to look for the words"));
    }
}
