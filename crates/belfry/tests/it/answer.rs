//! What came back for a request, and sending one.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;
use ureq::Agent;
use ureq::http::Request;

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    headers: ureq::http::HeaderMap,
    pub text: String,
}

impl Answer {
    /// The body, which is JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The value of a header that is there once, or nothing.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The values of a header, in their order.
    pub fn headers(&self, name: &str) -> Vec<&str> {
        self.headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect()
    }

    /// The status and the body at once, as contracts are written.
    #[track_caller]
    pub fn is(&self, status: u16, body: Value) {
        assert_eq!((self.status, self.json()), (status, body));
    }

    /// A refusal with this message.
    #[track_caller]
    pub fn refuses(&self, status: u16, message: impl Into<Value>) {
        assert_eq!((self.status, &self.json()["message"]), (status, &message.into()));
    }
}

/// A client as scripts use one.
pub fn agent() -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .allow_non_standard_methods(true)
        .max_redirects(0)
        .timeout_global(Some(Duration::from_secs(30)));
    config.build().new_agent()
}

/// Sends a request and takes the answer in. A 500 is a fault of ours, whatever was sent.
#[track_caller]
pub fn send(agent: &Agent, request: Request<Vec<u8>>) -> Answer {
    let (parts, body) = request.into_parts();
    let what = format!("{} {}", parts.method, parts.uri);
    let answered = if body.is_empty() {
        agent.run(Request::from_parts(parts, ()))
    } else {
        agent.run(Request::from_parts(parts, body))
    };
    let mut answer = answered.unwrap_or_else(|error| panic!("{what}: {error}"));
    let text = answer.body_mut().with_config().limit(64 << 20).lossy_utf8(true).read_to_string().unwrap();
    let answer = Answer { status: answer.status().as_u16(), headers: answer.headers().clone(), text };
    assert_ne!(answer.status, 500, "{what}: {answer:?}");
    assert!(answer.header("x-request-id").is_some(), "{what}: {answer:?}");
    answer
}

/// A connection to write bytes to that no client would.
pub fn connect(server: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(server).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream
}

/// Writes these bytes and reads until the server closes the connection.
pub fn exchange(server: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = connect(server);
    stream.write_all(bytes).unwrap();
    read_all(stream)
}

/// Reads until the server closes the connection, which it may do roughly.
pub fn read_all(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    // An error is a connection that was reset; what was read before it counts.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}
