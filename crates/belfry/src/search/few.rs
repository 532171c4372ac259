//! Which issues a fact leaves, read from an index of its own: for lists of which one fact leaves few.

use super::fact::{Fact, Range};
use super::sql::{Values, any};
use crate::auth::permission;
use crate::issue::Status;
use crate::query::Instants;

impl Fact {
    /// A statement of the numbers (`id`) of every issue of which it holds, deleted ones perhaps left out, and perhaps of some
    /// of which it does not. `None` where no index says it.
    pub fn few(&self, values: &mut Values) -> Option<String> {
        let of_issues = |condition: String| format!("SELECT f.id FROM issues f WHERE {condition}");
        Some(match self {
            Fact::Open(is_open) => {
                let statuses = Status::ALL.into_iter().filter(|status| status.is_open() == *is_open);
                let words = values.texts(statuses.map(Status::as_str));
                of_issues(format!("f.status IN ({words})"))
            }
            Fact::Assigned(false) => of_issues("f.assignee_id IS NULL AND f.deleted_at IS NULL".to_owned()),
            Fact::Watched => {
                "SELECT f.issue_id AS id FROM watchers f WHERE f.user_id = $1 AND f.is_watching = 1".to_owned()
            }
            Fact::Overdue(today) => {
                let today = values.number(*today);
                of_issues(format!("f.is_open = 1 AND f.due_on IS NOT NULL AND f.due_on < {today}"))
            }
            Fact::Blocked => "SELECT DISTINCT f.other_id AS id FROM relations f WHERE f.kind = 'blocks'".to_owned(),
            Fact::Blocking => "SELECT DISTINCT f.issue_id AS id FROM relations f WHERE f.kind = 'blocks'".to_owned(),
            Fact::Pending => {
                "SELECT DISTINCT f.topic_id AS id FROM mails f WHERE f.ended_at IS NULL AND f.topic_id IS NOT NULL"
                    .to_owned()
            }
            Fact::Private => of_issues("f.is_private = 1".to_owned()),
            Fact::Deleted => of_issues("f.deleted_at IS NOT NULL".to_owned()),
            Fact::Assignee(people) => {
                of_issues(present("f.assignee_id", people, values)? + " AND f.deleted_at IS NULL")
            }
            Fact::Author(people) => {
                let people = values.numbers(people.iter().copied());
                of_issues(format!("f.created_by IN ({people}) AND f.deleted_at IS NULL"))
            }
            Fact::Watcher(people) => {
                let people = present("f.user_id", people, values)?;
                format!("SELECT DISTINCT f.issue_id AS id FROM watchers f WHERE {people}")
            }
            Fact::Mentioned(people) => {
                let people = present("f.user_id", people, values)?;
                format!("SELECT DISTINCT f.issue_id AS id FROM mentions f WHERE {people}")
            }
            Fact::Label(labels) => label(labels, values)?,
            Fact::Project(projects) => of_issues(numbers("f.project_id", projects, values)),
            Fact::Status(statuses) => {
                let words = values.texts(statuses.iter().map(|status| status.as_str()));
                of_issues(format!("f.status IN ({words})"))
            }
            Fact::Priority(priorities) => of_issues(numbers("f.priority", priorities, values)),
            Fact::Issue(issues) => of_issues(numbers("f.id", issues, values)),
            Fact::Parent(parents) => of_issues(present("f.parent_id", parents, values)?),
            Fact::Due(ranges) => of_issues(due(ranges, values)?),
            Fact::Created(moments) => of_issues(during("f.created_at", moments, values)),
            Fact::Updated(moments) => of_issues(during("f.updated_at", moments, values)),
            Fact::Assigned(true) | Fact::StatusName(..) => return None,
        })
    }
}

/// Every issue of a project that the actor sees.
pub(super) fn in_reach() -> String {
    format!(
        "SELECT f.id FROM projects p LEFT JOIN members m ON m.project_id = p.id AND m.user_id = $1
          CROSS JOIN issues f WHERE f.project_id = p.id AND {}",
        permission::REACHES
    )
}

fn numbers(column: &str, numbers: &[i64], values: &mut Values) -> String {
    if numbers.is_empty() {
        "1 = 0".to_owned()
    } else {
        format!("{column} IN ({})", values.numbers(numbers.iter().copied()))
    }
}

/// A column that holds one of these, if none of them is nothing.
fn present(column: &str, wanted: &[Option<i64>], values: &mut Values) -> Option<String> {
    let present: Vec<i64> = wanted.iter().copied().collect::<Option<_>>()?;
    Some(numbers(column, &present, values))
}

fn label(labels: &[Option<String>], values: &mut Values) -> Option<String> {
    let names: Vec<&str> = labels.iter().map(Option::as_deref).collect::<Option<_>>()?;
    // A label of one name is on an issue once.
    let distinct = if names.len() > 1 { "DISTINCT " } else { "" };
    let names = values.texts(names);
    Some(format!(
        "SELECT {distinct}f.issue_id AS id FROM labels l JOIN issue_labels f ON f.label_id = l.id WHERE l.name_key IN ({names})"
    ))
}

fn due(ranges: &[Option<Range>], values: &mut Values) -> Option<String> {
    let [Some((first, last))] = ranges else { return None };
    let mut parts = vec!["f.due_on IS NOT NULL".to_owned()];
    parts.extend(first.map(|first| format!("f.due_on >= {}", values.number(first))));
    parts.extend(last.map(|last| format!("f.due_on <= {}", values.number(last))));
    Some(super::sql::all(&parts))
}

fn during(column: &str, moments: &[Instants], values: &mut Values) -> String {
    let mut one = |instants: &Instants| {
        let mut parts = Vec::new();
        parts.extend(instants.from.map(|from| format!("{column} >= {}", values.number(from.as_micros()))));
        parts.extend(instants.until.map(|until| format!("{column} < {}", values.number(until.as_micros()))));
        super::sql::all(&parts)
    };
    let each: Vec<String> = moments.iter().map(&mut one).collect();
    any(&each)
}
