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

/// Has the process die when the next mail is in `DATA`, whatever the relay makes of it; and starts it again.
pub fn dies(world: &mut World) {
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let (go_on, gate) = mpsc::channel::<()>();
    let gate = Mutex::new(gate);
    world.memory.on_data(move |_| {
        // The receiver is gone once the process is: later mails pass.
        if tell.send(()).is_ok() {
            let _ = gate.lock().unwrap().recv_timeout(NEVER);
        }
    });
    world.works_until(async { told.recv().await.expect("a mail is sent") });
    drop(told);
    // What is in `DATA` ends only now, when nobody is left to record it.
    world.dies_before(|| drop(go_on));
    world.memory.on_data(|_| {});
}
