//! How to show what was found: `sort:` and `group:`.

use std::fmt;

use super::error::{echo, instead};

/// What issues are put in order by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SortBy {
    /// The last change; the latest first.
    Updated,
    /// When it was opened; the latest first.
    Created,
    /// The most urgent first.
    Priority,
    /// The soonest first, those without a due day last.
    Due,
    /// Project by project, number by number.
    Key,
    /// How well it answers the words of the query; the best first. Without words it is the same as `updated`.
    Relevance,
}

/// An order: `sort:updated` is the way that is wanted more often, `sort:updated-asc` the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sort {
    /// By what.
    pub by: SortBy,
    /// From the largest (latest, most urgent, best) to the smallest.
    pub is_descending: bool,
}

/// What the headings say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "they say what they are")]
pub enum Group {
    Status,
    Assignee,
    Priority,
    Project,
    /// No headings.
    None,
}

impl SortBy {
    /// Every order, in the order in which people are told of them.
    pub const ALL: [SortBy; 6] =
        [SortBy::Updated, SortBy::Created, SortBy::Priority, SortBy::Due, SortBy::Key, SortBy::Relevance];

    /// The word after `sort:`.
    pub fn as_str(self) -> &'static str {
        match self {
            SortBy::Updated => "updated",
            SortBy::Created => "created",
            SortBy::Priority => "priority",
            SortBy::Due => "due",
            SortBy::Key => "key",
            SortBy::Relevance => "relevance",
        }
    }

    /// Whether it descends if nothing is said.
    pub fn descends(self) -> bool {
        match self {
            SortBy::Updated | SortBy::Created | SortBy::Priority | SortBy::Relevance => true,
            SortBy::Due | SortBy::Key => false,
        }
    }
}

impl Sort {
    /// The way that is wanted more often.
    pub fn by(by: SortBy) -> Sort {
        Sort { by, is_descending: by.descends() }
    }

    /// `updated`, `updated-asc`, `updated-desc`; a minus in front is the same as `-desc`. The error is a sentence.
    pub(super) fn parse(word: &str) -> Result<Sort, String> {
        let lower = word.to_ascii_lowercase();
        let (name, is_descending) = match (lower.strip_prefix('-'), lower.rsplit_once('-')) {
            (Some(name), _) => (name, Some(true)),
            (None, Some((name, "desc"))) => (name, Some(true)),
            (None, Some((name, "asc"))) => (name, Some(false)),
            _ => (lower.as_str(), None),
        };
        let by = SortBy::ALL.into_iter().find(|by| by.as_str() == name).ok_or_else(|| {
            format!("there is no order {}; {}", echo(word), instead(name, &SortBy::ALL.map(SortBy::as_str)))
        })?;
        if (by, is_descending) == (SortBy::Relevance, Some(false)) {
            return Err("the least relevant never come first; write sort:relevance".to_owned());
        }
        Ok(Sort { by, is_descending: is_descending.unwrap_or(by.descends()) })
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.by.as_str())?;
        match (self.is_descending == self.by.descends(), self.is_descending) {
            (true, _) => Ok(()),
            (false, true) => f.write_str("-desc"),
            (false, false) => f.write_str("-asc"),
        }
    }
}

impl Group {
    /// Every grouping, in the order in which people are told of them.
    pub const ALL: [Group; 5] = [Group::Status, Group::Assignee, Group::Priority, Group::Project, Group::None];

    /// The word after `group:`.
    pub fn as_str(self) -> &'static str {
        match self {
            Group::Status => "status",
            Group::Assignee => "assignee",
            Group::Priority => "priority",
            Group::Project => "project",
            Group::None => "none",
        }
    }

    /// The grouping of that word in any letter case. The error is a sentence.
    pub(super) fn parse(word: &str) -> Result<Group, String> {
        let group = Group::ALL.into_iter().find(|group| group.as_str().eq_ignore_ascii_case(word));
        group.ok_or_else(|| {
            format!("nothing is grouped by {}; {}", echo(word), instead(word, &Group::ALL.map(Group::as_str)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_has_one_canonical_form_and_takes_the_others() {
        for (text, shown) in [
            ("updated", "updated"),
            ("Updated-DESC", "updated"),
            ("-updated", "updated"),
            ("updated-asc", "updated-asc"),
            ("-priority", "priority"),
            ("due", "due"),
            ("due-asc", "due"),
            ("-due", "due-desc"),
            ("key-desc", "key-desc"),
            ("relevance-desc", "relevance"),
        ] {
            let sort = Sort::parse(text).unwrap();
            assert_eq!(sort.to_string(), shown);
            assert_eq!(Sort::parse(shown), Ok(sort));
        }
    }

    #[test]
    fn other_words_are_refused_with_those_that_are_known() {
        assert_eq!(Sort::parse("update").unwrap_err(), "there is no order update; did you mean updated?");
        let all = "write updated, created, priority, due, key or relevance";
        assert_eq!(Sort::parse("-").unwrap_err(), format!("there is no order -; {all}"));
        assert_eq!(Sort::parse("due-up").unwrap_err(), format!("there is no order due-up; {all}"));
        assert!(Sort::parse("relevance-asc").is_err());
        assert_eq!(
            Group::parse("label").unwrap_err(),
            "nothing is grouped by label; write status, assignee, priority, project or none"
        );
    }
}
