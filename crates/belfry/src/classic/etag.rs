//! An issue's version as an entity tag (RFC 9110 section 8.8.3): `"v3"`. Old clients do without.

use axum::http::{HeaderMap, HeaderName, header};

use super::refusal::Refusal;
use crate::issue::Issue;

/// The header that tells an issue's version.
pub(super) fn of(issue: &Issue) -> [(HeaderName, String); 1] {
    [(header::ETAG, format!("\"v{}\"", issue.version))]
}

/// What `If-Match` asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
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

    /// Refuses a change of an issue that is not at a version that was asked for.
    pub fn check(&self, issue: &Issue) -> Result<(), Refusal> {
        match self {
            Wanted::Any => Ok(()),
            Wanted::OneOf(versions) if versions.contains(&issue.version) => Ok(()),
            Wanted::OneOf(versions) => Err(Refusal::Stale { yours: versions.first().copied(), current: issue.version }),
        }
    }
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
    fn a_tag_that_is_not_ours_matches_nothing() {
        for tag in ["\"x\"", "v3", "W/\"v3\"", "", "\"v99999999999999999999\""] {
            assert_eq!(wanted(&[tag]), Wanted::OneOf(vec![]), "{tag}");
        }
    }
}
