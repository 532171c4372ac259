//! Whether a request comes from a page of ours, as far as the browser says.
//!
//! A browser sends a cookie along with what a page of another site has it send. It also says which site that is:
//! `Sec-Fetch-Site` (every browser since 2023), or else `Origin`. What changes something and shows a cookie must say that
//! it comes from us; what says nothing is no browser of today, and uses a token.

use axum::http::{HeaderMap, Method, header};

/// Whether this may change nothing, since a page of another site may have sent it.
pub fn is_foreign(method: &Method, headers: &HeaderMap, base_url: &str) -> bool {
    !method.is_safe() && says(headers, base_url) != Some(true)
}

/// Whether this says that a page of another site sent it. What says nothing is let through: it shows no cookie.
pub fn says_foreign(headers: &HeaderMap, base_url: &str) -> bool {
    says(headers, base_url) == Some(false)
}

/// Whether it comes from us, if it says.
fn says(headers: &HeaderMap, base_url: &str) -> Option<bool> {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site")) {
        // `none`: typed or bookmarked by a person, not sent by a page.
        return Some(matches!(site, "same-origin" | "none"));
    }
    let origin = text(header::ORIGIN)?;
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    Some(origin == site_of(base_url) || (authority.is_some() && authority == text(header::HOST)))
}

/// The URL without its path.
fn site_of(base_url: &str) -> &str {
    let host = base_url.find("://").map_or(0, |at| at + 3);
    base_url[host..].find('/').map_or(base_url, |end| &base_url[..host + end])
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "https://belfry.example";

    fn foreign(method: &Method, headers: &[(&'static str, &str)]) -> bool {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        is_foreign(method, &headers.collect(), BASE)
    }

    #[test]
    fn the_site_is_the_same_whatever_path_we_are_at() {
        assert_eq!(site_of("https://example.org/belfry"), "https://example.org");
        assert_eq!(site_of("http://127.0.0.1:8000"), "http://127.0.0.1:8000");
    }

    #[test]
    fn looking_is_free() {
        assert!(!foreign(&Method::GET, &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")]));
        assert!(!foreign(&Method::HEAD, &[]) && !foreign(&Method::OPTIONS, &[]));
    }

    #[test]
    fn what_changes_something_says_that_it_comes_from_us() {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            assert!(!foreign(&method, &[("sec-fetch-site", "same-origin")]));
            assert!(!foreign(&method, &[("sec-fetch-site", "none")]));
            assert!(!foreign(&method, &[("origin", BASE)]));
            assert!(!foreign(&method, &[("origin", "http://127.0.0.1:8000"), ("host", "127.0.0.1:8000")]));
            assert!(foreign(&method, &[]), "{method}: says nothing");
            for site in ["cross-site", "same-site", "", "Same-Origin"] {
                assert!(foreign(&method, &[("sec-fetch-site", site), ("origin", BASE)]), "{method} {site}");
            }
            for origin in ["https://evil.example", "null", "https://belfry.example.evil.example", "belfry.example", ""]
            {
                let headers = [("origin", origin), ("host", "belfry.example")];
                assert!(foreign(&method, &headers), "{method} {origin}");
            }
        }
    }

    #[test]
    fn what_shows_no_cookie_need_not_say() {
        let says = |name: &'static str, value: &str| {
            says_foreign(&[(name.parse().unwrap(), value.parse().unwrap())].into_iter().collect(), BASE)
        };
        assert!(!says_foreign(&HeaderMap::new(), BASE) && !says("origin", BASE));
        assert!(says("origin", "https://evil.example") && says("sec-fetch-site", "same-site"));
    }
}
