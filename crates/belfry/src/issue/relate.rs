//! Relations between issues: one blocks another, duplicates it, or has to do with it.

use store::{Db, Tx, params};

use super::find::find_to_change;
use super::{Act, Issue, IssueId, Which, find};
use crate::auth::{Actor, permission};
use crate::error::{Conflict, Error, FieldErrors, Result};
use crate::event::{self, Event};

/// How one issue stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The other cannot be done before this one.
    Blocks,
    /// This one is the same as the other.
    Duplicates,
    /// They have to do with each other.
    Relates,
}

impl Relation {
    /// Every one of them.
    pub const ALL: [Relation; 3] = [Relation::Blocks, Relation::Duplicates, Relation::Relates];

    /// The word in the database and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Relation::Blocks => "blocks",
            Relation::Duplicates => "duplicates",
            Relation::Relates => "relates",
        }
    }

    /// The relation of that word.
    pub fn parse(word: &str) -> Option<Relation> {
        Relation::ALL.into_iter().find(|relation| relation.as_str() == word)
    }

    /// Whether it leads from one to the other; if not, it is kept once, from the older issue.
    fn is_directed(self) -> bool {
        match self {
            Relation::Blocks | Relation::Duplicates => true,
            Relation::Relates => false,
        }
    }
}

/// A relation of an issue, as seen from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// How they stand to each other.
    pub relation: Relation,
    /// Whether it leads from the other issue to this one: "is blocked by", "is duplicated by".
    pub is_from_other: bool,
    /// The other issue.
    pub other: Issue,
}

/// Says that `which` stands so to `other`. What is said already is said once.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`] unless the actor may change both, [`Error::Invalid`] (`other`) for an issue and itself,
/// [`Conflict::Circle`] if issues would block each other in a circle.
pub fn relate(
    tx: &Tx<'_>,
    act: &Act,
    which: impl Into<Which>,
    (relation, other): (Relation, impl Into<Which>),
) -> Result<()> {
    let (issue, other) = both(tx, act, which, other)?;
    if relation.is_directed() && leads_to(tx, relation, other.id, issue.id)? {
        return Err(Conflict::Circle.into());
    }
    let (from, to) = ends(relation, issue.id, other.id);
    let is_new = tx.run(
        "INSERT INTO relations (issue_id, kind, other_id, since) VALUES ($1, $2, $3, $4)
         ON CONFLICT (issue_id, kind, other_id) DO NOTHING",
        &params![from, relation.as_str(), to, tx.now()],
    )?;
    if is_new == 0 {
        return Ok(());
    }
    event::record(tx, act, &issue, Event::Related { relation, other: other.id, is_over: false })?;
    Ok(())
}

/// Loads both issues in the order of their rows, so that two who relate the same two do not wait for each other.
fn both(tx: &Tx<'_>, act: &Act, which: impl Into<Which>, other: impl Into<Which>) -> Result<(Issue, Issue)> {
    let (one, two) = (find(tx, &act.actor, which)?.id, find(tx, &act.actor, other)?.id);
    if one == two {
        return Err(FieldErrors::one("other", "An issue has no relation to itself.").into());
    }
    let first = find_to_change(tx, &act.actor, one.min(two))?;
    let second = find_to_change(tx, &act.actor, one.max(two))?;
    let (issue, other) = if first.id == one { (first, second) } else { (second, first) };
    if !permission::may_edit(&act.actor, &issue) || !permission::may_be_related(&other) {
        return Err(Error::Forbidden);
    }
    Ok((issue, other))
}

fn ends(relation: Relation, one: IssueId, other: IssueId) -> (IssueId, IssueId) {
    if relation.is_directed() { (one, other) } else { (one.min(other), one.max(other)) }
}

