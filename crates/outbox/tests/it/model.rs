//! The invariants of the outbox under any sequence of orders, reliefs, mishaps, crashes and clock steps.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use outbox::transport::{Mishap, Parcel, Phase, Reply};
use outbox::{BootId, Kind, MailId, State, admin, mail_log, rescue};
use proptest::prelude::*;
use store::Timestamp;

use crate::world::{MINUTE, World};

#[derive(Clone, Debug)]
enum Happening {
    Order(Kind, i64, u64),
    Relieve(i64),
    Fail(Mishap),
    Pass(u64),
    SetBack(u64),
    Refuse(bool),
    Hold(bool),
    Die,
}

fn reply(code: u16, enhanced: Option<(u8, u16, u16)>) -> Reply {
    Reply { code, enhanced, text: "no".into() }
}

fn mishap() -> impl Strategy<Value = Mishap> {
    let phase = prop::sample::select(vec![
        Phase::Connect,
        Phase::Auth,
        Phase::MailFrom,
        Phase::RcptTo,
        Phase::Data,
        Phase::Content,
        Phase::FinalDot,
    ]);
    let words = prop::sample::select(vec![
        reply(421, None),
        reply(451, Some((4, 7, 1))),
        reply(535, None),
        reply(554, Some((5, 6, 0))),
    ]);
    prop_oneof![
        3 => (phase.clone(), words).prop_map(|(phase, reply)| Mishap::Answer(phase, reply)),
        2 => phase.prop_map(Mishap::Lost),
        2 => Just(Mishap::LostAfterTaking),
    ]
}

fn happening() -> impl Strategy<Value = Happening> {
    let kind = prop::sample::select(vec![Kind::Assigned, Kind::Updated]);
    prop_oneof![
        6 => (kind, 1..4i64, 0..90u64).prop_map(|(kind, topic, delay)| Happening::Order(kind, topic, delay)),
        2 => (1..4i64).prop_map(Happening::Relieve),
        3 => mishap().prop_map(Happening::Fail),
        6 => (0..120u64).prop_map(Happening::Pass),
        1 => (1..300u64).prop_map(Happening::SetBack),
        1 => any::<bool>().prop_map(Happening::Refuse),
        1 => any::<bool>().prop_map(Happening::Hold),
        1 => Just(Happening::Die),
    ]
}

/// What the outbox was asked to do, as far as the invariants need it.
#[derive(Default)]
struct Model {
    due: HashMap<MailId, Timestamp>,
    /// Mails that a relief came in time for, and how often `DATA` had been given for them by then.
    relieved: HashMap<MailId, usize>,
    boots: u32,
}

impl Model {
    async fn take(&mut self, world: &mut World, happening: Happening) {
        match happening {
            Happening::Order(kind, topic, delay) => {
                let id = world.order(kind, topic, Duration::from_secs(delay)).await;
                let due_at = world.mail(id).await.due_at;
                assert_eq!(*self.due.entry(id).or_insert(due_at), due_at, "due_at moved");
            }
            Happening::Relieve(topic) => {
                let about = world.store.read(move |db| admin::about(db, topic, None)).await.unwrap();
                world.relieve(topic).await;
                for mail in about.iter().filter(|mail| !mail.state.is_end() && mail.state != State::Sending) {
                    self.relieved.insert(mail.id, world.data_times(mail.id).len());
                }
            }
            Happening::Fail(mishap) => world.memory.fail_next(mishap),
            Happening::Pass(seconds) => world.pass(Duration::from_secs(seconds)).await,
            Happening::SetBack(seconds) => {
                let back = world.clock.now() - Duration::from_secs(seconds);
                world.clock.set(back);
            }
            Happening::Refuse(is_refusing) => world.memory.refuse_connections(is_refusing),
            Happening::Hold(true) => world.act(|tx| admin::hold_all(tx, "")).await,
            Happening::Hold(false) => drop(world.act(admin::release_all).await),
            Happening::Die => self.die(world).await,
        }
    }

    /// The process is replaced by another, which takes over what it left.
    async fn die(&mut self, world: &mut World) {
        self.boots += 1;
        let boot = BootId::new(format!("boot {}", self.boots));
        world.reboot(boot.clone());
        world.act(move |tx| rescue::rescue(tx, &boot, rescue::Whose::AllOthers)).await;
    }

    /// Everything mended, and time enough for whatever waits.
    async fn drain(world: &mut World) {
        world.memory.forget_mishaps();
        world.memory.refuse_connections(false);
        world.act(admin::release_all).await;
        for _ in 0..24 {
            world.pass(10 * MINUTE).await;
        }
    }

    async fn check(&self, world: &World) {
        let copies = copies(&world.memory.mails());
        let mut live = HashSet::new();
        for (id, due_at) in &self.due {
            let mail = world.mail(*id).await;
            let data = world.data_times(*id);
            assert_eq!(mail.due_at, *due_at, "due_at moved");
            assert!(data.iter().all(|at| at >= due_at), "DATA before due: {mail:?} {data:?}");
            let taken = copies.get(&format!("<{id}@example.com>")).map_or(0, |(count, _)| *count);
            assert!(taken <= 1 + mail.unknowns, "taken {taken} times: {mail:?}");
            assert!(mail.state != State::Sent || taken > 0, "sent and not taken: {mail:?}");
            if let Some(before) = self.relieved.get(id) {
                assert_eq!(data.len(), *before, "DATA after relief: {mail:?}");
            }
            let is_open = !mail.state.is_end() && !mail.is_frozen();
            assert!(!is_open || live.insert((mail.kind, mail.topic_id)), "two under one key: {mail:?}");
        }
    }

    async fn check_drained(&self, world: &World) {
        self.check(world).await;
        for id in self.due.keys() {
            let mail = world.mail(*id).await;
            let (id, log) = (*id, mail_log::of);
            assert!(mail.state.is_end(), "{mail:?} {:?}", world.store.read(move |db| log(db, id)).await);
        }
    }
}

/// How often each letter was taken. All copies must be the same.
fn copies(mails: &[Parcel]) -> HashMap<String, (i64, Parcel)> {
    let mut copies = HashMap::<String, (i64, Parcel)>::new();
    for parcel in mails {
        let copy = copies.entry(parcel.message_id.clone()).or_insert_with(|| (0, parcel.clone()));
        assert_eq!(copy.1, *parcel, "two attempts differ");
        copy.0 += 1;
    }
    copies
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: store::ground::cases(48),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_promise_holds_whatever_happens(happenings in prop::collection::vec(happening(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (mut world, mut model) = (World::new(), Model::default());
            for happening in happenings {
                model.take(&mut world, happening).await;
                model.check(&world).await;
            }
            Model::drain(&mut world).await;
            model.check_drained(&world).await;
        });
    }
}
