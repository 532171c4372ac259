//! Who may do what. The only place that decides it.
//!
//! What somebody may see is a condition in SQL ([`SEES`]), so that lists, counts and searches go by the same rule as a
//! single look: what they may not see is missing. What they may do to what they see is decided by their role in the
//! project, and by whether the thing is theirs.

use std::collections::HashSet;

use store::{Db, Param, params};

use super::Actor;
use crate::comment::Comment;
use crate::error::Result;
use crate::issue::{Issue, IssueId};
use crate::project::{Project, ProjectId, Role, Visibility};
use crate::user::UserId;
use crate::view::View;

/// The condition under which the actor `$1` (an admin if `$2` is 1) sees the issue `i` of the project `p`, where `m` is the
/// actor's row in `members` for that project, if there is one.
pub const SEES: &str = "($2 = 1 OR ((p.visibility <> 'private' OR m.role IS NOT NULL)
    AND (i.is_private = 0 OR i.created_by = $1 OR i.assignee_id = $1 OR m.role IN ('member', 'maintainer'))))";

/// The same of another issue in the same statement: the issue, its project and the membership go by these names.
pub fn sees_as([issue, project, member]: [&str; 3]) -> String {
    let named = SEES.replace("i.", &format!("{issue}."));
    named.replace("p.visibility", &format!("{project}.visibility")).replace("m.role", &format!("{member}.role"))
}

/// The condition under which the actor, who sees the issue otherwise, finds it although it is deleted: they deleted it, or
/// may bring it back whoever did.
pub const FINDS_DELETED: &str = "(i.deleted_at IS NULL OR $2 = 1 OR i.deleted_by = $1 OR m.role = 'maintainer')";

/// The condition under which the actor may look at the project `p`.
pub const REACHES: &str = "($2 = 1 OR p.visibility <> 'private' OR m.role IS NOT NULL)";

/// The condition under which the person `u` may look at the project `p`, where `m` is their row in `members` for it, if there
/// is one: what [`REACHES`] is for the actor.
pub const REACHED_BY: &str = "(u.is_admin = 1 OR p.visibility <> 'private' OR m.role IS NOT NULL)";

/// What somebody is in a project; `None` if they may not even know of it.
pub fn role(actor: &Actor, visibility: Visibility, membership: Option<Role>) -> Option<Role> {
    if actor.is_admin { Some(Role::Maintainer) } else { membership.max(visibility.role_of_everybody()) }
}

/// This person as the database now has them; `None` if their account is disabled.
pub fn actor(db: &Db<'_>, user: UserId) -> Result<Option<Actor>, store::Error> {
    let sql = "SELECT is_admin FROM users WHERE id = $1 AND disabled_at IS NULL";
    db.maybe(sql, &params![user], |row| Ok(Actor { user_id: user, is_admin: row.get("is_admin")? }))
}

/// Whether this person, as the database now has them, sees the issue and may be told of it: asked again before each mail,
/// and before each live event.
pub fn is_seen_by(db: &Db<'_>, user: UserId, issue: IssueId) -> Result<bool, store::Error> {
    Ok(seen_by(db, &[user], issue)?.contains(&user))
}

/// Those of these people who see the issue and may be told of it, in one look.
pub fn seen_by(db: &Db<'_>, users: &[UserId], issue: IssueId) -> Result<HashSet<UserId>, store::Error> {
    if users.is_empty() {
        return Ok(HashSet::new());
    }
    // The same condition, of people whose rows are at hand.
    let sees = SEES.replace("$2 = 1", "u.is_admin = 1").replace("= $1", "= u.id");
    let places: Vec<String> = (2..users.len() + 2).map(|number| format!("${number}")).collect();
    let sql = format!(
        "SELECT u.id FROM users u JOIN issues i ON i.id = $1 JOIN projects p ON p.id = i.project_id
           LEFT JOIN members m ON m.project_id = i.project_id AND m.user_id = u.id
          WHERE u.id IN ({}) AND u.disabled_at IS NULL AND {sees}",
        places.join(", ")
    );
    let mut params = Vec::from(params![issue]);
    params.extend(users.iter().map(|user| Param::from(*user)));
    Ok(db.all(&sql, &params, |row| row.get("id"))?.into_iter().collect())
}

