//! Pages are sent compressed to whoever can read that. What pages load was compressed when it was built (`asset`).
//!
//! Compressing what an attacker can have put into a page beside a secret gives the secret away by the length of the answer
//! (BREACH, <https://www.breachattack.com>). No page of ours holds one: the session is in a cookie, which is no part of a page;
//! whether a form is ours is told by where it comes from (`Sec-Fetch-Site`, `Origin`), so that there is no token in it; and a
//! new token or an invite is shown once, to a POST that no other site can send.

use axum::http::{Extensions, HeaderMap, StatusCode, Version, header};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{And, Predicate, SizeAbove};

/// Shorter answers gain nothing.
const LEAST: u16 = 860;
/// Of 11 with brotli and of 9 with gzip: what more gains is not worth the time.
const LEVEL: i32 = 4;

type IsPage = fn(StatusCode, Version, &HeaderMap, &Extensions) -> bool;

/// Compresses pages, and nothing else: a stream of events is sent as it comes.
pub(super) fn layer() -> CompressionLayer<And<SizeAbove, IsPage>> {
    let is_page: IsPage = is_page;
    CompressionLayer::new().quality(CompressionLevel::Precise(LEVEL)).compress_when(SizeAbove::new(LEAST).and(is_page))
}

fn is_page(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.starts_with("text/html")
}
