//! `/issues/new`: opening an issue. A page, and a dialog over any other.
//!
//! What is in the address (`?project=BEL&status=todo&title=…`) is filled in already. The labels and the people are those of
//! the project; another project is another address. Issues that say much the same are named beside it (`alike`).

pub(super) mod alike;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use store::Tx;

use super::issue::change::estimate;
use super::issue::edit::description;
use super::issue::{links, named};
use super::part::{self, Face};
use super::{Flash, Page, Refusal, Section, Typed, Visitor, answer};
use crate::app::App;
use crate::error::{Error, FieldErrors, Result as Verbs};
use crate::event::Act;
use crate::issue::{self, Details, DueDate, Issue, IssueId, IssueKey, Listed, NewIssue, Priority, Status, Title};
use crate::label::{self, Label};
use crate::markdown;
use crate::project::{self, Project, StatusName};
use crate::user::Person;

/// How many people the menu names.
const PEOPLE_MOST: usize = 50;

#[derive(Template)]
#[template(path = "web/new_issue/page.html")]
struct Form {
    page: Page,
    project: Project,
    projects: Vec<Project>,
    statuses: Vec<StatusName>,
    priorities: Vec<(Priority, String)>,
    people: Vec<Face>,
    /// Whether there are more people than the menu names: then one can be written.
    is_crowded: bool,
    labels: Vec<Label>,
    typed: Typed,
    status: Status,
    priority: Priority,
    assignee: Option<Face>,
    minutes: u64,
    /// What may be the same.
    alike: Vec<Listed>,
    preview: Option<markdown::Html>,
    wrong: FieldErrors,
}

impl Form {
    fn status_name(&self) -> String {
        let known = self.statuses.iter().find(|name| name.status == self.status);
        known.map(|name| name.name.clone()).unwrap_or_default()
    }

    fn priority_name(&self) -> String {
        self.page.say(&format!("priority-{}", self.priority.as_str()))
    }

    fn alike(&self) -> Result<part::Html, askama::Error> {
        alike::list(&self.page, &self.alike)
    }

    fn has_label(&self, name: &str) -> bool {
        self.typed.all("label").any(|ticked| ticked == name)
    }

    fn wrongs(&self) -> Vec<String> {
        self.wrong.iter().map(|(_, text)| text.to_owned()).collect()
    }
}

/// The form, with what was typed.
async fn form(app: &App, visitor: &Visitor, (typed, wrong): (Typed, FieldErrors)) -> Result<Form, Refusal> {
    let (wanted, text) = (typed.get("project").to_owned(), typed.get("text").to_owned());
    let title = typed.get("title").to_owned();
    let read = visitor.read(app, move |db, actor| {
        let project = match wanted.as_str() {
            "" => project::find_default(db, actor).or_else(|_| first(project::list(db, actor)?))?,
            key => project::find(db, actor, key)?,
        };
        let people: Vec<Person> = project::people(db, &project, PEOPLE_MOST + 1)?;
        let (statuses, labels) = (project::status_names(db, &project)?, label::list(db, project.id)?);
        let links = links::of(db, actor, std::iter::once(text.as_str()))?;
        let alike = alike::find(db, actor, &title)?;
        Ok((project, project::list(db, actor)?, statuses, people, labels, (links, alike)))
    });
    let (page, (project, projects, statuses, people, labels, (links, alike))) = read.await?;
    let is_crowded = people.len() > PEOPLE_MOST;
    let people: Vec<Face> = people.iter().take(PEOPLE_MOST).map(Face::from).collect();
    let words = |priority: Priority| page.say(&format!("priority-{}", priority.as_str()));
    Ok(Form {
        status: Status::parse(typed.get("status")).unwrap_or(Status::Todo),
        priority: Priority::parse(typed.get("priority")).unwrap_or_default(),
        priorities: Priority::ALL.iter().rev().map(|priority| (*priority, words(*priority))).collect(),
        assignee: people.iter().find(|face| face.username == typed.get("assignee")).cloned(),
        alike,
        minutes: app.rules.delays.assigned.as_secs().div_ceil(60),
        preview: (typed.get("do") == "preview").then(|| markdown::render(typed.get("text"), &links)),
        page: page.at(Section::Project(project.key.clone())),
        projects: projects.into_iter().filter(|project| project.archived_at.is_none()).collect(),
        project,
        statuses,
        is_crowded,
        people,
        labels,
        typed,
        wrong,
    })
}

