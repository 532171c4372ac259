//! `/keys`: what every key does.
//!
//! A page, and a dialog over any other. What the keys do is written in the script.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::part::{self, Html};
use super::{Page, Refusal, Visitor, answer};
use crate::app::App;

#[derive(Template)]
#[template(path = "web/keys/page.html")]
struct Sheet {
    page: Page,
}

/// A group of keys: the key of its heading, and of each line with what is pressed, `/` between two ways.
type Group = (&'static str, &'static [(&'static str, &'static str)]);

const GROUPS: [Group; 6] = [
    (
        "keys-anywhere",
        &[
            ("keys-find", "⌘ K / Ctrl K"),
            ("nav-new", "C"),
            ("keys-sheet", "?"),
            ("keys-filter", "Slash"),
            ("keys-close", "esc"),
        ],
    ),
    (
        "keys-go",
        &[
            ("nav-inbox", "G I"),
            ("nav-work", "G M"),
            ("nav-issues", "G L"),
            ("nav-board", "G B"),
            ("nav-outbox", "G O"),
            ("nav-insights", "G H"),
            ("nav-settings", "G S"),
        ],
    ),
    (
        "keys-list",
        &[
            ("keys-next", "J / K"),
            ("keys-open", "↵"),
            ("keys-select", "X"),
            ("keys-range", "⇧ X"),
            ("keys-all", "⌘ A"),
            ("keys-clear", "esc"),
        ],
    ),
    (
        "keys-issue-or-selection",
        &[
            ("keys-status", "S"),
            ("keys-assign", "A"),
            ("keys-assign-me", "I"),
            ("keys-priority", "P"),
            ("keys-labels", "L"),
            ("keys-due", "D"),
            ("keys-watch", "W"),
            ("keys-done", "⇧ D"),
        ],
    ),
    (
        "keys-issue",
        &[
            ("keys-reply", "R"),
            ("keys-edit", "E"),
            ("keys-send", "⌘ ↵"),
            ("keys-preview", "⌘ ⇧ P"),
            ("keys-bell-send", "B S"),
            ("keys-bell-cancel", "B X"),
            ("keys-copy", "⌘ ⇧ C"),
        ],
    ),
    ("keys-board", &[("keys-columns", "H / L"), ("keys-lift", "space"), ("keys-move", "← →")]),
];

impl Sheet {
    fn groups(&self) -> &'static [Group] {
        &GROUPS
    }

    fn pressed(&self, keys: &str) -> Html {
        let drawn = |key: &str| match key {
            "/" => self.page.say("keys-or"),
            "Slash" => "<kbd>/</kbd>".to_owned(),
            key => format!("<kbd>{key}</kbd>"),
        };
        Html::new(keys.split(' ').map(drawn).collect::<Vec<_>>().join(" "))
    }
}

/// The sheet.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    let (page, ()) = visitor.read(&app, |_, _| Ok(())).await?;
    answer::show(&Sheet { page })
}
