//! A page that asks once more, before what cannot be undone: the same form, with `sure`, and the way back.
//!
//! A handler that does such a thing looks whether it [was asked](is_sure), and asks otherwise. What was typed travels along.
//! What can be undone is not asked about, but done, with a way back in the flash.

use askama::Template;
use axum::response::Response;

use crate::app::App;
use crate::web::{Page, Refusal, Section, Typed, Visitor, answer};

/// What is asked.
#[derive(Clone)]
pub(in crate::web) struct Question {
    /// What is to be done.
    pub title: String,
    /// What follows from it.
    pub lead: String,
    /// The word on the button.
    pub button: String,
    /// Where it is posted to.
    pub action: String,
    /// The way back.
    pub back: String,
}

#[derive(Template)]
#[template(path = "web/settings/confirm/page.html")]
struct Sheet {
    page: Page,
    question: Question,
    fields: Vec<(String, String)>,
}

/// Whether it was asked already.
pub(in crate::web) fn is_sure(typed: &Typed) -> bool {
    typed.maybe("sure").is_some()
}

/// Asks, and keeps what was typed.
///
/// # Errors
/// As the database fails; the session may be over.
pub(in crate::web) async fn ask(
    app: &App,
    visitor: &Visitor,
    typed: &Typed,
    question: Question,
) -> Result<Response, Refusal> {
    let (page, ()) = visitor.read(app, |_, _| Ok(())).await?;
    answer::show(&Sheet { page: page.at(Section::Settings), question, fields: typed.fields().to_vec() })
}