fn first(projects: Vec<Project>) -> Verbs<Project> {
    projects.into_iter().next().ok_or(Error::NotFound("project"))
}

/// The form.
pub(super) async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let typed = Typed::parse(query.unwrap_or_default().as_bytes());
    answer::show(&form(&app, &visitor, (typed, FieldErrors::default())).await?)
}

/// Opens it.
pub(super) async fn open(State(app): State<App>, visitor: Visitor, typed: Typed) -> Result<Response, Refusal> {
    if typed.get("do") == "preview" {
        return answer::show(&form(&app, &visitor, (typed, FieldErrors::default())).await?);
    }
    let sent = typed.clone();
    let opened = visitor.change(&app, move |tx, act| opens(tx, act, &sent));
    let wrong = match opened.await {
        Ok(issue) => return Ok(done(&visitor, &issue, &typed)),
        Err(Refusal { error: Error::Invalid(wrong), .. }) => wrong,
        Err(refusal) => return Err(refusal),
    };
    answer::again(&form(&app, &visitor, (typed, wrong)).await?)
}

fn done(visitor: &Visitor, issue: &Issue, typed: &Typed) -> Response {
    let flash = Flash::new("flash-opened", &issue.key).undone_by(format!("/{}/delete", issue.key), &[]);
    let there = match typed.get("again") {
        "" => format!("/{}", issue.key),
        _ => format!("/issues/new?project={}", issue.key.project),
    };
    answer::go_saying(&visitor.ask, &there, &flash)
}

/// The issue that the new one is a part of, if one is named.
fn parent(tx: &Tx<'_>, act: &Act, key: &str) -> Verbs<Option<IssueId>> {
    match (key.trim(), IssueKey::parse(key)) {
        ("", _) => Ok(None),
        (_, Some(key)) => Ok(Some(issue::find(tx, &act.actor, &key)?.id)),
        (_, None) => Err(FieldErrors::one("parent", "Write the key of an issue, such as BEL-142.").into()),
    }
}

fn opens(tx: &Tx<'_>, act: &Act, typed: &Typed) -> Verbs<Issue> {
    let project = match typed.get("project") {
        "" => project::find_default(tx, &act.actor)?,
        key => project::find(tx, &act.actor, key)?,
    };
    let maybe = |name: &str| Some(typed.get(name)).filter(|text| !text.trim().is_empty());
    let mut wrong = FieldErrors::default();
    let (title, text) = (Title::parse(typed.get("title")), description(typed.get("text")));
    let (due_on, points) = (maybe("due").map(DueDate::parse).transpose(), maybe("estimate").map(estimate).transpose());
    wrong.extend("title", title.as_ref().err().cloned());
    wrong.extend("text", text.as_ref().err().cloned());
    wrong.extend("due", due_on.as_ref().err().cloned());
    wrong.extend("estimate", points.as_ref().err().cloned());
    let (Ok(title), Ok(description), Ok(due_on), Ok(estimate)) = (title, text, due_on, points) else {
        return Err(wrong.into());
    };
    let names: Vec<String> = typed.all("label").map(str::to_owned).collect();
    let details = Details {
        project: Some(project.id),
        status: Status::parse(typed.get("status")),
        priority: Priority::parse(typed.get("priority")).unwrap_or_default(),
        labels: named::labels(tx, project.id, &names)?,
        is_private: typed.get("private") == "1",
        parent: parent(tx, act, typed.get("parent"))?,
        due_on,
        estimate,
    };
    // Who is written goes before who is chosen.
    let who = Some(typed.get("who")).filter(|who| !who.trim().is_empty()).unwrap_or(typed.get("assignee"));
    let assignee = named::person(tx, "assignee", who)?;
    issue::open(tx, act, &NewIssue { title, description, assignee, details })
}
