//! What pages load: one style sheet, two scripts, two pictures; embedded, compressed, and named by what is in them.
//!
//! A name that changes with the bytes may be kept for ever. The build (`build.rs`) packs and names them.

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

use crate::app::App;
use crate::error::Error;
use crate::web::Refusal;

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Nothing may be loaded by a picture; its own rules may be in it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// A file that is served as it is.
struct Asset {
    name: &'static str,
    url: &'static str,
    kind: &'static str,
    plain: &'static [u8],
    brotli: &'static [u8],
    gzip: &'static [u8],
}

/// Where the file of this name is. There is no such file: an empty address, which a test finds.
pub(in crate::web) fn url(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or("", |asset| asset.url)
}

pub(super) fn routes() -> Router<App> {
    Router::new().route("/assets/{hash}/{name}", get(show)).route("/favicon.ico", get(icon))
}

async fn show(Path((hash, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let url = format!("/assets/{hash}/{name}");
    match ASSETS.iter().find(|asset| asset.url == url) {
        Some(asset) => answer(asset, &headers),
        None => Refusal::from(Error::NotFound("page")).into_response(),
    }
}

/// Asked for by browsers whatever a page says.
async fn icon(headers: HeaderMap) -> Response {
    match ASSETS.iter().find(|asset| asset.name == "favicon.svg") {
        Some(asset) => {
            let mut answer = answer(asset, &headers);
            // Its name does not change with it.
            answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
            answer
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn answer(asset: &Asset, headers: &HeaderMap) -> Response {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|accepted| accepted.to_str().ok()).unwrap_or_default();
    let takes =
        |coding: &str| accepted.split(',').any(|word| word.split(';').next().is_some_and(|w| w.trim() == coding));
    let (bytes, coding) = match (takes("br"), takes("gzip")) {
        (true, _) => (asset.brotli, Some("br")),
        (false, true) => (asset.gzip, Some("gzip")),
        (false, false) => (asset.plain, None),
    };
    let mut answer = bytes.into_response();
    let headers = answer.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, asset.kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "accept-encoding"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Some(coding) = coding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(name: &str) -> usize {
        ASSETS.iter().find(|asset| asset.name == name).unwrap().gzip.len()
    }

    #[test]
    fn the_style_sheet_and_the_scripts_keep_to_their_budgets() {
        let css = ASSETS.iter().find(|asset| asset.name == "belfry.css").unwrap();
        assert!(css.plain.len() <= 40 * 1024, "{}", css.plain.len());
        let js = packed("belfry.js") + packed("htmx.js");
        assert!(js <= 40 * 1024, "{js}");
    }

    #[test]
    fn what_changes_gets_another_address() {
        let urls: Vec<_> = ASSETS.iter().map(|asset| asset.url).collect();
        assert!(urls.iter().all(|url| url.starts_with("/assets/")), "{urls:?}");
        assert_ne!(ASSETS[0].url.split('/').nth(2), ASSETS[1].url.split('/').nth(2));
    }
}
