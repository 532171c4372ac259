//! Small cookies of ours: the theme, the language, a flash. The session's is [`crate::http::cookie`].

use axum::http::{HeaderMap, HeaderValue, header};

/// What a cookie of this name holds, if it is there.
pub(in crate::web) fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let values = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = values.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// Has the browser keep a cookie for so many seconds. What the value holds is written so that it can stand there.
pub(in crate::web) fn keep(name: &str, value: &str, seconds: u64, is_https: bool) -> Option<HeaderValue> {
    let secure = if is_https { "; Secure" } else { "" };
    let written = format!("{name}={value}; Path=/; Max-Age={seconds}; SameSite=Lax{secure}");
    HeaderValue::try_from(written).ok()
}
