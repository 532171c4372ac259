//! Stopping the world in the middle of a mail.

use std::sync::{Mutex, mpsc};
use std::time::Duration;

use crate::world::World;

/// Longer than anything here takes: a test that waits for so long has failed.
const NEVER: Duration = Duration::from_secs(30);

/// Works; and when the first mail is in `DATA`, past its point of no return, does something before the relay answers.
pub fn meanwhile(world: &World, during: impl FnOnce()) {
    let (tell, told) = mpsc::channel();
    let (go_on, gate) = mpsc::channel::<()>();
    let (tell, gate) = (Mutex::new(tell), Mutex::new(gate));
    world.memory.on_data(move |_| {
        // Once the gate is gone, later mails pass.
        if tell.lock().unwrap().send(()).is_ok() {
            let _ = gate.lock().unwrap().recv_timeout(NEVER);
        }
    });
    std::thread::scope(|scope| {
        let working = scope.spawn(|| world.work());
        told.recv_timeout(NEVER).expect("a mail is sent");
        during();
        drop(go_on);
        working.join().unwrap();
    });
    world.memory.on_data(|_| {});
}
