//! An issue as the API shows it.

use std::collections::HashMap;

use serde::Serialize;
use store::{Db, Timestamp};
use utoipa::ToSchema;

use crate::api::time;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::issue::{self, DueDate, Issue, IssueId, Priority, Status};
use crate::label;
use crate::project::{self, ProjectId};
use crate::user;

/// An issue.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Issue)]
pub(in crate::api) struct View {
    /// What people call it; earlier keys of its project still lead to it.
    #[schema(example = "BEL-142")]
    key: String,
    /// The key of its project.
    #[schema(example = "BEL")]
    project: String,
    /// Its number in the project; never used again.
    number: i64,
    /// One line.
    title: String,
    /// Markdown.
    description: String,
    /// `backlog`, `todo`, `in_progress`, `in_review`, `done` or `cancelled`.
    #[schema(value_type = crate::api::word::StatusWord, example = "todo")]
    status: Status,
    /// What its project calls that.
    #[schema(example = "To do")]
    status_name: String,
    /// Whether there is still something to be done.
    is_open: bool,
    /// `none`, `low`, `medium`, `high` or `urgent`.
    #[schema(value_type = crate::api::word::PriorityWord, example = "high")]
    priority: Priority,
    /// Who opened it.
    author: Person,
    /// Who has it.
    assignee: Option<Person>,
    /// Its labels, by name.
    labels: Vec<String>,
    /// The day by which it is to be done.
    #[schema(value_type = Option<String>, format = Date)]
    due_on: Option<DueDate>,
    /// In points, as the team counts them.
    estimate: Option<i64>,
    /// The key of the issue that it is a part of, if you may see that.
    parent: Option<String>,
    /// Whether only its author, its assignee and the project's members see it.
    is_private: bool,
    /// How many comments it has.
    comments_count: i64,
    /// Grows by one with each change, from 1 on; also in the header `ETag`.
    version: i64,
    /// When it was opened.
    #[serde(serialize_with = "time::serialize")]
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it, or what is said about it, was last changed.
    #[serde(serialize_with = "time::serialize")]
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

/// Somebody.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Person {
    /// What they log in with.
    username: String,
    /// What they are called.
    name: String,
}

impl From<user::Person> for Person {
    fn from(person: user::Person) -> Person {
        Person { username: person.username, name: person.name }
    }
}

/// Issues as the API shows them, with what stands in other tables.
pub(in crate::api) fn of_all(db: &Db<'_>, actor: &Actor, issues: Vec<Issue>) -> Result<Vec<View>> {
    let ids: Vec<IssueId> = issues.iter().map(|issue| issue.id).collect();
    let mut labels = label::of_issues(db, &ids)?;
    let mut parents = HashMap::new();
    for parent in issues.iter().filter_map(|issue| issue.parent_id) {
        match issue::find(db, actor, parent) {
            Ok(parent) => drop(parents.insert(parent.id, parent.key.to_string())),
            // One that the reader may not see.
            Err(Error::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
    }
    let mut projects: Vec<ProjectId> = issues.iter().map(|issue| issue.project_id).collect();
    projects.sort_unstable();
    projects.dedup();
    let names = project::status_names_of(db, &projects)?;
    let view = |issue: Issue| {
        let labels = labels.remove(&issue.id).unwrap_or_default();
        let parent = issue.parent_id.and_then(|parent| parents.get(&parent).cloned());
        View {
            key: issue.key.to_string(),
            project: issue.key.project,
            number: issue.number,
            title: issue.title,
            description: issue.description,
            is_open: issue.status.is_open(),
            status: issue.status,
            status_name: names
                .get(&(issue.project_id, issue.status))
                .map_or_else(|| issue.status.label().to_owned(), String::clone),
            priority: issue.priority,
            author: issue.created_by.into(),
            assignee: issue.assignee.map(Person::from),
            labels: labels.into_iter().map(|label| label.name).collect(),
            due_on: issue.due_on,
            estimate: issue.estimate,
            parent,
            is_private: issue.is_private,
            comments_count: issue.comments_count,
            version: issue.version,
            created_at: issue.created_at,
            updated_at: issue.updated_at,
        }
    };
    Ok(issues.into_iter().map(view).collect())
}

/// One issue as the API shows it.
pub(in crate::api) fn of(db: &Db<'_>, actor: &Actor, issue: Issue) -> Result<View> {
    let mut views = of_all(db, actor, vec![issue])?;
    views.pop().ok_or_else(|| anyhow::anyhow!("one issue makes one view").into())
}

impl View {
    /// Its version.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// What people call it.
    pub fn key(&self) -> &str {
        &self.key
    }
}
