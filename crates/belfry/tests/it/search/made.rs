//! Issues made at random: as rows, and as the facts that are told of them.

use belfry::auth::Actor;
use belfry::comment::{self, CommentText};
use belfry::event::Act;
use belfry::issue::{self, Description, Details, NewIssue, Priority, Status, Title};
use belfry::label::{self, LabelName};
use belfry::post::Delays;
use belfry::project::{self, NewProject, ProjectKey, ProjectName, Role, Visibility};
use belfry::query::{Expr, Query, Sort, SortBy};
use belfry::user::UserId;
use jiff::ToSpan as _;
use jiff::civil::Date;
use proptest::prelude::*;
use store::{Param, Timestamp, Tx, params};

use crate::query::facts::Facts;
use crate::query::oracle::Asker;
use crate::world::World;

const PEOPLE: [&str; 5] = ["ada", "ben", "cleo", "dov", "eve"];
const PROJECTS: [(&str, Visibility); 3] =
    [("BEL", Visibility::Public), ("INT", Visibility::Internal), ("PRI", Visibility::Private)];
const LABELS: [&str; 3] = ["bug", "docs", "Needs work"];
const WORDS: [&str; 5] = ["bell", "tower", "bell tower", "Größe XL", "rope"];
const DAY: i64 = 86_400_000_000;

/// Everything about an issue that is left to chance. People, projects and earlier issues by their place.
#[derive(Clone, Debug)]
pub struct Issue {
    project: usize,
    people: (usize, Option<usize>, Option<usize>),
    status: Status,
    priority: Priority,
    /// Days from today.
    days: (Option<i8>, i64, i64),
    is_private: bool,
    deleted_by: Option<usize>,
    labels: Vec<usize>,
    watchers: Vec<usize>,
    /// The words of its title, its description and its comment.
    words: (usize, usize, Option<usize>),
    others: (Option<usize>, Option<usize>),
    /// Its place among all, and its number in its project.
    place: usize,
    number: i64,
}

pub fn issue() -> impl Strategy<Value = Issue> {
    let person = || prop::option::of(0..5usize);
    let rare = || prop::option::weighted(0.2, 0..5usize);
    let several =
        |count: usize| prop::collection::btree_set(0..count, 0..count).prop_map(|set| set.into_iter().collect());
    (
        (0..3usize, 0..5usize, person(), rare()),
        (prop::sample::select(Status::ALL.to_vec()), prop::sample::select(Priority::ALL.to_vec())),
        (prop::option::of(-3..3i8), 0..4i64, 0..4i64),
        (prop::bool::weighted(0.3), prop::option::weighted(0.15, 0..5usize)),
        (several(3), several(5)),
        (0..5usize, 0..5usize, prop::option::of(0..5usize)),
        (prop::option::of(0..24usize), prop::option::of(0..24usize)),
    )
        .prop_map(
            |((project, author, assignee, mentioned), (status, priority), days, rest, sets, words, others)| Issue {
                project,
                people: (author, assignee, mentioned),
                status,
                priority,
                days,
                is_private: rest.0,
                deleted_by: rest.1,
                labels: sets.0,
                watchers: sets.1,
                words,
                others,
                place: 0,
                number: 0,
            },
        )
}

/// The role of each person in each project.
pub fn roles() -> impl Strategy<Value = Vec<Vec<Option<Role>>>> {
    let role = prop::option::of(prop::sample::select(Role::ALL.to_vec()));
    prop::collection::vec(prop::collection::vec(role, 5), 3)
}

/// A world in which all of it is so. Ada runs the instance.
pub struct Made {
    pub world: World,
    pub issues: Vec<Issue>,
    pub actors: Vec<Actor>,
    roles: Vec<Vec<Option<Role>>>,
    today: Date,
}