/// How a project is to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Whether they can do anything at all.
    pub is_active: bool,
    /// Whether they may look at the project.
    pub is_in_reach: bool,
}

/// How the project is to this person, as the database now has them; `None` if there is no such person.
pub fn reach(db: &Db<'_>, user: UserId, project: ProjectId) -> Result<Option<Reach>, store::Error> {
    db.maybe(
        "SELECT u.disabled_at, (u.is_admin = 1 OR p.visibility <> 'private' OR m.role IS NOT NULL) AS is_in_reach
           FROM users u JOIN projects p ON p.id = $2
           LEFT JOIN members m ON m.project_id = p.id AND m.user_id = u.id WHERE u.id = $1",
        &params![user, project],
        |row| {
            let is_active = row.get::<Option<i64>>("disabled_at")?.is_none();
            Ok(Reach { is_active, is_in_reach: is_active && row.get("is_in_reach")? })
        },
    )
}

/// Admins, and whoever maintains a project, open further ones.
pub fn may_open_project(db: &Db<'_>, actor: &Actor) -> Result<bool> {
    let sql = "SELECT project_id FROM members WHERE user_id = $1 AND role = 'maintainer' LIMIT 1";
    Ok(actor.is_admin || db.maybe(sql, &params![actor.user_id], |_| Ok(()))?.is_some())
}

/// Its maintainers say what a project is called and who is in it.
pub fn may_maintain(project: &Project) -> bool {
    project.role >= Role::Maintainer
}

/// Reporters open issues.
pub fn may_open_issue(project: &Project) -> bool {
    project.role >= Role::Reporter && project.archived_at.is_none()
}

/// Members change every issue, reporters those that they opened or have.
pub fn may_edit(actor: &Actor, issue: &Issue) -> bool {
    !issue.is_archived && (issue.role >= Role::Member || (issue.role >= Role::Reporter && is_theirs(actor, issue)))
}

/// Who opened an issue takes it away again, and so do the project's maintainers.
pub fn may_delete(actor: &Actor, issue: &Issue) -> bool {
    let is_author = issue.role >= Role::Reporter && is_author(actor, issue);
    !issue.is_archived && (issue.role >= Role::Maintainer || is_author)
}

/// Reporters have a say.
pub fn may_comment(issue: &Issue) -> bool {
    !issue.is_archived && issue.role >= Role::Reporter
}

/// Who said it says it better.
pub fn may_edit_comment(actor: &Actor, issue: &Issue, comment: &Comment) -> bool {
    may_comment(issue) && comment.author_id == actor.user_id
}

/// Who said it takes it away, and so do the project's maintainers.
pub fn may_delete_comment(actor: &Actor, issue: &Issue, comment: &Comment) -> bool {
    may_edit_comment(actor, issue, comment) || (!issue.is_archived && issue.role >= Role::Maintainer)
}

/// Who deleted an issue brings it back, and so do the project's maintainers.
pub fn may_restore(actor: &Actor, issue: &Issue, deleted_by: Option<UserId>) -> bool {
    let is_theirs = issue.role >= Role::Reporter && deleted_by == Some(actor.user_id);
    !issue.is_archived && (issue.role >= Role::Maintainer || is_theirs)
}

/// Reporters refer to any issue that they see.
pub fn may_be_related(other: &Issue) -> bool {
    may_comment(other)
}

/// Members make labels.
pub fn may_label(project: &Project) -> bool {
    project.role >= Role::Member && project.archived_at.is_none()
}

/// The mails about an issue are seen by whoever has a hand in it: its author, its assignee and the project's members; and by
/// everybody their own.
pub fn may_see_mail(actor: &Actor, issue: &Issue, recipient: UserId) -> bool {
    recipient == actor.user_id || may_steer_mail(actor, issue)
}

