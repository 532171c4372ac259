//! What a call needs of whoever makes it: one table for all of them.
//!
//! A row is the beginning of a path; the longest that fits counts. `{}` stands for any one part. What is in no row takes no
//! personal token at all, and a test finds it. What somebody may do with what they see is not said here but in
//! [`crate::auth::permission`]; and what the classic API takes is access tokens.

use axum::http::Method;

use super::PREFIX;
use crate::personal_token::Scope;

/// What a call needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing: anybody may make it.
    Nothing,
    /// Somebody; if they show a personal token, one with this scope.
    Scope(Scope),
    /// Somebody who signed in: no personal token will do.
    SignedIn,
    /// An access token and nothing else, as the classic API has it.
    AccessToken,
}

use Need::{Nothing, SignedIn};
const READ: Need = Need::Scope(Scope::Read);
const ISSUES: Need = Need::Scope(Scope::IssuesWrite);
const PROJECTS: Need = Need::Scope(Scope::ProjectsWrite);
const INBOX: Need = Need::Scope(Scope::Inbox);
const OUTBOX: Need = Need::Scope(Scope::Outbox);
const ADMIN: Need = Need::Scope(Scope::Admin);

/// Where a path begins, what looking needs (`GET`), and what changing needs.
const NEEDS: &[(&str, Need, Need)] = &[
    ("/openapi.json", Nothing, Nothing),
    ("/docs", Nothing, Nothing),
    ("/projects", READ, PROJECTS),
    ("/projects/{}/watch", INBOX, INBOX),
    ("/projects/{}/views", READ, ISSUES),
    ("/issues", READ, ISSUES),
    ("/issues/{}/watch", INBOX, INBOX),
    ("/issues/{}/mails", OUTBOX, OUTBOX),
    ("/issues/{}/decisions", INBOX, INBOX),
    ("/search", READ, READ),
    ("/insights", READ, READ),
    ("/views", READ, ISSUES),
    ("/events", READ, READ),
    ("/inbox", INBOX, INBOX),
    ("/decisions", INBOX, INBOX),
    ("/outbox", ADMIN, ADMIN),
    ("/me", READ, INBOX),
    ("/me/mail-settings", INBOX, INBOX),
    ("/me/views", READ, ISSUES),
    ("/me/tokens", SignedIn, SignedIn),
    ("/me/sessions", SignedIn, SignedIn),
    ("/me/password", SignedIn, SignedIn),
    ("/me/email", SignedIn, SignedIn),
    ("/sessions", Nothing, Nothing),
    ("/sessions/current", SignedIn, SignedIn),
    ("/password-resets", Nothing, Nothing),
    ("/email-confirmations", Nothing, Nothing),
    ("/users", READ, ADMIN),
    ("/audit", ADMIN, ADMIN),
];

impl Need {
    /// What a call by this method of this route needs, the route as it is written in the code.
    pub fn of(method: &Method, route: &str) -> Need {
        let Some(path) = route.strip_prefix(PREFIX) else { return Need::AccessToken };
        let Some((_, look, change)) = row(path) else { return SignedIn };
        if method.is_safe() { *look } else { *change }
    }

    /// Whether a row says so.
    #[cfg(test)]
    pub(super) fn is_said(path: &str) -> bool {
        row(path).is_some()
    }
}

fn row(path: &str) -> Option<&'static (&'static str, Need, Need)> {
    let fitting = NEEDS.iter().filter(|(beginning, ..)| fits(beginning, path));
    fitting.max_by_key(|(beginning, ..)| beginning.split('/').count())
}

fn fits(beginning: &str, path: &str) -> bool {
    let mut parts = path.split('/');
    beginning.split('/').all(|ours| parts.next().is_some_and(|part| ours == part || ours == "{}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(method: &Method, path: &str) -> Need {
        Need::of(method, &format!("/api/v1{path}"))
    }

    #[test]
    fn the_longest_row_counts_and_what_is_in_none_takes_no_personal_token() {
        assert_eq!(need(&Method::GET, "/issues/{key}"), READ);
        assert_eq!(need(&Method::HEAD, "/issues"), READ);
        assert_eq!(need(&Method::PATCH, "/issues/{key}"), ISSUES);
        assert_eq!(need(&Method::POST, "/issues/{key}/mails/{id}/cancel"), OUTBOX);
        assert_eq!(need(&Method::PATCH, "/me"), INBOX);
        assert_eq!(need(&Method::GET, "/me/tokens"), SignedIn);
        assert_eq!(need(&Method::GET, "/meadow"), SignedIn);
        assert_eq!(need(&Method::DELETE, "/sessions/current"), SignedIn);
        assert_eq!(Need::of(&Method::GET, "/issue/{id}"), Need::AccessToken);
    }

    #[test]
    fn every_call_has_a_row() {
        for path in super::super::map().get_openapi().paths.paths.keys() {
            assert!(Need::is_said(path), "{path}: say in NEEDS what it needs of a token");
        }
    }

    #[test]
    fn each_row_stands_there_once() {
        for (index, (beginning, ..)) in NEEDS.iter().enumerate() {
            assert!(NEEDS.iter().skip(index + 1).all(|(other, ..)| other != beginning), "{beginning}");
        }
    }
}
