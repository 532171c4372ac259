//! Somebody who reads a stream, from one piece of it to the next.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use axum::body::Bytes;
use outbox::Changed;

use super::frame;
use crate::app::App;
use crate::error::{Error, Result};
use crate::event::EventId;
use crate::http::caller::Caller;
use crate::http::lines::Line;
use crate::http::serve::Stopping;
use crate::http::streams::{self, Seat};
use crate::live::{self, Follow, Following, Heard, Notice};

/// How many events are remembered as told: catching up may come upon them again.
const TOLD_MAX: usize = 4096;

/// Somebody who reads.
pub(super) struct Reader {
    pub app: App,
    pub caller: Caller,
    pub what: Follow,
    pub following: Following,
    pub stopping: Option<Stopping>,
    pub line: Option<Arc<Line>>,
    /// What is to be written before all else.
    pub first: VecDeque<Bytes>,
    pub queue: VecDeque<Notice>,
    /// The latest event that was told.
    pub last: EventId,
    pub told: BTreeSet<EventId>,
    pub _seat: Seat,
}

enum Turn {
    Heard(Option<Heard>),
    Quiet,
    Stopping,
}

impl Reader {
    /// The next piece. `None`: it is over.
    pub async fn next(mut self) -> Option<(Result<Bytes, std::convert::Infallible>, Reader)> {
        // That there is room for the next piece says that the one before was taken.
        if let Some(line) = &self.line {
            line.rests();
        }
        let piece = self.piece().await?;
        Some((Ok(piece), self))
    }

    async fn piece(&mut self) -> Option<Bytes> {
        loop {
            if let Some(piece) = self.first.pop_front() {
                return Some(piece);
            }
            while let Some(notice) = self.queue.pop_front() {
                if let Some(piece) = self.tell(notice).await? {
                    return Some(piece);
                }
            }
            match self.turn().await {
                Turn::Heard(Some(Heard::Notice(notice))) => self.queue.push_back(notice),
                Turn::Heard(Some(Heard::Mail(changed))) => {
                    if let Some(piece) = self.tell_of_mail(changed).await? {
                        return Some(piece);
                    }
                }
                Turn::Heard(Some(Heard::Missed)) => {
                    self.catch_up().await?;
                    // What became of mails meanwhile is not caught up with.
                    self.first = VecDeque::from([frame::missed()]);
                }
                Turn::Quiet => return self.may_still().await.then(frame::heartbeat),
                Turn::Heard(None) | Turn::Stopping => return None,
            }
        }
    }

    async fn turn(&mut self) -> Turn {
        let stopped = async {
            match &mut self.stopping {
                Some(stopping) => stopping.begun().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = stopped => Turn::Stopping,
            heard = self.following.announced() => Turn::Heard(heard),
            () = streams::heartbeat() => Turn::Quiet,
        }
    }

    /// The event, if they may see it now and were not told before. The outer `None`: they may read nothing any more.
    async fn tell(&mut self, notice: Notice) -> Option<Option<Bytes>> {
        let event = notice.event;
        if self.told.contains(&event) {
            return Some(None);
        }
        let caller = self.caller.clone();
        let told = self.caller.read(&self.app, move |db, actor| {
            caller.check_time(db)?;
            frame::of(db, actor, &notice)
        });
        let told = told.await.ok()?;
        self.told.insert(event);
        if self.told.len() > TOLD_MAX {
            self.told.pop_first();
        }
        self.last = self.last.max(event);
        Some(told.map(|event| event.frame()))
    }

    /// The same of what became of a mail, which is no event and can happen again.
    async fn tell_of_mail(&mut self, changed: Changed) -> Option<Option<Bytes>> {
        let (caller, what) = (self.caller.clone(), self.what);
        let told = self.caller.read::<_, Error, _>(&self.app, move |db, actor| {
            caller.check_time(db)?;
            frame::of_mail(db, actor, (what, changed))
        });
        Some(told.await.ok()?.map(|changed| changed.frame()))
    }

    /// Hears what was missed. `None` if they may read nothing any more.
    pub async fn catch_up(&mut self) -> Option<()> {
        let (caller, what, last) = (self.caller.clone(), self.what, self.last);
        let caught_up = self.caller.read::<_, Error, _>(&self.app, move |db, actor| {
            caller.check_time(db)?;
            live::since(db, actor.user_id, what, last)
        });
        let caught_up = caught_up.await.ok()?;
        if !caught_up.is_all {
            self.first.push_back(frame::missed());
        }
        self.queue.extend(caught_up.notices);
        Some(())
    }

    async fn may_still(&self) -> bool {
        let caller = self.caller.clone();
        self.caller.read::<_, Error, _>(&self.app, move |db, _| caller.check_time(db)).await.is_ok()
    }
}
