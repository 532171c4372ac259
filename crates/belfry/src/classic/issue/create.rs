//! `POST /issue/`

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use store::Tx;

use super::view::Created;
use super::{NO_ASSIGNEE, NO_DESCRIPTION, NO_TITLE, registered};
use crate::app::App;
use crate::classic::refusal::Refusal;
use crate::classic::sent::Sent;
use crate::error::Error;
use crate::event::Act;
use crate::http::Json;
use crate::http::body::MOST;
use crate::http::caller::Caller;
use crate::http::etag;
use crate::issue::{self, Description, Details, Issue, NewIssue, Title};
use crate::user::{self, Email};

/// An issue as it was sent.
struct Wish {
    title: Title,
    description: Description,
    assigned_to: Email,
    author: Option<String>,
}

pub(in crate::classic) async fn create(
    State(app): State<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Refusal> {
    caller.check(&app).await?;
    let wish = parse(Sent::take_in(request, MOST).await?)?;
    let issue = caller.change(&app, move |tx, act| open(tx, act, &wish)).await?;
    Ok((StatusCode::CREATED, etag::of(issue.version), Json(Created::from(issue))).into_response())
}

fn parse(mut sent: Sent) -> Result<Wish, Refusal> {
    let title = sent.required("title", NO_TITLE, Title::parse);
    let description = sent.required("description", NO_DESCRIPTION, Description::parse);
    let assigned_to = sent.required("assigned_to", NO_ASSIGNEE, Email::parse);
    let author = sent.optional("author", |text| Ok(text.trim().to_owned()));
    match (title, description, assigned_to, author) {
        (Some(title), Some(description), Some(assigned_to), Some(author)) => {
            Ok(Wish { title, description, assigned_to, author })
        }
        _ => Err(sent.refused()),
    }
}

fn open(tx: &Tx<'_>, act: &Act, wish: &Wish) -> Result<Issue, Refusal> {
    if let Some(author) = &wish.author {
        let owner = user::find(tx, act.actor.user_id)?.ok_or(Error::NotFound("user"))?;
        if !owner.email.eq_ignore_ascii_case(author) {
            return Err(Error::Forbidden.into());
        }
    }
    let assignee = registered(tx, &wish.assigned_to)?;
    let new = NewIssue {
        title: wish.title.clone(),
        description: wish.description.clone(),
        assignee: Some(assignee),
        details: Details::default(),
    };
    Ok(issue::open(tx, act, &new)?)
}