impl Made {
    pub fn new(mut issues: Vec<Issue>, roles: Vec<Vec<Option<Role>>>) -> Made {
        let world = World::new();
        let mut numbers = [0; 3];
        for (place, issue) in issues.iter_mut().enumerate() {
            numbers[issue.project] += 1;
            (issue.place, issue.number) = (place, numbers[issue.project]);
            // An issue is a part of an earlier one, and blocks an earlier one.
            let earlier = |other: Option<usize>| other.filter(|_| place > 0).map(|other| other % place);
            issue.others = (earlier(issue.others.0), earlier(issue.others.1));
        }
        let (now, plan, members) = (world.now(), issues.clone(), roles.clone());
        let actors = world.change(move |tx| build(tx, &plan, &members, now));
        let today =
            jiff::Timestamp::from_microsecond(now.as_micros()).unwrap().to_zoned(jiff::tz::TimeZone::UTC).date();
        Made { world, issues, actors, roles, today }
    }

    fn person(&self, actor: &Actor) -> usize {
        self.actors.iter().position(|other| other.user_id == actor.user_id).unwrap()
    }

    pub fn asker(&self, actor: &Actor) -> Asker {
        let username = PEOPLE[self.person(actor)].to_owned();
        Asker { username, today: self.today, zone: jiff::tz::TimeZone::UTC }
    }

    /// The rule in words: whether this person sees the issue; a deleted one, if they deleted it or could bring it back anyway.
    pub fn sees(&self, actor: &Actor, issue: &Issue) -> bool {
        let me = self.person(actor);
        let role = self.roles[issue.project][me];
        let is_theirs = issue.people.0 == me || issue.people.1 == Some(me);
        let is_in_reach = actor.is_admin || role.is_some() || PROJECTS[issue.project].1 != Visibility::Private;
        let is_let_in = !issue.is_private || is_theirs || actor.is_admin || role >= Some(Role::Member);
        let is_found = issue.deleted_by.is_none_or(|by| by == me || actor.is_admin || role == Some(Role::Maintainer));
        is_in_reach && is_let_in && is_found
    }

    /// What is told of it to this person.
    pub fn facts(&self, issue: &Issue, actor: &Actor) -> Facts {
        let name = |person: usize| PEOPLE[person].to_owned();
        let is_seen_and_open =
            |other: &Issue| other.deleted_by.is_none() && other.status.is_open() && self.sees(actor, other);
        let parent = issue.others.0.map(|parent| &self.issues[parent]);
        let shown = |parent: &Issue| {
            if self.sees(actor, parent) && parent.deleted_by.is_none() { key(parent) } else { "?-1".to_owned() }
        };
        let (title, description, comment) = texts(issue);
        Facts {
            assignee: issue.people.1.map(name),
            watchers: issue.watchers.iter().copied().map(name).collect(),
            mentioned: issue.people.2.map(name).into_iter().collect(),
            labels: issue.labels.iter().map(|label| LABELS[*label].to_owned()).collect(),
            status: issue.status,
            status_name: status_name(issue),
            priority: issue.priority,
            due: issue.days.0.map(|days| self.today.saturating_add(i64::from(days).days())),
            created: ago(self.world.now(), issue.days.1, issue.place),
            updated: ago(self.world.now(), issue.days.2, issue.place),
            parent: parent.map(shown),
            is_blocked: self.issues.iter().any(|other| other.others.1 == Some(issue.place) && is_seen_and_open(other)),
            blocks_open: issue.others.1.is_some_and(|other| is_seen_and_open(&self.issues[other])),
            is_private: issue.is_private,
            is_deleted: issue.deleted_by.is_some(),
            text: format!("{title} ends {description} ends {}", comment.unwrap_or_default()),
            ..Facts::plain(&key(issue), PEOPLE[issue.people.0])
        }
    }

