//! No text but ours is an access token, nor is ours with any byte changed; and what is read from a `Cookie` header stood in
//! it under our name.

#![no_main]

use std::sync::LazyLock;
use std::time::Duration;

use belfry::auth::token::Keys;
use belfry::http::cookie;
use belfry::user::UserId;
use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use store::Timestamp;

const NOW: Timestamp = Timestamp(1_773_306_150_000_000);

/// Keys of this run, and a token by them.
static OURS: LazyLock<(Keys, String)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let keys = Keys::open(&folder.keep().join("token.key")).expect("keys");
    let token = keys.issue(UserId(7), NOW, Duration::from_secs(3600));
    (keys, token)
});

#[derive(Arbitrary, Debug)]
struct Shown<'a> {
    text: &'a str,
    /// Where the token is changed, and into what.
    changes: Vec<(u16, u8)>,
    /// What is cut off its end.
    cut: u8,
    cookie: &'a [u8],
    is_https: bool,
}

fuzz_target!(|shown: Shown<'_>| {
    let (keys, token) = &*OURS;
    assert!(keys.verify(token, NOW).is_ok());
    assert!(keys.verify(shown.text, NOW).is_err() || shown.text == token);
    let changed = changed(token, &shown);
    assert!(keys.verify(&changed, NOW).is_err() || changed == *token, "{changed}");

    let mut headers = HeaderMap::new();
    let Ok(value) = HeaderValue::from_bytes(shown.cookie) else { return };
    headers.insert(COOKIE, value);
    if let Some(secret) = cookie::read(&headers, shown.is_https) {
        let name = if shown.is_https { "__Host-belfry" } else { "belfry" };
        let sent = std::str::from_utf8(shown.cookie).expect("a header that was read is text");
        assert!(sent.contains(&format!("{name}={secret}")) && !secret.contains(';'), "{sent}");
    }
});

fn changed(token: &str, shown: &Shown<'_>) -> String {
    let mut bytes = token.as_bytes().to_vec();
    for (at, to) in &shown.changes {
        let length = bytes.len();
        bytes[usize::from(*at) % length] = *to;
    }
    bytes.truncate(bytes.len() - usize::from(shown.cut).min(bytes.len()));
    String::from_utf8_lossy(&bytes).into_owned()
}
