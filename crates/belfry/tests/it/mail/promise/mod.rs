//! The promise, part by part: `docs/outbox.md` says what it is, and under which letter.
//!
//! **a** and **e** are about what is on record, **b** and **f** about time, **c** about people who are relieved, **d** about
//! what goes over the wire twice. Here each is tried directly; random histories in [`crate::model`] try all of them at once.

mod clock;
mod commits;
mod ends;
mod held;
mod relieved;
mod repeats;
mod restarts;
mod stale;

use std::sync::{Arc, Mutex};

use belfry::mail::Sender;
use belfry::post::Post;
use outbox::Kind;
use outbox::transport::{Mishap, Parcel, Phase, Reply};
use store::Timestamp;

use crate::person::Person;
use crate::world::{BASE_URL, DIGEST_EVERY, World};

/// What was given to the relay, whatever came of it: each `DATA`, and when.
type Given = Arc<Mutex<Vec<(Timestamp, Parcel)>>>;

/// Writes down each `DATA` from now on.
fn listen(world: &World) -> Given {
    let given = Given::default();
    let (kept, clock) = (Arc::clone(&given), world.wish.clock.clone());
    world.memory.on_data(move |parcel| kept.lock().unwrap().push((clock.now(), parcel.clone())));
    given
}

/// How many `DATA` were given.
fn count(given: &Given) -> usize {
    given.lock().unwrap().len()
}

/// What was given of one kind of mail to one person.
fn of(given: &Given, kind: Kind, to: &Person) -> Vec<Parcel> {
    let header = format!("\r\nX-Belfry-Reason: {kind}\r\n");
    let is_it = |parcel: &Parcel| parcel.to == to.email && String::from_utf8_lossy(&parcel.bytes).contains(&header);
    given.lock().unwrap().iter().map(|(_, parcel)| parcel.clone()).filter(is_it).collect()
}

/// The relay says "not now" after the dot.
fn busy() -> Mishap {
    Mishap::Answer(Phase::FinalDot, Reply { code: 451, enhanced: Some((4, 3, 0)), text: "not now".to_owned() })
}

/// The relay does not want this message.
fn unwanted() -> Mishap {
    Mishap::Answer(Phase::FinalDot, Reply { code: 554, enhanced: Some((5, 6, 0)), text: "not this".to_owned() })
}

/// Who writes the letters, to ask at the point of no return.
fn post() -> Post {
    Post::new(Sender::new("belfry@belfry.example", BASE_URL), DIGEST_EVERY)
}
