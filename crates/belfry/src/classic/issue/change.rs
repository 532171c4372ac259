//! `PUT /issue/<id>`: any of its fields.

use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use store::Tx;

use super::number::Number;
use super::view::{self, View};
use super::{NO_ASSIGNEE, NO_DESCRIPTION, NO_TITLE, registered};
use crate::app::App;
use crate::auth::permission;
use crate::classic::refusal::Refusal;
use crate::classic::sent::Sent;
use crate::error::Error;
use crate::event::Act;
use crate::http::Json;
use crate::http::body::MOST;
use crate::http::caller::Caller;
use crate::http::etag::{self, Wanted};
use crate::issue::{self, Description, Edit, Issue, Title};
use crate::user::Email;

/// A change as it was sent.
struct Wish {
    title: Option<Title>,
    description: Option<Description>,
    assigned_to: Option<Email>,
    is_open: Option<bool>,
}

pub(in crate::classic) async fn change(
    State(app): State<App>,
    caller: Caller,
    number: Number,
    request: Request,
) -> Result<Response, Refusal> {
    caller.check(&app).await?;
    let wanted = Wanted::of(request.headers());
    let wish = parse(Sent::take_in(request, MOST).await?)?;
    let issue = caller.change(&app, move |tx, act| edit(tx, act, number.get()?, (&wish, &wanted))).await?;
    Ok((etag::of(issue.version), Json(View::from(issue))).into_response())
}

fn parse(mut sent: Sent) -> Result<Wish, Refusal> {
    let title = sent.changed("title", NO_TITLE, Title::parse);
    let description = sent.changed("description", NO_DESCRIPTION, Description::parse);
    let assigned_to = sent.changed("assigned_to", NO_ASSIGNEE, Email::parse);
    let is_open = sent.changed("status", "A status is OPEN or CLOSE.", view::is_open);
    match (title, description, assigned_to, is_open) {
        (Some(None), Some(None), Some(None), Some(None)) => {
            Err(Refusal::bad_request("Send what is to change: title, description, assigned_to or status."))
        }
        (Some(title), Some(description), Some(assigned_to), Some(is_open)) => {
            Ok(Wish { title, description, assigned_to, is_open })
        }
        _ => Err(sent.refused()),
    }
}

fn edit(tx: &Tx<'_>, act: &Act, number: i64, (wish, wanted): (&Wish, &Wanted)) -> Result<Issue, Refusal> {
    let issue = issue::find(tx, &act.actor, number)?;
    if !permission::may_edit_by_classic(&act.actor, &issue) {
        return Err(Error::Forbidden.into());
    }
    wanted.check(issue.version)?;
    let assignee = wish.assigned_to.as_ref().map(|email| registered(tx, email)).transpose()?;
    let change = Edit {
        title: wish.title.clone(),
        description: wish.description.clone(),
        assignee: assignee.map(Some),
        status: wish.is_open.map(|is_open| issue.status.made_open(is_open)),
        ..Edit::default()
    };
    Ok(issue::edit(tx, act, number, &change)?)
}
