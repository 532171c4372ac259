//! Icons, out of the sprite that each page has (`frame/sprite.html`).

use std::borrow::Borrow;

use super::Html;
use super::html::escaped;
use crate::issue::{Priority, Status};

/// The icon of this name, for the eye only: what it means stands beside it, or in `aria-label`.
pub fn icon(name: &str) -> Html {
    drawn("i", name)
}

fn drawn(class: &str, name: &str) -> Html {
    Html::new(format!(
        "<svg class=\"{class}\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><use href=\"#i-{name}\"/></svg>"
    ))
}

/// The short word of a status in the style sheet.
fn status_class(status: Status) -> &'static str {
    match status {
        Status::Backlog => "backlog",
        Status::Todo => "todo",
        Status::InProgress => "progress",
        Status::InReview => "review",
        Status::Done => "done",
        Status::Cancelled => "cancelled",
    }
}

/// A status as a shape; its words stand beside it.
pub fn status_icon(status: impl Borrow<Status>) -> Html {
    let class = status_class(*status.borrow());
    drawn(&format!("i st {class}"), &format!("s-{class}"))
}

/// A status as a shape, with its words for those who hear the page.
pub fn status(status: impl Borrow<Status>, words: &str) -> Html {
    Html::new(format!("{}<span class=\"vh\">{}</span>", status_icon(status), escaped(words)))
}

/// A priority as a shape; its words stand beside it.
pub fn priority_icon(priority: impl Borrow<Priority>) -> Html {
    let class = priority.borrow().as_str();
    drawn(&format!("i pr {class}"), &format!("p-{class}"))
}

/// A priority as a shape, with its words for those who hear the page.
pub fn priority(priority: impl Borrow<Priority>, words: &str) -> Html {
    Html::new(format!("{}<span class=\"vh\">{}</span>", priority_icon(priority), escaped(words)))
}
