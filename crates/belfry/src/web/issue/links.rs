//! What texts of an issue name, as far as their reader may see it.

use std::collections::HashSet;

use store::Db;

use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::issue;
use crate::markdown::{self, Links, Target};
use crate::user;

/// Where the keys and the mentions in these texts lead.
pub(in crate::web) fn of<'a>(db: &Db<'_>, actor: &Actor, texts: impl Iterator<Item = &'a str>) -> Result<Links> {
    let mut links = Links::default();
    let (mut keys, mut names) = (HashSet::new(), HashSet::new());
    for text in texts {
        for key in markdown::issue_keys(text).into_iter().filter(|key| keys.insert(key.clone())) {
            match issue::find(db, actor, &key) {
                Ok(found) => links.add_issue(key, Target { href: format!("/{}", found.key), title: found.title }),
                Err(Error::NotFound(_)) => {}
                Err(error) => return Err(error),
            }
        }
        for name in markdown::mentions(text).into_iter().filter(|name| names.insert(name.key())) {
            if let Some(found) = user::find_by_username(db, &name)? {
                let href = format!("/issues?q=assignee%3A{}", crate::web::way::escaped(&found.username));
                links.add_person(&name, Target { href, title: found.full_name() });
            }
        }
    }
    Ok(links)
}
