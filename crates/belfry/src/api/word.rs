//! The words that stand for one of few things, as the document lists them.

use std::borrow::Cow;

use utoipa::openapi::schema::{Schema, Type};
use utoipa::openapi::{ObjectBuilder, RefOr};
use utoipa::{PartialSchema, ToSchema};

use crate::issue::{self, Status};
use crate::project;
use crate::watch;

fn one_of<'w>(words: impl IntoIterator<Item = &'w str>) -> RefOr<Schema> {
    RefOr::T(Schema::Object(ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).build()))
}

/// A schema for each, by the name that the document gives it.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $all:expr;)*) => { $(
        $(#[$doc])*
        pub(super) struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                one_of($all.into_iter().map(|one| one.as_str()))
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }
        }
    )* };
}

words! {
    /// How far an issue has come.
    StatusWord: Status::ALL;
    /// How much it matters.
    PriorityWord: issue::Priority::ALL;
    /// How it stands to another.
    RelationWord: issue::Relation::ALL;
    /// Who may look at a project.
    VisibilityWord: project::Visibility::ALL;
    /// What somebody is in it.
    RoleWord: project::Role::ALL;
    /// How much of it somebody hears.
    LevelWord: watch::Level::ALL;
    /// Why somebody hears of an issue.
    ReasonWord: watch::Reason::ALL;
}
