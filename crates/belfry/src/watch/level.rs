//! How much of a project somebody wants to hear.

use store::{Db, Tx, params};

use crate::auth::Actor;
use crate::error::Result;
use crate::project::{self, ProjectId};
use crate::user::UserId;

/// From everything to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Of every issue.
    All,
    /// Of issues that they take part in.
    Participating,
    /// Only of being given an issue and of being mentioned.
    None,
}

impl Level {
    /// Every one of them.
    pub const ALL: [Level; 3] = [Level::All, Level::Participating, Level::None];

    /// The word in the database and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::All => "all",
            Level::Participating => "participating",
            Level::None => "none",
        }
    }

    /// The level of that word.
    pub fn parse(word: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.as_str() == word)
    }
}

/// How much of this project somebody wants to hear.
pub fn level(db: &Db<'_>, project: ProjectId, user: UserId) -> Result<Level> {
    let sql = "SELECT level FROM project_watches WHERE project_id = $1 AND user_id = $2";
    let word: Option<String> = db.maybe(sql, &params![project, user], |row| row.get("level"))?;
    Ok(word.and_then(|word| Level::parse(&word)).unwrap_or(Level::Participating))
}

/// The actor wants to hear so much of the project of this key.
///
/// # Errors
/// [`crate::Error::NotFound`].
pub fn set_level(tx: &Tx<'_>, actor: &Actor, key: &str, level: Level) -> Result<()> {
    let project = project::find(tx, actor, key)?;
    tx.run(
        "INSERT INTO project_watches (project_id, user_id, level, since) VALUES ($1, $2, $3, $4)
         ON CONFLICT (project_id, user_id) DO UPDATE SET level = excluded.level",
        &params![project.id, actor.user_id, level.as_str(), tx.now()],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::World;

    #[test]
    fn a_level_is_what_somebody_takes_part_in_until_they_say_otherwise() {
        let world = World::new();
        let ada = world.register("ada");
        let actor = World::act(ada).actor;
        let now = || world.read(move |db| level(db, project::default(db)?, ada)).unwrap();
        assert_eq!(now(), Level::Participating);
        for wanted in Level::ALL {
            world.write(move |tx| set_level(tx, &actor, "BEL", wanted)).unwrap();
            assert_eq!((now(), Level::parse(wanted.as_str())), (wanted, Some(wanted)));
        }
        assert!(world.write(move |tx| set_level(tx, &actor, "NO", Level::All)).is_err());
    }
}
