//! Bad input, everywhere: each field of each call with each kind of wrong value. The answer is a clear 4xx and nothing is
//! changed, or the text is fine and is kept. A 500 fails the request itself (see [`crate::answer::send`]).

use serde_json::{Value, json};

use crate::answer::{Answer, exchange};
use crate::world::{ASSIGN_DELAY, World};

/// A call, with a body that would be taken.
struct Call {
    method: &'static str,
    path: &'static str,
    body: Value,
    /// The field with what limits it.
    fields: &'static [(&'static str, Kind)],
}

/// What a field holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// One line of so many characters.
    Line(usize),
    /// One visible word of so many characters.
    Word(usize),
    /// Text of several lines.
    Text,
    Email,
    /// Anything: it is compared, not kept.
    Secret,
    Status,
}

fn calls() -> Vec<Call> {
    let fay = json!({
        "email": "fay@belfry.example", "username": "fay", "password": "hush", "first_name": "Fay", "last_name": "Wray",
    });
    let issue = json!({ "title": "Late", "description": "Every time.", "assigned_to": "ben@belfry.example" });
    let mut change = issue.clone();
    change["status"] = json!("CLOSE");
    let mut with_author = issue;
    with_author["author"] = json!("ada@belfry.example");
    vec![
        Call {
            method: "POST",
            path: "/register",
            body: fay,
            fields: &[
                ("email", Kind::Email),
                ("username", Kind::Word(80)),
                ("password", Kind::Secret),
                ("first_name", Kind::Line(80)),
                ("last_name", Kind::Line(80)),
            ],
        },
        Call {
            method: "POST",
            path: "/authenticate",
            body: json!({ "username": "ada", "password": "the password of ada" }),
            fields: &[("username", Kind::Secret), ("password", Kind::Secret)],
        },
        Call {
            method: "POST",
            path: "/issue/",
            body: with_author,
            fields: &[
                ("title", Kind::Line(200)),
                ("description", Kind::Text),
                ("assigned_to", Kind::Email),
                ("author", Kind::Email),
            ],
        },
        Call {
            method: "PUT",
            path: "/issue/1",
            body: change,
            fields: &[
                ("title", Kind::Line(200)),
                ("description", Kind::Text),
                ("assigned_to", Kind::Email),
                ("status", Kind::Status),
            ],
        },
    ]
}

/// Whether a value of this name can be taken by a field of this kind.
fn is_fine(name: &str, kind: Kind) -> bool {
    match name {
        // They belong to many scripts: what holds them is shown as text, never as markup or a header.
        "markup" if matches!(kind, Kind::Word(_)) => true,
        "emoji" | "right to left" | "markup" => matches!(kind, Kind::Line(_) | Kind::Text | Kind::Secret),
        "controls" | "lines" => matches!(kind, Kind::Text | Kind::Secret),
        "nul" => kind == Kind::Secret,
        _ => false,
    }
}

fn values(kind: Kind) -> Vec<(&'static str, Value)> {
    let too_long = match kind {
        Kind::Line(most) | Kind::Word(most) => "x".repeat(most + 1),
        Kind::Text => "x".repeat(64 * 1024 + 1),
        Kind::Email => format!("{}@belfry.example", "x".repeat(250)),
        Kind::Secret | Kind::Status => "x".repeat(1025),
    };
    let deep = (0..100).fold(json!("x"), |inner, _| json!([inner]));
    vec![
        ("number", json!(7)),
        ("fraction", json!(0.5)),
        ("flag", json!(true)),
        ("list", json!(["x"])),
        ("object", json!({ "x": "x" })),
        ("nested", deep),
        ("too long", json!(too_long)),
        ("emoji", json!("🔔🦇👩‍💻")),
        ("right to left", json!("\u{202e}reversed\u{202c} עברית\u{200f}")),
        ("markup", json!("<script>alert(1)</script>&amp;\"'")),
        ("controls", json!("a\u{1b}[31mb\u{7}c")),
        ("lines", json!("a\r\nBcc: eve@belfry.example\r\n\r\nb")),
        ("nul", json!("a\0b")),
    ]
}

/// A world with an issue in it, and a token.
fn world() -> (World, String) {
    let world = World::new();
    world.ada.opens(&world, "The bell is late", &world.ben);
    let authorization = format!("JWT {}", world.ada.token(&world));
    (world, authorization)
}

fn send(world: &World, authorization: &str, call: &Call, body: &[u8]) -> Answer {
    world.send(call.method, call.path, &[("authorization", authorization)], body)
}

/// A clear refusal that changed nothing.
#[track_caller]
fn is_refused(world: &World, before: &[String], answer: &Answer, what: &str) {
    assert!((400..500).contains(&answer.status), "{what}: {answer:?}");
    let message = &answer.json()["message"];
    assert!(message.is_string() || message.is_object(), "{what}: {answer:?}");
    assert_eq!(world.dump(), before, "{what}");
}

