//! Which issue is meant.

use store::Param;

use super::{IssueId, IssueKey};
use crate::project::ProjectId;

/// One issue, by whatever it was called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// By its row.
    Row(IssueId),
    /// By its key, or one that it once had.
    Key(IssueKey),
    /// By its number in the default project.
    Number(i64),
    /// By its number in this one.
    Numbered(ProjectId, i64),
}

impl Which {
    /// The condition on `i` for it, whose parameters come from `$3` on.
    pub(super) fn condition(&self) -> &'static str {
        match self {
            Which::Row(_) => "i.id = $3",
            Which::Key(_) => "i.project_id = (SELECT project_id FROM project_keys WHERE key = $3) AND i.number = $4",
            Which::Number(_) => "i.project_id = (SELECT id FROM projects ORDER BY id LIMIT 1) AND i.number = $3",
            Which::Numbered(..) => "i.project_id = $3 AND i.number = $4",
        }
    }

    /// The parameters of the condition.
    pub(super) fn params(&self) -> Vec<Param<'_>> {
        match self {
            Which::Row(id) => vec![Param::from(*id)],
            Which::Key(key) => vec![Param::from(&key.project), Param::from(key.number)],
            Which::Number(number) => vec![Param::from(*number)],
            Which::Numbered(project, number) => vec![Param::from(*project), Param::from(*number)],
        }
    }
}

impl From<IssueId> for Which {
    fn from(id: IssueId) -> Which {
        Which::Row(id)
    }
}

impl From<&IssueKey> for Which {
    fn from(key: &IssueKey) -> Which {
        Which::Key(key.clone())
    }
}

impl From<i64> for Which {
    fn from(number: i64) -> Which {
        Which::Number(number)
    }
}
