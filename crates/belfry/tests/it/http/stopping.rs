//! A graceful stop.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use belfry::http::Limits;

use crate::answer::{connect, read_all};
use crate::world::{Wish, World};

#[test]
fn what_is_in_flight_is_answered() {
    let mut world = World::empty(Wish::default());
    let body = "{\"username\":\"ada\",\"password\":\"x\"}";
    let head = "POST /authenticate HTTP/1.1\r\nHost: x\r\nExpect: 100-continue";
    let mut stream = connect(world.server);
    stream.write_all(format!("{head}\r\nContent-Length: {}\r\n\r\n", body.len()).as_bytes()).unwrap();
    // Proof that the request has begun: its body is asked for.
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    world.is_told_to_stop();
    stream.write_all(body.as_bytes()).unwrap();
    let answer = read_all(stream);
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    world.stops();
    assert!(TcpStream::connect(world.server).is_err(), "it still listens");
}

#[test]
fn half_sent_requests_do_not_hold_a_stop_up() {
    let limits = Limits { stop_half_sent: Duration::from_millis(200), ..Limits::default() };
    let mut world = World::empty(Wish { limits, ..Wish::default() });
    let mut held = Vec::new();
    for bytes in ["", "GET / HTTP/1.1\r\n", "POST /register HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"] {
        let mut stream = connect(world.server);
        stream.write_all(bytes.as_bytes()).unwrap();
        held.push(stream);
    }
    let idle = connect(world.server);
    (&idle).write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let began = Instant::now();
    world.stops();
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    for stream in held {
        read_all(stream);
    }
}
