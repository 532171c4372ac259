//! How a list is read: by looking up the few issues that one condition leaves, by walking the index of words, or by walking
//! the list in its order.
//!
//! A planner would have to guess how many issues a value leaves, and guesses worst where it matters: among a million. So it is
//! counted here, up to a bound, in indexes made for it. Walking is right for what is left by no condition to be few: every
//! few steps meet an issue that is wanted.

use store::Db;
use store::search::{Passage, Wanted};

use super::asker::Asker;
use super::condition::{Condition, answers, each};
use super::fact::Fact;
use super::few;
use super::index::{TEXT, TITLE};
use super::order::{Kind, Stretch, numbered};
use super::sql::Values;
use crate::auth::permission;
use crate::error::Result;
use crate::query::{Query, Sort, SortBy};

/// So many issues are few: looked up and put in order as fast as so many are walked past.
pub(super) const FEW: i64 = 5_000;
/// So many are few where words are to be looked up in each of them.
const FEW_TO_READ: i64 = 500;

/// What is asked for.
pub(super) struct Asked {
    /// All of it has to hold, beside the words.
    parts: Vec<Condition>,
    /// What the texts have to say: runs of words.
    phrases: Vec<Passage>,
    finds_deleted: bool,
    pub sort: Sort,
}

/// How to read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Walk the list in its order.
    Walk,
    /// Walk what answers the words, the newest first.
    Words,
    /// Look up what this part leaves.
    Few(usize),
    /// Look up what answers the words.
    FewWords,
    /// Look up what there is in the projects that are seen.
    FewInReach,
}

impl Asked {
    /// What this query asks for.
    pub fn of(query: &Query, condition: Option<Condition>) -> Asked {
        let parts = match condition {
            None => Vec::new(),
            Some(Condition::All(parts)) => parts,
            Some(part) => vec![part],
        };
        let (mut phrases, mut rest) = (Vec::new(), Vec::new());
        for part in parts {
            match part {
                Condition::Words(words) if words.is_empty() => {}
                Condition::Words(words) => phrases.push(words),
                part => rest.push(part),
            }
        }
        let usual = if phrases.is_empty() { SortBy::Updated } else { SortBy::Relevance };
        let mut sort = query.sort.unwrap_or(Sort::by(usual));
        if sort.by == SortBy::Relevance && phrases.is_empty() {
            sort = Sort::by(SortBy::Updated);
        }
        Asked { parts: rest, phrases, finds_deleted: query.reaches_deleted(), sort }
    }

    /// How it is best read.
    pub fn way(&self, db: &Db<'_>, asker: &Asker, few: i64) -> Result<Way> {
        let by_relevance = self.sort.by == SortBy::Relevance;
        if !self.phrases.is_empty() {
            db.plan_by_values()?;
        }
        let mut best = (if by_relevance { few.min(FEW_TO_READ) } else { few } + 1, None);
        let mut consider = |statement: String, values: Values, way: Way| -> Result<()> {
            let count = count(db, &statement, &values, best.0)?;
            if count < best.0 {
                best = (count, Some(way));
            }
            Ok(())
        };
        for (index, part) in self.parts.iter().enumerate() {
            let mut values = asker.values();
            if let Some(few) = self.few(part, &mut values) {
                consider(few, values, Way::Few(index))?;
            }
        }
        if by_relevance {
            return Ok(best.1.unwrap_or(Way::Words));
        }
        if !self.phrases.is_empty() {
            let mut values = asker.values();
            consider(self.few_words(db, &mut values), values, Way::FewWords)?;
        }
        if !asker.actor.is_admin {
            consider(few::in_reach(), asker.values(), Way::FewInReach)?;
        }
        Ok(best.1.unwrap_or(Way::Walk))
    }

    fn few(&self, part: &Condition, values: &mut Values) -> Option<String> {
        let Condition::Fact(fact) = part else { return None };
        // Their indexes leave deleted issues out.
        let is_short = matches!(fact, Fact::Assignee(_) | Fact::Author(_) | Fact::Assigned(_));
        if is_short && self.finds_deleted { None } else { fact.few(values) }
    }

    fn few_words(&self, db: &Db<'_>, values: &mut Values) -> String {
        let wanted = values.text(&db.wanted(&each(&self.phrases, None)));
        format!("SELECT {{s_id}} AS id FROM search_index s WHERE {{s_matches}} {wanted}{{as_search}}")
    }

