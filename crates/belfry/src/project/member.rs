//! Who is in a project, and as what.

use store::{Db, Timestamp, Tx, params};

use super::{Project, ProjectId, Role, find_to_maintain};
use crate::audit::{self, Entry, Kind};
use crate::error::{Conflict, Error, Result};
use crate::event::Act;
use crate::user::{self, User, UserId};

/// Somebody in a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub user_id: UserId,
    /// What they log in with.
    pub username: String,
    /// First and last name as one.
    pub name: String,
    /// As what.
    pub role: Role,
    /// Since when they are in it.
    pub since: Timestamp,
}

/// Everybody in the project, by name.
pub fn members(db: &Db<'_>, project: &Project) -> Result<Vec<Member>> {
    Ok(db.all(
        "SELECT m.user_id, m.role, m.since, u.username, u.first_name, u.last_name
           FROM members m JOIN users u ON u.id = m.user_id WHERE m.project_id = $1
          ORDER BY u.first_name, u.last_name, u.id",
        &params![project.id],
        |row| {
            let (user_id, role, since) = (row.get("user_id")?, row.get("role")?, row.get("since")?);
            let username = row.get("username")?;
            let (first, last): (String, String) = (row.get("first_name")?, row.get("last_name")?);
            Ok(Member { user_id, username, name: user::full_name(&first, &last), role, since })
        },
    )?)
}

/// Takes somebody into the project, or gives them another role in it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], or [`Conflict::LastMaintainer`].
pub fn join(tx: &Tx<'_>, act: &Act, key: &str, (user, role): (UserId, Role)) -> Result<()> {
    let project = find_to_maintain(tx, &act.actor, key)?;
    user::find(tx, user)?.filter(User::is_active).ok_or(Error::NotFound("user"))?;
    if role != Role::Maintainer {
        keep_a_maintainer(tx, project.id, user)?;
    }
    insert(tx, project.id, user, role)?;
    let entry = Entry::by(act, Kind::RoleChanged, user).within(project.id).with(role.as_str());
    Ok(audit::record(tx, &entry)?)
}

/// Takes somebody out of the project. Whoever leaves by themselves need not maintain it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], or [`Conflict::LastMaintainer`].
pub fn leave(tx: &Tx<'_>, act: &Act, key: &str, user: UserId) -> Result<()> {
    let actor = &act.actor;
    let project = if actor.user_id == user { super::find(tx, actor, key)? } else { find_to_maintain(tx, actor, key)? };
    keep_a_maintainer(tx, project.id, user)?;
    let sql = "DELETE FROM members WHERE project_id = $1 AND user_id = $2";
    if tx.run(sql, &params![project.id, user])? == 0 {
        return Err(Error::NotFound("member"));
    }
    Ok(audit::record(tx, &Entry::by(act, Kind::RoleChanged, user).within(project.id).with("none"))?)
}

pub(super) fn insert(tx: &Tx<'_>, project: ProjectId, user: UserId, role: Role) -> Result<()> {
    tx.run(
        "INSERT INTO members (project_id, user_id, role, since) VALUES ($1, $2, $3, $4)
         ON CONFLICT (project_id, user_id) DO UPDATE SET role = excluded.role",
        &params![project, user, role, tx.now()],
    )?;
    Ok(())
}

/// A project that somebody maintains is not left without anybody who does.
fn keep_a_maintainer(tx: &Tx<'_>, project: ProjectId, leaving: UserId) -> Result<()> {
    let sql = "SELECT user_id FROM members WHERE project_id = $1 AND role = 'maintainer' {for_update}";
    let maintainers: Vec<UserId> = tx.all(sql, &params![project], |row| row.get("user_id"))?;
    if maintainers == [leaving] { Err(Conflict::LastMaintainer.into()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::find;
    use crate::world::World;

    #[test]
    fn a_maintainer_takes_people_in_and_out() {
        let world = World::new();
        let admin = world.admin("ada");
        let ben = world.register("ben");
        world.join("BEL", ben, Role::Member);
        let as_ben = World::act(ben).actor;
        let project = world.read(move |db| find(db, &as_ben, "BEL")).unwrap();
        assert_eq!(project.role, Role::Member);
        let seen = project.clone();
        let names: Vec<String> =
            world.read(move |db| members(db, &seen)).unwrap().into_iter().map(|member| member.username).collect();
        assert_eq!(names, ["ben"]);
        let by_ben = world.write(move |tx| join(tx, &World::acting(as_ben), "BEL", (ben, Role::Maintainer)));
        assert!(matches!(by_ben, Err(Error::Forbidden)));
        world.write(move |tx| leave(tx, &World::acting(admin), "BEL", ben)).unwrap();
        assert!(matches!(
            world.write(move |tx| leave(tx, &World::acting(admin), "BEL", ben)),
            Err(Error::NotFound("member"))
        ));
    }

    #[test]
    fn the_last_maintainer_stays() {
        let world = World::new();
        let ben = world.register("ben");
        world.join("BEL", ben, Role::Maintainer);
        let as_ben = World::act(ben).actor;
        let out = world.write(move |tx| leave(tx, &World::acting(as_ben), "BEL", ben));
        assert!(matches!(out, Err(Error::Conflict(Conflict::LastMaintainer))));
        let down = world.write(move |tx| join(tx, &World::acting(as_ben), "BEL", (ben, Role::Reader)));
        assert!(matches!(down, Err(Error::Conflict(Conflict::LastMaintainer))));
        world.join("BEL", world.register("cleo"), Role::Maintainer);
        assert!(world.write(move |tx| leave(tx, &World::acting(as_ben), "BEL", ben)).is_ok());
    }
}
