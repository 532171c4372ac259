//! What the plain facts add up to, in the plainest way there is.

use belfry::insight::{AGES, Insights, LATENESSES, Range, TIMES};
use belfry::issue::{Priority, Status};
use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use store::Timestamp;

use super::story::{Issue, PEOPLE, Story};

const DAY: i64 = 86_400_000_000;

/// Insights as lines, which are easier to compare and to read than structs.
pub fn told(insights: &Insights) -> Vec<String> {
    let mut lines: Vec<String> = insights
        .weeks
        .iter()
        .map(|week| {
            let at_end = Status::ALL.map(|status| week.at_end.of(status));
            let moved = [week.opened, week.closed, week.reopened, week.mails_sent, week.mails_taken_back];
            format!("{} {moved:?} {at_end:?}", week.starts_on)
        })
        .collect();
    let (pace, ages, late) = (&insights.pace, &insights.ages, &insights.lateness);
    lines.push(format!(
        "closed {} {:?} before {:?} {:?}",
        pace.closed, pace.median_us, pace.median_before_us, pace.times
    ));
    lines.push(format!("open {} {:?} {:?}", ages.open, ages.median_us, ages.ages));
    lines.extend(insights.holders.named.iter().map(|holder| {
        let name = holder.person.as_ref().map_or("nobody", |person| person.username.as_str());
        format!("{name} has {}, {}", holder.open, holder.pressing)
    }));
    lines.push(format!("others {}", insights.holders.others_open));
    lines.push(format!("late {} {:?} {:?} {:?} {:?}", late.mails, late.p50_us, late.p99_us, late.max_us, late.times));
    lines
}

/// A mail as it stands in the outbox.
struct Mail {
    kind: String,
    topic: Option<i64>,
    state: String,
    rung_at: Option<i64>,
    ended_at: Option<i64>,
    lateness_us: Option<i64>,
}

/// What this reader is to be told of one project, or of all.
pub fn insights(story: &Story, reader: usize, (project, range): (Option<usize>, Range)) -> Vec<String> {
    let (now, zone) = (story.world.now(), TimeZone::get(PEOPLE[reader].1).unwrap());
    let calendar = Calendar { monday: monday(&zone, now), weeks: range.weeks(), zone };
    let is_meant = |issue: &&Issue| {
        !issue.is_deleted && project.is_none_or(|project| project == issue.project) && story.sees(reader, issue)
    };
    let issues: Vec<&Issue> = story.issues.iter().filter(is_meant).collect();
    let all = mails(story);
    let mails: Vec<&Mail> =
        all.iter().filter(|mail| issues.iter().any(|issue| mail.topic == Some(issue.id.raw()))).collect();
    let mut lines: Vec<String> = (0..range.weeks()).map(|week| calendar.week(week, &issues, &mails)).collect();
    lines.push(calendar.pace(&issues));
    let open: Vec<&Issue> = issues.into_iter().filter(|issue| issue.status().is_open()).collect();
    let ages: Vec<i64> = open.iter().map(|issue| now.as_micros() - issue.steps[0].0.as_micros()).collect();
    lines.push(format!("open {} {:?} {:?}", open.len(), median(&ages), buckets(&ages, &AGES)));
    lines.extend(holders(&open));
    lines.push("others 0".to_owned());
    let since = now.as_micros() - DAY;
    let is_lately = |mail: &&&Mail| mail.ended_at >= Some(since) && mail.rung_at >= Some(since);
    let late: Vec<i64> = mails.iter().filter(is_lately).filter_map(|mail| mail.lateness_us).collect();
    let [p50, p99, max] = [50, 99, 100].map(|percent| rank(&late, percent));
    lines.push(format!("late {} {p50:?} {p99:?} {max:?} {:?}", late.len(), buckets(&late, &LATENESSES)));
    lines
}

/// The weeks, as a calendar on the reader's wall has them.
struct Calendar {
    /// Of this week.
    monday: Date,
    weeks: usize,
    zone: TimeZone,
}

impl Calendar {
    /// The week of a moment, from 0 on; less before that.
    fn of(&self, at: Timestamp) -> i64 {
        let days = i64::from(monday(&self.zone, at).until(self.monday).unwrap().get_days());
        i64::try_from(self.weeks).unwrap() - 1 - days / 7
    }

