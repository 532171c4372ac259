//! A wire to a PostgreSQL server that can be cut at the worst moment: when a write is committed, before the server hears of
//! it or before its answer is heard.
//!
//! What fails here ends the connection that it goes over, as a bad wire would.

use std::io::{Read, Result, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// How a `COMMIT` looks on the way: a simple query, its length, its text.
const COMMIT: &[u8] = b"Q\0\0\0\x0bCOMMIT\0";
/// How the answer to it looks.
const COMMITTED: &[u8] = b"C\0\0\0\x0bCOMMIT\0";
/// What the beginning of a transaction has in it, if it may write; and any.
const BEGINS: [&[u8]; 2] = [b"READ WRITE", b"BEGIN"];

/// A wire. It carries on for as long as the process lives.
pub struct Wire {
    port: u16,
    harm: Arc<Harm>,
}

/// What is to go wrong.
#[derive(Default)]
struct Harm {
    commits_to_lose: AtomicUsize,
    answers_to_lose: AtomicUsize,
    stays_cut: AtomicBool,
    is_cut: AtomicBool,
    is_silent: AtomicBool,
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
        let harm = Arc::new(Harm::default());
        let doing = Arc::clone(&harm);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let harm = Arc::clone(&doing);
                if !harm.is_cut.load(Ordering::SeqCst) {
                    thread::spawn(move || carry(&client, server, &harm));
                }
            }
        });
        Wire { port, harm }
    }

    /// The port of 127.0.0.1 that leads to the server.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The next so many commits of writes do not reach the server, and their connections are lost.
    pub fn lose_commits(&self, commits: usize) {
        self.harm.commits_to_lose.store(commits, Ordering::SeqCst);
    }

    /// The answers to the next so many commits of writes are lost, and their connections with them.
    pub fn lose_answers(&self, commits: usize) {
        self.harm.answers_to_lose.store(commits, Ordering::SeqCst);
    }

    /// How much is still to be lost.
    pub fn still_to_lose(&self) -> usize {
        self.harm.commits_to_lose.load(Ordering::SeqCst) + self.harm.answers_to_lose.load(Ordering::SeqCst)
    }

    /// Once something was lost, no new connection is let through until the wire is mended.
    pub fn stay_cut(&self) {
        self.harm.stays_cut.store(true, Ordering::SeqCst);
    }

    /// From now on no answer comes through, and no connection breaks, until the wire is mended; then those break over which
    /// an answer was lost.
    pub fn fall_silent(&self) {
        self.harm.is_silent.store(true, Ordering::SeqCst);
    }

    /// Lets connections through again.
    pub fn mend(&self) {
        self.harm.stays_cut.store(false, Ordering::SeqCst);
        self.harm.is_cut.store(false, Ordering::SeqCst);
        self.harm.is_silent.store(false, Ordering::SeqCst);
    }
}

impl Harm {
    /// Whether this commit is one that is lost, itself or its answer.
    fn befalls(&self, to_lose: &AtomicUsize) -> bool {
        let fewer = |left: usize| left.checked_sub(1);
        let befalls = to_lose.fetch_update(Ordering::SeqCst, Ordering::SeqCst, fewer).is_ok();
        if befalls && self.stays_cut.load(Ordering::SeqCst) {
            self.is_cut.store(true, Ordering::SeqCst);
        }
        befalls
    }
}

fn carry(client: &TcpStream, server: u16, harm: &Arc<Harm>) -> Result<()> {
    let server = TcpStream::connect(("127.0.0.1", server))?;
    server.set_nodelay(true)?;
    client.set_nodelay(true)?;
    let (answers, hearer) = (server.try_clone()?, client.try_clone()?);
    // It is silent from the moment in which the answer is to be lost.
    let is_silent = Arc::new(AtomicBool::new(false));
    let (silent, all) = (Arc::clone(&is_silent), Arc::clone(harm));
    let hearing = thread::spawn(move || {
        let _ = hear(&answers, &hearer, (&silent, &all));
        // A server that is gone is gone for the client, however that shows.
        let _ = hearer.shutdown(Shutdown::Both);
    });
    let spoken = speak(client, &server, (harm, &is_silent));
    let _ = server.shutdown(Shutdown::Both);
    let _ = hearing.join();
    spoken
}

/// From the client to the server, until a commit is to be lost.
fn speak(mut client: &TcpStream, mut server: &TcpStream, (harm, is_silent): (&Harm, &AtomicBool)) -> Result<()> {
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
        if writes && holds(COMMIT) {
            if harm.befalls(&harm.commits_to_lose) {
                return Ok(());
            }
            if harm.befalls(&harm.answers_to_lose) {
                is_silent.store(true, Ordering::SeqCst);
            }
        }
        server.write_all(&bytes[..length])?;
    }
}

/// From the server to the client, until an answer is to be lost.
fn hear(mut server: &TcpStream, mut client: &TcpStream, (is_silent, harm): (&AtomicBool, &Harm)) -> Result<()> {
    let (mut bytes, mut has_kept_back) = ([0; 65_536], false);
    loop {
        let length = server.read(&mut bytes)?;
        if length == 0 {
            return Ok(());
        }
        if is_silent.load(Ordering::SeqCst) {
            // What went out along with the commit is answered first. Were the server left before it came to the commit, it
            // would not make it.
            if bytes[..length].windows(COMMITTED.len()).any(|part| part == COMMITTED) {
                return Ok(());
            }
            continue;
        }
        if harm.is_silent.load(Ordering::SeqCst) {
            has_kept_back = true;
        } else if has_kept_back {
            return Ok(());
        } else {
            client.write_all(&bytes[..length])?;
        }
    }
}
