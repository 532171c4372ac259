//! `/settings/sessions`: where somebody is signed in.
//!
//! Any session but the one that asks is ended here, one by one or all at once, after asking whether that is meant. The one
//! that asks is ended by signing out.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::confirm::{self, Question};
use crate::app::App;
use crate::error::Error;
use crate::session::{self, Session, SessionId};
use crate::web::part;
use crate::web::{Flash, Page, Refusal, Section, Typed, Visitor, answer};

const PATH: &str = "/settings/sessions";

#[derive(Template)]
#[template(path = "web/settings/sessions/page.html")]
struct Sessions {
    page: Page,
    sessions: Vec<Session>,
    current: Option<SessionId>,
}

impl Sessions {
    fn is_current(&self, session: &Session) -> bool {
        self.current == Some(session.id)
    }

    /// What is known of the browser, in few words.
    fn browser(&self, session: &Session) -> String {
        let agent = session.agent.as_str();
        let name = ["Firefox", "Edg", "OPR", "Chrome", "Safari", "curl"].into_iter().find(|name| agent.contains(name));
        let system =
            ["Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux"].into_iter().find(|name| agent.contains(name));
        let name = name.map(|name| match name {
            "Edg" => "Edge",
            "OPR" => "Opera",
            name => name,
        });
        match (name, system) {
            (Some(name), Some(system)) => format!("{name}, {system}"),
            (Some(one), None) | (None, Some(one)) => one.to_owned(),
            (None, None) if agent.is_empty() => self.page.say("session-unknown"),
            (None, None) => agent.to_owned(),
        }
    }
}

/// Each of them.
pub(in crate::web) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    let shown = visitor.caller.clone();
    let found = visitor.read(&app, move |db, actor| Ok((session::list(db, actor)?, shown.session(db)?)));
    let (page, (sessions, current)) = found.await?;
    answer::show(&Sessions { page: page.at(Section::Settings), sessions, current })
}

/// Signs out there (`id`).
pub(in crate::web) async fn end(State(app): State<App>, visitor: Visitor, typed: Typed) -> Result<Response, Refusal> {
    let id = typed.get("id").parse().map(SessionId).map_err(|_| Error::NotFound("session"))?;
    if !confirm::is_sure(&typed) {
        return ask(&app, &visitor, &typed, ("session-end-title", "end")).await;
    }
    visitor.change(&app, move |tx, act| session::end(tx, act, id)).await?;
    Ok(answer::go_saying(&visitor.ask, PATH, &Flash::new("flash-session-ended", "")))
}

/// Signs out everywhere else.
pub(in crate::web) async fn end_others(
    State(app): State<App>,
    visitor: Visitor,
    typed: Typed,
) -> Result<Response, Refusal> {
    if !confirm::is_sure(&typed) {
        return ask(&app, &visitor, &typed, ("session-others-title", "end-others")).await;
    }
    let shown = visitor.caller.clone();
    let ended = visitor.change(&app, move |tx, act| session::end_others(tx, act, shown.session(tx)?)).await?;
    Ok(answer::go_saying(&visitor.ask, PATH, &Flash::new("flash-sessions-ended", ended)))
}

async fn ask(app: &App, visitor: &Visitor, typed: &Typed, (title, place): (&str, &str)) -> Result<Response, Refusal> {
    let question = Question {
        title: visitor.ask.say(title),
        lead: visitor.ask.say("session-end-lead"),
        button: visitor.ask.say("session-end"),
        action: format!("{PATH}/{place}"),
        back: PATH.to_owned(),
    };
    confirm::ask(app, visitor, typed, question).await
}
