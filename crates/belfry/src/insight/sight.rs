//! What is counted: the issues that somebody sees, in one project or in all.

use store::Param;

use crate::auth::{Actor, permission};
use crate::project::ProjectId;

/// Whose eyes, and which project.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sight {
    pub actor: Actor,
    pub project: Option<ProjectId>,
}

/// The values of a statement, in the order of their placeholders.
#[derive(Clone, Debug)]
pub(super) struct Values(Vec<Param<'static>>);

impl Sight {
    /// `$1` and `$2`, which the condition of what is seen goes by.
    pub fn values(&self) -> Values {
        Values(vec![Param::from(self.actor.user_id), Param::from(self.actor.is_admin)])
    }

    /// What follows `FROM … issues i` so that only issues that are seen are left: to be followed by `AND`.
    pub fn seen(&self, values: &mut Values) -> String {
        let project = match self.project {
            Some(project) => format!(" AND i.project_id = {}", values.number(project.raw())),
            None => String::new(),
        };
        format!(
            "JOIN projects p ON p.id = i.project_id
             LEFT JOIN members m ON m.project_id = i.project_id AND m.user_id = $1
             WHERE i.deleted_at IS NULL AND {}{project}",
            permission::SEES
        )
    }
}

impl Values {
    /// The placeholder of a further number.
    pub fn number(&mut self, number: i64) -> String {
        self.0.push(Param::Integer(number));
        format!("${}", self.0.len())
    }

    /// To be bound.
    pub fn params(&self) -> &[Param<'static>] {
        &self.0
    }
}
