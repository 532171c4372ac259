//! An issue's version as an entity tag (RFC 9110 section 8.8.3): `"v3"`.

use axum::http::{HeaderMap, HeaderName, header};

/// The header that tells this version.
pub fn of(version: i64) -> [(HeaderName, String); 1] {
    [(header::ETAG, format!("\"v{version}\""))]
}

/// Somebody has another version before them than the one that there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stale {
    /// The version that was asked for, if it was one of ours.
    pub yours: Option<i64>,
    /// The version that there is.
    pub current: i64,
}

/// What `If-Match` asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Any version.
    Any,
    /// One of these; tags that are not ours match nothing.
    OneOf(Vec<i64>),
}

impl Wanted {
    /// As it stands in the headers.
    pub fn of(headers: &HeaderMap) -> Wanted {
        let mut versions = None;
        for value in headers.get_all(header::IF_MATCH) {
            let value = value.to_str().unwrap_or_default();
            if value.trim() == "*" {
                return Wanted::Any;
            }
            versions.get_or_insert_with(Vec::new).extend(value.split(',').filter_map(version));
        }
        versions.map_or(Wanted::Any, Wanted::OneOf)
    }

    /// Refuses a change of what is at a version that was not asked for.
    pub fn check(&self, current: i64) -> Result<(), Stale> {
        match self {
            Wanted::Any => Ok(()),
            Wanted::OneOf(versions) if versions.contains(&current) => Ok(()),
            Wanted::OneOf(versions) => Err(Stale { yours: versions.first().copied(), current }),
        }
    }
}

/// Whether the client has this version already (`If-None-Match`).
pub fn is_known(headers: &HeaderMap, current: i64) -> bool {
    let values = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|tag| {
        let tag = tag.trim();
        tag == "*" || version(tag.strip_prefix("W/").unwrap_or(tag)) == Some(current)
    })
}

fn version(tag: &str) -> Option<i64> {
    tag.trim().strip_prefix("\"v")?.strip_suffix('"')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(values: &[&str]) -> Wanted {
        Wanted::of(&values.iter().map(|value| (header::IF_MATCH, value.parse().unwrap())).collect())
    }

    #[test]
    fn a_version_is_asked_for_by_its_tag() {
        assert_eq!(wanted(&[]), Wanted::Any);
        assert_eq!(wanted(&["*"]), Wanted::Any);
        assert_eq!(wanted(&["\"v3\""]), Wanted::OneOf(vec![3]));
        assert_eq!(wanted(&["\"v3\", \"v4\"", "\"v5\""]), Wanted::OneOf(vec![3, 4, 5]));
    }

    #[test]
    fn a_version_that_is_known_is_not_sent_again() {
        let known = |value: &str| is_known(&[(header::IF_NONE_MATCH, value.parse().unwrap())].into_iter().collect(), 3);
        for value in ["\"v3\"", "W/\"v3\"", "\"v1\", \"v3\"", "*"] {
            assert!(known(value), "{value}");
        }
        assert!(!known("\"v2\"") && !known("v3") && !is_known(&HeaderMap::new(), 3));
    }

    #[test]
    fn a_tag_that_is_not_ours_matches_nothing() {
        for tag in ["\"x\"", "v3", "W/\"v3\"", "", "\"v99999999999999999999\""] {
            assert_eq!(wanted(&[tag]), Wanted::OneOf(vec![]), "{tag}");
        }
    }
}
