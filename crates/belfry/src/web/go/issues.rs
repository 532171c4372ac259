//! The issues that are meant: by key, by a part of the title among what was changed last, and by the words in them.

use store::Db;

use super::Asked;
use super::line::{Line, To};
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::issue::{self, Issue, IssueKey};
use crate::search;
use crate::web::part::{self, Html};
use crate::web::{Page, Reader, way};

/// How many issues are offered.
const MOST: usize = 6;
/// Among how many, the latest, a part of a word is enough.
const LATEST: usize = 100;

/// At most a few issues among what the actor sees; where nothing is asked, their own open ones.
pub(super) fn find(db: &Db<'_>, actor: &Actor, asked: &Asked, reader: &Reader) -> Result<Vec<Line>> {
    let mut found: Vec<Issue> = Vec::new();
    if asked.words.is_empty() {
        found = listed(db, actor, "is:open assignee:@me sort:updated", MOST)?;
    } else {
        if let Some(key) = IssueKey::parse(asked.text.trim_start_matches('/')) {
            found.extend(seen(issue::find(db, actor, &key))?);
        }
        let latest = listed(db, actor, "sort:updated", LATEST)?;
        let fits = |issue: &Issue| asked.fits(&format!("{} {}", issue.key, issue.title));
        add(&mut found, latest.into_iter().filter(fits));
        if found.len() < MOST {
            add(&mut found, listed(db, actor, &asked.text, MOST)?.into_iter());
        }
        found.truncate(MOST);
    }
    let listed = issue::listed(db, actor, found)?;
    Ok(listed.into_iter().map(|listed| line(reader, &listed)).collect())
}

fn add(found: &mut Vec<Issue>, more: impl Iterator<Item = Issue>) {
    for issue in more {
        if !found.iter().any(|known| known.id == issue.id) {
            found.push(issue);
        }
    }
}

/// What is not there, or not theirs to see, is not found.
fn seen(found: Result<Issue>) -> Result<Option<Issue>> {
    match found {
        Ok(issue) => Ok(Some(issue)),
        Err(Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What half a query asks for is nothing yet.
fn listed(db: &Db<'_>, actor: &Actor, query: &str, most: usize) -> Result<Vec<Issue>> {
    match search::list(db, actor, search::Page::of(query, most)) {
        Ok(found) => Ok(found.into_iter().map(|found| found.issue).collect()),
        Err(Error::Invalid(_)) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn line(reader: &Reader, listed: &issue::Listed) -> Line {
    let issue = &listed.issue;
    let usual = || reader.say(&format!("status-{}", issue.status.as_str()));
    let icon = part::status(issue.status, &listed.status_name.clone().unwrap_or_else(usual));
    let closed = if issue.status.is_open() { Html::default() } else { Html::escaped(&reader.say("go-closed")) };
    Line::new(icon, &issue.title, To::Page(format!("/{}", issue.key))).before(issue.key.to_string()).after(closed)
}

/// The list of everything that answers what was typed.
pub(super) fn everywhere(page: &Page, asked: &Asked) -> Line {
    let words = page.tell("go-everywhere").text("words", &asked.text).plain();
    Line::new(part::icon("search"), words, To::Page(format!("/issues?q={}", way::escaped(&asked.text))))
}
