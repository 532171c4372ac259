//! A letter that cannot be written: three tries, then it failed. It never holds another up.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use belfry::post::Post;
use outbox::{Draft, Letters, Mail, Objection, State, admin};
use store::{Db, Error, Timestamp, Tx};

use crate::mail::{HOUR, INSTANT, SECOND, rows};
use crate::world::{ASSIGN_DELAY, MINUTE, Wish, World};

/// How writing goes wrong.
#[derive(Clone, Copy, Debug)]
enum Manner {
    Errs,
    Panics,
    /// What is asked at the point of no return cannot be answered.
    CannotAsk,
}

/// Writes as [`Post`] does; but what is for Ben goes wrong so many times.
struct Clumsy {
    post: Post,
    manner: Manner,
    left: AtomicU32,
}

/// Ben is the second to register.
const BEN: i64 = 2;

impl Clumsy {
    fn goes_wrong(&self, mail: &Mail) -> bool {
        let less = |left: u32| left.checked_sub(1);
        mail.recipient_id == BEN && self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less).is_ok()
    }
}

impl Letters for Clumsy {
    fn write(&self, db: &Db<'_>, mail: &Mail, date: Timestamp) -> Result<Draft, anyhow::Error> {
        match self.manner {
            Manner::Errs if self.goes_wrong(mail) => anyhow::bail!("the pen broke"),
            // Without a hook: a panic that is part of the play is not worth a backtrace.
            Manner::Panics if self.goes_wrong(mail) => std::panic::resume_unwind(Box::new("the desk broke")),
            _ => self.post.write(db, mail, date),
        }
    }

    fn objection(&self, tx: &Tx<'_>, mail: &Mail) -> Result<Option<Objection>, Error> {
        match self.manner {
            Manner::CannotAsk if self.goes_wrong(mail) => Err(Error::Database("the disk is tired".to_owned())),
            _ => self.post.objection(tx, mail),
        }
    }
}

fn clumsy(post: Post, manner: Manner, times: u32) -> Arc<dyn Letters> {
    Arc::new(Clumsy { post, manner, left: AtomicU32::new(times) })
}

fn world(letters: fn(Post) -> Arc<dyn Letters>) -> World {
    let world = World::with(Wish { letters, ..Wish::default() });
    assert_eq!(rows::id_of(&world, &world.ben).raw(), BEN);
    world
}

/// Lets the half minute pass over which the tries of a letter are spaced.
fn half_a_minute(world: &World) {
    (0..30).for_each(|_| world.advance(SECOND));
}

#[test]
fn after_three_tries_it_failed_and_all_others_arrived_in_time() {
    let errs: fn(Post) -> Arc<dyn Letters> = |post| clumsy(post, Manner::Errs, u32::MAX);
    let panics: fn(Post) -> Arc<dyn Letters> = |post| clumsy(post, Manner::Panics, u32::MAX);
    for (letters, said) in [(errs, "the pen broke"), (panics, "writing it panicked")] {
        let world = world(letters);
        world.ada.opens(&world, "The poison", &world.ben);
        for to in [&world.cleo, &world.dov] {
            world.ada.opens(&world, "The bell is late", to);
        }
        world.advance(ASSIGN_DELAY);
        half_a_minute(&world);
        let mut arrived = world.arrived();
        arrived.sort_unstable();
        assert_eq!(arrived, ["cleo@belfry.example assigned", "dov@belfry.example assigned"], "{said}");
        let mails = rows::all(&world);
        assert_eq!((mails[0].state, mails[0].reason.as_deref()), (State::Failed, Some(said)));
        assert_eq!((mails[0].rung_at, mails[0].attempts), (None, 0), "{said}");
        assert_eq!(rows::log(&world, mails[0].id), [format!("broke: {said}")]);
        assert!(mails[1..].iter().all(|mail| mail.rung_at == Some(mail.due_at)), "{said}");
        assert_eq!(rows::suppressed(&world), []);
    }
}

#[test]
fn a_letter_that_fails_twice_and_then_is_written_is_sent_in_time() {
    for letters in
        [(|post| clumsy(post, Manner::Errs, 2)) as fn(Post) -> Arc<dyn Letters>, |post| clumsy(post, Manner::Panics, 2)]
    {
        let world = world(letters);
        world.ada.opens(&world, "The bell is late", &world.ben);
        world.advance(ASSIGN_DELAY - MINUTE / 2);
        half_a_minute(&world);
        assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
        assert_eq!(rows::only(&world).rung_at, Some(world.now()));
    }
}

#[test]
fn written_in_vain_ahead_of_its_time_it_fails_without_delay_and_a_retry_writes_it_anew() {
    let world = world(|post| clumsy(post, Manner::Errs, 3));
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY - MINUTE / 2);
    half_a_minute(&world);
    let failed = rows::only(&world);
    assert_eq!(failed.state, State::Failed);
    world.ada.changes(&world, &issue, serde_json::json!({ "description": "Once." }));
    world.advance(MINUTE);
    assert_eq!(world.arrived(), ["ben@belfry.example updated"], "what happens later is told");
    assert_eq!(world.change(move |tx| Ok(admin::retry(tx, failed.id)?)), admin::Done::Yes);
    world.work();
    let letters = world.mails();
    assert_eq!((letters.len(), letters[0].gist().as_str()), (1, "ben@belfry.example assigned"));
    assert!(letters[0].says("Once."), "{}", letters[0].text);
}

#[test]
fn a_database_that_cannot_answer_at_the_point_of_no_return_is_asked_again_after_a_second() {
    let world = world(|post| clumsy(post, Manner::CannotAsk, 3));
    world.ada.opens(&world, "The bell is late", &world.ben);
    world.ada.opens(&world, "The rope is short", &world.cleo);
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived(), ["cleo@belfry.example assigned"]);
    let mail = rows::all(&world).remove(0);
    assert_eq!((mail.state, mail.rung_at, mail.next_at), (State::Leased, None, mail.due_at));
    for _ in 0..2 {
        world.advance(SECOND);
        assert_eq!(world.arrived(), [""; 0]);
    }
    world.advance(SECOND - INSTANT);
    assert_eq!(world.arrived(), [""; 0]);
    world.advance(INSTANT);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
    world.advance(HOUR);
    assert_eq!(rows::all(&world)[0].state, State::Sent);
}
