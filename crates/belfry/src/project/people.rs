//! Whom an issue of a project may be given to.

use store::{Db, Row, params};

use super::Project;
use crate::auth::{Actor, permission};
use crate::error::Result;
use crate::user::{self, Person, UserId, full_name};

/// How many are looked up at once.
const SEARCHED: usize = 50;

/// Active people who may look at the project, `most` at the most: its members by name, and then others in the order in which
/// they registered. Whoever asks has loaded the project.
pub fn people(db: &Db<'_>, project: &Project, most: usize) -> Result<Vec<Person>> {
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let columns = "u.id, u.email, u.username, u.first_name, u.last_name";
    let members = format!(
        "SELECT {columns} FROM members m JOIN users u ON u.id = m.user_id
          WHERE m.project_id = $1 AND u.disabled_at IS NULL ORDER BY u.first_name, u.last_name, u.id LIMIT $2"
    );
    let mut people = db.all(&members, &params![project.id, limit], read)?;
    let left = limit - i64::try_from(people.len()).unwrap_or(limit);
    if left > 0 {
        let others = format!(
            "SELECT {columns} FROM users u JOIN projects p ON p.id = $1
               LEFT JOIN members m ON m.project_id = p.id AND m.user_id = u.id
              WHERE u.disabled_at IS NULL AND m.role IS NULL AND {} ORDER BY u.id LIMIT $2",
            permission::REACHED_BY
        );
        people.extend(db.all(&others, &params![project.id, left], read)?);
    }
    Ok(people)
}

/// The same for all of these projects at once, those only whose username or name holds `text` in any letter case; those first
/// whose username begins with it.
pub fn people_called(
    db: &Db<'_>,
    actor: &Actor,
    projects: &[Project],
    (text, most): (&str, usize),
) -> Result<Vec<Person>> {
    let [project, others @ ..] = projects else { return Ok(Vec::new()) };
    let wanted = text.trim().to_lowercase();
    if wanted.is_empty() {
        let mut found = Vec::new();
        for person in people(db, project, if others.is_empty() { most } else { most.max(SEARCHED) })? {
            if reaches(db, person.id, others)? {
                found.push(person);
            }
        }
        found.truncate(most);
        return Ok(found);
    }
    let (mut found, mut after) = (Vec::new(), UserId(0));
    while found.len() < most {
        let called = user::search(db, actor, &wanted, (after, SEARCHED))?;
        let Some(last) = called.last() else { break };
        after = last.id;
        for user in called {
            if reaches(db, user.id, projects)? {
                found.push(Person::from(user));
            }
        }
    }
    found.sort_by_key(|person| !person.username.to_lowercase().starts_with(&wanted));
    found.truncate(most);
    Ok(found)
}

/// Whether somebody may look at all of these projects.
fn reaches(db: &Db<'_>, user: UserId, projects: &[Project]) -> Result<bool> {
    for project in projects {
        if !permission::reach(db, user, project.id)?.is_some_and(|reach| reach.is_in_reach) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn read(row: &Row<'_>) -> Result<Person, store::Error> {
    let (id, email, username) = (row.get("id")?, row.get("email")?, row.get("username")?);
    let (first, last): (String, String) = (row.get("first_name")?, row.get("last_name")?);
    Ok(Person { id, email, username, name: full_name(&first, &last) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::{Role, find};
    use crate::world::World;

    #[test]
    fn an_issue_is_given_to_members_first_and_to_nobody_who_may_not_see_it() {
        let world = World::new();
        let admin = world.admin("ada");
        let (ben, cleo) = (world.register("ben"), world.register("cleo"));
        let gone = world.register("gone");
        world.write(move |tx| user::disable(tx, gone)).unwrap();
        world.join("BEL", cleo, Role::Member);
        let names = |most: usize| {
            let found = world.read(move |db| people(db, &find(db, &admin, "BEL")?, most)).unwrap();
            found.into_iter().map(|person| person.id).collect::<Vec<_>>()
        };
        assert_eq!(names(9), [cleo, admin.user_id, ben]);
        assert_eq!(names(2), [cleo, admin.user_id]);
        world.write(|tx| Ok(tx.run("UPDATE projects SET visibility = 'private'", &[])?)).unwrap();
        assert_eq!(names(9), [cleo, admin.user_id]);
        let called = |text: &'static str| {
            let found =
                world.read(move |db| people_called(db, &admin, &[find(db, &admin, "BEL")?], (text, 9))).unwrap();
            found.into_iter().map(|person| person.id).collect::<Vec<_>>()
        };
        assert_eq!(called("E"), [cleo]);
        assert_eq!(called("ben"), [UserId(0); 0]);
        assert_eq!(called(" "), [cleo, admin.user_id]);
        world.write(|tx| Ok(tx.run("UPDATE projects SET visibility = 'public'", &[])?)).unwrap();
        assert_eq!(called("e"), [ben, cleo]);
        // Whose name begins so comes first, whenever they came.
        assert_eq!(called("cl"), [cleo]);
    }
}
