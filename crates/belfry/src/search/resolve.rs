//! Looking the names of a query up, among what whoever asks may know of. What a query names and nobody knows is said, with its
//! column; the key of an issue that is not there, or may not be seen, is that of no issue.

use jiff::civil::Date;
use store::{Db, params};

use super::asker::Asker;
use super::condition::Condition;
use super::fact::{Fact, Range};
use super::words::words;
use crate::auth::permission;
use crate::error::{Error, Result};
use crate::issue::{self, DueDate, IssueKey, Priority, Status};
use crate::project;
use crate::query::{Expr, Extent, Moment, Name, QueryError, State, StatusIs, Term, Text, Who};
use crate::user::{self, Username};

/// What looks names up.
pub(super) struct Resolve<'d> {
    pub db: &'d Db<'d>,
    pub asker: &'d Asker,
}

impl Resolve<'_> {
    /// What the expression means.
    pub fn condition(&self, expr: &Expr) -> Result<Condition> {
        let each = |parts: &[Expr]| parts.iter().map(|part| self.condition(part)).collect::<Result<Vec<_>>>();
        Ok(match expr {
            Expr::All(parts) => Condition::All(each(parts)?),
            Expr::Any(parts) => Condition::Any(each(parts)?),
            Expr::Not(part) => Condition::Not(Box::new(self.condition(part)?)),
            Expr::Text(Text::Word(text) | Text::Phrase(text)) => Condition::Words(words(text)),
            Expr::Term(Term::Is(states)) => match states.as_slice() {
                [state] => Condition::Fact(self.state(*state)),
                several => Condition::Any(several.iter().map(|state| Condition::Fact(self.state(*state))).collect()),
            },
            Expr::Term(Term::Status(statuses)) => self.status(statuses)?,
            Expr::Term(term) => Condition::Fact(self.fact(term)?),
        })
    }

    fn state(&self, state: State) -> Fact {
        match state {
            State::Open => Fact::Open(true),
            State::Closed => Fact::Open(false),
            State::Assigned => Fact::Assigned(true),
            State::Unassigned => Fact::Assigned(false),
            State::Watched => Fact::Watched,
            State::Overdue => Fact::Overdue(days(self.asker.today)),
            State::Blocked => Fact::Blocked,
            State::Blocking => Fact::Blocking,
            State::Pending => Fact::Pending,
            State::Private => Fact::Private,
            State::Deleted => Fact::Deleted,
        }
    }

    fn fact(&self, term: &Term) -> Result<Fact> {
        let today = self.asker.today;
        let moments = |extents: &[Extent<Moment>]| {
            extents.iter().map(|extent| extent.days(today).instants(&self.asker.zone)).collect()
        };
        Ok(match term {
            Term::Assignee(people) => Fact::Assignee(self.people(people)?),
            Term::Author(people) => Fact::Author(self.people(people)?.into_iter().flatten().collect()),
            Term::Watch(people) => Fact::Watcher(self.people(people)?),
            Term::Mentions(people) => Fact::Mentioned(self.people(people)?),
            Term::Label(labels) => Fact::Label(each_or_none(labels, |name| self.label(name))?),
            Term::Project(keys) => Fact::Project(keys.iter().map(|key| self.project(key)).collect::<Result<_>>()?),
            Term::Priority(extents) => {
                let is_wanted = |priority: &Priority| extents.iter().any(|extent| extent.holds(priority));
                Fact::Priority(Priority::ALL.into_iter().filter(is_wanted).map(Priority::number).collect())
            }
            Term::Key(keys) => {
                let issues = keys.iter().map(|key| self.any_issue(key)).collect::<Result<Vec<_>>>()?;
                Fact::Issue(issues.into_iter().flatten().collect())
            }
            Term::Parent(keys) => {
                let parents = each_or_none(keys, |key| self.issue(key))?;
                // What is not there has no parts; what is asked for by `none` is.
                Fact::Parent(parents.into_iter().filter(|parent| *parent != Some(None)).map(Option::flatten).collect())
            }
            Term::Due(extents) => {
                Fact::Due(extents.iter().map(|extent| extent.map(|extent| range(extent, today))).collect())
            }
            Term::Created(extents) => Fact::Created(moments(extents)),
            Term::Updated(extents) => Fact::Updated(moments(extents)),
            Term::Is(_) | Term::Status(_) => Fact::Issue(Vec::new()),
        })
    }

    fn people(&self, people: &[Who]) -> Result<Vec<Option<i64>>> {
        let person = |who: &Who| match who {
            Who::Me => Ok(Some(self.asker.actor.user_id.raw())),
            Who::Nobody => Ok(None),
            Who::Named(name) => {
                let username = Username::parse(&name.text).ok();
                let found = username.map(|username| user::find_by_username(self.db, &username)).transpose()?.flatten();
                found.map(|user| Some(user.id.raw())).ok_or_else(|| unknown(name, "nobody is called", "a username"))
            }
        };
        people.iter().map(person).collect()
    }

    /// What makes the name of a label the same, if a project that is seen has one of it.
    fn label(&self, name: &Name) -> Result<String> {
        let key = name.text.trim().to_lowercase();
        let sql = format!(
            "SELECT l.id FROM labels l JOIN projects p ON p.id = l.project_id
               LEFT JOIN members m ON m.project_id = p.id AND m.user_id = $1
              WHERE l.name_key = $3 AND {} LIMIT 1",
            permission::REACHES
        );
        let actor = &self.asker.actor;
        let found = self.db.maybe(&sql, &params![actor.user_id, actor.is_admin, &key], |_| Ok(()))?;
        found.map(|()| key).ok_or_else(|| unknown(name, "there is no label", "the name of one, or label:none"))
    }

    fn project(&self, name: &Name) -> Result<i64> {
        match project::find(self.db, &self.asker.actor, &name.text) {
            Ok(project) => Ok(project.id.raw()),
            Err(Error::NotFound(_)) => Err(unknown(name, "there is no project", "the key of one")),
            Err(error) => Err(error),
        }
    }

    /// The issue of this key, if there is one that is seen.
    fn issue(&self, key: &IssueKey) -> Result<Option<i64>> {
        match issue::find(self.db, &self.asker.actor, key) {
            Ok(issue) => Ok(Some(issue.id.raw())),
            Err(Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The issue of this key, whoever sees it, deleted or not: whether it is found is asked of it as of any other.
    fn any_issue(&self, key: &IssueKey) -> Result<Option<i64>> {
        Ok(issue::trace(self.db, key)?.map(|trace| trace.id.raw()))
    }

    fn status(&self, statuses: &[StatusIs]) -> Result<Condition> {
        let mut parts = Vec::new();
        let fixed = |status: &StatusIs| match status {
            StatusIs::Category(status) => Some(*status),
            StatusIs::Named(_) => None,
        };
        let categories: Vec<Status> = statuses.iter().filter_map(fixed).collect();
        if !categories.is_empty() {
            parts.push(Condition::Fact(Fact::Status(categories)));
        }
        for status in statuses {
            if let StatusIs::Named(name) = status {
                parts.push(Condition::Fact(self.status_name(name)?));
            }
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Condition::Any(parts) })
    }

    fn status_name(&self, name: &Name) -> Result<Fact> {
        let key = name.text.trim().to_lowercase();
        let usual: Vec<Status> =
            Status::ALL.into_iter().filter(|status| status.label().to_lowercase() == key).collect();
        let sql = format!(
            "SELECT n.project_id FROM status_names n JOIN projects p ON p.id = n.project_id
               LEFT JOIN members m ON m.project_id = p.id AND m.user_id = $1
              WHERE n.name_key = $3 AND {} LIMIT 1",
            permission::REACHES
        );
        let actor = &self.asker.actor;
        let found = self.db.maybe(&sql, &params![actor.user_id, actor.is_admin, &key], |_| Ok(()))?;
        if found.is_none() && usual.is_empty() {
            return Err(unknown(name, "no status is called", "one of a project, or a fixed one such as status:todo"));
        }
        Ok(Fact::StatusName(key, usual))
    }
}

fn each_or_none<T, U>(values: &[Option<T>], look: impl Fn(&T) -> Result<U>) -> Result<Vec<Option<U>>> {
    values.iter().map(|value| value.as_ref().map(&look).transpose()).collect()
}

/// There is none of this name: what is said of it, and what to write instead.
fn unknown(name: &Name, what: &str, instead: &str) -> Error {
    let shown: String = name.text.chars().take(30).collect();
    super::wrong(&QueryError::at("", name.place, format!("{what} {shown}; write {instead}")))
}

fn range(extent: Extent<Moment>, today: Date) -> Range {
    let wanted = extent.days(today);
    if wanted.first > wanted.last {
        return (Some(1), Some(0));
    }
    let (first, last) = (wanted.first, wanted.last);
    ((first > Date::MIN).then(|| days(first)), (last < Date::MAX).then(|| days(last)))
}

fn days(day: Date) -> i64 {
    DueDate::from(day).days()
}
