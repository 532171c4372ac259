//! `/BEL-142/delete` and `/BEL-142/restore`: taking an issue away, and bringing it back.

use axum::extract::State;
use axum::response::Response;

use super::named::Key;
use crate::app::App;
use crate::issue;
use crate::web::{Flash, Refusal, Visitor, answer};

/// Deletes it; the next page offers to undo that.
pub(super) async fn delete(State(app): State<App>, visitor: Visitor, Key(key): Key) -> Result<Response, Refusal> {
    let named = key.clone();
    let project = visitor.change(&app, move |tx, act| {
        let project = issue::find(tx, &act.actor, &named)?.key.project;
        issue::delete(tx, act, &named)?;
        Ok(project)
    });
    let project = project.await?;
    let flash = Flash::new("flash-deleted", &key).undone_by(format!("/{key}/restore"), &[]);
    Ok(answer::go_saying(&visitor.ask, &format!("/p/{project}/issues"), &flash))
}

/// Brings it back.
pub(super) async fn restore(State(app): State<App>, visitor: Visitor, Key(key): Key) -> Result<Response, Refusal> {
    let named = key.clone();
    visitor.change(&app, move |tx, act| issue::restore(tx, act, &named).map(drop)).await?;
    let flash = Flash::new("flash-restored", &key).undone_by(format!("/{key}/delete"), &[]);
    Ok(answer::go_saying(&visitor.ask, &format!("/{key}"), &flash))
}
