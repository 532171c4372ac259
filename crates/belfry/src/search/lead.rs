//! What a list by change can be read along: an index that begins with what one fact says, and goes on in the order of the
//! list. So a page costs the same however many issues the fact leaves.

use store::Db;

use super::asker::Asker;
use super::fact::Fact;
use super::order::Place;
use super::sql::Values;
use crate::auth::permission;
use crate::error::Result;
use crate::issue::Status;

/// From more indexes than these (people, labels, open and closed ones apart) a list is not merged.
const STREAMS_MOST: usize = 150;

/// An index, and the stretches of it that a list is merged from.
#[derive(Clone, Debug)]
pub(super) struct Lead {
    by: By,
    firsts: Vec<First>,
    /// Open ones, closed ones, or both; none where the index does not tell them apart.
    states: Vec<bool>,
    /// The fact that it begins with, by its place among the parts of what is asked for.
    pub part: usize,
}

/// What an index begins with: the best to read along first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    Private,
    Deleted,
    Assignee,
    Label,
    Author,
    Priority,
    Status,
    Project,
    State,
}

/// A value that an index begins with.
#[derive(Clone, Debug)]
enum First {
    Number(i64),
    Nothing,
    Status(Status),
    /// It holds no others, or begins with whether they are open.
    All,
}

/// Where merging begins, and which way it goes.
#[derive(Clone, Debug)]
pub(super) struct From {
    pub after: Option<Place>,
    pub is_descending: bool,
    /// Further conditions on when an issue `f` was changed.
    pub bounds: Vec<String>,
}

impl Lead {
    /// The lead of the fact that is this part of what is asked for, if there is one; `among` are the projects that are meant.
    pub fn of(
        (db, asker): (&Db<'_>, &Asker),
        (part, fact): (usize, &Fact),
        among: Option<&[i64]>,
    ) -> Result<Option<Lead>> {
        let numbers = |numbers: &[i64]| numbers.iter().copied().map(First::Number).collect();
        let optional = |numbers: &[Option<i64>]| {
            numbers.iter().map(|number| number.map_or(First::Nothing, First::Number)).collect()
        };
        let (by, firsts): (By, Vec<First>) = match fact {
            Fact::Assigned(false) => (By::Assignee, vec![First::Nothing]),
            Fact::Assignee(people) => (By::Assignee, optional(people)),
            Fact::Author(people) => (By::Author, numbers(people)),
            Fact::Priority(priorities) => (By::Priority, numbers(priorities)),
            Fact::Project(projects) => (By::Project, numbers(projects)),
            Fact::Status(statuses) => (By::Status, statuses.iter().copied().map(First::Status).collect()),
            Fact::Open(_) => (By::State, vec![First::All]),
            Fact::Private => (By::Private, vec![First::All]),
            Fact::Deleted => (By::Deleted, vec![First::All]),
            Fact::Label(names) => match names.iter().map(Option::as_deref).collect::<Option<Vec<&str>>>() {
                Some(names) => (By::Label, labels(db, asker, (&names, among))?),
                None => return Ok(None),
            },
            _ => return Ok(None),
        };
        let states = match by {
            By::Private | By::Deleted | By::Status => Vec::new(),
            By::Assignee | By::Label | By::Author | By::Priority | By::Project | By::State => vec![true, false],
        };
        let lead = Lead { by, firsts, states, part };
        Ok(Some(lead).filter(|lead| (1..=STREAMS_MOST).contains(&lead.streams())))
    }

    /// The same, of open or of closed issues only.
    pub fn only(mut self, is_open: bool) -> Lead {
        self.states.retain(|state| *state == is_open);
        self
    }

    /// How good it is to read along, the best first.
    pub fn rank(&self) -> impl Ord + use<> {
        self.by
    }

    /// Whether it begins with nothing but whether they are open.
    pub fn is_of_state(&self) -> bool {
        self.by == By::State
    }

    /// Whether deleted issues are met along it too.
    pub fn has_deleted(&self) -> bool {
        self.by.has_deleted()
    }

    fn streams(&self) -> usize {
        self.firsts.len() * self.states.len().max(1)
    }

    /// A statement of the next `count` issues: their numbers (`id`) and when they were changed (`at`).
    pub fn statement(&self, from: &From, count: usize, values: &mut Values) -> String {
        let way = if from.is_descending { "DESC" } else { "ASC" };
        let after = from.after.map(|[at, id]| (values.number(at), values.number(id)));
        let states: Vec<Option<bool>> =
            if self.states.is_empty() { vec![None] } else { self.states.iter().copied().map(Some).collect() };
        let mut streams = Vec::new();
        for (first, state) in self.firsts.iter().flat_map(|first| states.iter().map(move |state| (first, *state))) {
            let stream = self.stream(from, (first, state, after.as_ref()), values);
            streams.push(format!("{stream} LIMIT {count}"));
        }
        if let [one] = streams.as_slice() {
            return one.clone();
        }
        let each = |(index, stream): (usize, &String)| format!("SELECT id, at FROM ({stream}) s{index}");
        let streams: Vec<String> = streams.iter().enumerate().map(each).collect();
        format!(
            "SELECT id, at FROM ({}) streams ORDER BY at + 0 {way}, id {way} LIMIT {count}",
            streams.join(" UNION ALL ")
        )
    }

    fn stream(
        &self,
        from: &From,
        (first, state, after): (&First, Option<bool>, Option<&(String, String)>),
        values: &mut Values,
    ) -> String {
        let (way, beyond) = if from.is_descending { ("DESC", "<") } else { ("ASC", ">") };
        let (table, column, id) = self.by.names();
        let (mut conditions, mut order) = (Vec::new(), Vec::new());
        let value = match first {
            // Written out, as below: of few values one may be rare, which a plan for all of them would not see.
            First::Number(number) if self.by == By::Priority => Some(format!("= {number}")),
            First::Number(number) => Some(format!("= {}", values.number(*number))),
            First::Status(status) => Some(format!("= '{}'", status.as_str())),
            First::Nothing => Some("IS NULL".to_owned()),
            First::All => None,
        };
        if let Some(value) = value {
            conditions.push(format!("{column} {value}"));
            order.push(format!("{column} {way}"));
        }
        if let Some(state) = state {
            // Written out: how many issues are open is known to those who plan, and differs.
            conditions.push(format!("f.is_open = {}", i64::from(state)));
            order.push(format!("f.is_open {way}"));
        }
        conditions.extend(self.by.holds().map(str::to_owned));
        conditions.extend(from.bounds.iter().cloned());
        if let Some((at, last)) = after {
            conditions.push(format!("(f.updated_at, {id}) {beyond} ({at}, {last})"));
        }
        order.extend([format!("f.updated_at {way}"), format!("{id} {way}")]);
        let (conditions, order) = (conditions.join(" AND "), order.join(", "));
        format!("SELECT {id} AS id, f.updated_at AS at FROM {table} WHERE {conditions} ORDER BY {order}")
    }
}

impl By {
    /// What holds of each issue in the index.
    fn holds(self) -> Option<&'static str> {
        match self {
            By::Private => Some("f.is_private = 1"),
            By::Deleted => Some("f.deleted_at IS NOT NULL"),
            By::Assignee | By::Author | By::Priority | By::Project | By::State => Some("f.deleted_at IS NULL"),
            By::Label | By::Status => None,
        }
    }