    /// The keys of these issues in this order; without one, the last changed first.
    pub fn sorted(&self, mut issues: Vec<&Issue>, sort: Option<Sort>) -> Vec<String> {
        let sort = sort.unwrap_or(Sort::by(SortBy::Updated));
        let place = |issue: &&Issue| i64::try_from(issue.place).unwrap();
        let now = self.world.now();
        let rank = |issue: &&Issue| match sort.by {
            SortBy::Updated | SortBy::Relevance => (ago(now, issue.days.2, issue.place).0, place(issue)),
            SortBy::Created => (ago(now, issue.days.1, issue.place).0, place(issue)),
            SortBy::Priority => (issue.priority.number(), place(issue)),
            SortBy::Due => (issue.days.0.map_or(0, i64::from), place(issue)),
            SortBy::Key => (i64::try_from(issue.project).unwrap(), issue.number),
        };
        issues.sort_by_key(|issue| rank(issue));
        if sort.is_descending {
            issues.reverse();
        }
        if sort.by == SortBy::Due {
            // Those without a day come last, whichever way.
            issues.sort_by_key(|issue| issue.days.0.is_none());
        }
        issues.into_iter().map(key).collect()
    }

    /// Whether words are looked for outside parentheses.
    pub fn has_words(&self, query: &Query) -> bool {
        let is_text = |part: &Expr| matches!(part, Expr::Text(_));
        match &query.filter {
            Some(Expr::All(parts)) => parts.iter().any(is_text),
            Some(part) => is_text(part),
            None => false,
        }
    }
}

fn key(issue: &Issue) -> String {
    format!("{}-{}", PROJECTS[issue.project].0, issue.number)
}

/// Projects but the first call a status otherwise.
fn status_name(issue: &Issue) -> String {
    match (issue.project, issue.status) {
        (1, Status::InReview) => "Im Turm".to_owned(),
        (_, status) => status.label().to_owned(),
    }
}

fn texts(issue: &Issue) -> (String, String, Option<String>) {
    let (title, description, comment) = issue.words;
    let mention = issue.people.2.map(|person| format!(" @{}", PEOPLE[person])).unwrap_or_default();
    (
        format!("A {}", WORDS[title]),
        format!("Of {}{mention}", WORDS[description]),
        comment.map(|word| WORDS[word].to_owned()),
    )
}

/// So many days ago; several issues share a moment.
fn ago(now: Timestamp, days: i64, place: usize) -> Timestamp {
    Timestamp(now.as_micros() - days * DAY - i64::try_from(place % 3).unwrap())
}

fn build(
    tx: &Tx<'_>,
    issues: &[Issue],
    roles: &[Vec<Option<Role>>],
    now: Timestamp,
) -> Result<Vec<Actor>, belfry::Error> {
    let mut actors: Vec<Actor> = Vec::new();
    for name in PEOPLE {
        let sql = "UPDATE users SET is_admin = $2 WHERE username = $1";
        tx.run(sql, &params![name, name == "ada"])?;
        let id = tx.one("SELECT id FROM users WHERE username = $1", &params![name], |row| row.get::<UserId>("id"))?;
        actors.push(Actor { user_id: id, is_admin: name == "ada" });
    }
    let delays = Delays { assigned: crate::world::ASSIGN_DELAY, updated: crate::world::UPDATE_DELAY };
    let act = Act { actor: actors[0], delays, from: None };
    let projects = projects(tx, &act, (roles, &actors))?;
    let mut ids = Vec::new();
    for issue in issues {
        let id = open(tx, &act, (issue, projects[issue.project]), &ids)?;
        settle(tx, id, (issue, now), &actors)?;
        ids.push(id);
    }
    Ok(actors)
}

type Place = (project::ProjectId, [label::LabelId; 3]);

