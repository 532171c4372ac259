//! Work that waits for a thread: first come, first served, but for a lane that goes first.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::Error;

/// Which lane a piece of work waits in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Before all that waits in the other.
    First,
    /// In its turn.
    Usual,
}

struct Waiting<W> {
    first: VecDeque<W>,
    usual: VecDeque<W>,
    is_closed: bool,
}

/// The queue of one or several threads.
pub(crate) struct Queue<W> {
    waiting: Mutex<Waiting<W>>,
    came: Condvar,
    most: usize,
}

impl<W> Queue<W> {
    /// An empty queue for `most` pieces of work in a lane.
    pub fn new(most: usize) -> Queue<W> {
        let waiting = Waiting { first: VecDeque::new(), usual: VecDeque::new(), is_closed: false };
        Queue { waiting: Mutex::new(waiting), came: Condvar::new(), most }
    }

    /// Hands work in; gives it back with the reason if it cannot be taken.
    pub fn put(&self, lane: Lane, work: W) -> Result<(), (W, Error)> {
        let mut waiting = self.lock();
        if waiting.is_closed {
            return Err((work, Error::Closed));
        }
        let queue = match lane {
            Lane::First => &mut waiting.first,
            Lane::Usual => &mut waiting.usual,
        };
        if queue.len() >= self.most {
            return Err((work, Error::Busy(format!("{} pieces of work wait already", self.most))));
        }
        queue.push_back(work);
        drop(waiting);
        self.came.notify_one();
        Ok(())
    }

    /// Puts work back that was taken, before all else: another thread is to do it.
    pub fn put_back(&self, work: W) {
        self.lock().first.push_front(work);
        self.came.notify_one();
    }

    /// The next piece of work, waited for. `None` when the queue is closed and empty.
    pub fn wait(&self) -> Option<W> {
        let mut waiting = self.lock();
        loop {
            if let Some(work) = pop(&mut waiting) {
                return Some(work);
            }
            if waiting.is_closed {
                return None;
            }
            waiting = self.came.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The next piece of work, if one waits now.
    pub fn take(&self) -> Option<W> {
        pop(&mut self.lock())
    }

    /// All that waits now, in its order.
    pub fn take_all(&self) -> Vec<W> {
        let mut waiting = self.lock();
        std::iter::from_fn(|| pop(&mut waiting)).collect()
    }

    /// Takes nothing in any more. What waits is still handed out.
    pub fn close(&self) {
        self.lock().is_closed = true;
        self.came.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Waiting<W>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn pop<W>(waiting: &mut Waiting<W>) -> Option<W> {
    waiting.first.pop_front().or_else(|| waiting.usual.pop_front())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_lane_goes_first_and_each_keeps_its_order() {
        let queue = Queue::new(10);
        for (lane, work) in [(Lane::Usual, 1), (Lane::First, 2), (Lane::Usual, 3), (Lane::First, 4)] {
            queue.put(lane, work).unwrap();
        }
        let order: Vec<i32> = std::iter::from_fn(|| queue.take()).collect();
        assert_eq!(order, [2, 4, 1, 3]);
    }

    #[test]
    fn what_is_put_back_is_handed_out_next_even_after_the_end() {
        let queue = Queue::new(10);
        queue.put(Lane::Usual, 1).unwrap();
        queue.put(Lane::First, 2).unwrap();
        let taken = queue.take().unwrap();
        queue.close();
        queue.put_back(taken);
        assert_eq!((queue.wait(), queue.wait(), queue.wait()), (Some(2), Some(1), None));
    }

    #[test]
    fn a_full_lane_refuses_and_the_other_does_not() {
        let queue = Queue::new(1);
        queue.put(Lane::Usual, 1).unwrap();
        assert!(matches!(queue.put(Lane::Usual, 2), Err((2, Error::Busy(_)))));
        queue.put(Lane::First, 3).unwrap();
    }

    #[test]
    fn a_closed_queue_hands_out_what_waits_and_takes_nothing() {
        let queue = Queue::new(10);
        queue.put(Lane::Usual, 1).unwrap();
        queue.close();
        assert_eq!(queue.put(Lane::Usual, 2), Err((2, Error::Closed)));
        assert_eq!((queue.wait(), queue.wait()), (Some(1), None));
    }
}