/// Members send mail about every issue at once, hold it, release it and take it back; reporters that about issues which they
/// opened or have.
pub fn may_steer_mail(actor: &Actor, issue: &Issue) -> bool {
    issue.role >= Role::Member || (issue.role >= Role::Reporter && is_theirs(actor, issue))
}

/// Why somebody did or did not get mail is for them, and for the project's maintainers.
pub fn may_explain(actor: &Actor, issue: &Issue, about: UserId) -> bool {
    about == actor.user_id || issue.role >= Role::Maintainer
}

/// What a relay says of somebody's address is for them, and for those who run the instance.
pub fn may_see_addresses(actor: &Actor, recipient: UserId) -> bool {
    actor.is_admin || recipient == actor.user_id
}

/// Admins run the instance: all mail, whoever it is for.
pub fn may_run_instance(actor: &Actor) -> bool {
    actor.is_admin
}

/// Members show each other their views.
pub fn may_share_view(project: &Project) -> bool {
    project.role >= Role::Member
}

/// Whose view it is changes it.
pub fn may_change_view(actor: &Actor, view: &View) -> bool {
    view.owner_id == actor.user_id
}

/// Whose view it is removes it, and so do those who maintain the project that it is shared with.
pub fn may_remove_view(actor: &Actor, view: &View) -> bool {
    let is_maintained = actor.is_admin || view.role == Some(Role::Maintainer);
    may_change_view(actor, view) || (view.project_id.is_some() && is_maintained)
}

/// By the classic API only who opened an issue changes or deletes it, whoever else may by the other edges.
pub fn may_edit_by_classic(actor: &Actor, issue: &Issue) -> bool {
    is_author(actor, issue) && may_edit(actor, issue)
}

fn is_theirs(actor: &Actor, issue: &Issue) -> bool {
    is_author(actor, issue) || issue.assignee.as_ref().is_some_and(|person| person.id == actor.user_id)
}

