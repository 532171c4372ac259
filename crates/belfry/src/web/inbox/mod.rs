//! `/inbox`: what somebody was told of, the latest first, by day.
//!
//! Rows are read, put off and done with by forms ([`mark`]), and each of these can be undone from the flash. Looking marks
//! nothing as read. Deliberately not here: who is told of what, which is the business of watching.

mod line;
pub(super) mod mark;
mod snooze;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use jiff::civil::Date;
use store::{Db, Timestamp};

use self::line::Line;
use super::part::{self, Html};
use super::{Page, Refusal, Section, Typed, Visitor, answer};
use crate::app::App;
use crate::auth::Actor;
use crate::error::Result as Verbs;
use crate::issue::IssueId;
use crate::notification::{self, Filter, Notification};
use crate::watch::Reason;

/// How many rows a page has.
const MOST: usize = 50;
/// The tabs: the filter, and the key of its word.
const TABS: [(Filter, &str); 6] = [
    (Filter::Open, "inbox-all"),
    (Filter::Assigned, "inbox-assigned"),
    (Filter::Mentioned, "inbox-mentioned"),
    (Filter::Watching, "inbox-watching"),
    (Filter::Snoozed, "inbox-snoozed"),
    (Filter::Done, "inbox-done"),
];

#[derive(Template)]
#[template(path = "web/inbox/page.html")]
struct Inbox {
    page: Page,
    filter: Filter,
    unread: Vec<(Reason, i64)>,
    days: Vec<Day>,
    /// Where the next page is.
    next: Option<String>,
    /// Whether this is the first page.
    is_first: bool,
}

/// The rows of one day.
struct Day {
    date: Date,
    lines: Vec<Line>,
}

impl Inbox {
    fn tabs(&self) -> Vec<(String, String, i64, bool)> {
        let tab = |(filter, key): &(Filter, &str)| {
            let path = if *filter == Filter::Open { "/inbox".to_owned() } else { path_of(*filter) };
            (path, self.page.say(key), self.unread_in(*filter), *filter == self.filter)
        };
        TABS.iter().map(tab).collect()
    }

    fn unread_in(&self, filter: Filter) -> i64 {
        let fits = |reason: Reason| match filter {
            Filter::Open | Filter::Unread => true,
            Filter::Assigned => reason == Reason::Assigned,
            Filter::Mentioned => reason == Reason::Mentioned,
            Filter::Watching => !matches!(reason, Reason::Assigned | Reason::Mentioned),
            Filter::Snoozed | Filter::Done => false,
        };
        self.unread.iter().filter(|(reason, _)| fits(*reason)).map(|(_, count)| count).sum()
    }

    fn day(&self, date: &Date) -> String {
        let words = self.page.due_in_words(*date);
        let mut letters = words.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    }

    /// The page that is there, for forms to come back to.
    fn here(&self) -> String {
        path_of(self.filter)
    }

    /// Up to which moment everything was shown.
    fn until(&self) -> i64 {
        self.page.now.as_micros()
    }

    fn snoozes(&self) -> [&'static str; 3] {
        snooze::WORDS
    }

    fn snooze(&self, word: &str) -> String {
        self.page.say(&format!("snooze-{word}"))
    }

    fn empty(&self) -> (String, String) {
        let key = match self.filter {
            Filter::Snoozed => "inbox-empty-snoozed",
            Filter::Done => "inbox-empty-done",
            Filter::Open | Filter::Unread | Filter::Assigned | Filter::Mentioned | Filter::Watching => "inbox-empty",
        };
        (self.page.say(key), self.page.say(&format!("{key}-lead")))
    }

    fn back(&self, at: &Option<Timestamp>) -> Html {
        let Some(at) = at else { return Html::default() };
        Html::new(self.page.tell("inbox-back").html("at", self.page.when(*at)).to_string())
    }
}

fn path_of(filter: Filter) -> String {
    format!("/inbox?show={}", filter.as_str())
}

/// The rows. `?show=` is a filter, `?after=` where a page of them begins.
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let query = Typed::parse(query.unwrap_or_default().as_bytes());
    let filter = Filter::parse(query.get("show")).unwrap_or_default();
    let after = place(query.get("after"));
    let (page, (rows, unread)) = visitor.read(&app, move |db, actor| found(db, actor, (filter, after))).await?;
    let mut lines = rows;
    let next = (lines.len() > MOST).then(|| {
        lines.truncate(MOST);
        let last = lines.last().map(|line| format!("{},{}", line.at.as_micros(), line.issue.raw()));
        format!("{}&after={}", path_of(filter), last.unwrap_or_default())
    });
    let days = by_day(&page, lines);
    answer::show(&Inbox { page: page.at(Section::Inbox), filter, unread, days, next, is_first: after.is_none() })
}

/// The rows, and how much is unread for which reason.
type Found = (Vec<Line>, Vec<(Reason, i64)>);

fn found(db: &Db<'_>, actor: &Actor, which: (Filter, Option<(Timestamp, IssueId)>)) -> Verbs<Found> {
    let rows: Vec<Notification> = notification::list(db, actor, which, MOST + 1)?;
    Ok((line::lines(db, actor, rows)?, notification::unread_by_reason(db, actor)?))
}

/// `at,issue` of the last row of the page before.
fn place(text: &str) -> Option<(Timestamp, IssueId)> {
    let (at, issue) = text.split_once(',')?;
    Some((Timestamp(at.parse().ok()?), IssueId(issue.parse().ok()?)))
}

fn by_day(page: &Page, lines: Vec<Line>) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for line in lines {
        let date = page.day_of(line.at);
        match days.last_mut().filter(|day| day.date == date) {
            Some(day) => day.lines.push(line),
            None => days.push(Day { date, lines: vec![line] }),
        }
    }
    days
}
