//! As much of an HTTP client as measuring needs: one connection, one request after the other.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

/// A connection that is kept.
pub struct Client {
    stream: BufReader<TcpStream>,
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub body: String,
}

impl Client {
    /// Connects.
    pub fn connect(address: SocketAddr) -> Result<Client> {
        let stream = TcpStream::connect(address).with_context(|| format!("connecting to {address}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Client { stream: BufReader::new(stream) })
    }

    /// Sends one request and reads its answer.
    pub fn send(&mut self, request: &Request) -> Result<Answer> {
        self.stream.get_mut().write_all(request.text().as_bytes())?;
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).context("no HTTP answer")?;
        let mut length = 0;
        loop {
            line.clear();
            ensure!(self.stream.read_line(&mut line)? > 0, "the answer broke off in its head");
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().context("a content-length that is no number")?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(Answer { status, body: String::from_utf8(body)? })
    }
}

/// A request.
#[derive(Clone)]
pub struct Request {
    pub method: &'static str,
    pub path: String,
    pub token: String,
    /// JSON, or empty.
    pub body: String,
}

impl Request {
    /// A `GET`.
    pub fn get(path: impl Into<String>, token: &str) -> Request {
        Request { method: "GET", path: path.into(), token: token.to_owned(), body: String::new() }
    }

    fn text(&self) -> String {
        let Request { method, path, token, body } = self;
        let length = body.len();
        let authorization = if token.is_empty() { String::new() } else { format!("Authorization: Bearer {token}\r\n") };
        format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\n{authorization}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        )
    }
}
