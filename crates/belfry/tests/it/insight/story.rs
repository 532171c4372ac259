//! What happens at random, as it is done and as it is remembered.

use std::time::Duration;

use belfry::auth::Actor;
use belfry::event::Act;
use belfry::issue::{self, Description, Details, Edit, IssueId, NewIssue, Priority, Status, Title};
use belfry::post::Delays;
use belfry::project::{self, NewProject, ProjectId, ProjectKey, ProjectName, Role, Visibility};
use belfry::user::UserId;
use proptest::prelude::*;
use store::{Timestamp, Tx, params};

use crate::world::{ASSIGN_DELAY, MINUTE, UPDATE_DELAY, Wish, World};

/// Their names, and where they are.
pub const PEOPLE: [(&str, &str); 4] =
    [("ada", "UTC"), ("ben", "Pacific/Auckland"), ("cleo", "America/Los_Angeles"), ("eve", "Europe/Berlin")];
const PROJECTS: [(&str, Visibility); 3] =
    [("BEL", Visibility::Public), ("INT", Visibility::Internal), ("PRI", Visibility::Private)];

/// Something that happens. People, projects and issues by their place.
#[derive(Clone, Debug)]
pub enum Step {
    Open {
        project: usize,
        author: usize,
        assignee: Option<usize>,
        is_private: bool,
        status: Status,
        priority: Priority,
    },
    Move(usize, Status),
    Give(usize, Option<usize>),
    Delete(usize),
    Restore(usize),
    /// Minutes in which all that is due is done.
    Wait(u64),
    /// Milliseconds in which nothing is done.
    Sleep(u64),
}

pub fn step() -> impl Strategy<Value = Step> {
    let status = || prop::sample::select(Status::ALL.to_vec());
    let person = || prop::option::of(0..PEOPLE.len());
    let open = (
        (0..PROJECTS.len(), 0..PEOPLE.len(), person()),
        (prop::bool::weighted(0.3), status(), prop::sample::select(Priority::ALL.to_vec())),
    );
    let open = open.prop_map(|((project, author, assignee), (is_private, status, priority))| Step::Open {
        project,
        author,
        assignee,
        is_private,
        status,
        priority,
    });
    prop_oneof![
        5 => open,
        6 => (any::<usize>(), status()).prop_map(|(issue, status)| Step::Move(issue, status)),
        3 => (any::<usize>(), person()).prop_map(|(issue, person)| Step::Give(issue, person)),
        1 => any::<usize>().prop_map(Step::Delete),
        1 => any::<usize>().prop_map(Step::Restore),
        4 => (1..3 * 24 * 60u64).prop_map(Step::Wait),
        2 => (1..15u64).prop_map(Step::Wait),
        2 => (1..900u64).prop_map(Step::Sleep),
    ]
}

/// The role of each person in each project.
pub fn roles() -> impl Strategy<Value = Vec<Vec<Option<Role>>>> {
    let role = prop::option::of(prop::sample::select(Role::ALL.to_vec()));
    prop::collection::vec(prop::collection::vec(role, PEOPLE.len()), PROJECTS.len())
}

/// An issue as it is remembered.
#[derive(Clone, Debug)]
pub struct Issue {
    pub id: IssueId,
    pub project: usize,
    pub author: usize,
    pub assignee: Option<usize>,
    pub is_private: bool,
    pub priority: Priority,
    pub is_deleted: bool,
    /// When it came to which status.
    pub steps: Vec<(Timestamp, Status)>,
}

impl Issue {
    pub fn status(&self) -> Status {
        self.steps.last().unwrap().1
    }
}

/// A world in which all of it happened. Ada runs the instance.
pub struct Story {
    pub world: World,
    pub actors: Vec<Actor>,
    pub projects: Vec<ProjectId>,
    pub issues: Vec<Issue>,
    roles: Vec<Vec<Option<Role>>>,
}

impl Story {
    pub fn play(steps: &[Step], roles: &[Vec<Option<Role>>]) -> Story {
        // No digests, which would only take time.
        let mut wish = Wish { digest_every: Duration::from_secs(10 * 365 * 24 * 3600), ..Wish::default() };
        wish.rules.digest_every = Some(wish.digest_every);
        let world = World::with(wish);
        let members = roles.to_vec();
        let (actors, projects) = world.change(move |tx| build(tx, &members));
        let mut story = Story { world, actors, projects, issues: Vec::new(), roles: roles.to_vec() };
        for step in steps {
            story.happens(step);
        }
        story.world.work();
        story
    }

    /// The rule in words: whether this person sees the issue.
    pub fn sees(&self, reader: usize, issue: &Issue) -> bool {
        let (actor, role) = (self.actors[reader], self.roles[issue.project][reader]);
        let is_theirs = issue.author == reader || issue.assignee == Some(reader);
        let is_in_reach = actor.is_admin || role.is_some() || PROJECTS[issue.project].1 != Visibility::Private;
        let is_let_in = !issue.is_private || is_theirs || actor.is_admin || role >= Some(Role::Member);
        is_in_reach && is_let_in
    }