    /// The statement of a stretch, without a limit: `id` and the place (`first`, `last`) of each of its issues, in their order.
    pub fn statement(&self, db: &Db<'_>, asker: &Asker, (way, stretch): (Way, &Stretch)) -> (String, Values) {
        let mut values = asker.values();
        let (with, from) = self.from(db, way, &mut values);
        let mut conditions = vec![permission::SEES.to_owned()];
        conditions.push(if self.finds_deleted { permission::FINDS_DELETED } else { "i.deleted_at IS NULL" }.to_owned());
        conditions.extend(self.words(db, (way, stretch.kind), &mut values));
        let is_few = matches!(way, Way::Few(_) | Way::FewWords | Way::FewInReach);
        if is_few {
            conditions.push("i.id = few.id".to_owned());
        }
        conditions.extend(stretch.conditions(&mut values));
        if way == Way::Walk {
            conditions.extend(self.bounds(stretch.kind, &mut values));
        }
        conditions.extend(self.parts.iter().map(|part| part.sql(db, &mut values)));
        let [first, last] = stretch.place();
        let sql = format!(
            "{with}SELECT i.id, {first} AS first, {last} AS last
               FROM {from} CROSS JOIN projects p LEFT JOIN members m ON m.project_id = i.project_id AND m.user_id = $1
              WHERE p.id = i.project_id AND {} ORDER BY {}",
            conditions.join(" AND "),
            stretch.order(is_few)
        );
        (numbered(&sql, if way == Way::Words { "{s_id}" } else { "i.id" }), values)
    }

    /// Where the issues are read from.
    fn from(&self, db: &Db<'_>, way: Way, values: &mut Values) -> (String, &'static str) {
        let few = match way {
            Way::Walk => return (String::new(), "issues i"),
            Way::Words => return (String::new(), "search_index s CROSS JOIN issues i"),
            Way::Few(index) => self.few(&self.parts[index], values).unwrap_or_default(),
            Way::FewWords => self.few_words(db, values),
            Way::FewInReach => few::in_reach(),
        };
        (format!("WITH few AS MATERIALIZED ({few} LIMIT {FEW}) "), "few CROSS JOIN issues i")
    }

    /// What has to hold of the words.
    fn words(&self, db: &Db<'_>, (way, kind): (Way, Kind), values: &mut Values) -> Option<String> {
        if self.phrases.is_empty() || way == Way::FewWords {
            return None;
        }
        let in_texts = |mark| each(&self.phrases, mark);
        let except = |one, other| Wanted::Except(Box::new(one), Box::new(other));
        let wanted = match kind {
            Kind::Tier(0) => in_texts(Some(TITLE)),
            Kind::Tier(1) => except(in_texts(Some(TEXT)), in_texts(Some(TITLE))),
            Kind::Tier(_) => except(in_texts(None), in_texts(Some(TEXT))),
            Kind::Column(_) | Kind::Dated | Kind::Undated | Kind::Project(_) => in_texts(None),
        };
        if way != Way::Words {
            return Some(answers(db, &wanted, values));
        }
        let wanted = values.text(&db.wanted(&wanted));
        Some(format!("{{s_matches}} {wanted}{{as_search}} AND i.id = {{s_id}}"))
    }

    /// Where a walk begins and ends, so that it does not walk past what is not wanted.
    fn bounds(&self, kind: Kind, values: &mut Values) -> Vec<String> {
        let Kind::Column(column) = kind else { return Vec::new() };
        let mut bounds = Vec::new();
        for part in &self.parts {
            let instants = match part {
                Condition::Fact(Fact::Updated(moments)) if column == "i.updated_at" => moments,
                Condition::Fact(Fact::Created(moments)) if column == "i.created_at" => moments,
                _ => continue,
            };
            let [one] = instants.as_slice() else { continue };
            bounds.extend(one.from.map(|from| format!("{column} >= {}", values.number(from.as_micros()))));
            bounds.extend(one.until.map(|until| format!("{column} < {}", values.number(until.as_micros()))));
        }
        bounds
    }
}

impl Asker {
    /// The values of a statement that begins with whoever asks.
    pub fn values(&self) -> Values {
        let mut values = Values::default();
        values.number(self.actor.user_id.raw());
        values.number(i64::from(self.actor.is_admin));
        values
    }
}

/// How many there are, up to a bound.
fn count(db: &Db<'_>, statement: &str, values: &Values, most: i64) -> Result<i64> {
    let mut values = values.clone();
    let most = values.number(most);
    let sql = format!(
        "SELECT COUNT(*) AS count FROM (SELECT 1 AS one FROM ({statement}) counted LIMIT {most}) bounded
          WHERE CAST($1 AS BIGINT) IS NOT NULL AND CAST($2 AS BIGINT) IS NOT NULL"
    );
    Ok(db.one(&sql, &values.params(), |row| row.get("count"))?)
}
