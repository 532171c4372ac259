//! What the numbers say, in a sentence each.
//!
//! Pure: the same numbers are read the same way, and what is missing is said to be. Every sentence is one of the language files.

use super::chart::length;
use super::span::{milliseconds, span};
use crate::insight::{Ages, Holders, Insights, Lateness, Pace, Week};
use crate::issue::Status;
use crate::web::Reader;

/// A number above the charts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stat {
    /// What it is.
    pub name: String,
    /// The number.
    pub value: String,
    /// What it is compared with.
    pub beside: String,
}

/// From which bucket of ages on an issue is old: those are older than two months.
const OLD: usize = 6;

/// The four numbers.
pub(super) fn stats(reader: &Reader, found: &Insights) -> [Stat; 4] {
    let none = || reader.say("insights-none");
    let stat = |key: &str, value: String, beside: String| Stat { name: reader.say(key), value, beside };
    let in_words = |us: Option<i64>| us.map_or_else(none, |us| span(reader, us));
    let was =
        found.pace.median_before_us.map(|us| reader.tell("insights-pace-was").text("span", span(reader, us)).plain());
    let (sent, back) = found.assignments();
    let share = (sent + back > 0).then(|| (back * 100 + (sent + back) / 2) / (sent + back));
    let percent = |share| reader.tell("insights-percent").arg("n", length(share)).plain();
    let older = reader.tell("insights-older").arg("n", length(old(&found.ages))).plain();
    [
        stat("insights-open", found.ages.open.to_string(), since_last_week(reader, &found.weeks)),
        stat("insights-age", in_words(found.ages.median_us), older),
        stat("insights-pace", in_words(found.pace.median_us), was.unwrap_or_default()),
        stat(
            "insights-taken-back",
            share.map_or_else(none, percent),
            reader.tell("insights-never-sent").arg("n", length(back)).plain(),
        ),
    ]
}

/// How many are open now, beside how many were at the end of last week.
fn since_last_week(reader: &Reader, weeks: &[Week]) -> String {
    let [.., before, now] = weeks else { return String::new() };
    let more = now.at_end.open() - before.at_end.open();
    let key = match more {
        0 => "insights-open-same",
        ..0 => "insights-open-fewer",
        _ => "insights-open-more",
    };
    reader.tell(key).arg("n", length(more.abs())).plain()
}

/// Whether what came has been ahead of what went, or the other way.
pub(super) fn created(reader: &Reader, weeks: &[Week]) -> String {
    let streak = |is_so: fn(&Week) -> bool| weeks.iter().rev().take_while(|week| is_so(week)).count();
    let ahead = [
        ("insights-closed-ahead", streak(|week| week.closed > week.opened)),
        ("insights-created-ahead", streak(|week| week.opened > week.closed)),
    ];
    if let Some((key, weeks)) = ahead.into_iter().find(|(_, weeks)| *weeks > 1) {
        return reader.tell(key).arg("n", length(signed(weeks))).plain();
    }
    let (opened, closed) = sums(weeks);
    match opened + closed {
        0 => reader.say("insights-created-none"),
        _ => reader
            .tell("insights-created-sum")
            .arg("weeks", length(signed(weeks.len())))
            .arg("created", length(opened))
            .arg("closed", length(closed))
            .plain(),
    }
}

fn sums(weeks: &[Week]) -> (i64, i64) {
    weeks.iter().fold((0, 0), |(opened, closed), week| (opened + week.opened, closed + week.closed))
}

/// What is begun and not yet done.
pub(super) fn started(week: &Week) -> i64 {
    week.at_end.of(Status::InProgress) + week.at_end.of(Status::InReview)
}

/// Whether work piles up.
pub(super) fn flow(reader: &Reader, weeks: &[Week]) -> String {
    let (Some(first), Some(last)) = (weeks.first(), weeks.last()) else { return reader.say("insights-flow-none") };
    let done = last.at_end.of(Status::Done) - first.at_end.of(Status::Done);
    let (from, to) = (started(first), started(last));
    let average = weeks.iter().map(started).sum::<i64>() / signed(weeks.len());
    // Two more or less are no change, however few they were.
    let (is_more, is_less) = (to > from + from / 2 + 2, to + to / 2 + 2 < from);
    let key = match (from + to, done, is_more, is_less) {
        (0, ..=0, ..) => "insights-flow-none",
        (_, _, true, _) => "insights-flow-grows",
        (_, _, _, true) => "insights-flow-falls",
        (_, ..=0, ..) => "insights-flow-still",
        _ => "insights-flow-steady",
    };
    let told = reader.tell(key).arg("started", length(average)).arg("done", length(done));
    told.arg("from", length(from)).arg("to", length(to)).plain()
}

/// What nobody has.
pub(super) fn holders(reader: &Reader, holders: &Holders) -> String {
    if holders.named.is_empty() {
        return reader.say("insights-nothing-open");
    }
    match nobody(holders) {
        0 => reader.say("insights-holders-all"),
        count => reader.tell("insights-holders-nobody").arg("n", length(count)).plain(),
    }
}

/// How many issues nobody has.
pub(super) fn nobody(holders: &Holders) -> i64 {
    holders.named.iter().filter(|holder| holder.person.is_none()).map(|holder| holder.open).sum()
}

/// How old half of them are, and how many are old.
pub(super) fn ages(reader: &Reader, ages: &Ages) -> String {
    let Some(median) = ages.median_us else { return reader.say("insights-nothing-open") };
    reader.tell("insights-ages").text("span", span(reader, median)).arg("n", length(old(ages))).plain()
}

fn old(ages: &Ages) -> i64 {
    ages.ages.iter().skip(OLD).sum()
}

/// How late mail is.
pub(super) fn lateness(reader: &Reader, late: &Lateness) -> String {
    let (Some(p50), Some(p99)) = (late.p50_us, late.p99_us) else { return reader.say("insights-late-none") };
    let told = reader.tell("insights-late").text("p50", milliseconds(reader, p50));
    told.text("p99", milliseconds(reader, p99)).plain()
}

/// How long closing takes, and took before.
pub(super) fn pace(reader: &Reader, pace: &Pace, weeks: usize) -> String {
    let Some(median) = pace.median_us else { return reader.say("insights-pace-none") };
    let now = reader.tell("insights-pace-half").text("span", span(reader, median)).plain();
    let Some(before) = pace.median_before_us else { return now };
    let told = reader.tell("insights-pace-before").text("span", span(reader, before));
    format!("{now} {}", told.arg("weeks", length(signed(weeks))).plain())
}

/// How many assignments nobody was mailed about.
pub(super) fn assignments(reader: &Reader, (sent, back): (i64, i64)) -> String {
    match sent + back {
        0 => reader.say("insights-assigned-none"),
        all => reader.tell("insights-assigned").arg("n", length(back)).arg("all", length(all)).plain(),
    }
}

/// A count of things in memory.
pub(super) fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