    /// Whether an issue can be given to them, wherever they see it by then.
    fn may_have(&self, person: Option<usize>, issue: &Issue) -> Option<usize> {
        person.filter(|person| self.sees(*person, &Issue { assignee: Some(*person), ..issue.clone() }))
    }

    fn act(&self) -> Act {
        let delays = Delays { assigned: ASSIGN_DELAY, updated: UPDATE_DELAY };
        Act { actor: self.actors[0], delays, from: None }
    }

    fn happens(&mut self, step: &Step) {
        match step {
            Step::Open { .. } => self.opens(step),
            Step::Wait(minutes) => self.world.advance(MINUTE * u32::try_from(*minutes).unwrap()),
            Step::Sleep(ms) => self.world.sleeps(Duration::from_millis(*ms)),
            _ if self.issues.is_empty() => {}
            Step::Move(issue, _) | Step::Give(issue, _) | Step::Delete(issue) | Step::Restore(issue) => {
                let place = issue % self.issues.len();
                self.changes(place, step);
            }
        }
    }

    fn opens(&mut self, step: &Step) {
        let Step::Open { project, author, assignee, is_private, status, priority } = step.clone() else { return };
        let at = self.world.now();
        let id = IssueId(0);
        let issue =
            Issue { id, project, author, assignee, is_private, priority, is_deleted: false, steps: vec![(at, status)] };
        let assignee = self.may_have(assignee, &issue);
        let details = Details {
            project: Some(self.projects[project]),
            status: Some(status),
            priority,
            is_private,
            ..Details::default()
        };
        let (title, description) = (Title::parse("A bell").unwrap(), Description::parse("Every time.").unwrap());
        let new =
            NewIssue { title, description, assignee: assignee.map(|person| self.actors[person].user_id), details };
        let (act, author) = (self.act(), self.actors[author].user_id);
        let id = self.world.change(move |tx| {
            let id = issue::open(tx, &act, &new)?.id;
            tx.run("UPDATE issues SET created_by = $2 WHERE id = $1", &params![id, author])?;
            Ok(id)
        });
        self.issues.push(Issue { id, assignee, ..issue });
    }

    fn changes(&mut self, place: usize, step: &Step) {
        let (issue, act, now) = (self.issues[place].clone(), self.act(), self.world.now());
        let id = issue.id;
        let edit = match step {
            Step::Move(_, status) => Edit { status: Some(*status), ..Edit::default() },
            Step::Give(_, person) => {
                let person = self.may_have(*person, &issue);
                Edit { assignee: Some(person.map(|person| self.actors[person].user_id)), ..Edit::default() }
            }
            Step::Delete(_) if !issue.is_deleted => {
                self.world.change(move |tx| issue::delete(tx, &act, id));
                self.issues[place].is_deleted = true;
                return;
            }
            Step::Restore(_) if issue.is_deleted => {
                self.world.change(move |tx| issue::restore(tx, &act, id).map(drop));
                self.issues[place].is_deleted = false;
                return;
            }
            _ => return,
        };
        if issue.is_deleted {
            return;
        }
        let changed = edit.clone();
        self.world.change(move |tx| issue::edit(tx, &act, id, &edit).map(drop));
        let remembered = &mut self.issues[place];
        if let Some(status) = changed.status.filter(|status| *status != remembered.status()) {
            remembered.steps.push((now, status));
        }
        if let Some(person) = changed.assignee {
            remembered.assignee = person.and_then(|id| self.actors.iter().position(|actor| actor.user_id == id));
        }
    }
}

fn build(tx: &Tx<'_>, roles: &[Vec<Option<Role>>]) -> Result<(Vec<Actor>, Vec<ProjectId>), belfry::Error> {
    let mut actors = Vec::new();
    for (name, zone) in PEOPLE {
        tx.run("UPDATE users SET is_admin = $2 WHERE username = $1", &params![name, name == "ada"])?;
        let id = tx.one("SELECT id FROM users WHERE username = $1", &params![name], |row| row.get::<UserId>("id"))?;
        tx.run("INSERT INTO mail_settings (user_id, zone) VALUES ($1, $2)", &params![id, zone])?;
        actors.push(Actor { user_id: id, is_admin: name == "ada" });
    }
    let mut projects = Vec::new();
    for ((key, visibility), roles) in PROJECTS.into_iter().zip(roles) {
        let name = ProjectName::parse(key).unwrap();
        let new = NewProject { key: ProjectKey::parse(key).unwrap(), name, description: String::new(), visibility };
        let id = if key == "BEL" { project::default(tx)? } else { project::open(tx, &actors[0], &new)?.id };
        tx.run("DELETE FROM members WHERE project_id = $1", &params![id])?;
        for (actor, role) in actors.iter().zip(roles) {
            if let Some(role) = role {
                let sql = "INSERT INTO members (project_id, user_id, role, since) VALUES ($1, $2, $3, 0)";
                tx.run(sql, &params![id, actor.user_id, *role])?;
            }
        }
        projects.push(id);
    }
    Ok((actors, projects))
}
