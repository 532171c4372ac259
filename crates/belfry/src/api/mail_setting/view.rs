//! Mail settings as the API shows them.

use jiff::civil::Time;
use outbox::Kind;
use serde::{Deserialize, Serialize};
use store::Db;
use utoipa::ToSchema;

use super::digest::Digest;
use crate::api::time;
use crate::app::{App, Rules};
use crate::auth::Actor;
use crate::error::Result;
use crate::user::{self, Stop};
use crate::{digest, mail_setting};

/// What you set about the mail you get.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MailSettings)]
pub(in crate::api) struct View {
    /// How many seconds after you are given an issue the mail about it goes out; null: as the instance has it.
    assign_delay_s: Option<u64>,
    /// How many seconds after the first change the mail about it goes out; null: as the instance has it.
    update_delay_s: Option<u64>,
    /// How digests come; null: as the instance has it.
    digest: Option<Digest>,
    /// When you want no mail: what is due then comes when they end; null: you always do.
    quiet_hours: Option<QuietHours>,
    /// The IANA name of the time zone that your local times are in.
    #[schema(example = "Europe/Berlin")]
    zone: String,
    /// Whether you are mailed about what you assign to yourself.
    own_assignments: bool,
    /// Whether you are mailed about what you change yourself.
    own_changes: bool,
    /// When your next digest is due, if something is open for you then.
    #[schema(value_type = Option<String>, format = DateTime)]
    next_digest_at: Option<String>,
    /// Whether you stopped digests by the link in one. Asking for them here starts them again.
    is_digest_stopped: bool,
    /// What the instance has.
    instance: Instance,
}

/// From when until when you want no mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct QuietHours {
    /// The local time at which they begin.
    #[schema(example = "22:00")]
    pub(super) from: String,
    /// The local time at which they end; over midnight if it is the earlier of the two.
    #[schema(example = "07:00")]
    pub(super) until: String,
}

/// What the instance has for whoever sets nothing.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Instance {
    /// Seconds from being given an issue to the mail about it.
    assign_delay_s: u64,
    /// Seconds from the first change to the mail about it.
    update_delay_s: u64,
    /// Seconds from one digest to the next; null: there are none.
    digest_every_s: Option<u64>,
}

/// The actor's, as they now are.
pub(super) fn of(db: &Db<'_>, actor: &Actor, app: &App) -> Result<View> {
    let user = actor.user_id;
    let settings = mail_setting::load(db, user)?;
    let stop = Stop { user_id: user, kind: Kind::Digest, topic_id: 0 };
    Ok(View {
        assign_delay_s: settings.assign_delay.map(|delay| delay.as_secs()),
        update_delay_s: settings.update_delay.map(|delay| delay.as_secs()),
        digest: settings.digest.map(Digest::from),
        quiet_hours: settings.quiet.map(|quiet| QuietHours { from: shown(quiet.from), until: shown(quiet.until) }),
        zone: settings.zone,
        own_assignments: settings.own_assignments,
        own_changes: settings.own_changes,
        next_digest_at: digest::next(db, user)?.map(time::rfc3339),
        is_digest_stopped: user::is_stopped(db, &stop)?,
        instance: instance(&app.rules),
    })
}

fn instance(rules: &Rules) -> Instance {
    Instance {
        assign_delay_s: rules.delays.assigned.as_secs(),
        update_delay_s: rules.delays.updated.as_secs(),
        digest_every_s: rules.digest_every.map(|every| every.as_secs()),
    }
}

/// `09:30`
pub(super) fn shown(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}
