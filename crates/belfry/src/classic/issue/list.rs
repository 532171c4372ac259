//! `GET /issue/`: newest first, a page at a time.

use axum::extract::{Query, State};
use axum::http::Uri;
use serde::Serialize;
use store::Db;

use super::view::{self, View};
use crate::app::App;
use crate::auth::Actor;
use crate::classic::refusal::Refusal;
use crate::error::FieldErrors;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::issue::{self, Filter};
use crate::user::{self, Email};

/// Issues on a page.
const PAGE: usize = 50;

/// A page, and where the next one is.
#[derive(Serialize)]
pub(in crate::classic) struct Page {
    issues: Vec<View>,
    next: Option<String>,
}

/// Which issues were asked for.
#[derive(Default)]
struct Wish {
    is_open: Option<bool>,
    assigned_to: Option<Email>,
    created_by: Option<Email>,
    before: Option<i64>,
}

pub(in crate::classic) async fn list(State(app): State<App>, caller: Caller, uri: Uri) -> Result<Json<Page>, Refusal> {
    let wish = match parse(&uri) {
        Ok(wish) => wish,
        Err(refusal) => {
            // A stranger learns first that they are one.
            caller.check(&app).await?;
            return Err(refusal);
        }
    };
    let mut issues = caller.read(&app, move |db, actor| find(db, actor, &wish)).await?;
    let is_more = issues.len() > PAGE;
    issues.truncate(PAGE);
    let next = issues.last().filter(|_| is_more).map(|last| path_before(uri.query().unwrap_or_default(), last.number));
    Ok(Json(Page { issues: issues.into_iter().map(View::from).collect(), next }))
}

fn parse(uri: &Uri) -> Result<Wish, Refusal> {
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri)
        .map_err(|_| Refusal::bad_request("The query cannot be read: write ?status=OPEN&assigned_to=x@y.z."))?;
    let (mut wish, mut errors) = (Wish::default(), FieldErrors::default());
    for (name, value) in &pairs {
        let read = match name.as_str() {
            "status" => {
                view::is_open(value).map(|is_open| wish.is_open = Some(is_open)).map_err(|text| ("status", text))
            }
            "assigned_to" => {
                Email::parse(value).map(|email| wish.assigned_to = Some(email)).map_err(|text| ("assigned_to", text))
            }
            "created_by" => {
                Email::parse(value).map(|email| wish.created_by = Some(email)).map_err(|text| ("created_by", text))
            }
            "before" => before(value).map(|number| wish.before = Some(number)).map_err(|text| ("before", text)),
            _ => Ok(()),
        };
        if let Err((field, text)) = read {
            errors.add(field, text);
        }
    }
    if errors.is_empty() { Ok(wish) } else { Err(Refusal::Fields(errors)) }
}

fn before(value: &str) -> Result<i64, String> {
    value.parse().map_err(|_| "This must be the number of an issue: follow `next` as it is.".to_owned())
}

fn find(db: &Db<'_>, actor: &Actor, wish: &Wish) -> Result<Vec<issue::Issue>, Refusal> {
    let mut filter = Filter { is_open: wish.is_open, before: wish.before, ..Filter::default() };
    // Nobody has an address that nobody has: no issue passes such a filter.
    for (email, place) in [(&wish.assigned_to, &mut filter.assignee), (&wish.created_by, &mut filter.creator)] {
        if let Some(email) = email {
            let Some(user) = user::find_by_email(db, email)? else { return Ok(Vec::new()) };
            *place = Some(user.id);
        }
    }
    Ok(issue::list(db, actor, &filter, PAGE + 1)?)
}

/// The same list from there on: the filters as they were written, and where to go on.
fn path_before(query: &str, number: i64) -> String {
    let is_filter = |pair: &&str| ["status=", "assigned_to=", "created_by="].iter().any(|name| pair.starts_with(name));
    let before = format!("before={number}");
    let pairs: Vec<&str> = query.split('&').filter(is_filter).chain([before.as_str()]).collect();
    format!("/issue/?{}", pairs.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_keeps_the_filters_as_they_were_written() {
        assert_eq!(path_before("", 51), "/issue/?before=51");
        assert_eq!(
            path_before("before=99&status=OPEN&assigned_to=a%2Bb%40c.d&x=1", 51),
            "/issue/?status=OPEN&assigned_to=a%2Bb%40c.d&before=51"
        );
    }
}
