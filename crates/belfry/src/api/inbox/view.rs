//! A notification as the API shows it.

use serde::Serialize;
use store::Timestamp;
use utoipa::ToSchema;

use crate::api::time;
use crate::notification;
use crate::watch::Reason;

/// An issue that you were told of.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Notification)]
pub(in crate::api) struct View {
    /// The key of the issue.
    #[schema(example = "BEL-142")]
    issue: String,
    /// Its title, as it now is.
    title: String,
    /// Why you were told of the latest event: `mentioned`, `assigned`, `opened`, `commented`, `watching` or `project`.
    #[schema(value_type = crate::api::word::ReasonWord, example = "mentioned")]
    reason: Reason,
    /// The number of the latest event, as in `/issues/{key}/events`.
    event: i64,
    /// When that happened.
    #[serde(serialize_with = "time::serialize")]
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Whether there is something that you have not read.
    is_unread: bool,
    /// The number of the first event that you have not read.
    unread_from: Option<i64>,
    /// Until when it is put off, if it is.
    #[schema(value_type = Option<String>, format = DateTime)]
    snoozed_until: Option<String>,
    /// When you were done with it, if you are.
    #[schema(value_type = Option<String>, format = DateTime)]
    done_at: Option<String>,
}

impl From<notification::Notification> for View {
    fn from(of: notification::Notification) -> View {
        View {
            issue: of.key.to_string(),
            title: of.title,
            reason: of.reason,
            event: of.event_id.raw(),
            at: of.at,
            is_unread: of.unread_from.is_some(),
            unread_from: of.unread_from.map(|event| event.raw()),
            snoozed_until: of.snoozed_until.map(time::rfc3339),
            done_at: of.done_at.map(time::rfc3339),
        }
    }
}