    /// Whether it has deleted issues too.
    fn has_deleted(self) -> bool {
        matches!(self, By::Private | By::Deleted | By::Label | By::Status)
    }

    /// The table with its index, the column that this begins with, and the column with the number of the issue.
    fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            By::Private => ("issues f {by issues_private}", "f.is_private", "f.id"),
            By::Deleted => ("issues f {by issues_deleted}", "f.deleted_at", "f.id"),
            By::Assignee => ("issues f {by issues_led_by_assignee}", "f.assignee_id", "f.id"),
            By::Label => ("issue_labels f {by issue_labels_by_label}", "f.label_id", "f.issue_id"),
            By::Author => ("issues f {by issues_led_by_author}", "f.created_by", "f.id"),
            By::Priority => ("issues f {by issues_led_by_priority}", "f.priority", "f.id"),
            By::Status => ("issues f {by issues_by_status}", "f.status", "f.id"),
            By::Project => ("issues f {by issues_led_by_project}", "f.project_id", "f.id"),
            By::State => ("issues f {by issues_led_by_state}", "f.is_open", "f.id"),
        }
    }
}

/// The labels of these names in the projects that are seen, or in those of them that are meant.
fn labels(db: &Db<'_>, asker: &Asker, (names, among): (&[&str], Option<&[i64]>)) -> Result<Vec<First>> {
    let mut values = asker.values();
    let names = values.texts(names.iter().copied());
    let among = match among {
        Some([]) => return Ok(Vec::new()),
        Some(projects) => format!(" AND l.project_id IN ({})", values.numbers(projects.iter().copied())),
        None => String::new(),
    };
    let most = values.number(i64::try_from(STREAMS_MOST + 1).unwrap_or(i64::MAX));
    let sql = format!(
        "SELECT l.id FROM labels l JOIN projects p ON p.id = l.project_id
           LEFT JOIN members m ON m.project_id = p.id AND m.user_id = $1
          WHERE l.name_key IN ({names}) AND {}{among} ORDER BY l.id LIMIT {most}",
        permission::REACHES
    );
    Ok(db.all(&sql, &values.params(), |row| row.get("id").map(First::Number))?)
}
