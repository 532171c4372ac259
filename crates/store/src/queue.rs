//! Work that waits for a thread: first come, first served, but for a lane that goes first. And threads that wait for work:
//! whoever rested last goes first, so that few do what few can. Those have open what they need, and prepared what they say.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

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
    /// Those who rest, whoever began last at the end.
    resting: Vec<Arc<Condvar>>,
    is_closed: bool,
}

/// The queue of one or several threads.
pub(crate) struct Queue<W> {
    waiting: Mutex<Waiting<W>>,
    most: usize,
}

impl<W> Queue<W> {
    /// An empty queue for `most` pieces of work in a lane.
    pub fn new(most: usize) -> Queue<W> {
        let waiting = Waiting { first: VecDeque::new(), usual: VecDeque::new(), resting: Vec::new(), is_closed: false };
        Queue { waiting: Mutex::new(waiting), most }
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
        call_one(waiting);
        Ok(())
    }

    /// Puts work back that was taken, before all else: another thread is to do it.
    pub fn put_back(&self, work: W) {
        let mut waiting = self.lock();
        waiting.first.push_front(work);
        call_one(waiting);
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
            let called = Arc::new(Condvar::new());
            waiting.resting.push(Arc::clone(&called));
            waiting = called.wait(waiting).unwrap_or_else(PoisonError::into_inner);
            // It may have woken by itself.
            waiting.resting.retain(|resting| !Arc::ptr_eq(resting, &called));
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
        let mut waiting = self.lock();
        waiting.is_closed = true;
        waiting.resting.drain(..).for_each(|resting| resting.notify_one());
    }

    fn lock(&self) -> MutexGuard<'_, Waiting<W>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn pop<W>(waiting: &mut Waiting<W>) -> Option<W> {
    waiting.first.pop_front().or_else(|| waiting.usual.pop_front())
}

/// Has somebody come, if anybody rests. Whoever is at work looks for more by themselves.
fn call_one<W>(mut waiting: MutexGuard<'_, Waiting<W>>) {
    let called = waiting.resting.pop();
    drop(waiting);
    if let Some(called) = called {
        called.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;

    use super::*;

    #[test]
    fn whoever_rested_last_is_called_first_and_all_are_called_at_the_end() {
        let queue = Arc::new(Queue::new(10));
        let (says, said) = mpsc::channel();
        let threads: Vec<_> = (1..=3)
            .map(|number| {
                let (of_thread, says) = (Arc::clone(&queue), says.clone());
                let thread = thread::spawn(move || {
                    while let Some(work) = of_thread.wait() {
                        says.send((number, work)).unwrap();
                    }
                });
                while queue.lock().resting.len() < number {
                    thread::yield_now();
                }
                thread
            })
            .collect();
        for work in 0..20 {
            queue.put(Lane::Usual, work).unwrap();
            assert_eq!(said.recv().unwrap(), (3, work));
            while queue.lock().resting.len() < 3 {
                thread::yield_now();
            }
        }
        queue.close();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    }

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
