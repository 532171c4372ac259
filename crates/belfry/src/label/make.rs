//! Making a label.

use store::{Tx, params};

use super::Label;
use crate::auth::{Actor, permission};
use crate::error::{Conflict, Error, Result};
use crate::{project, text};

/// The longest name, in characters.
const MOST: usize = 50;
/// The hues of the style sheet, grey first.
const HUES: std::ops::RangeInclusive<i64> = 0..=8;

/// One line of text without a comma, which stands between labels in a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelName(String);

impl LabelName {
    /// The name in `text`, trimmed. The error says what to put right.
    pub fn parse(text: &str) -> Result<LabelName, String> {
        let name = text::line(text, "A label's name", MOST)?;
        if name.contains(',') {
            return Err("A label's name holds no comma: that stands between labels.".to_owned());
        }
        if name.to_lowercase() == "none" {
            return Err("A label cannot be called none: that asks for issues without labels.".to_owned());
        }
        Ok(LabelName(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What makes two names the same.
pub(super) fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Makes a label in the project of this key.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Conflict::LabelTaken`], [`Error::Invalid`] (`hue`).
pub fn make(tx: &Tx<'_>, actor: &Actor, project: &str, (name, hue): (&LabelName, i64)) -> Result<Label> {
    let project = project::find(tx, actor, project)?;
    if !permission::may_label(&project) {
        return Err(Error::Forbidden);
    }
    check_hue(hue)?;
    let id = tx
        .one(
            "INSERT INTO labels (project_id, name, name_key, hue) VALUES ($1, $2, $3, $4) RETURNING id",
            &params![project.id, name.as_str(), &key(name.as_str()), hue],
            |row| row.get("id"),
        )
        .map_err(taken)?;
    Ok(Label { id, name: name.as_str().to_owned(), hue })
}

pub(super) fn check_hue(hue: i64) -> Result<()> {
    if HUES.contains(&hue) {
        return Ok(());
    }
    Err(crate::error::FieldErrors::one("hue", "A hue is a number from 0 (grey) to 8.").into())
}

pub(super) fn taken(error: store::Error) -> Error {
    match error {
        store::Error::Unique(_) => Conflict::LabelTaken.into(),
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::{find, list};
    use crate::project::Role;
    use crate::world::World;

    fn name(text: &str) -> LabelName {
        LabelName::parse(text).unwrap()
    }

    #[test]
    fn members_make_labels_whose_names_are_unique_in_any_letter_case() {
        let world = World::new();
        let ada = world.register("ada");
        let actor = World::act(ada).actor;
        let make_one = move |text: &'static str, hue| move |tx: &Tx<'_>| make(tx, &actor, "BEL", (&name(text), hue));
        assert!(matches!(world.write(make_one("Bug", 1)), Err(Error::Forbidden)));
        world.join("BEL", ada, Role::Member);
        let bug = world.write(make_one("Bug", 1)).unwrap();
        assert!(matches!(world.write(make_one("bug", 2)), Err(Error::Conflict(Conflict::LabelTaken))));
        assert!(matches!(world.write(make_one("Docs", 9)), Err(Error::Invalid(_))));
        let docs = world.write(make_one("docs", 0)).unwrap();
        let project = world.read(crate::project::default).unwrap();
        assert_eq!(world.read(move |db| list(db, project)).unwrap(), [bug.clone(), docs]);
        assert_eq!(world.read(move |db| find(db, project, " BUG")).unwrap(), bug);
        assert!(matches!(world.read(move |db| find(db, project, "x")), Err(Error::NotFound("label"))));
    }

    #[test]
    fn a_name_is_one_line_without_a_comma() {
        for text in ["", "a,b", "None", "a\nb", &"x".repeat(51)] {
            assert!(LabelName::parse(text).is_err(), "{text:?}");
        }
    }
}
