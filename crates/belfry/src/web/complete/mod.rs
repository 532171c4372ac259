//! `/complete?project=BEL&at=@be`: what a name, a key or a word that somebody has begun to write may become.
//!
//! Asked for by the script only: a list of options, as far as whoever writes sees them, and few. Without script people write
//! the whole name. Deliberately not here: finding issues by a query, which is the business of lists.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use store::Db;

use super::part::{self, Face};
use super::{Page, Refusal, Typed, Visitor, answer};
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Result as Verbs};
use crate::issue::{self, Issue};
use crate::{project, search};

/// How many options there are at the most.
const MOST: usize = 8;
/// The longest beginning that is looked for, in characters.
const LONGEST: usize = 60;

#[derive(Template)]
#[template(path = "web/complete/list.html")]
struct List {
    page: Page,
    people: Vec<Face>,
    issues: Vec<Issue>,
}

/// The options.
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let asked = Typed::parse(query.unwrap_or_default().as_bytes());
    let Some(begun) = asked.maybe("at") else {
        // It is no page of its own.
        visitor.read(&app, |_, _| Ok(())).await?;
        return Ok(answer::go("/"));
    };
    let begun: String = begun.chars().take(LONGEST).collect();
    let key = asked.get("project").to_owned();
    let (page, (people, issues)) = visitor.read(&app, move |db, actor| found(db, actor, (&key, &begun))).await?;
    answer::show(&List { page, people, issues })
}

/// `@be` is a person who may look at the project, `#rope` an issue with this word, `BEL-1` one whose key begins so.
fn found(db: &Db<'_>, actor: &Actor, (key, begun): (&str, &str)) -> Verbs<(Vec<Face>, Vec<Issue>)> {
    if let Some(name) = begun.strip_prefix('@') {
        let project = project::find(db, actor, key)?;
        let people = project::people_called(db, actor, &[project], (name, MOST))?;
        return Ok((people.iter().map(Face::from).collect(), Vec::new()));
    }
    let issues = match (begun.strip_prefix('#'), begun.rsplit_once('-')) {
        (Some(words), _) => with_words(db, actor, words)?,
        (None, Some(parts)) => issue::numbered(db, actor, parts, MOST)?,
        (None, None) => Vec::new(),
    };
    Ok((Vec::new(), issues))
}

/// Issues with these words, in which nothing is a term of the language.
fn with_words(db: &Db<'_>, actor: &Actor, words: &str) -> Verbs<Vec<Issue>> {
    let plain: String = words.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    if plain.trim().is_empty() {
        return Ok(Vec::new());
    }
    match search::list(db, actor, search::Page::of(&format!("\"{}\"", plain.trim()), MOST)) {
        Ok(found) => Ok(found.into_iter().map(|found| found.issue).collect()),
        Err(Error::Invalid(_)) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}
