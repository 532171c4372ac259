//! The charts: which numbers are drawn how, with their words and tables.

use jiff::civil::Date;

use super::chart::{self, Band, Bar, Chart, Column, Plot, Table, areas, bars, columns, histogram, length};
use super::reading::{self, signed};
use crate::insight::{Holder, Insights, Week};
use crate::issue::Status;
use crate::web::Reader;
use crate::web::text::Telling;

/// So many people have a bar of their own.
const BARS_MOST: usize = 7;

/// Every chart, in the order of the page.
pub(super) fn all(reader: &Reader, found: &Insights) -> Vec<Chart> {
    vec![
        created(reader, found),
        flow(reader, found),
        holders(reader, found),
        ages(reader, found),
        lateness(reader, found),
        pace(reader, found),
        assignments(reader, found),
    ]
}

/// A chart of this name with this sentence, for the eye and for the ear.
fn chart(
    reader: &Reader,
    key: &str,
    (sentence, label): (String, &Telling),
    (plots, table): (Vec<Plot>, Table),
) -> Chart {
    Chart {
        title: reader.say(key),
        sentence,
        label: label.plain(),
        legend: None,
        is_third: false,
        plots,
        table_words: reader.say("insights-table"),
        table,
    }
}

fn created(reader: &Reader, found: &Insights) -> Chart {
    let pairs = |week: &Week| vec![week.opened, week.closed];
    let last = found.weeks.last().map(pairs).unwrap_or_else(|| vec![0, 0]);
    let label = reader.tell("insights-created-label").arg("created", length(last[0])).arg("closed", length(last[1]));
    let words = ["insights-created", "insights-closed"].map(|key| reader.say(key));
    let drawn = weekly(reader, &found.weeks, &words, pairs);
    let said = (reading::created(reader, &found.weeks), &label);
    Chart { legend: Some(words), ..chart(reader, "insights-created-title", said, drawn) }
}

fn assignments(reader: &Reader, found: &Insights) -> Chart {
    let (sent, back) = found.assignments();
    let label = reader.tell("insights-assigned-label").arg("sent", length(sent)).arg("back", length(back));
    let words = ["insights-sent", "insights-back"].map(|key| reader.say(key));
    let drawn = weekly(reader, &found.weeks, &words, |week| vec![week.mails_sent, week.mails_taken_back]);
    let said = (reading::assignments(reader, (sent, back)), &label);
    Chart { legend: Some(words), ..chart(reader, "insights-taken-back", said, drawn) }
}

/// Two numbers of each week.
fn weekly(reader: &Reader, weeks: &[Week], words: &[String; 2], pair: fn(&Week) -> Vec<i64>) -> (Vec<Plot>, Table) {
    let column = |week: &Week| Column { label: day(reader, week.starts_on), counts: pair(week) };
    let given: Vec<Column> = weeks.iter().map(column).collect();
    let head = [&[reader.say("insights-week-of")], words.as_slice()].concat();
    let table =
        Table { head, rows: given.iter().map(|column| (column.label.clone(), column.counts.clone())).collect() };
    (columns(&given), table)
}

fn flow(reader: &Reader, found: &Insights) -> Chart {
    const BANDS: [(&str, &str, &[Status]); 4] = [
        ("status-todo", "c4", &[Status::Backlog, Status::Todo]),
        ("status-in_progress", "c2", &[Status::InProgress]),
        ("status-in_review", "c1", &[Status::InReview]),
        ("status-done", "c3", &[Status::Done]),
    ];
    let weeks = &found.weeks;
    let count = |week: &Week, of: &[Status]| of.iter().map(|status| week.at_end.of(*status)).sum::<i64>();
    let bands = BANDS.map(|(key, class, of)| Band {
        name: reader.say(key),
        class,
        counts: weeks.iter().map(|week| count(week, of)).collect(),
    });
    let labels: Vec<String> = weeks.iter().map(|week| day(reader, week.starts_on)).collect();
    let head = std::iter::once(reader.say("insights-week-of")).chain(bands.iter().map(|band| band.name.clone()));
    let row = |(week, label): (&Week, &String)| (label.clone(), BANDS.map(|(_, _, of)| count(week, of)).to_vec());
    let table = Table { head: head.collect(), rows: weeks.iter().zip(&labels).map(row).collect() };
    let ends = |of: fn(&Week) -> i64| [weeks.first(), weeks.last()].map(|week| length(week.map_or(0, of)));
    let ([from, to], [open_from, open_to]) =
        (ends(|week| week.at_end.of(Status::Done)), ends(|week| week.at_end.open()));
    let label =
        reader.tell("insights-flow-label").arg("weeks", length(signed(weeks.len()))).arg("from", from).arg("to", to);
    let label = label.arg("open-from", open_from).arg("open-to", open_to);
    let said = (reading::flow(reader, weeks), &label);
    chart(reader, "insights-flow-title", said, (areas(&bands, &labels), table))
}

