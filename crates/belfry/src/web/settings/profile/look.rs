//! The language and the theme: of this browser, and so kept in cookies.

use axum::extract::State;
use axum::response::Response;

use super::super::opt::{self, Opt};
use super::done;
use crate::app::App;
use crate::web::ask::Theme;
use crate::web::text::{self, Language};
use crate::web::{Page, Refusal, Typed, Visitor, answer, cookie};

/// A year, in seconds.
const YEAR: u64 = 365 * 24 * 3600;

pub(super) fn fields(page: &Page) -> [Opt; 2] {
    let languages = Language::ALL.map(|language| (language.tag().to_owned(), language.say("language-own-name")));
    let theme = |theme: Theme| (theme.as_str().to_owned(), page.say(&format!("theme-{}", theme.as_str())));
    let themes = [Theme::System, Theme::Light, Theme::Dark].map(theme);
    [
        opt::segments("language", page.say("profile-language"), languages.to_vec()).value(page.language.tag()),
        opt::segments("theme", page.say("profile-theme"), themes.to_vec()).value(page.theme.as_str()),
    ]
}

/// Keeps both.
pub(in crate::web) async fn look(State(app): State<App>, visitor: Visitor, typed: Typed) -> Result<Response, Refusal> {
    visitor.read(&app, |_, _| Ok(())).await?;
    let mut answer = done(&visitor, "flash-profile-saved");
    if let Some(language) = Language::parse(typed.get("language")) {
        answer = answer::setting(answer, cookie::keep(text::COOKIE, language.tag(), YEAR, app.rules.is_https()));
    }
    if let Some(theme) = Theme::parse(typed.get("theme")) {
        let age = if theme == Theme::System { 0 } else { YEAR };
        answer = answer::setting(answer, cookie::keep(Theme::COOKIE, theme.as_str(), age, app.rules.is_https()));
    }
    Ok(answer)
}