#[test]
fn each_field_of_each_call_refuses_what_it_cannot_hold_and_changes_nothing() {
    let (world, authorization) = world();
    let mut taken = 0;
    for call in calls() {
        for (field, kind) in call.fields {
            for (name, value) in values(*kind) {
                let mut body = call.body.clone();
                body[*field] = value;
                let before = world.dump();
                let answer = send(&world, &authorization, &call, body.to_string().as_bytes());
                let what = format!("{} {} {field}: {name}", call.method, call.path);
                // Where a secret is compared, any text is fine, and is the wrong one.
                if is_fine(name, *kind) && call.path != "/authenticate" {
                    assert!((200..300).contains(&answer.status), "{what}: {answer:?}");
                    taken += 1;
                    // So that the same can be registered again.
                    world.change(|tx| tx.run("UPDATE users SET email_key = email_key || id, username_key = username_key || id WHERE id > 5", &[]).map_err(belfry::Error::from));
                } else {
                    is_refused(&world, &before, &answer, &what);
                }
            }
        }
    }
    assert_eq!(taken, 29);
    // Whatever was taken can be mailed.
    world.advance(2 * ASSIGN_DELAY);
    assert!(!world.mails().is_empty());
}

#[test]
fn missing_null_empty_and_blank_fields_are_refused_where_they_are_needed() {
    let (world, authorization) = world();
    for call in calls() {
        for (field, _) in call.fields.iter().filter(|(field, _)| *field != "last_name" && *field != "author") {
            for value in
                [None, Some(Value::Null), Some(json!("")), Some(json!(" \t\n")), Some(json!("\u{200b}\u{3164}"))]
            {
                let mut body = call.body.clone();
                let fields = body.as_object_mut().unwrap();
                match &value {
                    None => fields.remove(*field),
                    Some(value) => fields.insert((*field).to_owned(), value.clone()),
                };
                if call.method == "PUT" && value.is_none() {
                    continue;
                }
                let before = world.dump();
                let answer = send(&world, &authorization, &call, body.to_string().as_bytes());
                is_refused(&world, &before, &answer, &format!("{} {field}: {value:?}", call.path));
                assert!(answer.json()["message"][field].is_string(), "{answer:?}");
            }
        }
    }
}

#[test]
fn what_is_no_json_object_is_refused_and_told_what_to_send() {
    let (world, authorization) = world();
    let deep = "[".repeat(200_000);
    let deep_inside = format!("{{\"title\":{}1{}}}", "[".repeat(5000), "]".repeat(5000));
    let bodies: Vec<(&str, Vec<u8>)> = vec![
        ("empty", Vec::new()),
        ("form", b"title=x&description=y".to_vec()),
        ("text", b"title".to_vec()),
        ("xml", b"<title>x</title>".to_vec()),
        ("list", b"[]".to_vec()),
        ("string", b"\"x\"".to_vec()),
        ("number", b"1e999".to_vec()),
        ("null", b"null".to_vec()),
        ("half", b"{\"title\": \"x\"".to_vec()),
        ("two", b"{} {}".to_vec()),
        ("comma", b"{\"title\": \"x\",}".to_vec()),
        ("invalid UTF-8", b"{\"title\": \"\xff\xfe\"}".to_vec()),
        ("UTF-16", "{}".encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("lone surrogate", b"{\"title\": \"\\ud800\"}".to_vec()),
        ("raw control", b"{\"title\": \"a\nb\"}".to_vec()),
        ("deep", deep.clone().into_bytes()[..60_000].to_vec()),
        ("deep inside", deep_inside.into_bytes()),
        ("zeros", vec![0; 1000]),
    ];
    for call in calls() {
        for (name, body) in &bodies {
            let before = world.dump();
            let answer = send(&world, &authorization, &call, body);
            is_refused(&world, &before, &answer, &format!("{} {} {name}", call.method, call.path));
            assert_eq!(answer.status, 400, "{name}");
            assert!(answer.json()["message"].as_str().unwrap().starts_with("Send a JSON object"), "{name}: {answer:?}");
        }
    }
}

#[test]
fn a_body_that_is_too_large_gets_413() {
    let (world, authorization) = world();
    let before = world.dump();
    for call in calls() {
        let mut body = call.body.clone();
        body["filler"] = json!("x".repeat(2 * 1024 * 1024));
        let answer = send(&world, &authorization, &call, body.to_string().as_bytes());
        is_refused(&world, &before, &answer, call.path);
        assert_eq!(answer.status, 413, "{answer:?}");
    }
    // The same without its length announced.
    let chunk = format!("{:x}\r\n{}\r\n", 2 * 1024 * 1024, "x".repeat(2 * 1024 * 1024));
    let head = "POST /register HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
    let answer = exchange(world.server, format!("{head}{chunk}0\r\n\r\n").as_bytes());
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer:.200}");
    assert_eq!(world.dump(), before);
}

#[test]
fn the_last_of_two_fields_of_one_name_counts() {
    let (world, authorization) = world();
    let headers = [("authorization", authorization.as_str())];
    let answer = world.send("PUT", "/issue/1", &headers, b"{\"title\": 7, \"title\": \"Last\"}");
    assert_eq!((answer.status, &answer.json()["title"]), (200, &json!("Last")));
}

#[test]
fn headers_that_make_no_sense_are_refused() {
    let world = World::new();
    for value in ["JWT \u{e9}", "JWT", "\t", "JWT ..", "Bearer  "] {
        let head = format!("GET /issue/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: {value}\r\n\r\n");
        assert!(exchange(world.server, head.as_bytes()).starts_with("HTTP/1.1 401 "), "{value:?}");
    }
    let answer = exchange(world.server, b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains("{\"message\":\"An HTTP/1.1"), "{answer}");
    for request in [
        "GET /issue/ HTTP/9.9\r\n\r\n",
        "\0\r\n\r\n",
        "GET  /  HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    ] {
        let answer = exchange(world.server, request.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 4") || answer.starts_with("HTTP/1.0 4"), "{request:?}: {answer:?}");
    }
}
