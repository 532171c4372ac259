//! The pages that there are.

use store::Db;

use super::line::{Line, To};
use crate::auth::Actor;
use crate::error::Result;
use crate::view;
use crate::web::Page;
use crate::web::part::{self, Html};

/// How many views are looked through.
const VIEWS_MOST: usize = 50;

/// A page: the key of what it is called, its icon, its path, and the keys that lead there.
type Place = (&'static str, &'static str, &'static str, &'static str);

const PLACES: [Place; 13] = [
    ("nav-inbox", "inbox", "/inbox", "G I"),
    ("nav-work", "work", "/my", "G M"),
    ("nav-issues", "issues", "/issues", "G L"),
    ("nav-board", "board", "/board", "G B"),
    ("nav-outbox", "outbox", "/outbox", "G O"),
    ("nav-insights", "insights", "/insights", "G H"),
    ("settings-notifications", "settings", "/settings/notifications", "G S"),
    ("settings-profile", "user", "/settings/profile", ""),
    ("settings-keyboard", "keyboard", "/settings/keyboard", ""),
    ("settings-tokens", "shield", "/settings/tokens", ""),
    ("settings-sessions", "lock", "/settings/sessions", ""),
    ("nav-projects", "group", "/projects", ""),
    ("outbox-failed", "alert", "/outbox?state=failed", ""),
];

/// Those of whoever runs the instance.
const ADMIN: [Place; 4] = [
    ("admin-users", "user", "/admin/users", ""),
    ("admin-mail", "mail", "/admin/mail", ""),
    ("admin-suppressions", "bell-off", "/admin/suppressions", ""),
    ("admin-audit", "list", "/admin/audit", ""),
];

/// Every page that the reader has in the navigation, and the projects.
pub(super) fn pages(page: &Page) -> Vec<Line> {
    let line = |(key, icon, path, keys): &Place| {
        let waiting = (*path == "/outbox" && page.nav.depth > 0).then(|| page.tell("go-due").text("n", page.nav.depth));
        let after = waiting.map(|told| Html::escaped(&told.plain())).unwrap_or_default();
        Line::new(part::icon(icon), page.say(key), To::Page((*path).to_owned())).keys(keys).after(after)
    };
    let mut lines: Vec<Line> = PLACES.iter().map(line).collect();
    lines.extend(page.nav.projects.iter().map(|project| {
        Line::new(part::tag(&project.key), &project.name, To::Page(format!("/p/{}/issues", project.key)))
    }));
    if page.actor.is_admin {
        lines.extend(ADMIN.iter().map(line));
    }
    lines
}

/// The views that the actor sees.
pub(super) fn views(db: &Db<'_>, actor: &Actor) -> Result<Vec<Line>> {
    let line = |view: view::View| {
        Line::new(part::icon("filter"), &view.name, To::Page(format!("/issues?view={}", view.id.raw())))
    };
    Ok(view::list(db, actor, 0, VIEWS_MOST)?.into_iter().map(line).collect())
}
