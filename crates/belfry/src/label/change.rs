//! Giving a label another name or colour.

use store::{Tx, params};

use super::make::{check_hue, key, taken};
use super::{Label, LabelName, find};
use crate::auth::{Actor, permission};
use crate::error::{Error, Result};
use crate::project;

/// Another name, another hue, or both, for the label of this name.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`crate::error::Conflict::LabelTaken`], [`Error::Invalid`] (`hue`).
pub fn change(
    tx: &Tx<'_>,
    actor: &Actor,
    (project, label): (&str, &str),
    (name, hue): (Option<&LabelName>, Option<i64>),
) -> Result<Label> {
    let project = project::find(tx, actor, project)?;
    if !permission::may_label(&project) {
        return Err(Error::Forbidden);
    }
    let label = find(tx, project.id, label)?;
    let name = name.map_or(label.name.as_str(), LabelName::as_str).to_owned();
    let hue = hue.unwrap_or(label.hue);
    check_hue(hue)?;
    let sql = "UPDATE labels SET name = $2, name_key = $3, hue = $4 WHERE id = $1";
    tx.run(sql, &params![label.id, &name, &key(&name), hue]).map_err(taken)?;
    Ok(Label { id: label.id, name, hue })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Conflict;
    use crate::label::make;
    use crate::world::World;

    #[test]
    fn a_label_gets_a_free_name_or_another_hue() {
        let world = World::new();
        let admin = world.admin("ada");
        let name = |text: &str| LabelName::parse(text).unwrap();
        for text in ["Bug", "Docs"] {
            world.write(move |tx| make(tx, &admin, "BEL", (&name(text), 1))).unwrap();
        }
        let renamed = world.write(move |tx| change(tx, &admin, ("BEL", "bug"), (Some(&name("Fault")), None))).unwrap();
        assert_eq!((renamed.name.as_str(), renamed.hue), ("Fault", 1));
        let hued = world.write(move |tx| change(tx, &admin, ("BEL", "fault"), (None, Some(8)))).unwrap();
        assert_eq!((hued.name.as_str(), hued.hue), ("Fault", 8));
        let taken = world.write(move |tx| change(tx, &admin, ("BEL", "fault"), (Some(&name("docs")), None)));
        assert!(matches!(taken, Err(Error::Conflict(Conflict::LabelTaken))));
    }
}
