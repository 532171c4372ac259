//! How a list is read: along an index that begins with what one condition says, by looking up the few issues that one leaves,
//! by what answers words, the newest first, or by walking the list in its order.
//!
//! A planner would have to guess how many issues a value leaves, and guesses worst where it matters: among a million. So it is
//! counted here, up to a bound, in indexes made for it. Walking is right for what is left by no condition to be few: every
//! few steps meet an issue that is wanted.

use store::Db;
use store::search::Wanted;

use super::asker::Asker;
use super::condition::{Condition, Phrases, answers};
use super::fact::Fact;
use super::few;
use super::index::{TEXT, TITLE};
use super::lead::Lead;
use super::order::{Kind, Stretch};
use super::sql::Values;
use crate::auth::permission;
use crate::error::Result;
use crate::query::{Query, Sort, SortBy};

/// So many issues are few: looked up and put in order as fast as so many are walked past.
pub(super) const FEW: i64 = 5_000;
/// So many that answer words are few.
const FEW_ANSWERS: i64 = 2_000;
/// So many times as many are where they are to be put in another order: words are looked up in one issue much slower than an
/// issue is.
const TIMES_IF_ORDERED: i64 = 4;
/// No more than these are looked up: those that were counted, and what came in since.
const FEW_MOST: i64 = 20_000;
/// So many are few where words are to be looked up in each of them, rather than walking those that answer the words.
const FEW_TO_READ: i64 = 100;
/// The same where there is something to read along: so many are counted in no time.
const FEW_BESIDE_LEADS: i64 = 1_000;
/// The same where many answer the words.
const FEW_OF_MANY: i64 = 1_000;

/// What is asked for.
pub(super) struct Asked {
    /// All of it has to hold, beside the words.
    parts: Vec<Condition>,
    /// What the texts have to say, and what they must not.
    phrases: Phrases,
    finds_deleted: bool,
    pub sort: Sort,
}

/// How to read it.
#[derive(Clone, Debug)]
pub(super) enum Reading {
    /// Along an index that begins with what one part says.
    Along(Lead),
    /// What answers the words, the best and newest first.
    Words,
    /// A stretch after the other.
    Stretches(Way),
}

