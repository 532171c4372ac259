//! Facts about one issue, as conditions in SQL.
//!
//! The issue is `i`, its project `p`, the membership of the actor `$1` (an admin if `$2` is 1) is `m`. Each condition is true
//! or false, never unknown, so that its contrary is right too. Columns are written so that no index on them is used
//! (`i.is_open + 0`): which index a list is read by is decided in `plan`.

use store::Timestamp;

use super::sql::{Values, any, exists};
use crate::auth::permission;
use crate::issue::Status;
use crate::query::Instants;

/// From the first to the last, both included; either may be missing.
pub(super) type Range = (Option<i64>, Option<i64>);

/// A fact about an issue. Of lists one has to fit; `None` stands for nobody and nothing.
#[derive(Clone, Debug)]
pub(super) enum Fact {
    Open(bool),
    Assigned(bool),
    Watched,
    /// Open, and due before this day.
    Overdue(i64),
    Blocked,
    Blocking,
    Pending,
    Private,
    Deleted,
    Assignee(Vec<Option<i64>>),
    Author(Vec<i64>),
    Watcher(Vec<Option<i64>>),
    Mentioned(Vec<Option<i64>>),
    /// By what makes their names the same.
    Label(Vec<Option<String>>),
    Project(Vec<i64>),
    Status(Vec<Status>),
    /// What a project calls it: the name, and the statuses that are called so where a project says nothing.
    StatusName(String, Vec<Status>),
    Priority(Vec<i64>),
    Issue(Vec<i64>),
    Parent(Vec<Option<i64>>),
    /// Days after 1970-01-01.
    Due(Vec<Option<Range>>),
    Created(Vec<Instants>),
    Updated(Vec<Instants>),
}

impl Fact {
    /// As a condition.
    pub fn sql(&self, values: &mut Values) -> String {
        match self {
            Fact::Open(is_open) => format!("i.is_open + 0 = {}", i64::from(*is_open)),
            Fact::Assigned(true) => "i.assignee_id + 0 IS NOT NULL".to_owned(),
            Fact::Assigned(false) => "i.assignee_id + 0 IS NULL".to_owned(),
            Fact::Watched => exists("watchers w WHERE w.issue_id = i.id AND w.user_id = $1 AND w.is_watching = 1"),
            Fact::Overdue(today) => {
                let today = values.number(*today);
                format!("(i.is_open + 0 = 1 AND i.due_on + 0 IS NOT NULL AND i.due_on + 0 < {today})")
            }
            Fact::Blocked => blocks("r.other_id = i.id", "r.issue_id"),
            Fact::Blocking => format!("(i.is_open + 0 = 1 AND {})", blocks("r.issue_id = i.id", "r.other_id")),
            Fact::Pending => exists("mails ml WHERE ml.topic_id = i.id AND ml.state IN ('pending', 'leased')"),
            Fact::Private => "i.is_private + 0 = 1".to_owned(),
            Fact::Deleted => "i.deleted_at + 0 IS NOT NULL".to_owned(),
            Fact::Assignee(people) => optional("i.assignee_id", people, values),
            Fact::Author(people) => within("i.created_by", people, values),
            Fact::Watcher(people) => beside("watchers w WHERE w.is_watching = 1 AND w.issue_id = i.id", people, values),
            Fact::Mentioned(people) => beside("mentions w WHERE w.issue_id = i.id", people, values),
            Fact::Label(labels) => label(labels, values),
            Fact::Project(projects) => within("i.project_id", projects, values),
            Fact::Status(statuses) => {
                let words = values.texts(statuses.iter().map(|status| status.as_str()));
                format!("i.status || '' IN ({words})")
            }
            Fact::StatusName(name, usual) => status_name(name, usual, values),
            Fact::Priority(priorities) => within("i.priority", priorities, values),
            Fact::Issue(issues) => within("i.id", issues, values),
            Fact::Parent(parents) => optional("i.parent_id", parents, values),
            Fact::Due(ranges) => {
                let each: Vec<String> = ranges.iter().map(|range| due(*range, values)).collect();
                any(&each)
            }
            Fact::Created(moments) => during("i.created_at", moments, values),
            Fact::Updated(moments) => during("i.updated_at", moments, values),
        }
    }
}

