//! What a project calls the fixed statuses, in which order it shows them, and how many issues it wants to have in each at the
//! most. More are not refused: the board says so.

use std::collections::HashMap;

use store::{Db, Param, Row, Tx, params};

use super::{Project, ProjectId, find_to_maintain};
use crate::auth::Actor;
use crate::error::{FieldErrors, Result};
use crate::issue::Status;
use crate::text;

/// The longest name, in characters.
const MOST: usize = 50;
/// The highest limit.
const LIMIT_MOST: i64 = 999;

/// What a project calls a status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusName {
    /// The status.
    pub status: Status,
    /// One line.
    pub name: String,
    /// How many issues are to be in it at the most.
    pub limit: Option<i64>,
}

impl StatusName {
    /// The name in `text`, trimmed. The error says what to put right.
    pub fn parse(status: Status, text: &str) -> Result<StatusName, String> {
        text::line(text, "A status's name", MOST).map(|name| StatusName { status, name, limit: None })
    }

    /// The same, with a limit. The error says what to put right.
    pub fn limited(self, limit: Option<i64>) -> Result<StatusName, String> {
        match limit {
            Some(limit) if !(1..=LIMIT_MOST).contains(&limit) => {
                Err(format!("A limit is a number from 1 to {LIMIT_MOST}."))
            }
            limit => Ok(StatusName { limit, ..self }),
        }
    }
}

/// Every status as the project calls it, in its order. Whoever asks has loaded the project.
pub fn status_names(db: &Db<'_>, project: &Project) -> Result<Vec<StatusName>> {
    let sql = "SELECT status, name, cards_most FROM status_names WHERE project_id = $1 ORDER BY position, status";
    let read = |row: &Row<'_>| Ok((row.get::<String>("status")?, row.get("name")?, row.get("cards_most")?));
    let rows = db.all(sql, &params![project.id], read)?;
    let known = rows.into_iter().filter_map(|(word, name, limit)| {
        let status = Status::parse(&word)?;
        Some(StatusName { status, name, limit })
    });
    Ok(whole(known.collect()))
}

/// What each of these projects calls a status, where it is not the usual name.
pub fn status_names_of(db: &Db<'_>, projects: &[ProjectId]) -> Result<HashMap<(ProjectId, Status), String>> {
    let Some((places, params)) = store::several(projects, 1) else { return Ok(HashMap::new()) };
    let sql = format!("SELECT project_id, status, name FROM status_names WHERE project_id IN ({places})");
    let read = |row: &Row<'_>| Ok((row.get("project_id")?, row.get::<String>("status")?, row.get("name")?));
    let known = db.all(&sql, &params, read)?.into_iter();
    Ok(known.filter_map(|(project, word, name)| Some(((project, Status::parse(&word)?), name))).collect())
}

/// Calls the statuses of a project so, in this order; those that are not named have their usual names and come after.
///
/// # Errors
/// [`crate::Error::NotFound`], [`crate::Error::Forbidden`], [`crate::Error::Invalid`] (`items`) where a status is named
/// twice, or two would go by one name.
pub fn name_statuses(tx: &Tx<'_>, actor: &Actor, key: &str, names: Vec<StatusName>) -> Result<Vec<StatusName>> {
    let project = find_to_maintain(tx, actor, key)?;
    let is_once = |name: &StatusName| names.iter().filter(|other| other.status == name.status).count() == 1;
    if let Some(twice) = names.iter().find(|name| !is_once(name)) {
        let text = format!("{} is there twice: name each status once.", twice.status.as_str());
        return Err(FieldErrors::one("items", text).into());
    }
    let names = whole(names);
    refuse_doubles(&names)?;
    tx.run("DELETE FROM status_names WHERE project_id = $1", &params![project.id])?;
    for (position, name) in (1_i64..).zip(&names) {
        let sql = "INSERT INTO status_names (project_id, status, name, position, name_key, cards_most)
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let status = Param::from(name.status);
        tx.run(sql, &params![project.id, status, &name.name, position, &name.name.to_lowercase(), name.limit])?;
    }
    Ok(names)
}

/// With those that are missing, by their usual names.
fn whole(mut names: Vec<StatusName>) -> Vec<StatusName> {
    for status in Status::ALL {
        if !names.iter().any(|name| name.status == status) {
            names.push(StatusName { status, name: status.label().to_owned(), limit: None });
        }
    }
    names
}

/// A name means one status; and the word of a fixed status means that one.
fn refuse_doubles(names: &[StatusName]) -> Result<()> {
    for name in names {
        let key = name.name.to_lowercase();
        let other = names.iter().find(|other| {
            other.status != name.status && [other.name.to_lowercase(), other.status.as_str().to_owned()].contains(&key)
        });
        if let Some(other) = other {
            let text = format!("{} would mean {} and {}.", name.name, name.status.as_str(), other.status.as_str());
            return Err(FieldErrors::one("items", text).into());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use crate::project::{Role, find};
    use crate::world::World;

    fn name(status: Status, text: &str) -> StatusName {
        StatusName::parse(status, text).unwrap()
    }

    #[test]
    fn a_maintainer_names_and_orders_the_statuses() {
        let world = World::new();
        let (admin, ben) = (world.admin("ada"), world.register("ben"));
        let as_ben = World::act(ben).actor;
        let names = [name(Status::Todo, "Next").limited(Some(7)).unwrap(), name(Status::Backlog, "Some day")];
        let given = names.to_vec();
        let named = world.write(move |tx| name_statuses(tx, &admin, "BEL", given.clone())).unwrap();
        assert_eq!(named[..2], names);
        assert_eq!((named[2].name.as_str(), named.len()), ("In progress", 6));
        let read = world.read(move |db| status_names(db, &find(db, &as_ben, "BEL")?)).unwrap();
        assert_eq!(read, named);
        world.join("BEL", ben, Role::Member);
        let by_ben = world.write(move |tx| name_statuses(tx, &as_ben, "BEL", Vec::new()));
        assert!(matches!(by_ben, Err(Error::Forbidden)));
        let again = world.write(move |tx| name_statuses(tx, &admin, "BEL", Vec::new())).unwrap();
        assert_eq!(again, whole(Vec::new()));
    }

    #[test]
    fn no_name_means_two_statuses() {
        let world = World::new();
        let admin = world.admin("ada");
        for names in [
            vec![name(Status::Todo, "A"), name(Status::Todo, "B")],
            vec![name(Status::Todo, "Same"), name(Status::Done, "same")],
            vec![name(Status::Todo, "Done")],
            vec![name(Status::Todo, "in_review")],
        ] {
            let refused = world.write(move |tx| name_statuses(tx, &admin, "BEL", names.clone()));
            assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        }
        assert!(StatusName::parse(Status::Todo, " ").is_err());
        for limit in [0, -1, 1000] {
            assert!(name(Status::Todo, "Next").limited(Some(limit)).is_err(), "{limit}");
        }
    }
}