fn is_author(actor: &Actor, issue: &Issue) -> bool {
    issue.created_by.id == actor.user_id
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use store::Param;

    use super::*;
    use crate::error::Error;
    use crate::issue::{self, Details, NewIssue};
    use crate::project;
    use crate::world::{World, new_issue};

    /// The rule in words, without SQL: what somebody may see.
    fn sees(
        actor: &Actor,
        visibility: Visibility,
        membership: Option<Role>,
        is_private: bool,
        is_theirs: bool,
    ) -> bool {
        let is_in_reach = actor.is_admin || membership.is_some() || visibility != Visibility::Private;
        let is_let_in = !is_private || is_theirs || actor.is_admin || membership >= Some(Role::Member);
        is_in_reach && is_let_in
    }

    fn role_or_none() -> impl Strategy<Value = Option<Role>> {
        prop::option::of(prop::sample::select(Role::ALL.to_vec()))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        /// One world with every visibility, each with a private and an open issue, seen by one person in every role.
        #[test]
        fn the_condition_in_sql_is_the_rule_in_words(
            roles in prop::array::uniform3(role_or_none()), is_admin: bool, is_author: bool, is_assignee: bool
        ) {
            let world = World::new();
            let (ada, eve) = (world.register("ada"), world.register("eve"));
            let (actor, admin) = (Actor { user_id: eve, is_admin }, Actor { user_id: ada, is_admin: true });
            for (visibility, role) in Visibility::ALL.into_iter().zip(roles) {
                let opened = open_both(&world, &admin, visibility, [is_author, is_assignee].map(|is| is.then_some(eve)));
                if let Some(role) = role {
                    let sql = "INSERT INTO members (project_id, user_id, role, since) VALUES ($1, $2, $3, 0)";
                    world.write(move |tx| Ok(tx.run(sql, &params![opened.0, eve, role])?)).unwrap();
                }
                for (issue, is_private) in opened.1 {
                    let expected = sees(&actor, visibility, role, is_private, is_author || is_assignee);
                    let found = world.read(move |db| issue::find(db, &actor, issue));
                    prop_assert_eq!(found.is_ok(), expected, "{:?} {:?} {:?}", visibility, role, is_private);
                    prop_assert!(expected || matches!(found, Err(Error::NotFound("issue"))));
                    // Mail goes by what the database says of the person, which says here that they are no admin.
                    let told = world.read(move |db| Ok(is_seen_by(db, eve, issue)?)).unwrap();
                    let plain = Actor { is_admin: false, ..actor };
                    prop_assert_eq!(told, sees(&plain, visibility, role, is_private, is_author || is_assignee));
                }
            }
        }
    }

    /// A project with an open and a private issue, by and for whom it says, otherwise by and for Ada.
    fn open_both(
        world: &World,
        admin: &Actor,
        visibility: Visibility,
        [author, assignee]: [Option<UserId>; 2],
    ) -> (ProjectId, Vec<(IssueId, bool)>) {
        let admin = *admin;
        let key = visibility.as_str()[..2].to_uppercase();
        world
            .write(move |tx| {
                let new = project::NewProject { visibility, ..crate::world::new_project(&key) };
                let project = project::open(tx, &admin, &new)?.id;
                let mut opened = Vec::new();
                for is_private in [false, true] {
                    let details = Details { project: Some(project), is_private, ..Details::default() };
                    let act = World::act(admin.user_id);
                    let new = NewIssue { assignee: None, details, ..new_issue(admin.user_id) };
                    let issue = issue::open(tx, &crate::event::Act { actor: admin, ..act }, &new)?;
                    let sql = "UPDATE issues SET created_by = $2, assignee_id = $3 WHERE id = $1";
                    tx.run(sql, &params![issue.id, author.unwrap_or(admin.user_id), Param::from(assignee)])?;
                    opened.push((issue.id, is_private));
                }
                Ok((project, opened))
            })
            .unwrap()
    }

    #[test]
    fn an_issue_is_given_to_whoever_sees_it() {
        let world = World::new();
        let (ada, ben) = (world.admin("ada"), world.register("ben"));
        world.write(|tx| Ok(tx.run("UPDATE projects SET visibility = 'private'", &[])?)).unwrap();
        let act = crate::event::Act { actor: ada, ..World::act(ada.user_id) };
        let given = world.write(move |tx| issue::open(tx, &act, &new_issue(ben)));
        assert!(matches!(given, Err(Error::Invalid(fields)) if fields.iter().any(|(field, _)| field == "assignee")));
        world.join("BEL", ben, Role::Reader);
        assert!(world.write(move |tx| issue::open(tx, &act, &new_issue(ben))).is_ok());
    }

    #[test]
    fn readers_read_reporters_change_their_own_and_members_everything() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        world.write(|tx| Ok(tx.run("UPDATE projects SET visibility = 'internal'", &[])?)).unwrap();
        let as_ben = World::act(ben).actor;
        let opened = |by| world.write(move |tx| issue::open(tx, &World::act(by), &new_issue(by)));
        assert!(matches!(opened(ben), Err(Error::Forbidden)));
        world.join("BEL", ada, Role::Reporter);
        let issue = opened(ada).unwrap().id;
        let may = || {
            let issue = world.read(move |db| issue::find(db, &as_ben, issue)).unwrap();
            (may_edit(&as_ben, &issue), may_delete(&as_ben, &issue), may_comment(&issue))
        };
        let rows = [
            (None, (false, false, false)),
            (Some(Role::Reader), (false, false, false)),
            (Some(Role::Reporter), (false, false, true)),
            (Some(Role::Member), (true, false, true)),
            (Some(Role::Maintainer), (true, true, true)),
        ];
        for (role, expected) in rows {
            if let Some(role) = role {
                world.join("BEL", ben, role);
            }
            assert_eq!(may(), expected, "{role:?}");
        }
        world.write(|tx| Ok(tx.run("UPDATE projects SET archived_at = 1", &[])?)).unwrap();
        assert_eq!(may(), (false, false, false));
    }
}