/// A relation by which an open issue that the actor sees, in the column `other`, blocks or is blocked.
fn blocks(here: &str, other: &str) -> String {
    exists(&format!(
        "relations r JOIN issues b ON b.id = {other} JOIN projects bp ON bp.id = b.project_id
           LEFT JOIN members bm ON bm.project_id = b.project_id AND bm.user_id = $1
          WHERE {here} AND r.kind = 'blocks' AND b.is_open = 1 AND b.deleted_at IS NULL AND {}",
        permission::sees_as(["b", "bp", "bm"])
    ))
}

fn within(column: &str, numbers: &[i64], values: &mut Values) -> String {
    if numbers.is_empty() {
        return "1 = 0".to_owned();
    }
    format!("{column} + 0 IN ({})", values.numbers(numbers.iter().copied()))
}

/// A column that may hold nothing.
fn optional(column: &str, wanted: &[Option<i64>], values: &mut Values) -> String {
    let numbers: Vec<i64> = wanted.iter().flatten().copied().collect();
    let mut parts = Vec::new();
    if wanted.contains(&None) {
        parts.push(format!("{column} + 0 IS NULL"));
    }
    if !numbers.is_empty() {
        parts.push(format!("({column} + 0 IS NOT NULL AND {})", within(column, &numbers, values)));
    }
    any(&parts)
}

/// People in a table `w` beside the issue.
fn beside(table: &str, people: &[Option<i64>], values: &mut Values) -> String {
    let numbers: Vec<i64> = people.iter().flatten().copied().collect();
    let mut parts = Vec::new();
    if people.contains(&None) {
        parts.push(format!("NOT {}", exists(table)));
    }
    if !numbers.is_empty() {
        parts.push(exists(&format!("{table} AND w.user_id IN ({})", values.numbers(numbers))));
    }
    any(&parts)
}

fn label(labels: &[Option<String>], values: &mut Values) -> String {
    let names: Vec<&str> = labels.iter().flatten().map(String::as_str).collect();
    let mut parts = Vec::new();
    if labels.contains(&None) {
        parts.push(format!("NOT {}", exists("issue_labels il WHERE il.issue_id = i.id")));
    }
    if !names.is_empty() {
        let names = values.texts(names);
        parts.push(exists(&format!(
            "issue_labels il JOIN labels l ON l.id = il.label_id WHERE il.issue_id = i.id AND l.name_key IN ({names})"
        )));
    }
    any(&parts)
}

fn status_name(name: &str, usual: &[Status], values: &mut Values) -> String {
    let here = "status_names sn WHERE sn.project_id = i.project_id AND sn.status = i.status";
    let mut parts = vec![exists(&format!("{here} AND sn.name_key = {}", values.text(name)))];
    if !usual.is_empty() {
        let words = values.texts(usual.iter().map(|status| status.as_str()));
        parts.push(format!("(i.status || '' IN ({words}) AND NOT {})", exists(here)));
    }
    any(&parts)
}

fn due(range: Option<Range>, values: &mut Values) -> String {
    let Some((first, last)) = range else { return "i.due_on + 0 IS NULL".to_owned() };
    let mut parts = vec!["i.due_on + 0 IS NOT NULL".to_owned()];
    parts.extend(first.map(|first| format!("i.due_on + 0 >= {}", values.number(first))));
    parts.extend(last.map(|last| format!("i.due_on + 0 <= {}", values.number(last))));
    super::sql::all(&parts)
}

fn during(column: &str, moments: &[Instants], values: &mut Values) -> String {
    let mut one = |instants: &Instants| {
        let bound = |moment: Timestamp, values: &mut Values| values.number(moment.as_micros());
        let mut parts = Vec::new();
        parts.extend(instants.from.map(|from| format!("{column} + 0 >= {}", bound(from, values))));
        parts.extend(instants.until.map(|until| format!("{column} + 0 < {}", bound(until, values))));
        super::sql::all(&parts)
    };
    let each: Vec<String> = moments.iter().map(&mut one).collect();
    any(&each)
}
