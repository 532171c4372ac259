//! The headings that rows stand under.

use crate::issue::{Listed, Priority, Status};
use crate::query::Group;
use crate::web::Reader;
use crate::web::part::{self, Face, Html};

/// Rows under a heading, in the order of the list.
pub(super) struct Heap<'l> {
    /// What makes it different from others: stands in its id.
    pub id: String,
    /// What the heading shows before its words.
    pub picture: Html,
    /// What it says; blank where there are no headings.
    pub words: String,
    /// Whose status it is, to open another issue in.
    pub status: Option<Status>,
    /// The rows.
    pub rows: Vec<&'l Listed>,
}

/// In which order statuses stand: what is at hand first.
const STATUSES: [Status; 6] =
    [Status::InProgress, Status::InReview, Status::Todo, Status::Backlog, Status::Done, Status::Cancelled];

/// The rows under their headings; by status, where the query says nothing.
pub(super) fn heaps<'l>(reader: &Reader, rows: &'l [Listed], group: Option<Group>) -> Vec<Heap<'l>> {
    match group.unwrap_or(Group::Status) {
        Group::Status => by_status(reader, rows),
        Group::Priority => by_priority(reader, rows),
        Group::Assignee => by_name(rows, |listed| {
            let face = listed.issue.assignee.as_ref().map(Face::from);
            let picture = face.as_ref().map_or_else(|| part::nobody(&reader.say("nobody")), part::avatar);
            (face.map_or_else(|| reader.say("nobody"), |face| face.name), picture)
        }),
        Group::Project => by_name(rows, |listed| (listed.issue.key.project.clone(), Html::default())),
        Group::None => vec![Heap {
            id: "g-all".to_owned(),
            picture: Html::default(),
            words: String::new(),
            status: None,
            rows: rows.iter().collect(),
        }],
    }
}

fn by_status<'l>(reader: &Reader, rows: &'l [Listed]) -> Vec<Heap<'l>> {
    let heap = |status: Status| Heap {
        id: format!("g-{}", status.as_str()),
        picture: part::status_icon(status),
        words: reader.say(&format!("status-{}", status.as_str())),
        status: Some(status),
        rows: rows.iter().filter(|listed| listed.issue.status == status).collect(),
    };
    filled(STATUSES.into_iter().map(heap))
}

fn by_priority<'l>(reader: &Reader, rows: &'l [Listed]) -> Vec<Heap<'l>> {
    let heap = |priority: Priority| Heap {
        id: format!("g-{}", priority.as_str()),
        picture: part::priority_icon(priority),
        words: reader.say(&format!("priority-{}", priority.as_str())),
        status: None,
        rows: rows.iter().filter(|listed| listed.issue.priority == priority).collect(),
    };
    filled(Priority::ALL.into_iter().rev().map(heap))
}

/// By whatever `name` says, in the order in which it comes first.
fn by_name<'l>(rows: &'l [Listed], name: impl Fn(&Listed) -> (String, Html)) -> Vec<Heap<'l>> {
    let mut heaps: Vec<Heap<'l>> = Vec::new();
    for listed in rows {
        let (words, picture) = name(listed);
        match heaps.iter_mut().find(|heap| heap.words == words) {
            Some(heap) => heap.rows.push(listed),
            None => {
                let id = format!("g-{}", heaps.len() + 1);
                heaps.push(Heap { id, picture, words, status: None, rows: vec![listed] });
            }
        }
    }
    heaps
}

fn filled<'l>(heaps: impl Iterator<Item = Heap<'l>>) -> Vec<Heap<'l>> {
    heaps.filter(|heap| !heap.rows.is_empty()).collect()
}
