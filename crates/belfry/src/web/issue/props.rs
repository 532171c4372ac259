//! The properties of an issue: each value, and the form that changes it.

use super::read::{PEOPLE_MOST, Whole};
use crate::issue::{Priority, Relation, Status};
use crate::user::UserId;
use crate::web::part::{Face, RowLabel};
use crate::web::reader::Reader;

/// What stands beside an issue.
pub(super) struct Props {
    /// Each status as the project calls it.
    pub statuses: Vec<(Status, String)>,
    pub status_name: String,
    pub people: Vec<Face>,
    /// Whether there are more people than the menu names: then it has a field to find them by.
    pub is_crowded: bool,
    pub assignee: Option<Face>,
    pub priorities: Vec<(Priority, String)>,
    pub labels: Vec<RowLabel>,
    /// Every label of the project, and whether the issue has it.
    pub all_labels: Vec<(RowLabel, bool)>,
    pub due: String,
    pub due_words: String,
    pub estimate: String,
    pub watchers: Vec<Face>,
    pub more_watchers: usize,
    pub is_watching: bool,
    /// The key of what each kind of relation is called, and the issues that stand so.
    pub relations: Vec<(&'static str, Vec<Other>)>,
}

/// Another issue.
pub(super) struct Other {
    pub key: String,
    pub title: String,
    pub status: Status,
    pub status_name: String,
}

/// How many watchers are shown by their faces.
const FACES: usize = 3;

impl Props {
    /// Of an issue, as this reader sees it.
    pub fn of(whole: &Whole, reader: &Reader, me: UserId) -> Props {
        let issue = &whole.issue;
        let faces: Vec<Face> = whole.watchers.iter().map(|watcher| Face::from(&watcher.person)).collect();
        let due = issue.due_on.map(|due| due.date());
        let has = |label: &crate::label::Label| whole.labels.iter().any(|own| own.id == label.id);
        let statuses: Vec<(Status, String)> =
            whole.statuses.iter().map(|name| (name.status, name.name.clone())).collect();
        Props {
            status_name: called(whole, issue.status),
            statuses,
            people: whole.people.iter().take(PEOPLE_MOST).map(Face::from).collect(),
            is_crowded: whole.people.len() > PEOPLE_MOST,
            assignee: issue.assignee.as_ref().map(Face::from),
            priorities: Priority::ALL.iter().rev().map(|priority| (*priority, words(reader, *priority))).collect(),
            labels: whole.labels.iter().map(row_label).collect(),
            all_labels: whole.all_labels.iter().map(|label| (row_label(label), has(label))).collect(),
            due: due.map(|due| due.to_string()).unwrap_or_default(),
            due_words: due.map(|due| reader.due_in_words(due)).unwrap_or_default(),
            estimate: issue.estimate.map(|points| points.to_string()).unwrap_or_default(),
            more_watchers: faces.len().saturating_sub(FACES),
            is_watching: whole.watchers.iter().any(|watcher| watcher.person.id == me),
            watchers: faces.into_iter().take(FACES).collect(),
            relations: relations(whole),
        }
    }
}

/// What the project calls a status.
pub(super) fn called(whole: &Whole, status: Status) -> String {
    let known = whole.statuses.iter().find(|name| name.status == status);
    known.map_or_else(|| status.label().to_owned(), |name| name.name.clone())
}

/// The words of a priority.
pub(super) fn words(reader: &Reader, priority: Priority) -> String {
    reader.say(&format!("priority-{}", priority.as_str()))
}

fn row_label(label: &crate::label::Label) -> RowLabel {
    RowLabel { name: label.name.clone(), hue: u8::try_from(label.hue).unwrap_or(0) }
}

fn relations(whole: &Whole) -> Vec<(&'static str, Vec<Other>)> {
    let kinds = [
        ("rel-blocks", Relation::Blocks, false),
        ("rel-blocked", Relation::Blocks, true),
        ("rel-duplicates", Relation::Duplicates, false),
        ("rel-duplicated", Relation::Duplicates, true),
        ("rel-relates", Relation::Relates, false),
    ];
    let of_kind = |(key, relation, is_from_other): (&'static str, Relation, bool)| {
        let related = whole.related.iter();
        let related = related.filter(|one| one.relation == relation && one.is_from_other == is_from_other);
        (key, related.map(|one| other(whole, &one.other)).collect::<Vec<_>>())
    };
    kinds.into_iter().map(of_kind).filter(|(_, others)| !others.is_empty()).collect()
}

/// Another issue, as it is shown beside this one.
pub(super) fn other(whole: &Whole, issue: &crate::issue::Issue) -> Other {
    Other {
        key: issue.key.to_string(),
        title: issue.title.clone(),
        status: issue.status,
        status_name: called(whole, issue.status),
    }
}
