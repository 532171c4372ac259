//! Insights as the API shows them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::issue::view::Person;
use crate::insight::{AGES, Ages, Holder, Holders, Insights, LATENESSES, Lateness, Pace, Range, Standing, TIMES, Week};
use crate::issue::Status;

/// What the events of some weeks add up to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Insights)]
pub(in crate::api) struct View {
    /// The key of the project; null: all that you see.
    project: Option<String>,
    /// How far back: `12w`.
    range: &'static str,
    /// Your time zone, whose weeks these are.
    zone: String,
    /// Each week, the earliest first. The last one is not over.
    weeks: Vec<WeekView>,
    /// The issues that are open now.
    open: Open,
    /// How long it took to close issues.
    closing: Closing,
    /// How late mail rang that came to its end in the last 24 hours, in milliseconds.
    lateness: LatenessView,
}

/// A week.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InsightsWeek)]
pub(in crate::api) struct WeekView {
    /// The Monday on which it begins.
    #[schema(format = Date, example = "2026-03-09")]
    starts_on: String,
    /// How many issues were opened.
    opened: i64,
    /// How often one was closed.
    closed: i64,
    /// How often one that was closed was opened again.
    reopened: i64,
    /// How many issues stood where at its end; in the last week, how many stand where now.
    at_end: StandingView,
    /// How many mails about assignments were sent.
    assignment_mails_sent: i64,
    /// How many were taken back before they rang.
    assignment_mails_taken_back: i64,
}

/// How many issues are in each status.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InsightsStanding)]
pub(in crate::api) struct StandingView {
    backlog: i64,
    todo: i64,
    in_progress: i64,
    in_review: i64,
    done: i64,
    cancelled: i64,
}

/// The issues that are open now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InsightsOpen)]
pub(in crate::api) struct Open {
    /// How many.
    count: i64,
    /// Half of them are no older than this, in seconds; null if there are none.
    median_age_s: Option<i64>,
    /// How many are how old.
    ages: Vec<UpTo>,
    /// Who has them, whoever has most first; at most 50 people.
    by_assignee: Vec<HolderView>,
    /// How many open issues others have.
    others: i64,
}

/// Somebody, and what they have.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InsightsHolder)]
pub(in crate::api) struct HolderView {
    /// Who; null: nobody.
    assignee: Option<Person>,
    /// How many open issues.
    open: i64,
    /// How many of them are urgent or of high priority.
    urgent_or_high: i64,
}

/// How long it took to close issues, from when each was opened.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InsightsClosing)]
pub(in crate::api) struct Closing {
    /// How often one was closed in these weeks.
    count: i64,
    /// Half of them took no longer than this, in seconds; null if there were none.
    median_s: Option<i64>,
    /// The same of as many weeks before.
    median_before_s: Option<i64>,
    /// How many took how long.
    times: Vec<UpTo>,
}

/// How many are in a bucket: over the bound of the one before, and up to this one's.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InsightsBucket)]
pub(in crate::api) struct UpTo {
    /// Its bound, in seconds; null: whatever is longer.
    up_to_s: Option<f64>,
    /// How many.
    count: i64,
}

/// How late mail rang: from when it was to ring to its point of no return.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InsightsLateness)]
pub(in crate::api) struct LatenessView {
    /// How many mails rang.
    count: i64,
    /// Half of them were no later.
    p50_ms: Option<f64>,
    /// 99 of 100 were no later.
    p99_ms: Option<f64>,
    /// None was later.
    max_ms: Option<f64>,
    /// How many were how late.
    times: Vec<UpTo>,
}

impl View {
    /// What was found of this project, or of all.
    pub fn of(project: Option<String>, range: Range, found: Insights) -> View {
        let Insights { zone, weeks, pace, ages, holders, lateness } = found;
        View {
            project,
            range: range.as_str(),
            zone,
            weeks: weeks.into_iter().map(WeekView::from).collect(),
            open: Open::of(ages, holders),
            closing: Closing::from(pace),
            lateness: LatenessView::from(lateness),
        }
    }
}

impl From<Week> for WeekView {
    fn from(week: Week) -> WeekView {
        WeekView {
            starts_on: week.starts_on.to_string(),
            opened: week.opened,
            closed: week.closed,
            reopened: week.reopened,
            at_end: StandingView::from(week.at_end),
            assignment_mails_sent: week.mails_sent,
            assignment_mails_taken_back: week.mails_taken_back,
        }
    }
}

impl From<Standing> for StandingView {
    fn from(standing: Standing) -> StandingView {
        StandingView {
            backlog: standing.of(Status::Backlog),
            todo: standing.of(Status::Todo),
            in_progress: standing.of(Status::InProgress),
            in_review: standing.of(Status::InReview),
            done: standing.of(Status::Done),
            cancelled: standing.of(Status::Cancelled),
        }
    }
}

impl Open {
    fn of(ages: Ages, holders: Holders) -> Open {
        let view = |holder: Holder| HolderView {
            assignee: holder.person.map(Person::from),
            open: holder.open,
            urgent_or_high: holder.pressing,
        };
        Open {
            count: ages.open,
            median_age_s: ages.median_us.map(seconds),
            ages: buckets(&AGES, ages.ages),
            by_assignee: holders.named.into_iter().map(view).collect(),
            others: holders.others_open,
        }
    }
}

impl From<Pace> for Closing {
    fn from(pace: Pace) -> Closing {
        Closing {
            count: pace.closed,
            median_s: pace.median_us.map(seconds),
            median_before_s: pace.median_before_us.map(seconds),
            times: buckets(&TIMES, pace.times),
        }
    }
}

impl From<Lateness> for LatenessView {
    fn from(lateness: Lateness) -> LatenessView {
        LatenessView {
            count: lateness.mails,
            p50_ms: lateness.p50_us.map(milliseconds),
            p99_ms: lateness.p99_us.map(milliseconds),
            max_ms: lateness.max_us.map(milliseconds),
            times: buckets(&LATENESSES, lateness.times),
        }
    }
}

fn buckets(bounds: &[i64], counts: Vec<i64>) -> Vec<UpTo> {
    let bound = |index: usize| bounds.get(index).map(|bound| milliseconds(*bound) / 1000.0);
    counts.into_iter().enumerate().map(|(index, count)| UpTo { up_to_s: bound(index), count }).collect()
}

fn seconds(us: i64) -> i64 {
    us / 1_000_000
}

/// To the microsecond.
#[expect(clippy::cast_precision_loss, reason = "a span of 285 years is told to the microsecond all the same")]
fn milliseconds(us: i64) -> f64 {
    us as f64 / 1000.0
}
