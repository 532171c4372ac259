//! What may be done to a selection: the bar with its menus, which the board has for its cards, too.

use askama::Template;

use super::row_label;
use crate::issue::{Listed, Priority, Status};
use crate::label::Label;
use crate::web::Page;
use crate::web::part::{self, Face, Html, RowLabel};

/// How many people are named before they are looked for.
const PEOPLE: usize = 12;
/// How many labels are named.
const LABELS: usize = 20;

/// The bar, in the form of a list.
#[derive(Template)]
#[template(path = "web/issues/bulk.html")]
pub(in crate::web) struct Choices<'p> {
    page: &'p Page,
    /// Those who have what is shown, but for the reader.
    people: Vec<Face>,
    is_nobody: bool,
    labels: Vec<RowLabel>,
}

impl<'p> Choices<'p> {
    /// For what is shown.
    pub fn of<'r>(page: &'p Page, shown: impl Iterator<Item = &'r Listed>) -> Choices<'p> {
        let mut people: Vec<Face> = Vec::new();
        for person in shown.filter_map(|listed| listed.issue.assignee.as_ref()) {
            let is_known = |username: &str| people.iter().any(|known| known.username == username);
            if people.len() < PEOPLE && person.username != page.me.username && !is_known(&person.username) {
                people.push(Face::from(person));
            }
        }
        Choices { page, people, is_nobody: false, labels: Vec::new() }
    }

    /// With labels: those of the project, and those that are shown.
    pub fn with_labels<'l>(mut self, labels: impl Iterator<Item = &'l Label>) -> Choices<'p> {
        for label in labels {
            if self.labels.len() < LABELS && !self.labels.iter().any(|known| known.name == label.name) {
                self.labels.push(row_label(label));
            }
        }
        self
    }

    fn statuses(&self) -> Vec<(Status, String)> {
        Status::ALL.into_iter().map(|status| (status, self.page.say(&format!("status-{}", status.as_str())))).collect()
    }

    fn priorities(&self) -> Vec<(Priority, String)> {
        let all = Priority::ALL.into_iter().rev();
        all.map(|priority| (priority, self.page.say(&format!("priority-{}", priority.as_str())))).collect()
    }

    fn status_picture(&self, status: &Status) -> Html {
        part::status_icon(*status)
    }

    fn priority_picture(&self, priority: &Priority) -> Html {
        part::priority_icon(*priority)
    }

    fn label_picture(&self, label: &RowLabel) -> Html {
        part::label(&label.name, label.hue)
    }
}

impl askama::filters::HtmlSafe for Choices<'_> {}