fn projects(
    tx: &Tx<'_>,
    act: &Act,
    (roles, actors): (&[Vec<Option<Role>>], &[Actor]),
) -> Result<Vec<Place>, belfry::Error> {
    let mut made = Vec::new();
    for ((key, visibility), roles) in PROJECTS.into_iter().zip(roles) {
        let name = ProjectName::parse(key).unwrap();
        let new = NewProject { key: ProjectKey::parse(key).unwrap(), name, description: String::new(), visibility };
        let id = if key == "BEL" { project::default(tx)? } else { project::open(tx, &act.actor, &new)?.id };
        let mut labels = Vec::new();
        for name in LABELS {
            labels.push(label::make(tx, &act.actor, key, (&LabelName::parse(name).unwrap(), 0))?.id);
        }
        tx.run("DELETE FROM members WHERE project_id = $1", &params![id])?;
        for (actor, role) in actors.iter().zip(roles) {
            if let Some(role) = role {
                let sql = "INSERT INTO members (project_id, user_id, role, since) VALUES ($1, $2, $3, 0)";
                tx.run(sql, &params![id, actor.user_id, *role])?;
            }
        }
        if key == "INT" {
            let sql = "INSERT INTO status_names (project_id, status, name, position, name_key) VALUES ($1, 'in_review', 'Im Turm', 1, 'im turm')";
            tx.run(sql, &params![id])?;
        }
        made.push((id, [labels[0], labels[1], labels[2]]));
    }
    Ok(made)
}

fn open(
    tx: &Tx<'_>,
    act: &Act,
    (issue, (project, labels)): (&Issue, Place),
    ids: &[issue::IssueId],
) -> Result<issue::IssueId, belfry::Error> {
    let (title, description, comment) = texts(issue);
    let details = Details {
        project: Some(project),
        labels: issue.labels.iter().map(|label| labels[*label]).collect(),
        ..Details::default()
    };
    let new = NewIssue {
        title: Title::parse(&title).unwrap(),
        description: Description::parse(&description).unwrap(),
        assignee: None,
        details,
    };
    let id = issue::open(tx, act, &new)?.id;
    if let Some(text) = comment {
        comment::add(tx, act, id, &CommentText::parse(&text).unwrap())?;
    }
    if let Some(other) = issue.others.1 {
        let sql = "INSERT INTO relations (issue_id, kind, other_id, since) VALUES ($1, 'blocks', $2, 0)";
        tx.run(sql, &params![id, ids[other]])?;
    }
    let parent = issue.others.0.map(|parent| ids[parent]);
    tx.run("UPDATE issues SET parent_id = $2 WHERE id = $1", &params![id, parent])?;
    Ok(id)
}

/// The rest of it, which no verb does at once.
fn settle(
    tx: &Tx<'_>,
    id: issue::IssueId,
    (issue, now): (&Issue, Timestamp),
    actors: &[Actor],
) -> Result<(), belfry::Error> {
    let user = |person: usize| actors[person].user_id;
    let today = now.as_micros().div_euclid(DAY);
    let due = issue.days.0.map(|days| today + i64::from(days));
    tx.run(
        "UPDATE issues SET created_by = $2, assignee_id = $3, status = $4, is_open = $5, priority = $6, due_on = $7,
                is_private = $8, created_at = $9, updated_at = $10, deleted_at = $11, deleted_by = $12 WHERE id = $1",
        &params![
            id,
            user(issue.people.0),
            issue.people.1.map(user),
            issue.status,
            issue.status.is_open(),
            issue.priority,
            due,
            issue.is_private,
            ago(now, issue.days.1, issue.place),
            ago(now, issue.days.2, issue.place),
            issue.deleted_by.map(|_| Param::from(now)),
            issue.deleted_by.map(user)
        ],
    )?;
    tx.run(super::LABELS_FOLLOW, &params![id])?;
    tx.run("DELETE FROM watchers WHERE issue_id = $1", &params![id])?;
    for watcher in &issue.watchers {
        let sql = "INSERT INTO watchers (issue_id, user_id, reason, since) VALUES ($1, $2, 'asked', 0)";
        tx.run(sql, &params![id, user(*watcher)])?;
    }
    Ok(())
}
