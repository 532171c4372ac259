//! The page of a list: what its templates ask for.

use askama::Template;

use super::bar::{self, Choice};
use super::choices::Choices;
use super::group::{self, Heap};
use super::views::Saving;
use super::{ALL_OPEN, PAGE};
use crate::issue::Listed;
use crate::label::Label;
use crate::query::{self, Query};
use crate::view::View;
use crate::web::part::{self, Face, Html, Row, RowLabel};
use crate::web::{Page, way};

/// Which list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::web) enum Place {
    /// `/issues`
    All,
    /// `/my`
    Mine,
    /// `/p/KEY/issues`
    Project(String),
}

/// What stands on the page.
#[derive(Debug)]
pub(in crate::web) struct List {
    pub place: Place,
    pub query: String,
    /// What is wrong with the query.
    pub wrong: String,
    pub rows: Vec<Listed>,
    /// Where the next page begins.
    pub next: Option<[i64; 2]>,
    /// Whether this is the first page.
    pub is_first: bool,
    /// How many are open.
    pub open: String,
    /// The views, and how many each finds.
    pub tabs: Vec<(String, View)>,
    pub view: Option<View>,
    /// Those of the project, if it is the list of one.
    pub labels: Vec<Label>,
    pub is_saving: bool,
    pub saving: Saving,
    pub path: String,
}

#[derive(Template)]
#[template(path = "web/issues/page.html")]
pub(in crate::web) struct Shown {
    pub page: Page,
    pub list: List,
}

impl Shown {
    fn address(&self) -> String {
        match &self.list.place {
            Place::All => "/issues".to_owned(),
            Place::Mine => "/my".to_owned(),
            Place::Project(key) => format!("/p/{key}/issues"),
        }
    }

    fn title(&self) -> String {
        match &self.list.place {
            Place::All => self.page.say("nav-issues"),
            Place::Mine => self.page.say("nav-work"),
            Place::Project(key) => {
                let known = self.page.nav.projects.iter().find(|project| project.key == *key);
                known.map_or_else(|| key.clone(), |project| project.name.clone())
            }
        }
    }

    fn board(&self) -> String {
        format!("/board?q={}", way::escaped(&self.list.query))
    }

    fn new_issue(&self) -> String {
        match &self.list.place {
            Place::Project(key) => format!("/issues/new?project={key}"),
            Place::All | Place::Mine => "/issues/new".to_owned(),
        }
    }

    fn read(&self) -> Query {
        query::parse(&self.list.query).unwrap_or_default()
    }

    /// The query, coloured.
    fn coloured(&self) -> Html {
        bar::coloured(&self.list.query)
    }

    fn displays(&self) -> Vec<Choice> {
        bar::displays(&self.page.reader, &self.read())
    }

    fn with_query(&self, query: &str) -> String {
        format!("{}?q={}", self.address(), way::escaped(query))
    }

    /// Whether the list is that of everything that is open.
    fn is_all_open(&self) -> bool {
        self.list.view.is_none() && self.list.query == ALL_OPEN
    }

    fn is_chosen(&self, view: &View) -> bool {
        self.list.view.as_ref().is_some_and(|chosen| chosen.id == view.id)
    }

    /// Whether the reader may rename the view and change what it asks.
    fn may_change_view(&self, view: &View) -> bool {
        crate::auth::permission::may_change_view(&self.page.actor, view)
    }

    fn may_remove_view(&self, view: &View) -> bool {
        crate::auth::permission::may_remove_view(&self.page.actor, view)
    }

    fn heaps(&self) -> Vec<Heap<'_>> {
        group::heaps(&self.page.reader, &self.list.rows, self.read().group)
    }

    /// How many rows a heading has under it, if these are all.
    fn counted(&self, heap: &Heap<'_>) -> String {
        if self.list.is_first && self.list.next.is_none() { heap.rows.len().to_string() } else { String::new() }
    }

    fn row(&self, listed: &&Listed) -> Row {
        row(&self.page, listed)
    }

    fn more(&self) -> Option<String> {
        let [first, last] = self.list.next?;
        Some(format!("{}&after={first}.{last}", self.with_query(&self.list.query)))
    }

    fn foot(&self) -> String {
        let count = u32::try_from(self.list.rows.len()).unwrap_or(u32::MAX);
        let key = match (self.list.next, self.list.is_first) {
            (Some(_), _) => "issues-showing",
            (None, true) => "issues-all-of-them",
            (None, false) => "issues-end",
        };
        self.page.tell(key).arg("n", count).plain()
    }

    fn page_words(&self) -> String {
        self.page.tell("issues-more").arg("n", u32::try_from(PAGE).unwrap_or(50)).plain()
    }

    /// What may be done to what is selected.
    fn choices(&self) -> Choices<'_> {
        let shown = self.list.rows.iter().flat_map(|listed| &listed.labels);
        Choices::of(&self.page, self.list.rows.iter()).with_labels(self.list.labels.iter().chain(shown))
    }

    fn syntax(&self) -> Vec<(&'static str, String)> {
        bar::SYNTAX.iter().map(|(term, key)| (*term, self.page.say(key))).collect()
    }
}

/// A label of an issue, as it is shown.
pub(in crate::web) fn row_label(label: &Label) -> RowLabel {
    RowLabel { name: label.name.clone(), hue: u8::try_from(label.hue).unwrap_or(0) }
}

/// A row of a list.
pub(in crate::web) fn row(page: &Page, listed: &Listed) -> Row {
    let issue = &listed.issue;
    let usual = || page.say(&format!("status-{}", issue.status.as_str()));
    Row {
        reader: page.reader.clone(),
        key: issue.key.to_string(),
        href: format!("/{}", issue.key),
        title: issue.title.clone(),
        priority: issue.priority,
        status: (issue.status, listed.status_name.clone().unwrap_or_else(usual)),
        is_unread: listed.is_unread,
        version: Some(issue.version),
        mail: listed.mail.as_ref().map(|mail| (mail.name.clone(), mail.ordered_at, mail.rings_at)),
        labels: listed.labels.iter().map(row_label).collect(),
        comments: issue.comments_count,
        assignee: issue.assignee.as_ref().map(Face::from),
        at: issue.updated_at,
    }
}
