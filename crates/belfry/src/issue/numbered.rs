//! Issues by how their keys begin: what is offered to whoever writes one.

use store::{Db, params};

use super::Issue;
use crate::auth::Actor;
use crate::error::Result;

/// Numbers have at most so many digits here: more is written out.
const DIGITS_MOST: u32 = 7;

/// The issues of the project of this key whose number begins with `digits`, `most` at the most, as far as the actor sees them:
/// that number itself first, then the shorter and the later ones. The latest of all where there are no digits.
pub fn numbered(db: &Db<'_>, actor: &Actor, (project, digits): (&str, &str), most: usize) -> Result<Vec<Issue>> {
    let mut found = Vec::new();
    for [from, to] in ranges(digits) {
        let left = most - found.len();
        if left == 0 {
            break;
        }
        let sql = format!(
            "{} AND i.project_id = (SELECT project_id FROM project_keys WHERE key = $3) AND i.deleted_at IS NULL
                AND i.number >= $4 AND i.number <= $5 ORDER BY i.number DESC LIMIT $6",
            Issue::select()
        );
        let project = project.to_ascii_uppercase();
        let left = i64::try_from(left).unwrap_or(i64::MAX);
        let params = params![actor.user_id, actor.is_admin, &project, from, to, left];
        found.extend(db.all(&sql, &params, |row| Issue::read(actor, row))?);
    }
    Ok(found)
}

/// The numbers that begin with these digits, the shorter ones first.
fn ranges(digits: &str) -> Vec<[i64; 2]> {
    if digits.is_empty() {
        return vec![[1, i64::MAX]];
    }
    // What is no number, or too long for one, begins no key.
    let Ok(number) = digits.parse::<i64>() else { return Vec::new() };
    let mut ranges = Vec::new();
    for power in 0..DIGITS_MOST.saturating_sub(u32::try_from(digits.len()).unwrap_or(u32::MAX) - 1) {
        let scale = 10_i64.pow(power);
        ranges.push([number * scale, number * scale + scale - 1]);
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::World;

    #[test]
    fn a_number_leads_to_all_that_begin_with_it() {
        assert_eq!(ranges("12").into_iter().take(3).collect::<Vec<_>>(), [[12, 12], [120, 129], [1200, 1299]]);
        assert_eq!((ranges("").len(), ranges("12345678").len()), (1, 0));
        let world = World::new();
        let (ada, eve) = (world.register("ada"), world.register("eve"));
        for _ in 0..13 {
            world.open(ada, ada);
        }
        let numbers = |who, digits: &'static str| {
            let actor = World::act(who).actor;
            let found = world.read(move |db| numbered(db, &actor, ("bel", digits), 4)).unwrap();
            found.iter().map(|issue| issue.number).collect::<Vec<_>>()
        };
        assert_eq!(numbers(ada, "1"), [1, 13, 12, 11]);
        assert_eq!(numbers(ada, ""), [13, 12, 11, 10]);
        assert_eq!(numbers(ada, "4"), [4]);
        world.write(|tx| Ok(tx.run("UPDATE projects SET visibility = 'private'", &[])?)).unwrap();
        assert_eq!(numbers(eve, "1"), [0; 0]);
    }
}
