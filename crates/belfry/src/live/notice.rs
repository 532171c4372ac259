//! Which event it was: what is told of it, and how that is written on the way to other nodes.

use crate::event::EventId;
use crate::issue::IssueId;
use crate::project::ProjectId;

/// An event, in short. It says nothing that would need to be kept from anybody but that something happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its number.
    pub event: EventId,
    /// What it happened to.
    pub issue: IssueId,
    /// Where that is.
    pub project: ProjectId,
    /// The word for it, as [`crate::event::Event::kind`] has it.
    pub kind: String,
}

impl Notice {
    /// On one line.
    pub(super) fn encode(&self) -> String {
        format!("{} {} {} {}", self.event.raw(), self.issue.raw(), self.project.raw(), self.kind)
    }

    /// `None` if it is none of ours, or was cut short.
    pub(super) fn decode(line: &str) -> Option<Notice> {
        let mut parts = line.split(' ');
        let mut number = || parts.next()?.parse::<i64>().ok();
        let (event, issue, project) = (EventId(number()?), IssueId(number()?), ProjectId(number()?));
        let kind = parts.next().filter(|kind| !kind.is_empty())?.to_owned();
        parts.next().is_none().then_some(Notice { event, issue, project, kind })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_back_and_nothing_else_does() {
        let kind = "issue_opened".to_owned();
        let notice = Notice { event: EventId(3), issue: IssueId(2), project: ProjectId(1), kind };
        assert_eq!(notice.encode(), "3 2 1 issue_opened");
        assert_eq!(Notice::decode(&notice.encode()), Some(notice));
        for wrong in ["", "3 2 1", "3 2 1 ", "3 2 x issue_opened", "3 2 1 issue_opened more"] {
            assert_eq!(Notice::decode(wrong), None, "{wrong:?}");
        }
    }
}
