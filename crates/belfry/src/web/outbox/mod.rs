//! `/outbox`: which mail goes when, and what became of it.
//!
//! Whoever runs the instance sees all mail, everybody else their own. Without `?state=` it is what waits, what is being sent,
//! what failed, and what ended last; with it, one of these, a page at a time. What may be done to a mail stands beside it
//! (`act`). Which mail that is, is decided by [`crate::post`].

pub(super) mod act;
mod row;

use ::outbox::listing::{Group, Place};
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use store::Db;

use super::part;
use super::{Page, Refusal, Section, Typed, Visitor, answer};
use crate::app::App;
use crate::auth::{Actor, permission};
use crate::error::Result as Verbs;
use crate::post::{self, COUNT_MOST, Figures, Listed};
use row::MailRow;

/// How many mails a page has.
const PAGE: usize = 50;
/// How many of each group are shown where all are.
const FEW: usize = 25;

/// Some mails under one heading.
struct Heap {
    group: Group,
    /// How many there are, if that is known.
    count: Option<i64>,
    rows: Vec<Listed>,
}

#[derive(Template)]
#[template(path = "web/outbox/page.html")]
struct Shown {
    page: Page,
    figures: Figures,
    chosen: Option<Group>,
    sections: Vec<Heap>,
    /// Where the next page begins.
    next: Option<Place>,
}

impl Shown {
    fn may_hold_all(&self) -> bool {
        permission::may_run_instance(&self.page.actor)
    }

    fn is_empty(&self) -> bool {
        self.sections.iter().all(|section| section.rows.is_empty())
    }

    /// How many are in a group, as people count.
    fn counted(&self, count: &i64) -> String {
        if *count >= COUNT_MOST { format!("{COUNT_MOST}+") } else { count.to_string() }
    }

    fn waiting(&self) -> String {
        self.counted(&(self.figures.groups[0] + self.figures.groups[1]))
    }

    fn sent(&self) -> String {
        self.counted(&self.figures.groups[3])
    }

    fn failed(&self) -> String {
        self.counted(&self.figures.groups[2])
    }

    fn all_counted(&self) -> String {
        self.counted(&self.all())
    }

    fn is_chosen(&self, group: &Group) -> bool {
        self.chosen.as_ref() == Some(group)
    }

    fn held_note(&self) -> part::Html {
        let since = self.figures.held_since.unwrap_or_default();
        part::note("bad", self.page.tell("outbox-held-since").text("when", self.page.when_in_words(since)).plain())
    }

    fn all(&self) -> i64 {
        self.figures.groups.iter().sum()
    }

    fn tabs(&self) -> Vec<(Group, i64)> {
        Group::ALL.into_iter().zip(self.figures.groups).collect()
    }

    fn heading(&self, group: &Group) -> String {
        self.page.say(&format!("outbox-group-{}", group.as_str()))
    }

    fn tab(&self, group: &Group) -> String {
        self.page.say(&format!("outbox-{}", group.as_str()))
    }

    fn rows<'s>(&'s self, section: &'s Heap) -> impl Iterator<Item = MailRow<'s>> {
        section.rows.iter().map(|listed| MailRow { page: &self.page, listed })
    }

    fn lateness(&self) -> String {
        match self.figures.p99_us {
            Some(us) => super::insights::late(&self.page, us),
            None => self.page.say("insights-none"),
        }
    }

    fn of_all(&self) -> String {
        self.page.tell("outbox-of").arg("n", small(self.all())).plain()
    }

    fn due_soon(&self) -> String {
        self.page.tell("outbox-due-soon").arg("n", small(self.figures.due_soon)).plain()
    }

    fn cancelled(&self) -> String {
        self.page.tell("outbox-cancelled-count").arg("n", small(self.figures.groups[4])).plain()
    }

    /// The address of the next page.
    fn more(&self) -> Option<String> {
        let [at, id] = self.next?;
        let group = self.chosen.unwrap_or(Group::Ended);
        Some(format!("/outbox?state={}&after={at}.{id}", group.as_str()))
    }
}

fn small(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The page. `?state=` is a group, `?after=` where the page before ended.
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let asked = Typed::parse(query.unwrap_or_default().as_bytes());
    // What is no group is all of them: it is only in addresses that people change.
    let chosen = Group::parse(asked.get("state")).or((asked.get("state") == "ended").then_some(Group::Ended));
    let after = asked.maybe("after").and_then(place);
    let (page, (figures, sections, next)) = visitor
        .read(&app, move |db, actor| {
            let figures = post::figures(db, actor)?;
            let (sections, next) = match chosen {
                Some(group) => one(db, actor, (group, after))?,
                None => all(db, actor, &figures)?,
            };
            Ok((figures, sections, next))
        })
        .await?;
    answer::show(&Shown { page: page.at(Section::Outbox), figures, chosen, sections, next })
}

fn place(text: &str) -> Option<Place> {
    let (at, id) = text.split_once('.')?;
    Some([at.parse().ok()?, id.parse().ok()?])
}

type Sections = (Vec<Heap>, Option<Place>);

/// A page of one group.
fn one(db: &Db<'_>, actor: &Actor, (group, after): (Group, Option<Place>)) -> Verbs<Sections> {
    let mut rows = post::list(db, actor, group, (after, PAGE + 1))?;
    let is_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| is_more).map(|last| group.place(&last.mail));
    Ok((vec![Heap { group, count: None, rows }], next))
}

/// The beginning of every group; of what ended well, the latest.
fn all(db: &Db<'_>, actor: &Actor, figures: &Figures) -> Verbs<Sections> {
    let mut sections = Vec::new();
    for (group, count) in Group::ALL.into_iter().zip(figures.groups).take(3) {
        let rows = post::list(db, actor, group, (None, FEW))?;
        sections.push(Heap { group, count: Some(count), rows });
    }
    let (ended, next) = one(db, actor, (Group::Ended, None))?;
    sections.extend(ended);
    sections.retain(|section| !section.rows.is_empty());
    Ok((sections, next))
}
