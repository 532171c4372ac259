//! Random histories against a small model: the invariants of `docs/outbox.md`.
//!
//! People open, edit, reassign, close, reopen and delete; the clock moves forwards and is set back; the relay refuses,
//! loses connections and goes away; the process stops or dies in the middle of a mail. After each step [`check`] compares
//! what was handed to the relay, and what stands in the database, with [`owed`], which knows nothing of states, leases
//! or attempts. At the end all is drained and every mail must have come to its one end.

mod check;
mod owed;
mod playing;

use std::time::Duration;

use proptest::prelude::*;

use playing::Play;

/// How many people there are. The last one's address does not exist.
const PEOPLE: usize = 4;
const ASSIGN_DELAY: Duration = Duration::from_secs(720);
const UPDATE_DELAY: Duration = Duration::from_secs(60);
const DIGEST_EVERY: Duration = Duration::from_secs(3_600);

/// One thing that happens. Issues and mails are picked by a number, modulo how many there are.
#[derive(Clone, Debug)]
enum Step {
    Open {
        by: usize,
        to: usize,
    },
    /// One of three titles, so that changes cancel out now and then.
    Retitle {
        issue: usize,
        title: usize,
    },
    Assign {
        issue: usize,
        to: usize,
    },
    SetOpen {
        issue: usize,
        is_open: bool,
    },
    Delete {
        issue: usize,
    },
    Wait {
        seconds: u64,
    },
    SetBack {
        seconds: u64,
    },
    /// The next attempts go so.
    Relay {
        weather: Weather,
        times: usize,
    },
    /// The relay is away, or back.
    Away(bool),
    /// The process stops as it should, and starts again.
    Restart,
    /// The process dies while a mail is in `DATA`, as soon as there is one; and starts again.
    DieSending,
    /// The process dies with mails leased; and starts again.
    DieWaiting,
    HoldAll(bool),
    Hold {
        mail: usize,
    },
    Release {
        mail: usize,
    },
    Retry {
        mail: usize,
    },
}

#[derive(Clone, Copy, Debug)]
enum Weather {
    Busy,
    NoSuchUser,
    BadContent,
    RefusesUs,
    LostBefore,
    LostAfterNotTaking,
    LostAfterTaking,
}

fn weather() -> impl Strategy<Value = Weather> {
    prop_oneof![
        Just(Weather::Busy),
        Just(Weather::NoSuchUser),
        Just(Weather::BadContent),
        Just(Weather::RefusesUs),
        Just(Weather::LostBefore),
        Just(Weather::LostAfterNotTaking),
        Just(Weather::LostAfterTaking),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let (person, issue, mail) = (0..PEOPLE, 0usize..4, 0usize..100);
    prop_oneof![
        4 => (person.clone(), person.clone()).prop_map(|(by, to)| Step::Open { by, to }),
        6 => (issue.clone(), 0usize..3).prop_map(|(issue, title)| Step::Retitle { issue, title }),
        6 => (issue.clone(), person).prop_map(|(issue, to)| Step::Assign { issue, to }),
        4 => (issue.clone(), any::<bool>()).prop_map(|(issue, is_open)| Step::SetOpen { issue, is_open }),
        1 => issue.prop_map(|issue| Step::Delete { issue }),
        12 => prop_oneof![0u64..30, 30u64..90, 600u64..800, Just(720), Just(60), 3_000u64..8_000]
            .prop_map(|seconds| Step::Wait { seconds }),
        1 => (0u64..4_000).prop_map(|seconds| Step::SetBack { seconds }),
        5 => (weather(), 1usize..4).prop_map(|(weather, times)| Step::Relay { weather, times }),
        2 => any::<bool>().prop_map(Step::Away),
        1 => Just(Step::Restart),
        2 => Just(Step::DieSending),
        1 => Just(Step::DieWaiting),
        1 => any::<bool>().prop_map(Step::HoldAll),
        1 => mail.clone().prop_map(|mail| Step::Hold { mail }),
        1 => mail.clone().prop_map(|mail| Step::Release { mail }),
        1 => mail.prop_map(|mail| Step::Retry { mail }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: store::ground::cases(96),
        max_shrink_iters: 2_000,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_history_keeps_the_promise(steps in proptest::collection::vec(step(), 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut play = Play::new().await;
            for step in &steps {
                play.take(step).await;
                check::after_a_step(&mut play, step).await;
            }
            play.drain().await;
            check::at_the_end(&mut play).await;
        });
    }
}
