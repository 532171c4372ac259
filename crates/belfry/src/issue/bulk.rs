//! Changing many issues at once: all of them, or none.

use store::Tx;

use super::{Act, Edit, Issue, IssueKey, edit};
use crate::error::{Error, FieldErrors, Result};

/// The most issues that are changed at once.
pub const MOST: usize = 500;

/// Makes the same edit to each of these issues, in one transaction. Answers with what each then is, in the order given.
///
/// # Errors
/// [`Error::Invalid`] (`issues`) for none, too many, or one that is missing, forbidden or cannot be changed so, whose key
/// is named; nothing is changed then.
pub fn bulk(tx: &Tx<'_>, act: &Act, keys: &[IssueKey], wanted: &Edit) -> Result<Vec<Issue>> {
    if keys.is_empty() || keys.len() > MOST {
        return Err(FieldErrors::one("issues", format!("Name 1 to {MOST} issues.")).into());
    }
    // In one order, whatever order they came in: so two who change the same issues do not wait for each other.
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_by(|a, b| (&keys[*a].project, keys[*a].number).cmp(&(&keys[*b].project, keys[*b].number)));
    let mut changed: Vec<Option<Issue>> = vec![None; keys.len()];
    for index in order {
        changed[index] = Some(edit(tx, act, &keys[index], wanted).map_err(|error| named(&keys[index], error))?);
    }
    Ok(changed.into_iter().flatten().collect())
}

/// The same refusal, with the key of the issue that is in the way.
fn named(key: &IssueKey, error: Error) -> Error {
    match error {
        Error::Invalid(errors) => FieldErrors::one("issues", format!("{key}: {errors}. Nothing was changed.")).into(),
        Error::NotFound(noun) => {
            FieldErrors::one("issues", format!("{key}: there is no such {noun}. Nothing was changed.")).into()
        }
        Error::Forbidden => {
            FieldErrors::one("issues", format!("{key}: you may not change this issue. Nothing was changed.")).into()
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::{Priority, Status};
    use crate::world::World;

    fn keys(numbers: &[i64]) -> Vec<IssueKey> {
        numbers.iter().map(|number| IssueKey { project: "BEL".to_owned(), number: *number }).collect()
    }

    #[test]
    fn many_are_changed_at_once_or_none_is() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        for by in [ada, ada, ben] {
            world.open(by, by);
        }
        let wanted = Edit { status: Some(Status::Done), priority: Some(Priority::High), ..Edit::default() };
        let change = |numbers: &[i64]| {
            let (keys, wanted) = (keys(numbers), wanted.clone());
            world.write(move |tx| bulk(tx, &World::act(ada), &keys, &wanted))
        };
        for (numbers, says) in [(&[1, 3][..], "BEL-3: you may not"), (&[1, 9], "BEL-9: there is no"), (&[], "1 to 500")]
        {
            let refused = change(numbers);
            assert!(
                matches!(&refused, Err(Error::Invalid(errors)) if errors.to_string().contains(says)),
                "{refused:?}"
            );
        }
        let actor = World::act(ada).actor;
        assert_eq!(world.read(move |db| crate::issue::find(db, &actor, 1)).unwrap().status, Status::Todo);
        let changed = change(&[2, 1]).unwrap();
        assert_eq!(changed.iter().map(|issue| issue.number).collect::<Vec<_>>(), [2, 1]);
        assert!(changed.iter().all(|issue| (issue.status, issue.priority) == (Status::Done, Priority::High)));
    }
}
