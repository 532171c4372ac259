//! Something between us and the server holds the connections open and lets no answer through.

use std::time::Duration;

use store::{Error, Tuning};

use super::{over_a_wire_with, reached};
use crate::ground::{note, words};

const SOON: Duration = Duration::from_millis(150);

#[tokio::test]
async fn whoever_waits_for_a_server_that_never_answers_is_told_that_it_is_away() {
    let tuning = Tuning { silence_max: SOON, answer_within: SOON, ..Tuning::default() };
    let Some((ground, store)) = over_a_wire_with(tuning) else { return };
    let wire = ground.wire();
    note(&store, "before").await.unwrap();
    wire.fall_silent();
    let refused = note(&store, "meanwhile").await;
    assert!(matches!(refused, Err(Error::Away(_))), "{refused:?}");
    assert!(matches!(store.trouble(), Some(Error::Away(_))), "whoever asks whether we are ready is told");
    wire.mend();
    reached(&store).await;
    note(&store, "after").await.unwrap();
    assert_eq!(words(&store).await, ["after", "before"]);
}
