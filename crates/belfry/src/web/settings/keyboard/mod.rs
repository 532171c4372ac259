//! `/settings/keyboard`: whether single keys do anything (WCAG 2.1.4).
//!
//! Kept in a cookie, as the theme is: it belongs to the keyboard, or to the speech input, of this browser. The script reads
//! the cookie; keys that are pressed together with Control or Command go on working.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::opt::{self, Opt};
use crate::app::App;
use crate::web::{Flash, Page, Refusal, Section, Typed, Visitor, answer, cookie};

const PATH: &str = "/settings/keyboard";
/// The cookie that the script looks for, and what it holds then.
const COOKIE: &str = "keys";
const OFF: &str = "off";
/// A year, in seconds.
const YEAR: u64 = 365 * 24 * 3600;

#[derive(Template)]
#[template(path = "web/settings/keyboard/page.html")]
struct Keyboard {
    page: Page,
    row: Opt,
}

/// The switch, as it stands.
pub(in crate::web) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (page, ()) = visitor.read(&app, |_, _| Ok(())).await?;
    let state = if cookie::read(&headers, COOKIE) == Some(OFF) { OFF } else { "on" };
    let states = ["on", OFF].map(|word| (word.to_owned(), page.say(&format!("keyboard-{word}"))));
    let row = opt::segments("keys", page.say("keyboard-single"), states.to_vec())
        .value(state)
        .help(page.say("keyboard-single-help"));
    answer::show(&Keyboard { page: page.at(Section::Settings), row })
}

/// Turns it.
pub(in crate::web) async fn save(State(app): State<App>, visitor: Visitor, typed: Typed) -> Result<Response, Refusal> {
    visitor.read(&app, |_, _| Ok(())).await?;
    let age = if typed.get("keys") == OFF { YEAR } else { 0 };
    let saved = answer::go_saying(&visitor.ask, PATH, &Flash::new("flash-keyboard-saved", ""));
    Ok(answer::setting(saved, cookie::keep(COOKIE, OFF, age, app.rules.is_https())))
}
