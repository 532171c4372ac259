//! What every page of somebody who is signed in has: who they are, and what stands in the navigation.

use std::borrow::Borrow;
use std::ops::Deref;

use jiff::tz::TimeZone;
use store::{Db, Timestamp};

use super::ask::Ask;
use super::part::{self, Face, Html};
use crate::auth::{Actor, permission};
use crate::error::{Error, Result};
use crate::{digest, issue, live, mail_setting, notification, project, user};

/// How many projects the navigation lists.
const PROJECTS_MOST: usize = 30;
/// So many open issues are just many.
const MANY: i64 = 100;

/// The part of the site that a page belongs to: its entry in the navigation is marked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Section {
    /// `/inbox`
    Inbox,
    /// `/my`
    Work,
    /// `/issues`
    Issues,
    /// `/board`
    Board,
    /// `/outbox`
    Outbox,
    /// `/insights`
    Insights,
    /// `/settings`
    Settings,
    /// `/p/BEL/…`: the project of this key.
    Project(String),
    /// None of them.
    #[default]
    Elsewhere,
}

/// The context of a page. Everything of [`Ask`] and of [`super::Reader`] is at hand through it.
#[derive(Clone, Debug)]
pub struct Page {
    /// What was asked.
    pub ask: Ask,
    /// Who is signed in.
    pub me: Face,
    /// As what they act.
    pub actor: Actor,
    /// Where the page belongs.
    pub section: Section,
    /// What stands in the navigation.
    pub nav: Nav,
    /// The latest event when it was read: what the script asks after.
    pub event: i64,
}

/// What stands in the navigation.
#[derive(Clone, Debug, Default)]
pub struct Nav {
    /// Issues that they have not read about.
    pub unread: i64,
    /// Open issues that they have.
    pub mine: i64,
    /// Mails that wait.
    pub depth: i64,
    /// When the next of them was ordered, and when it is due.
    pub next: Option<(Timestamp, Timestamp)>,
    /// The projects that they see.
    pub projects: Vec<NavProject>,
}

/// A project in the navigation.
#[derive(Clone, Debug)]
pub struct NavProject {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its first letter.
    pub letter: String,
    /// 1 to 8.
    pub hue: u8,
    /// How many open issues it has: a number, or that there are many; empty where there is none.
    pub open: String,
}

impl Page {
    /// Reads what every page has.
    ///
    /// # Errors
    /// As the database fails.
    pub(in crate::web) fn read(db: &Db<'_>, actor: &Actor, ask: &Ask) -> Result<Page> {
        let user = user::find(db, actor.user_id)?.ok_or(Error::NotFound("user"))?;
        let mut ask = ask.clone();
        let zone = mail_setting::load(db, actor.user_id)?.zone;
        ask.reader.zone = digest::parse_zone(&zone).unwrap_or(TimeZone::UTC);
        let me = Face::of(user.id, &user.username, &user.full_name());
        let event = live::latest(db)?.raw();
        Ok(Page { ask, me, actor: *actor, section: Section::default(), nav: Nav::read(db, actor)?, event })
    }

    /// It belongs to this part of the site.
    #[must_use]
    pub fn at(mut self, section: Section) -> Page {
        self.section = section;
        self
    }

    /// ` aria-current="page"` for the entry of this part of the site.
    pub fn current(&self, section: impl Borrow<Section>) -> Html {
        Html::new(if self.section == *section.borrow() { " aria-current=\"page\"" } else { "" })
    }

    /// The same for a project's entry.
    pub fn current_project(&self, key: &str) -> Html {
        self.current(Section::Project(key.to_owned()))
    }

    /// The ring of the mail that goes next.
    pub fn next_ring(&self) -> Html {
        self.nav.next.map_or_else(Html::default, |(from, due)| part::mini_ring(&self.ask.reader, from, due))
    }
}

impl Deref for Page {
    type Target = Ask;

    fn deref(&self) -> &Ask {
        &self.ask
    }
}

impl Nav {
    fn read(db: &Db<'_>, actor: &Actor) -> Result<Nav> {
        let recipient = if permission::may_run_instance(actor) { None } else { Some(actor.user_id.raw()) };
        let depth = outbox::admin::depth(db, recipient)?;
        let projects = project::list(db, actor)?.into_iter().filter(|project| project.archived_at.is_none());
        let projects: Vec<project::Project> = projects.take(PROJECTS_MOST).collect();
        let ids: Vec<project::ProjectId> = projects.iter().map(|project| project.id).collect();
        let open = issue::count_open(db, actor, (&ids, MANY))?;
        Ok(Nav {
            unread: notification::unread_count(db, actor)?,
            mine: issue::count_mine(db, actor)?,
            depth: depth.count,
            next: depth.next,
            projects: projects
                .into_iter()
                .map(|project| NavProject { open: counted(open.get(&project.id)), ..NavProject::from(project) })
                .collect(),
        })
    }
}

fn counted(open: Option<&i64>) -> String {
    match open {
        None | Some(0) => String::new(),
        Some(count) if *count < MANY => count.to_string(),
        Some(_) => format!("{}+", MANY - 1),
    }
}

impl From<project::Project> for NavProject {
    fn from(project: project::Project) -> NavProject {
        let hue = u8::try_from(project.id.raw().rem_euclid(8)).unwrap_or(0) + 1;
        let letter = project.name.chars().next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
        NavProject { key: project.key, name: project.name, letter, hue, open: String::new() }
    }
}
