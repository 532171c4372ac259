//! All of it, in one snapshot.

use jiff::tz::TimeZone;
use store::Db;

use super::age::{self, Ages};
use super::flow::{self, Week};
use super::holder::{self, Holders};
use super::pace::{self, Pace};
use super::range::Range;
use super::ringing::{self, Lateness};
use super::sight::Sight;
use super::week::Weeks;
use crate::auth::Actor;
use crate::error::Result;
use crate::mail_setting;
use crate::project::ProjectId;

/// What the events add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insights {
    /// The time zone whose weeks these are.
    pub zone: String,
    /// The weeks, the earliest first; the last is not over.
    pub weeks: Vec<Week>,
    /// How long closing took.
    pub pace: Pace,
    /// How old open issues are.
    pub ages: Ages,
    /// Who has them.
    pub holders: Holders,
    /// How late mail rang lately.
    pub lateness: Lateness,
}

impl Insights {
    /// How many mails about assignments were sent in all weeks, and how many taken back before they rang.
    pub fn assignments(&self) -> (i64, i64) {
        self.weeks.iter().fold((0, 0), |(sent, back), week| (sent + week.mails_sent, back + week.mails_taken_back))
    }
}

/// What the events of this range add up to, in one project or in all that the actor sees.
///
/// # Errors
/// As the database fails.
pub fn look(db: &Db<'_>, actor: &Actor, project: Option<ProjectId>, range: Range) -> Result<Insights> {
    let sight = Sight { actor: *actor, project };
    let zone = mail_setting::load(db, actor.user_id)?.zone;
    let known = TimeZone::get(&zone).unwrap_or(TimeZone::UTC);
    let weeks = Weeks::until(db.now(), &known, range.weeks())?;
    let before = weeks.before(&known)?;
    let mut told = flow::weeks(db, &sight, &weeks)?;
    ringing::count_assignments(db, &sight, &weeks, &mut told)?;
    let ages = age::ages(db, &sight)?;
    Ok(Insights {
        zone,
        weeks: told,
        pace: pace::pace(db, &sight, (before.begin, weeks.begin))?,
        holders: holder::holders(db, &sight, ages.open)?,
        ages,
        lateness: ringing::lateness(db, &sight)?,
    })
}
