//! The cookie of a session (RFC 6265): never seen by scripts, never sent along by other sites' forms, and over https bound to
//! this host.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::app::Rules;
use crate::session::LONGEST;

/// Over https a browser takes a cookie of this name only from the host itself, over https.
const OVER_HTTPS: &str = "__Host-belfry";
const PLAIN: &str = "belfry";

/// What stands in the session's cookie, if there is one.
pub fn read(headers: &HeaderMap, is_https: bool) -> Option<&str> {
    let values = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = values.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == name_by(is_https)).map(|(_, value)| value)
}

/// Has the browser keep the session.
pub fn keep(secret: &str, rules: &Rules) -> Option<HeaderValue> {
    written(secret, LONGEST.as_secs(), rules)
}

/// Has the browser forget the session.
pub fn forget(rules: &Rules) -> Option<HeaderValue> {
    written("", 0, rules)
}

fn written(value: &str, age: u64, rules: &Rules) -> Option<HeaderValue> {
    let secure = if rules.is_https() { "; Secure" } else { "" };
    let name = name_by(rules.is_https());
    HeaderValue::try_from(format!("{name}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}")).ok()
}

fn name_by(is_https: bool) -> &'static str {
    if is_https { OVER_HTTPS } else { PLAIN }
}