    fn week(&self, week: usize, issues: &[&Issue], mails: &[&Mail]) -> String {
        let number = i64::try_from(week).unwrap();
        let starts = self.monday.checked_sub((7 * (i64::try_from(self.weeks).unwrap() - 1 - number)).days()).unwrap();
        let (mut opened, mut closed, mut reopened, mut at_end) = (0, 0, 0, [0; Status::ALL.len()]);
        for issue in issues {
            for (index, (_, to)) in issue.steps.iter().enumerate().filter(|(_, (at, _))| self.of(*at) == number) {
                let from = index.checked_sub(1).map(|before| issue.steps[before].1);
                opened += i64::from(from.is_none());
                closed += i64::from(from.is_none_or(Status::is_open) && !to.is_open());
                reopened += i64::from(from.is_some_and(|from| !from.is_open()) && to.is_open());
            }
            if let Some((_, status)) = issue.steps.iter().rfind(|(at, _)| self.of(*at) <= number) {
                at_end[Status::ALL.iter().position(|other| other == status).unwrap()] += 1;
            }
        }
        let ended =
            |mail: &&&Mail| mail.kind == "assigned" && mail.ended_at.is_some_and(|at| self.of(Timestamp(at)) == number);
        let count = |is: fn(&Mail) -> bool| mails.iter().filter(ended).filter(|mail| is(mail)).count();
        let sent = count(|mail| mail.state == "sent");
        let back = count(|mail| mail.state == "cancelled" && mail.rung_at.is_none());
        format!("{starts} [{opened}, {closed}, {reopened}, {sent}, {back}] {at_end:?}")
    }

    fn pace(&self, issues: &[&Issue]) -> String {
        let weeks = i64::try_from(self.weeks).unwrap();
        let took = |weeks: std::ops::Range<i64>| -> Vec<i64> {
            let steps = issues.iter().flat_map(|issue| (0..issue.steps.len()).map(move |index| (issue, index)));
            let closings = steps.filter(|(issue, index)| {
                let (at, to) = issue.steps[*index];
                let was_open = index.checked_sub(1).is_none_or(|before| issue.steps[before].1.is_open());
                was_open && !to.is_open() && weeks.contains(&self.of(at))
            });
            closings.map(|(issue, index)| issue.steps[index].0.as_micros() - issue.steps[0].0.as_micros()).collect()
        };
        let (now, before) = (took(0..weeks), took(-weeks..0));
        format!("closed {} {:?} before {:?} {:?}", now.len(), median(&now), median(&before), buckets(&now, &TIMES))
    }
}

/// The Monday of the week of a moment.
fn monday(zone: &TimeZone, at: Timestamp) -> Date {
    let mut day = zone.to_datetime(jiff::Timestamp::from_microsecond(at.as_micros()).unwrap()).date();
    while day.weekday() != jiff::civil::Weekday::Monday {
        day = day.yesterday().unwrap();
    }
    day
}

/// Whoever has most first, nobody last.
fn holders(open: &[&Issue]) -> Vec<String> {
    let people = (0..PEOPLE.len()).map(Some).chain([None]);
    let mut held: Vec<(Option<usize>, usize, usize)> = people
        .map(|person| {
            let theirs: Vec<_> = open.iter().filter(|issue| issue.assignee == person).collect();
            let pressing = theirs.iter().filter(|issue| issue.priority >= Priority::High).count();
            (person, theirs.len(), pressing)
        })
        .filter(|(_, open, _)| *open > 0)
        .collect();
    held.sort_by_key(|(person, open, _)| (person.is_none(), std::cmp::Reverse(*open)));
    let name = |person: Option<usize>| person.map_or("nobody", |person| PEOPLE[person].0);
    held.into_iter().map(|(person, open, pressing)| format!("{} has {open}, {pressing}", name(person))).collect()
}

fn median(values: &[i64]) -> Option<i64> {
    rank(values, 50)
}

/// The smallest value such that so many of a hundred are not greater.
fn rank(values: &[i64], percent: usize) -> Option<i64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    sorted.iter().enumerate().find(|(index, _)| (index + 1) * 100 >= percent * sorted.len()).map(|(_, value)| *value)
}

/// How many are over each bound but the next.
fn buckets(values: &[i64], bounds: &[i64]) -> Vec<usize> {
    let mut counts = vec![0; bounds.len() + 1];
    for value in values {
        counts[bounds.iter().take_while(|bound| value > bound).count()] += 1;
    }
    counts
}

fn mails(story: &Story) -> Vec<Mail> {
    story.world.read(|db| {
        let sql = "SELECT kind, topic_id, state, rung_at, ended_at, lateness_us FROM mails ORDER BY id";
        db.all(sql, &[], |row| {
            Ok(Mail {
                kind: row.get("kind")?,
                topic: row.get("topic_id")?,
                state: row.get("state")?,
                rung_at: row.get("rung_at")?,
                ended_at: row.get("ended_at")?,
                lateness_us: row.get("lateness_us")?,
            })
        })
    })
}
