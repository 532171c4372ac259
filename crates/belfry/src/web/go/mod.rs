//! `/go?q=`: finding something, or doing something, by a few letters of it.
//!
//! A page, and a dialog over any other. It finds issues ([`issues`]), labels and people ([`named`]), pages ([`places`]), and
//! what can be done ([`deeds`]); `on` is the path that it was opened on, so that what can be done to the issue there comes
//! with it. `>` asks for deeds only, `#` for labels, `@` for people. A script that types along is answered with the list
//! alone. Deliberately not here: any deed; each is a link to a page, or a button of a form that is there anyway.

mod deeds;
mod issues;
mod line;
mod named;
mod places;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use store::Db;

use self::line::{Group, Line, To};
use self::named::Sign;
use super::part;
use super::{Page, Refusal, Typed, Visitor, answer, way};
use crate::app::App;
use crate::auth::Actor;
use crate::error::Result as Verbs;
use crate::issue::IssueKey;

/// The longest text that is looked for, in characters.
const LONGEST: usize = 200;

/// What is looked for, and from where.
#[derive(Clone)]
struct Asked {
    /// As it was typed.
    text: String,
    /// Its words, in small letters.
    words: Vec<String>,
    sign: Sign,
    /// The path that this was opened on; empty if it was none of ours.
    on: String,
}

impl Asked {
    fn of(typed: &Typed) -> Asked {
        let text: String = typed.get("q").trim().chars().take(LONGEST).collect();
        let (sign, rest) = Sign::split(&text);
        let words = rest.to_lowercase().split_whitespace().map(str::to_owned).collect();
        Asked { sign, words, on: way::parse(typed.get("on")).unwrap_or_default().to_owned(), text }
    }

    /// The issue on whose page this was opened.
    fn issue(&self) -> Option<IssueKey> {
        let path = self.on.split(['?', '#']).next().unwrap_or_default();
        IssueKey::parse(path.trim_start_matches('/').split('/').next().unwrap_or_default())
    }

    /// Whether this holds every word.
    fn fits(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.words.iter().all(|word| text.contains(word))
    }
}

#[derive(Template)]
#[template(path = "web/go/page.html")]
struct Palette {
    page: Page,
    asked: Asked,
    groups: Vec<Group>,
}

#[derive(Template)]
#[template(path = "web/go/list.html")]
struct List<'p> {
    page: &'p Page,
    groups: &'p [Group],
}

impl Palette {
    /// The list of what was found.
    fn list(&self) -> Result<part::Html, askama::Error> {
        List { page: &self.page, groups: &self.groups }.render().map(part::Html::new)
    }
}

/// What was found.
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let asked = Asked::of(&Typed::parse(query.unwrap_or_default().as_bytes()));
    let (wanted, ask) = (asked.clone(), visitor.ask.clone());
    let (page, found) = visitor.read(&app, move |db, actor| Found::read(db, actor, &wanted, &ask.reader)).await?;
    let groups = groups(&page, &asked, found);
    if visitor.ask.is_swap {
        return answer::show(&List { page: &page, groups: &groups });
    }
    answer::show(&Palette { page, asked, groups })
}

/// What is read from the database.
struct Found {
    issues: Vec<Line>,
    named: Vec<Line>,
    /// On which issue, and what can be done to it.
    there: Option<(String, Vec<Line>)>,
    views: Vec<Line>,
    /// Whether the reader may open a project.
    may_open_project: bool,
}

impl Found {
    fn read(db: &Db<'_>, actor: &Actor, asked: &Asked, reader: &super::Reader) -> Verbs<Found> {
        let is_anything = asked.sign == Sign::None;
        let there = match asked.issue() {
            Some(key) if is_anything || asked.sign == Sign::Deeds => deeds::on_issue(db, actor, &key, reader)?,
            _ => None,
        };
        Ok(Found {
            issues: if is_anything { issues::find(db, actor, asked, reader)? } else { Vec::new() },
            named: named::find(db, actor, asked)?,
            views: if is_anything { places::views(db, actor)? } else { Vec::new() },
            may_open_project: crate::auth::permission::may_open_project(db, actor)?,
            there,
        })
    }
}

/// Under their headings, numbered; of each heading as many as one looks over.
fn groups(page: &Page, asked: &Asked, found: Found) -> Vec<Group> {
    let is_asked = !asked.words.is_empty();
    let most = |asked_for: usize, otherwise: usize| if is_asked { asked_for } else { otherwise };
    let fitting = |lines: Vec<Line>, most: usize| -> Vec<Line> {
        lines.into_iter().filter(|line| asked.fits(&line.searched())).take(most).collect()
    };
    let does = matches!(asked.sign, Sign::None | Sign::Deeds);
    let mut groups =
        vec![Group::new(page.say("nav-issues"), found.issues), Group::new(page.say(asked.sign.heading()), found.named)];
    if let Some((key, lines)) = found.there {
        groups.push(Group::new(page.tell("go-on").text("key", key).plain(), fitting(lines, most(9, 6))));
    }
    if asked.sign == Sign::None {
        let places = places::pages(page).into_iter().chain(found.views).collect();
        groups.push(Group::new(page.say("keys-go"), fitting(places, most(7, 7))));
    }
    if does {
        let deeds = deeds::anywhere(page, found.may_open_project);
        let most = if asked.sign == Sign::Deeds { 9 } else { most(5, 4) };
        groups.push(Group::new(page.say("go-do"), fitting(deeds, most)));
    }
    if is_asked && asked.sign == Sign::None {
        groups.push(Group::new(page.say("go-further"), vec![issues::everywhere(page, asked)]));
    }
    groups.retain(|group| !group.lines.is_empty());
    let mut number = 0;
    for line in groups.iter_mut().flat_map(|group| &mut group.lines) {
        number += 1;
        line.number = number;
        line.mark(&asked.words);
    }
    groups
}

impl Page {
    /// Where this is opened from the page that is shown.
    pub fn way_to_go(&self) -> String {
        match self.path.starts_with("/go") {
            true => "/go".to_owned(),
            false => format!("/go?on={}", way::escaped(&self.path)),
        }
    }
}