/// How to read a stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Walk the list in its order.
    Walk,
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
        let (mut phrases, mut rest) = (Phrases::default(), Vec::new());
        for part in parts {
            match part {
                Condition::Words(words) if words.is_empty() => {}
                Condition::Words(words) => phrases.wanted.push(words),
                part => rest.push(part),
            }
        }
        // Where words are looked for, the same look leaves out what has others.
        if !phrases.wanted.is_empty() {
            rest.retain(|part| match part {
                Condition::Not(inner) => match inner.as_ref() {
                    Condition::Words(words) if !words.is_empty() => {
                        phrases.unwanted.push(words.clone());
                        false
                    }
                    _ => true,
                },
                _ => true,
            });
        }
        let usual = if phrases.wanted.is_empty() { SortBy::Updated } else { SortBy::Relevance };
        let mut sort = query.sort.unwrap_or(Sort::by(usual));
        if sort.by == SortBy::Relevance && phrases.wanted.is_empty() {
            sort = Sort::by(SortBy::Updated);
        }
        Asked { parts: rest, phrases, finds_deleted: query.reaches_deleted(), sort }
    }

    /// How it is best read.
    pub fn reading(&self, db: &Db<'_>, asker: &Asker, few: i64) -> Result<Reading> {
        let mut leads = self.leads(db, asker)?;
        // Whether they are open is known along each of them: nothing needs to be counted.
        let is_alone = self.parts.iter().filter(|part| !matches!(part.fact(), Some(Fact::Open(_)))).count() <= 1;
        if let (true, Some(lead)) = (is_alone, leads.first())
            && (self.parts.len() == 1 || !lead.is_of_state())
        {
            return Ok(Reading::Along(lead.clone()));
        }
        let few = if leads.is_empty() { few } else { few.min(FEW_BESIDE_LEADS) };
        Ok(match self.way(db, asker, few)? {
            None if self.sort.by == SortBy::Relevance => Reading::Words,
            None if leads.is_empty() => Reading::Stretches(Way::Walk),
            None => Reading::Along(leads.swap_remove(0)),
            Some(way) => match leads.iter().position(|lead| way == Way::Few(lead.part)) {
                Some(index) => Reading::Along(leads.swap_remove(index)),
                None => Reading::Stretches(way),
            },
        })
    }

    /// What it can be read along, the best first.
    fn leads(&self, db: &Db<'_>, asker: &Asker) -> Result<Vec<Lead>> {
        if self.sort.by != SortBy::Updated || !self.phrases.wanted.is_empty() {
            return Ok(Vec::new());
        }
        let facts = || self.parts.iter().enumerate().filter_map(|(index, part)| Some((index, part.fact()?)));
        let among =
            facts().find_map(|(_, fact)| if let Fact::Project(ids) = fact { Some(ids.as_slice()) } else { None });
        let is_open = facts().find_map(|(_, fact)| if let Fact::Open(is_open) = fact { Some(*is_open) } else { None });
        let mut leads = Vec::new();
        for (index, fact) in facts() {
            leads.extend(Lead::of((db, asker), (index, fact), among)?);
        }
        leads.retain(|lead| lead.has_deleted() || !self.finds_deleted);
        leads.sort_by_key(Lead::rank);
        Ok(leads.into_iter().map(|lead| is_open.map_or(lead.clone(), |is_open| lead.only(is_open))).collect())
    }

    /// Whether deleted issues are meant too.
    pub fn presence(&self) -> &'static str {
        if self.finds_deleted { permission::FINDS_DELETED } else { "i.deleted_at IS NULL" }
    }

    /// All that has to hold beside what is read along, but for the words.
    pub fn beside(&self, lead: Option<usize>) -> impl Iterator<Item = &Condition> {
        self.parts.iter().enumerate().filter(move |(index, _)| Some(*index) != lead).map(|(_, part)| part)
    }

    /// What leaves the fewest issues, if they are few.
    fn way(&self, db: &Db<'_>, asker: &Asker, few: i64) -> Result<Option<Way>> {
        let has_words = !self.phrases.wanted.is_empty();
        let mut best = (few + 1, None);
        if has_words {
            db.plan_by_values()?;
            best = self.best_of_words(db, few)?;
        }
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
        if !has_words && !asker.actor.is_admin {
            consider(few::in_reach(), asker.values(), Way::FewInReach)?;
        }
        Ok(best.1)
    }

    /// What is best as far as the words are concerned, and how many issues something else may leave to be better.
    fn best_of_words(&self, db: &Db<'_>, few: i64) -> Result<(i64, Option<Way>)> {
        let by_relevance = self.sort.by == SortBy::Relevance;
        if by_relevance && self.parts.is_empty() {
            return Ok((0, None));
        }
        let most = if by_relevance { few.min(FEW_ANSWERS) } else { few * TIMES_IF_ORDERED };
        let count = db.count_answers(&self.phrases.look(None, None), usize::try_from(most).unwrap_or_default())?;
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        Ok(match (by_relevance, count > most) {
            (_, true) => (few.min(FEW_OF_MANY) + 1, None),
            (true, false) => (few.min(FEW_TO_READ) + 1, None),
            (false, false) => (few.min(FEW_TO_READ).min(count) + 1, Some(Way::FewWords)),
        })
    }

    fn few(&self, part: &Condition, values: &mut Values) -> Option<String> {
        let fact = part.fact()?;
        // Their indexes leave deleted issues out.
        let is_short = matches!(fact, Fact::Assignee(_) | Fact::Author(_) | Fact::Assigned(_));
        if is_short && self.finds_deleted { None } else { fact.few(values) }
    }

    fn few_words(&self, db: &Db<'_>, values: &mut Values) -> String {
        let wanted = values.text(&db.wanted(&self.phrases.look(None, None)));
        format!("SELECT {{s_id}} AS id FROM search_index s WHERE {{s_matches}} {wanted}{{as_search}}")
    }

    /// The statement of a stretch, without a limit: `id` and the place (`first`, `last`) of each of its issues, in their order.
    pub fn statement(&self, db: &Db<'_>, asker: &Asker, (way, stretch): (Way, &Stretch)) -> (String, Values) {
        let mut values = asker.values();
        let (with, from) = self.from(db, (way, stretch.kind), &mut values);
        let mut conditions = vec![permission::SEES.to_owned()];
        conditions.push(self.presence().to_owned());
        conditions.extend(self.words(db, (way, stretch.kind), &mut values));
        let is_few = matches!(way, Way::Few(_) | Way::FewWords | Way::FewInReach);
        if is_few {
            conditions.push("i.id = few.id".to_owned());
        }
        conditions.extend(stretch.conditions(&mut values));
        if let (Way::Walk, Kind::Column(column)) = (way, stretch.kind) {
            conditions.extend(self.bounds((stretch.kind, column), &mut values));
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
        (sql, values)
    }

    /// Where the issues are read from.
    fn from(&self, db: &Db<'_>, (way, kind): (Way, Kind), values: &mut Values) -> (String, &'static str) {
        let few = match way {
            Way::Walk if self.finds_deleted && matches!(kind, Kind::Project(_)) => return (String::new(), "issues i"),
            Way::Walk => return (String::new(), walked(kind)),
            Way::Few(index) => self.few(&self.parts[index], values).unwrap_or_default(),
            Way::FewWords => self.few_words(db, values),
            Way::FewInReach => few::in_reach(),
        };
        (format!("WITH few AS MATERIALIZED ({few} LIMIT {}) ", FEW_MOST), "few CROSS JOIN issues i")
    }

    /// What has to hold of the words.
    fn words(&self, db: &Db<'_>, (way, kind): (Way, Kind), values: &mut Values) -> Option<String> {
        if self.phrases.wanted.is_empty() || way == Way::FewWords {
            return None;
        }
        let wanted = match kind {
            Kind::Tier(tier) => self.tier(tier),
            Kind::Column(_) | Kind::Dated | Kind::Undated | Kind::Project(_) => self.phrases.look(None, None),
        };
        Some(answers(db, &wanted, values))
    }

    /// What answers in its title (0), else in its title and description (1), else anywhere.
    pub fn tier(&self, tier: i64) -> Wanted {
        match tier {
            0 => self.phrases.look(Some(TITLE), None),
            1 => self.phrases.look(Some(TEXT), Some(TITLE)),
            _ => self.phrases.look(None, Some(TEXT)),
        }
    }

    /// Where a walk begins and ends, so that it does not walk past what is not wanted: conditions on this column.
    pub fn bounds(&self, (kind, column): (Kind, &str), values: &mut Values) -> Vec<String> {
        let mut bounds = Vec::new();
        for part in &self.parts {
            let instants = match part {
                Condition::Fact(Fact::Updated(moments)) if kind == Kind::Column("i.updated_at") => moments,
                Condition::Fact(Fact::Created(moments)) if kind == Kind::Column("i.created_at") => moments,
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

/// Issues in the order of a stretch.
fn walked(kind: Kind) -> &'static str {
    match kind {
        Kind::Column("i.updated_at") => "issues i {by issues_by_change}",
        Kind::Column("i.created_at") => "issues i {by issues_by_opening}",
        Kind::Column("i.priority") => "issues i {by issues_by_priority}",
        Kind::Dated | Kind::Undated => "issues i {by issues_by_due}",
        Kind::Project(_) => "issues i {by issues_listed}",
        Kind::Column(_) | Kind::Tier(_) => "issues i",
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