fn holders(reader: &Reader, found: &Insights) -> Chart {
    let holders = &found.holders;
    let bar = |holder: &Holder| Bar {
        name: holder.person.as_ref().map_or_else(|| reader.say("nobody"), |person| person.name.clone()),
        count: holder.open,
        strong: holder.pressing,
    };
    let (people, nobody): (Vec<&Holder>, Vec<&Holder>) =
        holders.named.iter().partition(|holder| holder.person.is_some());
    let rest = Bar { name: reader.say("insights-others"), count: holders.others_open, strong: 0 };
    let mut rows: Vec<Bar> = people.iter().map(|holder| bar(holder)).collect();
    let is_cut = rows.len() > BARS_MOST || rest.count > 0;
    let mut shown: Vec<Bar> = rows.iter().take(if is_cut { BARS_MOST - 1 } else { BARS_MOST }).cloned().collect();
    if is_cut {
        let others = rows.iter().skip(shown.len()).fold(rest.clone(), |sum, bar| Bar {
            count: sum.count + bar.count,
            strong: sum.strong + bar.strong,
            ..sum
        });
        shown.push(others);
    }
    rows.extend((rest.count > 0).then_some(rest));
    for holder in nobody {
        shown.push(bar(holder));
        rows.push(bar(holder));
    }
    let head = ["insights-assignee", "insights-open-column", "insights-pressing"].map(|key| reader.say(key)).to_vec();
    let table = Table { head, rows: rows.into_iter().map(|bar| (bar.name, vec![bar.count, bar.strong])).collect() };
    let most = people.first().map(|holder| bar(holder));
    let label = match most {
        Some(most) => reader.tell("insights-holders-label").text("name", most.name).arg("n", length(most.count)),
        None => reader.tell("insights-holders-label-none"),
    };
    let label = label.arg("nobody", length(reading::nobody(holders)));
    let said = (reading::holders(reader, holders), &label);
    Chart { is_third: true, ..chart(reader, "insights-holders-title", said, (bars(&shown), table)) }
}

fn ages(reader: &Reader, found: &Insights) -> Chart {
    let drawn = buckets(reader, "insights-age", ("c1", "insights-issues"), &found.ages.ages);
    let label = reader.tell("insights-ages-label").arg("n", length(found.ages.open));
    let said = (reading::ages(reader, &found.ages), &label);
    Chart { is_third: true, ..chart(reader, "insights-ages-title", said, drawn) }
}

fn lateness(reader: &Reader, found: &Insights) -> Chart {
    let drawn = buckets(reader, "insights-late", ("cb", "insights-mails"), &found.lateness.times);
    let max = super::span::milliseconds(reader, found.lateness.max_us.unwrap_or_default());
    let label = reader.tell("insights-late-label").arg("n", length(found.lateness.mails)).text("max", max);
    let said = (reading::lateness(reader, &found.lateness), &label);
    Chart { is_third: true, ..chart(reader, "insights-late-title", said, drawn) }
}

fn pace(reader: &Reader, found: &Insights) -> Chart {
    let drawn = buckets(reader, "insights-pace", ("c1", "insights-issues"), &found.pace.times);
    let label = reader.tell("insights-pace-label").arg("n", length(found.pace.closed));
    let said = (reading::pace(reader, &found.pace, found.weeks.len()), &label);
    chart(reader, "insights-pace-title", said, drawn)
}

/// Counts in buckets, whose words are those of the key with a number after it.
fn buckets(reader: &Reader, key: &str, (class, counted): (&'static str, &str), counts: &[i64]) -> (Vec<Plot>, Table) {
    let column =
        |(index, count): (usize, &i64)| Column { label: reader.say(&format!("{key}-{index}")), counts: vec![*count] };
    let given: Vec<Column> = counts.iter().enumerate().map(column).collect();
    let head = vec![reader.say("insights-up-to"), reader.say(counted)];
    let rows = given.iter().map(|column| (column.label.clone(), column.counts.clone())).collect();
    (histogram(class, &given), chart::Table { head, rows })
}

/// A day without its year, which the range says.
fn day(reader: &Reader, date: Date) -> String {
    let month = reader.say(&format!("month-{}", date.month()));
    reader.tell("date-short").text("month", month).text("day", date.day()).plain()
}