/// Whether `from` leads to `to` by relations of this kind, over however many issues.
fn leads_to(db: &Db<'_>, relation: Relation, from: IssueId, to: IssueId) -> Result<bool> {
    let found = db.maybe(
        "WITH RECURSIVE reached (id) AS (
             SELECT other_id FROM relations WHERE issue_id = $1 AND kind = $2
             UNION
             SELECT r.other_id FROM relations r JOIN reached ON r.issue_id = reached.id WHERE r.kind = $2)
         SELECT id FROM reached WHERE id = $3",
        &params![from, relation.as_str(), to],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Every relation of an issue to others that the actor sees, the oldest first.
pub fn related(db: &Db<'_>, actor: &Actor, issue: &Issue) -> Result<Vec<Related>> {
    let rows: Vec<(String, bool, IssueId)> = db.all(
        "SELECT kind, 0 AS is_from_other, other_id AS id, since FROM relations WHERE issue_id = $1
         UNION ALL
         SELECT kind, 1 AS is_from_other, issue_id AS id, since FROM relations WHERE other_id = $1
         ORDER BY since, id",
        &params![issue.id],
        |row| Ok((row.get("kind")?, row.get("is_from_other")?, row.get("id")?)),
    )?;
    let mut related = Vec::new();
    for (kind, is_from_other, id) in rows {
        let relation = Relation::parse(&kind).ok_or_else(|| anyhow::anyhow!("relations.kind holds an unknown word"))?;
        match find(db, actor, id) {
            Ok(other) => {
                related.push(Related { relation, is_from_other: is_from_other && relation.is_directed(), other })
            }
            Err(Error::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(related)
}

/// Says that a relation is over.
///
/// # Errors
/// [`Error::NotFound`] also where there is no such relation, [`Error::Forbidden`].
pub(super) fn unrelate_both(
    tx: &Tx<'_>,
    act: &Act,
    which: impl Into<Which>,
    (relation, other): (Relation, impl Into<Which>),
) -> Result<(Issue, IssueId)> {
    let (issue, other) = both(tx, act, which, other)?;
    let (from, to) = ends(relation, issue.id, other.id);
    let sql = "DELETE FROM relations WHERE issue_id = $1 AND kind = $2 AND other_id = $3";
    if tx.run(sql, &params![from, relation.as_str(), to])? == 0 {
        return Err(Error::NotFound("relation"));
    }
    Ok((issue, other.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::unrelate;
    use crate::world::World;

    fn world() -> (World, Act) {
        let world = World::new();
        let ada = world.register("ada");
        for _ in 0..4 {
            world.open(ada, ada);
        }
        (world, World::act(ada))
    }

    fn seen(world: &World, act: Act, number: i64) -> Vec<(Relation, bool, i64)> {
        let found = world.read(move |db| related(db, &act.actor, &find(db, &act.actor, number)?)).unwrap();
        found.iter().map(|related| (related.relation, related.is_from_other, related.other.number)).collect()
    }

    #[test]
    fn a_relation_is_seen_from_both_sides_and_said_once() {
        let (world, act) = world();
        for _ in 0..2 {
            world.write(move |tx| relate(tx, &act, 1, (Relation::Blocks, 2))).unwrap();
            world.write(move |tx| relate(tx, &act, 3, (Relation::Relates, 1))).unwrap();
            world.write(move |tx| relate(tx, &act, 1, (Relation::Relates, 3))).unwrap();
        }
        assert_eq!(seen(&world, act, 1), [(Relation::Blocks, false, 2), (Relation::Relates, false, 3)]);
        assert_eq!(seen(&world, act, 2), [(Relation::Blocks, true, 1)]);
        assert_eq!(seen(&world, act, 3), [(Relation::Relates, false, 1)]);
        world.write(move |tx| unrelate(tx, &act, 3, (Relation::Relates, 1))).unwrap();
        assert_eq!(seen(&world, act, 1), [(Relation::Blocks, false, 2)]);
        let again = world.write(move |tx| unrelate(tx, &act, 3, (Relation::Relates, 1)));
        assert!(matches!(again, Err(Error::NotFound("relation"))));
    }

    #[test]
    fn issues_never_block_each_other_in_a_circle() {
        let (world, act) = world();
        for (one, other) in [(1, 2), (2, 3), (3, 4)] {
            world.write(move |tx| relate(tx, &act, one, (Relation::Blocks, other))).unwrap();
        }
        for (one, other) in [(2, 1), (4, 1), (3, 1)] {
            let refused = world.write(move |tx| relate(tx, &act, one, (Relation::Blocks, other)));
            assert!(matches!(refused, Err(Error::Conflict(Conflict::Circle))), "{one} {other}");
        }
        assert!(world.write(move |tx| relate(tx, &act, 4, (Relation::Duplicates, 1))).is_ok());
        let itself = world.write(move |tx| relate(tx, &act, 1, (Relation::Relates, 1)));
        assert!(matches!(itself, Err(Error::Invalid(_))));
    }
}
