//! What a request asks, whoever sends it: the language, the theme, the path, and what is to be said on the page.

use std::convert::Infallible;
use std::ops::Deref;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use jiff::tz::TimeZone;
use store::Timestamp;

use super::flash::Flash;
use super::reader::Reader;
use super::text::Language;
use super::{asset, cookie, part};
use crate::app::App;

/// Light, dark, or as the system has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The header by which the script says since when a page is open: `data-now` of it.
const SINCE: &str = "belfry-since";
/// The headers by which the script says that it takes a piece out of the page that it asks for.
const PIECES: [&str; 3] = ["hx-request", "belfry-partial", SINCE];

impl Theme {
    /// The cookie in which it is kept; the script writes it too.
    pub const COOKIE: &str = "theme";

    /// The theme of that word.
    pub fn parse(word: &str) -> Option<Theme> {
        match word {
            "system" => Some(Theme::System),
            "light" => Some(Theme::Light),
            "dark" => Some(Theme::Dark),
            _ => None,
        }
    }

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// What a request asks. What every page is written with; that of somebody who is signed in is [`super::Page`].
#[derive(Clone, Debug)]
pub struct Ask {
    /// In which language, zone and moment. The zone is UTC until it is known who reads.
    pub reader: Reader,
    /// How it is to look.
    pub theme: Theme,
    /// The path and the query.
    pub path: String,
    /// What the page says first. What waits to be said waits for a whole page: a look by the script would lose it.
    pub flash: Option<Flash>,
    /// Whether only what changed is wanted, to be put into a page that is there (`HX-Request`).
    pub is_swap: bool,
    /// Whether it only looks: what answers a form cannot be looked at again, and holds still.
    pub is_look: bool,
    /// Since when the page is open that this only brings up to date, if one is (`Belfry-Since`).
    pub open_since: Option<Timestamp>,
    /// Whether people come over https.
    pub is_https: bool,
    /// The host that people know us by.
    pub host: String,
}

impl Ask {
    /// Of a request with these headers, for this path.
    pub fn of(path: &str, headers: &HeaderMap, app: &App) -> Ask {
        let is_https = app.rules.is_https();
        let reader = Reader { language: Language::of(headers), zone: TimeZone::UTC, now: app.store.clock().now() };
        let theme = cookie::read(headers, Theme::COOKIE).and_then(Theme::parse).unwrap_or_default();
        let host = app.rules.base_url.split_once("://").map_or("", |(_, host)| host).to_owned();
        let is_piece = PIECES.iter().any(|name| headers.contains_key(*name));
        let flash = if is_piece { None } else { Flash::read(headers, is_https) };
        let is_swap = headers.contains_key("hx-request");
        let open_since = headers.get(SINCE).and_then(|since| super::reader::parse_datetime(since.to_str().ok()?));
        Ask { reader, theme, path: path.to_owned(), flash, is_swap, is_look: true, open_since, is_https, host }
    }

    /// ` data-theme="dark"`, where a theme was chosen.
    pub fn theme_attribute(&self) -> part::Html {
        match self.theme {
            Theme::System => part::Html::default(),
            theme => part::Html::new(format!(" data-theme=\"{}\"", theme.as_str())),
        }
    }

    /// Where a file is that pages load.
    pub fn asset(&self, name: &str) -> &'static str {
        asset::url(name)
    }

    /// The clock of the server, by which the script counts down.
    pub fn clock_of_server(&self) -> String {
        super::reader::datetime(self.reader.now)
    }

    /// The version of Belfry.
    pub fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}

impl Deref for Ask {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl FromRequestParts<App> for Ask {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Ask, Infallible> {
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        Ok(Ask { is_look: parts.method.is_safe(), ..Ask::of(path, &parts.headers, app) })
    }
}
