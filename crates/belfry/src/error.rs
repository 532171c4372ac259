//! What a verb may answer instead of its result. Named by who must act; the edges translate each into their own terms.

use std::time::Duration;

use crate::auth::Bar;

/// The result of a verb.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a verb did nothing. Whatever it is, nothing was changed, but for [`Error::Unknown`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Somebody typed something wrong; they can put it right.
    #[error("{0}")]
    Invalid(FieldErrors),
    /// There is no such thing, or the actor may not know of it. Holds the noun: "issue", "user", "mail".
    #[error("{0} not found")]
    NotFound(&'static str),
    /// The actor may see it and may not do this to it.
    #[error("you may not do this")]
    Forbidden,
    /// Nobody knows who asks. Holds the reason.
    #[error("{0}")]
    Unauthenticated(&'static str),
    /// Who asks is known, and may not do it the way they ask.
    #[error(transparent)]
    Barred(Bar),
    /// It clashes with what is there.
    #[error(transparent)]
    Conflict(Conflict),
    /// More at once than Belfry takes in; try again.
    #[error("too much at once, try again in {} s", retry_after.as_secs())]
    TooMany {
        /// When it is worth trying again.
        retry_after: Duration,
    },
    /// Too many passwords were wrong for this account, whether there is one or not.
    #[error("too many wrong passwords for this account, try again in {} s", retry_after.as_secs())]
    LockedOut {
        /// When it is worth trying again.
        retry_after: Duration,
    },
    /// The database is away, full or busy; try again.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The database went away while the change was made, and nobody knows whether it was: to be looked at before it is repeated.
    #[error("{0}")]
    Unknown(String),
    /// A fault of ours.
    #[error("{0:#}")]
    Broken(anyhow::Error),
}

/// What a change clashes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// Another person has this address.
    #[error("a user with this email already exists")]
    EmailTaken,
    /// Another person has this name to log in with.
    #[error("a user with this username already exists")]
    UsernameTaken,
    /// Another project has, or had, this key.
    #[error("another project has, or had, this key")]
    KeyTaken,
    /// The project has a label of this name.
    #[error("the project has a label of this name")]
    LabelTaken,
    /// The person keeps another view of this name.
    #[error("another of your views has this name")]
    ViewTaken,
    /// Issues would block each other in a circle.
    #[error("they would stand to each other in a circle: none of them could be done first")]
    Circle,
    /// Nobody else runs the instance.
    #[error("nobody else runs this instance: make somebody else an admin first")]
    LastAdmin,
    /// Nobody else maintains the project.
    #[error("nobody else maintains this project: give somebody else that role first")]
    LastMaintainer,
    /// Another change was asked for under the same key.
    #[error("this key was used already")]
    KeyUsed,
    /// The issue was changed since the actor read it.
    #[error("it was changed meanwhile, to version {current}")]
    Stale {
        /// The version it has now.
        current: i64,
    },
}

/// What is wrong with what somebody typed, by field, in the order in which it was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldErrors(Vec<(&'static str, String)>);

impl FieldErrors {
    /// One field is wrong.
    pub fn one(field: &'static str, text: impl Into<String>) -> FieldErrors {
        FieldErrors(vec![(field, text.into())])
    }

    /// A further field is wrong. Only the first text of a field is kept.
    pub fn add(&mut self, field: &'static str, text: impl Into<String>) {
        if !self.0.iter().any(|(known, _)| *known == field) {
            self.0.push((field, text.into()));
        }
    }

    /// A further field may be wrong: what is wrong with it, if something is.
    pub fn extend(&mut self, field: &'static str, wrong: Option<String>) {
        if let Some(text) = wrong {
            self.add(field, text);
        }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each field and its text.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(field, text)| (*field, text.as_str()))
    }
}

impl std::fmt::Display for FieldErrors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, (field, text)) in self.iter().enumerate() {
            let comma = if index == 0 { "" } else { "; " };
            write!(f, "{comma}{field}: {text}")?;
        }
        Ok(())
    }
}

impl From<FieldErrors> for Error {
    fn from(errors: FieldErrors) -> Error {
        Error::Invalid(errors)
    }
}

impl From<Conflict> for Error {
    fn from(conflict: Conflict) -> Error {
        Error::Conflict(conflict)
    }
}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Error {
        Error::Broken(error)
    }
}

impl From<store::Error> for Error {
    /// What a verb does not expect of the database is either for the caller to try again or a fault of ours.
    fn from(error: store::Error) -> Error {
        match error {
            store::Error::Unknown(_) => Error::Unknown(error.to_string()),
            _ if error.is_temporary() => Error::Unavailable(error.to_string()),
            _ => Error::Broken(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_wrong_in_one_way_at_a_time() {
        let mut errors = FieldErrors::default();
        assert!(errors.is_empty());
        errors.add("email", "blank");
        errors.add("title", "too long");
        errors.add("email", "no address");
        assert_eq!(errors.iter().collect::<Vec<_>>(), [("email", "blank"), ("title", "too long")]);
        assert_eq!(errors.to_string(), "email: blank; title: too long");
    }

    #[test]
    fn a_full_disk_is_worth_another_try_and_a_wrong_statement_is_ours() {
        let full = Error::from(store::Error::Full("no room".to_owned()));
        assert!(matches!(full, Error::Unavailable(text) if text.contains("full")));
        assert!(matches!(Error::from(store::Error::NoRow), Error::Broken(_)));
    }
}
