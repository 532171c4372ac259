//! A project as the API shows it.

use serde::Serialize;
use store::Timestamp;
use utoipa::ToSchema;

use crate::api::time;
use crate::project;

/// A project.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Project)]
pub(in crate::api) struct View {
    /// What its issues are called by; earlier keys still lead to it.
    #[schema(example = "BEL")]
    key: String,
    /// What people call it.
    name: String,
    /// Markdown.
    description: String,
    /// `public`: whoever is signed in sees it and opens issues; `internal`: sees it; `private`: its members do.
    #[schema(value_type = crate::api::word::VisibilityWord, example = "public")]
    visibility: project::Visibility,
    /// What you are in it: `reader`, `reporter`, `member` or `maintainer`.
    #[schema(value_type = crate::api::word::RoleWord, example = "member")]
    role: project::Role,
    /// When it was opened.
    #[serde(serialize_with = "time::serialize")]
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Whether nothing in it may be changed.
    is_archived: bool,
}

impl From<project::Project> for View {
    fn from(project: project::Project) -> View {
        View {
            key: project.key,
            name: project.name,
            description: project.description,
            visibility: project.visibility,
            role: project.role,
            created_at: project.created_at,
            is_archived: project.archived_at.is_some(),
        }
    }
}
