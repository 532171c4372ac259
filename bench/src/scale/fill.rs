//! Writes what is made up: the people and projects by Belfry's verbs, the issues in bulk, with the rows of those verbs.
//!
//! A transaction holds [`AT_ONCE`] issues; what was begun and broken off is gone on with where it stopped.

use std::collections::BTreeSet;
use std::time::Instant;

use anyhow::{Result, ensure};
use belfry::auth::Actor;
use belfry::auth::password::{Effort, Hasher};
use belfry::event::Event;
use belfry::label::{self, LabelName};
use belfry::project::{self, NewProject, ProjectKey, ProjectName};
use belfry::search;
use belfry::user::{Password, UserId};
use belfry::{Error, markdown};
use store::{Db, Param, Store, Tx, params};

use super::made::{self, DAY_US, LABELS, Made, PEOPLE, PROJECTS};
use super::rows::{insert, insert_numbered};
use crate::fill::{PASSWORD, person, username};

/// How many issues one transaction writes.
const AT_ONCE: usize = 500;

/// What issues refer to.
#[derive(Clone)]
struct Cast {
    people: Vec<i64>,
    /// Of each project its number, and its labels in their order.
    projects: Vec<(i64, Vec<i64>)>,
}

/// Sees to it that there are so many issues.
///
/// # Errors
/// If there are issues of another size, or the database fails.
pub async fn fill(store: &Store, issues: usize) -> Result<()> {
    let mut done = store.read(count).await?;
    if done == 0 {
        let hash =
            Hasher::new(&Effort::default())?.hash(Password::parse(PASSWORD).map_err(anyhow::Error::msg)?).await?;
        store.write(move |tx| scene(tx, &hash)).await?;
    }
    let cast = store.read(cast).await?;
    ensure!(cast.projects.len() == PROJECTS + 1 && done <= issues, "this database holds something else");
    let (begun, first) = (Instant::now(), done);
    while done < issues {
        let (until, cast) = ((done + AT_ONCE).min(issues), cast.clone());
        store.write(move |tx| batch(tx, &cast, (done, until, issues))).await?;
        done = until;
        if done % 20_000 == 0 || done == issues {
            let rate = (done - first) as f64 / begun.elapsed().as_secs_f64();
            eprintln!("  {done} of {issues} issues, {rate:.0} a second");
        }
    }
    if first < issues {
        store.write(|tx| tx.run("ANALYZE", &[]).map_err(Error::from)).await?;
    }
    Ok(())
}

