//! Labels and people, whose issues are meant: `#bug`, `@ben`.

use store::Db;

use super::Asked;
use super::line::{Line, To};
use crate::auth::Actor;
use crate::error::Result;
use crate::user::{self, UserId};
use crate::web::part::{self, Face};
use crate::web::way;
use crate::{label, project};

/// How many are offered.
const MOST: usize = 12;
/// In how many projects labels are looked for.
const PROJECTS_MOST: usize = 30;

/// What is looked for, by the sign before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// Anything.
    None,
    /// `>`
    Deeds,
    /// `#`
    Labels,
    /// `@`
    People,
}

impl Sign {
    /// The sign, and what stands behind it.
    pub fn split(text: &str) -> (Sign, &str) {
        for (sign, kind) in [(">", Sign::Deeds), ("#", Sign::Labels), ("@", Sign::People)] {
            if let Some(rest) = text.strip_prefix(sign) {
                return (kind, rest);
            }
        }
        (Sign::None, text)
    }

    /// The key of what they are called.
    pub fn heading(self) -> &'static str {
        match self {
            Sign::Labels => "keys-labels",
            Sign::People | Sign::None | Sign::Deeds => "go-people",
        }
    }
}

/// The labels of what the actor sees, or people, by a part of what they are called.
pub(super) fn find(db: &Db<'_>, actor: &Actor, asked: &Asked) -> Result<Vec<Line>> {
    match asked.sign {
        Sign::None | Sign::Deeds => Ok(Vec::new()),
        Sign::Labels => labels(db, actor, asked),
        Sign::People => {
            let found = user::search(db, actor, &asked.words.join(" "), (UserId(0), MOST))?;
            Ok(found.iter().map(person).collect())
        }
    }
}

fn person(user: &user::User) -> Line {
    let face = Face::of(user.id, &user.username, &user.full_name());
    let query = format!("is:open assignee:{}", user.username);
    Line::new(part::avatar(&face), user.full_name(), issues(&query)).after(part::Html::escaped(&user.username))
}

fn labels(db: &Db<'_>, actor: &Actor, asked: &Asked) -> Result<Vec<Line>> {
    let mut names: Vec<String> = Vec::new();
    let mut lines = Vec::new();
    for project in project::list(db, actor)?.into_iter().take(PROJECTS_MOST) {
        for label in label::list(db, project.id)? {
            if asked.fits(&label.name) && !names.contains(&label.name) && lines.len() < MOST {
                let query = format!("is:open label:\"{}\"", label.name.replace('"', ""));
                lines.push(Line::new(part::icon("tag"), &label.name, issues(&query)));
                names.push(label.name);
            }
        }
    }
    Ok(lines)
}

fn issues(query: &str) -> To {
    To::Page(format!("/issues?q={}", way::escaped(query)))
}
