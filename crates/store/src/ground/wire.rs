//! A wire to a PostgreSQL server that can be cut at the worst moment: after the server has committed, and before the answer
//! is heard.
//!
//! What fails here ends the connection that it goes over, as a bad wire would.

use std::io::{Read, Result, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// How a `COMMIT` looks on the way: a simple query, its length, its text.
const COMMIT: &[u8] = b"Q\0\0\0\x0bCOMMIT\0";
/// What the beginning of a transaction has in it, if it may write; and any.
const BEGINS: [&[u8]; 2] = [b"READ WRITE", b"BEGIN"];

/// A wire. It carries on for as long as the process lives.
pub struct Wire {
    port: u16,
    to_cut: Arc<AtomicUsize>,
}

impl Wire {
    /// One to the server on this port of 127.0.0.1.
    ///
    /// # Panics
    /// If there is no port to listen on.
    #[must_use]
    pub fn to(server: u16) -> Wire {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("a bound port").port();
        let to_cut = Arc::new(AtomicUsize::new(0));
        let cutting = Arc::clone(&to_cut);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let cutting = Arc::clone(&cutting);
                thread::spawn(move || carry(&client, server, &cutting));
            }
        });
        Wire { port, to_cut }
    }

    /// The port of 127.0.0.1 that leads to the server.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The answers to the next so many commits of writes are lost, and their connections with them.
    pub fn lose_answers(&self, commits: usize) {
        self.to_cut.store(commits, Ordering::SeqCst);
    }

    /// How many answers are still to be lost.
    pub fn still_to_lose(&self) -> usize {
        self.to_cut.load(Ordering::SeqCst)
    }
}

fn carry(client: &TcpStream, server: u16, to_cut: &AtomicUsize) -> Result<()> {
    let server = TcpStream::connect(("127.0.0.1", server))?;
    server.set_nodelay(true)?;
    client.set_nodelay(true)?;
    let (answers, hearer) = (server.try_clone()?, client.try_clone()?);
    // It is silent from the moment in which the answer is to be lost.
    let is_silent = Arc::new(AtomicUsize::new(0));
    let silent = Arc::clone(&is_silent);
    let hearing = thread::spawn(move || -> Result<()> { hear(&answers, &hearer, &silent) });
    speak(client, &server, (to_cut, &is_silent))?;
    let _ = server.shutdown(Shutdown::Both);
    hearing.join().unwrap_or(Ok(()))
}

/// From the client to the server.
fn speak(
    mut client: &TcpStream,
    mut server: &TcpStream,
    (to_cut, is_silent): (&AtomicUsize, &AtomicUsize),
) -> Result<()> {
    let (mut bytes, mut writes) = ([0; 65_536], false);
    loop {
        let length = client.read(&mut bytes)?;
        if length == 0 {
            return Ok(());
        }
        let holds = |wanted: &[u8]| bytes[..length].windows(wanted.len()).any(|part| part == wanted);
        if holds(BEGINS[1]) {
            writes = holds(BEGINS[0]);
        }
        let is_commit = writes && holds(COMMIT);
        let fewer = |left: usize| left.checked_sub(1);
        if is_commit && to_cut.fetch_update(Ordering::SeqCst, Ordering::SeqCst, fewer).is_ok() {
            is_silent.store(1, Ordering::SeqCst);
        }
        server.write_all(&bytes[..length])?;
    }
}

/// From the server to the client, until an answer is to be lost.
fn hear(mut server: &TcpStream, mut client: &TcpStream, is_silent: &AtomicUsize) -> Result<()> {
    let mut bytes = [0; 65_536];
    loop {
        let length = server.read(&mut bytes)?;
        if length == 0 || is_silent.load(Ordering::SeqCst) == 1 {
            let _ = client.shutdown(Shutdown::Both);
            return Ok(());
        }
        client.write_all(&bytes[..length])?;
    }
}
