//! Insights against an oracle.
//!
//! Issues are opened, moved, given, deleted and brought back at random over some weeks (`story`), by people of all roles and
//! in zones far apart; then everybody looks at every project, and what the database adds up is compared with what the plain
//! facts add up to (`oracle`).

mod before;
mod oracle;
mod story;

use belfry::insight::{self, Range};
use proptest::prelude::*;

use oracle::told;
use story::{Story, roles, step};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4) })]

    #[test]
    fn insights_are_what_the_facts_add_up_to(steps in prop::collection::vec(step(), 40..90), roles in roles()) {
        let story = Story::play(&steps, &roles);
        for reader in 0..story.actors.len() {
            let actor = story.actors[reader];
            for place in 0..=story.projects.len() {
                let project = story.projects.get(place).copied();
                for range in [Range::Four, Range::Twelve] {
                    let looked = story.world.read(move |db| Ok(insight::look(db, &actor, project, range).unwrap()));
                    let expected = oracle::insights(&story, reader, (project.map(|_| place), range));
                    prop_assert_eq!(told(&looked), expected, "for {} of {:?} in {:?}", reader, project, range);
                }
            }
        }
        story.world.advance(crate::world::ASSIGN_DELAY);
    }
}
