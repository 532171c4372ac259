//! Mail that stays in memory, and fails on request: the relay of tests that need no network.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Cause, Failure, OnPhase, Parcel, Phase, Reply};

/// How the next attempt goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// The relay answers so in this phase. In the phase of the final dot: after it, the mail not taken.
    Answer(Phase, Reply),
    /// The connection breaks in this phase. In the phase of the final dot: after it, the mail not taken.
    Lost(Phase),
    /// The relay takes the mail, and the connection breaks before it can say so.
    LostAfterTaking,
}

/// A handle on mail in memory: looks at it, and makes attempts fail. Clones share one memory.
#[derive(Clone, Default)]
pub struct Memory(Arc<Mutex<Inside>>);

type DataHook = Arc<dyn Fn(&Parcel) + Send + Sync>;

#[derive(Default)]
struct Inside {
    mails: Vec<Parcel>,
    mishaps: VecDeque<Mishap>,
    is_refusing: bool,
    connections: u64,
    data_hook: Option<DataHook>,
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").field("mails", &self.inside().mails.len()).finish_non_exhaustive()
    }
}

impl Memory {
    /// Every mail taken so far, in the order they were taken. One that was repeated is there twice.
    pub fn mails(&self) -> Vec<Parcel> {
        self.inside().mails.clone()
    }

    /// The mails taken since the last call.
    pub fn take_mails(&self) -> Vec<Parcel> {
        std::mem::take(&mut self.inside().mails)
    }

    /// How often a connection was made.
    pub fn connections(&self) -> u64 {
        self.inside().connections
    }

    /// The next attempt fails so; called again, the one after it.
    pub fn fail_next(&self, mishap: Mishap) {
        self.inside().mishaps.push_back(mishap);
    }

    /// No further attempt fails.
    pub fn forget_mishaps(&self) {
        self.inside().mishaps.clear();
    }

    /// Whether connections are refused from now on.
    pub fn refuse_connections(&self, is_refusing: bool) {
        self.inside().is_refusing = is_refusing;
    }

    /// Calls `hook` at each `DATA` that was given, whatever comes of it: to look at the clock, say.
    pub fn on_data(&self, hook: impl Fn(&Parcel) + Send + Sync + 'static) {
        self.inside().data_hook = Some(Arc::new(hook));
    }

    pub(super) fn connect(&self) -> Result<(), Failure> {
        let mut inside = self.inside();
        if inside.is_refusing {
            return Err(Phase::Connect.failed(Cause::Lost("connections are refused".to_owned())));
        }
        inside.connections += 1;
        match inside.mishaps.front() {
            Some(Mishap::Answer(phase, _) | Mishap::Lost(phase)) if *phase <= Phase::Auth => {
                let mishap = inside.mishaps.pop_front();
                Err(mishap.map_or_else(|| Phase::Connect.failed(Cause::TimedOut), failure))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn deliver(&self, parcel: &Parcel, on_phase: OnPhase<'_>) -> Result<Reply, Failure> {
        let (mishap, data_hook) = {
            let mut inside = self.inside();
            (inside.mishaps.pop_front(), inside.data_hook.clone())
        };
        let fails_in = mishap.as_ref().map(|mishap| match mishap {
            Mishap::Answer(phase, _) | Mishap::Lost(phase) => *phase,
            Mishap::LostAfterTaking => Phase::FinalDot,
        });
        let reaches = |phase| fails_in.is_none_or(|fails_in| fails_in >= phase);
        if reaches(Phase::Data)
            && let Some(hook) = data_hook
        {
            hook(parcel);
        }
        if reaches(Phase::Content) {
            on_phase(Phase::Data);
        }
        if reaches(Phase::FinalDot) {
            on_phase(Phase::FinalDot);
        }
        let is_taken = matches!(mishap, None | Some(Mishap::LostAfterTaking));
        if is_taken {
            self.inside().mails.push(parcel.clone());
        }
        match mishap {
            None => Ok(Reply { code: 250, enhanced: Some((2, 0, 0)), text: "kept in memory".to_owned() }),
            Some(mishap) => Err(failure(mishap)),
        }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn failure(mishap: Mishap) -> Failure {
    let broke = || Cause::Lost("the connection broke".to_owned());
    match mishap {
        Mishap::Answer(phase, reply) => phase.failed(Cause::Reply(reply)),
        Mishap::Lost(phase) => phase.failed(broke()),
        Mishap::LostAfterTaking => Phase::FinalDot.failed(broke()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parcel() -> Parcel {
        let bytes = Arc::from(*b"Subject: x\r\n\r\nx\r\n");
        Parcel { from: "a@x".into(), to: "b@x".into(), message_id: "<1@x>".into(), bytes }
    }

    #[test]
    fn mishaps_come_in_their_order_and_only_a_taken_mail_is_kept() {
        let memory = Memory::default();
        let busy = Reply { code: 451, enhanced: None, text: "busy".into() };
        memory.fail_next(Mishap::Answer(Phase::RcptTo, busy.clone()));
        memory.fail_next(Mishap::Lost(Phase::FinalDot));
        memory.fail_next(Mishap::LostAfterTaking);
        assert_eq!(memory.deliver(&parcel(), &|_| {}), Err(Phase::RcptTo.failed(Cause::Reply(busy))));
        assert_eq!(memory.deliver(&parcel(), &|_| {}).unwrap_err().phase, Phase::FinalDot);
        assert_eq!(memory.mails().len(), 0);
        assert_eq!(memory.deliver(&parcel(), &|_| {}).unwrap_err().phase, Phase::FinalDot);
        assert_eq!(memory.mails().len(), 1);
        assert!(memory.deliver(&parcel(), &|_| {}).is_ok());
        assert_eq!(memory.take_mails().len(), 2);
    }

    #[test]
    fn data_is_told_of_only_if_it_was_given() {
        let memory = Memory::default();
        let seen = Arc::new(Mutex::new(0));
        memory.on_data({
            let seen = Arc::clone(&seen);
            move |_| *seen.lock().unwrap() += 1
        });
        memory.fail_next(Mishap::Lost(Phase::MailFrom));
        memory.fail_next(Mishap::Lost(Phase::Data));
        let _ = memory.deliver(&parcel(), &|_| {});
        let _ = memory.deliver(&parcel(), &|_| {});
        assert_eq!(*seen.lock().unwrap(), 1);
    }

    #[test]
    fn a_mishap_before_the_envelope_fails_the_connection() {
        let memory = Memory::default();
        memory.fail_next(Mishap::Lost(Phase::Tls));
        assert_eq!(memory.connect().unwrap_err().phase, Phase::Tls);
        memory.refuse_connections(true);
        assert_eq!(memory.connect().unwrap_err().phase, Phase::Connect);
        memory.refuse_connections(false);
        assert!(memory.connect().is_ok());
        assert_eq!(memory.connections(), 2);
    }
}
