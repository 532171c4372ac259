//! Clients that keep the server waiting.

use std::io::Write as _;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use belfry::http::Limits;
use belfry::http::lines::Patience;

use crate::answer::{connect, exchange, read_all};
use crate::world::{Wish, World};

const SHORT: Duration = Duration::from_millis(300);

fn impatient() -> World {
    let patience = Patience { head: SHORT, body: SHORT, idle: SHORT };
    World::empty(Wish { limits: Limits { patience, ..Limits::default() }, ..Wish::default() })
}

/// A connection on which these bytes were sent, and no more.
fn half(world: &World, bytes: &str) -> TcpStream {
    let mut stream = connect(world.server);
    stream.write_all(bytes.as_bytes()).unwrap();
    stream
}

#[test]
fn a_head_that_is_not_whole_in_time_is_hung_up() {
    let world = impatient();
    for bytes in ["", "GET / HT", "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "] {
        assert_eq!(read_all(half(&world, bytes)), "", "{bytes:?}");
    }
}

#[test]
fn a_body_that_is_not_whole_in_time_gets_408() {
    let world = impatient();
    for framing in ["Content-Length: 100\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\""] {
        let answer = read_all(half(&world, &format!("POST /register HTTP/1.1\r\nHost: x\r\n{framing}")));
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
        assert!(answer.contains("{\"message\":"), "{answer}");
    }
}

#[test]
fn an_idle_connection_is_hung_up_after_a_while() {
    let world = impatient();
    let answer = read_all(half(&world, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"));
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[test]
fn a_connection_is_kept_when_its_body_was_not_wanted() {
    let world = World::empty(Wish::default());
    let mut stream = half(&world, "PUT /issue/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\n");
    // The body comes later than the refusal could.
    stream.write_all(b"not json").unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let answers = read_all(stream);
    assert!(answers.starts_with("HTTP/1.1 401 ") && answers.contains("HTTP/1.1 200 "), "{answers}");
}

#[test]
fn a_head_that_is_too_large_is_refused() {
    let world = impatient();
    let head = format!("GET / HTTP/1.1\r\nHost: x\r\nX-Large: {}\r\n\r\n", "x".repeat(100_000));
    let said = exchange(world.server, head.as_bytes());
    assert!(said.starts_with("HTTP/1.1 431 "), "{said}");
    assert!(said.ends_with("{\"message\":\"The head of this request is too large: at most 16 KiB.\"}"), "{said}");
}

#[test]
fn what_is_no_request_is_refused_in_words() {
    let world = impatient();
    for head in ["GET / HTTP/1.1\r\nHo st: x\r\n\r\n", "\u{1}\r\n\r\n", "GET  / /\r\n\r\n"] {
        let said = exchange(world.server, head.as_bytes());
        assert!(said.starts_with("HTTP/1.1 400 "), "{said}");
        assert!(said.contains("\r\ncontent-type: application/json\r\n"), "{said}");
        assert!(said.ends_with("{\"message\":\"This is no HTTP request that can be understood.\"}"), "{said}");
    }
}

#[test]
fn a_thousand_half_sent_requests_do_not_keep_a_good_one_waiting() {
    let world = World::empty(Wish::default());
    assert!(Limits::default().connections < 1500);
    world.ada.registers(&world);
    rlimit::increase_nofile_limit(8192).unwrap();
    // Half of them stop inside the head, half inside the body.
    let kinds =
        ["GET /healthz HTTP/1.1\r\nHost: x\r\n", "POST /register HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"];
    let held: Vec<TcpStream> = (0..1500).map(|index| half(&world, kinds[index % 2])).collect();
    let began = Instant::now();
    for _ in 0..20 {
        let answer = exchange(world.server, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    }
    assert_eq!(world.ada.logs_in(&world).status, 200);
    let took = began.elapsed();
    assert!(took < Duration::from_secs(5), "{took:?}");
    drop(held);
}
