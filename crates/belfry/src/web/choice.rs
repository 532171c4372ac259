//! `/theme` and `/language`: what somebody chooses for this browser. Kept in cookies, since it is the browser's.

use axum::extract::State;
use axum::response::Response;

use super::ask::{Ask, Theme};
use super::text::{self, Language};
use super::typed::Typed;
use super::{answer, cookie, way};
use crate::app::App;

/// A year, in seconds.
const YEAR: u64 = 365 * 24 * 3600;

pub(super) async fn theme(State(app): State<App>, ask: Ask, typed: Typed) -> Response {
    let wanted = Theme::parse(typed.get("theme")).unwrap_or(match ask.theme {
        Theme::Dark => Theme::Light,
        Theme::Light | Theme::System => Theme::Dark,
    });
    let age = if wanted == Theme::System { 0 } else { YEAR };
    let kept = cookie::keep(Theme::COOKIE, wanted.as_str(), age, app.rules.is_https());
    answer::setting(answer::go(way::or_home(typed.get("next"))), kept)
}

pub(super) async fn language(State(app): State<App>, typed: Typed) -> Response {
    let back = answer::go(way::or_home(typed.get("next")));
    match Language::parse(typed.get("language")) {
        Some(wanted) => answer::setting(back, cookie::keep(text::COOKIE, wanted.tag(), YEAR, app.rules.is_https())),
        None => back,
    }
}