fn count(db: &Db<'_>) -> Result<usize, Error> {
    let count: i64 = db.one("SELECT COUNT(*) AS n FROM issues", &[], |row| row.get("n"))?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// The people, the projects with their labels, and who is in them.
fn scene(tx: &Tx<'_>, password_hash: &str) -> Result<(), Error> {
    let wrong = |why: String| Error::Broken(anyhow::Error::msg(why));
    let people = (0..PEOPLE).map(|number| belfry::user::register(tx, &person(number, password_hash)?));
    let people: Vec<UserId> = people.collect::<Result<_, Error>>()?;
    let admin = Actor { user_id: people[0], is_admin: true };
    let mut keys = vec!["BEL".to_owned()];
    for number in 1..=PROJECTS {
        let new = NewProject {
            key: ProjectKey::parse(&made::key(number)).map_err(wrong)?,
            name: ProjectName::parse(&format!("Project {number}")).map_err(wrong)?,
            description: String::new(),
            visibility: made::visibility(number),
        };
        keys.push(project::open(tx, &admin, &new)?.key);
    }
    for (number, key) in keys.iter().enumerate() {
        for (name, _) in LABELS {
            label::make(tx, &admin, key, (&LabelName::parse(name).map_err(wrong)?, 0))?;
        }
        for (index, person) in people.iter().enumerate().skip(1) {
            if let Some(role) = made::role(index, number) {
                let sql = "INSERT INTO members (project_id, user_id, role, since) SELECT id, $2, $3, $4 FROM projects WHERE key = $1";
                tx.run(sql, &params![key, *person, role, tx.now()])?;
            }
        }
    }
    Ok(())
}

fn cast(db: &Db<'_>) -> Result<Cast, Error> {
    let people = db.all("SELECT id FROM users ORDER BY id", &[], |row| row.get("id"))?;
    let projects: Vec<i64> = db.all("SELECT id FROM projects ORDER BY id", &[], |row| row.get("id"))?;
    let labels = |project: i64| {
        let sql = "SELECT id FROM labels WHERE project_id = $1 ORDER BY id";
        Ok((project, db.all(sql, &params![project], |row| row.get("id"))?))
    };
    let projects = projects.into_iter().map(labels).collect::<Result<_, store::Error>>()?;
    Ok(Cast { people, projects })
}

fn batch(tx: &Tx<'_>, cast: &Cast, (from, until, of): (usize, usize, usize)) -> Result<(), Error> {
    let all: Vec<Made> = (from..until).map(|number| made::issue(number, of)).collect();
    let ids = issues(tx, cast, &all)?;
    said(tx, cast, (&all, &ids))?;
    beside(tx, cast, (&all, &ids))?;
    for (made, id) in all.iter().zip(&ids) {
        let comments: Vec<&str> = made.comments.iter().rev().map(|(_, text, _)| text.as_str()).collect();
        tx.index(*id, &search::passages([&made.title, &made.description], comments))?;
    }
    Ok(())
}

/// The issues themselves. Answers with their numbers.
fn issues(tx: &Tx<'_>, cast: &Cast, all: &[Made]) -> Result<Vec<i64>, Error> {
    let now = tx.now().as_micros();
    let sql = "SELECT next_number FROM issue_counters ORDER BY project_id";
    let mut next: Vec<i64> = tx.all(sql, &[], |row| row.get("next_number"))?;
    let mut number = |project: usize| {
        next[project] += 1;
        next[project] - 1
    };
    let rows = all.iter().map(|made| {
        let (opened, author) = (now - made.age, cast.people[made.author]);
        let deleted = made.is_deleted.then_some(now - made.updated_age);
        params![
            cast.projects[made.project].0,
            number(made.project),
            &made.title,
            &made.description,
            made.status,
            made.status.is_open(),
            author,
            made.assignee.map(|person| cast.people[person]),
            made.priority,
            made.due_in.map(|days| opened / DAY_US + days),
            made.is_private,
            made.comments.len() as i64,
            opened,
            now - made.updated_age,
            deleted,
            deleted.map(|_| author)
        ]
    });
    let rows: Vec<[Param<'_>; 16]> = rows.collect();
    let into =
        "issues (project_id, number, title, description, status, is_open, created_by, assignee_id, priority, due_on,
        is_private, comments_count, created_at, updated_at, deleted_at, deleted_by)";
    let ids = insert_numbered(tx, into, &rows)?;
    for ((project, _), next) in cast.projects.iter().zip(next) {
        let sql = "UPDATE issue_counters SET next_number = $2 WHERE project_id = $1";
        tx.run_along(sql, &params![*project, next])?;
    }
    for (index, made) in all.iter().enumerate() {
        // Further back in this batch, if it is there and of the same project.
        let parent = made.parent.and_then(|back| index.checked_sub(back));
        if let Some(parent) = parent.filter(|parent| all[*parent].project == made.project) {
            tx.run_along("UPDATE issues SET parent_id = $2 WHERE id = $1", &params![ids[index], ids[parent]])?;
        }
    }
    Ok(ids)
}

/// That they were opened, and what was said about them.
fn said(tx: &Tx<'_>, cast: &Cast, (all, ids): (&[Made], &[i64])) -> Result<(), Error> {
    let now = tx.now().as_micros();
    let opened = |made: &Made| Event::IssueOpened { assignee: made.assignee.map(|person| UserId(cast.people[person])) };
    let opened: Vec<(&str, String)> = all.iter().map(opened).map(|event| (event.kind(), event.encode())).collect();
    let rows = all
        .iter()
        .zip(ids)
        .zip(&opened)
        .map(|((made, id), (kind, detail))| params![*id, cast.people[made.author], *kind, detail, now - made.age]);
    insert(tx, "events (issue_id, actor_id, kind, detail, at)", &rows.collect::<Vec<_>>())?;
    let comments = all.iter().zip(ids).flat_map(|(made, id)| {
        let each = made.comments.iter().zip(1_i64..);
        each.map(|((author, text, age), number)| params![*id, number, cast.people[*author], text, now - *age])
    });
    insert(tx, "comments (issue_id, number, author_id, text, created_at)", &comments.collect::<Vec<_>>())?;
    Ok(())
}

/// Their labels, who is named in them and who hears of them, and which blocks which.
fn beside(tx: &Tx<'_>, cast: &Cast, (all, ids): (&[Made], &[i64])) -> Result<(), Error> {
    let (now, mut labels, mut mentions, mut watchers, mut relations) = (tx.now(), vec![], vec![], vec![], vec![]);
    for (index, (made, id)) in all.iter().zip(ids).enumerate() {
        let (_, of_project) = &cast.projects[made.project];
        let (is_open, updated) = (made.status.is_open(), now.as_micros() - made.updated_age);
        labels.extend(made.labels.iter().map(|label| params![*id, of_project[*label], is_open, updated]));
        let (mut known, mut hear) = (BTreeSet::new(), BTreeSet::from([made.author]));
        let texts = std::iter::once(&made.description).chain(made.comments.iter().map(|(_, text, _)| text));
        for (text, number) in texts.zip(0_i64..).filter(|(text, _)| text.contains('@')) {
            known.extend(named(text).into_iter().map(|person| (number, person)));
        }
        let heard = made.comments.iter().map(|(author, ..)| (*author, "commented"));
        let heard = heard.chain(known.iter().map(|(_, person)| (*person, "mentioned")));
        for (person, reason) in heard {
            if hear.insert(person) {
                watchers.push(params![*id, cast.people[person], reason, now]);
            }
        }
        mentions.extend(known.iter().map(|(number, person)| params![*id, *number, cast.people[*person]]));
        if let Some(blocker) = made.blocker.and_then(|back| index.checked_sub(back)) {
            relations.push(params![ids[blocker], "blocks", *id, now]);
        }
    }
    insert(tx, "issue_labels (issue_id, label_id, is_open, updated_at)", &labels)?;
    insert(tx, "mentions (issue_id, comment_number, user_id)", &mentions)?;
    insert(tx, "watchers (issue_id, user_id, reason, since)", &watchers)?;
    insert(tx, "relations (issue_id, kind, other_id, since)", &relations)?;
    Ok(())
}

/// Who is named in a text, by their place among the people.
fn named(text: &str) -> Vec<usize> {
    let place = |name: &str| (0..PEOPLE).find(|number| username(*number) == name);
    markdown::mentions(text).iter().filter_map(|name| place(name.as_str())).collect()
}
